/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/foreign-der.h"

#include "exchange/certificate.h"
#include "exchange/crl.h"
#include "exchange/issuer.h"
#include "exchange/ocsp.h"
#include "exchange/openssl.h"
#include "exchange/protocol.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/ts.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)

/* Of requests that a body of JSON carries. */
#define MOST_REQUEST (64 * 1024)

/* Whether *@again, which i2d made @n bytes of and which is freed, is all of @der. */
static gboolean
is_same (GBytes *der, unsigned char **again, int n)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (der, &length);
  gboolean same = n > 0 && (gsize)n == length && memcmp (*again, bytes, length) == 0;

  OPENSSL_free (*again);
  return same;
}

/* One of @item, whose type is what OpenSSL calls it; NULL unless @der is just that. */
static gpointer
parse (GBytes *der, const ASN1_ITEM *item)
{
  gsize length = 0;
  const unsigned char *end = g_bytes_get_data (der, &length);
  ASN1_VALUE *value = ASN1_item_d2i (NULL, &end, (long)length, item);
  unsigned char *again = NULL;

  if (value != NULL && is_same (der, &again, ASN1_item_i2d (value, &again, item)))
    return value;
  ASN1_item_free (value, item);
  return NULL;
}

/* Which is what reading one looks at, too. */
static gboolean
try_certificate (GBytes *bytes)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbCertificate) certificate = zb_certificate_read (data, length, NULL);

  return certificate != NULL;
}

/* The key, and its own signature, too: what becomes of them is told by whoever may issue. */
static gboolean
try_request (GBytes *bytes)
{
  const ZbIssue issue = {.name = "anybody", .uses = ZB_USE_SIGNING};
  g_autoptr (X509_REQ) request = parse (bytes, ASN1_ITEM_rptr (X509_REQ));

  if (request != NULL)
    zb_issuer_check (bytes, &issue, NULL, NULL);
  return request != NULL;
}

static gboolean
try_ocsp_request (GBytes *bytes)
{
  g_autoptr (OCSP_REQUEST) request = parse (bytes, ASN1_ITEM_rptr (OCSP_REQUEST));
  g_autoptr (ZbOcspRequest) read = request != NULL ? zb_ocsp_request_read (bytes, NULL) : NULL;

  return request != NULL && (read == NULL || zb_ocsp_request_length (read) > 0);
}

static gboolean
try_ocsp_answer (GBytes *bytes)
{
  g_autoptr (OCSP_RESPONSE) response = parse (bytes, ASN1_ITEM_rptr (OCSP_RESPONSE));
  g_autoptr (OCSP_BASICRESP) basic = response != NULL ? OCSP_response_get1_basic (response) : NULL;
  const STACK_OF (X509) *along = basic != NULL ? OCSP_resp_get0_certs (basic) : NULL;

  for (int i = 0; i < sk_X509_num (along); i++)
    X509_get0_pubkey (sk_X509_value (along, i));
  return response != NULL;
}

static gboolean
try_stamp_request (GBytes *bytes)
{
  gsize length = 0;
  const unsigned char *end = g_bytes_get_data (bytes, &length);
  g_autoptr (TS_REQ) request = d2i_TS_REQ (NULL, &end, (long)length);
  unsigned char *again = NULL;

  return request != NULL && is_same (bytes, &again, i2d_TS_REQ (request, &again));
}

static gboolean
try_list (GBytes *bytes)
{
  g_autoptr (GBytes) der = zb_crl_to_der (bytes, NULL);
  g_autoptr (X509_CRL) list = der != NULL ? parse (der, ASN1_ITEM_rptr (X509_CRL)) : NULL;

  return list != NULL;
}

static const struct {
  const char *name;
  gsize most;
  gboolean (*try) (GBytes *bytes);
} kinds[ZB_N_FOREIGN] = {
    /* As PEM with a text before it. */
    [ZB_FOREIGN_CERTIFICATE] = {"certificate", 4 * ZB_PROTOCOL_MAX_CERTIFICATE, try_certificate},
    [ZB_FOREIGN_REQUEST] = {"request for a certificate", MOST_REQUEST, try_request},
    [ZB_FOREIGN_OCSP_REQUEST] = {"OCSP request", ZB_PROTOCOL_MAX_OCSP, try_ocsp_request},
    [ZB_FOREIGN_OCSP_ANSWER] = {"OCSP answer", ZB_PROTOCOL_MAX_OCSP_ANSWER, try_ocsp_answer},
    [ZB_FOREIGN_STAMP_REQUEST] = {"request for a time stamp", ZB_PROTOCOL_MAX_STAMP_REQUEST,
                                  try_stamp_request},
    [ZB_FOREIGN_LIST] = {"revocation list", 2 * ZB_PROTOCOL_MAX_CRL, try_list},
};

const char *
zb_foreign_name (ZbForeignKind kind)
{
  return kinds[kind].name;
}

gsize
zb_foreign_most (ZbForeignKind kind)
{
  return kinds[kind].most;
}

gboolean
zb_foreign_try (ZbForeignKind kind, const void *bytes, gsize length)
{
  g_autoptr (GBytes) whole = g_bytes_new_static (bytes, length);
  gboolean well = length > 0 && length <= kinds[kind].most && kinds[kind].try (whole);

  ERR_clear_error ();
  return well;
}

void
zb_foreign_prepare (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS |
                           OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS,
                       NULL);
}
