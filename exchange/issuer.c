/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/issuer.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/sm2.h"

#include <gio/gio.h>
#include <string.h>

#define SERIAL_SIZE 16
#define MAX_NAME 64 /* ub-common-name of RFC 5280, in characters */
#define MAX_ADDRESS 200

struct _ZbIssuer {
  ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
  char *published_at; /* (nullable) */
};

ZbIssuer *
zb_issuer_new (ZbKey *key, ZbCertificate *certificate, GPtrArray *chain)
{
  ZbIssuer *issuer = g_new0 (ZbIssuer, 1);
  issuer->key = key;
  issuer->certificate = zb_certificate_ref (certificate);
  issuer->chain = chain != NULL ? g_ptr_array_ref (chain) : NULL;
  return issuer;
}

void
zb_issuer_free (ZbIssuer *issuer)
{
  if (issuer == NULL)
    return;
  zb_key_free (issuer->key);
  zb_certificate_unref (issuer->certificate);
  g_clear_pointer (&issuer->chain, g_ptr_array_unref);
  g_free (issuer->published_at);
  g_free (issuer);
}

gboolean
zb_issuer_address_is_valid (const char *address)
{
  return strlen (address) <= MAX_ADDRESS &&
         g_regex_match_simple ("^https?://([0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"
                               "(/[0-9A-Za-z._-]+)*$",
                               address, G_REGEX_DOLLAR_ENDONLY, 0);
}

gboolean
zb_issuer_set_published_at (ZbIssuer *issuer, const char *address, GError **error)
{
  if (address != NULL && !zb_issuer_address_is_valid (address)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is no address of a certificate's lists", address);
    return FALSE;
  }
  g_free (issuer->published_at);
  issuer->published_at = g_strdup (address);
  return TRUE;
}

ZbCertificate *
zb_issuer_certificate (ZbIssuer *issuer)
{
  return issuer->certificate;
}

GPtrArray *
zb_issuer_chain (ZbIssuer *issuer)
{
  return issuer->chain;
}

static gboolean
add_extension (X509 *x509, X509V3_CTX *context, int nid, const char *value)
{
  g_autoptr (X509_EXTENSION) extension = X509V3_EXT_conf_nid (NULL, context, nid, value);
  return extension != NULL && X509_add_ext (x509, extension, -1) == 1;
}

/* A random serial number of 127 bits, positive and not zero. */
static gboolean
set_serial (X509 *x509)
{
  guint8 bytes[SERIAL_SIZE];
  zb_random_bytes (bytes, sizeof bytes);
  bytes[0] = (guint8)((bytes[0] & 0x7f) | 0x40);
  g_autoptr (BIGNUM) number = BN_bin2bn (bytes, sizeof bytes, NULL);
  return BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)) != NULL;
}

static gboolean
set_validity (X509 *x509, gint64 not_before, gint64 not_after)
{
  g_autoptr (ASN1_TIME) from = zb_openssl_time_new (not_before);
  g_autoptr (ASN1_TIME) to = zb_openssl_time_new (not_after);
  return from != NULL && to != NULL && X509_set1_notBefore (x509, from) == 1 &&
         X509_set1_notAfter (x509, to) == 1;
}

static const char *
key_usage (guint uses)
{
  if ((uses & ZB_USE_CA) != 0)
    return "critical,keyCertSign,cRLSign";
  return (uses & ZB_USE_SIGNING) != 0 ? "critical,digitalSignature,nonRepudiation"
                                      : "critical,digitalSignature";
}

/* As OpenSSL's configuration writes it; "" for none. */
static char *
extended_usage (guint uses, guint issues)
{
  static const struct {
    guint use;
    const char *purpose, *of_authority;
  } purposes[] = {
      {ZB_USE_SIGNING, NULL, "emailProtection," ZB_OID_DOCUMENT_SIGNING},
      {ZB_USE_TLS_CLIENT, "clientAuth", "clientAuth"},
      {ZB_USE_TLS_SERVER, "serverAuth", "serverAuth"},
      {ZB_USE_RECEIPT, ZB_OID_RECEIPT, ZB_OID_RECEIPT},
      {ZB_USE_TIMESTAMP, "critical,timeStamping", "timeStamping"},
      {ZB_USE_TRUST, ZB_OID_TRUST, NULL},
      {ZB_USE_OCSP, "OCSPSigning", NULL},
  };
  gboolean authority = (uses & ZB_USE_CA) != 0;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++) {
    const char *name = authority ? purposes[i].of_authority : purposes[i].purpose;
    if (name != NULL && ((authority ? issues : uses) & purposes[i].use) != 0)
      g_ptr_array_add (names, (gpointer)name);
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (",", (char **)names->pdata);
}

static char *
alternative_name (const char *host)
{
  return host != NULL ? g_strconcat (g_hostname_is_ip_address (host) ? "IP:" : "DNS:", host, NULL)
                      : NULL;
}

static gboolean
add_extensions (X509 *x509, X509 *issuer, const ZbIssue *issue)
{
  X509V3_CTX context;
  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  g_autofree char *extended = extended_usage (issue->uses, issue->issues);
  /* A root issues to authorities, and an issuer under it to ends only. */
  const char *constraints = (issue->uses & ZB_USE_CA) == 0 ? "critical,CA:FALSE"
                            : issuer == x509               ? "critical,CA:TRUE,pathlen:1"
                                                           : "critical,CA:TRUE,pathlen:0";
  g_autofree char *names = alternative_name (issue->host);
  return add_extension (x509, &context, NID_basic_constraints, constraints) &&
         add_extension (x509, &context, NID_key_usage, key_usage (issue->uses)) &&
         add_extension (x509, &context, NID_subject_key_identifier, "hash") &&
         (issuer == x509 ||
          add_extension (x509, &context, NID_authority_key_identifier, "keyid:always")) &&
         (extended[0] == '\0' || add_extension (x509, &context, NID_ext_key_usage, extended)) &&
         /* Nobody asks the responder about itself: its certificate is short-lived instead. */
         ((issue->uses & ZB_USE_OCSP) == 0 ||
          add_extension (x509, &context, NID_id_pkix_OCSP_noCheck, "ignored")) &&
         (names == NULL || add_extension (x509, &context, NID_subject_alt_name, names));
}

/* Where anybody finds out whether it was revoked (RFC 5280 §4.2.1.13, §4.2.2.1). Nobody answers for
 * the root's own, and nobody asks a responder about itself. */
static gboolean
add_addresses (X509 *x509, ZbIssuer *issuer, const ZbIssue *issue)
{
  X509V3_CTX context;
  const char *digest = zb_certificate_digest (issuer->certificate);

  if (issuer->published_at == NULL)
    return TRUE;
  X509V3_set_ctx (&context, zb_certificate_x509 (issuer->certificate), x509, NULL, NULL, 0);
  g_autofree char *list = g_strdup_printf ("URI:%s/crl/%s.crl", issuer->published_at, digest);
  g_autofree char *responder = g_strdup_printf ("OCSP;URI:%s/ocsp", issuer->published_at);
  return add_extension (x509, &context, NID_crl_distribution_points, list) &&
         ((issue->uses & (ZB_USE_CA | ZB_USE_OCSP)) != 0 ||
          add_extension (x509, &context, NID_info_access, responder));
}

static gboolean
check_name (const char *name, GError **error)
{
  if (g_utf8_validate (name, -1, NULL) && name[0] != '\0' && g_utf8_strlen (name, -1) <= MAX_NAME)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the name of a certificate has 1 to %d characters", MAX_NAME);
  return FALSE;
}

ZbCertificate *
zb_issuer_make_root (
    const ZbKey *key, const char *name, gint64 not_before, gint64 not_after, GError **error)
{
  if (!check_name (name, error))
    return NULL;
  const ZbIssue issue = {.uses = ZB_USE_CA};
  g_autoptr (X509) x509 = X509_new ();
  g_autoptr (X509_NAME) subject = zb_openssl_name_new (name, NULL);
  gboolean made =
      X509_set_version (x509, X509_VERSION_3) == 1 && set_serial (x509) &&
      set_validity (x509, not_before, not_after) && X509_set_subject_name (x509, subject) == 1 &&
      X509_set_issuer_name (x509, subject) == 1 && X509_set_pubkey (x509, zb_key_pkey (key)) == 1 &&
      add_extensions (x509, x509, &issue) &&
      X509_sign (x509, zb_key_pkey (key), zb_openssl_sha256 ()) > 0;
  if (!made) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the root \"%s\" cannot be made", name);
    return NULL;
  }
  return zb_certificate_take (g_steal_pointer (&x509), error);
}

static X509_REQ *
open_request (GBytes *bytes, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length), *end = start;
  g_autoptr (X509_REQ) request =
      length <= G_MAXINT ? d2i_X509_REQ (NULL, &end, (long)length) : NULL;
  if (request == NULL || end != start + length) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "these bytes are not one PKCS#10 request");
    return NULL;
  }
  EVP_PKEY *key = X509_REQ_get0_pubkey (request);
  const char *suite = zb_openssl_suite (key);
  if (suite == NULL || g_str_equal (suite, "ed25519") ||
      (g_str_equal (suite, "rsa3072") && EVP_PKEY_get_bits (key) < 3072)) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                     "the request's key is neither P-256 nor SM2 nor RSA of 3072 bits or more");
    return NULL;
  }
  if (g_str_equal (suite, "sm2"))
    X509_REQ_set0_distinguishing_id (request, zb_sm2_id_new ());
  if (X509_REQ_verify (request, key) != 1) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                     "the request is not signed by the key it asks a certificate for");
    return NULL;
  }
  return g_steal_pointer (&request);
}

/* A key that signs reports must not be reachable through TLS, and an issuer's for nothing else. */
static gboolean
check_issue (const ZbIssue *issue, GError **error)
{
  gboolean several = (issue->uses & (issue->uses - 1)) != 0;
  guint tls = ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER;
  if (issue->uses == 0 || (several && (issue->uses & ~tls) != 0)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "the certificate for \"%s\" mixes purposes that exclude each other", issue->name);
    return FALSE;
  }
  /* The name goes through OpenSSL's little configuration language. */
  if (issue->host != NULL &&
      !g_regex_match_simple ("^[0-9A-Za-z.:-]{1,253}$", issue->host, G_REGEX_DOLLAR_ENDONLY, 0)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is neither a host name nor an IP address", issue->host);
    return FALSE;
  }
  return check_name (issue->name, error);
}

/* The request, if @issue may be given to its key. Connections, receipts and stamps are not made by
 * SM2 here. */
static X509_REQ *
open_for_issue (GBytes *bytes, const ZbIssue *issue, GError **error)
{
  g_autoptr (X509_REQ) request = check_issue (issue, error) ? open_request (bytes, error) : NULL;

  if (request == NULL)
    return NULL;
  if (issue->uses != ZB_USE_SIGNING && EVP_PKEY_is_a (X509_REQ_get0_pubkey (request), "SM2")) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                     "an SM2 key is certified for signing reports only");
    return NULL;
  }
  return g_steal_pointer (&request);
}

gboolean
zb_issuer_check (GBytes *request, const ZbIssue *issue, GBytes **ret_public, GError **error)
{
  g_autoptr (X509_REQ) opened = open_for_issue (request, issue, error);
  unsigned char *der = NULL;

  if (opened == NULL)
    return FALSE;
  int length = i2d_PUBKEY (X509_REQ_get0_pubkey (opened), &der);
  GBytes *public = zb_openssl_take_der (der, length);
  if (ret_public != NULL)
    *ret_public = public;
  else
    g_bytes_unref (public);
  return TRUE;
}

static ZbCertificate *
make (ZbIssuer *issuer, X509_NAME *subject, EVP_PKEY *key, const ZbIssue *issue, GError **error)
{
  X509 *parent = zb_certificate_x509 (issuer->certificate);
  g_autoptr (X509) x509 = X509_new ();
  gboolean made = X509_set_version (x509, X509_VERSION_3) == 1 && set_serial (x509) &&
                  set_validity (x509, issue->not_before, issue->not_after) &&
                  X509_set_subject_name (x509, subject) == 1 &&
                  X509_set_issuer_name (x509, X509_get_subject_name (parent)) == 1 &&
                  X509_set_pubkey (x509, key) == 1 && add_extensions (x509, parent, issue) &&
                  add_addresses (x509, issuer, issue) &&
                  X509_sign (x509, zb_key_pkey (issuer->key), zb_openssl_sha256 ()) > 0;
  if (!made) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "no certificate can be made for \"%s\"",
                     issue->name);
    return NULL;
  }
  return zb_certificate_take (g_steal_pointer (&x509), error);
}

ZbCertificate *
zb_issuer_certify (ZbIssuer *issuer, GBytes *request, const ZbIssue *issue, GError **error)
{
  g_autoptr (X509_REQ) opened = open_for_issue (request, issue, error);
  if (opened == NULL)
    return NULL;
  g_autoptr (X509_NAME) subject = zb_openssl_name_new (issue->name, issue->unit);
  return make (issuer, subject, X509_REQ_get0_pubkey (opened), issue, error);
}

ZbCertificate *
zb_issuer_certify_again (ZbIssuer *issuer,
                         const ZbCertificate *authority,
                         gint64 not_after,
                         GError **error)
{
  const ZbCertificate *own = issuer->certificate;
  X509 *x509 = zb_certificate_x509 (authority);
  guint issues = zb_certificate_issues (authority);
  const ZbIssue issue = {
      .name = zb_certificate_name (authority),
      .uses = ZB_USE_CA,
      .not_before = MAX (zb_certificate_not_before (own), zb_certificate_not_before (authority)),
      .not_after = MIN (not_after, zb_certificate_not_after (own)),
      /* One that may certify trust bundles is not bounded at all. */
      .issues = (issues & ZB_USE_TRUST) != 0 ? 0 : issues,
  };
  return make (issuer, X509_get_subject_name (x509), X509_get0_pubkey (x509), &issue, error);
}

static gboolean
add_revocation (X509_CRL *crl, const ZbRevocation *revocation)
{
  BIGNUM *parsed = NULL;
  if (BN_hex2bn (&parsed, revocation->serial) != (int)strlen (revocation->serial)) {
    BN_free (parsed);
    return FALSE;
  }
  g_autoptr (BIGNUM) number = parsed;
  g_autoptr (ASN1_INTEGER) serial = BN_to_ASN1_INTEGER (number, NULL);
  g_autoptr (ASN1_TIME) when = zb_openssl_time_new (revocation->revoked_at);
  g_autoptr (X509_REVOKED) revoked = X509_REVOKED_new ();
  if (X509_REVOKED_set_serialNumber (revoked, serial) != 1 ||
      X509_REVOKED_set_revocationDate (revoked, when) != 1)
    return FALSE;
  /* RFC 5280 §5.3.1: "unspecified" is said by leaving the reason out. */
  if (revocation->reason != CRL_REASON_UNSPECIFIED) {
    ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new ();
    gboolean set = ASN1_ENUMERATED_set (reason, revocation->reason) == 1 &&
                   X509_REVOKED_add1_ext_i2d (revoked, NID_crl_reason, reason, 0, 0) == 1;
    ASN1_ENUMERATED_free (reason);
    if (!set)
      return FALSE;
  }
  return X509_CRL_add0_revoked (crl, g_steal_pointer (&revoked)) == 1;
}

static gboolean
add_crl_extensions (X509_CRL *crl, X509 *issuer, guint64 number)
{
  X509V3_CTX context;
  X509V3_set_ctx (&context, issuer, NULL, NULL, crl, 0);
  g_autoptr (X509_EXTENSION) authority =
      X509V3_EXT_conf_nid (NULL, &context, NID_authority_key_identifier, "keyid:always");
  g_autoptr (ASN1_INTEGER) count = ASN1_INTEGER_new ();
  return authority != NULL && X509_CRL_add_ext (crl, authority, -1) == 1 &&
         ASN1_INTEGER_set_uint64 (count, number) == 1 &&
         X509_CRL_add1_ext_i2d (crl, NID_crl_number, count, 0, 0) == 1;
}

GBytes *
zb_issuer_make_crl (ZbIssuer *issuer,
                    const ZbRevocation *revocations,
                    guint n,
                    guint64 number,
                    gint64 this_update,
                    gint64 next_update,
                    GError **error)
{
  X509 *parent = zb_certificate_x509 (issuer->certificate);
  g_autoptr (X509_CRL) crl = X509_CRL_new ();
  g_autoptr (ASN1_TIME) from = zb_openssl_time_new (this_update);
  g_autoptr (ASN1_TIME) to = zb_openssl_time_new (next_update);
  unsigned char *der = NULL;

  gboolean made = X509_CRL_set_version (crl, X509_CRL_VERSION_2) == 1 &&
                  X509_CRL_set_issuer_name (crl, X509_get_subject_name (parent)) == 1 &&
                  X509_CRL_set1_lastUpdate (crl, from) == 1 &&
                  X509_CRL_set1_nextUpdate (crl, to) == 1 &&
                  add_crl_extensions (crl, parent, number);
  for (guint i = 0; i < n && made; i++) {
    made = add_revocation (crl, &revocations[i]);
    if (!made) {
      zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                       "the serial number \"%s\" cannot be revoked", revocations[i].serial);
      return NULL;
    }
  }
  if (!made || X509_CRL_sort (crl) != 1 ||
      X509_CRL_sign (crl, zb_key_pkey (issuer->key), zb_openssl_sha256 ()) <= 0) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                     "the CRL %" G_GUINT64_FORMAT " cannot be made", number);
    return NULL;
  }
  int length = i2d_X509_CRL (crl, &der);
  return zb_openssl_take_der (der, length);
}
