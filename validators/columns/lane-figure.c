/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-steps.h"

static void
add_flaws (ZbLaneRegister *result, const ZbLaneRegister *other)
{
  if (!other->is_flawed)
    return;
  zb_lane_mask_add (&result->blank, other->blank.words);
  zb_lane_mask_add (&result->missing, other->missing.words);
  zb_lane_mask_add (&result->refused, other->refused.words);
  result->is_flawed = TRUE;
}

gboolean
zb_lane_run_take (ZbLaneRun *run, const ZbLaneBlock *block, ZbWide factor, ZbLanePart *part)
{
  ZbWide low, high;

  if (block->unfit || !zb_wide_multiply (factor, block->low, &low) ||
      !zb_wide_multiply (factor, block->high, &high))
    return FALSE;
  if (low == high) {
    zb_lane_part_set_constant (part, low);
  } else if (zb_lane_part_begin (part, MIN (low, high), MAX (low, high))) {
    for (guint lane = 0; lane < ZB_LANES; lane++)
      ((ZbWide *)(void *)part->lanes)[lane] = factor * zb_lane_block_at (block, lane);
  } else {
    run->kernels->start64 ((guint64 *)part->lanes, (guint64)factor * (guint64)block->base,
                           (guint64)factor, block->lanes, block->width);
  }
  return TRUE;
}

static gboolean
run_cell (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *result = zb_lane_run_begin (run, op->result);
  ZbLaneBlock block = zb_lane_run_block (run, (guint)op->index);

  zb_lane_run_note_cell (run, result, &block, op->policy);
  return zb_lane_run_take (run, &block, zb_wide_power (run->world->slots[op->index].shift),
                           &result->num);
}

static gboolean
run_row_cell (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *result = zb_lane_run_begin (run, op->result);
  ZbLaneBlock block = zb_lane_inputs_row_slot (run->inputs, &run->frame, (guint)op->index);

  zb_lane_run_note_cell (run, result, &block, op->policy);
  return zb_lane_run_take (run, &block, zb_wide_power (run->world->row_slots[op->index].shift),
                           &result->num);
}

gboolean
zb_lane_run_round (ZbLaneRun *run, ZbLaneRegister *value, int power, ZbRounding rounding)
{
  ZbLanePart *rounded = &run->scratch[0];
  ZbWide low = 0, high = 0;

  zb_lane_part_set_constant (rounded, 0);
  rounded->is_wide = TRUE;
  zb_lane_part_fill (rounded);
  for (guint lane = 0; lane < ZB_LANES; lane++) {
    ZbFigure figure = {.num = zb_lane_part_at (&value->num, lane), .den = 1};

    if (value->has_den)
      figure.den = zb_lane_part_at (&value->den, lane);
    /* A divisor of nothing is blank already. */
    if (figure.den <= 0)
      continue;
    figure = zb_figure_round (figure, power, rounding);
    if (figure.flags != 0)
      return FALSE;
    ((ZbWide *)(void *)rounded->lanes)[lane] = figure.num;
    low = MIN (low, figure.num);
    high = MAX (high, figure.num);
  }
  rounded->low = low;
  rounded->high = high;
  zb_lane_part_narrow (rounded);
  zb_lane_part_copy (&value->num, rounded);
  value->has_den = FALSE;
  return TRUE;
}

static void
set_figure (ZbLaneRegister *result, const ZbFigure *figure)
{
  zb_lane_part_set_constant (&result->num, figure->num);
  zb_lane_part_set_constant (&result->den, figure->den);
  result->has_den = figure->den != 1;
  if (figure->flags == 0)
    return;
  result->is_flawed = TRUE;
  if (figure->flags & ZB_FIGURE_MISSING)
    zb_lane_mask_fill (&result->missing, TRUE);
  else
    zb_lane_mask_fill (&result->blank, TRUE);
}

static gboolean
run_constant (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbFigure figure;

  if (op->code == ZB_OP_PARAMETER)
    figure = zb_world_parameter (run->one, op->expression->index, op->expression->adopt,
                                 op->expression->flag);
  else
    figure =
        zb_figure_whole (op->code == ZB_OP_PERIOD ? run->one->periods[op->index] : op->constant);
  if (figure.flags & ZB_FIGURE_OVERFLOW)
    return FALSE;
  set_figure (zb_lane_run_begin (run, op->result), &figure);
  return TRUE;
}

static void
make_den (ZbLaneRegister *value)
{
  if (!value->has_den)
    zb_lane_part_set_constant (&value->den, 1);
  value->has_den = TRUE;
}

static gboolean
run_scale (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *value = zb_lane_run_register (run, op->result);
  guint power = (guint)ABS (op->index);

  if (power > ZB_WIDE_MAX_POWER)
    return FALSE;
  if (op->index < 0)
    make_den (value);
  return zb_lane_part_scale (run->kernels, op->index < 0 ? &value->den : &value->num,
                             zb_wide_power (power));
}

static gboolean
run_add (ZbLaneRun *run, ZbLaneRegister *a, ZbLaneRegister *b)
{
  if (a->has_den || b->has_den) {
    make_den (a);
    make_den (b);
    if (!zb_lane_part_multiply (run->kernels, &a->num, &a->num, &b->den) ||
        !zb_lane_part_multiply (run->kernels, &b->num, &b->num, &a->den) ||
        !zb_lane_part_multiply (run->kernels, &a->den, &a->den, &b->den))
      return FALSE;
  }
  add_flaws (a, b);
  return zb_lane_part_add (run->kernels, &a->num, &a->num, &b->num);
}

static gboolean
run_multiply (ZbLaneRun *run, ZbLaneRegister *a, ZbLaneRegister *b)
{
  if (b->has_den) {
    make_den (a);
    if (!zb_lane_part_multiply (run->kernels, &a->den, &a->den, &b->den))
      return FALSE;
  }
  add_flaws (a, b);
  return zb_lane_part_multiply (run->kernels, &a->num, &a->num, &b->num);
}

/* The divisor's sign goes to the numerator, and a zero divisor makes the result blank. */
static gboolean
run_divide (ZbLaneRun *run, ZbLaneRegister *a, ZbLaneRegister *b)
{
  ZbLanePart *zero = &run->scratch[0];
  ZbLaneMask negative, nothing;

  zb_lane_part_set_constant (zero, 0);
  zb_lane_part_order (run->kernels, &b->num, zero, &negative, &nothing);
  make_den (a);
  if (b->has_den && !zb_lane_part_multiply (run->kernels, &a->num, &a->num, &b->den))
    return FALSE;
  if (!zb_lane_mask_is_empty (&negative)) {
    zb_lane_part_negate (&a->num, &negative);
    zb_lane_part_absolute (run->kernels, &b->num);
  }
  if (!zb_lane_part_multiply (run->kernels, &a->den, &a->den, &b->num))
    return FALSE;
  add_flaws (a, b);
  if (!zb_lane_mask_is_empty (&nothing)) {
    zb_lane_mask_add (&a->blank, nothing.words);
    a->is_flawed = TRUE;
  }
  return TRUE;
}

/* A blank value becomes zero; one that is missing stays so. */
static void
run_nz (ZbLaneRun *run, ZbLaneRegister *value)
{
  ZbLaneMask blank = value->blank;

  if (!value->is_flawed)
    return;
  zb_lane_mask_remove (&blank, value->missing.words);
  zb_lane_mask_remove (&blank, value->refused.words);
  zb_lane_mask_remove (&value->blank, blank.words);
  zb_lane_part_set_constant (&run->scratch[0], 0);
  zb_lane_part_choose (&value->num, &run->scratch[0], &blank);
  if (!value->has_den)
    return;
  zb_lane_part_set_constant (&run->scratch[0], 1);
  zb_lane_part_choose (&value->den, &run->scratch[0], &blank);
}

static gboolean
run_extreme (ZbLaneRun *run, const ZbLaneOp *op, ZbLaneRegister *a, ZbLaneRegister *b)
{
  ZbLaneMask less, equal;

  if (a->has_den || b->has_den)
    return FALSE;
  zb_lane_part_order (run->kernels, &a->num, &b->num, &less, &equal);
  zb_lane_mask_add (&less, equal.words);
  if (op->code == ZB_OP_MINIMUM)
    zb_lane_mask_invert (&less);
  zb_lane_part_choose (&a->num, &b->num, &less);
  add_flaws (a, b);
  return TRUE;
}

/* Flaws of the branch taken; those of the condition come first. */
static void
choose_flaws (ZbLaneRegister *condition, const ZbLaneRegister *yes, const ZbLaneRegister *no)
{
  for (guint i = 0; i < ZB_LANE_WORDS; i++) {
    guint64 known =
        ~(condition->blank.words[i] | condition->missing.words[i] | condition->refused.words[i]);
    guint64 taken = condition->truth.words[i] & known, left = ~condition->truth.words[i] & known;

    condition->blank.words[i] |= (yes->blank.words[i] & taken) | (no->blank.words[i] & left);
    condition->missing.words[i] |= (yes->missing.words[i] & taken) | (no->missing.words[i] & left);
    condition->refused.words[i] |= (yes->refused.words[i] & taken) | (no->refused.words[i] & left);
  }
  condition->is_flawed |= yes->is_flawed || no->is_flawed;
}

static void
run_if (ZbLaneRegister *condition, ZbLaneRegister *yes, ZbLaneRegister *no)
{
  ZbLaneMask left = condition->truth;

  zb_lane_mask_invert (&left);
  choose_flaws (condition, yes, no);
  condition->has_den = yes->has_den || no->has_den;
  if (condition->has_den) {
    make_den (yes);
    make_den (no);
    zb_lane_part_copy (&condition->den, &yes->den);
    zb_lane_part_choose (&condition->den, &no->den, &left);
  }
  zb_lane_part_copy (&condition->num, &yes->num);
  zb_lane_part_choose (&condition->num, &no->num, &left);
}

gboolean
zb_lane_run_figure (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *a, *b;

  switch (op->code) {
  case ZB_OP_LINEAR:
    return zb_lane_run_sum (run, op);
  case ZB_OP_CELL:
    return run_cell (run, op);
  case ZB_OP_SCALE:
    return run_scale (run, op);
  case ZB_OP_ROW_CELL:
    return run_row_cell (run, op);
  case ZB_OP_AGGREGATE:
    return zb_lane_run_aggregate (run, op);
  case ZB_OP_ROWS:
    return zb_lane_run_n_rows (run, op);
  case ZB_OP_CONSTANT:
  case ZB_OP_PERIOD:
  case ZB_OP_PARAMETER:
    return run_constant (run, op);
  default:
    break;
  }
  a = zb_lane_run_register (run, op->result);
  b = zb_lane_run_register (run, op->result + 1u);
  switch (op->code) {
  case ZB_OP_ROUND:
    return zb_lane_run_round (run, a, (int)op->expression->digits,
                              op->expression->flag ? ZB_ROUND_HALF_EVEN : ZB_ROUND_HALF_UP);
  case ZB_OP_NEGATE:
    return zb_lane_part_scale (run->kernels, &a->num, -1);
  case ZB_OP_ABSOLUTE:
    zb_lane_part_absolute (run->kernels, &a->num);
    return TRUE;
  case ZB_OP_NZ:
    run_nz (run, a);
    return TRUE;
  case ZB_OP_ADD:
    return run_add (run, a, b);
  case ZB_OP_MULTIPLY:
    return run_multiply (run, a, b);
  case ZB_OP_DIVIDE:
    return run_divide (run, a, b);
  case ZB_OP_IF:
    run_if (a, b, zb_lane_run_register (run, op->result + 2u));
    return TRUE;
  default:
    return run_extreme (run, op, a, b);
  }
}
