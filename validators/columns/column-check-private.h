/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-check.h"

/* What a check has found in one block of reports. */
typedef struct {
  ZbLaneMask *failed; /* by instance */
  ZbTally *tallies;   /* by instance */
  ZbViolation *violations;
  guint n_violations;
  GArray *wide; /* (nullable) ZbWideSides */
  /* What rules said of whole reports, so that it can be said again: of each report, from @starts
   * on, the outcomes of all rules in their order; where a rule goes by rows, their number first. */
  GByteArray *said;  /* (nullable) */
  guint32 *starts;   /* (nullable) by lane */
  ZbLaneMask opened; /* the reports that could be had */
} ZbCheckedBlock;

struct _ZbColumnCheck {
  ZbColumnWorld *world;
  ZbReportSource reports;
  const ZbLaneKernels *kernels;
  GPtrArray *list; /* ZbLaneKernel, by instance */
  gboolean any_whole;
  guint n_blocks;
  guint n_opened; /* whole reports, by the last run */
  ZbCheckedBlock *blocks;
  ZbLaneMask *masks; /* of all blocks */
  ZbTally *tallies;
};

/* What one thread works with. */
typedef struct {
  ZbColumnCheck *check;
  ZbLaneRun *run;
  GArray *violations, *wide;
  const ZbColumnCheck *before; /* (nullable) whose word counts where nothing has changed */
  gboolean keeps_whole;        /* its word on whole reports does, too */
  guint n_judged;              /* blocks, by lanes */
  guint n_opened;              /* whole reports */
  int *next;
} ZbColumnWorker;

/* A whole report with a machine that has it; without a machine where it cannot be had. */
typedef struct {
  ZbWholeReport whole;
  ZbWorld *world;
  ZbMachine *machine;
} ZbOpenedReport;

void zb_opened_report_init (ZbOpenedReport *opened, const ZbColumnCheck *check, guint index);
void zb_opened_report_clear (ZbOpenedReport *opened, const ZbColumnCheck *check);

/* Puts the rules that need whole reports to the reports of a block, but to none that are what they
 * were before. */
void zb_column_worker_run_whole (ZbColumnWorker *worker, guint block);
/* Whether what was said of whole reports before may be said again where they are the same. */
gboolean zb_column_check_keeps_whole (const ZbColumnCheck *check, const ZbColumnCheck *before);
/* Takes over a violation found before. */
void zb_column_worker_take (ZbColumnWorker *worker,
                            const ZbCheckedBlock *old,
                            const ZbViolation *violation);
