/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/crc32.h"

/* Slicing by 8: row k holds the CRC of a byte followed by k zero bytes, so that eight bytes are
 * looked up side by side instead of one after another. */
typedef guint32 Table[8][256];

static gpointer
make_table_cb (gpointer unused)
{
  guint32 (*table)[256] = g_malloc (sizeof (Table));

  for (guint32 i = 0; i < 256; i++) {
    guint32 crc = i;

    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
    table[0][i] = crc;
  }
  for (int row = 1; row < 8; row++) {
    for (int i = 0; i < 256; i++)
      table[row][i] = (table[row - 1][i] >> 8) ^ table[0][table[row - 1][i] & 0xFF];
  }
  return table;
}

static guint32
load32 (const guint8 *p)
{
  return (guint32)p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 | (guint32)p[3] << 24;
}

guint32
zb_crc32 (const guint8 *bytes, gsize length)
{
  static GOnce once = G_ONCE_INIT;
  const guint32 (*table)[256] = g_once (&once, make_table_cb, NULL);
  guint32 crc = 0xFFFFFFFFu;

  for (; length >= 8; bytes += 8, length -= 8) {
    guint32 low = crc ^ load32 (bytes);
    guint32 high = load32 (bytes + 4);

    crc = table[7][low & 0xFF] ^ table[6][low >> 8 & 0xFF] ^ table[5][low >> 16 & 0xFF] ^
          table[4][low >> 24] ^ table[3][high & 0xFF] ^ table[2][high >> 8 & 0xFF] ^
          table[1][high >> 16 & 0xFF] ^ table[0][high >> 24];
  }
  for (; length > 0; bytes++, length--)
    crc = (crc >> 8) ^ table[0][(crc ^ *bytes) & 0xFF];
  return ~crc;
}
