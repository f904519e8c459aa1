/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/base64-text.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Two digits for each twelve bits: one look-up instead of two, and one store. */
typedef char Pairs[4096][2];

static gpointer
make_pairs_cb (gpointer unused)
{
  char (*pairs)[2] = g_malloc (sizeof (Pairs));

  for (guint i = 0; i < 4096; i++) {
    pairs[i][0] = digits[i >> 6];
    pairs[i][1] = digits[i & 63];
  }
  return pairs;
}

/* The last one or two bytes. */
static void
write_rest (char *to, const guint8 *from, gsize length)
{
  guint32 bits = (guint32)from[0] << 16 | (length > 1 ? (guint32)from[1] << 8 : 0);

  to[0] = digits[bits >> 18];
  to[1] = digits[bits >> 12 & 63];
  to[2] = length > 1 ? digits[bits >> 6 & 63] : '=';
  to[3] = '=';
}

void
zb_base64_append (GString *out, const void *bytes, gsize length)
{
  static GOnce once = G_ONCE_INIT;
  const char (*pairs)[2] = g_once (&once, make_pairs_cb, NULL);
  const guint8 *from = bytes;
  gsize before = out->len;
  char *to;

  g_string_set_size (out, before + (length + 2) / 3 * 4);
  to = out->str + before;
  for (; length >= 3; length -= 3, from += 3, to += 4) {
    guint32 bits = (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];

    memcpy (to, pairs[bits >> 12], 2);
    memcpy (to + 2, pairs[bits & 4095], 2);
  }
  if (length > 0)
    write_rest (to, from, length);
}
