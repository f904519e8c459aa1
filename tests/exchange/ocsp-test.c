/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/ocsp.h"

#include "exchange/certificate-private.h"
#include "exchange/protocol.h"
#include "tests/support/authority.h"

#include <openssl/ocsp.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define HOUR (3600 * G_GINT64_CONSTANT (1000000))

static GBytes *
encode (OCSP_REQUEST *request)
{
  unsigned char *der = NULL;
  int length = i2d_OCSP_REQUEST (request, &der);

  OCSP_REQUEST_free (request);
  return zb_openssl_take_der (der, length);
}

/* A request about @n numbers of @issuer. */
static OCSP_REQUEST *
make_request (const ZbCertificate *issuer, guint n)
{
  OCSP_REQUEST *request = OCSP_REQUEST_new ();
  X509 *x509 = zb_certificate_x509 (issuer);

  for (guint i = 0; i < n; i++) {
    g_autoptr (ASN1_INTEGER) serial = ASN1_INTEGER_new ();
    ASN1_INTEGER_set (serial, 0x7f01 + (long)i);
    OCSP_CERTID *id = OCSP_cert_id_new (EVP_sha256 (), X509_get_subject_name (x509),
                                        X509_get0_pubkey_bitstr (x509), serial);
    g_assert_nonnull (OCSP_request_add0_id (request, id));
  }
  return request;
}

static void
add_nonce (OCSP_REQUEST *request, guint length)
{
  guint8 nonce[64] = {1};

  g_assert_cmpint (OCSP_request_add1_nonce (request, nonce, (int)length), ==, 1);
}

static void
add_critical (OCSP_REQUEST *request, const char *oid)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (oid, 1);
  g_autoptr (ASN1_OCTET_STRING) value = ASN1_OCTET_STRING_new ();
  g_autoptr (X509_EXTENSION) extension = X509_EXTENSION_create_by_OBJ (NULL, object, 1, value);

  g_assert_cmpint (OCSP_REQUEST_add_ext (request, extension, -1), ==, 1);
}

static void
check_refused (OCSP_REQUEST *request, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = encode (request);

  g_assert_null (zb_ocsp_request_read (der, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, text));
}

static ZbOcspRequest *
check_read (OCSP_REQUEST *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = encode (request);
  ZbOcspRequest *read = zb_ocsp_request_read (der, &error);

  g_assert_no_error (error);
  return read;
}

static void
test_reads_what_is_asked (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (authority));
  g_autoptr (ZbOcspRequest) request = check_read (make_request (issuer, 2));

  g_assert_cmpuint (zb_ocsp_request_length (request), ==, 2);
  g_assert_cmpstr (zb_ocsp_request_serial (request, 0), ==, "7f01");
  g_assert_cmpstr (zb_ocsp_request_serial (request, 1), ==, "7f02");
  g_assert_true (zb_ocsp_request_is_about (request, 1, issuer));
  g_assert_false (zb_ocsp_request_is_about (request, 1, zb_test_authority_root (authority)));
  g_assert_false (zb_ocsp_request_has_nonce (request));
}

static void
test_limits (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (authority));
  OCSP_REQUEST *longest = make_request (issuer, 1), *longer = make_request (issuer, 1);
  OCSP_REQUEST *negative = make_request (issuer, 0);

  check_refused (make_request (issuer, 0), "asks for no certificate, or for too many");
  g_autoptr (ZbOcspRequest) most = check_read (make_request (issuer, ZB_OCSP_MAX_QUESTIONS));
  g_assert_cmpuint (zb_ocsp_request_length (most), ==, ZB_OCSP_MAX_QUESTIONS);
  check_refused (make_request (issuer, ZB_OCSP_MAX_QUESTIONS + 1), "or for too many");
  add_nonce (longest, ZB_OCSP_MAX_NONCE);
  g_autoptr (ZbOcspRequest) nonce = check_read (longest);
  g_assert_true (zb_ocsp_request_has_nonce (nonce));
  add_nonce (longer, ZB_OCSP_MAX_NONCE + 1);
  check_refused (longer, "has a nonce that is none");
  g_autoptr (ASN1_INTEGER) serial = ASN1_INTEGER_new ();
  ASN1_INTEGER_set (serial, -1);
  X509 *x509 = zb_certificate_x509 (issuer);
  OCSP_request_add0_id (negative, OCSP_cert_id_new (EVP_sha1 (), X509_get_subject_name (x509),
                                                    X509_get0_pubkey_bitstr (x509), serial));
  check_refused (negative, "asks for a negative serial number");
}

static void
test_refuses_what_is_critical_and_unknown (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (authority));
  OCSP_REQUEST *request = make_request (issuer, 1);

  add_critical (request, "1.2.3.4");
  check_refused (request, "has a critical extension that is not understood");
}

static void
test_bytes_around (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (authority));
  g_autoptr (GBytes) der = encode (make_request (issuer, 1));
  g_autoptr (GByteArray) padded = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (der, &length);
  g_autoptr (GError) error = NULL;

  g_byte_array_append (padded, data, (guint)length);
  g_byte_array_append (padded, (const guint8 *)"", 1);
  g_autoptr (GBytes) one_more = g_bytes_new (padded->data, padded->len);
  g_assert_null (zb_ocsp_request_read (one_more, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_byte_array_set_size (padded, ZB_PROTOCOL_MAX_OCSP);
  g_autoptr (GBytes) most = g_bytes_new (padded->data, padded->len);
  g_assert_null (zb_ocsp_request_read (most, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_byte_array_set_size (padded, ZB_PROTOCOL_MAX_OCSP + 1);
  g_autoptr (GBytes) over = g_bytes_new (padded->data, padded->len);
  g_assert_null (zb_ocsp_request_read (over, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static void
check_status (OCSP_BASICRESP *basic, int index, int state, int reason, gint64 when)
{
  int given_reason = -1;
  ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *until = NULL;
  gint64 time = 0;

  g_assert_cmpint (OCSP_single_get0_status (OCSP_resp_get0 (basic, index), &given_reason, &revoked,
                                            &from, &until),
                   ==, state);
  g_assert_true (zb_openssl_time_read (from, &time));
  g_assert_cmpint (time, ==, NOW);
  g_assert_true (zb_openssl_time_read (until, &time));
  g_assert_cmpint (time, ==, NOW + HOUR);
  if (state != V_OCSP_CERTSTATUS_REVOKED)
    return;
  g_assert_cmpint (given_reason, ==, reason);
  g_assert_true (zb_openssl_time_read (revoked, &time));
  g_assert_cmpint (time, ==, when);
}

static void
test_answers_each_question (void)
{
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  ZbCertificate *issuer = zb_issuer_certificate (zb_test_authority_issuer (authority));
  g_autoptr (ZbTestIdentity) responder =
      zb_test_authority_identify (authority, "p256", "OCSP", NULL, ZB_USE_OCSP);
  OCSP_REQUEST *asked = make_request (issuer, 4);
  const ZbOcspStatus statuses[] = {{.state = ZB_OCSP_GOOD},
                                   {ZB_OCSP_REVOKED, NOW - HOUR, 6},
                                   {ZB_OCSP_REVOKED, NOW - 2 * HOUR, 0},
                                   {.state = ZB_OCSP_UNKNOWN}};
  ZbOcspResponder who = {responder->key, responder->certificate, NOW, NOW + HOUR};
  g_autoptr (GError) error = NULL;

  add_nonce (asked, 16);
  g_autoptr (ZbOcspRequest) request = check_read (asked);
  g_autoptr (GBytes) der = zb_ocsp_answer (request, statuses, &who, &error);
  g_assert_no_error (error);
  const guint8 *data = g_bytes_get_data (der, NULL);
  OCSP_RESPONSE *response = d2i_OCSP_RESPONSE (NULL, &data, (long)g_bytes_get_size (der));
  OCSP_BASICRESP *basic = OCSP_response_get1_basic (response);
  g_assert_cmpint (OCSP_resp_count (basic), ==, 4);
  check_status (basic, 0, V_OCSP_CERTSTATUS_GOOD, 0, 0);
  check_status (basic, 1, V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_CERTIFICATEHOLD,
                NOW - HOUR);
  check_status (basic, 2, V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_NOSTATUS, NOW - 2 * HOUR);
  check_status (basic, 3, V_OCSP_CERTSTATUS_UNKNOWN, 0, 0);
  g_assert_cmpint (OCSP_BASICRESP_get_ext_by_NID (basic, NID_id_pkix_OCSP_Nonce, -1), >=, 0);
  OCSP_BASICRESP_free (basic);
  OCSP_RESPONSE_free (response);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/ocsp/reads-what-is-asked", test_reads_what_is_asked);
  g_test_add_func ("/exchange/ocsp/limits", test_limits);
  g_test_add_func ("/exchange/ocsp/refuses-what-is-critical-and-unknown",
                   test_refuses_what_is_critical_and_unknown);
  g_test_add_func ("/exchange/ocsp/bytes-around", test_bytes_around);
  g_test_add_func ("/exchange/ocsp/answers-each-question", test_answers_each_question);
  return g_test_run ();
}
