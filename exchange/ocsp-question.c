/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/ocsp-question.h"

#include "exchange/certificate-private.h"
#include "exchange/openssl.h"
#include "exchange/protocol.h"
#include "exchange/sm2.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <string.h>

#define SECURITY_LEVEL 2 /* of the responder's certificate, as in exchange/chain.c */
#define NONCE_BYTES 16
/* Between the responder's clock and ours. */
#define SKEW (5 * 60 * G_TIME_SPAN_SECOND)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)

struct _ZbOcspQuestion {
  OCSP_REQUEST *request;
  OCSP_CERTID *id; /* in the request */
  ZbCertificate *issuer;
};

void
zb_ocsp_question_free (ZbOcspQuestion *question)
{
  if (question == NULL)
    return;
  OCSP_REQUEST_free (question->request);
  g_clear_pointer (&question->issuer, zb_certificate_unref);
  g_free (question);
}

ZbOcspQuestion *
zb_ocsp_question_new (ZbCertificate *certificate, ZbCertificate *issuer, GError **error)
{
  g_autoptr (ZbOcspQuestion) question = g_new0 (ZbOcspQuestion, 1);
  X509 *x509 = zb_certificate_x509 (issuer);
  g_autoptr (ASN1_INTEGER) one = ASN1_INTEGER_new ();
  ASN1_INTEGER_set (one, 1);
  /* SHA-1 only names the issuer here, and is what every responder knows (RFC 5019 §2.1.1). */
  OCSP_CERTID *id = OCSP_cert_id_new (
      EVP_sha1 (), X509_get_subject_name (x509), X509_get0_pubkey_bitstr (x509),
      certificate != NULL ? X509_get0_serialNumber (zb_certificate_x509 (certificate)) : one);

  question->request = OCSP_REQUEST_new ();
  question->issuer = zb_certificate_ref (issuer);
  question->id = id;
  if (id != NULL && OCSP_request_add0_id (question->request, id) != NULL &&
      OCSP_request_add1_nonce (question->request, NULL, NONCE_BYTES) == 1)
    return g_steal_pointer (&question);
  zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the OCSP request cannot be made");
  return NULL;
}

GBytes *
zb_ocsp_question_der (const ZbOcspQuestion *question)
{
  unsigned char *der = NULL;
  int length = i2d_OCSP_REQUEST (question->request, &der);

  return zb_openssl_take_der (der, length);
}

/* The signed part of what came. (transfer full) */
static OCSP_BASICRESP *
open_answer (GBytes *der, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (der, &length), *end = start;

  if (length > ZB_PROTOCOL_MAX_OCSP_ANSWER) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the OCSP answer has more than %d bytes", ZB_PROTOCOL_MAX_OCSP_ANSWER);
    return NULL;
  }
  g_autoptr (OCSP_RESPONSE) response =
      length > 0 ? d2i_OCSP_RESPONSE (NULL, &end, (long)length) : NULL;
  if (response == NULL || end != start + length) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "these bytes are no OCSP answer in DER");
    return NULL;
  }
  int status = OCSP_response_status (response);
  if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
                 "the OCSP responder does not answer: %s", OCSP_response_status_str (status));
    return NULL;
  }
  OCSP_BASICRESP *basic = OCSP_response_get1_basic (response);
  if (basic == NULL)
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the OCSP answer is of an unknown kind");
  return basic;
}

static int
algorithm_of (const OCSP_BASICRESP *basic)
{
  const ASN1_OBJECT *algorithm = NULL;

  X509_ALGOR_get0 (&algorithm, NULL, NULL, OCSP_resp_get0_tbs_sigalg (basic));
  return OBJ_obj2nid (algorithm);
}

static gboolean
check_suite (OCSP_BASICRESP *basic, GError **error)
{
  switch (algorithm_of (basic)) {
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
                            "the OCSP answer is signed with an algorithm outside the allow-list");
  }
}

/* OpenSSL cannot be told the signer's identifier that an answer under SM2 is signed with. */
static gboolean
verify_by_sm2 (OCSP_BASICRESP *basic, STACK_OF (X509) * known)
{
  unsigned char *tbs = NULL;
  X509 *signer = NULL;

  if (OCSP_resp_get0_signer (basic, &signer, known) != 1)
    return FALSE;
  int length = i2d_OCSP_RESPDATA (OCSP_resp_get0_respdata (basic), &tbs);
  return zb_sm2_verify_document (X509_get0_pubkey (signer), OCSP_resp_get0_signature (basic), tbs,
                                 length);
}

/* What OpenSSL verifies is who signed and, but for SM2, that he did. */
static gboolean
verify (OCSP_BASICRESP *basic, STACK_OF (X509) * known, X509_STORE *store)
{
  const STACK_OF (X509) *along = OCSP_resp_get0_certs (basic);
  unsigned long flags = OCSP_PARTIAL_CHAIN | OCSP_NOEXPLICIT;
  gboolean by_sm2 = algorithm_of (basic) == NID_SM2_with_SM3;

  for (int i = 0; i < sk_X509_num (along); i++)
    zb_sm2_identify (sk_X509_value (along, i));
  return (!by_sm2 || verify_by_sm2 (basic, known)) &&
         OCSP_basic_verify (basic, known, store, flags | (by_sm2 ? OCSP_NOSIGS : 0)) == 1;
}

/* By the issuer's own key or by one that it certified for that, which OpenSSL looks for in the
 * answer; no other root is asked. */
static gboolean
check_signature (const ZbOcspQuestion *question, OCSP_BASICRESP *basic, gint64 now, GError **error)
{
  X509 *issuer = zb_certificate_x509 (question->issuer);
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  X509_VERIFY_PARAM *parameters = X509_STORE_get0_param (store);
  STACK_OF (X509) *known = sk_X509_new_null ();

  X509_STORE_add_cert (store, issuer);
  sk_X509_push (known, issuer);
  X509_VERIFY_PARAM_set_time (parameters, (time_t)(now / G_USEC_PER_SEC));
  X509_VERIFY_PARAM_set_auth_level (parameters, SECURITY_LEVEL);
  X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_PARTIAL_CHAIN);
  gboolean good = verify (basic, known, store);
  sk_X509_free (known);
  return good || zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                                  "the OCSP answer is not signed by who may answer for \"%s\"",
                                  zb_certificate_name (question->issuer));
}

/* What it says of this certificate. */
static gboolean
read_status (const ZbOcspQuestion *question,
             OCSP_BASICRESP *basic,
             ZbOcspAnswer *answer,
             GError **error)
{
  ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *until = NULL;
  int status = 0, reason = 0;

  if (OCSP_check_nonce (question->request, basic) == 0)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                            "the OCSP answer is to another question: its nonce differs");
  if (OCSP_resp_find_status (basic, question->id, &status, &reason, &revoked, &from, &until) != 1)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                            "the OCSP answer is about other certificates");
  answer->status.state = status == V_OCSP_CERTSTATUS_GOOD      ? ZB_OCSP_GOOD
                         : status == V_OCSP_CERTSTATUS_REVOKED ? ZB_OCSP_REVOKED
                                                               : ZB_OCSP_UNKNOWN;
  answer->status.reason = reason;
  if (!zb_openssl_time_read (from, &answer->this_update) ||
      (until != NULL && !zb_openssl_time_read (until, &answer->next_update)) ||
      (revoked != NULL && !zb_openssl_time_read (revoked, &answer->status.revoked_at)))
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the OCSP answer has no times");
  return TRUE;
}

static gboolean
check_times (const ZbOcspAnswer *answer, gint64 now, GError **error)
{
  if (answer->this_update > now + SKEW)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL,
                 "the OCSP answer is of the future");
  else if (answer->next_update != 0 && answer->next_update < now)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL,
                 "the OCSP answer is out of date");
  else
    return TRUE;
  return FALSE;
}

gboolean
zb_ocsp_question_read_answer (const ZbOcspQuestion *question,
                              GBytes *der,
                              gint64 now,
                              ZbOcspAnswer *ret_answer,
                              GError **error)
{
  g_autoptr (OCSP_BASICRESP) basic = open_answer (der, error);
  ZbOcspAnswer answer = {.next_update = 0};
  gboolean good = basic != NULL && check_suite (basic, error) &&
                  check_signature (question, basic, now, error) &&
                  read_status (question, basic, &answer, error) &&
                  check_times (&answer, now, error);

  ERR_clear_error ();
  if (good)
    *ret_answer = answer;
  return good;
}

char *
zb_ocsp_responder_of (const ZbCertificate *certificate)
{
  STACK_OF (OPENSSL_STRING) *urls = X509_get1_ocsp (zb_certificate_x509 (certificate));
  char *first = NULL;

  for (int i = 0; first == NULL && i < sk_OPENSSL_STRING_num (urls); i++)
    if (g_str_has_prefix (sk_OPENSSL_STRING_value (urls, i), "http://"))
      first = g_strdup (sk_OPENSSL_STRING_value (urls, i));
  X509_email_free (urls);
  return first;
}
