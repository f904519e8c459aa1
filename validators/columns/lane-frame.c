/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-frame.h"

#include "validators/columns/lane-mask.h"

#include <string.h>

void
zb_lane_frame_set_reports (ZbLaneFrame *frame, const ZbColumnFile *file, guint block)
{
  frame->block = block;
  frame->section = -1;
  frame->serial++;
  frame->starts = NULL;
  memcpy (frame->live.words, zb_column_file_live (file, block), sizeof frame->live.words);
}

guint
zb_lane_frame_n_row_blocks (const ZbColumnFile *file, guint block, guint section)
{
  return zb_column_file_first_row_block (file, section, block + 1) -
         zb_column_file_first_row_block (file, section, block);
}

guint
zb_lane_frame_rows_of (const ZbLaneFrame *frame, guint lane, guint *ret_from)
{
  guint64 first = frame->first, end = first + ZB_LANES;
  guint64 from = frame->starts[lane], to = frame->starts[lane + 1];

  *ret_from = (guint)(CLAMP (from, first, end) - first);
  return (guint)(CLAMP (to, first, end) - first);
}

guint
zb_lane_frame_row (const ZbLaneFrame *frame, guint lane)
{
  return frame->first + lane - frame->starts[frame->reports[lane]];
}

void
zb_lane_frame_set_rows (
    ZbLaneFrame *frame, const ZbColumnFile *file, guint block, guint section, guint index)
{
  const guint64 *live = zb_column_file_live (file, block);

  frame->block = block;
  frame->section = (int)section;
  frame->row_block = zb_column_file_first_row_block (file, section, block) + index;
  frame->first = index * ZB_LANES;
  frame->serial++;
  frame->starts = zb_column_file_row_starts (file, section, block);
  zb_lane_mask_fill (&frame->live, FALSE);
  memset (frame->reports, 0, sizeof frame->reports);
  for (guint lane = 0; lane < ZB_LANES; lane++) {
    guint from, to = zb_lane_frame_rows_of (frame, lane, &from);
    gboolean is_live = zb_lane_mask_has (live, lane);

    for (guint row = from; row < to; row++) {
      frame->reports[row] = (guint16)lane;
      if (is_live)
        zb_lane_mask_put (&frame->live, row);
    }
  }
}
