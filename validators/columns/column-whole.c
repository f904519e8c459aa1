/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/calculation.h"
#include "validators/columns/column-check-private.h"

#include <string.h>

void
zb_opened_report_init (ZbOpenedReport *opened, const ZbColumnCheck *check, guint index)
{
  const ZbRuleset *ruleset = check->world->ruleset;

  *opened = (ZbOpenedReport){.whole.context = zb_context_empty};
  if (check->reports.open == NULL ||
      !check->reports.open (check->reports.self, index, &opened->whole))
    return;
  opened->world = zb_world_new (ruleset->references, opened->whole.report, opened->whole.context);
  opened->machine = zb_machine_new (ruleset->program, opened->world);
}

void
zb_opened_report_clear (ZbOpenedReport *opened, const ZbColumnCheck *check)
{
  if (opened->machine == NULL)
    return;
  zb_machine_free (opened->machine);
  zb_world_free (opened->world);
  if (check->reports.close != NULL)
    check->reports.close (check->reports.self, &opened->whole);
}

static const ZbLaneKernel *
kernel_at (const ZbColumnCheck *check, guint index)
{
  return g_ptr_array_index (check->list, index);
}

/* What came out of an instance on one report, or on one row of it. */
static void
note_outcome (ZbCheckedBlock *into, const ZbLaneKernel *kernel, guint report, ZbOutcome outcome)
{
  guint8 said = (guint8)outcome;

  g_byte_array_append (into->said, &said, 1);
  zb_tally_count (&into->tallies[kernel->number], outcome);
  if (outcome == ZB_OUTCOME_FAIL || outcome == ZB_OUTCOME_ERROR)
    zb_lane_mask_put (&into->failed[kernel->number], report % ZB_LANES);
}

static void
judge_one (ZbColumnWorker *worker,
           const ZbLaneKernel *kernel,
           ZbMachine *machine,
           guint report,
           guint32 row)
{
  const ZbInstance *instance = kernel->instance;
  ZbViolation violation = {.instance = kernel->number, .report = report, .row = row};
  ZbOutcome outcome;

  zb_machine_bind_row (machine, instance->domain, row == G_MAXUINT32 ? 0 : row);
  outcome = instance->target == NULL ? zb_machine_judge (machine, instance->start)
                                     : zb_calculation_verify (machine, instance);
  note_outcome (&worker->check->blocks[report / ZB_LANES], kernel, report, outcome);
  if (outcome != ZB_OUTCOME_FAIL && outcome != ZB_OUTCOME_ERROR)
    return;
  violation.outcome = (guint8)outcome;
  zb_violation_tell_one (&violation, machine, instance, worker->wide);
  g_array_append_val (worker->violations, violation);
}

/* Each row of the report that @kernel goes by. */
static void
judge_rows (ZbColumnWorker *worker, const ZbLaneKernel *kernel, ZbMachine *machine, guint report)
{
  guint32 n = machine->world->domains[kernel->instance->domain].n_rows;

  g_byte_array_append (worker->check->blocks[report / ZB_LANES].said, (const guint8 *)&n, sizeof n);
  for (guint row = 0; row < n; row++)
    judge_one (worker, kernel, machine, report, row);
}

static void
judge_report (ZbColumnWorker *worker, guint report)
{
  ZbColumnCheck *check = worker->check;
  ZbCheckedBlock *into = &check->blocks[report / ZB_LANES];
  ZbOpenedReport opened;

  zb_opened_report_init (&opened, check, report);
  worker->n_opened++;
  if (opened.machine != NULL)
    zb_lane_mask_put (&into->opened, report % ZB_LANES);
  for (guint i = 0; i < check->list->len; i++) {
    const ZbLaneKernel *kernel = kernel_at (check, i);

    if (kernel->in_lanes)
      continue;
    if (opened.machine == NULL)
      into->tallies[i].not_evaluable++;
    else if (kernel->instance->domain < 0)
      judge_one (worker, kernel, opened.machine, report, G_MAXUINT32);
    else
      judge_rows (worker, kernel, opened.machine, report);
  }
  zb_opened_report_clear (&opened, check);
}

/* What was said of the report of @lane before. */
static void
keep_report (ZbColumnWorker *worker, const ZbCheckedBlock *old, guint block, guint lane)
{
  ZbColumnCheck *check = worker->check;
  ZbCheckedBlock *into = &check->blocks[block];
  const guint8 *said = old->said->data + old->starts[lane];

  zb_lane_mask_put (&into->opened, lane);
  for (guint i = 0; i < check->list->len; i++) {
    const ZbLaneKernel *kernel = kernel_at (check, i);
    guint32 n = 1;

    if (kernel->in_lanes)
      continue;
    if (kernel->instance->domain >= 0) {
      memcpy (&n, said, sizeof n);
      g_byte_array_append (into->said, said, sizeof n);
      said += sizeof n;
    }
    for (guint32 j = 0; j < n; j++)
      note_outcome (into, kernel, block * ZB_LANES + lane, (ZbOutcome)*said++);
  }
}

static void
keep_violations (ZbColumnWorker *worker, const ZbCheckedBlock *old, const ZbLaneMask *kept)
{
  for (guint i = 0; i < old->n_violations; i++) {
    const ZbViolation *violation = &old->violations[i];

    if (!kernel_at (worker->check, violation->instance)->in_lanes &&
        zb_lane_mask_has (kept->words, violation->report % ZB_LANES))
      zb_column_worker_take (worker, old, violation);
  }
}

/* The block as @before has it, if its reports are at the same places. */
static const ZbCheckedBlock *
block_before (const ZbColumnWorker *worker, guint block)
{
  const ZbCheckedBlock *old;

  if (!worker->keeps_whole || block >= worker->before->n_blocks)
    return NULL;
  old = &worker->before->blocks[block];
  return old->said == NULL ? NULL : old;
}

static gboolean
is_kept (const ZbColumnWorker *worker, const ZbCheckedBlock *old, guint report)
{
  return old != NULL && zb_lane_mask_has (old->opened.words, report % ZB_LANES) &&
         zb_column_world_same_whole (worker->check->world, worker->before->world, report);
}

static int
compare_violations (gconstpointer a, gconstpointer b)
{
  const ZbViolation *left = a, *right = b;

  if (left->instance != right->instance)
    return left->instance < right->instance ? -1 : 1;
  if (left->report != right->report)
    return left->report < right->report ? -1 : 1;
  return left->row < right->row ? -1 : left->row > right->row;
}

void
zb_column_worker_run_whole (ZbColumnWorker *worker, guint block)
{
  const ZbCheckedBlock *old = block_before (worker, block);
  ZbCheckedBlock *into = &worker->check->blocks[block];
  ZbLaneMask live, kept = {{0}};
  guint word = 0;
  int lane;

  into->said = g_byte_array_new ();
  into->starts = g_new0 (guint32, ZB_LANES);
  zb_lane_mask_fill (&into->opened, FALSE);
  zb_lane_mask_fill (&live, TRUE);
  zb_lane_mask_keep (&live, zb_column_file_live (worker->check->world->file, block));
  while ((lane = zb_lane_mask_take (&live, &word)) >= 0) {
    guint report = block * ZB_LANES + (guint)lane;

    into->starts[lane] = into->said->len;
    if (is_kept (worker, old, report)) {
      zb_lane_mask_put (&kept, (guint)lane);
      keep_report (worker, old, block, (guint)lane);
    } else {
      judge_report (worker, report);
    }
  }
  if (old != NULL)
    keep_violations (worker, old, &kept);
  g_array_sort (worker->violations, compare_violations);
}

gboolean
zb_column_check_keeps_whole (const ZbColumnCheck *check, const ZbColumnCheck *before)
{
  if (before == NULL || !check->any_whole)
    return FALSE;
  for (guint i = 0; i < check->list->len; i++) {
    if (kernel_at (check, i)->in_lanes != kernel_at (before, i)->in_lanes)
      return FALSE;
  }
  return TRUE;
}
