/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/certificate.h"

#include "exchange/certificate-private.h"
#include "exchange/protocol.h"
#include "exchange/sm2.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define UNIT_LENGTH 18

struct _ZbCertificate {
  gatomicrefcount refs;
  X509 *x509;
  GBytes *der;
  guint8 raw_digest[ZB_DIGEST_SIZE];
  char *digest;
  char *serial;
  char *name;
  char *unit;
  gint64 not_before;
  gint64 not_after;
  guint uses;
  guint issues;
  const char *suite;
  GMutex verifying;       /* guards what follows */
  EVP_PKEY_CTX *verifier; /* (nullable) made once: it costs a quarter of what it then does */
};

ZbCertificate *
zb_certificate_ref (ZbCertificate *certificate)
{
  g_atomic_ref_count_inc (&certificate->refs);
  return certificate;
}

void
zb_certificate_unref (ZbCertificate *certificate)
{
  if (certificate == NULL || !g_atomic_ref_count_dec (&certificate->refs))
    return;
  EVP_PKEY_CTX_free (certificate->verifier);
  g_mutex_clear (&certificate->verifying);
  X509_free (certificate->x509);
  g_clear_pointer (&certificate->der, g_bytes_unref);
  g_free (certificate->digest);
  g_free (certificate->serial);
  g_free (certificate->name);
  g_free (certificate->unit);
  g_free (certificate);
}

const char *
zb_openssl_suite (EVP_PKEY *key)
{
  if (key == NULL)
    return NULL;
  if (EVP_PKEY_is_a (key, "ED25519"))
    return "ed25519";
  if (EVP_PKEY_is_a (key, "RSA"))
    return EVP_PKEY_get_bits (key) >= 2048 ? "rsa3072" : NULL;
  gboolean sm2 = EVP_PKEY_is_a (key, "SM2");
  if (!sm2 && !EVP_PKEY_is_a (key, "EC"))
    return NULL;

  /* A curve given by its parameters may only look like P-256 (CVE-2020-0601). */
  char group[32] = "";
  int is_explicit = 1;
  EVP_PKEY_get_int_param (key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit);
  if (is_explicit || EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
    return NULL;
  if (sm2)
    return g_str_equal (group, "SM2") ? "sm2" : NULL;
  return g_str_equal (group, "prime256v1") ? "p256" : NULL;
}

/* With the lock held. */
static gboolean
ensure_verifier (ZbCertificate *certificate)
{
  if (certificate->verifier != NULL)
    return TRUE;
  EVP_PKEY_CTX *made =
      EVP_PKEY_CTX_new_from_pkey (NULL, X509_get0_pubkey (certificate->x509), NULL);
  const EVP_MD *digest =
      g_strcmp0 (certificate->suite, "sm2") == 0 ? zb_openssl_sm3 () : zb_openssl_sha256 ();
  if (made != NULL && EVP_PKEY_verify_init (made) == 1 &&
      EVP_PKEY_CTX_set_signature_md (made, digest) == 1) {
    certificate->verifier = made;
    return TRUE;
  }
  EVP_PKEY_CTX_free (made);
  return FALSE;
}

gboolean
zb_certificate_verify_digest (ZbCertificate *certificate,
                              const guint8 digest[ZB_DIGEST_SIZE],
                              const guint8 *signature,
                              gsize length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&certificate->verifying);

  return ensure_verifier (certificate) &&
         EVP_PKEY_verify (certificate->verifier, signature, length, digest, ZB_DIGEST_SIZE) == 1;
}

/* The one value of a subject attribute as UTF-8; NULL without an error where it is absent. */
static gboolean
subject_text (X509 *x509, int nid, char **ret_text, GError **error)
{
  X509_NAME *subject = X509_get_subject_name (x509);
  int at = X509_NAME_get_index_by_NID (subject, nid, -1);
  if (at < 0)
    return TRUE;
  if (X509_NAME_get_index_by_NID (subject, nid, at) >= 0)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the certificate's subject has two values for %s", OBJ_nid2sn (nid));

  unsigned char *text = NULL;
  int length =
      ASN1_STRING_to_UTF8 (&text, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at)));
  /* A NUL inside would show one name and compare as another. */
  gboolean sound = length >= 0 && g_utf8_validate_len ((const char *)text, (gsize)length, NULL);
  if (sound)
    *ret_text = g_strndup ((const char *)text, (gsize)length);
  OPENSSL_free (text);
  return sound || zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                                   "the certificate's %s is not text", OBJ_nid2sn (nid));
}

static gboolean
read_unit (ZbCertificate *certificate, GError **error)
{
  g_autofree char *identifier = NULL;
  if (!subject_text (certificate->x509, NID_organizationIdentifier, &identifier, error))
    return FALSE;
  if (identifier == NULL || !g_str_has_prefix (identifier, ZB_UNIT_SCHEME))
    return TRUE;

  const char *unit = identifier + strlen (ZB_UNIT_SCHEME);
  gboolean sound = strlen (unit) == UNIT_LENGTH;
  for (const char *sign = unit; *sign != '\0' && sound; sign++)
    sound = g_ascii_isdigit (*sign) || g_ascii_isupper (*sign);
  if (!sound)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the certificate's organizationIdentifier \"%s\" names no unit",
                            identifier);
  certificate->unit = g_strdup (unit);
  return TRUE;
}

static gboolean
has_purpose (X509 *x509, const char *oid)
{
  gboolean found = FALSE;
  g_autoptr (ASN1_OBJECT) sought = OBJ_txt2obj (oid, 1);
  EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i (x509, NID_ext_key_usage, NULL, NULL);
  for (int i = 0; i < sk_ASN1_OBJECT_num (purposes); i++)
    found = found || OBJ_cmp (sk_ASN1_OBJECT_value (purposes, i), sought) == 0;
  sk_ASN1_OBJECT_pop_free (purposes, ASN1_OBJECT_free);
  return found;
}

/* RFC 3161 §2.3: critical, and for nothing else. */
static gboolean
is_only_for_time_stamps (X509 *x509)
{
  int critical = 0;
  EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i (x509, NID_ext_key_usage, &critical, NULL);
  gboolean only = critical == 1 && sk_ASN1_OBJECT_num (purposes) == 1 &&
                  OBJ_obj2nid (sk_ASN1_OBJECT_value (purposes, 0)) == NID_time_stamp;
  sk_ASN1_OBJECT_pop_free (purposes, ASN1_OBJECT_free);
  return only;
}

static guint
read_issues (X509 *x509)
{
  static const struct {
    guint32 flag;
    guint uses;
  } known[] = {
      {XKU_SMIME, ZB_USE_SIGNING},
      {XKU_SSL_CLIENT, ZB_USE_TLS_CLIENT},
      {XKU_SSL_SERVER, ZB_USE_TLS_SERVER},
      {XKU_TIMESTAMP, ZB_USE_TIMESTAMP},
  };
  guint32 flags = X509_get_extension_flags (x509);
  guint32 extended =
      (flags & EXFLAG_XKUSAGE) != 0 ? X509_get_extended_key_usage (x509) : XKU_ANYEKU;
  /* Whoever answers for an authority needs no leave of the one above it (RFC 6960 §4.2.2.2), and an
   * authority with that purpose would be such a responder itself. */
  guint issues = ZB_USE_OCSP;

  if ((extended & XKU_ANYEKU) != 0)
    return ~0U;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    issues |= (extended & known[i].flag) != 0 ? known[i].uses : 0;
  if (has_purpose (x509, ZB_OID_DOCUMENT_SIGNING))
    issues |= ZB_USE_SIGNING;
  if (has_purpose (x509, ZB_OID_RECEIPT))
    issues |= ZB_USE_RECEIPT;
  return issues;
}

static guint
read_uses (X509 *x509)
{
  const guint32 author = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
  const guint32 not_author =
      XKU_SSL_SERVER | XKU_SSL_CLIENT | XKU_TIMESTAMP | XKU_OCSP_SIGN | XKU_CODE_SIGN | XKU_ANYEKU;
  guint32 flags = X509_get_extension_flags (x509);
  /* Without the extension OpenSSL reports every bit as set; for us nothing is allowed then. */
  guint32 usage = (flags & EXFLAG_KUSAGE) != 0 ? X509_get_key_usage (x509) : 0;
  guint32 extended = (flags & EXFLAG_XKUSAGE) != 0 ? X509_get_extended_key_usage (x509) : 0;
  gboolean receipt = has_purpose (x509, ZB_OID_RECEIPT);
  gboolean trust = has_purpose (x509, ZB_OID_TRUST);
  guint uses = 0;

  if ((flags & EXFLAG_CA) != 0)
    return (usage & KU_KEY_CERT_SIGN) != 0 ? ZB_USE_CA : 0;
  if ((usage & KU_DIGITAL_SIGNATURE) == 0)
    return 0;
  if ((usage & author) == author && (extended & not_author) == 0 && !receipt && !trust)
    uses |= ZB_USE_SIGNING;
  if ((extended & XKU_SSL_CLIENT) != 0)
    uses |= ZB_USE_TLS_CLIENT;
  if ((extended & XKU_SSL_SERVER) != 0)
    uses |= ZB_USE_TLS_SERVER;
  if (receipt)
    uses |= ZB_USE_RECEIPT;
  if (trust)
    uses |= ZB_USE_TRUST;
  if (is_only_for_time_stamps (x509))
    uses |= ZB_USE_TIMESTAMP;
  if ((extended & XKU_OCSP_SIGN) != 0)
    uses |= ZB_USE_OCSP;
  return uses;
}

static gboolean
read_fields (ZbCertificate *certificate, GError **error)
{
  X509 *x509 = certificate->x509;
  if (X509_check_purpose (x509, -1, 0) != 1 ||
      (X509_get_extension_flags (x509) & EXFLAG_INVALID) != 0)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the certificate's extensions cannot be read");
  if (!zb_openssl_time_read (X509_get0_notBefore (x509), &certificate->not_before) ||
      !zb_openssl_time_read (X509_get0_notAfter (x509), &certificate->not_after))
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the certificate's validity cannot be read");
  if (!subject_text (x509, NID_commonName, &certificate->name, error) ||
      !read_unit (certificate, error))
    return FALSE;
  if (certificate->name == NULL)
    certificate->name = g_strdup ("");
  /* Valid through the whole of the last second. */
  certificate->not_after += G_USEC_PER_SEC - 1;
  certificate->serial = zb_openssl_integer_to_hex (X509_get0_serialNumber (x509));
  certificate->uses = read_uses (x509);
  certificate->issues = read_issues (x509);
  certificate->suite = zb_openssl_suite (X509_get0_pubkey (x509));
  return TRUE;
}

ZbCertificate *
zb_certificate_take (X509 *x509, GError **error)
{
  g_autoptr (ZbCertificate) certificate = g_new0 (ZbCertificate, 1);
  g_atomic_ref_count_init (&certificate->refs);
  g_mutex_init (&certificate->verifying);
  certificate->x509 = x509;
  zb_sm2_identify (x509);

  unsigned char *der = NULL;
  int length = i2d_X509 (x509, &der);
  if (length <= 0) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the certificate cannot be written");
    return NULL;
  }
  certificate->der = zb_openssl_take_der (der, length);
  zb_digest_compute (g_bytes_get_data (certificate->der, NULL), (gsize)length,
                     certificate->raw_digest);
  certificate->digest = zb_digest_to_hex (certificate->raw_digest);
  if (!read_fields (certificate, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

static ZbCertificate *
read_der (const unsigned char *der, gsize length, GError **error)
{
  if (length > ZB_PROTOCOL_MAX_CERTIFICATE) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the certificate has %" G_GSIZE_FORMAT " bytes, more than %d", length,
                 ZB_PROTOCOL_MAX_CERTIFICATE);
    return NULL;
  }
  const unsigned char *end = der;
  g_autoptr (X509) x509 = d2i_X509 (NULL, &end, (long)length);
  if (x509 == NULL || end != der + length) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "these bytes are not one certificate");
    return NULL;
  }

  g_autoptr (ZbCertificate) certificate = zb_certificate_take (g_steal_pointer (&x509), error);
  if (certificate == NULL)
    return NULL;
  /* A second spelling of the same certificate would have a second digest. */
  if (!zb_certificate_is (certificate, der, length)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "the certificate is not in DER");
    return NULL;
  }
  return g_steal_pointer (&certificate);
}

/* (transfer full): the DER of the next certificate in a PEM text, NULL at its end. */
static GBytes *
next_pem_certificate (BIO *pem)
{
  GBytes *der = NULL;
  char *name = NULL, *header = NULL;
  unsigned char *data = NULL;
  long length = 0;
  while (der == NULL && PEM_read_bio (pem, &name, &header, &data, &length) == 1) {
    if (g_str_equal (name, PEM_STRING_X509))
      der = g_bytes_new (data, (gsize)length);
    OPENSSL_free (name);
    OPENSSL_free (header);
    OPENSSL_free (data);
  }
  ERR_clear_error ();
  return der;
}

GPtrArray *
zb_certificate_read_all (const char *pem, gsize length, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, (int)MIN (length, G_MAXINT));
  for (;;) {
    g_autoptr (GBytes) der = next_pem_certificate (bio);
    if (der == NULL)
      break;
    ZbCertificate *certificate =
        read_der (g_bytes_get_data (der, NULL), g_bytes_get_size (der), error);
    if (certificate == NULL)
      return NULL;
    g_ptr_array_add (all, certificate);
  }
  if (all->len == 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "there is no certificate in this PEM text");
    return NULL;
  }
  return g_steal_pointer (&all);
}

ZbCertificate *
zb_certificate_read (const void *bytes, gsize length, GError **error)
{
  const guint8 *start = bytes;
  if (length > 0 && start[0] == 0x30)
    return read_der (start, length, error);
  g_autoptr (GPtrArray) all = zb_certificate_read_all (bytes, length, error);
  return all != NULL ? zb_certificate_ref (g_ptr_array_index (all, 0)) : NULL;
}

GBytes *
zb_certificate_der (const ZbCertificate *certificate)
{
  return certificate->der;
}

gboolean
zb_certificate_is (const ZbCertificate *certificate, const void *der, gsize length)
{
  gsize size = 0;
  const void *own = g_bytes_get_data (certificate->der, &size);
  return size == length && memcmp (own, der, size) == 0;
}

char *
zb_certificate_to_pem (const ZbCertificate *certificate)
{
  /* Written here, as i2d of OpenSSL would need a certificate that is not const. */
  gsize length = 0;
  const guint8 *der = g_bytes_get_data (certificate->der, &length);
  g_autofree char *base64 = g_base64_encode (der, length);
  GString *pem = g_string_new ("-----BEGIN CERTIFICATE-----\n");
  for (const char *line = base64; *line != '\0'; line += MIN (strlen (line), 64))
    g_string_append_printf (pem, "%.64s\n", line);
  g_string_append (pem, "-----END CERTIFICATE-----\n");
  return g_string_free (pem, FALSE);
}

const char *
zb_certificate_digest (const ZbCertificate *certificate)
{
  return certificate->digest;
}

const char *
zb_certificate_serial (const ZbCertificate *certificate)
{
  return certificate->serial;
}

const char *
zb_certificate_name (const ZbCertificate *certificate)
{
  return certificate->name;
}

const char *
zb_certificate_unit (const ZbCertificate *certificate)
{
  return certificate->unit;
}

gint64
zb_certificate_not_before (const ZbCertificate *certificate)
{
  return certificate->not_before;
}

gint64
zb_certificate_not_after (const ZbCertificate *certificate)
{
  return certificate->not_after;
}

guint
zb_certificate_uses (const ZbCertificate *certificate)
{
  return certificate->uses;
}

guint
zb_certificate_issues (const ZbCertificate *authority)
{
  return authority->issues;
}

gboolean
zb_certificate_issued_by (const ZbCertificate *certificate, const ZbCertificate *authority)
{
  return X509_check_issued (authority->x509, certificate->x509) == X509_V_OK;
}

GPtrArray *
zb_certificate_pick_issuers (const ZbCertificate *certificate, GPtrArray *authorities)
{
  GPtrArray *picked = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  for (guint i = 0; i < authorities->len; i++) {
    ZbCertificate *authority = g_ptr_array_index (authorities, i);
    if (zb_certificate_issued_by (certificate, authority))
      g_ptr_array_add (picked, zb_certificate_ref (authority));
  }
  return picked;
}

X509 *
zb_certificate_x509 (const ZbCertificate *certificate)
{
  return certificate->x509;
}

EVP_PKEY *
zb_certificate_public_key (const ZbCertificate *certificate)
{
  return X509_get0_pubkey (certificate->x509);
}

const guint8 *
zb_certificate_raw_digest (const ZbCertificate *certificate)
{
  return certificate->raw_digest;
}

const char *
zb_certificate_suite (const ZbCertificate *certificate)
{
  return certificate->suite;
}

guint
zb_certificate_key_bits (const ZbCertificate *certificate)
{
  EVP_PKEY *key = zb_certificate_public_key (certificate);
  return key != NULL ? (guint)EVP_PKEY_get_bits (key) : 0;
}

gboolean
zb_certificate_has_unknown_critical (const ZbCertificate *certificate)
{
  return (X509_get_extension_flags (certificate->x509) & EXFLAG_CRITICAL) != 0;
}

gboolean
zb_certificate_same_key (const ZbCertificate *a, const ZbCertificate *b)
{
  return EVP_PKEY_eq (zb_certificate_public_key (a), zb_certificate_public_key (b)) == 1;
}

gboolean
zb_certificate_fail (GError **error,
                     ZbExchangeError code,
                     const ZbCertificate *certificate,
                     const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, code, "the certificate of \"%s\" (serial %s) %s",
               zb_certificate_name (certificate), zb_certificate_serial (certificate), what);
  return FALSE;
}

char *
zb_certificate_dup_issuer_name (const ZbCertificate *certificate)
{
  static const int attributes[] = {NID_commonName, NID_organizationName};
  const X509_NAME *issuer = X509_get_issuer_name (certificate->x509);

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++) {
    int at = X509_NAME_get_index_by_NID (issuer, attributes[i], -1);
    unsigned char *text = NULL;
    int length = at >= 0 ? ASN1_STRING_to_UTF8 (
                               &text, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (issuer, at)))
                         : -1;
    g_autofree char *name = length > 0 ? g_utf8_make_valid ((const char *)text, length) : NULL;
    OPENSSL_free (text);
    if (name != NULL)
      return g_steal_pointer (&name);
  }
  return g_strdup ("");
}
