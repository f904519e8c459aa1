/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-layout.h"

/* Lanes: one value of each report of a block, side by side. A mask has a bit a lane. */

typedef struct {
  guint64 words[ZB_LANE_WORDS];
} ZbLaneMask;

/* One column of one block as it lies in memory: a lane holds value - base. */
typedef struct {
  gint64 base;
  gint64 low, high;       /* of the values; blank ones are zero and counted */
  const void *lanes;      /* unsigned, @width bytes each; NULL where all are @base */
  guint width;            /* 0, 1, 2, 4, 8 */
  const guint64 *blank;   /* (nullable) mask of cells without a value */
  const guint64 *missing; /* (nullable) mask of values that are not for us */
  gboolean unfit;         /* some figure has no room in a lane: it can only be had one by one */
} ZbLaneBlock;

/* ZbCellState of one lane: value, blank or withheld. */
guint8 zb_lane_block_state (const ZbLaneBlock *block, guint lane);
/* The value of one lane. */
gint64 zb_lane_block_at (const ZbLaneBlock *block, guint lane);

/* The inner loops, each over ZB_LANES lanes, built once for every instruction set. Sums wrap: the
 * caller has proven that results fit. Vectors are aligned to ZB_COLUMN_ALIGN. */
typedef struct {
  const char *name; /* "avx2" */
  /* acc = start + factor × lane; with @lanes NULL acc = start. */
  void (*start32) (guint32 *acc, guint32 start, guint32 factor, const void *lanes, guint width);
  void (*start64) (guint64 *acc, guint64 start, guint64 factor, const void *lanes, guint width);
  /* acc += factor × lane */
  void (*add32) (guint32 *acc, guint32 factor, const void *lanes, guint width);
  void (*add64) (guint64 *acc, guint64 factor, const void *lanes, guint width);
  /* Bits of lanes with (lane - low) <= span, unsigned. */
  void (*within32) (const guint32 *acc, guint32 low, guint32 span, guint64 *ret_words);
  void (*within64) (const guint64 *acc, guint64 low, guint64 span, guint64 *ret_words);
  /* Bits of lanes with a < b, and with a == b. */
  void (*order64) (const gint64 *a, const gint64 *b, guint64 *ret_less, guint64 *ret_equal);
  void (*sum64) (gint64 *result, const gint64 *a, const gint64 *b);
  void (*product64) (gint64 *result, const gint64 *a, const gint64 *b);
  void (*scaled64) (gint64 *result, const gint64 *a, gint64 factor);
  void (*absolute64) (gint64 *result, const gint64 *a);
  /* Bits of lanes with |a - b| <= @limit. */
  void (*close64) (const gint64 *a, const gint64 *b, gint64 limit, guint64 *ret_words);
  /* Bits of lanes with |a - b| × @whole <= max (|a|, |b|) × @share. */
  void (*near64) (const gint64 *a, const gint64 *b, gint64 whole, gint64 share, guint64 *ret_words);
} ZbLaneKernels;

/* The fastest that this machine can run. */
const ZbLaneKernels *zb_lane_kernels (void);
/* All that it can run, the fastest first; NULL beyond. */
const ZbLaneKernels *zb_lane_kernels_at (guint index);
