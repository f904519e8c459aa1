/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust.h"
#include "server/authority/error.h"
#include "server/authority/keyring.h"
#include "tests/support/old-keyring.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static const ZbFounding founding = {.node = "350200", .host = "127.0.0.1", .now = NOW};

/* As a node does it at @now; counts what was renewed. */
static guint
renew_at (ZbKeyring *keyring, const char *folder, gint64 now)
{
  g_autofree char *dir = g_path_get_dirname (folder);
  ZbVaultOptions options = {.node = founding.node, .clock = zb_clock_fixed (&now)};
  g_autoptr (ZbKeychain) keychain = zb_keychain_new_local (dir, &options);
  g_autoptr (GError) error = NULL;
  ZbFounding later = founding;
  guint renewed = 99;

  later.now = now;
  later.keychain = keychain;
  zb_keyring_renew (keyring, folder, &later, &renewed, &error);
  g_assert_no_error (error);
  return renewed;
}

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
  /* Root, three authorities with their responders, log, four services, two probes. */
  g_assert_cmpuint (n, ==, 3 + 3 * 3 + 1 + 2 + 4 * 2 + 3);
}

static void
test_certificates_have_one_purpose (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);

  g_assert_null (keyring->branches[ZB_BRANCH_FIRST].certificate);
  for (guint i = 0; i < ZB_BRANCH_FIRST; i++) {
    const ZbBranch *branch = &keyring->branches[i];
    g_assert_cmpuint (zb_certificate_uses (branch->certificate), ==, ZB_USE_CA);
    g_assert_cmpuint (zb_certificate_issues (branch->certificate), ==,
                      zb_branch_issues ((ZbBranchKind)i) | ZB_USE_OCSP);
    g_assert_cmpuint (zb_certificate_uses (branch->responder), ==, ZB_USE_OCSP);
    g_assert_true (zb_certificate_issued_by (branch->responder, branch->certificate));
  }
  g_assert_cmpuint (zb_certificate_uses (keyring->stamp), ==, ZB_USE_TIMESTAMP);
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
  g_autofree char *missing = g_build_filename (folder, "tls.key.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (missing), ==, 0);
  g_assert_null (zb_keyring_open (folder, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "tls.key.pem"));
}

/* What was made while the clock was ahead holds for nobody once it is right again. */
static void
test_renews_what_is_of_a_time_to_come (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);

  g_assert_cmpuint (renew_at (keyring, folder, NOW + 400 * DAY), ==, 5);
  g_assert_cmpint (zb_certificate_not_before (keyring->tls), >, NOW);
  g_assert_cmpuint (renew_at (keyring, folder, NOW), ==, 5);
  g_assert_cmpint (zb_certificate_not_before (keyring->tls), <, NOW);
  g_assert_cmpuint (renew_at (keyring, folder, NOW), ==, 0);
}

static void
test_renews_in_time (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (ZbKeyring) keyring = found_and_open (folder);
  g_autoptr (GError) error = NULL;

  /* The responders', which are short-lived. */
  g_assert_cmpuint (renew_at (keyring, folder, NOW + 334 * DAY), ==, 3);
  g_assert_cmpuint (renew_at (keyring, folder, NOW + 336 * DAY), ==, 2); /* both of connections */
  g_autoptr (ZbKeyring) again = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (again->tls), ==, zb_certificate_digest (keyring->tls));
  g_assert_cmpint (zb_certificate_not_after (again->tls), >, NOW + 690 * DAY);
  g_assert_cmpstr (again->tls_pem, ==, keyring->tls_pem);
}

static gboolean
is_trusted (const char *folder, ZbCertificate *certificate, ZbCertificateUse use)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authorities = zb_keyring_read_authorities (folder, &error);
  g_autoptr (ZbTrust) trust = zb_trust_new ();

  g_assert_no_error (error);
  zb_trust_add_root (trust, authorities->pdata[0]);
  for (guint i = 1; i < authorities->len; i++)
    zb_trust_add_intermediate (trust, authorities->pdata[i]);
  return zb_trust_check (trust, certificate, NULL, use, NOW, NULL);
}

static gboolean
has (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A node of the first release opens, gets what it lacked, and goes on under its one authority. */
static void
test_older_folder_is_completed (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autoptr (GError) error = NULL;

  zb_test_old_keyring_found (folder, &founding);
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  g_assert_null (keyring->stamp);
  g_assert_cmpuint (renew_at (keyring, folder, NOW), ==, 3);
  g_autoptr (ZbKeyring) again = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  g_assert_true (has (folder, "stamp.key.pem"));
  g_assert_true (has (folder, "responder.key.pem"));
  g_assert_true (is_trusted (folder, again->stamp, ZB_USE_TIMESTAMP));
  g_assert_true (is_trusted (folder, again->branches[ZB_BRANCH_FIRST].responder, ZB_USE_OCSP));
}

static void
test_divides_an_older_folder (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autofree char *root_key = g_build_filename (folder, ZB_KEYRING_ROOT_KEY, NULL);
  g_autoptr (GError) error = NULL;

  zb_test_old_keyring_found (folder, &founding);
  zb_keyring_divide (folder, root_key, &founding, &error);
  g_assert_no_error (error);
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  renew_at (keyring, folder, NOW);
  /* A certificate of before holds, and what is new comes from the new authorities. */
  g_assert_true (is_trusted (folder, keyring->receipt, ZB_USE_RECEIPT));
  g_assert_true (
      zb_certificate_issued_by (keyring->receipt, keyring->branches[ZB_BRANCH_FIRST].certificate));
  g_assert_true (
      zb_certificate_issued_by (keyring->stamp, keyring->branches[ZB_BRANCH_SERVICES].certificate));
  g_assert_false (zb_keyring_divide (folder, root_key, &founding, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS);
  g_assert_nonnull (strstr (error->message, "divided already"));
}

static void
test_divides_by_the_root_only (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, "keys");
  g_autofree char *other = g_build_filename (folder, "issuing.key.pem", NULL);
  g_autoptr (GError) error = NULL;

  zb_test_old_keyring_found (folder, &founding);
  g_assert_false (zb_keyring_divide (folder, other, &founding, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS);
  g_assert_nonnull (strstr (error->message, "is not the key of this node's root"));
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
  g_test_add_func ("/server/keyring/renews-what-is-of-a-time-to-come",
                   test_renews_what_is_of_a_time_to_come);
  g_test_add_func ("/server/keyring/older-folder-is-completed", test_older_folder_is_completed);
  g_test_add_func ("/server/keyring/divides-an-older-folder", test_divides_an_older_folder);
  g_test_add_func ("/server/keyring/divides-by-the-root-only", test_divides_by_the_root_only);
  return g_test_run ();
}
