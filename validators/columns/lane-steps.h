/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/lane-run.h"

/* The steps of a run, each kind in a file of its own. */

/* Lanes whose cells have all turned out blank. */
ZbLaneMask zb_lane_run_unseen (const ZbLaneRun *run);

/* Rows of what section a row slot is a column of; its domain's. */
guint zb_lane_run_section_of (const ZbLaneRun *run, guint row_slot);

/* Each step returns FALSE where the bounds of the block do not tell that it
 * can be done in lanes. */
ZbLaneRegister *zb_lane_run_register (ZbLaneRun *run, guint index);
/* The same for a new value: without flaws and divisor. */
ZbLaneRegister *zb_lane_run_begin (ZbLaneRun *run, guint index);
ZbLaneBlock zb_lane_run_block (ZbLaneRun *run, guint slot);
/* Marks lanes of a cell as flawed by its policy, and counts it among those seen. */
void zb_lane_run_note_cell (ZbLaneRun *run,
                            ZbLaneRegister *into,
                            const ZbLaneBlock *block,
                            guint policy);
/* Runs the @n ops from the @first on, or until a guard leaves no lane open. */
gboolean zb_lane_run_ops (ZbLaneRun *run, const ZbLaneKernel *kernel, guint first, guint n);
/* The figures of a block × @factor as lanes of their own. */
gboolean
zb_lane_run_take (ZbLaneRun *run, const ZbLaneBlock *block, ZbWide factor, ZbLanePart *part);
gboolean zb_lane_run_aggregate (ZbLaneRun *run, const ZbLaneOp *op);
/* A loop whose op is number @at of the kernel's. */
gboolean zb_lane_run_loop (ZbLaneRun *run, const ZbLaneKernel *kernel, guint at);
gboolean zb_lane_run_n_rows (ZbLaneRun *run, const ZbLaneOp *op);
/* Marks in @into the reports of which a row of @section is in @rows; in a frame of rows. */
void zb_lane_run_fold (const ZbLaneRun *run, const ZbLaneMask *rows, ZbLaneMask *into);
/* To whole numbers after × 10^@power. */
gboolean zb_lane_run_round (ZbLaneRun *run, ZbLaneRegister *value, int power, ZbRounding rounding);
/* Whether the figures of a calculation are those of its cells; FALSE where lanes cannot tell. */
gboolean zb_lane_run_settle_calculation (ZbLaneRun *run,
                                         const ZbLaneKernel *kernel,
                                         ZbLaneOutcomes *outcomes,
                                         ZbLaneMask *ret_doubtful);
gboolean zb_lane_run_sum (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_demand (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_figure (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_condition (ZbLaneRun *run, const ZbLaneOp *op);
