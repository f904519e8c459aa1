/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/kernel.h"
#include "validators/columns/lane-part.h"
#include "validators/machine.h"

/* Running kernels over one block of reports. One run serves one thread. */

/* A value of every lane: a figure num / den, or a condition. */
typedef struct {
  ZbLanePart num, den;
  gboolean has_den;   /* else it is 1 everywhere */
  gboolean is_flawed; /* some of the masks below have bits */
  ZbLaneMask blank, missing, refused;
  ZbLaneMask truth; /* of a condition */
} ZbLaneRegister;

/* The sums of the demand that ran last, for telling of the lanes that failed. */
typedef struct {
  guint bits; /* 32, 64, 128; 0: the bounds decided, nothing was summed */
  guint32 *narrow;
  ZbLanePart wide;
} ZbLaneSums;

/* How the lanes came out; those in none of the masks passed. */
typedef struct {
  ZbLaneMask failed, skipped, missing, broken;
} ZbLaneOutcomes;

typedef struct {
  const ZbColumnWorld *world;
  const ZbLaneKernels *kernels;
  GPtrArray *registers; /* ZbLaneRegister */
  ZbLanePart scratch[3];
  ZbLaneSums sums;
  ZbWorld *one; /* the world of a single lane, for what the kernels leave to the machine */
  ZbMachine *machine;
  gint64 *numbers; /* by slot: the cells of that lane */
  guint8 *states;
  guint block;
  /* Of the kernel at work. */
  ZbLaneMask open;  /* lanes whose guard has held so far */
  ZbLaneMask asked; /* lanes whose guard has held */
  ZbLaneMask seen;  /* lanes in which a cell had a value */
  gboolean counts, all_seen;
  gboolean with_slack; /* its demand allows for rounding itself */
} ZbLaneRun;

ZbLaneRun *zb_lane_run_new (const ZbColumnWorld *world, const ZbLaneKernels *kernels);
void zb_lane_run_free (ZbLaneRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLaneRun, zb_lane_run_free)

/* Judges all live reports of @block; the kernel has lanes. Returns whether registers and sums tell
 * of each lane that failed, else they have been judged one by one. */
gboolean zb_lane_run_kernel (ZbLaneRun *run,
                             const ZbLaneKernel *kernel,
                             guint block,
                             ZbLaneOutcomes *ret_outcomes);
/* Loads the cells that @kernel reads in one lane into run->machine. */
void zb_lane_run_load (ZbLaneRun *run, const ZbLaneKernel *kernel, guint lane);

/* Parts in files of their own. Each returns FALSE where the bounds of the block do not tell that it
 * can be done in lanes. */
ZbLaneRegister *zb_lane_run_register (ZbLaneRun *run, guint index);
/* The same for a new value: without flaws and divisor. */
ZbLaneRegister *zb_lane_run_begin (ZbLaneRun *run, guint index);
ZbLaneBlock zb_lane_run_block (const ZbLaneRun *run, guint slot);
/* Marks lanes of a cell as flawed by its policy, and counts it among those seen. */
void zb_lane_run_note_cell (ZbLaneRun *run,
                            ZbLaneRegister *into,
                            const ZbLaneBlock *block,
                            guint policy);
gboolean zb_lane_run_sum (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_demand (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_figure (ZbLaneRun *run, const ZbLaneOp *op);
gboolean zb_lane_run_condition (ZbLaneRun *run, const ZbLaneOp *op);
