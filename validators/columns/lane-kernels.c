/* SPDX-License-Identifier: Apache-2.0 */
/* Built once for each instruction set, with ZB_LANE_KERNELS naming the table and ZB_LANE_SET the
 * set: plain loops that the compiler turns into vector code. Wrapping arithmetic is meant. */
#include "validators/columns/lanes.h"

#include <string.h>

extern const ZbLaneKernels ZB_LANE_KERNELS;

#define ALIGNED(pointer) __builtin_assume_aligned (pointer, ZB_COLUMN_ALIGN)

/* Loops over one width of lanes; most factors are 1 and -1. */
#define DEFINE_SUMS(Acc, Lane, bits, name)                                                         \
  static void start##bits##_##name (Acc *acc, Acc start, Acc factor, const void *lanes)            \
  {                                                                                                \
    const Lane *restrict lane = ALIGNED (lanes);                                                   \
    Acc *restrict out = ALIGNED (acc);                                                             \
                                                                                                   \
    if (factor == 1) {                                                                             \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] = start + lane[i];                                                                  \
    } else if (factor == (Acc)-1) {                                                                \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] = start - lane[i];                                                                  \
    } else {                                                                                       \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] = start + factor * lane[i];                                                         \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void add##bits##_##name (Acc *acc, Acc factor, const void *lanes)                         \
  {                                                                                                \
    const Lane *restrict lane = ALIGNED (lanes);                                                   \
    Acc *restrict out = ALIGNED (acc);                                                             \
                                                                                                   \
    if (factor == 1) {                                                                             \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] += lane[i];                                                                         \
    } else if (factor == (Acc)-1) {                                                                \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] -= lane[i];                                                                         \
    } else {                                                                                       \
      for (guint i = 0; i < ZB_LANES; i++)                                                         \
        out[i] += factor * lane[i];                                                                \
    }                                                                                              \
  }

DEFINE_SUMS (guint32, guint8, 32, bytes)
DEFINE_SUMS (guint32, guint16, 32, halves)
DEFINE_SUMS (guint32, guint32, 32, words)
DEFINE_SUMS (guint64, guint8, 64, bytes)
DEFINE_SUMS (guint64, guint16, 64, halves)
DEFINE_SUMS (guint64, guint32, 64, words)
DEFINE_SUMS (guint64, guint64, 64, longs)

static void
start32 (guint32 *acc, guint32 start, guint32 factor, const void *lanes, guint width)
{
  switch (width) {
  case 1:
    start32_bytes (acc, start, factor, lanes);
    return;
  case 2:
    start32_halves (acc, start, factor, lanes);
    return;
  case 4:
    start32_words (acc, start, factor, lanes);
    return;
  default:
    for (guint i = 0; i < ZB_LANES; i++)
      acc[i] = start;
    return;
  }
}

static void
start64 (guint64 *acc, guint64 start, guint64 factor, const void *lanes, guint width)
{
  switch (width) {
  case 1:
    start64_bytes (acc, start, factor, lanes);
    return;
  case 2:
    start64_halves (acc, start, factor, lanes);
    return;
  case 4:
    start64_words (acc, start, factor, lanes);
    return;
  case 8:
    start64_longs (acc, start, factor, lanes);
    return;
  default:
    for (guint i = 0; i < ZB_LANES; i++)
      acc[i] = start;
    return;
  }
}

static void
add32 (guint32 *acc, guint32 factor, const void *lanes, guint width)
{
  if (width == 1)
    add32_bytes (acc, factor, lanes);
  else if (width == 2)
    add32_halves (acc, factor, lanes);
  else if (width == 4)
    add32_words (acc, factor, lanes);
}

static void
add64 (guint64 *acc, guint64 factor, const void *lanes, guint width)
{
  if (width == 1)
    add64_bytes (acc, factor, lanes);
  else if (width == 2)
    add64_halves (acc, factor, lanes);
  else if (width == 4)
    add64_words (acc, factor, lanes);
  else if (width == 8)
    add64_longs (acc, factor, lanes);
}

/* 64 bytes of 0 and 1 to a word: each product brings eight of them together in its top byte. */
static guint64
pack (const guint8 *bytes)
{
  guint64 word = 0;

  for (guint i = 0; i < 8; i++) {
    guint64 chunk;

    memcpy (&chunk, bytes + 8 * i, sizeof chunk);
    chunk = GUINT64_FROM_LE (chunk) * G_GUINT64_CONSTANT (0x0102040810204080);
    word |= (chunk >> 56) << (8 * i);
  }
  return word;
}

static void
pack_all (const guint8 *bytes, guint64 *words)
{
  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    words[i] = pack (bytes + 64 * i);
}

static void
within32 (const guint32 *acc, guint32 low, guint32 span, guint64 *ret_words)
{
  const guint32 *restrict lane = ALIGNED (acc);
  guint8 bytes[ZB_LANES] __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint i = 0; i < ZB_LANES; i++)
    bytes[i] = lane[i] - low <= span;
  pack_all (bytes, ret_words);
}

static void
within64 (const guint64 *acc, guint64 low, guint64 span, guint64 *ret_words)
{
  const guint64 *restrict lane = ALIGNED (acc);
  guint8 bytes[ZB_LANES] __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint i = 0; i < ZB_LANES; i++)
    bytes[i] = lane[i] - low <= span;
  pack_all (bytes, ret_words);
}

static void
order64 (const gint64 *a, const gint64 *b, guint64 *ret_less, guint64 *ret_equal)
{
  const gint64 *restrict left = ALIGNED (a), *restrict right = ALIGNED (b);
  guint8 bytes[ZB_LANES] __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint i = 0; i < ZB_LANES; i++)
    bytes[i] = left[i] < right[i];
  pack_all (bytes, ret_less);
  for (guint i = 0; i < ZB_LANES; i++)
    bytes[i] = left[i] == right[i];
  pack_all (bytes, ret_equal);
}

static void
sum64 (gint64 *result, const gint64 *a, const gint64 *b)
{
  for (guint i = 0; i < ZB_LANES; i++)
    result[i] = a[i] + b[i];
}

static void
product64 (gint64 *result, const gint64 *a, const gint64 *b)
{
  for (guint i = 0; i < ZB_LANES; i++)
    result[i] = a[i] * b[i];
}

static void
scaled64 (gint64 *result, const gint64 *a, gint64 factor)
{
  for (guint i = 0; i < ZB_LANES; i++)
    result[i] = a[i] * factor;
}

static void
absolute64 (gint64 *result, const gint64 *a)
{
  for (guint i = 0; i < ZB_LANES; i++)
    result[i] = a[i] < 0 ? -a[i] : a[i];
}

static void
close64 (const gint64 *a, const gint64 *b, gint64 limit, guint64 *ret_words)
{
  const gint64 *restrict left = ALIGNED (a), *restrict right = ALIGNED (b);
  guint8 bytes[ZB_LANES] __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint i = 0; i < ZB_LANES; i++) {
    gint64 gap = left[i] - right[i];

    bytes[i] = gap <= limit && gap >= -limit;
  }
  pack_all (bytes, ret_words);
}

static void
near64 (const gint64 *a, const gint64 *b, gint64 whole, gint64 share, guint64 *ret_words)
{
  const gint64 *restrict left = ALIGNED (a), *restrict right = ALIGNED (b);
  guint8 bytes[ZB_LANES] __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint i = 0; i < ZB_LANES; i++) {
    gint64 x = left[i] < 0 ? -left[i] : left[i], y = right[i] < 0 ? -right[i] : right[i];
    gint64 gap = left[i] - right[i];

    bytes[i] = (gap < 0 ? -gap : gap) * whole <= (x > y ? x : y) * share;
  }
  pack_all (bytes, ret_words);
}

const ZbLaneKernels ZB_LANE_KERNELS = {
    .name = ZB_LANE_SET,
    .start32 = start32,
    .start64 = start64,
    .add32 = add32,
    .add64 = add64,
    .within32 = within32,
    .within64 = within64,
    .order64 = order64,
    .sum64 = sum64,
    .product64 = product64,
    .scaled64 = scaled64,
    .absolute64 = absolute64,
    .close64 = close64,
    .near64 = near64,
};
