/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signature.h"

#include "exchange/certificate-private.h"
#include "exchange/signature-private.h"
#include "exchange/sm2.h"

#include <openssl/rsa.h>
#include <string.h>

#define OID_COMMITMENT "1.2.840.113549.1.9.16.2.16"

/* CommitmentTypeIndication { proofOfOrigin } (ETSI EN 319 122-1 §5.2.3). */
static const guint8 proof_of_origin[] = {0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86,
                                         0xf7, 0x0d, 0x01, 0x09, 0x10, 0x06, 0x01};

void
zb_signature_info_clear (ZbSignatureInfo *info)
{
  g_clear_pointer (&info->signer, zb_certificate_unref);
}

static gboolean
check_signer (ZbSigner *signer, GError **error)
{
  const ZbCertificate *certificate = zb_signer_certificate (signer);
  const char *suite = zb_certificate_suite (certificate);
  gboolean known = suite != NULL && !g_str_equal (suite, "ed25519") &&
                   g_str_equal (suite, zb_signer_suite (signer));
  if (known && g_str_equal (suite, "rsa3072"))
    known = zb_certificate_key_bits (certificate) >= ZB_LEAST_RSA_BITS;
  return known || zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                                   "the key of \"%s\" may not sign in suite %s",
                                   zb_certificate_name (certificate), zb_signer_suite (signer));
}

static gboolean
is_sm2 (const ZbCertificate *certificate)
{
  return g_strcmp0 (zb_certificate_suite (certificate), "sm2") == 0;
}

static void
compute_digest (gboolean sm3, const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE])
{
  if (sm3)
    zb_sm3_compute (bytes, length, ret_digest);
  else
    zb_digest_compute (bytes, length, ret_digest);
}

/* What OpenSSL leaves to be said under SM2: the algorithm, and by the digest that certificates are
 * known by everywhere, which is SHA-256 in each suite, the signer's (RFC 5035 §4). */
static gboolean
add_sm2_parts (CMS_SignerInfo *info, const ZbCertificate *certificate)
{
  guint8 pinned[8 + ZB_DIGEST_SIZE] = {0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20};
  X509_ALGOR *algorithm = NULL; /* of @info */

  memcpy (pinned + 8, zb_certificate_raw_digest (certificate), ZB_DIGEST_SIZE);
  CMS_SignerInfo_get0_algs (info, NULL, NULL, NULL, &algorithm);
  return X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_SM2_with_SM3), V_ASN1_UNDEF, NULL) == 1 &&
         CMS_signed_add1_attr_by_NID (info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE,
                                      pinned, sizeof pinned) == 1;
}

static gboolean
add_attributes (CMS_SignerInfo *info, gboolean sm3, const void *bytes, gsize length, gint64 when)
{
  guint8 digest[ZB_DIGEST_SIZE];
  g_autoptr (ASN1_TIME) time = zb_openssl_time_new (when);
  g_autoptr (ASN1_OBJECT) commitment = OBJ_txt2obj (OID_COMMITMENT, 1);
  compute_digest (sm3, bytes, length, digest);
  return time != NULL &&
         CMS_signed_add1_attr_by_NID (info, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                      OBJ_nid2obj (NID_pkcs7_data), -1) == 1 &&
         CMS_signed_add1_attr_by_NID (info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest,
                                      ZB_DIGEST_SIZE) == 1 &&
         CMS_signed_add1_attr_by_NID (info, NID_pkcs9_signingTime, ASN1_STRING_type (time), time,
                                      -1) == 1 &&
         CMS_signed_add1_attr_by_OBJ (info, commitment, V_ASN1_SEQUENCE, proof_of_origin,
                                      sizeof proof_of_origin) == 1;
}

static gboolean
add_roles (CMS_SignerInfo *info, const char *roles, GError **error)
{
  if (roles == NULL)
    return TRUE;
  g_autoptr (GByteArray) value = zb_claimed_roles_write (roles, error);
  g_autoptr (ASN1_OBJECT) attribute = OBJ_txt2obj (ZB_CLAIMED_ROLES_OID, 1);
  if (value == NULL)
    return FALSE;
  return CMS_signed_add1_attr_by_OBJ (info, attribute, V_ASN1_SEQUENCE, value->data,
                                      (int)value->len) == 1 ||
         zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the roles cannot be written");
}

static int
compare_encodings (gconstpointer a, gconstpointer b)
{
  const GByteArray *first = *(const GByteArray *const *)a, *second = *(const GByteArray *const *)b;
  ZbDer left = {first->data, first->len}, right = {second->data, second->len};
  return zb_der_compare (&left, &right);
}

/* What is signed: the attributes as a SET OF in DER (RFC 5652 §5.4). */
static GByteArray *
encode_attributes (CMS_SignerInfo *info)
{
  g_autoptr (GPtrArray) encodings =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_byte_array_unref);
  gsize total = 0;
  for (int i = 0; i < CMS_signed_get_attr_count (info); i++) {
    unsigned char *der = NULL;
    int length = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (info, i), &der);
    if (length <= 0)
      return NULL;
    GByteArray *encoding = g_byte_array_new ();
    g_byte_array_append (encoding, der, (guint)length);
    g_ptr_array_add (encodings, encoding);
    total += (gsize)length;
    OPENSSL_free (der);
  }
  g_ptr_array_sort (encodings, compare_encodings);

  GByteArray *set = g_byte_array_new ();
  unsigned char head[8], *end = head;
  ASN1_put_object (&end, 1, (int)total, V_ASN1_SET, V_ASN1_UNIVERSAL);
  g_byte_array_append (set, head, (guint)(end - head));
  for (guint i = 0; i < encodings->len; i++) {
    const GByteArray *encoding = g_ptr_array_index (encodings, i);
    g_byte_array_append (set, encoding->data, encoding->len);
  }
  return set;
}

/* The root is left out: who verifies has it, or has no reason to trust it. */
static gboolean
add_chain (CMS_ContentInfo *cms, GPtrArray *chain)
{
  for (guint i = 0; chain != NULL && i < chain->len; i++) {
    X509 *x509 = zb_certificate_x509 (g_ptr_array_index (chain, i));
    if (X509_NAME_cmp (X509_get_subject_name (x509), X509_get_issuer_name (x509)) != 0 &&
        CMS_add1_cert (cms, x509) != 1)
      return FALSE;
  }
  return TRUE;
}

static gboolean
verify_value (EVP_PKEY *key,
              ZbSignedBy by,
              const ZbDer *signature,
              const void *tbs,
              gsize length,
              GError **error)
{
  if (by == ZB_SIGNED_BY_SM2)
    return zb_sm2_verify (key, signature->data, signature->length, tbs, length) ||
           zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                            "the signature does not verify");
  EVP_PKEY_CTX *parameters = NULL; /* of the context */
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gboolean ready =
      EVP_DigestVerifyInit (context, &parameters, zb_openssl_sha256 (), NULL, key) == 1;
  if (ready && by == ZB_SIGNED_BY_RSA_PSS)
    ready = EVP_PKEY_CTX_set_rsa_padding (parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md (parameters, zb_openssl_sha256 ()) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen (parameters, ZB_DIGEST_SIZE) == 1;
  if (ready && EVP_DigestVerify (context, signature->data, signature->length, tbs, length) == 1)
    return TRUE;
  return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "the signature does not verify");
}

/* Has the attributes signed and puts the value into @info. A token with another key than its
 * certificate's is found here and not by the receiver. */
static gboolean
sign_attributes (CMS_SignerInfo *info, ZbSigner *signer, GError **error)
{
  EVP_PKEY *key = zb_certificate_public_key (zb_signer_certificate (signer));
  g_autoptr (GByteArray) tbs = encode_attributes (info);
  if (tbs == NULL)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the signed attributes cannot be written");
  g_autoptr (GBytes) value = zb_signer_sign (signer, tbs->data, tbs->len, error);
  if (value == NULL)
    return FALSE;

  gsize length = 0;
  const guint8 *data = g_bytes_get_data (value, &length);
  ZbDer signature = {data, length};
  ZbSignedBy by = EVP_PKEY_is_a (key, "SM2")  ? ZB_SIGNED_BY_SM2
                  : EVP_PKEY_is_a (key, "EC") ? ZB_SIGNED_BY_ECDSA
                                              : ZB_SIGNED_BY_RSA;
  if (!zb_signer_fits (signer) && !verify_value (key, by, &signature, tbs->data, tbs->len, error)) {
    g_prefix_error (error, "the signer's key does not belong to its certificate: ");
    return FALSE;
  }
  return ASN1_OCTET_STRING_set (CMS_SignerInfo_get0_signature (info), data, (int)length) == 1 ||
         zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the signature cannot be written");
}

/* All but the value. OpenSSL gets the public key only and is kept from signing. */
static CMS_ContentInfo *
prepare (ZbSigner *signer,
         const void *bytes,
         gsize length,
         gint64 when,
         gboolean with_certificates,
         CMS_SignerInfo **ret_info,
         GError **error)
{
  const guint flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY;
  const ZbCertificate *certificate = zb_signer_certificate (signer);
  gboolean sm2 = is_sm2 (certificate);
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL, flags);
  CMS_SignerInfo *info = cms != NULL
                             ? CMS_add1_signer (cms, zb_certificate_x509 (certificate),
                                                zb_certificate_public_key (certificate),
                                                sm2 ? zb_openssl_sm3 () : zb_openssl_sha256 (),
                                                flags | CMS_NOSMIMECAP | (sm2 ? 0 : CMS_CADES) |
                                                    (with_certificates ? 0 : CMS_NOCERTS))
                             : NULL;
  if (info == NULL || !add_attributes (info, sm2, bytes, length, when) ||
      (sm2 && !add_sm2_parts (info, certificate)) ||
      (with_certificates && !add_chain (cms, zb_signer_chain (signer)))) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the signature cannot be prepared");
    return NULL;
  }
  *ret_info = info;
  return g_steal_pointer (&cms);
}

GBytes *
zb_signature_make (ZbSigner *signer,
                   const void *bytes,
                   gsize length,
                   gint64 when,
                   gboolean with_certificates,
                   GError **error)
{
  return zb_signature_make_as (signer, NULL, bytes, length, when, with_certificates, error);
}

GBytes *
zb_signature_make_as (ZbSigner *signer,
                      const char *roles,
                      const void *bytes,
                      gsize length,
                      gint64 when,
                      gboolean with_certificates,
                      GError **error)
{
  CMS_SignerInfo *info = NULL;
  g_autoptr (CMS_ContentInfo) cms =
      check_signer (signer, error)
          ? prepare (signer, bytes, length, when, with_certificates, &info, error)
          : NULL;
  if (cms == NULL || !add_roles (info, roles, error) || !sign_attributes (info, signer, error))
    return NULL;

  unsigned char *der = NULL;
  int size = i2d_CMS_ContentInfo (cms, &der);
  if (size <= 0) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the signature cannot be written");
    return NULL;
  }
  return zb_openssl_take_der (der, size);
}

GBytes *
zb_signature_embed (GBytes *signature, GPtrArray *certificates, GError **error)
{
  gsize length = 0;
  const unsigned char *data = g_bytes_get_data (signature, &length);
  ZbSignedData known;
  unsigned char *der = NULL;

  /* OpenSSL only gets to see what is read strictly. */
  if (!zb_signed_data_read (data, length, ZB_SIGNED_DETACHED, &known, error))
    return NULL;
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &data, (long)length);
  int size = cms != NULL && add_chain (cms, certificates) ? i2d_CMS_ContentInfo (cms, &der) : 0;
  if (size <= 0) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the signature takes no certificates");
    return NULL;
  }
  return zb_openssl_take_der (der, size);
}

static gboolean
check_content (const ZbSignedData *data, const void *bytes, gsize length, GError **error)
{
  guint8 digest[ZB_DIGEST_SIZE];
  compute_digest (data->sm3, bytes, length, digest);
  if (zb_der_equals (&data->content_digest, digest, ZB_DIGEST_SIZE))
    return TRUE;
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                       "the signature is over other bytes than these");
  return FALSE;
}

/* The embedded certificates: the signer's, which the signed attributes name by digest, into
 * @ret_signer and the others into @extra. */
static gboolean
read_certificates (const ZbSignedData *data,
                   ZbTrust *trust,
                   ZbCertificate **ret_signer,
                   GPtrArray *extra,
                   GError **error)
{
  for (guint i = 0; i < data->n_certificates; i++) {
    const ZbDer *der = &data->certificates[i];
    g_autoptr (ZbCertificate) certificate =
        zb_trust_read_foreign (trust, data->certificate_digest.data, der->data, der->length, error);
    if (certificate == NULL)
      return FALSE;
    gboolean own = zb_der_equals (&data->certificate_digest,
                                  zb_certificate_raw_digest (certificate), ZB_DIGEST_SIZE);
    if (own && *ret_signer != NULL) {
      g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                           "the signature carries its certificate twice");
      return FALSE;
    }
    if (own)
      *ret_signer = g_steal_pointer (&certificate);
    else
      g_ptr_array_add (extra, g_steal_pointer (&certificate));
  }
  return TRUE;
}

static ZbCertificate *
find_certificate (const ZbSignedData *data,
                  ZbCertificateFinder finder,
                  gpointer finder_data,
                  GError **error)
{
  g_autofree char *digest = zb_digest_to_hex (data->certificate_digest.data);
  g_autoptr (ZbCertificate) found = finder != NULL ? finder (digest, finder_data) : NULL;
  if (found == NULL || !g_str_equal (zb_certificate_digest (found), digest)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "the signer's certificate %s is neither in the signature nor registered", digest);
    return NULL;
  }
  return g_steal_pointer (&found);
}

static gboolean
is_name (const ZbDer *der, const X509_NAME *name)
{
  const unsigned char *bytes = NULL;
  gsize length = 0;
  return X509_NAME_get0_der ((X509_NAME *)name, &bytes, &length) == 1 &&
         zb_der_equals (der, bytes, length);
}

static gboolean
is_serial (const ZbDer *der, const ASN1_INTEGER *serial)
{
  unsigned char *bytes = NULL;
  int length = i2d_ASN1_INTEGER (serial, &bytes);
  gboolean same = length > 0 && zb_der_equals (der, bytes, (gsize)length);
  OPENSSL_free (bytes);
  return same;
}

/* Whoever names a certificate by its digest and also by issuer and number must mean one. */
static gboolean
check_identifiers (const ZbSignedData *data, const ZbCertificate *signer, GError **error)
{
  const X509 *x509 = zb_certificate_x509 (signer);
  const X509_NAME *issuer = X509_get_issuer_name (x509);
  const ASN1_INTEGER *serial = X509_get0_serialNumber (x509);
  gboolean same = TRUE;
  if (data->issuer.length > 0) {
    same = is_name (&data->issuer, issuer) && is_serial (&data->serial, serial);
  } else {
    const ASN1_OCTET_STRING *key = X509_get0_subject_key_id ((X509 *)x509);
    same = key != NULL && zb_der_equals (&data->key_identifier, ASN1_STRING_get0_data (key),
                                         (gsize)ASN1_STRING_length (key));
  }
  if (same && data->ess_issuer.length > 0)
    same = is_name (&data->ess_issuer, issuer) && is_serial (&data->ess_serial, serial);
  return same || zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                                  "the signature names another certificate than the one it pins");
}

static const char *
check_suite (const ZbSignedData *data, const ZbCertificate *signer, GError **error)
{
  const char *suite = zb_certificate_suite (signer);
  const char *needed = data->by == ZB_SIGNED_BY_ECDSA ? "p256"
                       : data->by == ZB_SIGNED_BY_SM2 ? "sm2"
                                                      : "rsa3072";
  if (suite != NULL && g_str_equal (suite, needed))
    return needed;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
               "the key of \"%s\" does not belong to the suite %s of its signature",
               zb_certificate_name (signer), needed);
  return NULL;
}

static gboolean
check_value (const ZbSignedData *data, ZbCertificate *signer, GError **error)
{
  /* Signed as a SET OF, carried under the tag [0]. */
  g_autofree guint8 *tbs = g_memdup2 (data->attributes.data, data->attributes.length);
  guint8 digest[ZB_DIGEST_SIZE];
  tbs[0] = ZB_DER_SET;
  if (data->by == ZB_SIGNED_BY_RSA_PSS)
    return verify_value (zb_certificate_public_key (signer), data->by, &data->signature, tbs,
                         data->attributes.length, error);
  if (data->by != ZB_SIGNED_BY_SM2)
    zb_digest_compute (tbs, data->attributes.length, digest);
  else if (!zb_sm2_digest (zb_certificate_public_key (signer), tbs, data->attributes.length,
                           digest))
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                            "the signer's key is no point of the curve of SM2");
  return zb_certificate_verify_digest (signer, digest, data->signature.data,
                                       data->signature.length) ||
         zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "the signature does not verify");
}

/* Whether @carried is an authority whose own chain holds, or which is known, as a root that went
 * certified it: then the signer's chain goes by the one that is known. */
static gboolean
check_carried (ZbTrust *trust,
               ZbCertificate *carried,
               GPtrArray *extra,
               ZbCertificateUse use,
               gint64 at,
               GError **error)
{
  GError *fault = NULL;

  if (zb_trust_check (trust, carried, extra, ZB_USE_CA | (use & ZB_USE_BY_OTHERS), at, &fault))
    return TRUE;
  if (!zb_trust_has_authority (trust, carried)) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  g_error_free (fault);
  return TRUE;
}

/* The signer's chain; and no passengers. */
static gboolean
check_chains (ZbTrust *trust,
              ZbCertificate *signer,
              GPtrArray *extra,
              ZbCertificateUse use,
              gint64 at,
              GError **error)
{
  if (!zb_trust_check (trust, signer, extra, use, at, error))
    return FALSE;
  for (guint i = 0; i < extra->len; i++)
    if (!check_carried (trust, g_ptr_array_index (extra, i), extra, use, at, error))
      return FALSE;
  return TRUE;
}

gboolean
zb_signature_check (const ZbSignedData *data,
                    ZbTrust *trust,
                    ZbCertificateUse use,
                    gint64 at,
                    ZbCertificateFinder finder,
                    gpointer finder_data,
                    ZbSignatureInfo *ret_info,
                    GError **error)
{
  g_autoptr (ZbCertificate) signer = NULL;
  g_autoptr (GPtrArray) extra =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  if (!read_certificates (data, trust, &signer, extra, error))
    return FALSE;
  gboolean embedded = signer != NULL;
  if (!embedded)
    signer = find_certificate (data, finder, finder_data, error);
  if (signer == NULL)
    return FALSE;

  const char *suite = check_suite (data, signer, error);
  if (suite == NULL || !check_identifiers (data, signer, error) ||
      !check_value (data, signer, error) || !check_chains (trust, signer, extra, use, at, error))
    return FALSE;
  if (ret_info != NULL) {
    ret_info->signer = g_steal_pointer (&signer);
    ret_info->signing_time = data->signing_time;
    ret_info->suite = suite;
    ret_info->embedded = embedded;
    memcpy (ret_info->roles, data->roles, sizeof data->roles);
  }
  return TRUE;
}

gboolean
zb_signature_verify (const void *signature,
                     gsize signature_length,
                     const void *bytes,
                     gsize length,
                     ZbTrust *trust,
                     ZbCertificateUse use,
                     gint64 at,
                     ZbCertificateFinder finder,
                     gpointer finder_data,
                     ZbSignatureInfo *ret_info,
                     GError **error)
{
  ZbSignedData data;
  return zb_signed_data_read (signature, signature_length, ZB_SIGNED_DETACHED, &data, error) &&
         check_content (&data, bytes, length, error) &&
         zb_signature_check (&data, trust, use, at, finder, finder_data, ret_info, error);
}
