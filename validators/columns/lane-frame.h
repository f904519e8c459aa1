/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-file.h"

/* What the lanes at work stand for: the reports of a block, or the rows that its reports have in
 * one dynamic section, ZB_LANES at a time. */
typedef struct {
  guint block;           /* of reports */
  int section;           /* whose rows the lanes are; -1: they are reports */
  guint row_block;       /* of the file */
  guint first;           /* the first lane's row, counted from the first of the block */
  guint64 serial;        /* no two frames of a run have the same */
  const guint32 *starts; /* of rows */
  ZbLaneMask live;
  guint16 reports[ZB_LANES]; /* of each row the lane of its report */
} ZbLaneFrame;

void zb_lane_frame_set_reports (ZbLaneFrame *frame, const ZbColumnFile *file, guint block);
/* @index: of the row block among those of the block of reports. */
void zb_lane_frame_set_rows (
    ZbLaneFrame *frame, const ZbColumnFile *file, guint block, guint section, guint index);
/* Row blocks of a block of reports. */
guint zb_lane_frame_n_row_blocks (const ZbColumnFile *file, guint block, guint section);
/* The lanes of report @lane that are in this frame of rows: from *@ret_from to before the result.
 */
guint zb_lane_frame_rows_of (const ZbLaneFrame *frame, guint lane, guint *ret_from);
/* The row that @lane stands for, counted within its report. */
guint zb_lane_frame_row (const ZbLaneFrame *frame, guint lane);
