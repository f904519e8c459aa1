/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-vector.h"

#include "forms/report.h"
#include "validators/columns/column-shape.h"

#include <string.h>

ZbLaneVector *
zb_lane_vector_new (void)
{
  ZbLaneVector *vector = g_new0 (ZbLaneVector, 1);

  vector->bytes = g_byte_array_new ();
  return vector;
}

void
zb_lane_vector_free (ZbLaneVector *vector)
{
  if (vector == NULL)
    return;
  g_byte_array_unref (vector->bytes);
  g_free (vector);
}

gsize
zb_column_block_size (const ZbColumnBlock *block)
{
  gsize bitmap = ZB_LANE_WORDS * sizeof (guint64);

  return (gsize)block->width * ZB_LANES + (block->flags & ZB_COLUMN_HAS_BLANK ? bitmap : 0) +
         (block->flags & ZB_COLUMN_HAS_MISSING ? bitmap : 0);
}

static guint
width_of (guint64 span)
{
  if (span == 0)
    return 0;
  return span <= G_MAXUINT8 ? 1 : span <= G_MAXUINT16 ? 2 : span <= G_MAXUINT32 ? 4 : 8;
}

/* The frame of reference: none where it saves nothing. */
static void
choose_width (ZbColumnBlock *block)
{
  guint64 span = (guint64)block->high - (guint64)block->low;

  block->width = width_of (span);
  block->base = block->low;
  if (block->width == 8 ||
      (block->width > 0 && block->low >= 0 && width_of ((guint64)block->high) == block->width))
    block->base = 0;
}

static void
put_lanes (ZbLaneVector *vector, const gint64 *values)
{
  const ZbColumnBlock *block = &vector->block;
  guint8 *lanes;

  g_byte_array_set_size (vector->bytes, block->width * ZB_LANES);
  lanes = vector->bytes->data;
  for (guint i = 0; i < ZB_LANES && block->width > 0; i++) {
    guint64 lane = (guint64)values[i] - (guint64)block->base;

    if (block->width == 1)
      lanes[i] = (guint8)lane;
    else if (block->width == 2)
      ((guint16 *)(void *)lanes)[i] = (guint16)lane;
    else if (block->width == 4)
      ((guint32 *)(void *)lanes)[i] = (guint32)lane;
    else
      ((guint64 *)(void *)lanes)[i] = lane;
  }
}

static void
put_mask (ZbLaneVector *vector, const guint64 *words, guint n_set, ZbColumnBlockFlags flag)
{
  if (n_set == 0)
    return;
  vector->block.flags |= flag;
  g_byte_array_append (vector->bytes, (const guint8 *)words, ZB_LANE_WORDS * sizeof *words);
}

void
zb_lane_vector_pack (ZbLaneVector *vector, const gint64 *numbers, const guint8 *states, guint n)
{
  gint64 values[ZB_LANES];
  guint64 blank[ZB_LANE_WORDS] = {0}, missing[ZB_LANE_WORDS] = {0};
  guint n_blank = 0, n_missing = 0;
  ZbColumnBlock *block = &vector->block;

  *block = (ZbColumnBlock){0};
  for (guint i = 0; i < ZB_LANES; i++) {
    gboolean is_missing = i < n && states != NULL && states[i] == ZB_STATE_WITHHELD;
    gboolean is_blank = !is_missing && (i >= n || (states != NULL && states[i] != ZB_STATE_VALUE));
    guint64 bit = G_GUINT64_CONSTANT (1) << (i % 64);

    values[i] = is_blank || is_missing ? 0 : numbers[i];
    if (i < n) {
      blank[i / 64] |= is_blank ? bit : 0;
      missing[i / 64] |= is_missing ? bit : 0;
      n_blank += (guint)is_blank;
      n_missing += (guint)is_missing;
    }
    block->low = i == 0 ? values[i] : MIN (block->low, values[i]);
    block->high = i == 0 ? values[i] : MAX (block->high, values[i]);
  }
  choose_width (block);
  put_lanes (vector, values);
  if (n_blank == n)
    block->flags |= ZB_COLUMN_ALL_BLANK;
  else
    put_mask (vector, blank, n_blank, ZB_COLUMN_HAS_BLANK);
  put_mask (vector, missing, n_missing, ZB_COLUMN_HAS_MISSING);
  block->sum = zb_column_sum (0, vector->bytes->data, vector->bytes->len);
}
