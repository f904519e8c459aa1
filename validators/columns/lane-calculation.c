/* SPDX-License-Identifier: Apache-2.0 */
/* Computed cells beside their formulas, as validators/calculation.c has it for one report. */
#include "validators/columns/lane-steps.h"

#include "forms/decimal.h"

static ZbLaneBlock
target_of (ZbLaneRun *run, const ZbLaneKernel *kernel, guint *ret_shift)
{
  if (kernel->target_slot >= 0) {
    *ret_shift = run->world->slots[kernel->target_slot].shift;
    return zb_lane_run_block (run, (guint)kernel->target_slot);
  }
  *ret_shift = run->world->row_slots[kernel->target_row_slot].shift;
  return zb_lane_inputs_row_slot (run->inputs, &run->frame, (guint)kernel->target_row_slot);
}

/* Lanes whose formula gives nothing. */
static ZbLaneMask
nothing_of (const ZbLaneRun *run, const ZbLaneRegister *value)
{
  ZbLaneMask nothing = zb_lane_run_unseen (run);

  if (value->is_flawed) {
    zb_lane_mask_add (&nothing, value->blank.words);
    zb_lane_mask_add (&nothing, value->refused.words);
  }
  return nothing;
}

/* What is missing comes first; then a formula that gives nothing asks for an empty cell, and any
 * other for its figure. */
gboolean
zb_lane_run_settle_calculation (ZbLaneRun *run,
                                const ZbLaneKernel *kernel,
                                ZbLaneOutcomes *outcomes,
                                ZbLaneMask *ret_doubtful)
{
  ZbLaneRegister *value = zb_lane_run_register (run, 0);
  guint shift;
  ZbLaneBlock target = target_of (run, kernel, &shift);
  ZbLanePart *cell = &run->scratch[1];
  ZbLaneMask open = run->open, filled = open, nothing, part, less, equal;

  if (!zb_lane_run_round (run, value, kernel->target_power, ZB_ROUND_HALF_UP) ||
      value->num.low < -ZB_DECIMAL_MAX_DIGITS || value->num.high > ZB_DECIMAL_MAX_DIGITS ||
      !zb_lane_run_take (run, &target, zb_wide_power (shift), cell))
    return FALSE;
  zb_lane_mask_remove (&filled, target.blank);
  zb_lane_mask_remove (&filled, target.missing);
  if (value->is_flawed) {
    part = open;
    zb_lane_mask_keep (&part, value->missing.words);
    zb_lane_mask_add (&outcomes->missing, part.words);
    zb_lane_mask_remove (&open, part.words);
  }
  nothing = nothing_of (run, value);
  zb_lane_mask_keep (&nothing, open.words);
  zb_lane_mask_remove (&open, nothing.words);
  part = nothing;
  zb_lane_mask_remove (&part, filled.words);
  zb_lane_mask_add (&outcomes->skipped, part.words);
  zb_lane_mask_keep (&nothing, filled.words);
  zb_lane_part_order (run->kernels, &value->num, cell, &less, &equal);
  zb_lane_mask_keep (&equal, filled.words);
  zb_lane_mask_remove (&open, equal.words);
  outcomes->failed = open;
  zb_lane_mask_add (&outcomes->failed, nothing.words);
  zb_lane_mask_fill (ret_doubtful, FALSE);
  if (kernel->instance->tolerances == NULL)
    return TRUE;
  /* Filled and near, perhaps. */
  zb_lane_mask_keep (&open, filled.words);
  zb_lane_mask_remove (&outcomes->failed, open.words);
  *ret_doubtful = open;
  return TRUE;
}
