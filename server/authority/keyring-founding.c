/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/checkpoint.h"
#include "server/authority/error.h"
#include "server/authority/keyring-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define ROOT_YEARS 20
#define ISSUING_YEARS 5
#define YEAR (365 * ZB_KEYRING_DAY)
gboolean
zb_keyring_write (
    const char *folder, const char *name, const void *bytes, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (path, bytes, (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

gboolean
zb_keyring_write_certificate (const char *folder,
                              const char *name,
                              ZbCertificate *certificate,
                              GError **error)
{
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  return zb_keyring_write (folder, name, pem, strlen (pem), error);
}

ZbCertificate *
zb_keyring_certify (ZbIssuer *issuer, const ZbKey *key, const ZbIssue *issue, GError **error)
{
  g_autoptr (GBytes) request = zb_key_request (key, issue->name, issue->unit, error);
  ZbIssue bounded = *issue;

  bounded.not_after =
      MIN (bounded.not_after, zb_certificate_not_after (zb_issuer_certificate (issuer)));
  return request ? zb_issuer_certify (issuer, request, &bounded, error) : NULL;
}

ZbKey *
zb_keyring_make_key (const char *folder, const char *name, const char *suite, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (ZbKey) key = zb_key_generate (suite, error);

  if (!key || !zb_key_write_pem (key, path, NULL, error))
    return NULL;
  return g_steal_pointer (&key);
}

/* The root, alone able to certify authorities. */
static ZbIssuer *
found_root (const char *folder, const ZbFounding *founding, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Zhibao root %s", founding->node);
  g_autoptr (ZbKey) key = zb_keyring_make_key (folder, ZB_KEYRING_ROOT_KEY, "p256", error);
  g_autoptr (ZbCertificate) root =
      key ? zb_issuer_make_root (key, name, founding->now - ZB_KEYRING_BACKDATED,
                                 founding->now + ROOT_YEARS * YEAR, error)
          : NULL;

  if (!root || !zb_keyring_write_certificate (folder, "root.pem", root, error))
    return NULL;
  return zb_issuer_new (g_steal_pointer (&key), root, NULL);
}

/* The root's list is empty and lasts as long as the authorities below it. */
static GBytes *
write_root_crl (const char *folder,
                ZbIssuer *root,
                guint64 number,
                const ZbFounding *founding,
                gint64 next_update,
                GError **error)
{
  g_autoptr (GBytes) crl = zb_issuer_make_crl (
      root, NULL, 0, number, founding->now - ZB_KEYRING_BACKDATED, next_update, error);
  gsize length = 0;
  const void *der = crl ? g_bytes_get_data (crl, &length) : NULL;

  if (!crl || !zb_keyring_write (folder, "root.crl", der, length, error))
    return NULL;
  return g_steal_pointer (&crl);
}

static gboolean
found_branch (ZbBranch *branch,
              const char *folder,
              ZbBranchKind kind,
              ZbIssuer *root,
              const ZbFounding *founding,
              GError **error)
{
  static const char *const names[] = {
      [ZB_BRANCH_SIGNING] = "Zhibao signing authority",
      [ZB_BRANCH_TLS] = "Zhibao connection authority",
      [ZB_BRANCH_SERVICES] = "Zhibao services authority",
  };
  const char *stem = zb_branch_stem (kind);
  g_autofree char *key_file = zb_keyring_key_file (stem);
  g_autofree char *file = zb_keyring_certificate_file (stem);
  g_autofree char *name = g_strdup_printf ("%s %s", names[kind], founding->node);
  ZbIssue issue = {
      .name = name,
      .uses = ZB_USE_CA,
      .issues = zb_branch_issues (kind),
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + ISSUING_YEARS * YEAR,
  };

  g_autoptr (ZbKey) key = zb_keyring_make_key (folder, key_file, "p256", error);
  branch->certificate = key ? zb_keyring_certify (root, key, &issue, error) : NULL;
  return branch->certificate &&
         zb_keyring_write_certificate (folder, file, branch->certificate, error);
}

gboolean
zb_keyring_found_branches (ZbKeyring *keyring,
                           const char *folder,
                           ZbIssuer *root,
                           guint64 list_number,
                           const ZbFounding *founding,
                           GError **error)
{
  g_autoptr (GBytes) list = NULL;

  if (!zb_issuer_set_published_at (root, founding->published_at, error))
    return FALSE;
  list = write_root_crl (folder, root, list_number, founding, founding->now + ISSUING_YEARS * YEAR,
                         error);
  for (guint i = 0; list && i < ZB_BRANCH_FIRST; i++)
    /* One that is there was made by a division that did not come to its end. */
    if (!keyring->branches[i].certificate &&
        !found_branch (&keyring->branches[i], folder, (ZbBranchKind)i, root, founding, error))
      return FALSE;
  return list != NULL;
}

static gboolean
found_probe (ZbIssuer *issuing,
             const char *folder,
             const ZbKey *key,
             const ZbIssue *issue,
             const char *file,
             GError **error)
{
  g_autoptr (ZbCertificate) certificate = zb_keyring_certify (issuing, key, issue, error);

  return certificate && zb_keyring_write_certificate (folder, file, certificate, error);
}

static gboolean
found_probes (const ZbKeyring *keyring,
              const char *folder,
              const ZbFounding *founding,
              GError **error)
{
  ZbIssue revoked = {
      .name = "probe revoked",
      .uses = ZB_USE_TLS_CLIENT,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + ISSUING_YEARS * YEAR,
  };
  ZbIssue expired = {
      .name = "probe expired",
      .uses = ZB_USE_TLS_CLIENT,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now - ZB_KEYRING_BACKDATED / 2,
  };
  g_autoptr (ZbKey) key = zb_keyring_make_key (folder, "probe.key.pem", "p256", error);
  g_autoptr (ZbIssuer) issuing =
      key ? zb_keyring_open_issuer (keyring, folder, ZB_BRANCH_TLS, error) : NULL;

  return issuing && found_probe (issuing, folder, key, &revoked, "probe-revoked.pem", error) &&
         found_probe (issuing, folder, key, &expired, "probe-expired.pem", error);
}

static gboolean
found_log (const char *folder, const ZbFounding *founding, GError **error)
{
  g_autoptr (ZbKey) key = zb_keyring_make_key (folder, "log.key.pem", "ed25519", error);
  g_autofree char *name = zb_vault_log_name (founding->node);
  g_autofree char *verifier = key ? zb_checkpoint_verifier (key, name, error) : NULL;

  return verifier &&
         zb_keyring_write (folder, ZB_KEYRING_LOG_VERIFIER, verifier, strlen (verifier), error);
}

/* Keys of the node's own services, whose certificates follow. */
static gboolean
found_services (const char *folder, GError **error)
{
  static const ZbVaultRole roles[] = {ZB_VAULT_RECEIPT, ZB_VAULT_STAMP, ZB_VAULT_RESPONDER};

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autofree char *file = zb_keyring_key_file (zb_vault_role_name (roles[i]));
    g_autoptr (ZbKey) key = zb_keyring_make_key (folder, file, "p256", error);

    if (!key)
      return FALSE;
  }
  return TRUE;
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0) {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
    if (!dir)
      return FALSE;
    if (!g_dir_read_name (dir))
      return TRUE;
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: there are keys already",
                 folder);
    return FALSE;
  }
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

/* All but the root, which @root certifies by. */
static gboolean
fill (const char *folder, ZbIssuer *root, const ZbFounding *founding, GError **error)
{
  g_autoptr (ZbKeyring) keyring = g_new0 (ZbKeyring, 1);
  g_autofree char *dir = g_path_get_dirname (folder);
  gint64 now = founding->now;
  ZbVaultOptions options = {.node = founding->node,
                            .published_at = founding->published_at,
                            .clock = zb_clock_fixed (&now)};
  g_autoptr (ZbKeychain) keychain = zb_keychain_new_local (dir, &options);
  ZbFounding own = *founding;
  guint renewed = 0;

  own.keychain = keychain;
  return zb_keyring_found_branches (keyring, folder, root, 1, founding, error) &&
         found_log (folder, founding, error) && found_probes (keyring, folder, founding, error) &&
         found_services (folder, error) &&
         zb_keyring_renew (keyring, folder, &own, &renewed, error);
}

gboolean
zb_keyring_found (const char *folder, const ZbFounding *founding, GError **error)
{
  g_autoptr (ZbIssuer) root = NULL;

  if (!make_folder (folder, error))
    return FALSE;
  root = found_root (folder, founding, error);
  return root && fill (folder, root, founding, error);
}

ZbIssuer *
zb_keyring_open_root (ZbCertificate *root, const char *root_key, GError **error)
{
  g_autoptr (ZbKey) key = zb_key_read_pem (root_key, NULL, error);

  if (!key)
    return NULL;
  if (zb_key_fits (key, root))
    return zb_issuer_new (g_steal_pointer (&key), root, NULL);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
               "%s is not the key of this node's root", root_key);
  return NULL;
}

gboolean
zb_keyring_divide (const char *folder,
                   const char *root_key,
                   const ZbFounding *founding,
                   GError **error)
{
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (folder, error);
  g_autoptr (ZbIssuer) root = NULL;

  if (!keyring)
    return FALSE;
  if (keyring->former->len > 0 || zb_keyring_has (folder, ZB_KEYRING_NEXT_ROOT ".pem")) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
                 "%s: the authorities are divided before another root is planned", folder);
    return FALSE;
  }
  if (keyring->branches[ZB_BRANCH_SERVICES].certificate) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
                 "%s: the authorities are divided already", folder);
    return FALSE;
  }
  root = zb_keyring_open_root (keyring->root, root_key, error);
  return root && zb_keyring_found_branches (keyring, folder, root, 2, founding, error);
}
