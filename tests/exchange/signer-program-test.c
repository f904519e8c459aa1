/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signer-program.h"

#include "exchange/error.h"
#include "exchange/signature.h"
#include "tests/support/token.h"

#include <string.h>

#define TEXT "营业收入 1234.56\n"

typedef struct {
  ZbTempDir *dir;
  ZbTestAuthority *authority;
  ZbTrust *trust;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->dir = zb_temp_dir_new ();
  world->authority = zb_test_authority_new (g_get_real_time ());
  world->trust = zb_test_authority_trust (world->authority);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
  zb_temp_dir_free (world->dir);
}

static void
test_signs (World *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestToken) token = zb_test_token_new (world->dir, world->authority, suite);
  gint64 now = g_get_real_time ();
  g_autoptr (GBytes) signature =
      zb_signature_make (token->signer, TEXT, strlen (TEXT), now, TRUE, &error);
  g_assert_no_error (error);
  gsize length = 0;
  const void *data = g_bytes_get_data (signature, &length);
  ZbSignatureInfo info = {0};
  gboolean good = zb_signature_verify (data, length, TEXT, strlen (TEXT), world->trust,
                                       ZB_USE_SIGNING, now, NULL, NULL, &info, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_cmpstr (info.suite, ==, suite);
  g_assert_cmpstr (zb_certificate_unit (info.signer), ==, ZB_TEST_UNIT);
  zb_signature_info_clear (&info);
}

static void
test_fits_its_certificate (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestToken) token = zb_test_token_new (world->dir, world->authority, "sm2");
  g_autoptr (ZbTestToken) other = zb_test_token_new (world->dir, world->authority, "p256");
  const char *const *argv = (const char *const *)token->argv;

  g_assert_true (zb_signer_program_fits (argv, token->certificate, &error));
  g_assert_no_error (error);
  g_assert_false (zb_signer_program_fits (argv, other->certificate, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_nonnull (strstr (error->message, "shows another key than the one"));
}

/* A program of one line of shell; what it says to a request. */
static void
check_refused (World *world, const char *script, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  const char *const argv[] = {"sh", "-c", script, NULL};

  g_assert_null (zb_signer_program_request (argv, "王小明", ZB_TEST_UNIT, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_tells_what_went_wrong (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *const missing[] = {"/nonexistent/token", NULL}, *const nameless[] = {"", NULL};
  g_autofree char *weak = g_strdup ("openssl genrsa 2048 2>/dev/null | openssl rsa -pubout");

  g_assert_null (zb_signer_program_request (missing, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/nonexistent/token cannot be started"));
  g_clear_error (&error);
  g_assert_null (zb_signer_program_request (nameless, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "has no name"));
  check_refused (world, "echo 'the token is not inserted' >&2; exit 3", ZB_EXCHANGE_ERROR_IO,
                 "failed: the token is not inserted");
  check_refused (world, "kill -9 $$", ZB_EXCHANGE_ERROR_IO, "the signing program sh failed");
  check_refused (world, "echo hello", ZB_EXCHANGE_ERROR_MALFORMED, "no public key in PEM");
  check_refused (world, weak, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "RSA of 3072 bits or more");
  check_refused (world, "openssl genpkey -algorithm ED25519 | openssl pkey -pubout",
                 ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "neither P-256 nor SM2");
}

static void
test_limit_of_output (World *world, gconstpointer data)
{
  char script[64];

  g_snprintf (script, sizeof script, "head -c %d /dev/zero", ZB_SIGNER_PROGRAM_MAX_OUTPUT);
  check_refused (world, script, ZB_EXCHANGE_ERROR_MALFORMED, "no public key in PEM");
  g_snprintf (script, sizeof script, "head -c %d /dev/zero", ZB_SIGNER_PROGRAM_MAX_OUTPUT + 1);
  check_refused (world, script, ZB_EXCHANGE_ERROR_MALFORMED, "wrote more than 4096 bytes");
}

/* It shows one key and signs by another, or does not look at what it is to sign. */
static void
test_shown_key_must_sign (World *world, gconstpointer data)
{
  g_autoptr (ZbTestToken) token = zb_test_token_new (world->dir, world->authority, "sm2");
  g_autoptr (ZbTestToken) other = zb_test_token_new (world->dir, world->authority, "p256");
  g_autofree char *another =
      g_strdup_printf ("case $0 in public) openssl pkey -in %s -pubout;; *) openssl pkeyutl -sign "
                       "-inkey %s;; esac",
                       token->key, other->key);
  g_autofree char *deaf = g_strdup_printf (
      "case $0 in public) openssl pkey -in %s -pubout;; *) exit 0;; esac", token->key);
  g_autofree char *chatty = g_strdup_printf (
      "case $0 in public) openssl pkey -in %s -pubout;; *) openssl pkeyutl -sign -inkey %s; echo "
      "done;; esac",
      token->key, token->key);

  check_refused (world, another, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "not by the key that it shows");
  check_refused (world, deaf, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "not by the key that it shows");
  check_refused (world, chatty, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "not by the key that it shows");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, function)                                                                  \
  g_test_add ("/exchange/signer-program/" name, World, data, set_up, function, tear_down)
  ADD ("signs-sm2", "sm2", test_signs);
  ADD ("signs-p256", "p256", test_signs);
  ADD ("signs-rsa3072", "rsa3072", test_signs);
  ADD ("fits-its-certificate", NULL, test_fits_its_certificate);
  ADD ("tells-what-went-wrong", NULL, test_tells_what_went_wrong);
  ADD ("limit-of-output", NULL, test_limit_of_output);
  ADD ("shown-key-must-sign", NULL, test_shown_key_must_sign);
#undef ADD
  return g_test_run ();
}
