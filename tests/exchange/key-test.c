/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/key-private.h"

#include "exchange/certificate-private.h"
#include "exchange/issuer.h"
#include "exchange/protocol.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define YEAR (365 * 24 * 3600 * G_GINT64_CONSTANT (1000000))
#define PASSPHRASE "correct horse 电池"

static ZbKey *
make_key (const char *suite)
{
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate (suite, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_key_suite (key), ==, suite);
  return key;
}

static void
assert_same_key (const ZbKey *a, const ZbKey *b)
{
  g_assert_cmpint (EVP_PKEY_eq (zb_key_pkey (a), zb_key_pkey (b)), ==, 1);
}

static void
assert_private (const char *path)
{
  GStatBuf status;
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_knows_its_suites (void)
{
  static const char *const suites[] = {"p256", "rsa3072", "ed25519"};
  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++) {
    g_autoptr (ZbKey) key = make_key (suites[i]);
    g_assert_nonnull (key);
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_key_generate ("p384", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_assert_cmpstr (error->message, ==, "\"p384\" is no suite of keys");
}

static void
test_pem_without_passphrase (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "log.pem");
  g_autoptr (ZbKey) key = make_key ("ed25519");
  g_assert_true (zb_key_write_pem (key, path, NULL, &error));
  g_assert_no_error (error);
  assert_private (path);
  g_autoptr (ZbKey) again = zb_key_read_pem (path, NULL, &error);
  g_assert_no_error (error);
  assert_same_key (key, again);
}

static void
test_pem_with_passphrase (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "key.pem");
  g_autoptr (ZbKey) key = make_key ("p256");
  g_assert_true (zb_key_write_pem (key, path, PASSPHRASE, &error));
  g_assert_no_error (error);
  assert_private (path);

  g_autoptr (ZbKey) again = zb_key_read_pem (path, PASSPHRASE, &error);
  g_assert_no_error (error);
  assert_same_key (key, again);
  static const char *const wrong[] = {"correct horse", NULL};
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_null (zb_key_read_pem (path, wrong[i], &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
    g_clear_error (&error);
  }
}

/* What openssl itself says of the file, so that the rounds in it are those that were promised. */
static char *
openssl (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  g_autofree char *errors = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", arguments[1], errors);
  g_autofree char *both = output;
  return g_strconcat (both, errors, NULL);
}

typedef struct {
  ZbTempDir *dir;
  char *path;
  ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
} File;

static void
file_set_up (File *file, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) other = make_key ("p256");
  file->dir = zb_temp_dir_new ();
  file->path = zb_temp_dir_path (file->dir, "signing.p12");
  file->key = make_key (data);
  file->certificate = zb_issuer_make_root (file->key, "王小明", NOW, NOW + YEAR, &error);
  g_assert_no_error (error);
  file->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  g_ptr_array_add (file->chain, zb_issuer_make_root (other, "Issuer", NOW, NOW + YEAR, &error));
  g_assert_no_error (error);
  g_assert_true (zb_key_write_file (file->key, file->certificate, file->chain, PASSPHRASE,
                                    file->path, &error));
  g_assert_no_error (error);
}

static void
file_tear_down (File *file, gconstpointer data)
{
  zb_temp_dir_free (file->dir);
  g_free (file->path);
  zb_key_free (file->key);
  zb_certificate_unref (file->certificate);
  g_ptr_array_unref (file->chain);
}

static gboolean
read_file (const char *path, const char *passphrase, File *ret_file, GError **error)
{
  return zb_key_read_file (path, passphrase, &ret_file->key, &ret_file->certificate,
                           &ret_file->chain, error);
}

static void
test_file_keeps_all_parts (File *file, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  File again = {0};
  assert_private (file->path);
  gboolean read = read_file (file->path, PASSPHRASE, &again, &error);
  g_assert_no_error (error);
  g_assert_true (read);
  assert_same_key (file->key, again.key);
  g_assert_cmpstr (zb_certificate_digest (again.certificate), ==,
                   zb_certificate_digest (file->certificate));
  g_assert_cmpuint (again.chain->len, ==, 1);
  g_assert_cmpstr (zb_certificate_name (g_ptr_array_index (again.chain, 0)), ==, "Issuer");
  zb_key_free (again.key);
  zb_certificate_unref (again.certificate);
  g_ptr_array_unref (again.chain);
}

static void
test_file_shows_its_certificate (File *file, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCertificate) shown = zb_key_file_certificate (file->path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (shown), ==, zb_certificate_digest (file->certificate));
  g_autofree char *sealed = zb_temp_dir_path (file->dir, "sealed.p12");
  /* As other programs write it: what is public is encrypted too. */
  g_autofree char *script = g_strdup_printf (
      "openssl pkcs12 -in %1$s -noenc -passin 'pass:%3$s' -out %2$s.pem && openssl pkcs12 -export "
      "-in %2$s.pem -out %2$s -certpbe AES-256-CBC -passout 'pass:%3$s'",
      file->path, sealed, PASSPHRASE);
  const char *words[] = {"sh", "-c", script, NULL};
  int status = 1;
  g_assert_true (g_spawn_sync (NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_null (zb_key_file_certificate (sealed, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_file_is_what_it_promises (File *file, gconstpointer data)
{
  const char *const arguments[] = {"openssl", "pkcs12", "-in",     file->path,
                                   "-info",   "-noout", "-passin", "pass:" PASSPHRASE,
                                   NULL};
  g_autofree char *said = openssl (arguments);
  g_assert_nonnull (strstr (said, "MAC: sha256, Iteration 600000"));
  g_assert_nonnull (strstr (said, "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, "
                                  "PRF hmacWithSHA256"));
}

static void
test_file_tells_wrong_from_broken (File *file, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  File untouched = {0};
  g_assert_false (read_file (file->path, "correct horse", &untouched, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_nonnull (strstr (error->message, "does not open"));
  g_clear_error (&error);
  g_assert_false (read_file (file->path, "", &untouched, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);

  g_autofree char *contents = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (file->path, &contents, &length, NULL));
  g_autofree char *half = zb_temp_dir_write (file->dir, "half.p12", contents, (gssize)length / 2);
  g_assert_false (read_file (half, PASSPHRASE, &untouched, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_autofree char *none = zb_temp_dir_path (file->dir, "none.p12");
  g_assert_false (read_file (none, PASSPHRASE, &untouched, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_null (untouched.key);
  g_assert_null (untouched.certificate);
}

static void
test_file_needs_its_own_certificate (File *file, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = zb_temp_dir_path (file->dir, "foreign.p12");
  g_assert_false (zb_key_write_file (file->key, g_ptr_array_index (file->chain, 0), NULL,
                                     PASSPHRASE, path, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (zb_key_write_file (file->key, file->certificate, NULL, "", path, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_limit_of_size (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *bytes = g_strnfill (ZB_PROTOCOL_MAX_KEY_FILE + 1, 'x');
  g_autofree char *at = zb_temp_dir_write (dir, "at.pem", bytes, ZB_PROTOCOL_MAX_KEY_FILE);
  g_autofree char *over = zb_temp_dir_write (dir, "over.pem", bytes, ZB_PROTOCOL_MAX_KEY_FILE + 1);
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_key_read_pem (at, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (zb_key_read_pem (over, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static char *
write_sealed (ZbTempDir *dir, const X509_SIG *sealed)
{
  unsigned char *der = NULL;
  int length = i2d_X509_SIG (sealed, &der);
  g_autofree char *base64 = g_base64_encode (der, (gsize)length);
  g_autofree char *pem = g_strdup_printf (
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n%s\n-----END ENCRYPTED PRIVATE KEY-----\n", base64);
  OPENSSL_free (der);
  return zb_temp_dir_write (dir, "rounds.pem", pem, -1);
}

/* A file may ask for any number of rounds; one that would take hours is not even tried. */
static void
test_limit_of_rounds (void)
{
  static const struct {
    int rounds;
    ZbExchangeError code;
  } cases[] = {{1, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE},
               {ZB_KEY_MAX_ROUNDS + 1, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE},
               {G_MAXINT, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE}};
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbKey) key = make_key ("p256");
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = EVP_PKEY2PKCS8 (zb_key_pkey (key));
  g_autoptr (X509_SIG) sealed = PKCS8_encrypt (-1, EVP_aes_256_cbc (), "x", -1, NULL, 16, 7, info);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    X509_ALGOR *algorithm = NULL;
    X509_ALGOR *other = PKCS5_pbe2_set (EVP_aes_256_cbc (), cases[i].rounds, NULL, 16);
    X509_SIG_getm (sealed, &algorithm, NULL);
    g_assert_cmpint (X509_ALGOR_copy (algorithm, other), ==, 1);
    X509_ALGOR_free (other);
    g_autofree char *path = write_sealed (dir, sealed);
    g_assert_null (zb_key_read_pem (path, "x", &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, (int)cases[i].code);
  }
}

static void
test_private_numbers_are_locked (void)
{
  g_autoptr (ZbKey) key = make_key ("p256");
  g_assert_true (CRYPTO_secure_malloc_initialized ());
  gsize before = CRYPTO_secure_used ();
  g_autoptr (ZbKey) other = make_key ("p256");
  g_assert_cmpuint (CRYPTO_secure_used (), >, before);
}

/* A program that only reads keys locks its memory, too. */
static void
test_read_numbers_are_locked (void)
{
  if (g_test_subprocess ()) {
    g_assert_false (CRYPTO_secure_malloc_initialized ());
    g_autoptr (ZbKey) key = zb_key_read_pem (g_getenv ("KEY_TEST_PEM"), NULL, NULL);
    g_assert_nonnull (key);
    g_assert_cmpuint (CRYPTO_secure_used (), >, 0);
    return;
  }
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "key.pem");
  g_autoptr (ZbKey) key = make_key ("p256");
  g_assert_true (zb_key_write_pem (key, path, NULL, NULL));
  g_setenv ("KEY_TEST_PEM", path, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_unsetenv ("KEY_TEST_PEM");
}

/* A public half signs nothing, and is of the same key. */
static void
test_public_half (void)
{
  static const char *const suites[] = {"p256", "ed25519"};

  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbKey) key = make_key (suites[i]);
    g_autoptr (ZbKey) shared = zb_key_share (key);
    g_autoptr (GBytes) der = zb_key_public (shared);
    g_autoptr (ZbKey) public = zb_key_read_public (der, &error);
    g_assert_no_error (error);
    assert_same_key (key, public);
    g_assert_null (zb_key_sign (public, "text", 4, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  }
}

static void
test_public_half_and_nothing_else (void)
{
  g_autoptr (ZbKey) key = make_key ("p256");
  g_autoptr (GBytes) der = zb_key_public (key);
  g_autoptr (GByteArray) more = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (more, g_bytes_get_data (der, NULL), (guint)g_bytes_get_size (der));
  g_byte_array_append (more, (const guint8 *)"", 1);
  g_autoptr (GBytes) longer = g_bytes_new (more->data, more->len);
  g_assert_null (zb_key_read_public (longer, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_assert_null (zb_key_read_public (none, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/key/knows-its-suites", test_knows_its_suites);
  g_test_add_func ("/exchange/key/public-half", test_public_half);
  g_test_add_func ("/exchange/key/public-half-and-nothing-else", test_public_half_and_nothing_else);
  g_test_add_func ("/exchange/key/pem-without-passphrase", test_pem_without_passphrase);
  g_test_add_func ("/exchange/key/pem-with-passphrase", test_pem_with_passphrase);
#define ADD(path, suite, test)                                                                     \
  g_test_add ("/exchange/key/" path, File, suite, file_set_up, test, file_tear_down)
  ADD ("file-keeps-all-parts", "rsa3072", test_file_keeps_all_parts);
  ADD ("file-shows-its-certificate", "p256", test_file_shows_its_certificate);
  ADD ("file-is-what-it-promises", "p256", test_file_is_what_it_promises);
  ADD ("file-tells-wrong-from-broken", "p256", test_file_tells_wrong_from_broken);
  ADD ("file-needs-its-own-certificate", "p256", test_file_needs_its_own_certificate);
  g_test_add_func ("/exchange/key/limit-of-size", test_limit_of_size);
  g_test_add_func ("/exchange/key/limit-of-rounds", test_limit_of_rounds);
  g_test_add_func ("/exchange/key/private-numbers-are-locked", test_private_numbers_are_locked);
  g_test_add_func ("/exchange/key/read-numbers-are-locked", test_read_numbers_are_locked);
  return g_test_run ();
}
