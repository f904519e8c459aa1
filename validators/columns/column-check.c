/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-check-private.h"

#include "validators/columns/lane-steps.h"
#include "validators/finding-maker.h"

#include <string.h>

/* Blocks that a thread takes at a time. */
#define STRIDE 8

ZbColumnCheck *
zb_column_check_new (ZbRuleset *ruleset,
                     ZbColumnFile *file,
                     ZbContext context,
                     ZbReportSource reports,
                     const ZbLaneKernels *kernels)
{
  ZbColumnCheck *check = g_new0 (ZbColumnCheck, 1);
  guint n = ruleset->instances->len;

  check->world = zb_column_world_new (ruleset, file, context, reports.neighbours);
  check->world->reg = zb_column_register_new (ruleset, zb_column_file_n_reports (file),
                                              reports.attribute, reports.self);
  check->reports = reports;
  check->kernels = kernels == NULL ? zb_lane_kernels () : kernels;
  check->list = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_lane_kernel_free);
  for (guint i = 0; i < n; i++) {
    ZbLaneKernel *kernel = zb_lane_kernel_new (check->world, i);

    check->any_whole |= !kernel->in_lanes;
    g_ptr_array_add (check->list, kernel);
  }
  check->n_blocks = zb_column_file_n_blocks (file);
  check->blocks = g_new0 (ZbCheckedBlock, check->n_blocks + 1);
  check->masks = g_new0 (ZbLaneMask, (gsize)check->n_blocks * n + 1);
  check->tallies = g_new0 (ZbTally, (gsize)check->n_blocks * n + 1);
  for (guint i = 0; i < check->n_blocks; i++) {
    check->blocks[i].failed = check->masks + (gsize)i * n;
    check->blocks[i].tallies = check->tallies + (gsize)i * n;
  }
  return check;
}

static void
block_clear (ZbCheckedBlock *block)
{
  g_clear_pointer (&block->violations, g_free);
  g_clear_pointer (&block->wide, g_array_unref);
  g_clear_pointer (&block->said, g_byte_array_unref);
  g_clear_pointer (&block->starts, g_free);
  block->n_violations = 0;
}

void
zb_column_check_free (ZbColumnCheck *check)
{
  if (check == NULL)
    return;
  for (guint i = 0; i < check->n_blocks; i++)
    block_clear (&check->blocks[i]);
  g_free (check->blocks);
  g_free (check->masks);
  g_free (check->tallies);
  g_ptr_array_unref (check->list);
  zb_column_world_free (check->world);
  g_free (check);
}

static void
worker_init (ZbColumnWorker *worker, ZbColumnCheck *check, const ZbColumnCheck *before, int *next)
{
  worker->check = check;
  worker->run = zb_lane_run_new (check->world, check->kernels);
  worker->violations = g_array_new (FALSE, FALSE, sizeof (ZbViolation));
  worker->wide = g_array_new (FALSE, FALSE, sizeof (ZbWideSides));
  worker->before = before;
  worker->keeps_whole = zb_column_check_keeps_whole (check, before);
  worker->n_judged = worker->n_opened = 0;
  worker->next = next;
}

static void
worker_clear (ZbColumnWorker *worker)
{
  zb_lane_run_free (worker->run);
  g_array_unref (worker->violations);
  g_array_unref (worker->wide);
}

/* Records the lanes in @found, of which those in @broken are errors. */
static void
note_lanes (ZbColumnWorker *worker,
            const ZbLaneKernel *kernel,
            gboolean in_lanes,
            ZbLaneMask found,
            const ZbLaneMask *broken)
{
  const ZbLaneFrame *frame = &worker->run->frame;
  guint first = worker->violations->len, word = 0, report = frame->block * ZB_LANES;
  gboolean is_row = frame->section >= 0;
  ZbViolation *violation;
  int lane;

  g_array_set_size (worker->violations, first + zb_lane_mask_count (&found));
  violation = &g_array_index (worker->violations, ZbViolation, first);
  for (; (lane = zb_lane_mask_take (&found, &word)) >= 0; violation++) {
    *violation =
        (ZbViolation){.instance = kernel->number,
                      .report = report + (is_row ? frame->reports[lane] : (guint)lane),
                      .row = is_row ? zb_lane_frame_row (frame, (guint)lane) : G_MAXUINT32,
                      .outcome = zb_lane_mask_has (broken->words, (guint)lane) ? ZB_OUTCOME_ERROR
                                                                               : ZB_OUTCOME_FAIL};
    zb_violation_tell (violation, worker->run, kernel, (guint)lane, in_lanes, worker->wide);
  }
}

/* Adds what came out of the lanes in @live. */
static void
add_outcomes (ZbTally *tally, const ZbLaneMask *live, const ZbLaneOutcomes *outcomes)
{
  ZbTally more = {.failed = zb_lane_mask_count (&outcomes->failed),
                  .skipped = zb_lane_mask_count (&outcomes->skipped),
                  .not_evaluable = zb_lane_mask_count (&outcomes->missing),
                  .broken = zb_lane_mask_count (&outcomes->broken)};

  tally->passed +=
      zb_lane_mask_count (live) - more.failed - more.skipped - more.not_evaluable - more.broken;
  tally->failed += more.failed;
  tally->skipped += more.skipped;
  tally->not_evaluable += more.not_evaluable;
  tally->broken += more.broken;
}

/* Takes what came out of the frame at hand. */
static void
take_outcomes (ZbColumnWorker *worker,
               const ZbLaneKernel *kernel,
               const ZbLaneOutcomes *outcomes,
               gboolean in_lanes)
{
  const ZbLaneFrame *frame = &worker->run->frame;
  ZbCheckedBlock *into = &worker->check->blocks[frame->block];
  ZbLaneMask found = outcomes->failed;

  add_outcomes (&into->tallies[kernel->number], &frame->live, outcomes);
  zb_lane_mask_add (&found, outcomes->broken.words);
  if (zb_lane_mask_is_empty (&found))
    return;
  if (frame->section < 0)
    zb_lane_mask_add (&into->failed[kernel->number], found.words);
  else
    zb_lane_run_fold (worker->run, &found, &into->failed[kernel->number]);
  note_lanes (worker, kernel, in_lanes, found, &outcomes->broken);
}

static void
run_lanes (ZbColumnWorker *worker, const ZbLaneKernel *kernel, guint block)
{
  const ZbColumnWorld *world = worker->check->world;
  int domain = kernel->instance->domain;
  const GArray *domains = world->ruleset->references->domains;
  ZbLaneOutcomes outcomes;
  gboolean in_lanes;
  guint n;

  if (domain < 0) {
    in_lanes = zb_lane_run_kernel (worker->run, kernel, block, &outcomes);
    take_outcomes (worker, kernel, &outcomes, in_lanes);
    return;
  }
  n = zb_lane_frame_n_row_blocks (
      world->file, block, (guint)g_array_index (domains, ZbDomain, (guint)domain).section_index);
  for (guint i = 0; i < n; i++) {
    in_lanes = zb_lane_run_rows (worker->run, kernel, block, i, &outcomes);
    take_outcomes (worker, kernel, &outcomes, in_lanes);
  }
}

void
zb_tally_count (ZbTally *tally, ZbOutcome outcome)
{
  tally->passed += outcome == ZB_OUTCOME_PASS;
  tally->failed += outcome == ZB_OUTCOME_FAIL;
  tally->skipped += outcome == ZB_OUTCOME_SKIPPED;
  tally->not_evaluable += outcome == ZB_OUTCOME_NOT_EVALUABLE;
  tally->broken += outcome == ZB_OUTCOME_ERROR;
}

static void
bind_row (ZbMachine *machine, const ZbInstance *instance, const ZbViolation *violation)
{
  zb_machine_bind_row (machine, instance->domain,
                       violation->row == G_MAXUINT32 ? 0 : violation->row);
}

char *
zb_column_check_finding_name (const ZbColumnCheck *check, const ZbViolation *violation)
{
  const ZbLaneKernel *kernel = g_ptr_array_index (check->list, violation->instance);
  const ZbInstance *instance = kernel->instance;
  const ZbRuleset *ruleset = check->world->ruleset;
  const char *rule = zb_ruleset_rule_of (ruleset, instance)->name;
  const ZbDomain *domain;
  ZbOpenedReport opened;
  char *name;

  if (instance->domain < 0)
    return *instance->key == '\0' ? g_strdup (rule) : g_strconcat (rule, "/", instance->key, NULL);
  domain = &g_array_index (ruleset->references->domains, ZbDomain, instance->domain);
  if (domain->source == 0)
    return g_strconcat (rule, "/", instance->key,
                        zb_column_file_row_key (check->world->file, (guint)domain->section_index,
                                                violation->report, violation->row),
                        instance->suffix, NULL);
  zb_opened_report_init (&opened, check, violation->report);
  if (opened.machine == NULL)
    return g_strconcat (rule, "/", instance->key, instance->suffix, NULL);
  bind_row (opened.machine, instance, violation);
  name = zb_instance_name (ruleset, opened.machine, instance);
  zb_opened_report_clear (&opened, check);
  return name;
}

ZbSeverity
zb_column_check_severity (const ZbColumnCheck *check, const ZbViolation *violation)
{
  const ZbLaneKernel *kernel = g_ptr_array_index (check->list, violation->instance);
  const ZbInstance *instance = kernel->instance;
  const ZbRuleset *ruleset = check->world->ruleset;
  const ZbRule *rule = zb_ruleset_rule_of (ruleset, instance);
  ZbSeverity severity = rule->severity;
  ZbOpenedReport opened;

  if (instance->level_if == NULL)
    return severity;
  zb_opened_report_init (&opened, check, violation->report);
  if (opened.machine == NULL)
    return severity;
  bind_row (opened.machine, instance, violation);
  if (zb_machine_judge (opened.machine, instance->level_start) != ZB_OUTCOME_PASS)
    severity = rule->otherwise;
  zb_opened_report_clear (&opened, check);
  return severity;
}

void
zb_column_worker_take (ZbColumnWorker *worker,
                       const ZbCheckedBlock *old,
                       const ZbViolation *violation)
{
  ZbViolation taken = *violation;

  if (taken.sides == ZB_SIDES_WIDE) {
    ZbWideSides sides = g_array_index (old->wide, ZbWideSides, violation->left);

    taken.left = worker->wide->len;
    g_array_append_val (worker->wide, sides);
  }
  g_array_append_val (worker->violations, taken);
}

/* What lanes said of a block before. */
static void
keep_lanes (ZbColumnWorker *worker, guint block)
{
  const ZbCheckedBlock *old = &worker->before->blocks[block];
  ZbCheckedBlock *into = &worker->check->blocks[block];

  for (guint i = 0; i < worker->check->list->len; i++) {
    const ZbLaneKernel *kernel = g_ptr_array_index (worker->check->list, i);

    if (!kernel->in_lanes)
      continue;
    into->failed[i] = old->failed[i];
    into->tallies[i] = old->tallies[i];
  }
  for (guint i = 0; i < old->n_violations; i++) {
    const ZbViolation *violation = &old->violations[i];
    const ZbLaneKernel *kernel = g_ptr_array_index (worker->check->list, violation->instance);

    if (kernel->in_lanes)
      zb_column_worker_take (worker, old, violation);
  }
}

static void
run_block (ZbColumnWorker *worker, guint block)
{
  ZbColumnCheck *check = worker->check;
  ZbCheckedBlock *into = &check->blocks[block];

  block_clear (into);
  memset (into->tallies, 0, check->list->len * sizeof *into->tallies);
  memset (into->failed, 0, check->list->len * sizeof *into->failed);
  g_array_set_size (worker->violations, 0);
  g_array_set_size (worker->wide, 0);
  if (worker->before != NULL && zb_column_world_same (check->world, worker->before->world, block)) {
    keep_lanes (worker, block);
  } else {
    worker->n_judged++;
    for (guint i = 0; i < check->list->len; i++) {
      const ZbLaneKernel *kernel = g_ptr_array_index (check->list, i);

      if (kernel->in_lanes)
        run_lanes (worker, kernel, block);
    }
  }
  if (check->any_whole)
    zb_column_worker_run_whole (worker, block);
  into->n_violations = worker->violations->len;
  into->violations =
      g_memdup2 (worker->violations->data, (gsize)into->n_violations * sizeof (ZbViolation));
  if (worker->wide->len > 0)
    into->wide = g_array_copy (worker->wide);
}

static gpointer
work (gpointer data)
{
  ZbColumnWorker *worker = data;
  guint n = worker->check->n_blocks;

  for (;;) {
    guint from = (guint)g_atomic_int_add (worker->next, STRIDE);

    if (from >= n)
      return NULL;
    for (guint block = from; block < MIN (from + STRIDE, n); block++)
      run_block (worker, block);
  }
}

guint
zb_column_check_run_after (ZbColumnCheck *check, const ZbColumnCheck *before, guint n_threads)
{
  guint n = CLAMP (n_threads, 1, 64), n_judged = 0;
  g_autofree ZbColumnWorker *workers = g_new0 (ZbColumnWorker, n);
  g_autofree GThread **threads = g_new0 (GThread *, n);
  int next = 0;

  g_return_val_if_fail (before == NULL || before->world->ruleset == check->world->ruleset, 0);
  check->n_opened = 0;
  for (guint i = 0; i < n; i++)
    worker_init (&workers[i], check, before, &next);
  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_new ("columns", work, &workers[i]);
  work (&workers[0]);
  for (guint i = 1; i < n; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < n; i++) {
    n_judged += workers[i].n_judged;
    check->n_opened += workers[i].n_opened;
    worker_clear (&workers[i]);
  }
  return n_judged;
}

void
zb_column_check_run (ZbColumnCheck *check, guint n_threads)
{
  zb_column_check_run_after (check, NULL, n_threads);
}

void
zb_column_check_run_block (ZbColumnCheck *check, guint block)
{
  ZbColumnWorker worker;

  worker_init (&worker, check, NULL, NULL);
  run_block (&worker, block);
  worker_clear (&worker);
}

guint
zb_column_check_n_opened (const ZbColumnCheck *check)
{
  return check->n_opened;
}

guint
zb_column_check_n_kernels (const ZbColumnCheck *check)
{
  return check->list->len;
}

const ZbLaneKernel *
zb_column_check_kernel (const ZbColumnCheck *check, guint index)
{
  return g_ptr_array_index (check->list, index);
}

ZbTally
zb_column_check_tally (const ZbColumnCheck *check, guint instance)
{
  ZbTally sum = {0};

  for (guint i = 0; i < check->n_blocks; i++) {
    const ZbTally *tally = &check->blocks[i].tallies[instance];

    sum.passed += tally->passed;
    sum.failed += tally->failed;
    sum.skipped += tally->skipped;
    sum.not_evaluable += tally->not_evaluable;
    sum.broken += tally->broken;
  }
  return sum;
}

const ZbLaneMask *
zb_column_check_failed (const ZbColumnCheck *check, guint instance, guint block)
{
  return &check->blocks[block].failed[instance];
}

const ZbViolation *
zb_column_check_violations (const ZbColumnCheck *check, guint block, guint *ret_n)
{
  *ret_n = check->blocks[block].n_violations;
  return check->blocks[block].violations;
}

const ZbWideSides *
zb_column_check_wide_sides (const ZbColumnCheck *check, guint block, const ZbViolation *violation)
{
  return &g_array_index (check->blocks[block].wide, ZbWideSides, violation->left);
}
