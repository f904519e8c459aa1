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
/* A clock that was a little fast must not make a new node untrusted. */
#define BACKDATED (60 * 60 * G_TIME_SPAN_SECOND)

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

  return request ? zb_issuer_certify (issuer, request, issue, error) : NULL;
}

ZbIssue
zb_keyring_tls_issue (const ZbFounding *founding)
{
  return (ZbIssue){
      .name = founding->host,
      .uses = ZB_USE_TLS_SERVER,
      .not_before = founding->now - BACKDATED,
      .not_after = founding->now + ZB_KEYRING_TLS_DAYS * ZB_KEYRING_DAY,
      .host = founding->host,
  };
}

ZbIssue
zb_keyring_receipt_issue (const ZbFounding *founding)
{
  return (ZbIssue){
      .name = founding->node,
      .uses = ZB_USE_RECEIPT,
      .not_before = founding->now - BACKDATED,
      .not_after = founding->now + ZB_KEYRING_RECEIPT_DAYS * ZB_KEYRING_DAY,
  };
}

static ZbKey *
make_key (const char *folder, const char *name, const char *suite, GError **error)
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
  g_autoptr (ZbKey) key = make_key (folder, ZB_KEYRING_ROOT_KEY, "p256", error);
  g_autoptr (ZbCertificate) root =
      key ? zb_issuer_make_root (key, name, founding->now - BACKDATED,
                                 founding->now + ROOT_YEARS * YEAR, error)
          : NULL;

  if (!root || !zb_keyring_write_certificate (folder, "root.pem", root, error))
    return NULL;
  return zb_issuer_new (g_steal_pointer (&key), root, NULL);
}

/* The root's list is empty and lasts as long as the authority below it. */
static gboolean
write_root_crl (const char *folder,
                ZbIssuer *root,
                const ZbFounding *founding,
                gint64 next_update,
                GError **error)
{
  g_autoptr (GBytes) crl =
      zb_issuer_make_crl (root, NULL, 0, 1, founding->now - BACKDATED, next_update, error);
  gsize length = 0;
  const void *der = crl ? g_bytes_get_data (crl, &length) : NULL;

  return crl && zb_keyring_write (folder, "root.crl", der, length, error);
}

static ZbIssuer *
found_issuing (const char *folder, ZbIssuer *root, const ZbFounding *founding, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Zhibao issuing authority %s", founding->node);
  ZbIssue issue = {
      .name = name,
      .uses = ZB_USE_CA,
      .not_before = founding->now - BACKDATED,
      .not_after = founding->now + ISSUING_YEARS * YEAR,
  };
  g_autoptr (ZbKey) key = make_key (folder, "issuing.key.pem", "p256", error);
  g_autoptr (ZbCertificate) certificate =
      key ? zb_keyring_certify (root, key, &issue, error) : NULL;

  if (!certificate || !zb_keyring_write_certificate (folder, "issuing.pem", certificate, error) ||
      !write_root_crl (folder, root, founding, issue.not_after, error))
    return NULL;
  return zb_issuer_new (g_steal_pointer (&key), certificate, NULL);
}

static gboolean
certify_to_file (ZbIssuer *issuing,
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
found_service (ZbIssuer *issuing,
               const char *folder,
               const char *service,
               const ZbIssue *issue,
               GError **error)
{
  g_autofree char *key_file = g_strconcat (service, ".key.pem", NULL);
  g_autofree char *file = g_strconcat (service, ".pem", NULL);
  g_autoptr (ZbKey) key = make_key (folder, key_file, "p256", error);

  return key && certify_to_file (issuing, folder, key, issue, file, error);
}

static gboolean
found_probes (ZbIssuer *issuing, const char *folder, const ZbFounding *founding, GError **error)
{
  ZbIssue revoked = {
      .name = "probe revoked",
      .uses = ZB_USE_TLS_CLIENT,
      .not_before = founding->now - BACKDATED,
      .not_after = founding->now + ISSUING_YEARS * YEAR,
  };
  ZbIssue expired = {
      .name = "probe expired",
      .uses = ZB_USE_TLS_CLIENT,
      .not_before = founding->now - BACKDATED,
      .not_after = founding->now - BACKDATED / 2,
  };
  g_autoptr (ZbKey) key = make_key (folder, "probe.key.pem", "p256", error);

  return key && certify_to_file (issuing, folder, key, &revoked, "probe-revoked.pem", error) &&
         certify_to_file (issuing, folder, key, &expired, "probe-expired.pem", error);
}

static gboolean
found_log (const char *folder, const ZbFounding *founding, GError **error)
{
  g_autoptr (ZbKey) key = make_key (folder, "log.key.pem", "ed25519", error);
  g_autofree char *verifier = key ? zb_checkpoint_verifier (key, founding->log, error) : NULL;

  return verifier &&
         zb_keyring_write (folder, ZB_KEYRING_LOG_VERIFIER, verifier, strlen (verifier), error);
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

gboolean
zb_keyring_found (const char *folder, const ZbFounding *founding, GError **error)
{
  g_autoptr (ZbIssuer) root = NULL;
  g_autoptr (ZbIssuer) issuing = NULL;
  ZbIssue tls = zb_keyring_tls_issue (founding);
  ZbIssue receipt = zb_keyring_receipt_issue (founding);

  if (!make_folder (folder, error))
    return FALSE;
  root = found_root (folder, founding, error);
  if (root)
    issuing = found_issuing (folder, root, founding, error);
  if (!issuing)
    return FALSE;
  return found_log (folder, founding, error) &&
         found_service (issuing, folder, "tls", &tls, error) &&
         found_service (issuing, folder, "receipt", &receipt, error) &&
         found_probes (issuing, folder, founding, error);
}
