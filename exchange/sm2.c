/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sm2.h"

#include <openssl/core_names.h>

#define FIELD_SIZE 32
#define POINT_SIZE (1 + 2 * FIELD_SIZE) /* 04, x, y */
#define ID_BITS (8 * (sizeof ZB_SM2_ID - 1))

/* a, b and the base point of the one curve of SM2 (GB/T 32918.5 §2). */
static const guint8 curve[4 * FIELD_SIZE] = {
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc,
    0x28, 0xe9, 0xfa, 0x9e, 0x9d, 0x9f, 0x5e, 0x34, 0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7,
    0xf3, 0x97, 0x89, 0xf5, 0x15, 0xab, 0x8f, 0x92, 0xdd, 0xbc, 0xbd, 0x41, 0x4d, 0x94, 0x0e, 0x93,
    0x32, 0xc4, 0xae, 0x2c, 0x1f, 0x19, 0x81, 0x19, 0x5f, 0x99, 0x04, 0x46, 0x6a, 0x39, 0xc9, 0x94,
    0x8f, 0xe3, 0x0b, 0xbf, 0xf2, 0x66, 0x0b, 0xe1, 0x71, 0x5a, 0x45, 0x89, 0x33, 0x4c, 0x74, 0xc7,
    0xbc, 0x37, 0x36, 0xa2, 0xf4, 0xf6, 0x77, 0x9c, 0x59, 0xbd, 0xce, 0xe3, 0x6b, 0x69, 0x21, 0x53,
    0xd0, 0xa9, 0x87, 0x7c, 0xc6, 0x2a, 0x47, 0x40, 0x02, 0xdf, 0x32, 0xe5, 0x21, 0x39, 0xf0, 0xa0,
};

const EVP_MD *
zb_openssl_sm3 (void)
{
  static gsize fetched = 0;
  if (g_once_init_enter (&fetched)) {
    EVP_MD *digest = EVP_MD_fetch (NULL, "SM3", NULL);
    if (digest == NULL)
      g_error ("SM3 is not available in this OpenSSL");
    g_once_init_leave (&fetched, (gsize)digest);
  }
  return (const EVP_MD *)fetched;
}

void
zb_sm3_compute (const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE])
{
  if (EVP_Digest (bytes, length, ret_digest, NULL, zb_openssl_sm3 (), NULL) != 1)
    g_error ("SM3 cannot be reckoned");
}

/* The public point, uncompressed. */
static gboolean
read_point (EVP_PKEY *key, guint8 ret_point[POINT_SIZE])
{
  gsize length = 0;
  return EVP_PKEY_is_a (key, "SM2") &&
         EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, ret_point, POINT_SIZE,
                                          &length) == 1 &&
         length == POINT_SIZE && ret_point[0] == 0x04;
}

/* Z_A: who signs, by identifier, curve and public key (GB/T 32918.2 §5.5). */
static gboolean
identify (EVP_PKEY *key, guint8 ret_z[ZB_DIGEST_SIZE])
{
  static const guint8 bits[] = {(guint8)(ID_BITS >> 8), (guint8)ID_BITS};
  guint8 point[POINT_SIZE];
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return read_point (key, point) && EVP_DigestInit_ex (context, zb_openssl_sm3 (), NULL) == 1 &&
         EVP_DigestUpdate (context, bits, sizeof bits) == 1 &&
         EVP_DigestUpdate (context, ZB_SM2_ID, sizeof ZB_SM2_ID - 1) == 1 &&
         EVP_DigestUpdate (context, curve, sizeof curve) == 1 &&
         EVP_DigestUpdate (context, point + 1, POINT_SIZE - 1) == 1 &&
         EVP_DigestFinal_ex (context, ret_z, NULL) == 1;
}

gboolean
zb_sm2_digest (EVP_PKEY *key, const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE])
{
  guint8 z[ZB_DIGEST_SIZE];
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return identify (key, z) && EVP_DigestInit_ex (context, zb_openssl_sm3 (), NULL) == 1 &&
         EVP_DigestUpdate (context, z, sizeof z) == 1 &&
         EVP_DigestUpdate (context, bytes, length) == 1 &&
         EVP_DigestFinal_ex (context, ret_digest, NULL) == 1;
}

ASN1_OCTET_STRING *
zb_sm2_id_new (void)
{
  ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new ();

  ASN1_OCTET_STRING_set (id, (const guint8 *)ZB_SM2_ID, sizeof ZB_SM2_ID - 1);
  return id;
}

void
zb_sm2_identify (X509 *certificate)
{
  if (X509_get_signature_nid (certificate) == NID_SM2_with_SM3)
    X509_set0_distinguishing_id (certificate, zb_sm2_id_new ());
}

gboolean
zb_sm2_verify (
    EVP_PKEY *key, const guint8 *signature, gsize signature_length, const void *bytes, gsize length)
{
  guint8 digest[ZB_DIGEST_SIZE];
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);

  return zb_sm2_digest (key, bytes, length, digest) && context != NULL &&
         EVP_PKEY_verify_init (context) == 1 &&
         EVP_PKEY_verify (context, signature, signature_length, digest, sizeof digest) == 1;
}

gboolean
zb_sm2_verify_document (EVP_PKEY *key, const ASN1_STRING *value, unsigned char *tbs, int length)
{
  gboolean whole_bytes = (value->flags & 0x07) == 0;
  gboolean good = length > 0 && whole_bytes &&
                  zb_sm2_verify (key, ASN1_STRING_get0_data (value),
                                 (gsize)ASN1_STRING_length (value), tbs, (gsize)length);

  OPENSSL_free (tbs);
  return good;
}
