/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/violation.h"

/* All rules of a form over all reports of a column file: what each rule says of each report, as
 * bits, and a record of each violation. */
typedef struct _ZbColumnCheck ZbColumnCheck;

/* A whole report with what its rules may ask of the world. */
typedef struct {
  const ZbReport *report;
  ZbContext context;
  gpointer owner; /* of whoever gave it */
} ZbWholeReport;

/* Where whole reports come from, for rules that lanes cannot judge, and the columns of other
 * reports. */
typedef struct {
  /* The report of number @index in the column file, good until it is closed; called on any thread.
   * FALSE if it cannot be had, which makes those rules not evaluable. */
  gboolean (*open) (gpointer self, guint index, ZbWholeReport *ret_whole);
  void (*close) (gpointer self, ZbWholeReport *whole); /* (nullable) */
  /* What the register says of the unit of report @index; NULL if nothing. Borrowed for the moment;
   * called while the check is made. A NULL function: only the whole report can tell. */
  const char *(*attribute) (gpointer self, guint index, const char *name);
  gpointer self;
  ZbColumnNeighbours neighbours; /* its function may be NULL */
} ZbReportSource;

/* @context answers what is the same for all units. @reports.open may be NULL. @kernels: NULL for
 * the fastest. */
ZbColumnCheck *zb_column_check_new (ZbRuleset *ruleset,
                                    ZbColumnFile *file,
                                    ZbContext context,
                                    ZbReportSource reports,
                                    const ZbLaneKernels *kernels);
void zb_column_check_free (ZbColumnCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnCheck, zb_column_check_free)

/* What a finding of the same is called, "B204-1#5/B.3974.1": the name that waivers go by. Caller
 * frees. */
char *zb_column_check_finding_name (const ZbColumnCheck *check, const ZbViolation *violation);
/* How hard a violation is: some rules' severity is a condition on the report. */
ZbSeverity zb_column_check_severity (const ZbColumnCheck *check, const ZbViolation *violation);

/* Judges every report on @n_threads threads. */
void zb_column_check_run (ZbColumnCheck *check, guint n_threads);
/* The same where @before did so earlier, with the same ruleset, parameters and calendar: of a block
 * in which no report has changed, nor any beside it that rules look at, what lanes said then is
 * taken over. Stamps tell. Rules that need whole reports are put to those alone that have changed,
 * or have such beside them, or of whose unit the register says something else to them. Returns how
 * many blocks lanes have judged. */
guint
zb_column_check_run_after (ZbColumnCheck *check, const ZbColumnCheck *before, guint n_threads);
/* Judges the reports of one block anew. */
void zb_column_check_run_block (ZbColumnCheck *check, guint block);

/* What is known of a rule's instance in one block. */
typedef struct {
  guint passed, failed, skipped, not_evaluable, broken;
} ZbTally;

void zb_tally_count (ZbTally *tally, ZbOutcome outcome);
/* How many reports had to be had as a whole by the last run. */
guint zb_column_check_n_opened (const ZbColumnCheck *check);
guint zb_column_check_n_kernels (const ZbColumnCheck *check);
const ZbLaneKernel *zb_column_check_kernel (const ZbColumnCheck *check, guint index);
/* Over all blocks; rows of dynamic sections count one by one. */
ZbTally zb_column_check_tally (const ZbColumnCheck *check, guint instance);
/* Reports of @block in which @instance did not pass, error or fail. */
const ZbLaneMask *zb_column_check_failed (const ZbColumnCheck *check, guint instance, guint block);
/* The violations of a block, by instance, then by report. Borrowed. */
const ZbViolation *
zb_column_check_violations (const ZbColumnCheck *check, guint block, guint *ret_n);
/* Those of a violation that has them so. */
const ZbWideSides *
zb_column_check_wide_sides (const ZbColumnCheck *check, guint block, const ZbViolation *violation);
