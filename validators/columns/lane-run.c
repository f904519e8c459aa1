/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-run.h"

#include "validators/calculation.h"
#include "validators/columns/lane-steps.h"

#include <string.h>

static ZbLaneRegister *
register_new (void)
{
  ZbLaneRegister *new = g_new0 (ZbLaneRegister, 1);

  zb_lane_part_init (&new->num);
  zb_lane_part_init (&new->den);
  zb_lane_part_set_constant (&new->num, 0);
  zb_lane_part_set_constant (&new->den, 1);
  return new;
}

static void
register_free (gpointer data)
{
  ZbLaneRegister *old = data;

  zb_lane_part_clear (&old->num);
  zb_lane_part_clear (&old->den);
  g_free (old);
}

ZbLaneRun *
zb_lane_run_new (const ZbColumnWorld *world, const ZbLaneKernels *kernels)
{
  ZbLaneRun *run = g_aligned_alloc0 (1, sizeof (ZbLaneRun), ZB_COLUMN_ALIGN);
  guint n_slots = world->ruleset->references->slots->len;

  run->world = world;
  run->kernels = kernels;
  run->registers = g_ptr_array_new_with_free_func (register_free);
  for (guint i = 0; i < G_N_ELEMENTS (run->scratch); i++)
    zb_lane_part_init (&run->scratch[i]);
  zb_lane_part_init (&run->sums.wide);
  run->sums.narrow = g_aligned_alloc (ZB_LANES, sizeof (guint32), ZB_COLUMN_ALIGN);
  run->one = zb_world_new (world->ruleset->references, world->blank, world->context);
  run->machine = zb_machine_new (world->ruleset->program, run->one);
  run->numbers = g_new0 (gint64, n_slots + 1);
  run->states = g_new0 (guint8, n_slots + 1);
  run->inputs = zb_lane_inputs_new (world);
  run->gathered = g_new0 (gint64, ZB_LANES);
  run->n_gathered = g_new0 (guint32, ZB_LANES);
  for (guint i = 0; i < n_slots; i++) {
    if (!world->slots[i].in_lanes)
      continue;
    run->one->slots[i].number = &run->numbers[i];
    run->one->slots[i].state = &run->states[i];
    run->one->slots[i].shift = world->slots[i].shift;
  }
  return run;
}

void
zb_lane_run_free (ZbLaneRun *run)
{
  if (run == NULL)
    return;
  zb_machine_free (run->machine);
  zb_world_free (run->one);
  zb_lane_inputs_free (run->inputs);
  g_free (run->gathered);
  g_free (run->n_gathered);
  g_free (run->numbers);
  g_free (run->states);
  g_free (run->row_numbers);
  g_free (run->row_states);
  g_aligned_free (run->sums.narrow);
  zb_lane_part_clear (&run->sums.wide);
  for (guint i = 0; i < G_N_ELEMENTS (run->scratch); i++)
    zb_lane_part_clear (&run->scratch[i]);
  g_ptr_array_unref (run->registers);
  g_aligned_free (run);
}

ZbLaneRegister *
zb_lane_run_register (ZbLaneRun *run, guint index)
{
  while (run->registers->len <= index)
    g_ptr_array_add (run->registers, register_new ());
  return g_ptr_array_index (run->registers, index);
}

ZbLaneRegister *
zb_lane_run_begin (ZbLaneRun *run, guint index)
{
  ZbLaneRegister *begun = zb_lane_run_register (run, index);

  begun->has_den = FALSE;
  if (begun->is_flawed) {
    zb_lane_mask_fill (&begun->blank, FALSE);
    zb_lane_mask_fill (&begun->missing, FALSE);
    zb_lane_mask_fill (&begun->refused, FALSE);
    begun->is_flawed = FALSE;
  }
  return begun;
}

ZbLaneBlock
zb_lane_run_block (ZbLaneRun *run, guint slot)
{
  const ZbColumnSlot *bound = &run->world->slots[slot];

  if (bound->source == 0 && run->frame.section < 0)
    return zb_column_file_block (run->world->file, (guint)bound->column, run->frame.block);
  return zb_lane_inputs_slot (run->inputs, &run->frame, slot);
}

static void
put_outcome (ZbLaneOutcomes *outcomes, ZbOutcome outcome, guint lane)
{
  ZbLaneMask *masks[] = {[ZB_OUTCOME_FAIL] = &outcomes->failed,
                         [ZB_OUTCOME_SKIPPED] = &outcomes->skipped,
                         [ZB_OUTCOME_NOT_EVALUABLE] = &outcomes->missing,
                         [ZB_OUTCOME_ERROR] = &outcomes->broken};

  if (outcome != ZB_OUTCOME_PASS)
    zb_lane_mask_put (masks[outcome], lane);
}

static ZbOutcome
judge_lane (ZbLaneRun *run, const ZbLaneKernel *kernel, guint lane)
{
  const ZbInstance *instance = kernel->instance;
  ZbFigure target;
  gboolean is_filled;

  zb_lane_run_load (run, kernel, lane);
  if (instance->target == NULL)
    return zb_machine_judge (run->machine, instance->start);
  if (kernel->target_slot >= 0) {
    is_filled = run->states[kernel->target_slot] == ZB_STATE_VALUE;
  } else {
    zb_world_row_cell (run->one, (guint)kernel->target_row_slot, run->machine->rows[0], FALSE,
                       &target);
    is_filled = target.flags == 0;
  }
  return zb_calculation_compare (run->machine, instance, is_filled);
}

/* Judges the lanes of @mask one by one. */
static void
judge_lanes (ZbLaneRun *run, const ZbLaneKernel *kernel, ZbLaneMask mask, ZbLaneOutcomes *outcomes)
{
  guint word = 0;
  int lane;

  while ((lane = zb_lane_mask_take (&mask, &word)) >= 0)
    put_outcome (outcomes, judge_lane (run, kernel, (guint)lane), (guint)lane);
}

static gboolean
is_condition (guint code)
{
  switch (code) {
  case ZB_OP_COMPARE:
  case ZB_OP_BETWEEN:
  case ZB_OP_IN:
  case ZB_LANE_DEMAND:
  case ZB_OP_AND:
  case ZB_OP_OR:
  case ZB_OP_IFF:
  case ZB_OP_NOT:
  case ZB_OP_EXISTS:
  case ZB_OP_STATE:
  case ZB_OP_FIRST:
  case ZB_OP_JOINT:
  case ZB_OP_LITERAL:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Lanes whose guard is not known, or does not hold, are done with. */
static void
run_guard (ZbLaneRun *run, const ZbLaneOp *op, ZbLaneOutcomes *outcomes)
{
  ZbLaneRegister *guard = zb_lane_run_register (run, op->result);
  ZbLaneMask missing = guard->missing, out = guard->truth;

  zb_lane_mask_invert (&out);
  zb_lane_mask_add (&out, guard->blank.words);
  zb_lane_mask_add (&out, missing.words);
  zb_lane_mask_keep (&missing, run->open.words);
  zb_lane_mask_keep (&out, run->open.words);
  zb_lane_mask_remove (&run->open, out.words);
  zb_lane_mask_add (&outcomes->missing, missing.words);
  zb_lane_mask_remove (&out, missing.words);
  zb_lane_mask_add (&outcomes->skipped, out.words);
}

ZbLaneMask
zb_lane_run_unseen (const ZbLaneRun *run)
{
  ZbLaneMask unseen = run->looked;

  if (run->counts || run->all_seen)
    zb_lane_mask_fill (&unseen, !run->all_seen);
  if (!run->all_seen)
    zb_lane_mask_remove (&unseen, run->seen.words);
  return unseen;
}

/* What is missing comes before what is blank, and a rule whose cells are all blank says nothing. */
static void
settle (ZbLaneRun *run, ZbLaneOutcomes *outcomes)
{
  ZbLaneRegister *result = zb_lane_run_register (run, 0);
  ZbLaneMask part;

  if (result->is_flawed) {
    part = result->missing;
    zb_lane_mask_keep (&part, run->open.words);
    zb_lane_mask_add (&outcomes->missing, part.words);
    zb_lane_mask_remove (&run->open, part.words);
    part = result->blank;
    zb_lane_mask_keep (&part, run->open.words);
    zb_lane_mask_add (&outcomes->skipped, part.words);
    zb_lane_mask_remove (&run->open, part.words);
  }
  part = zb_lane_run_unseen (run);
  zb_lane_mask_keep (&part, run->open.words);
  zb_lane_mask_add (&outcomes->skipped, part.words);
  zb_lane_mask_remove (&run->open, part.words);
  outcomes->failed = run->open;
  zb_lane_mask_remove (&outcomes->failed, result->truth.words);
}

/* Whether no cell of the kernel is blank or missing in this block. */
static gboolean
is_whole (ZbLaneRun *run, const ZbLaneKernel *kernel)
{
  for (guint i = 0; i < kernel->slots->len; i++) {
    ZbLaneBlock block = zb_lane_run_block (run, g_array_index (kernel->slots, guint, i));

    if (block.blank != NULL || block.missing != NULL)
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_lane_run_ops (ZbLaneRun *run, const ZbLaneKernel *kernel, guint first, guint n)
{
  for (guint i = first; i < first + n; i++) {
    const ZbLaneOp *op = &g_array_index (kernel->ops, ZbLaneOp, i);

    if (op->code == ZB_OP_GUARD) {
      run_guard (run, op, run->outcomes);
      if (zb_lane_mask_is_empty (&run->open))
        return TRUE;
    } else if (op->code == ZB_OP_LOOP) {
      if (!zb_lane_run_loop (run, kernel, i))
        return FALSE;
      i += op->n;
    } else if (is_condition (op->code) ? !zb_lane_run_condition (run, op)
                                       : !zb_lane_run_figure (run, op)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* FALSE where the bounds do not tell that it can be done in lanes. */
static gboolean
run_kernel (ZbLaneRun *run, const ZbLaneKernel *kernel, ZbLaneOutcomes *outcomes)
{
  ZbLaneMask doubtful;

  run->outcomes = outcomes;
  if (!zb_lane_run_ops (run, kernel, 0, kernel->ops->len))
    return FALSE;
  if (kernel->instance->target != NULL) {
    if (!zb_lane_run_settle_calculation (run, kernel, outcomes, &doubtful))
      return FALSE;
    judge_lanes (run, kernel, doubtful, outcomes);
    return TRUE;
  }
  run->asked = run->open;
  if (!zb_lane_mask_is_empty (&run->open))
    settle (run, outcomes);
  return TRUE;
}

/* Judges lanes once more, with the slack of rounded figures: those whose guard held, and of them
 * not those that have passed for good. */
static void
judge_again (ZbLaneRun *run, const ZbLaneKernel *kernel, ZbLaneOutcomes *outcomes)
{
  ZbLaneMask again = run->asked, kept = run->asked;

  zb_lane_mask_remove (&kept, outcomes->failed.words);
  zb_lane_mask_remove (&kept, outcomes->missing.words);
  zb_lane_mask_remove (&kept, outcomes->skipped.words);
  if (kernel->keeps_passes)
    zb_lane_mask_remove (&again, kept.words);
  zb_lane_mask_remove (&outcomes->failed, again.words);
  zb_lane_mask_remove (&outcomes->missing, again.words);
  zb_lane_mask_remove (&outcomes->skipped, again.words);
  judge_lanes (run, kernel, again, outcomes);
}

/* In the frame that has been set. */
static gboolean
run_in_frame (ZbLaneRun *run, const ZbLaneKernel *kernel, ZbLaneOutcomes *ret_outcomes)
{
  ZbLaneMask live = run->frame.live;

  *ret_outcomes = (ZbLaneOutcomes){0};
  run->open = live;
  zb_lane_mask_fill (&run->asked, FALSE);
  zb_lane_mask_fill (&run->looked, FALSE);
  zb_lane_mask_fill (&run->seen, FALSE);
  run->counts = run->all_seen = FALSE;
  run->with_slack = kernel->slack_in_lanes && is_whole (run, kernel);
  run->sums.bits = 0;
  if (!run_kernel (run, kernel, ret_outcomes)) {
    *ret_outcomes = (ZbLaneOutcomes){0};
    judge_lanes (run, kernel, live, ret_outcomes);
    return FALSE;
  }
  if (kernel->judges_twice && !run->with_slack)
    judge_again (run, kernel, ret_outcomes);
  return TRUE;
}

gboolean
zb_lane_run_kernel (ZbLaneRun *run,
                    const ZbLaneKernel *kernel,
                    guint block,
                    ZbLaneOutcomes *ret_outcomes)
{
  zb_lane_frame_set_reports (&run->frame, run->world->file, block);
  return run_in_frame (run, kernel, ret_outcomes);
}

gboolean
zb_lane_run_rows (ZbLaneRun *run,
                  const ZbLaneKernel *kernel,
                  guint block,
                  guint index,
                  ZbLaneOutcomes *ret_outcomes)
{
  guint domain = (guint)kernel->instance->domain;
  const GArray *domains = run->world->ruleset->references->domains;

  zb_lane_frame_set_rows (&run->frame, run->world->file, block,
                          (guint)g_array_index (domains, ZbDomain, domain).section_index, index);
  return run_in_frame (run, kernel, ret_outcomes);
}
