/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-world.h"
#include "validators/columns/lane-frame.h"

/* The columns that kernels read, as lanes of the frame at work: those of the judged file as they
 * lie there, others gathered report by report or row by row, once a frame. */
typedef struct _ZbLaneInputs ZbLaneInputs;

ZbLaneInputs *zb_lane_inputs_new (const ZbColumnWorld *world);
void zb_lane_inputs_free (ZbLaneInputs *inputs);

/* A cell in the lanes of @frame; of rows, each has that of its report. Good until the frame's next
 * of the kind. */
ZbLaneBlock zb_lane_inputs_slot (ZbLaneInputs *inputs, const ZbLaneFrame *frame, guint slot);
/* A column of rows, in a frame of rows of its domain. */
ZbLaneBlock
zb_lane_inputs_row_slot (ZbLaneInputs *inputs, const ZbLaneFrame *frame, guint row_slot);
/* The same for one report's row @row of the domain's section @section, as it was typed: to count by
 * the power of ten in *@ret_shift, which is -1 where none is known. */
gint64 zb_lane_inputs_row (const ZbLaneInputs *inputs,
                           guint row_slot,
                           guint section,
                           guint report,
                           guint row,
                           int *ret_shift,
                           guint8 *ret_state);
