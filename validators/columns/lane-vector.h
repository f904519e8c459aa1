/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-layout.h"

/* One column of one block, narrowed: the lanes and then its bitmaps, as they lie in a file. */
typedef struct {
  ZbColumnBlock block; /* without its place */
  GByteArray *bytes;
} ZbLaneVector;

ZbLaneVector *zb_lane_vector_new (void);
void zb_lane_vector_free (ZbLaneVector *vector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLaneVector, zb_lane_vector_free)
/* Takes in up to ZB_LANES figures with their states (ZbCellState; NULL: all are values); lanes
 * beyond are blank. */
void
zb_lane_vector_pack (ZbLaneVector *vector, const gint64 *numbers, const guint8 *states, guint n);
/* The length of lanes and bitmaps of a block. */
gsize zb_column_block_size (const ZbColumnBlock *block);
