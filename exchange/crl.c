/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/crl.h"

#include "exchange/certificate-private.h"
#include "exchange/protocol.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include "exchange/sm2.h"

struct _ZbCrl {
  char *issuer;
  guint64 number;
  gint64 this_update;
  gint64 next_update;
  GHashTable *revoked; /* serial, hex → gint64* */
};

void
zb_crl_free (ZbCrl *crl)
{
  if (crl == NULL)
    return;
  g_free (crl->issuer);
  g_clear_pointer (&crl->revoked, g_hash_table_unref);
  g_free (crl);
}

char *
zb_crl_issuer_id (const ZbCertificate *certificate)
{
  X509 *x509 = zb_certificate_x509 (certificate);
  const unsigned char *name = NULL;
  unsigned char *key = NULL;
  gsize name_length = 0;
  X509_NAME_get0_der (X509_get_subject_name (x509), &name, &name_length);
  int key_length = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (x509), &key);

  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_byte_array_append (both, name, (guint)name_length);
  g_byte_array_append (both, key, (guint)MAX (key_length, 0));
  OPENSSL_free (key);
  return zb_digest_hex_of (both->data, both->len);
}

static gboolean
check_shape (X509_CRL *crl, GError **error)
{
  /* What we do not understand may narrow the list to some certificates or make it a mere change to
   * another list (RFC 5280 §5.2.4, §5.2.5); both extensions are always critical. */
  if (X509_CRL_get_ext_by_critical (crl, 1, -1) >= 0)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the CRL has critical extensions: only complete lists are taken");
  switch (X509_CRL_get_signature_nid (crl)) {
  case NID_ecdsa_with_SHA256:
  case NID_ecdsa_with_SHA384:
  case NID_ecdsa_with_SHA512:
  case NID_sha256WithRSAEncryption:
  case NID_sha384WithRSAEncryption:
  case NID_sha512WithRSAEncryption:
  case NID_SM2_with_SM3:
    return TRUE;
  default:
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                            "the CRL is signed with an algorithm outside the allow-list");
  }
}

/* OpenSSL cannot be told the signer's identifier that a list under SM2 is signed with. */
static gboolean
verify_by_sm2 (X509_CRL *crl, EVP_PKEY *key)
{
  const ASN1_BIT_STRING *value = NULL;
  unsigned char *tbs = NULL;

  X509_CRL_get0_signature (crl, &value, NULL);
  int length = i2d_re_X509_CRL_tbs (crl, &tbs);
  return zb_sm2_verify_document (key, value, tbs, length);
}

static gboolean
verify (X509_CRL *crl, const ZbCertificate *issuer)
{
  EVP_PKEY *key = zb_certificate_public_key (issuer);

  return X509_CRL_get_signature_nid (crl) == NID_SM2_with_SM3 ? verify_by_sm2 (crl, key)
                                                              : X509_CRL_verify (crl, key) == 1;
}

static ZbCertificate *
find_issuer (X509_CRL *crl, GPtrArray *issuers, GError **error)
{
  gboolean named = FALSE;
  for (guint i = 0; i < issuers->len; i++) {
    ZbCertificate *issuer = g_ptr_array_index (issuers, i);
    X509 *x509 = zb_certificate_x509 (issuer);
    if (X509_NAME_cmp (X509_get_subject_name (x509), X509_CRL_get_issuer (crl)) != 0 ||
        (zb_certificate_uses (issuer) & ZB_USE_CA) == 0 ||
        (X509_get_key_usage (x509) & KU_CRL_SIGN) == 0)
      continue;
    named = TRUE;
    if (verify (crl, issuer))
      return issuer;
  }
  if (named)
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                     "the signature of the CRL does not verify");
  else
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, "the CRL is of an unknown issuer");
  return NULL;
}

static gboolean
read_entries (X509_CRL *crl, GHashTable *revoked, GError **error)
{
  STACK_OF (X509_REVOKED) *entries = X509_CRL_get_REVOKED (crl);
  for (int i = 0; i < sk_X509_REVOKED_num (entries); i++) {
    const X509_REVOKED *entry = sk_X509_REVOKED_value (entries, i);
    gint64 when = 0;
    if (!zb_openssl_time_read (X509_REVOKED_get0_revocationDate (entry), &when))
      return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                              "the CRL has an entry without a date");
    g_hash_table_insert (revoked,
                         zb_openssl_integer_to_hex (X509_REVOKED_get0_serialNumber (entry)),
                         g_memdup2 (&when, sizeof when));
  }
  return TRUE;
}

static guint64
read_number (X509_CRL *crl)
{
  uint64_t number = 0;
  g_autoptr (ASN1_INTEGER) coded = X509_CRL_get_ext_d2i (crl, NID_crl_number, NULL, NULL);

  return coded != NULL && ASN1_INTEGER_get_uint64 (&number, coded) == 1 ? number : 0;
}

ZbCrl *
zb_crl_read (GBytes *der, GPtrArray *issuers, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (der, &length), *end = start;
  if (length > ZB_PROTOCOL_MAX_CRL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the CRL has more than %d bytes", ZB_PROTOCOL_MAX_CRL);
    return NULL;
  }
  g_autoptr (X509_CRL) x509 = d2i_X509_CRL (NULL, &end, (long)length);
  g_autoptr (ZbCrl) crl = g_new0 (ZbCrl, 1);
  crl->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (x509 == NULL || end != start + length ||
      !zb_openssl_time_read (X509_CRL_get0_lastUpdate (x509), &crl->this_update) ||
      X509_CRL_get0_nextUpdate (x509) == NULL ||
      !zb_openssl_time_read (X509_CRL_get0_nextUpdate (x509), &crl->next_update)) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "these bytes are not one CRL");
    return NULL;
  }
  if (!check_shape (x509, error))
    return NULL;
  ZbCertificate *issuer = find_issuer (x509, issuers, error);
  if (issuer == NULL || !read_entries (x509, crl->revoked, error))
    return NULL;
  crl->issuer = zb_crl_issuer_id (issuer);
  crl->number = read_number (x509);
  return g_steal_pointer (&crl);
}

gboolean
zb_crl_read_all (const char *pem, gsize length, GPtrArray *issuers, GPtrArray *crls, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, (int)MIN (length, G_MAXINT));
  char *name = NULL, *header = NULL;
  unsigned char *data = NULL;
  long size = 0;
  gboolean sound = TRUE;
  while (sound && PEM_read_bio (bio, &name, &header, &data, &size) == 1) {
    if (g_str_equal (name, PEM_STRING_X509_CRL)) {
      g_autoptr (GBytes) der = g_bytes_new (data, (gsize)size);
      ZbCrl *crl = zb_crl_read (der, issuers, error);
      sound = crl != NULL;
      if (sound)
        g_ptr_array_add (crls, crl);
    }
    OPENSSL_free (name);
    OPENSSL_free (header);
    OPENSSL_free (data);
  }
  ERR_clear_error ();
  return sound;
}

GBytes *
zb_crl_to_der (GBytes *bytes, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length);
  unsigned char *der = NULL;

  if (length > 0 && start[0] == 0x30)
    return g_bytes_ref (bytes);
  g_autoptr (BIO) bio = BIO_new_mem_buf (start, (int)MIN (length, G_MAXINT));
  g_autoptr (X509_CRL) crl = length > 0 ? PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL) : NULL;
  int size = crl != NULL ? i2d_X509_CRL (crl, &der) : 0;
  if (size > 0)
    return zb_openssl_take_der (der, size);
  zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                   "these bytes are no revocation list in DER or PEM");
  return NULL;
}

const char *
zb_crl_issuer (const ZbCrl *crl)
{
  return crl->issuer;
}

guint64
zb_crl_number (const ZbCrl *crl)
{
  return crl->number;
}

gint64
zb_crl_this_update (const ZbCrl *crl)
{
  return crl->this_update;
}

gint64
zb_crl_next_update (const ZbCrl *crl)
{
  return crl->next_update;
}

int
zb_crl_compare_age (const ZbCrl *a, const ZbCrl *b)
{
  if (a->this_update != b->this_update)
    return a->this_update < b->this_update ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

void
zb_crl_limit_age (ZbCrl *crl, gint64 age)
{
  if (age < crl->next_update - crl->this_update)
    crl->next_update = crl->this_update + age;
}

gboolean
zb_crl_find (const ZbCrl *crl, const char *serial, gint64 *ret_revoked_at)
{
  const gint64 *when = g_hash_table_lookup (crl->revoked, serial);
  if (when == NULL)
    return FALSE;
  *ret_revoked_at = *when;
  return TRUE;
}
