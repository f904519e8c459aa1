/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/violation.h"

#include "validators/calculation.h"
#include "validators/columns/lane-steps.h"
#include "validators/condition-sentence.h"

static void
put_sides (ZbViolation *violation, ZbWide left, ZbWide right, ZbWide difference, GArray *wide)
{
  ZbWideSides sides = {.left = left, .right = right, .difference = difference};

  if (zb_lane_fits (left, left) && zb_lane_fits (right, right) &&
      zb_lane_fits (difference, difference)) {
    violation->sides = ZB_SIDES_WHOLE;
    violation->left = (gint64)left;
    violation->right = (gint64)right;
    violation->difference = (gint64)difference;
    return;
  }
  violation->sides = ZB_SIDES_WIDE;
  violation->left = wide->len;
  g_array_append_val (wide, sides);
}

static void
put_figures (ZbViolation *violation, const ZbFigure *a, const ZbFigure *b, GArray *wide)
{
  ZbWide left, right, difference;

  if (a->flags == 0 && b->flags == 0 && zb_wide_multiply (a->num, b->den, &left) &&
      zb_wide_multiply (b->num, a->den, &right) && zb_wide_subtract (left, right, &difference))
    put_sides (violation, left, right, difference, wide);
}

static void
put_comparison (ZbViolation *violation,
                const ZbExpression *comparison,
                const ZbFigure *value,
                const ZbFigure *bound,
                const ZbFigure *upper,
                GArray *wide)
{
  int order = 0;

  if (comparison->kind == ZB_EXPRESSION_BETWEEN && value->flags == 0 && bound->flags == 0 &&
      (!zb_figure_compare (value, bound, &order) || order >= 0))
    bound = upper;
  put_figures (violation, value, bound, wide);
}

static gboolean
compares_figures (const ZbExpression *expression)
{
  return (expression->kind == ZB_EXPRESSION_COMPARE || expression->kind == ZB_EXPRESSION_BETWEEN) &&
         zb_expression_child (expression, 0)->type.kind == ZB_VALUE_NUMBER;
}

static void
tell_calculation (ZbViolation *violation,
                  ZbMachine *machine,
                  const ZbInstance *instance,
                  GArray *wide)
{
  ZbFigure cell = zb_machine_compute_part (machine, instance->target,
                                           (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP}, FALSE);
  ZbFigure value;

  if (zb_calculation_value (machine, instance, &value))
    put_figures (violation, &cell, &value, wide);
}

void
zb_violation_tell_one (ZbViolation *violation,
                       ZbMachine *machine,
                       const ZbInstance *instance,
                       GArray *wide)
{
  ZbFigure sides[3] = {{.den = 1}, {.den = 1}, {.den = 1}};
  ZbDecision decision;

  violation->sides = ZB_SIDES_NONE;
  if (instance->target != NULL) {
    tell_calculation (violation, machine, instance, wide);
    return;
  }
  decision = zb_find_decision (machine, instance->guard, instance->body, instance->policies);
  if (!compares_figures (decision.expression))
    return;
  for (guint i = 0; i < zb_expression_n_children (decision.expression); i++)
    sides[i] = zb_machine_compute_part (machine, zb_expression_child (decision.expression, i),
                                        instance->policies, FALSE);
  put_comparison (violation, decision.expression, &sides[0], &sides[1], &sides[2], wide);
}

static ZbFigure
figure_at (ZbLaneRun *run, guint index, guint lane)
{
  const ZbLaneRegister *value = zb_lane_run_register (run, index);
  ZbFigure figure = {.num = zb_lane_part_at (&value->num, lane), .den = 1};

  if (value->has_den)
    figure.den = zb_lane_part_at (&value->den, lane);
  return figure;
}

static ZbWide
sum_at (ZbLaneRun *run, const ZbTerm *terms, guint n, ZbWide constant, guint lane)
{
  for (guint i = 0; i < n; i++) {
    ZbLaneBlock block = zb_lane_run_block (run, terms[i].slot);

    constant += terms[i].coefficient * zb_wide_power (run->world->slots[terms[i].slot].shift) *
                zb_lane_block_at (&block, lane);
  }
  return constant;
}

static ZbWide
difference_at (ZbLaneRun *run, const ZbLaneOp *demand, guint lane)
{
  if (run->sums.bits == 32)
    return (gint32)run->sums.narrow[lane];
  if (run->sums.bits > 0)
    return zb_lane_part_at (&run->sums.wide, lane);
  return sum_at (run, &g_array_index (run->world->ruleset->program->terms, ZbTerm, demand->index),
                 demand->n, demand->constant, lane);
}

static gboolean
may_refuse (const ZbLaneKernel *kernel)
{
  return kernel->instance->policies.alone == ZB_POLICY_FAIL ||
         kernel->instance->policies.in_sum == ZB_POLICY_FAIL;
}

void
zb_violation_tell (ZbViolation *violation,
                   ZbLaneRun *run,
                   const ZbLaneKernel *kernel,
                   guint lane,
                   gboolean in_lanes,
                   GArray *wide)
{
  const ZbLaneOp *last = &g_array_index (kernel->ops, ZbLaneOp, kernel->ops->len - 1);
  ZbFigure sides[3];
  ZbWide left, difference;

  violation->sides = ZB_SIDES_NONE;
  if (!in_lanes || may_refuse (kernel) ||
      (kernel->left == NULL && last->code != ZB_OP_COMPARE && last->code != ZB_OP_BETWEEN)) {
    zb_lane_run_load (run, kernel, lane);
    zb_violation_tell_one (violation, run->machine, kernel->instance, wide);
    return;
  }
  if (kernel->left != NULL) {
    left = sum_at (run, (const ZbTerm *)(const void *)kernel->left->data, kernel->left->len,
                   kernel->left_constant, lane);
    difference = difference_at (run, last, lane);
    put_sides (violation, left, left - difference, difference, wide);
    return;
  }
  for (guint i = 0; i < 3; i++)
    sides[i] = figure_at (run, i, lane);
  put_comparison (violation, last->expression, &sides[0], &sides[1], &sides[2], wide);
}
