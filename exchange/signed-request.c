/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-request.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/sm2.h"

/* The algorithm and value of the request's own signature. */
static gboolean
set_signature (X509_REQ *request, const char *suite, GBytes *value)
{
  int nid = g_str_equal (suite, "sm2")    ? NID_SM2_with_SM3
            : g_str_equal (suite, "p256") ? NID_ecdsa_with_SHA256
                                          : NID_sha256WithRSAEncryption;
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (value, &length);
  gboolean set = X509_ALGOR_set0 (algorithm, OBJ_nid2obj (nid),
                                  nid == NID_sha256WithRSAEncryption ? V_ASN1_NULL : V_ASN1_UNDEF,
                                  NULL) == 1 &&
                 X509_REQ_set1_signature_algo (request, algorithm) == 1 &&
                 ASN1_STRING_set (bits, data, (int)length) == 1;

  X509_ALGOR_free (algorithm);
  bits->flags = (bits->flags & ~0x07L) | ASN1_STRING_FLAG_BITS_LEFT; /* whole bytes */
  X509_REQ_set0_signature (request, bits);
  return set;
}

static gboolean
sign (const ZbRequestSigner *signer, X509_REQ *request, GError **error)
{
  const char *suite = zb_openssl_suite (signer->key);
  unsigned char *der = NULL;
  int length = i2d_re_X509_REQ_tbs (request, &der);
  g_autoptr (GBytes) tbs = zb_openssl_take_der (der, MAX (length, 0));
  g_autoptr (GBytes) value =
      signer->sign (signer->data, g_bytes_get_data (tbs, NULL), g_bytes_get_size (tbs), error);

  if (value == NULL)
    return FALSE;
  if (g_str_equal (suite, "sm2"))
    X509_REQ_set0_distinguishing_id (request, zb_sm2_id_new ());
  return (set_signature (request, suite, value) && X509_REQ_verify (request, signer->key) == 1) ||
         zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                          "what %s signs is not by the key that it shows", signer->what);
}

GBytes *
zb_signed_request_make (const ZbRequestSigner *signer,
                        const char *name,
                        const char *unit,
                        GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (X509_NAME) subject = zb_openssl_name_new (name, unit);
  unsigned char *der = NULL;

  if (X509_REQ_set_version (request, X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_subject_name (request, subject) != 1 ||
      X509_REQ_set_pubkey (request, signer->key) != 1) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "no request could be made for \"%s\"",
                     name);
    return NULL;
  }
  if (!sign (signer, request, error))
    return NULL;
  int length = i2d_X509_REQ (request, &der);
  return zb_openssl_take_der (der, MAX (length, 0));
}
