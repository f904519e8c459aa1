/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stamp.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"

#include <openssl/err.h>
#include <openssl/ts.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP, TS_RESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP_CTX, TS_RESP_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_ALGOR, X509_ALGOR_free)

#define SERIAL_SIZE 16

/* What the callbacks of one answer need. */
typedef struct {
  ZbStampTime tell;
  gpointer data;
} Asked;

/* A random number of 127 bits, positive and not zero: unique over restarts without being kept. */
static ASN1_INTEGER *
serial_cb (TS_RESP_CTX *context, void *data)
{
  guint8 bytes[SERIAL_SIZE];
  zb_random_bytes (bytes, sizeof bytes);
  bytes[0] = (guint8)((bytes[0] & 0x7f) | 0x40);
  g_autoptr (BIGNUM) number = BN_bin2bn (bytes, sizeof bytes, NULL);
  return number != NULL ? BN_to_ASN1_INTEGER (number, NULL) : NULL;
}

static int
time_cb (TS_RESP_CTX *context, void *data, long *seconds, long *micros)
{
  const Asked *asked = data;
  gint64 now = asked->tell (asked->data);

  if (now <= 0) {
    TS_RESP_CTX_set_status_info (context, TS_STATUS_REJECTION, "The time is not known well enough");
    TS_RESP_CTX_add_failure_info (context, TS_INFO_TIME_NOT_AVAILABLE);
    return 0;
  }
  *seconds = (long)(now / G_USEC_PER_SEC);
  *micros = (long)(now % G_USEC_PER_SEC);
  return 1;
}

static gboolean
add_digests (TS_RESP_CTX *context)
{
  static const char *const names[] = {"SHA256", "SHA384", "SHA512"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (TS_RESP_CTX_add_md (context, EVP_get_digestbyname (names[i])) != 1)
      return FALSE;
  return TRUE;
}

static gboolean
add_chain (TS_RESP_CTX *context, const ZbStamper *stamper)
{
  STACK_OF (X509) *chain = sk_X509_new_null ();

  for (guint i = 0; stamper->chain != NULL && i < stamper->chain->len; i++)
    sk_X509_push (chain, zb_certificate_x509 (g_ptr_array_index (stamper->chain, i)));
  gboolean set = TS_RESP_CTX_set_certs (context, chain) == 1;
  sk_X509_free (chain);
  return set;
}

static TS_RESP_CTX *
make_context (const ZbStamper *stamper, Asked *asked)
{
  g_autoptr (TS_RESP_CTX) context = TS_RESP_CTX_new ();
  g_autoptr (ASN1_OBJECT) policy = OBJ_txt2obj (stamper->policy, 1);

  TS_RESP_CTX_set_serial_cb (context, serial_cb, asked);
  TS_RESP_CTX_set_time_cb (context, time_cb, asked);
  TS_RESP_CTX_add_flags (context, TS_ORDERING);
  gboolean set =
      policy != NULL && TS_RESP_CTX_set_def_policy (context, policy) == 1 &&
      TS_RESP_CTX_set_signer_cert (context, zb_certificate_x509 (stamper->certificate)) == 1 &&
      TS_RESP_CTX_set_signer_key (context, zb_key_pkey (stamper->key)) == 1 &&
      TS_RESP_CTX_set_signer_digest (context, zb_openssl_sha256 ()) == 1 &&
      TS_RESP_CTX_set_ess_cert_id_digest (context, zb_openssl_sha256 ()) == 1 &&
      add_digests (context) && add_chain (context, stamper) &&
      TS_RESP_CTX_set_accuracy (context, (int)(stamper->accuracy_ms / 1000),
                                (int)(stamper->accuracy_ms % 1000), 0) == 1 &&
      TS_RESP_CTX_set_clock_precision_digits (context, 6) == 1;
  return set ? g_steal_pointer (&context) : NULL;
}

static TS_RESP *
respond (const ZbStamper *stamper, BIO *request, Asked *asked, GError **error)
{
  g_autoptr (TS_RESP_CTX) context = make_context (stamper, asked);
  /* A refusal is a response too; what OpenSSL noted of it is of no interest. */
  TS_RESP *response = context != NULL ? TS_RESP_create_response (context, request) : NULL;

  if (response != NULL)
    ERR_clear_error ();
  else
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the time stamp cannot be made");
  return response;
}

GBytes *
zb_stamp_answer (
    const ZbStamper *stamper, GBytes *request, ZbStampTime time, gpointer data, GError **error)
{
  gsize length = 0;
  const void *der = g_bytes_get_data (request, &length);
  Asked asked = {time, data};
  unsigned char *out = NULL;
  /* An over-long or empty one is answered as bad_data_format, like any that cannot be read. */
  g_autoptr (BIO) bio = BIO_new_mem_buf (length > 0 ? der : "",
                                         length <= ZB_PROTOCOL_MAX_STAMP_REQUEST ? (int)length : 0);
  g_autoptr (TS_RESP) response = respond (stamper, bio, &asked, error);

  if (response == NULL)
    return NULL;
  int size = i2d_TS_RESP (response, &out);
  return zb_openssl_take_der (out, size);
}

static gint64
given_time_cb (gpointer data)
{
  return *(gint64 *)data;
}

/* A request as anybody would make it. */
static GBytes *
make_request (const void *bytes, gsize length)
{
  guint8 digest[ZB_DIGEST_SIZE];
  g_autoptr (TS_REQ) request = TS_REQ_new ();
  g_autoptr (TS_MSG_IMPRINT) imprint = TS_MSG_IMPRINT_new ();
  g_autoptr (X509_ALGOR) algorithm = X509_ALGOR_new ();
  unsigned char *der = NULL;

  zb_digest_compute (bytes, length, digest);
  X509_ALGOR_set_md (algorithm, zb_openssl_sha256 ());
  if (TS_MSG_IMPRINT_set_algo (imprint, algorithm) != 1 ||
      TS_MSG_IMPRINT_set_msg (imprint, digest, sizeof digest) != 1 ||
      TS_REQ_set_version (request, 1) != 1 || TS_REQ_set_msg_imprint (request, imprint) != 1 ||
      TS_REQ_set_cert_req (request, 1) != 1)
    return NULL;
  int size = i2d_TS_REQ (request, &der);
  return size > 0 ? zb_openssl_take_der (der, size) : NULL;
}

GBytes *
zb_stamp_make (
    const ZbStamper *stamper, const void *bytes, gsize length, gint64 time, GError **error)
{
  Asked asked = {given_time_cb, &time};
  g_autoptr (GBytes) request = make_request (bytes, length);
  unsigned char *der = NULL;

  if (request == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the time stamp cannot be asked for");
    return NULL;
  }
  g_autoptr (BIO) bio =
      BIO_new_mem_buf (g_bytes_get_data (request, NULL), (int)g_bytes_get_size (request));
  g_autoptr (TS_RESP) response = respond (stamper, bio, &asked, error);
  if (response == NULL)
    return NULL;
  PKCS7 *token = TS_RESP_get_token (response);
  int size = token != NULL ? i2d_PKCS7 (token, &der) : 0;
  if (size > 0)
    return zb_openssl_take_der (der, size);
  zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the time stamp was refused");
  return NULL;
}
