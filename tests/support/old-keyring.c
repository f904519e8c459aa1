/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/old-keyring.h"

#include "exchange/checkpoint.h"
#include "exchange/issuer.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define YEAR (365 * DAY)

static void
write_file (const char *folder, const char *name, const void *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize)length, &error);
  g_assert_no_error (error);
}

static void
write_certificate (const char *folder, const char *name, ZbCertificate *certificate)
{
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  write_file (folder, name, pem, strlen (pem));
}

static ZbKey *
make_key (const char *folder, const char *name, const char *suite)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate (suite, &error);

  g_assert_no_error (error);
  zb_key_write_pem (key, path, NULL, &error);
  g_assert_no_error (error);
  return key;
}

static ZbCertificate *
certify (
    ZbIssuer *issuer, const char *folder, const ZbKey *key, const ZbIssue *issue, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_key_request (key, issue->name, NULL, &error);
  ZbCertificate *certificate = zb_issuer_certify (issuer, request, issue, &error);

  g_assert_no_error (error);
  write_certificate (folder, file, certificate);
  return certificate;
}

static ZbIssuer *
found_root (const char *folder, gint64 now)
{
  g_autoptr (GError) error = NULL;
  ZbKey *key = make_key (folder, ZB_KEYRING_ROOT_KEY, "p256");
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Zhibao root 350200", now - DAY, now + 20 * YEAR, &error);

  g_assert_no_error (error);
  write_certificate (folder, "root.pem", root);
  return zb_issuer_new (key, root, NULL);
}

static void
write_root_list (const char *folder, ZbIssuer *root, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) list =
      zb_issuer_make_crl (root, NULL, 0, 1, now - DAY, now + 5 * YEAR, &error);

  g_assert_no_error (error);
  write_file (folder, "root.crl", g_bytes_get_data (list, NULL), g_bytes_get_size (list));
}

static void
found_services (const char *folder, ZbIssuer *issuing, const ZbFounding *founding)
{
  gint64 now = founding->now;
  g_autoptr (ZbKey) probe = make_key (folder, "probe.key.pem", "p256");
  const struct {
    const char *key, *file;
    ZbIssue issue;
  } services[] = {
      {"tls.key.pem",
       "tls.pem",
       {.name = founding->host,
        .uses = ZB_USE_TLS_SERVER,
        .not_before = now - DAY,
        .not_after = now + 365 * DAY,
        .host = founding->host}},
      {"receipt.key.pem",
       "receipt.pem",
       {.name = founding->node,
        .uses = ZB_USE_RECEIPT,
        .not_before = now - DAY,
        .not_after = now + 730 * DAY}},
      {NULL,
       "probe-revoked.pem",
       {.name = "probe revoked",
        .uses = ZB_USE_TLS_CLIENT,
        .not_before = now - DAY,
        .not_after = now + 5 * YEAR}},
      {NULL,
       "probe-expired.pem",
       {.name = "probe expired",
        .uses = ZB_USE_TLS_CLIENT,
        .not_before = now - DAY,
        .not_after = now - DAY / 2}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    g_autoptr (ZbKey) own = services[i].key ? make_key (folder, services[i].key, "p256") : NULL;
    g_autoptr (ZbCertificate) certificate =
        certify (issuing, folder, own ? own : probe, &services[i].issue, services[i].file);
  }
}

void
zb_test_old_keyring_found (const char *folder, const ZbFounding *founding)
{
  gint64 now = founding->now;
  ZbIssue issue = {.name = "Zhibao issuing authority 350200",
                   .uses = ZB_USE_CA,
                   .not_before = now - DAY,
                   .not_after = now + 5 * YEAR};
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_autoptr (ZbIssuer) root = found_root (folder, now);
  ZbKey *key = make_key (folder, "issuing.key.pem", "p256");
  g_autoptr (ZbCertificate) issuing = certify (root, folder, key, &issue, "issuing.pem");
  g_autoptr (ZbIssuer) issuer = zb_issuer_new (key, issuing, NULL);
  write_root_list (folder, root, now);
  found_services (folder, issuer, founding);
  g_autoptr (ZbKey) log = make_key (folder, "log.key.pem", "ed25519");
  g_autofree char *name = zb_vault_log_name (founding->node);
  g_autofree char *verifier = zb_checkpoint_verifier (log, name, &error);
  g_assert_no_error (error);
  write_file (folder, ZB_KEYRING_LOG_VERIFIER, verifier, strlen (verifier));
}
