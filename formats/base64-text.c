/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/base64-text.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#ifdef __x86_64__
#define AT_ONCE 24
/* So many bytes are loaded for them. */
#define LOADED 28

/* 24 bytes as 32 digits, in both halves of a register alike (W. Muła, D. Lemire, "Faster Base64
 * Encoding and Decoding Using AVX2 Instructions", 2018). */
__attribute__ ((target ("avx2"))) static void
write_at_once (char *to, const guint8 *from)
{
  /* Three bytes become a lane of four, so ordered that each half of it has two whole digits. */
  const __m128i order = _mm_setr_epi8 (1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  /* From a digit's value to the digit, by its kind: a to z, ten times 0 to 9, +, /, A to Z. */
  const __m128i shifts =
      _mm_setr_epi8 (71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0);
  __m256i lanes = _mm256_shuffle_epi8 (
      _mm256_loadu2_m128i ((const __m128i_u *)(from + 12), (const __m128i_u *)from),
      _mm256_broadcastsi128_si256 (order));
  __m256i first_and_third = _mm256_mulhi_epu16 (
      _mm256_and_si256 (lanes, _mm256_set1_epi32 (0x0fc0fc00)), _mm256_set1_epi32 (0x04000040));
  __m256i second_and_fourth = _mm256_mullo_epi16 (
      _mm256_and_si256 (lanes, _mm256_set1_epi32 (0x003f03f0)), _mm256_set1_epi32 (0x01000010));
  __m256i values = _mm256_or_si256 (first_and_third, second_and_fourth);
  __m256i capital = _mm256_cmpgt_epi8 (_mm256_set1_epi8 (26), values);
  __m256i kinds = _mm256_or_si256 (_mm256_subs_epu8 (values, _mm256_set1_epi8 (51)),
                                   _mm256_and_si256 (capital, _mm256_set1_epi8 (13)));
  __m256i to_digit = _mm256_shuffle_epi8 (_mm256_broadcastsi128_si256 (shifts), kinds);

  _mm256_storeu_si256 ((__m256i_u *)to, _mm256_add_epi8 (values, to_digit));
}

/* As much as can be; what is left is for write_groups(). */
__attribute__ ((target ("avx2"))) static gsize
write_most (char *to, const guint8 *from, gsize length)
{
  gsize done = 0;

  for (; length - done >= LOADED; done += AT_ONCE)
    write_at_once (to + done / 3 * 4, from + done);
  return done;
}
#endif

static void
write_groups (char *to, const guint8 *from, gsize length)
{
  for (; length > 0; from += 3, to += 4) {
    gsize n = MIN (length, 3);
    guint32 bits = (guint32)from[0] << 16 | (n > 1 ? (guint32)from[1] << 8 : 0) |
                   (n > 2 ? (guint32)from[2] : 0);

    to[0] = digits[bits >> 18];
    to[1] = digits[bits >> 12 & 63];
    to[2] = n > 1 ? digits[bits >> 6 & 63] : '=';
    to[3] = n > 2 ? digits[bits & 63] : '=';
    length -= n;
  }
}

void
zb_base64_append (GString *out, const void *bytes, gsize length)
{
  gsize before = out->len, done = 0;

  g_string_set_size (out, before + (length + 2) / 3 * 4);
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx2"))
    done = write_most (out->str + before, bytes, length);
#endif
  write_groups (out->str + before + done / 3 * 4, (const guint8 *)bytes + done, length - done);
}
