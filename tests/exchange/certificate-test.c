/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/certificate-private.h"

#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "tests/support/authority.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */

static X509 *
self_signed (ZbKey *key, X509_NAME *subject)
{
  g_autoptr (ASN1_TIME) from = zb_openssl_time_new (NOW);
  g_autoptr (ASN1_TIME) to = zb_openssl_time_new (NOW + 3600 * (gint64)G_USEC_PER_SEC);
  X509 *x509 = X509_new ();
  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 1);
  X509_set1_notBefore (x509, from);
  X509_set1_notAfter (x509, to);
  X509_set_subject_name (x509, subject);
  X509_set_issuer_name (x509, subject);
  X509_set_pubkey (x509, zb_key_pkey (key));
  return x509;
}

static void
check_refused (X509 *x509, ZbKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (X509_sign (x509, zb_key_pkey (key), EVP_sha256 ()), >, 0);
  g_assert_null (zb_certificate_take (x509, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_reads_der_and_pem (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *root = zb_test_authority_root (authority);
  GBytes *der = zb_certificate_der (root);
  g_autofree char *pem = zb_certificate_to_pem (root);

  g_autoptr (ZbCertificate) from_der =
      zb_certificate_read (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  g_autoptr (ZbCertificate) from_pem = zb_certificate_read (pem, strlen (pem), &error);
  g_assert_no_error (error);
  g_autofree char *digest = zb_digest_hex_of_bytes (der);
  g_assert_cmpstr (zb_certificate_digest (from_der), ==, digest);
  g_assert_cmpstr (zb_certificate_digest (from_pem), ==, digest);
  g_assert_cmpuint (strlen (zb_certificate_serial (root)), ==, 32);

  g_autofree char *both = g_strconcat ("preface\n", pem, pem, NULL);
  g_autoptr (GPtrArray) all = zb_certificate_read_all (both, strlen (both), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
}

static void
test_refuses_other_bytes (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  GBytes *der = zb_certificate_der (zb_test_authority_root (authority));
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (der, &length);
  g_autofree guint8 *longer = g_malloc0 (length + 1);
  memcpy (longer, data, length);
  /* The outer length in four bytes instead of two: BER, and the same certificate. */
  g_autofree guint8 *ber = g_malloc0 (length + 1);
  g_assert_cmpint (data[1], ==, 0x82);
  memcpy (ber, "\x30\x83\x00", 3);
  memcpy (ber + 3, data + 2, length - 2);
  const struct {
    const void *bytes;
    gsize length;
  } cases[] = {
      {"", 0}, {"no certificate", 14}, {data, length - 1}, {longer, length + 1}, {ber, length + 1}};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (zb_certificate_read (cases[i].bytes, cases[i].length, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
}

static void
test_limit_of_size (void)
{
  g_autofree guint8 *bytes = g_malloc0 (ZB_PROTOCOL_MAX_CERTIFICATE + 1);
  g_autoptr (GError) error = NULL;
  bytes[0] = 0x30;
  g_assert_null (zb_certificate_read (bytes, ZB_PROTOCOL_MAX_CERTIFICATE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (zb_certificate_read (bytes, ZB_PROTOCOL_MAX_CERTIFICATE + 1, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static void
test_refuses_ambiguous_subjects (void)
{
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (X509_NAME) two_names = zb_openssl_name_new ("one", NULL);
  X509_NAME_add_entry_by_NID (two_names, NID_commonName, MBSTRING_UTF8, (const guint8 *)"two", -1,
                              -1, 0);
  check_refused (self_signed (key, two_names), key, "two values for CN");

  g_autoptr (X509_NAME) two_units = zb_openssl_name_new ("one", ZB_TEST_UNIT);
  X509_NAME_add_entry_by_NID (two_units, NID_organizationIdentifier, MBSTRING_UTF8,
                              (const guint8 *)"NTRCN-914403001922038216", -1, -1, 0);
  check_refused (self_signed (key, two_units), key, "two values for organizationIdentifier");

  g_autoptr (X509_NAME) cut = X509_NAME_new ();
  X509_NAME_add_entry_by_NID (cut, NID_commonName, V_ASN1_UTF8STRING,
                              (const guint8 *)"bureau\0.evil.example", 20, -1, 0);
  check_refused (self_signed (key, cut), key, "CN is not text");
}

static void
test_refuses_broken_units (void)
{
  static const char *const units[] = {"", "91350200MA2XK7R35", "91350200MA2XK7R35J0",
                                      "91350200ma2xk7r35j", "91350200MA2XK7R3 J"};
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (X509_NAME) subject = zb_openssl_name_new ("x", units[i]);
    check_refused (self_signed (key, subject), key, "names no unit");
  }
}

static void
test_other_schemes_name_no_unit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (X509_NAME) subject = zb_openssl_name_new ("x", NULL);
  X509_NAME_add_entry_by_NID (subject, NID_organizationIdentifier, MBSTRING_UTF8,
                              (const guint8 *)"VATDE-123456789", -1, -1, 0);
  X509 *x509 = self_signed (key, subject);
  X509_sign (x509, zb_key_pkey (key), EVP_sha256 ());
  g_autoptr (ZbCertificate) certificate = zb_certificate_take (x509, &error);
  g_assert_no_error (error);
  g_assert_null (zb_certificate_unit (certificate));
}

/* Key usage and extended key usage → what the certificate may be used for. */
static void
test_uses (void)
{
  static const struct {
    const char *usage;
    const char *extended;
    guint uses;
  } cases[] = {
      {"digitalSignature,nonRepudiation", NULL, ZB_USE_SIGNING},
      {"digitalSignature,nonRepudiation", "emailProtection", ZB_USE_SIGNING},
      {"digitalSignature", NULL, 0},
      {"nonRepudiation", NULL, 0},
      {NULL, NULL, 0},
      {"digitalSignature,nonRepudiation", "clientAuth", ZB_USE_TLS_CLIENT},
      {"digitalSignature,nonRepudiation", "timeStamping", 0},
      {"digitalSignature", "critical,timeStamping", ZB_USE_TIMESTAMP},
      {"digitalSignature", "critical,timeStamping,clientAuth", ZB_USE_TLS_CLIENT},
      {"digitalSignature,nonRepudiation", "OCSPSigning", ZB_USE_OCSP},
      {"digitalSignature,nonRepudiation", "anyExtendedKeyUsage", 0},
      {"digitalSignature", "serverAuth,clientAuth", ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER},
      {"keyEncipherment", "serverAuth", 0},
      {"digitalSignature,nonRepudiation", ZB_OID_RECEIPT, ZB_USE_RECEIPT},
  };
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (X509_NAME) subject = zb_openssl_name_new ("x", NULL);
    X509 *x509 = self_signed (key, subject);
    g_autoptr (X509_EXTENSION) usage =
        cases[i].usage != NULL ? X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, cases[i].usage)
                               : NULL;
    g_autoptr (X509_EXTENSION) extended =
        cases[i].extended != NULL
            ? X509V3_EXT_conf_nid (NULL, NULL, NID_ext_key_usage, cases[i].extended)
            : NULL;
    if (usage != NULL)
      X509_add_ext (x509, usage, -1);
    if (extended != NULL)
      X509_add_ext (x509, extended, -1);
    X509_sign (x509, zb_key_pkey (key), EVP_sha256 ());
    g_autoptr (ZbCertificate) certificate = zb_certificate_take (x509, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (zb_certificate_uses (certificate), ==, cases[i].uses);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/certificate/reads-der-and-pem", test_reads_der_and_pem);
  g_test_add_func ("/exchange/certificate/refuses-other-bytes", test_refuses_other_bytes);
  g_test_add_func ("/exchange/certificate/limit-of-size", test_limit_of_size);
  g_test_add_func ("/exchange/certificate/refuses-ambiguous-subjects",
                   test_refuses_ambiguous_subjects);
  g_test_add_func ("/exchange/certificate/refuses-broken-units", test_refuses_broken_units);
  g_test_add_func ("/exchange/certificate/other-schemes-name-no-unit",
                   test_other_schemes_name_no_unit);
  g_test_add_func ("/exchange/certificate/uses", test_uses);
  return g_test_run ();
}
