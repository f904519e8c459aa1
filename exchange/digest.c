/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"

#include "exchange/openssl.h"

#include <openssl/rand.h>
#include <string.h>

/* Making a context costs more than hashing a short record, so each thread keeps one. */
static EVP_MD_CTX *
kept_context (void)
{
  static GPrivate kept = G_PRIVATE_INIT ((GDestroyNotify)EVP_MD_CTX_free);
  EVP_MD_CTX *context = g_private_get (&kept);

  if (context == NULL) {
    context = EVP_MD_CTX_new ();
    g_private_set (&kept, context);
  }
  return context;
}

void
zb_digest_compute (const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE])
{
  EVP_MD_CTX *context = kept_context ();

  if (context == NULL || EVP_DigestInit_ex (context, zb_openssl_sha256 (), NULL) != 1 ||
      EVP_DigestUpdate (context, bytes, length) != 1 ||
      EVP_DigestFinal_ex (context, ret_digest, NULL) != 1)
    g_error ("SHA-256 is not available in this OpenSSL");
}

char *
zb_digest_to_hex (const guint8 digest[ZB_DIGEST_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc (2 * ZB_DIGEST_SIZE + 1);
  for (gsize i = 0; i < ZB_DIGEST_SIZE; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[2 * ZB_DIGEST_SIZE] = '\0';
  return hex;
}

/* What each hexadecimal digit in small letters counts for, plus one; 0 of any other sign. */
static const guint8 hex_values[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

/* -1 of a sign that is none. */
static int
hex_value (char sign)
{
  return hex_values[(guint8)sign] - 1;
}

gboolean
zb_digest_from_hex (const char *hex, guint8 ret_digest[ZB_DIGEST_SIZE])
{
  guint8 digest[ZB_DIGEST_SIZE];
  if (hex == NULL || strlen (hex) != 2 * ZB_DIGEST_SIZE)
    return FALSE;
  for (gsize i = 0; i < ZB_DIGEST_SIZE; i++) {
    int high = hex_value (hex[2 * i]), low = hex_value (hex[2 * i + 1]);
    if (high < 0 || low < 0)
      return FALSE;
    digest[i] = (guint8)(high << 4 | low);
  }
  memcpy (ret_digest, digest, ZB_DIGEST_SIZE);
  return TRUE;
}

char *
zb_digest_hex_of (const void *bytes, gsize length)
{
  guint8 digest[ZB_DIGEST_SIZE];
  zb_digest_compute (bytes, length, digest);
  return zb_digest_to_hex (digest);
}

char *
zb_digest_hex_of_bytes (GBytes *bytes)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  return zb_digest_hex_of (data, length);
}

void
zb_random_bytes (void *buffer, gsize length)
{
  g_return_if_fail (length <= G_MAXINT);

  /* Going on with guessable bytes would be worse than not going on. */
  if (RAND_bytes (buffer, (int)length) != 1)
    g_error ("the system gives no random bytes");
}

char *
zb_uuid_new (gint64 micros)
{
  guint8 b[16];
  guint64 millis = micros > 0 ? (guint64)micros / 1000 : 0;
  zb_random_bytes (b, sizeof b);
  for (int i = 0; i < 6; i++)
    b[i] = (guint8)(millis >> (40 - 8 * i));
  b[6] = (guint8)(0x70 | (b[6] & 0x0f));
  b[8] = (guint8)(0x80 | (b[8] & 0x3f));
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

gboolean
zb_uuid_is_valid (const char *text)
{
  static const char shape[] = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";
  if (text == NULL || strlen (text) != sizeof shape - 1)
    return FALSE;
  for (gsize i = 0; i < sizeof shape - 1; i++) {
    gboolean fits = shape[i] == 'x'   ? hex_value (text[i]) >= 0
                    : shape[i] == 'v' ? strchr ("89ab", text[i]) != NULL
                                      : text[i] == shape[i];
    if (!fits)
      return FALSE;
  }
  return TRUE;
}
