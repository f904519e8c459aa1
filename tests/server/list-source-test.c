/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/list-source.h"

#include "exchange/certificate.h"
#include "exchange/error.h"
#include "exchange/http/fetch.h"
#include "server/reading/error.h"
#include "tests/support/plain-files.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <string.h>

/* Two roots, a and b. The lists of a: one of now, two of one second before that still hold, one
 * that is over. */
static const char make_lists[] =
    "set -e; echo 01 > number; : > none.txt\n"
    "cat > ca.cnf <<'END'\n"
    "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = x\n"
    "[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
    "subjectKeyIdentifier = hash\n"
    "[a]\ndatabase = none.txt\ncrlnumber = number\ndefault_md = sha256\ndefault_crl_days = 30\n"
    "private_key = a.key\ncertificate = a.pem\n"
    "[b]\ndatabase = none.txt\ncrlnumber = number\ndefault_md = sha256\ndefault_crl_days = 30\n"
    "private_key = b.key\ncertificate = b.pem\n"
    "END\n"
    "for name in a b; do\n"
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config ca.cnf "
    "-keyout $name.key -out $name.pem -subj /CN=$name -days 3650 -extensions root\n"
    "openssl ca -config ca.cnf -name $name -gencrl -out $name.crl\n"
    "done\n"
    "for name in older next; do\n"
    "openssl ca -config ca.cnf -name a -gencrl -crl_lastupdate 20200101000000Z "
    "-crl_nextupdate 20400101000000Z -out $name.crl\n"
    "done\n"
    "openssl ca -config ca.cnf -name a -gencrl -crl_lastupdate 20200101000000Z "
    "-crl_nextupdate 20200102000000Z -out over.crl\n"
    "head -c 4096 /dev/zero > large.bin\n";

typedef struct {
  ZbTempDir *dir;
  ZbPlainFiles *site;
  GPtrArray *issuers; /* a */
  char *kept;
  ZbTrust *trust;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (fixture->dir, NULL);
  g_autofree char *path = zb_temp_dir_path (fixture->dir, "a.pem");
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process =
      g_subprocess_launcher_spawn (launcher, &error, "/bin/sh", "-c", make_lists, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  fixture->issuers = zb_certificate_read_all (pem, strlen (pem), NULL);
  fixture->site = zb_plain_files_new (folder);
  fixture->kept = zb_temp_dir_path (fixture->dir, "kept");
  fixture->trust = zb_trust_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_plain_files_free (fixture->site);
  g_ptr_array_unref (fixture->issuers);
  zb_trust_unref (fixture->trust);
  g_free (fixture->kept);
  zb_temp_dir_free (fixture->dir);
}

static gboolean
fetch (const Fixture *fixture, const char *name, GError **error)
{
  g_autofree char *url = g_strconcat (zb_plain_files_url (fixture->site), "/", name, NULL);
  const ZbListSource source = {url, fixture->kept, fixture->issuers, fixture->trust};

  return zb_list_source_fetch (&source, g_get_real_time (), NULL, error);
}

static GBytes *
read_kept (const Fixture *fixture)
{
  char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (fixture->kept, &bytes, &length, NULL));
  return g_bytes_new_take (bytes, length);
}

static void
test_newer_takes_its_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fetch (fixture, "older.crl", &error));
  g_assert_no_error (error);
  g_autoptr (GBytes) before = read_kept (fixture);
  g_assert_true (fetch (fixture, "a.crl", &error));
  g_assert_no_error (error);
  g_autoptr (GBytes) after = read_kept (fixture);
  g_assert_false (g_bytes_equal (before, after));
  g_assert_true (fetch (fixture, "a.crl", &error));
  g_autoptr (GBytes) again = read_kept (fixture);
  g_assert_true (g_bytes_equal (after, again));
}

/* An authority that revokes twice in a second has the second list taken, and not the first again.
 */
static void
test_numbers_tell_lists_of_one_second (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fetch (fixture, "older.crl", &error));
  g_autoptr (GBytes) first = read_kept (fixture);
  g_assert_true (fetch (fixture, "next.crl", &error));
  g_autoptr (GBytes) second = read_kept (fixture);
  g_assert_false (g_bytes_equal (first, second));
  g_assert_false (fetch (fixture, "older.crl", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL);
  g_autoptr (GBytes) third = read_kept (fixture);
  g_assert_true (g_bytes_equal (second, third));
}

/* Whatever lies there instead, the file stays as it is, and the address is named. */
static void
test_anything_else_changes_nothing (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *says;
    ZbExchangeError code;
  } cases[] = {
      {"none.crl", "the server answers 404", ZB_EXCHANGE_ERROR_NOT_FOUND},
      {"a.pem", "no revocation list", ZB_EXCHANGE_ERROR_MALFORMED},
      {"b.crl", "", ZB_EXCHANGE_ERROR_UNTRUSTED},
      {"older.crl", "older than the one that is here", ZB_EXCHANGE_ERROR_STALE_CRL},
      {"over.crl", "is out of date", ZB_EXCHANGE_ERROR_STALE_CRL},
  };
  g_autoptr (GError) error = NULL;

  g_assert_true (fetch (fixture, "a.crl", &error));
  g_autoptr (GBytes) before = read_kept (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) fault = NULL;

    g_assert_false (fetch (fixture, cases[i].name, &fault));
    g_test_message ("%s", fault->message);
    g_assert_error (fault, ZB_EXCHANGE_ERROR, (int)cases[i].code);
    g_assert_nonnull (strstr (fault->message, cases[i].says));
    g_assert_true (g_str_has_prefix (fault->message, zb_plain_files_url (fixture->site)));
    g_autoptr (GBytes) after = read_kept (fixture);
    g_assert_true (g_bytes_equal (before, after));
  }
}

static gboolean
refuse_lists (ZbForeignKind kind, const void *bytes, gsize length, gpointer data, GError **error)
{
  g_assert_cmpint (kind, ==, ZB_FOREIGN_LIST);
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, "its parser died");
  return FALSE;
}

/* A list that kills its parser changes nothing either. */
static void
test_vetted_before_it_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_trust_set_vet (fixture->trust, refuse_lists, NULL);
  g_assert_false (fetch (fixture, "a.crl", &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE);
  g_assert_true (g_str_has_prefix (error->message, zb_plain_files_url (fixture->site)));
  g_assert_false (g_file_test (fixture->kept, G_FILE_TEST_EXISTS));
}

static void
test_limit_of_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strconcat (zb_plain_files_url (fixture->site), "/large.bin", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) at = zb_http_fetch (url, 4096, 10000, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (at), ==, 4096);
  g_assert_null (zb_http_fetch (url, 4095, 10000, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strconcat (zb_plain_files_url (fixture->site), "/a.crl", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancelled);
  g_assert_null (zb_http_fetch (url, 4096, 10000, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (zb_http_fetch ("http://127.0.0.1:1/a.crl", 4096, 10000, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
  g_clear_error (&error);
  g_assert_null (zb_http_fetch ("https://127.0.0.1/a.crl", 4096, 10000, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/list-source/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("newer-takes-its-place", test_newer_takes_its_place);
  ADD ("numbers-tell-lists-of-one-second", test_numbers_tell_lists_of_one_second);
  ADD ("anything-else-changes-nothing", test_anything_else_changes_nothing);
  ADD ("vetted-before-it-is-read", test_vetted_before_it_is_read);
  ADD ("limit-of-bytes", test_limit_of_bytes);
  ADD ("nobody-there", test_nobody_there);
  return g_test_run ();
}
