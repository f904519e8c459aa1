/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/calculation.h"

#include "validators/sentence.h"

gboolean
zb_calculation_value (ZbMachine *machine, const ZbInstance *instance, ZbFigure *ret_value)
{
  const ZbQuantity *target = &instance->target->type;
  ZbFigure value = zb_machine_compute (machine, instance->start);

  if (value.flags == 0)
    value = zb_figure_round (
        value, instance->body->type.exponent - instance->body->shift - target->exponent,
        ZB_ROUND_HALF_UP);
  *ret_value = value;
  return (value.flags & ZB_FIGURE_OVERFLOW) == 0 &&
         (value.flags != 0 ||
          (value.num <= ZB_DECIMAL_MAX_DIGITS && value.num >= -ZB_DECIMAL_MAX_DIGITS));
}

/* An imported total beside its formula, before that is rounded: near enough where the rule says how
 * far it may lie off. */
static gboolean
is_near_formula (ZbMachine *machine, const ZbInstance *instance)
{
  static const ZbPolicies alone = {ZB_POLICY_SKIP, ZB_POLICY_SKIP};
  const ZbExpression *body = instance->body;
  ZbFigure formula, cell;

  if (instance->tolerances == NULL)
    return FALSE;
  formula = zb_machine_compute_part (machine, body, instance->policies, TRUE);
  formula = zb_figure_scale (formula,
                             body->type.exponent - body->shift - instance->target->type.exponent);
  cell = zb_machine_compute_part (machine, instance->target, alone, TRUE);
  return zb_machine_is_near (machine, instance->tolerances, &cell, &formula);
}

ZbOutcome
zb_calculation_compare (ZbMachine *machine, const ZbInstance *instance, gboolean is_filled)
{
  ZbFigure value, cell;

  if (!zb_calculation_value (machine, instance, &value))
    return ZB_OUTCOME_ERROR;
  if (value.flags & ZB_FIGURE_MISSING)
    return ZB_OUTCOME_NOT_EVALUABLE;
  if (value.flags != 0)
    return is_filled ? ZB_OUTCOME_FAIL : ZB_OUTCOME_SKIPPED;
  if (!is_filled)
    return ZB_OUTCOME_FAIL;
  cell = zb_machine_compute_part (machine, instance->target,
                                  (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP}, FALSE);
  if (cell.flags == 0 && cell.num == value.num)
    return ZB_OUTCOME_PASS;
  return is_near_formula (machine, instance) ? ZB_OUTCOME_PASS : ZB_OUTCOME_FAIL;
}

ZbOutcome
zb_calculation_verify (ZbMachine *machine, const ZbInstance *instance)
{
  ZbCellPlace place = zb_expression_place (machine, instance->target);

  return zb_calculation_compare (machine, instance, zb_cell_place_state (&place) == ZB_STATE_VALUE);
}
