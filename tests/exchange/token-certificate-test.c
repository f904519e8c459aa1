/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that another authority put on a token, with their keys. */
#include "exchange/error.h"
#include "exchange/signature.h"
#include "exchange/token.h"
#include "tests/support/authority.h"
#include "tests/support/soft-token.h"

#include <string.h>

#define TOKEN "province 省"
#define TEXT "营业收入 1234.56\n"

/* Of an authority, p256, rsa (3072 bits), short (2048) and sm2, whose key no token takes. */
static const char make_certificates[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out "
    "ca.pem "
    "-subj '/CN=province' -days 9 -addext keyUsage=critical,keyCertSign,cRLSign\n"
    "openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256.key\n"
    "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out rsa.key\n"
    "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out short.key\n"
    "openssl genpkey -quiet -algorithm SM2 -out sm2.key\n"
    "echo keyUsage=critical,digitalSignature,nonRepudiation > ext\n"
    "for k in p256 rsa short sm2; do\n"
    "openssl req -new -key ca.key -subj /CN=$k -out $k.csr\n"
    "openssl pkey -in $k.key -pubout -out $k.pub\n"
    "openssl x509 -req -in $k.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 8 -extfile ext "
    "-force_pubkey $k.pub -out $k.pem; done\n";

static const ZbTokenLogin login = {ZB_SOFT_TOKEN_MODULE, TOKEN, ZB_SOFT_TOKEN_PIN};

typedef struct {
  GPtrArray *own, *issuers;
} World;

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->own = zb_token_list_certificates (&login, &world->issuers, &error);
  g_assert_no_error (error);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_ptr_array_unref (world->own);
  g_ptr_array_unref (world->issuers);
}

static const ZbTokenCertificate *
find (const World *world, const char *name)
{
  for (guint i = 0; i < world->own->len; i++) {
    const ZbTokenCertificate *one = world->own->pdata[i];
    if (g_str_equal (zb_certificate_name (one->certificate), name))
      return one;
  }
  g_error ("%s is not on the token", name);
}

static void
test_tells_which_sign (World *world, gconstpointer data)
{
  g_assert_cmpuint (world->own->len, ==, 4);
  g_assert_null (find (world, "p256")->fault);
  g_assert_null (find (world, "rsa")->fault);
  g_assert_cmpstr (find (world, "short")->fault, ==, "has an RSA key of less than 3072 bits");
  g_assert_cmpstr (find (world, "sm2")->fault, ==,
                   "has an SM2 key, which signs through a signing program only");
  g_assert_cmpstr (find (world, "p256")->label, ==, "签名 p256");
}

/* One without its key is no choice, but may have issued those that are. */
static void
test_issuers_come_along (World *world, gconstpointer data)
{
  g_assert_cmpuint (world->issuers->len, ==, 1);
  g_assert_cmpstr (zb_certificate_name (world->issuers->pdata[0]), ==, "province");
}

static void
check_signs (const World *world, const char *name)
{
  const ZbTokenCertificate *one = find (world, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbSigner) signer =
      zb_token_open_signer (one->uri, ZB_SOFT_TOKEN_PIN, one->certificate, world->issuers, &error);
  gint64 now = g_get_real_time ();
  gsize length = 0;

  g_assert_no_error (error);
  zb_trust_add_root (trust, world->issuers->pdata[0]);
  g_autoptr (GBytes) signature = zb_signature_make (signer, TEXT, strlen (TEXT), now, TRUE, &error);
  g_assert_no_error (error);
  const void *bytes = g_bytes_get_data (signature, &length);
  zb_signature_verify (bytes, length, TEXT, strlen (TEXT), trust, ZB_USE_SIGNING, now, NULL, NULL,
                       NULL, &error);
  g_assert_no_error (error);
}

static void
test_signs_what_verifies (World *world, gconstpointer data)
{
  check_signs (world, "p256");
  check_signs (world, "rsa");
}

static void
check_proves (const World *world, const char *name)
{
  const ZbTokenCertificate *one = find (world, name);
  const ZbIssue issue = {.name = "x", .uses = ZB_USE_SIGNING};
  g_autoptr (GBytes) public = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_token_request (one->uri, ZB_SOFT_TOKEN_PIN, "x", NULL, &error);

  g_assert_no_error (error);
  zb_issuer_check (request, &issue, &public, &error);
  g_assert_no_error (error);
  g_autoptr (ZbKey) key = zb_key_read_public (public, &error);
  g_assert_no_error (error);
  g_assert_true (zb_key_fits (key, one->certificate));
}

static void
test_requests_prove_the_key (World *world, gconstpointer data)
{
  check_proves (world, "p256");
  check_proves (world, "rsa");
}

/* The key of the token "guarded" that @name names, which wants the PIN at each signature. */
static void
check_signs_twice (const World *world, const char *name)
{
  const ZbTokenLogin guarded = {ZB_SOFT_TOKEN_MODULE, "guarded", ZB_SOFT_TOKEN_PIN};
  g_autoptr (GError) error = NULL;
  World there = {zb_token_list_certificates (&guarded, NULL, &error), world->issuers};

  g_assert_no_error (error);
  const ZbTokenCertificate *one = find (&there, name);
  g_autoptr (ZbSigner) signer =
      zb_token_open_signer (one->uri, ZB_SOFT_TOKEN_PIN, one->certificate, world->issuers, &error);
  g_assert_no_error (error);
  g_assert_null (one->fault);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) signature =
        zb_signature_make (signer, TEXT, strlen (TEXT), g_get_real_time (), TRUE, &error);
    g_assert_no_error (error);
    g_assert_nonnull (signature);
  }
  check_signs (&there, name);
  check_proves (&there, name);
  g_ptr_array_unref (there.own);
}

static void
test_gives_the_pin_each_time (World *world, gconstpointer data)
{
  check_signs_twice (world, "p256");
  check_signs_twice (world, "rsa");
}

/* What was begun is over: the same signer signs once the PIN is right. */
static void
test_goes_on_after_a_wrong_second_pin (World *world, gconstpointer data)
{
  g_autofree char *module =
      g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "exchange", "libsecond-pin-token.so", NULL);
  const ZbTokenLogin guarded = {module, "guarded", ZB_SOFT_TOKEN_PIN};
  g_autoptr (GError) error = NULL;
  World there = {zb_token_list_certificates (&guarded, NULL, &error), world->issuers};

  g_assert_no_error (error);
  const ZbTokenCertificate *one = find (&there, "p256");
  g_autoptr (ZbSigner) signer =
      zb_token_open_signer (one->uri, ZB_SOFT_TOKEN_PIN, one->certificate, world->issuers, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++) {
    g_assert_null (
        zb_signature_make (signer, TEXT, strlen (TEXT), g_get_real_time (), TRUE, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
    g_clear_error (&error);
  }
  g_setenv ("ZHIBAO_TEST_SIGNING_PIN", ZB_SOFT_TOKEN_PIN, TRUE);
  g_autoptr (GBytes) signature =
      zb_signature_make (signer, TEXT, strlen (TEXT), g_get_real_time (), TRUE, &error);
  g_unsetenv ("ZHIBAO_TEST_SIGNING_PIN");
  g_assert_no_error (error);
  g_assert_nonnull (signature);
  g_ptr_array_unref (there.own);
}

/* Whose key another one has, there under its name. */
static void
test_another_key_is_noticed (World *world, gconstpointer data)
{
  const ZbTokenCertificate *p256 = find (world, "p256"), *sm2 = find (world, "sm2");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_token_open_signer (p256->uri, ZB_SOFT_TOKEN_PIN, sm2->certificate,
                                       world->issuers, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_nonnull (strstr (error->message, "is not that of the certificate"));
}

/* The id of the pair "mixed" is that of p256's key and of a certificate over another one. */
static void
test_another_signature_is_noticed (World *world, gconstpointer data)
{
  const ZbTokenLogin mixed = {ZB_SOFT_TOKEN_MODULE, "mixed", ZB_SOFT_TOKEN_PIN};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) own = zb_token_list_certificates (&mixed, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (own->len, ==, 1);
  const ZbTokenCertificate *one = own->pdata[0];
  g_assert_null (zb_token_request (one->uri, ZB_SOFT_TOKEN_PIN, "x", NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_nonnull (
      strstr (error->message, "what the token mixed signs is not by the key that it shows"));
}

static void
test_needs_the_pin (World *world, gconstpointer data)
{
  const ZbTokenLogin wrong = {ZB_SOFT_TOKEN_MODULE, TOKEN, "000000"};
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_token_list_certificates (&wrong, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
}

/* Made once: p11tool takes its time. */
static void
fill_tokens (ZbTempDir *dir)
{
  zb_soft_token_begin (dir, make_certificates);
  zb_soft_token_make (TOKEN);
  zb_soft_token_make ("guarded");
  zb_soft_token_make ("mixed");
  zb_soft_token_put (dir, TOKEN, "02", "签名 p256", "p256.pem", "p256.key");
  /* As long as the digest that other programs take for an id. */
  zb_soft_token_put (dir, TOKEN, "000102030405060708090a0b0c0d0e0f10111213", "rsa", "rsa.pem",
                     "rsa.key");
  zb_soft_token_put (dir, TOKEN, "04", "short", "short.pem", "short.key");
  zb_soft_token_put (dir, TOKEN, "05", "sm2", "sm2.pem", "ca.key");
  zb_soft_token_put (dir, TOKEN, "06", "issuer", "ca.pem", NULL);
  zb_soft_token_put_guarded (dir, "guarded", "02", "p256", "p256.pem", "p256.key");
  zb_soft_token_put_guarded (dir, "guarded", "03", "rsa", "rsa.pem", "rsa.key");
  zb_soft_token_put (dir, "mixed", "02", "mixed", "p256.pem", "ca.key");
}

int
main (int argc, char **argv)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();

  g_test_init (&argc, &argv, NULL);
  fill_tokens (dir);
#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/token-certificate/" name, World, NULL, set_up, function, tear_down)
  ADD ("tells-which-sign", test_tells_which_sign);
  ADD ("issuers-come-along", test_issuers_come_along);
  ADD ("signs-what-verifies", test_signs_what_verifies);
  ADD ("gives-the-pin-each-time", test_gives_the_pin_each_time);
  ADD ("goes-on-after-a-wrong-second-pin", test_goes_on_after_a_wrong_second_pin);
  ADD ("requests-prove-the-key", test_requests_prove_the_key);
  ADD ("another-key-is-noticed", test_another_key_is_noticed);
  ADD ("another-signature-is-noticed", test_another_signature_is_noticed);
  ADD ("needs-the-pin", test_needs_the_pin);
#undef ADD
  return g_test_run ();
}
