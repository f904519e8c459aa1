/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/unit-rule.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define OID "1.2.156.10260.4.1.4"

/* A certificate with the subject's attributes "OU=…", one after another, and @extension (nullable),
 * as OpenSSL's configuration writes it. */
static ZbCertificate *
make (const char *const *subject, const char *extension)
{
  g_autoptr (X509) x509 = X509_new ();
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; subject[i]; i++) {
    g_auto (GStrv) pair = g_strsplit (subject[i], "=", 2);
    g_assert_cmpint (X509_NAME_add_entry_by_txt (name, pair[0], MBSTRING_UTF8,
                                                 (const guchar *)pair[1], -1, -1, 0),
                     ==, 1);
  }
  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 7);
  X509_gmtime_adj (X509_getm_notBefore (x509), 0);
  X509_gmtime_adj (X509_getm_notAfter (x509), 3600);
  X509_set_subject_name (x509, name);
  X509_set_issuer_name (x509, name);
  X509_set_pubkey (x509, zb_key_pkey (key));
  if (extension) {
    g_autoptr (X509_EXTENSION) made = X509V3_EXT_conf (NULL, NULL, OID, extension);
    g_assert_nonnull (made);
    g_assert_cmpint (X509_add_ext (x509, made, -1), ==, 1);
  }
  g_assert_cmpint (X509_sign (x509, zb_key_pkey (key), zb_openssl_sha256 ()), >, 0);
  ZbCertificate *certificate = zb_certificate_take (g_steal_pointer (&x509), &error);
  g_assert_no_error (error);
  return certificate;
}

static void
test_finds_the_code (void)
{
  static const struct {
    const char *source, *prefix;
    const char *subject[4];
    const char *extension;
    const char *unit, *says; /* one of both */
  } cases[] = {
      {"subject OU", NULL, {"CN=甲", "OU=" UNIT}, NULL, UNIT, NULL},
      {"subject OU", NULL, {"CN=甲", "OU=财务部", "OU=" UNIT}, NULL, UNIT, NULL},
      {"subject OU", NULL, {"CN=甲", "OU=" UNIT, "OU=" UNIT}, NULL, UNIT, NULL},
      {"subject serialNumber", NULL, {"CN=甲", "serialNumber=" UNIT}, NULL, UNIT, NULL},
      {"subject 2.5.4.97", "NTRCN-", {"CN=甲", "2.5.4.97=NTRCN-" UNIT}, NULL, UNIT, NULL},
      {"subject O", "USCC:", {"CN=甲", "O=USCC:" UNIT}, NULL, UNIT, NULL},
      {"extension " OID, NULL, {"CN=甲"}, "ASN1:UTF8String:" UNIT, UNIT, NULL},
      {"extension " OID, "C@", {"CN=甲"}, "ASN1:PRINTABLESTRING:" UNIT, NULL, "names no unit"},
      {"extension " OID, NULL, {"CN=甲"}, "ASN1:IA5STRING:" UNIT, UNIT, NULL},
      {"extension " OID, NULL, {"CN=甲"}, "ASN1:INTEGER:7", NULL, "names no unit"},
      {"extension " OID, NULL, {"CN=甲"}, "DER:0c12", NULL, "names no unit"},
      {"extension " OID, NULL, {"CN=甲", "OU=" UNIT}, NULL, NULL, "names no unit in its extension"},
      {"subject OU", NULL, {"CN=甲", "OU=" UNIT, "OU=" OTHER}, NULL, NULL, "more than one unit"},
      {"subject OU", NULL, {"CN=甲", "OU=" UNIT "1"}, NULL, NULL, "names no unit"},
      {"subject OU", NULL, {"CN=甲", "OU=91350200ma2kuy1h08"}, NULL, NULL, "names no unit"},
      {"subject OU",
       "NTRCN-",
       {"CN=甲", "OU=" UNIT},
       NULL,
       NULL,
       "names no unit in its subject OU"},
      {"subject OU", NULL, {"CN=甲"}, NULL, NULL, "names no unit"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbUnitRule) rule = zb_unit_rule_new (cases[i].source, cases[i].prefix, &error);
    g_autoptr (ZbCertificate) certificate = make (cases[i].subject, cases[i].extension);
    g_assert_no_error (error);
    g_autofree char *unit = zb_unit_rule_apply (rule, certificate, &error);

    g_test_message ("%u: %s", i, error ? error->message : unit);
    g_assert_cmpstr (unit, ==, cases[i].unit);
    if (cases[i].unit)
      continue;
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_nonnull (strstr (error->message, "\"甲\" (serial 07)"));
  }
}

static void
test_refuses_other_sources (void)
{
  static const char *const wrong[] = {
      "", "OU", "subject ", "subject ÖU", "extension OU", "extension 1.2.x", "issuer OU"};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (zb_unit_rule_new (wrong[i], NULL, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_assert_nonnull (strstr (error->message, wrong[i]));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/unit-rule/finds-the-code", test_finds_the_code);
  g_test_add_func ("/exchange/unit-rule/refuses-other-sources", test_refuses_other_sources);
  return g_test_run ();
}
