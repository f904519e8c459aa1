/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/ocsp.h"

#include "exchange/certificate-private.h"
#include "exchange/der.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)

struct _ZbOcspRequest {
  OCSP_REQUEST *request;
  GPtrArray *serials; /* char * */
  gboolean nonce;
};

void
zb_ocsp_request_free (ZbOcspRequest *request)
{
  if (request == NULL)
    return;
  OCSP_REQUEST_free (request->request);
  g_clear_pointer (&request->serials, g_ptr_array_unref);
  g_free (request);
}

static gboolean
malformed (GError **error, const char *what)
{
  return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the OCSP request %s", what);
}

/* The id of question @index. */
static OCSP_CERTID *
question (const ZbOcspRequest *request, guint index)
{
  return OCSP_onereq_get0_id (OCSP_request_onereq_get0 (request->request, (int)index));
}

static gboolean
read_questions (ZbOcspRequest *request, GError **error)
{
  int n = OCSP_request_onereq_count (request->request);

  if (n < 1 || n > ZB_OCSP_MAX_QUESTIONS)
    return malformed (error, "asks for no certificate, or for too many");
  for (int i = 0; i < n; i++) {
    ASN1_INTEGER *serial = NULL;
    if (OCSP_ONEREQ_get_ext_by_critical (OCSP_request_onereq_get0 (request->request, i), 1, -1) >=
        0)
      return malformed (error, "has a critical extension that is not understood");
    OCSP_id_get0_info (NULL, NULL, NULL, &serial, question (request, (guint)i));
    if (ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER)
      return malformed (error, "asks for a negative serial number");
    g_ptr_array_add (request->serials, zb_openssl_integer_to_hex (serial));
  }
  return TRUE;
}

static gboolean
read_nonce (ZbOcspRequest *request, GError **error)
{
  int at = OCSP_REQUEST_get_ext_by_NID (request->request, NID_id_pkix_OCSP_Nonce, -1);
  int critical = OCSP_REQUEST_get_ext_by_critical (request->request, 1, -1);

  if (critical >= 0 && critical != at)
    return malformed (error, "has a critical extension that is not understood");
  request->nonce = at >= 0;
  if (!request->nonce)
    return TRUE;
  const ASN1_OCTET_STRING *value =
      X509_EXTENSION_get_data (OCSP_REQUEST_get_ext (request->request, at));
  ZbDer der = {ASN1_STRING_get0_data (value), (gsize)ASN1_STRING_length (value)}, content;
  return (zb_der_take (&der, ZB_DER_OCTET_STRING, &content, NULL) && der.length == 0 &&
          content.length > 0 && content.length <= ZB_OCSP_MAX_NONCE) ||
         malformed (error, "has a nonce that is none");
}

ZbOcspRequest *
zb_ocsp_request_read (GBytes *der, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (der, &length), *end = start;
  g_autoptr (ZbOcspRequest) request = g_new0 (ZbOcspRequest, 1);

  if (length > ZB_PROTOCOL_MAX_OCSP) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the OCSP request has more than %d bytes", ZB_PROTOCOL_MAX_OCSP);
    return NULL;
  }
  request->serials = g_ptr_array_new_with_free_func (g_free);
  request->request = length > 0 ? d2i_OCSP_REQUEST (NULL, &end, (long)length) : NULL;
  if (request->request == NULL || end != start + length)
    malformed (error, "is not one in DER");
  else if (read_questions (request, error) && read_nonce (request, error))
    return g_steal_pointer (&request);
  return NULL;
}

guint
zb_ocsp_request_length (const ZbOcspRequest *request)
{
  return request->serials->len;
}

const char *
zb_ocsp_request_serial (const ZbOcspRequest *request, guint index)
{
  return g_ptr_array_index (request->serials, index);
}

gboolean
zb_ocsp_request_is_about (const ZbOcspRequest *request, guint index, const ZbCertificate *authority)
{
  ASN1_OBJECT *algorithm = NULL;
  OCSP_CERTID *asked = question (request, index);

  OCSP_id_get0_info (NULL, &algorithm, NULL, NULL, asked);
  const EVP_MD *digest = EVP_get_digestbyobj (algorithm);
  OCSP_CERTID *own =
      digest != NULL ? OCSP_cert_to_id (digest, NULL, zb_certificate_x509 (authority)) : NULL;
  gboolean about = own != NULL && OCSP_id_issuer_cmp (asked, own) == 0;
  OCSP_CERTID_free (own);
  ERR_clear_error ();
  return about;
}

gboolean
zb_ocsp_request_has_nonce (const ZbOcspRequest *request)
{
  return request->nonce;
}

static gboolean
add_status (OCSP_BASICRESP *basic,
            OCSP_CERTID *id,
            const ZbOcspStatus *status,
            const ZbOcspResponder *responder)
{
  static const int states[] = {
      [ZB_OCSP_GOOD] = V_OCSP_CERTSTATUS_GOOD,
      [ZB_OCSP_REVOKED] = V_OCSP_CERTSTATUS_REVOKED,
      [ZB_OCSP_UNKNOWN] = V_OCSP_CERTSTATUS_UNKNOWN,
  };
  gboolean revoked = status->state == ZB_OCSP_REVOKED;
  g_autoptr (ASN1_TIME) from = zb_openssl_time_new (responder->this_update);
  g_autoptr (ASN1_TIME) until = zb_openssl_time_new (responder->next_update);
  g_autoptr (ASN1_TIME) when = revoked ? zb_openssl_time_new (status->revoked_at) : NULL;
  /* RFC 5280 §5.3.1: "unspecified" is said by leaving the reason out. */
  int reason =
      status->reason == CRL_REASON_UNSPECIFIED ? OCSP_REVOKED_STATUS_NOSTATUS : status->reason;

  return from != NULL && until != NULL && (when != NULL || !revoked) &&
         OCSP_basic_add1_status (basic, id, states[status->state], reason, when, from, until) !=
             NULL;
}

GBytes *
zb_ocsp_answer (const ZbOcspRequest *request,
                const ZbOcspStatus *statuses,
                const ZbOcspResponder *responder,
                GError **error)
{
  g_autoptr (OCSP_BASICRESP) basic = OCSP_BASICRESP_new ();
  unsigned char *der = NULL;
  gboolean made = TRUE;

  for (guint i = 0; i < request->serials->len && made; i++)
    made = add_status (basic, question (request, i), &statuses[i], responder);
  made = made && OCSP_copy_nonce (basic, request->request) > 0 &&
         OCSP_basic_sign (basic, zb_certificate_x509 (responder->certificate),
                          zb_key_pkey (responder->key), zb_openssl_sha256 (), NULL,
                          OCSP_RESPID_KEY) == 1;
  g_autoptr (OCSP_RESPONSE) response =
      made ? OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic) : NULL;
  int length = response != NULL ? i2d_OCSP_RESPONSE (response, &der) : 0;
  if (length > 0)
    return zb_openssl_take_der (der, length);
  zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the OCSP answer cannot be made");
  return NULL;
}

GBytes *
zb_ocsp_refuse (ZbOcspRefusal refusal)
{
  /* OCSPResponse { responseStatus ENUMERATED } */
  const guint8 der[] = {0x30, 0x03, 0x0a, 0x01, (guint8)refusal};

  return g_bytes_new (der, sizeof der);
}
