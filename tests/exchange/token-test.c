/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token.h"

#include "exchange/error.h"
#include "exchange/signature.h"
#include "tests/support/authority.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define SOFTHSM "/usr/lib/softhsm/libsofthsm2.so"
#define PIN "482915"
#define TEXT "营业收入 1234.56\n"

typedef struct {
  ZbTestAuthority *authority;
  char *locking; /* path of the module that locks */
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (g_get_real_time ());
  world->locking =
      g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "exchange", "liblocking-token.so", NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_test_authority_free (world->authority);
  g_free (world->locking);
}

static char *
make_key (const char *purpose)
{
  g_autoptr (GError) error = NULL;
  char *uri = zb_token_make_key (SOFTHSM, "Accountant 会计", PIN, purpose, &error);

  g_assert_no_error (error);
  return uri;
}

/* A certificate over the key of @uri. */
static ZbCertificate *
certify (World *world, const char *uri)
{
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time ();
  const ZbIssue issue = {.name = "王小明",
                         .unit = ZB_TEST_UNIT,
                         .uses = ZB_USE_SIGNING,
                         .not_before = now - G_TIME_SPAN_DAY,
                         .not_after = now + G_TIME_SPAN_DAY};
  g_autoptr (GBytes) request = zb_token_request (uri, PIN, issue.name, issue.unit, &error);

  g_assert_no_error (error);
  ZbCertificate *certificate =
      zb_issuer_certify (zb_test_authority_issuer (world->authority), request, &issue, &error);
  g_assert_no_error (error);
  return certificate;
}

static ZbSigner *
open_signer (World *world, const char *uri, ZbCertificate *certificate, GError **error)
{
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  g_ptr_array_add (chain, zb_certificate_ref (
                              zb_issuer_certificate (zb_test_authority_issuer (world->authority))));
  return zb_token_open_signer (uri, PIN, certificate, chain, error);
}

/* Enough of them that a number with a leading zero is among them. */
static void
test_signs_what_verifies (World *world, gconstpointer data)
{
  g_autofree char *uri = make_key ("signing");
  g_autoptr (ZbCertificate) certificate = certify (world, uri);
  g_autoptr (ZbTrust) trust = zb_test_authority_trust (world->authority);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSigner) signer = open_signer (world, uri, certificate, &error);
  gint64 now = g_get_real_time ();

  g_assert_no_error (error);
  for (guint i = 0; i < 300; i++) {
    g_autoptr (GBytes) signature =
        zb_signature_make (signer, TEXT, strlen (TEXT), now, TRUE, &error);
    g_assert_no_error (error);
    gsize length = 0;
    const void *bytes = g_bytes_get_data (signature, &length);
    zb_signature_verify (bytes, length, TEXT, strlen (TEXT), trust, ZB_USE_SIGNING, now, NULL, NULL,
                         NULL, &error);
    g_assert_no_error (error);
  }
}

/* What was begun and broken off goes on with the same key. */
static void
test_makes_one_key_for_one_purpose (World *world, gconstpointer data)
{
  g_autofree char *first = make_key ("an invitation");
  g_autofree char *again = make_key ("an invitation");
  g_autofree char *other = make_key ("another invitation");

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_assert_true (zb_token_is_uri (first));
  g_assert_true (g_str_has_prefix (first, "pkcs11:token=Accountant%20%E4%BC%9A%E8%AE%A1;id=%"));
  g_assert_true (g_str_has_suffix (first, "?module-path=" SOFTHSM));
}

static void
test_holds_to_its_certificate (World *world, gconstpointer data)
{
  g_autofree char *uri = make_key ("one");
  g_autofree char *other = make_key ("two");
  g_autoptr (ZbCertificate) certificate = certify (world, other);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_signer (world, uri, certificate, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_cmpstr (error->message, ==,
                   "the key on the token Accountant 会计 is not that of the certificate");
}

static void
check_refused (
    const char *module, const char *label, const char *pin, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_token_make_key (module, label, pin, "refused", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_tells_what_went_wrong (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  check_refused (SOFTHSM, "Accountant 会计", "000000", ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "the PIN does not open the token Accountant 会计");
  check_refused (SOFTHSM, "elsewhere", PIN, ZB_EXCHANGE_ERROR_NO_TOKEN,
                 "the token elsewhere is not plugged in");
  check_refused (SOFTHSM, NULL, PIN, ZB_EXCHANGE_ERROR_NO_TOKEN, "there are several tokens");
  check_refused ("/nowhere/module.so", NULL, PIN, ZB_EXCHANGE_ERROR_IO,
                 "/nowhere/module.so is no PKCS#11 module");
  g_assert_null (
      zb_token_request ("pkcs11:token=x;id=%01?module-path=/m.so", PIN, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==,
                   "\"pkcs11:token=x;id=%01?module-path=/m.so\" does not name a key on a token");
}

/* Each wrong PIN says how near the lock is. */
static void
test_counts_wrong_pins (World *world, gconstpointer data)
{
  check_refused (world->locking, NULL, PIN, ZB_EXCHANGE_ERROR_NO_TOKEN,
                 "the token is not plugged in");
  check_refused (world->locking, NULL, "1", ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "the PIN does not open the token locking");
  check_refused (world->locking, NULL, "2", ZB_EXCHANGE_ERROR_LAST_TRY,
                 "the token locking locks with the next wrong one");
  check_refused (world->locking, NULL, "3", ZB_EXCHANGE_ERROR_TOKEN_LOCKED,
                 "the token locking is locked now");
  check_refused (world->locking, NULL, PIN, ZB_EXCHANGE_ERROR_TOKEN_LOCKED,
                 "the token is locked after too many wrong PINs");
}

static void
make_token (const char *label)
{
  const char *const line[] = {"softhsm2-util",
                              "--init-token",
                              "--free",
                              "--label",
                              label,
                              "--pin",
                              PIN,
                              "--so-pin",
                              PIN,
                              NULL};
  g_autoptr (GError) error = NULL;
  int status = 1;

  g_spawn_sync (NULL, (char **)line, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *configuration = zb_temp_dir_path (dir, "softhsm2.conf");
  g_autofree char *folder = g_path_get_dirname (configuration);
  g_autofree char *text = g_strdup_printf ("directories.tokendir = %s\n", folder);

  g_test_init (&argc, &argv, NULL);
  g_assert_true (g_file_set_contents (configuration, text, -1, NULL));
  g_setenv ("SOFTHSM2_CONF", configuration, TRUE);
  make_token ("Accountant 会计");
  make_token ("Another");
#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/token/" name, World, NULL, set_up, function, tear_down)
  ADD ("signs-what-verifies", test_signs_what_verifies);
  ADD ("makes-one-key-for-one-purpose", test_makes_one_key_for_one_purpose);
  ADD ("holds-to-its-certificate", test_holds_to_its_certificate);
  ADD ("tells-what-went-wrong", test_tells_what_went_wrong);
  ADD ("counts-wrong-pins", test_counts_wrong_pins);
#undef ADD
  return g_test_run ();
}
