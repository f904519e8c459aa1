/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/keyring.h"

#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/keyring-private.h"
#include "server/authority/root-line.h"

#include <string.h>

#define MAX_FILE (64 * 1024)

void
zb_keyring_free (ZbKeyring *keyring)
{
  g_clear_pointer (&keyring->root, zb_certificate_unref);
  g_clear_pointer (&keyring->root_crl, g_bytes_unref);
  g_clear_pointer (&keyring->former, g_ptr_array_unref);
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    g_clear_pointer (&keyring->branches[i].certificate, zb_certificate_unref);
    g_clear_pointer (&keyring->branches[i].first, zb_certificate_unref);
    g_clear_pointer (&keyring->branches[i].responder, zb_certificate_unref);
  }
  g_clear_pointer (&keyring->receipt, zb_certificate_unref);
  g_clear_pointer (&keyring->stamp, zb_certificate_unref);
  g_clear_pointer (&keyring->peer_key, zb_key_free);
  g_clear_pointer (&keyring->peer, zb_certificate_unref);
  g_clear_pointer (&keyring->tls, zb_certificate_unref);
  g_free (keyring->tls_pem);
  g_free (keyring->tls_key_pem);
  g_clear_pointer (&keyring->probe_key, zb_key_free);
  g_clear_pointer (&keyring->probe_expired, zb_certificate_unref);
  g_clear_pointer (&keyring->probe_revoked, zb_certificate_unref);
  g_free (keyring);
}

char *
zb_keyring_certificate_file (const char *stem)
{
  return g_strconcat (stem, ".pem", NULL);
}

char *
zb_keyring_key_file (const char *stem)
{
  return g_strconcat (stem, ".key.pem", NULL);
}

gboolean
zb_keyring_has (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static GBytes *
read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return zb_file_read (path, MAX_FILE, error);
}

ZbKey *
zb_keyring_read_key (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return zb_key_read_pem (path, NULL, error);
}

static gboolean
read_key (const char *folder, const char *name, ZbKey **ret_key, GError **error)
{
  *ret_key = zb_keyring_read_key (folder, name, error);
  return *ret_key != NULL;
}

static gboolean
read_certificate (const char *folder,
                  const char *name,
                  ZbCertificate **ret_certificate,
                  GError **error)
{
  g_autoptr (GBytes) pem = read_file (folder, name, error);
  gsize length = 0;

  if (!pem)
    return FALSE;
  const void *bytes = g_bytes_get_data (pem, &length);
  *ret_certificate = zb_certificate_read (bytes, length, error);
  if (*ret_certificate)
    return TRUE;
  g_prefix_error (error, "%s/%s: ", folder, name);
  return FALSE;
}

gboolean
zb_keyring_read_certificate (const char *folder,
                             const char *stem,
                             ZbCertificate **ret_certificate,
                             GError **error)
{
  g_autofree char *file = zb_keyring_certificate_file (stem);

  return !zb_keyring_has (folder, file) || read_certificate (folder, file, ret_certificate, error);
}

void
zb_keyring_join_chain (ZbKeyring *keyring)
{
  g_autofree char *own = zb_certificate_to_pem (keyring->tls);
  GString *chain = g_string_new (own);

  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    const ZbCertificate *authority = keyring->branches[i].certificate;

    if (!authority || !zb_certificate_issued_by (keyring->tls, authority))
      continue;
    g_autofree char *pem = zb_certificate_to_pem (authority);
    g_string_append (chain, pem);
    break;
  }
  g_free (keyring->tls_pem);
  keyring->tls_pem = g_string_free (chain, FALSE);
}

static gboolean
read_tls_key (ZbKeyring *keyring, const char *folder, GError **error)
{
  g_autoptr (GBytes) pem = read_file (folder, "tls.key.pem", error);
  gsize length = 0;

  if (!pem)
    return FALSE;
  const char *text = g_bytes_get_data (pem, &length);
  keyring->tls_key_pem = g_strndup (text, length);
  return TRUE;
}

/* As the root of @number certified it. */
static gboolean
read_branch (const char *folder, ZbBranchKind kind, guint number, ZbBranch *branch, GError **error)
{
  const char *stem = zb_branch_stem (kind);
  g_autofree char *now = zb_root_line_stem (stem, number);
  g_autofree char *file = zb_keyring_certificate_file (now);
  g_autofree char *responder = g_strconcat ("responder-", stem, NULL);

  return zb_keyring_read_certificate (folder, stem, &branch->first, error) &&
         (!branch->first ||
          (read_certificate (folder, file, &branch->certificate, error) &&
           zb_keyring_read_certificate (folder, responder, &branch->responder, error)));
}

/* Either the first one, or all that took its place. */
static gboolean
read_branches (ZbKeyring *keyring, const char *folder, guint number, GError **error)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++)
    if (!read_branch (folder, (ZbBranchKind)i, number, &keyring->branches[i], error))
      return FALSE;
  if (keyring->branches[ZB_BRANCH_FIRST].certificate)
    return TRUE;
  for (guint i = 0; i < ZB_BRANCH_FIRST; i++)
    if (!keyring->branches[i].certificate) {
      g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s/%s.pem is missing",
                   folder, zb_branch_stem ((ZbBranchKind)i));
      return FALSE;
    }
  return TRUE;
}

/* The root in force, and those that were before it. */
static gboolean
read_line (ZbKeyring *keyring, const char *folder, guint number, GError **error)
{
  g_autofree char *root = zb_root_line_stem (ZB_ROOT_LINE_ROOT, number);
  g_autofree char *file = zb_keyring_certificate_file (root);

  keyring->root_crl = zb_root_line_read_list (folder, number, error);
  keyring->former = keyring->root_crl ? zb_root_line_read_former (folder, error) : NULL;
  return keyring->former && read_certificate (folder, file, &keyring->root, error) &&
         read_branches (keyring, folder, number, error);
}

ZbKeyring *
zb_keyring_open (const char *folder, GError **error)
{
  g_autoptr (ZbKeyring) keyring = g_new0 (ZbKeyring, 1);

  if (!read_line (keyring, folder, zb_root_line_last (folder), error) ||
      !read_certificate (folder, "receipt.pem", &keyring->receipt, error) ||
      !read_certificate (folder, "tls.pem", &keyring->tls, error) ||
      !read_certificate (folder, "probe-expired.pem", &keyring->probe_expired, error) ||
      !read_certificate (folder, "probe-revoked.pem", &keyring->probe_revoked, error) ||
      !read_key (folder, "probe.key.pem", &keyring->probe_key, error) ||
      !read_tls_key (keyring, folder, error) ||
      !zb_keyring_read_certificate (folder, "stamp", &keyring->stamp, error) ||
      !zb_keyring_read_certificate (folder, "peer", &keyring->peer, error) ||
      (keyring->peer && !read_key (folder, "peer.key.pem", &keyring->peer_key, error)))
    return NULL;
  zb_keyring_join_chain (keyring);
  return g_steal_pointer (&keyring);
}

GPtrArray *
zb_keyring_read_authorities (const char *folder, GError **error)
{
  return zb_root_line_read (folder, zb_root_line_last (folder), error);
}

GPtrArray *
zb_keyring_read_roots (const char *folder, GError **error)
{
  g_autofree char *stem = zb_root_line_stem (ZB_ROOT_LINE_ROOT, zb_root_line_last (folder));
  g_autofree char *file = zb_keyring_certificate_file (stem);
  g_autoptr (GPtrArray) roots =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  ZbCertificate *root = NULL, *next = NULL;

  if (!read_certificate (folder, file, &root, error))
    return NULL;
  g_ptr_array_add (roots, root);
  if (!zb_keyring_read_certificate (folder, ZB_KEYRING_NEXT_ROOT, &next, error))
    return NULL;
  if (next)
    g_ptr_array_add (roots, next);
  return g_steal_pointer (&roots);
}

GPtrArray *
zb_keyring_chain_of (const ZbKeyring *keyring, const ZbCertificate *certificate)
{
  g_autoptr (GPtrArray) authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  for (guint i = 0; i < ZB_N_BRANCHES; i++)
    if (keyring->branches[i].certificate)
      g_ptr_array_add (authorities, zb_certificate_ref (keyring->branches[i].certificate));
  return zb_certificate_pick_issuers (certificate, authorities);
}

ZbIssuer *
zb_keyring_open_issuer (const ZbKeyring *keyring,
                        const char *folder,
                        ZbBranchKind branch,
                        GError **error)
{
  g_autofree char *file = zb_keyring_key_file (zb_branch_stem (branch));
  ZbKey *key = zb_keyring_read_key (folder, file, error);

  return key ? zb_issuer_new (key, keyring->branches[branch].certificate, NULL) : NULL;
}
