/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/kernel.h"
#include "validators/columns/lane-inputs.h"
#include "validators/columns/lane-part.h"
#include "validators/machine.h"

/* Running kernels over one block of reports, or over the rows of its reports. One run serves one
 * thread. */

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
  gint64 *row_numbers; /* the rows of that lane's report: of each row all row slots */
  guint8 *row_states;
  ZbLaneFrame frame;
  ZbLaneInputs *inputs;
  gint64 *gathered; /* of an aggregate over rows: by report */
  guint32 *n_gathered;
  /* Of the kernel at work. */
  ZbLaneMask open;   /* lanes whose guard has held so far */
  ZbLaneMask asked;  /* lanes whose guard has held */
  ZbLaneMask looked; /* lanes in which a cell of some row was looked at */
  ZbLaneMask seen;   /* lanes in which a cell had a value */
  gboolean counts, all_seen;
  gboolean with_slack; /* its demand allows for rounding itself */
  ZbLaneOutcomes *outcomes;
} ZbLaneRun;

ZbLaneRun *zb_lane_run_new (const ZbColumnWorld *world, const ZbLaneKernels *kernels);
void zb_lane_run_free (ZbLaneRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLaneRun, zb_lane_run_free)

/* Judges all live reports of @block; the kernel has lanes, and no domain. Returns whether registers
 * and sums tell of each lane that failed, else they have been judged one by one. */
gboolean zb_lane_run_kernel (ZbLaneRun *run,
                             const ZbLaneKernel *kernel,
                             guint block,
                             ZbLaneOutcomes *ret_outcomes);
/* The same of a kernel with a domain: each row in row block @index of the block's reports. Then
 * run->frame tells what the lanes stand for. */
gboolean zb_lane_run_rows (ZbLaneRun *run,
                           const ZbLaneKernel *kernel,
                           guint block,
                           guint index,
                           ZbLaneOutcomes *ret_outcomes);
/* Loads the cells that @kernel reads in one lane into run->machine. */
void zb_lane_run_load (ZbLaneRun *run, const ZbLaneKernel *kernel, guint lane);
