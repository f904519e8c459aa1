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

#if defined(__x86_64__)
#include <immintrin.h>

#define FOLDING __attribute__ ((target ("pclmul,sse2")))

static FOLDING __m128i
fold (__m128i sum, __m128i factors, __m128i next)
{
  __m128i low = _mm_clmulepi64_si128 (sum, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128 (sum, factors, 0x11);

  return _mm_xor_si128 (_mm_xor_si128 (low, high), next);
}

static FOLDING __m128i
load (const guint8 *bytes)
{
  return _mm_loadu_si128 ((const __m128i *)(gconstpointer)bytes);
}

/* Folds whole blocks of 16 bytes, four at least, into the 16 that have the same remainder (Gopal
 * and others, Fast CRC Computation for Generic Polynomials Using PCLMULQDQ, Intel 2009). The
 * factors are x⁵⁷⁶ and x⁵¹² less 32, x¹⁶⁰ and x¹²⁸ less 32, modulo the polynomial, reflected. */
static FOLDING void
fold_blocks (guint32 crc, const guint8 *bytes, gsize length, guint8 ret_block[16])
{
  const __m128i by_four = _mm_set_epi64x (0x1C6E41596, 0x154442BD4);
  const __m128i by_one = _mm_set_epi64x (0x0CCAA009E, 0x1751997D0);
  __m128i sums[4];

  for (int i = 0; i < 4; i++)
    sums[i] = load (bytes + 16 * i);
  sums[0] = _mm_xor_si128 (sums[0], _mm_cvtsi32_si128 ((int)crc));
  bytes += 64;
  length -= 64;
  for (; length >= 64; bytes += 64, length -= 64) {
    for (int i = 0; i < 4; i++)
      sums[i] = fold (sums[i], by_four, load (bytes + 16 * i));
  }
  for (int i = 1; i < 4; i++)
    sums[0] = fold (sums[0], by_one, sums[i]);
  for (; length >= 16; bytes += 16, length -= 16)
    sums[0] = fold (sums[0], by_one, load (bytes));
  _mm_storeu_si128 ((__m128i *)(gpointer)ret_block, sums[0]);
}

static gboolean
can_fold (gsize length)
{
  return length >= 64 && __builtin_cpu_supports ("pclmul");
}
#else
static void
fold_blocks (guint32 crc, const guint8 *bytes, gsize length, guint8 ret_block[16])
{
}

static gboolean
can_fold (gsize length)
{
  return FALSE;
}
#endif

static guint32
update (guint32 crc, const guint8 *bytes, gsize length)
{
  static GOnce once = G_ONCE_INIT;
  const guint32 (*table)[256] = g_once (&once, make_table_cb, NULL);

  for (; length >= 8; bytes += 8, length -= 8) {
    guint32 low = crc ^ load32 (bytes);
    guint32 high = load32 (bytes + 4);

    crc = table[7][low & 0xFF] ^ table[6][low >> 8 & 0xFF] ^ table[5][low >> 16 & 0xFF] ^
          table[4][low >> 24] ^ table[3][high & 0xFF] ^ table[2][high >> 8 & 0xFF] ^
          table[1][high >> 16 & 0xFF] ^ table[0][high >> 24];
  }
  for (; length > 0; bytes++, length--)
    crc = (crc >> 8) ^ table[0][(crc ^ *bytes) & 0xFF];
  return crc;
}

guint32
zb_crc32 (const guint8 *bytes, gsize length)
{
  guint32 crc = 0xFFFFFFFFu;
  gsize folded = can_fold (length) ? length / 16 * 16 : 0;
  guint8 block[16];

  if (folded > 0) {
    fold_blocks (crc, bytes, folded, block);
    crc = update (0, block, sizeof block);
  }
  return ~update (crc, bytes + folded, length - folded);
}
