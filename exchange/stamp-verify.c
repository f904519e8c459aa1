/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stamp.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/signature-private.h"

#include <string.h>

#define MILLISECOND (G_USEC_PER_SEC / 1000)

static const guint8 oid_sha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};

/* What is read of a TSTInfo (RFC 3161 §2.4.2); spans lie in the token. */
typedef struct {
  ZbDer digest;
  gint64 time;
  gint64 accuracy;
} Info;

void
zb_stamp_clear (ZbStamp *stamp)
{
  g_clear_pointer (&stamp->stamper, zb_certificate_unref);
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the time stamp %s", what);
  return FALSE;
}

/* GeneralizedTime with a fraction of up to six digits, which ends in no zero. */
static gboolean
take_time (ZbDer *der, gint64 *ret_micros)
{
  ZbDer text;
  gint64 fraction = 0, unit = G_USEC_PER_SEC / 10;
  if (!zb_der_take (der, ZB_DER_GENERALIZED_TIME, &text, NULL) || text.length < 15)
    return FALSE;

  g_autofree char *whole = g_strdup_printf ("%.14sZ", (const char *)text.data);
  ZbDer plain = {(const guint8 *)whole, 15};
  guint8 element[17] = {ZB_DER_GENERALIZED_TIME, 15};
  memcpy (element + 2, plain.data, plain.length);
  ZbDer coded = {element, sizeof element};
  gsize n = text.length - 15;
  const guint8 *digits = text.data + 15;
  if (text.data[text.length - 1] != 'Z' || !zb_der_take_time (&coded, ret_micros))
    return FALSE;
  if (n == 0)
    return TRUE;
  if (text.data[14] != '.' || n < 2 || n > 7 || text.data[text.length - 2] == '0')
    return FALSE;
  for (gsize i = 0; i + 1 < n; i++, unit /= 10) {
    if (!g_ascii_isdigit (digits[i]))
      return FALSE;
    fraction += unit * (digits[i] - '0');
  }
  *ret_micros += fraction;
  return TRUE;
}

/* A small non-negative number; @tag may be that of INTEGER or one in its place. */
static gboolean
take_number (ZbDer *der, guint8 tag, gint64 *ret_number)
{
  ZbDer content;
  if (!zb_der_is (der, tag))
    return TRUE;
  if (!zb_der_take (der, tag, &content, NULL) || content.length == 0 || content.length > 4 ||
      content.data[0] > 0x7f)
    return FALSE;
  *ret_number = 0;
  for (gsize i = 0; i < content.length; i++)
    *ret_number = *ret_number << 8 | content.data[i];
  return TRUE;
}

/* Accuracy { seconds, millis [0], micros [1] }, each of which may be left out. */
static gboolean
take_accuracy (ZbDer *der, gint64 *ret_micros)
{
  ZbDer accuracy;
  gint64 seconds = 0, millis = 0, micros = 0;
  if (!zb_der_is (der, ZB_DER_SEQUENCE))
    return TRUE;
  if (!zb_der_take (der, ZB_DER_SEQUENCE, &accuracy, NULL) ||
      !take_number (&accuracy, ZB_DER_INTEGER, &seconds) ||
      !take_number (&accuracy, 0x80, &millis) || !take_number (&accuracy, 0x81, &micros) ||
      accuracy.length != 0)
    return FALSE;
  *ret_micros = seconds * G_USEC_PER_SEC + millis * MILLISECOND + micros;
  return TRUE;
}

static gboolean
take_imprint (ZbDer *der, ZbDer *ret_digest, GError **error)
{
  ZbDer imprint, algorithm, oid;
  if (!zb_der_take (der, ZB_DER_SEQUENCE, &imprint, NULL) ||
      !zb_der_take (&imprint, ZB_DER_SEQUENCE, &algorithm, NULL) ||
      !zb_der_take (&algorithm, ZB_DER_OID, &oid, NULL) ||
      !zb_der_take (&imprint, ZB_DER_OCTET_STRING, ret_digest, NULL) || imprint.length != 0)
    return malformed (error, "says not what it is over");
  if (zb_der_equals (&oid, oid_sha256, sizeof oid_sha256) && ret_digest->length == ZB_DIGEST_SIZE)
    return TRUE;
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                       "the time stamp is over a digest other than SHA-256");
  return FALSE;
}

static gboolean
read_info (ZbDer content, Info *info, GError **error)
{
  ZbDer fields, version, policy, serial, rest;
  if (!zb_der_take (&content, ZB_DER_SEQUENCE, &fields, NULL) || content.length != 0 ||
      !zb_der_take (&fields, ZB_DER_INTEGER, &version, NULL) ||
      !zb_der_equals (&version, "\x01", 1) || !zb_der_take (&fields, ZB_DER_OID, &policy, NULL))
    return malformed (error, "holds no TSTInfo");
  if (!take_imprint (&fields, &info->digest, error))
    return FALSE;
  if (!zb_der_take (&fields, ZB_DER_INTEGER, &serial, NULL) || !take_time (&fields, &info->time) ||
      !take_accuracy (&fields, &info->accuracy))
    return malformed (error, "holds no serial number, time or accuracy");
  /* Ordering, nonce, name and extensions: under the signature, and nothing we go by. */
  while (fields.length > 0)
    if (!zb_der_take_any (&fields, &rest))
      return malformed (error, "holds bytes that do not belong there");
  return TRUE;
}

static gboolean
check_digest (
    const ZbDer *digest, const void *bytes, gsize length, const char *what, GError **error)
{
  guint8 computed[ZB_DIGEST_SIZE];
  zb_digest_compute (bytes, length, computed);
  if (zb_der_equals (digest, computed, ZB_DIGEST_SIZE))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST, "the time stamp %s", what);
  return FALSE;
}

gboolean
zb_stamp_verify (const void *token,
                 gsize token_length,
                 const void *bytes,
                 gsize length,
                 ZbTrust *trust,
                 ZbStamp *ret_stamp,
                 GError **error)
{
  ZbSignedData data;
  ZbSignatureInfo signature = {0};
  Info info = {0};
  if (!zb_signed_data_read (token, token_length, ZB_SIGNED_STAMP, &data, error) ||
      !check_digest (&data.content_digest, data.content.data, data.content.length,
                     "is signed over other content than its own", error) ||
      !read_info (data.content, &info, error) ||
      !check_digest (&info.digest, bytes, length, "is over other bytes than these", error) ||
      !zb_signature_check (&data, trust, ZB_USE_TIMESTAMP, info.time, NULL, NULL, &signature,
                           error))
    return FALSE;
  *ret_stamp = (ZbStamp){.time = info.time, .accuracy = info.accuracy, .stamper = signature.signer};
  return TRUE;
}
