/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/openssl.h"

#include "exchange/timestamp.h"

#include <openssl/err.h>

gboolean
zb_openssl_fail (GError **error, ZbExchangeError code, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  const char *reason = ERR_reason_error_string (ERR_peek_last_error ());
  if (reason != NULL)
    g_set_error (error, ZB_EXCHANGE_ERROR, code, "%s (%s)", sentence, reason);
  else
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, code, sentence);
  ERR_clear_error ();
  return FALSE;
}

const EVP_MD *
zb_openssl_sha256 (void)
{
  /* Looking an algorithm up costs more than hashing a short record. */
  static gsize fetched = 0;
  if (g_once_init_enter (&fetched)) {
    EVP_MD *digest = EVP_MD_fetch (NULL, "SHA256", NULL);
    g_once_init_leave (&fetched, digest != NULL ? (gsize)digest : (gsize)EVP_sha256 ());
  }
  return (const EVP_MD *)fetched;
}

gboolean
zb_openssl_time_read (const ASN1_TIME *time, gint64 *ret_micros)
{
  struct tm parts = {0};
  return ASN1_TIME_to_tm (time, &parts) == 1 && zb_timestamp_of (&parts, ret_micros);
}

ASN1_TIME *
zb_openssl_time_new (gint64 micros)
{
  gint64 seconds = micros / G_USEC_PER_SEC - (micros % G_USEC_PER_SEC < 0);
  return ASN1_TIME_set (NULL, (time_t)seconds);
}

char *
zb_openssl_integer_to_hex (const ASN1_INTEGER *integer)
{
  GString *hex = g_string_new (NULL);
  const unsigned char *bytes = ASN1_STRING_get0_data (integer);
  for (int i = 0; i < ASN1_STRING_length (integer); i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

GBytes *
zb_openssl_take_der (unsigned char *der, int length)
{
  GBytes *bytes = g_bytes_new (der, (gsize)length);
  OPENSSL_free (der);
  return bytes;
}
