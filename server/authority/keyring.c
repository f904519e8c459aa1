/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/keyring.h"

#include "formats/file.h"
#include "server/authority/keyring-private.h"

#include <string.h>

#define MAX_FILE (64 * 1024)
#define RENEWED_BEFORE (30 * ZB_KEYRING_DAY)

void
zb_keyring_free (ZbKeyring *keyring)
{
  g_clear_pointer (&keyring->root, zb_certificate_unref);
  g_clear_pointer (&keyring->issuing, zb_certificate_unref);
  g_clear_pointer (&keyring->root_crl, g_bytes_unref);
  g_clear_pointer (&keyring->issuing_key, zb_key_free);
  g_clear_pointer (&keyring->receipt_key, zb_key_free);
  g_clear_pointer (&keyring->receipt, zb_certificate_unref);
  g_clear_pointer (&keyring->log_key, zb_key_free);
  g_clear_pointer (&keyring->tls, zb_certificate_unref);
  g_free (keyring->tls_pem);
  g_free (keyring->tls_key_pem);
  g_clear_pointer (&keyring->probe_key, zb_key_free);
  g_clear_pointer (&keyring->probe_expired, zb_certificate_unref);
  g_clear_pointer (&keyring->probe_revoked, zb_certificate_unref);
  g_free (keyring);
}

static GBytes *
read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return zb_file_read (path, MAX_FILE, error);
}

static gboolean
read_key (const char *folder, const char *name, ZbKey **ret_key, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  *ret_key = zb_key_read_pem (path, NULL, error);
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

static void
join_chain (ZbKeyring *keyring)
{
  g_autofree char *own = zb_certificate_to_pem (keyring->tls);
  g_autofree char *issuing = zb_certificate_to_pem (keyring->issuing);

  g_free (keyring->tls_pem);
  keyring->tls_pem = g_strconcat (own, issuing, NULL);
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

ZbKeyring *
zb_keyring_open (const char *folder, GError **error)
{
  g_autoptr (ZbKeyring) keyring = g_new0 (ZbKeyring, 1);

  keyring->root_crl = read_file (folder, "root.crl", error);
  if (!keyring->root_crl || !read_certificate (folder, "root.pem", &keyring->root, error) ||
      !read_certificate (folder, "issuing.pem", &keyring->issuing, error) ||
      !read_certificate (folder, "receipt.pem", &keyring->receipt, error) ||
      !read_certificate (folder, "tls.pem", &keyring->tls, error) ||
      !read_certificate (folder, "probe-expired.pem", &keyring->probe_expired, error) ||
      !read_certificate (folder, "probe-revoked.pem", &keyring->probe_revoked, error) ||
      !read_key (folder, "issuing.key.pem", &keyring->issuing_key, error) ||
      !read_key (folder, "receipt.key.pem", &keyring->receipt_key, error) ||
      !read_key (folder, "log.key.pem", &keyring->log_key, error) ||
      !read_key (folder, "probe.key.pem", &keyring->probe_key, error) ||
      !read_tls_key (keyring, folder, error))
    return NULL;
  join_chain (keyring);
  return g_steal_pointer (&keyring);
}

ZbKey *
zb_keyring_read_receipt_key (const char *folder, GError **error)
{
  ZbKey *key = NULL;

  return read_key (folder, "receipt.key.pem", &key, error) ? key : NULL;
}

/* A certificate of a new term over the key in @key_file. */
static gboolean
renew (ZbIssuer *issuing,
       const char *folder,
       const char *service,
       const ZbIssue *issue,
       ZbCertificate **certificate,
       GError **error)
{
  g_autofree char *key_file = g_strconcat (service, ".key.pem", NULL);
  g_autofree char *file = g_strconcat (service, ".pem", NULL);
  g_autoptr (ZbKey) key = NULL;

  if (!read_key (folder, key_file, &key, error))
    return FALSE;
  g_autoptr (ZbCertificate) renewed = zb_keyring_certify (issuing, key, issue, error);
  if (!renewed || !zb_keyring_write_certificate (folder, file, renewed, error))
    return FALSE;
  zb_certificate_unref (*certificate);
  *certificate = g_steal_pointer (&renewed);
  return TRUE;
}

static gboolean
is_due (ZbCertificate *certificate, gint64 now)
{
  return zb_certificate_not_after (certificate) - now < RENEWED_BEFORE;
}

gboolean
zb_keyring_renew (ZbKeyring *keyring,
                  const char *folder,
                  const ZbFounding *founding,
                  guint *ret_renewed,
                  GError **error)
{
  ZbIssue tls = zb_keyring_tls_issue (founding), receipt = zb_keyring_receipt_issue (founding);
  guint renewed = 0;
  ZbKey *key = NULL;

  if (!read_key (folder, "issuing.key.pem", &key, error))
    return FALSE;
  g_autoptr (ZbIssuer) issuing = zb_issuer_new (key, keyring->issuing, NULL);
  if (is_due (keyring->tls, founding->now)) {
    if (!renew (issuing, folder, "tls", &tls, &keyring->tls, error))
      return FALSE;
    renewed++;
    join_chain (keyring);
  }
  if (is_due (keyring->receipt, founding->now)) {
    if (!renew (issuing, folder, "receipt", &receipt, &keyring->receipt, error))
      return FALSE;
    renewed++;
  }
  *ret_renewed = renewed;
  return TRUE;
}
