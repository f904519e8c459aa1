/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/violation.h"

/* All rules of a form over all reports of a column file: what each rule says of each report, as
 * bits, and a record of each violation. */
typedef struct _ZbRecheck ZbRecheck;

/* Whole reports, for rules that lanes cannot judge. */
typedef struct {
  /* The report of number @index in the column file and what its rules may ask of the world,
   * borrowed until the next call on the same thread; NULL if it cannot be had, which makes those
   * rules not evaluable. */
  const ZbReport *(*report) (gpointer self, guint index, ZbContext *ret_context);
  gpointer self;
} ZbReportSource;

/* @context answers what is the same for all units. @reports.report may be NULL. @kernels: NULL for
 * the fastest. */
ZbRecheck *zb_recheck_new (ZbRuleset *ruleset,
                           ZbColumnFile *file,
                           ZbContext context,
                           ZbReportSource reports,
                           const ZbLaneKernels *kernels);
void zb_recheck_free (ZbRecheck *recheck);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRecheck, zb_recheck_free)

/* Judges every report on @n_threads threads. */
void zb_recheck_run (ZbRecheck *recheck, guint n_threads);
/* Judges the reports of one block anew. */
void zb_recheck_run_block (ZbRecheck *recheck, guint block);

/* What is known of a rule's instance in one block. */
typedef struct {
  guint passed, failed, skipped, not_evaluable, broken;
} ZbTally;

guint zb_recheck_n_kernels (const ZbRecheck *recheck);
const ZbLaneKernel *zb_recheck_kernel (const ZbRecheck *recheck, guint index);
/* Over all blocks; rows of dynamic sections count one by one. */
ZbTally zb_recheck_tally (const ZbRecheck *recheck, guint instance);
/* Reports of @block in which @instance did not pass, error or fail. */
const ZbLaneMask *zb_recheck_failed (const ZbRecheck *recheck, guint instance, guint block);
/* The violations of a block, by instance, then by report. Borrowed. */
const ZbViolation *zb_recheck_violations (const ZbRecheck *recheck, guint block, guint *ret_n);
/* Those of a violation that has them so. */
const ZbWideSides *
zb_recheck_wide_sides (const ZbRecheck *recheck, guint block, const ZbViolation *violation);
