/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signature.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "tests/exchange/signing-world.h"
#include "tests/support/temp-dir.h"

#include <string.h>

static void
test_verifies_its_own (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  ZbSignatureInfo info = {0};
  gboolean good = signing_world_verify (world, signature, SIGNING_TEXT, &info, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_cmpstr (info.suite, ==, suite);
  g_assert_cmpint (info.signing_time, ==, world->now);
  g_assert_cmpstr (zb_certificate_digest (info.signer), ==,
                   zb_certificate_digest (world->identity->certificate));
  zb_signature_info_clear (&info);
}

static void
run_verifier (const char *const *arguments, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL, *errors = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0 || strstr (errors, expected) == NULL)
    g_error ("%s: %s%s", arguments[0], output, errors);
}

static char *
keep (ZbTempDir *dir, const char *name, GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  return zb_temp_dir_write (dir, name, data, (gssize)length);
}

/* What a foreign verifier is given: the signature, what it is over, and the root. */
typedef struct {
  char *p7s;
  char *text;
  char *root;
} Files;

static Files
keep_files (SigningWorld *world, ZbTempDir *dir)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  const char *root = zb_test_authority_roots_pem (world->authority);
  return (Files){keep (dir, "s.p7s", signature), zb_temp_dir_write (dir, "text", SIGNING_TEXT, -1),
                 zb_temp_dir_write (dir, "root.pem", root, -1)};
}

static void
files_clear (Files *files)
{
  g_free (files->p7s);
  g_free (files->text);
  g_free (files->root);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Files, files_clear)

static void
test_openssl_accepts_it (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_auto (Files) files = keep_files (world, dir);
  const char *const arguments[] = {"openssl",  "cms",       "-verify",  "-cades",   "-binary",
                                   "-inform",  "DER",       "-in",      files.p7s,  "-content",
                                   files.text, "-CAfile",   files.root, "-purpose", "any",
                                   "-out",     "/dev/null", NULL};
  run_verifier (arguments, "CAdES Verification successful");
}

static void
test_gnutls_accepts_it (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_auto (Files) files = keep_files (world, dir);
  const char *const arguments[] = {"certtool", "--p7-verify", "--inder",  "--infile",
                                   files.p7s,  "--load-data", files.text, "--load-ca-certificate",
                                   files.root, NULL};
  run_verifier (arguments, "Signature status: ok");
}

static ZbCertificate *
find_cb (const char *digest, gpointer data)
{
  ZbCertificate *certificate = data;
  return g_str_equal (digest, zb_certificate_digest (certificate))
             ? zb_certificate_ref (certificate)
             : NULL;
}

static ZbCertificate *
find_wrong_cb (const char *digest, gpointer data)
{
  return zb_certificate_ref (data);
}

static void
test_finds_registered_certificates (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, FALSE);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (world->authority));
  g_assert_cmpuint (g_bytes_get_size (signature), <, 800);
  signing_world_check_bad (world, signature, ZB_EXCHANGE_ERROR_NOT_FOUND,
                           "neither in the signature");

  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (signature, &length);
  zb_trust_add_intermediate (world->trust, issuer);
  gboolean good = zb_signature_verify (data, length, SIGNING_TEXT, strlen (SIGNING_TEXT),
                                       world->trust, ZB_USE_SIGNING, world->now, find_cb,
                                       world->identity->certificate, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  g_assert_false (zb_signature_verify (data, length, SIGNING_TEXT, strlen (SIGNING_TEXT),
                                       world->trust, ZB_USE_SIGNING, world->now, find_wrong_cb,
                                       issuer, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
}

static void
test_refuses_other_bytes (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  ZbSignatureInfo info = {.suite = "untouched"};
  g_assert_false (signing_world_verify (world, signature, "营业收入 1234.57\n", &info, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_null (info.signer);
  g_assert_cmpstr (info.suite, ==, "untouched");
}

/* No byte of a signature may be another, whatever it stands for. */
static void
test_refuses_every_flipped_byte (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (signature, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);
  signing_world_check_good (world, signature);
  for (gsize i = 0; i < length; i++) {
    static const guint8 masks[] = {0x01, 0x80, 0x20};
    for (gsize m = 0; m < G_N_ELEMENTS (masks); m++) {
      g_autoptr (GError) error = NULL;
      changed[i] ^= masks[m];
      if (zb_signature_verify (changed, length, SIGNING_TEXT, strlen (SIGNING_TEXT), world->trust,
                               ZB_USE_SIGNING, world->now, NULL, NULL, NULL, &error))
        g_error ("accepted with byte %" G_GSIZE_FORMAT " xor %02x", i, masks[m]);
      g_assert_nonnull (error);
      changed[i] ^= masks[m];
    }
  }
}

static void
test_refuses_every_cut (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (signature, &length);
  for (gsize i = 0; i < length; i++) {
    g_autofree guint8 *part = g_memdup2 (data, i);
    g_autoptr (GError) error = NULL;
    g_assert_false (zb_signature_verify (part, i, SIGNING_TEXT, strlen (SIGNING_TEXT), world->trust,
                                         ZB_USE_SIGNING, world->now, NULL, NULL, NULL, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
}

static void
test_limit_of_size (SigningWorld *world, gconstpointer suite)
{
  g_autofree guint8 *bytes = g_malloc0 (ZB_PROTOCOL_MAX_SIGNATURE + 1);
  g_autoptr (GBytes) at = g_bytes_new (bytes, ZB_PROTOCOL_MAX_SIGNATURE);
  g_autoptr (GBytes) over = g_bytes_new (bytes, ZB_PROTOCOL_MAX_SIGNATURE + 1);
  signing_world_check_bad (world, at, ZB_EXCHANGE_ERROR_MALFORMED, "no CMS SignedData");
  signing_world_check_bad (world, over, ZB_EXCHANGE_ERROR_TOO_LARGE, "more than 65536 bytes");
}

static void
test_accepts_openssl_signatures (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) plain =
      signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha256 (), SIGNING_CADES);
  g_autoptr (GBytes) with_capabilities = signing_world_openssl_signs (
      world, SIGNING_TEXT, EVP_sha256 (), SIGNING_CADES & ~(guint)CMS_NOSMIMECAP);
  g_autoptr (GBytes) by_key = signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha256 (),
                                                           SIGNING_CADES | CMS_USE_KEYID);
  signing_world_check_good (world, plain);
  signing_world_check_good (world, with_capabilities);
  signing_world_check_good (world, by_key);
}

static void
test_judges_the_certificate (SigningWorld *world, gconstpointer suite)
{
  ZbTestAuthority *authority = world->authority;
  gint64 now = world->now;
  g_autoptr (ZbTestIdentity) carrier =
      zb_test_authority_identify (authority, "p256", "x", NULL, ZB_USE_TLS_CLIENT);
  g_autoptr (ZbTestIdentity) expired = zb_test_authority_identify_between (
      authority, "p256", "x", NULL, ZB_USE_SIGNING, now - 2 * SIGNING_DAY, now - SIGNING_DAY);
  g_autoptr (ZbTestIdentity) early = zb_test_authority_identify_between (
      authority, "p256", "x", NULL, ZB_USE_SIGNING, now + SIGNING_DAY, now + 2 * SIGNING_DAY);
  g_autoptr (GBytes) by_carrier = signing_world_sign_as (world, carrier),
                     by_expired = signing_world_sign_as (world, expired),
                     by_early = signing_world_sign_as (world, early),
                     own = signing_world_sign (world, TRUE);
  signing_world_check_bad (world, by_carrier, ZB_EXCHANGE_ERROR_UNTRUSTED, "may not sign reports");
  signing_world_check_bad (world, by_expired, ZB_EXCHANGE_ERROR_EXPIRED, "has expired");
  signing_world_check_bad (world, by_early, ZB_EXCHANGE_ERROR_NOT_YET_VALID, "is not yet valid");

  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (now);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", "x", NULL, ZB_USE_SIGNING);
  g_autoptr (GBytes) by_stranger = signing_world_sign_as (world, stranger);
  signing_world_check_bad (world, by_stranger, ZB_EXCHANGE_ERROR_UNTRUSTED, "no trusted root");

  signing_world_check_good (world, own);
  g_autoptr (GBytes) crl = zb_test_authority_crl (authority, &world->identity->certificate, 1, 1,
                                                  now, now + SIGNING_DAY);
  zb_trust_add_intermediate (world->trust,
                             zb_issuer_certificate (zb_test_authority_issuer (authority)));
  g_assert_true (zb_trust_add_crl (world->trust, crl, NULL));
  signing_world_check_bad (world, own, ZB_EXCHANGE_ERROR_REVOKED, "was revoked");
}

/* RSA of 2048 bits (older tokens) may verify, but nothing new is signed with it. */
static void
test_rsa2048_only_verifies (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  ZbKey *root_key = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) root = zb_issuer_make_root (
      root_key, "Old root", world->now - SIGNING_DAY, world->now + SIGNING_DAY, &error);
  g_autoptr (X509) x509 = X509_dup (zb_certificate_x509 (world->identity->certificate));
  g_autoptr (ZbKey) key = zb_key_take (EVP_RSA_gen (2048), NULL);
  X509_set_pubkey (x509, zb_key_pkey (key));
  X509_set_issuer_name (x509, X509_get_subject_name (zb_certificate_x509 (root)));
  X509_EXTENSION_free (
      X509_delete_ext (x509, X509_get_ext_by_NID (x509, NID_authority_key_identifier, -1)));
  X509_sign (x509, zb_key_pkey (root_key), EVP_sha256 ());
  g_autoptr (ZbCertificate) certificate = zb_certificate_take (g_steal_pointer (&x509), &error);
  g_assert_no_error (error);
  zb_trust_add_root (world->trust, root);
  zb_key_free (root_key);

  ZbTestIdentity old = {key, certificate, world->identity->chain};
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (&old);
  g_assert_null (
      zb_signature_make (signer, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  SigningWorld other = *world;
  other.identity = &old;
  g_autoptr (GBytes) signature =
      signing_world_openssl_signs (&other, SIGNING_TEXT, EVP_sha256 (), SIGNING_CADES);
  signing_world_check_good (world, signature);
}

static GBytes *
sign_with_other_key_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  g_autoptr (ZbKey) other = zb_key_generate ("p256", NULL);
  return zb_key_sign (other, tbs, length, error);
}

static GBytes *
fail_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "the token was pulled out");
  return NULL;
}

static void
test_tells_what_the_signer_says (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  ZbCertificate *certificate = world->identity->certificate;
  g_autoptr (ZbSigner) pulled = zb_signer_new ("p256", certificate, NULL, fail_cb, NULL, NULL);
  g_autoptr (ZbSigner) other =
      zb_signer_new ("p256", certificate, NULL, sign_with_other_key_cb, NULL, NULL);
  g_autoptr (ZbSigner) misnamed = zb_signer_new ("rsa3072", certificate, NULL, fail_cb, NULL, NULL);
  g_autoptr (ZbSigner) exchanged =
      zb_signer_new_for_key (zb_key_generate ("p256", NULL), certificate, NULL);
  g_assert_null (
      zb_signature_make (pulled, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (
      zb_signature_make (other, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_nonnull (strstr (error->message, "does not belong to its certificate"));
  g_clear_error (&error);
  g_assert_null (
      zb_signature_make (exchanged, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_clear_error (&error);
  g_assert_null (
      zb_signature_make (misnamed, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
}

/* Times the way of an intake: certificate and chain known. `-m perf` prints it. */
static void
test_cached_verification_is_quick (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  const int rounds = g_test_perf () ? 20000 : 200;
  signing_world_check_good (world, signature);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < rounds; i++)
    signing_world_check_good (world, signature);
  g_test_minimized_result ((double)(g_get_monotonic_time () - start) / rounds,
                           "%s: microseconds per verification: %.1f", (const char *)suite,
                           (double)(g_get_monotonic_time () - start) / rounds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, suite, test)                                                                     \
  g_test_add ("/exchange/signature/" path, SigningWorld, suite, signing_world_set_up, test,        \
              signing_world_tear_down)
  ADD ("verifies-its-own-p256", "p256", test_verifies_its_own);
  ADD ("verifies-its-own-rsa3072", "rsa3072", test_verifies_its_own);
  ADD ("openssl-accepts-it-p256", "p256", test_openssl_accepts_it);
  ADD ("openssl-accepts-it-rsa3072", "rsa3072", test_openssl_accepts_it);
  ADD ("gnutls-accepts-it-p256", "p256", test_gnutls_accepts_it);
  ADD ("gnutls-accepts-it-rsa3072", "rsa3072", test_gnutls_accepts_it);
  ADD ("finds-registered-certificates", NULL, test_finds_registered_certificates);
  ADD ("refuses-other-bytes", NULL, test_refuses_other_bytes);
  ADD ("refuses-every-flipped-byte-p256", "p256", test_refuses_every_flipped_byte);
  ADD ("refuses-every-flipped-byte-rsa3072", "rsa3072", test_refuses_every_flipped_byte);
  ADD ("refuses-every-cut", NULL, test_refuses_every_cut);
  ADD ("limit-of-size", NULL, test_limit_of_size);
  ADD ("accepts-openssl-signatures-p256", "p256", test_accepts_openssl_signatures);
  ADD ("accepts-openssl-signatures-rsa3072", "rsa3072", test_accepts_openssl_signatures);
  ADD ("judges-the-certificate", NULL, test_judges_the_certificate);
  ADD ("rsa2048-only-verifies", NULL, test_rsa2048_only_verifies);
  ADD ("tells-what-the-signer-says", NULL, test_tells_what_the_signer_says);
  ADD ("cached-verification-is-quick-p256", "p256", test_cached_verification_is_quick);
  ADD ("cached-verification-is-quick-rsa3072", "rsa3072", test_cached_verification_is_quick);
  return g_test_run ();
}
