/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust.h"
#include "server/authority/error.h"
#include "server/authority/keyring.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static const ZbFounding founding = {
    .node = "350200", .host = "127.0.0.1", .log = "log/350200", .now = NOW};

static ZbKeyring *
found_and_open (const char *folder)
{
  g_autoptr (GError) error = NULL;

  zb_keyring_found (folder, &founding, &error);
  g_assert_no_error (error);
  ZbKeyring *keyring = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  return keyring;
}

static void
test_keys_are_the_owners (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  GStatBuf status;

  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  while ((name = g_dir_read_name (files))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_cmpint (g_stat (path, &status), ==, 0);
    g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    n++;
  }
  g_assert_cmpuint (n, ==, 14);
}

static void
test_certificates_have_one_purpose (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);

  g_assert_cmpuint (zb_certificate_uses (keyring->issuing), ==, ZB_USE_CA);
  g_assert_cmpuint (zb_certificate_uses (keyring->tls), ==, ZB_USE_TLS_SERVER);
  g_assert_cmpuint (zb_certificate_uses (keyring->receipt), ==, ZB_USE_RECEIPT);
  g_assert_cmpuint (zb_certificate_uses (keyring->probe_expired), ==, ZB_USE_TLS_CLIENT);
  g_assert_cmpint (zb_certificate_not_after (keyring->probe_expired), <, NOW);
  g_assert_cmpint (zb_certificate_not_after (keyring->probe_revoked), >, NOW);
  g_assert_false (zb_certificate_same_key (keyring->tls, keyring->receipt));
  g_assert_true (zb_certificate_same_key (keyring->probe_expired, keyring->probe_revoked));
}

static void
test_founds_once (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_keyring_found (folder, &founding, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS);
  g_assert_nonnull (strstr (error->message, folder));
}

static void
test_names_a_missing_key (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);
  g_autofree char *receipt = g_build_filename (folder, "receipt.key.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (receipt), ==, 0);
  g_assert_null (zb_keyring_open (folder, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "receipt.key.pem"));
}

static void
test_renews_in_time (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);
  g_autoptr (GError) error = NULL;
  ZbFounding later = founding;
  guint renewed = 99;

  later.now = NOW + 334 * DAY;
  zb_keyring_renew (keyring, folder, &later, &renewed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (renewed, ==, 0);
  later.now = NOW + 336 * DAY;
  zb_keyring_renew (keyring, folder, &later, &renewed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (renewed, ==, 1);
  g_autoptr (ZbKeyring) again = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (again->tls), ==, zb_certificate_digest (keyring->tls));
  g_assert_cmpint (zb_certificate_not_after (again->tls), >, NOW + 690 * DAY);
  g_assert_cmpstr (again->tls_pem, ==, keyring->tls_pem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/keyring/keys-are-the-owners", test_keys_are_the_owners);
  g_test_add_func ("/server/keyring/certificates-have-one-purpose",
                   test_certificates_have_one_purpose);
  g_test_add_func ("/server/keyring/founds-once", test_founds_once);
  g_test_add_func ("/server/keyring/names-a-missing-key", test_names_a_missing_key);
  g_test_add_func ("/server/keyring/renews-in-time", test_renews_in_time);
  return g_test_run ();
}
