/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/issuer.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "tests/support/authority.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define YEAR (365 * 24 * 3600 * G_GINT64_CONSTANT (1000000))

static GBytes *
request_of (const ZbKey *key, const char *name)
{
  g_autoptr (GError) error = NULL;
  GBytes *request = zb_key_request (key, name, NULL, &error);
  g_assert_no_error (error);
  return request;
}

static void
test_certifies_each_use (void)
{
  static const guint uses[] = {ZB_USE_SIGNING,    ZB_USE_TLS_CLIENT,
                               ZB_USE_TLS_SERVER, ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER,
                               ZB_USE_RECEIPT,    ZB_USE_CA};
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  for (gsize i = 0; i < G_N_ELEMENTS (uses); i++) {
    g_autoptr (ZbTestIdentity) identity =
        zb_test_authority_identify (authority, "p256", "厦门某某公司", ZB_TEST_UNIT, uses[i]);
    g_assert_cmpuint (zb_certificate_uses (identity->certificate), ==, uses[i]);
    g_assert_cmpstr (zb_certificate_name (identity->certificate), ==, "厦门某某公司");
    g_assert_cmpstr (zb_certificate_unit (identity->certificate), ==, ZB_TEST_UNIT);
  }
}

/* What the request wishes for does not count. */
static void
test_takes_nothing_from_the_request (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = zb_key_request (key, "Somebody else", "914403001922038216", NULL);
  ZbIssue issue = {
      .name = "李四", .uses = ZB_USE_SIGNING, .not_before = NOW, .not_after = NOW + YEAR};
  g_autoptr (ZbCertificate) certificate =
      zb_issuer_certify (zb_test_authority_issuer (authority), request, &issue, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_name (certificate), ==, "李四");
  g_assert_null (zb_certificate_unit (certificate));
  g_assert_cmpint (zb_certificate_not_before (certificate), ==, NOW);
  g_assert_cmpint (zb_certificate_not_after (certificate), ==, NOW + YEAR + G_USEC_PER_SEC - 1);
}

/* Without the authority's key, and the key of the request is told. */
static void
test_checks_without_issuing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = zb_key_request (key, "x", NULL, NULL);
  g_autoptr (GBytes) public = zb_key_public (key);
  g_autoptr (GBytes) asked = NULL;
  ZbIssue issue = {
      .name = "李四", .uses = ZB_USE_SIGNING, .not_before = NOW, .not_after = NOW + YEAR};

  g_assert_true (zb_issuer_check (request, &issue, &asked, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (asked, public));
}

static void
check_refused (ZbTestAuthority *authority, GBytes *request, const ZbIssue *issue, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_issuer_certify (zb_test_authority_issuer (authority), request, issue, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  g_clear_error (&error);
  g_assert_false (zb_issuer_check (request, issue, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
}

static void
test_refuses_mixed_purposes (void)
{
  static const guint uses[] = {0, ZB_USE_SIGNING | ZB_USE_TLS_CLIENT, ZB_USE_CA | ZB_USE_SIGNING,
                               ZB_USE_RECEIPT | ZB_USE_TLS_SERVER};
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = request_of (key, "x");
  for (gsize i = 0; i < G_N_ELEMENTS (uses); i++) {
    ZbIssue issue = {.name = "x", .uses = uses[i], .not_before = NOW, .not_after = NOW + YEAR};
    check_refused (authority, request, &issue, ZB_EXCHANGE_ERROR_MALFORMED);
  }
}

static void
test_refuses_names (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = request_of (key, "x");
  g_autofree char *at = g_strnfill (64, 'n'), *over = g_strnfill (65, 'n');
  ZbIssue issue = {.name = at, .uses = ZB_USE_SIGNING, .not_before = NOW, .not_after = NOW + YEAR};
  g_autoptr (ZbCertificate) certificate =
      zb_issuer_certify (zb_test_authority_issuer (authority), request, &issue, NULL);
  g_assert_cmpstr (zb_certificate_name (certificate), ==, at);
  issue.name = over;
  check_refused (authority, request, &issue, ZB_EXCHANGE_ERROR_MALFORMED);
  issue.name = "";
  check_refused (authority, request, &issue, ZB_EXCHANGE_ERROR_MALFORMED);
  issue.name = "x";
  issue.uses = ZB_USE_TLS_SERVER;
  issue.host = "a.example,DNS:b.example";
  check_refused (authority, request, &issue, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_refuses_requests (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = request_of (key, "x");
  ZbIssue issue = {.name = "x", .uses = ZB_USE_SIGNING, .not_before = NOW, .not_after = NOW + YEAR};

  gsize length = 0;
  const guint8 *data = g_bytes_get_data (request, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);
  changed[length - 1] ^= 1; /* in the self-signature */
  g_autoptr (GBytes) unsigned_request = g_bytes_new (changed, length);
  check_refused (authority, unsigned_request, &issue, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_autoptr (GBytes) half = g_bytes_new (data, length / 2);
  check_refused (authority, half, &issue, ZB_EXCHANGE_ERROR_MALFORMED);

  g_autoptr (ZbKey) log_key = zb_key_generate ("ed25519", NULL);
  g_autoptr (GBytes) of_log_key = request_of (log_key, "x");
  check_refused (authority, of_log_key, &issue, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_autoptr (ZbKey) weak = zb_key_take (EVP_RSA_gen (2048), NULL);
  g_autoptr (GBytes) of_weak = request_of (weak, "x");
  check_refused (authority, of_weak, &issue, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
}

static void
test_crl_names_its_number_and_reasons (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  const ZbRevocation revocations[] = {{"7f00aa", NOW, 1}, {"01", NOW, 0}};
  g_autoptr (GBytes) der =
      zb_issuer_make_crl (zb_test_authority_issuer (authority), revocations, 2,
                          G_GUINT64_CONSTANT (9000000000), NOW, NOW + YEAR, &error);
  g_assert_no_error (error);
  const guint8 *data = g_bytes_get_data (der, NULL);
  g_autoptr (X509_CRL) crl = d2i_X509_CRL (NULL, &data, (long)g_bytes_get_size (der));
  g_assert_nonnull (crl);
  ASN1_INTEGER *number = X509_CRL_get_ext_d2i (crl, NID_crl_number, NULL, NULL);
  gint64 value = 0;
  g_assert_cmpint (ASN1_INTEGER_get_int64 (&value, number), ==, 1);
  g_assert_cmpint (value, ==, G_GINT64_CONSTANT (9000000000));
  ASN1_INTEGER_free (number);
  STACK_OF (X509_REVOKED) *entries = X509_CRL_get_REVOKED (crl);
  g_assert_cmpint (sk_X509_REVOKED_num (entries), ==, 2);
  for (int i = 0; i < 2; i++) {
    const X509_REVOKED *entry = sk_X509_REVOKED_value (entries, i);
    g_autofree char *serial = zb_openssl_integer_to_hex (X509_REVOKED_get0_serialNumber (entry));
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i (entry, NID_crl_reason, NULL, NULL);
    g_assert_cmpint (reason != NULL, ==, g_str_equal (serial, "7f00aa"));
    ASN1_ENUMERATED_free (reason);
  }

  const ZbRevocation wrong = {"xyz", NOW, 1};
  g_assert_null (zb_issuer_make_crl (zb_test_authority_issuer (authority), &wrong, 1, 1, NOW,
                                     NOW + YEAR, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "\"xyz\""));
}

/* The extensions of a certificate for @uses: "list", "responder", both or none. (transfer full) */
static char *
addresses_for (ZbTestAuthority *authority, guint uses)
{
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (authority, "p256", "甲", NULL, uses);
  X509 *x509 = zb_certificate_x509 (identity->certificate);

  return g_strconcat (
      X509_get_ext_by_NID (x509, NID_crl_distribution_points, -1) >= 0 ? "list " : "",
      X509_get_ext_by_NID (x509, NID_info_access, -1) >= 0 ? "responder " : "", NULL);
}

static void
test_names_where_lists_are (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbIssuer *issuer = zb_test_authority_issuer (authority);
  g_autofree char *before = addresses_for (authority, ZB_USE_SIGNING);

  zb_issuer_set_published_at (issuer, "http://report.example", &error);
  g_assert_no_error (error);
  g_autofree char *person = addresses_for (authority, ZB_USE_SIGNING);
  g_autofree char *lower = addresses_for (authority, ZB_USE_CA);
  g_autofree char *responder = addresses_for (authority, ZB_USE_OCSP);
  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (person, ==, "list responder ");
  g_assert_cmpstr (lower, ==, "list ");
  g_assert_cmpstr (responder, ==, "list ");
  /* Nothing else gets into the extension by way of the address. */
  g_assert_false (zb_issuer_set_published_at (issuer, "http://a,URI:http://b", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "http://a,URI:http://b"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/issuer/certifies-each-use", test_certifies_each_use);
  g_test_add_func ("/exchange/issuer/takes-nothing-from-the-request",
                   test_takes_nothing_from_the_request);
  g_test_add_func ("/exchange/issuer/checks-without-issuing", test_checks_without_issuing);
  g_test_add_func ("/exchange/issuer/refuses-mixed-purposes", test_refuses_mixed_purposes);
  g_test_add_func ("/exchange/issuer/refuses-names", test_refuses_names);
  g_test_add_func ("/exchange/issuer/refuses-requests", test_refuses_requests);
  g_test_add_func ("/exchange/issuer/crl-names-its-number-and-reasons",
                   test_crl_names_its_number_and_reasons);
  g_test_add_func ("/exchange/issuer/names-where-lists-are", test_names_where_lists_are);
  return g_test_run ();
}
