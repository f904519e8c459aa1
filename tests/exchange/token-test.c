/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token.h"

#include "exchange/error.h"
#include "exchange/signature.h"
#include "tests/support/authority.h"
#include "tests/support/soft-token.h"

#include <string.h>

#define SOFTHSM ZB_SOFT_TOKEN_MODULE
#define PIN ZB_SOFT_TOKEN_PIN
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
  const ZbTokenLogin login = {SOFTHSM, "Accountant 会计", PIN};
  char *uri = zb_token_make_key (&login, purpose, &error);

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

  const ZbTokenLogin login = {module, label, pin};

  g_assert_null (zb_token_make_key (&login, "refused", &error));
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
  g_assert_null (zb_token_request ("pkcs11:token=x;id=?module-path=/m.so", PIN, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==,
                   "\"pkcs11:token=x;id=?module-path=/m.so\" does not name a key on a token");
}

/* A URI whose id has @n bytes. */
static void
check_id (guint n, ZbExchangeError code)
{
  g_autoptr (GString) uri = g_string_new ("pkcs11:token=x;id=");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append (uri, "%01");
  g_string_append (uri, "?module-path=/m.so");
  g_assert_null (zb_token_request (uri->str, PIN, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
}

static void
test_limit_of_an_id (World *world, gconstpointer data)
{
  check_id (64, ZB_EXCHANGE_ERROR_IO); /* the module is asked for */
  check_id (65, ZB_EXCHANGE_ERROR_MALFORMED);
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

int
main (int argc, char **argv)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();

  g_test_init (&argc, &argv, NULL);
  zb_soft_token_begin (dir, NULL);
  zb_soft_token_make ("Accountant 会计");
  zb_soft_token_make ("Another");
#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/token/" name, World, NULL, set_up, function, tear_down)
  ADD ("signs-what-verifies", test_signs_what_verifies);
  ADD ("makes-one-key-for-one-purpose", test_makes_one_key_for_one_purpose);
  ADD ("holds-to-its-certificate", test_holds_to_its_certificate);
  ADD ("tells-what-went-wrong", test_tells_what_went_wrong);
  ADD ("limit-of-an-id", test_limit_of_an_id);
  ADD ("counts-wrong-pins", test_counts_wrong_pins);
#undef ADD
  return g_test_run ();
}
