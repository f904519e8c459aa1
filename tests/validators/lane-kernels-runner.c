/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lanes.h"

#include <stdio.h>

/* Puts every set of kernels that this machine can run to the same random lanes, holds each result
 * against a plain one, and prints the set's name and a sum over all results. It calls nothing of
 * GLib, so that it can be built for another machine by a compiler alone. */

#define N_ROUNDS 60

static const guint widths[] = {0, 1, 2, 4, 8};

typedef struct {
  const ZbLaneKernels *kernels;
  guint64 dice, sum;
  const char *wrong; /* NULL while all is right */
} Trial;

static guint64
roll (Trial *trial)
{
  trial->dice ^= trial->dice << 13;
  trial->dice ^= trial->dice >> 7;
  trial->dice ^= trial->dice << 17;
  return trial->dice;
}

/* Figures of any size, most of them small, some at the ends. */
static guint64
figure (Trial *trial)
{
  static const guint64 ends[] = {0, 1, G_MAXINT64, (guint64)G_MININT64, G_MAXUINT64};
  guint64 luck = roll (trial);

  return luck % 8 == 0 ? ends[luck / 8 % 5] : roll (trial) >> (luck / 8 % 64);
}

static void
take (Trial *trial, guint64 result, guint64 expected, const char *what)
{
  trial->sum = (trial->sum ^ result) * G_GUINT64_CONSTANT (0x100000001b3);
  if (result != expected && trial->wrong == NULL)
    trial->wrong = what;
}

static guint64
lane_at (const void *lanes, guint width, guint lane)
{
  switch (width) {
  case 1:
    return ((const guint8 *)lanes)[lane];
  case 2:
    return ((const guint16 *)lanes)[lane];
  case 4:
    return ((const guint32 *)lanes)[lane];
  case 8:
    return ((const guint64 *)lanes)[lane];
  default:
    return 0;
  }
}

static guint64
bit_at (const guint64 *words, guint lane)
{
  return words[lane / 64] >> (lane % 64) & 1;
}

typedef struct {
  guint64 a[ZB_LANES], b[ZB_LANES], result[ZB_LANES];
  guint32 narrow[ZB_LANES];
  guint64 less[ZB_LANE_WORDS], equal[ZB_LANE_WORDS];
} Lanes;

static void
try_sums (Trial *trial, Lanes *lanes, guint width)
{
  static const guint64 factors[] = {1, G_MAXUINT64, 10, 1000};
  guint64 start = figure (trial), factor = factors[roll (trial) % 4];
  guint64 low = figure (trial), span = figure (trial);

  trial->kernels->start64 (lanes->result, start, factor, lanes->a, width);
  trial->kernels->add64 (lanes->result, factor, lanes->b, width);
  trial->kernels->within64 (lanes->result, low, span, lanes->less);
  for (guint i = 0; i < ZB_LANES; i++) {
    guint64 expected =
        start + factor * (lane_at (lanes->a, width, i) + lane_at (lanes->b, width, i));

    take (trial, lanes->result[i], expected, "start64, add64");
    take (trial, bit_at (lanes->less, i), expected - low <= span, "within64");
  }
  if (width > 4)
    return;
  trial->kernels->start32 (lanes->narrow, (guint32)start, (guint32)factor, lanes->a, width);
  trial->kernels->add32 (lanes->narrow, (guint32)factor, lanes->b, width);
  trial->kernels->within32 (lanes->narrow, (guint32)low, (guint32)span, lanes->less);
  for (guint i = 0; i < ZB_LANES; i++) {
    guint32 expected =
        (guint32)(start + factor * (lane_at (lanes->a, width, i) + lane_at (lanes->b, width, i)));

    take (trial, lanes->narrow[i], expected, "start32, add32");
    take (trial, bit_at (lanes->less, i), expected - (guint32)low <= (guint32)span, "within32");
  }
}

static guint64
gap_of (gint64 a, gint64 b)
{
  return a < b ? (guint64)b - (guint64)a : (guint64)a - (guint64)b;
}

static void
try_pairs (Trial *trial, Lanes *lanes)
{
  gint64 *a = (gint64 *)lanes->a, *b = (gint64 *)lanes->b, *result = (gint64 *)lanes->result;
  gint64 factor = (gint64)figure (trial), limit = (gint64)(figure (trial) >> 2);

  trial->kernels->order64 (a, b, lanes->less, lanes->equal);
  for (guint i = 0; i < ZB_LANES; i++) {
    take (trial, bit_at (lanes->less, i), a[i] < b[i], "order64, less");
    take (trial, bit_at (lanes->equal, i), a[i] == b[i], "order64, equal");
  }
  trial->kernels->sum64 (result, a, b);
  for (guint i = 0; i < ZB_LANES; i++)
    take (trial, lanes->result[i], lanes->a[i] + lanes->b[i], "sum64");
  trial->kernels->product64 (result, a, b);
  for (guint i = 0; i < ZB_LANES; i++)
    take (trial, lanes->result[i], lanes->a[i] * lanes->b[i], "product64");
  trial->kernels->scaled64 (result, a, factor);
  for (guint i = 0; i < ZB_LANES; i++)
    take (trial, lanes->result[i], lanes->a[i] * (guint64)factor, "scaled64");
  trial->kernels->absolute64 (result, a);
  for (guint i = 0; i < ZB_LANES; i++)
    take (trial, lanes->result[i], a[i] < 0 ? 0 - lanes->a[i] : lanes->a[i], "absolute64");
  /* What follows is only asked where differences and products fit. */
  for (guint i = 0; i < ZB_LANES; i++) {
    a[i] >>= 16;
    b[i] >>= 16;
  }
  trial->kernels->close64 (a, b, limit, lanes->less);
  trial->kernels->near64 (a, b, 10000, 250, lanes->equal);
  for (guint i = 0; i < ZB_LANES; i++) {
    guint64 larger = MAX (gap_of (a[i], 0), gap_of (b[i], 0));

    take (trial, bit_at (lanes->less, i), gap_of (a[i], b[i]) <= (guint64)limit, "close64");
    take (trial, bit_at (lanes->equal, i), gap_of (a[i], b[i]) * 10000 <= larger * 250, "near64");
  }
}

static void
try_all (Trial *trial)
{
  static Lanes lanes __attribute__ ((aligned (ZB_COLUMN_ALIGN)));

  for (guint round = 0; round < N_ROUNDS; round++) {
    for (guint i = 0; i < ZB_LANES; i++) {
      lanes.a[i] = figure (trial);
      lanes.b[i] = roll (trial) % 4 == 0 ? lanes.a[i] : figure (trial);
    }
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
      try_sums (trial, &lanes, widths[i]);
    try_pairs (trial, &lanes);
  }
}

int
main (void)
{
  const ZbLaneKernels *kernels;
  int status = 0;

  for (guint i = 0; (kernels = zb_lane_kernels_at (i)) != NULL; i++) {
    Trial trial = {.kernels = kernels, .dice = 88172645463325252u};

    try_all (&trial);
    printf ("%s %016llx%s%s\n", kernels->name, (unsigned long long)trial.sum,
            trial.wrong == NULL ? "" : " wrong: ", trial.wrong == NULL ? "" : trial.wrong);
    status |= trial.wrong != NULL;
  }
  return status;
}
