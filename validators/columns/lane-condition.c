/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-steps.h"

/* What a comparison of flawed figures says: blank = fail is a plain no, what is missing comes
 * before what is blank. */
static void
settle_flaws (ZbLaneRegister *result, const ZbLaneRegister *other)
{
  if (other != NULL && other->is_flawed) {
    zb_lane_mask_add (&result->blank, other->blank.words);
    zb_lane_mask_add (&result->missing, other->missing.words);
    zb_lane_mask_add (&result->refused, other->refused.words);
    result->is_flawed = TRUE;
  }
}

static void
settle_condition (ZbLaneRegister *result)
{
  if (!result->is_flawed)
    return;
  zb_lane_mask_remove (&result->truth, result->blank.words);
  zb_lane_mask_remove (&result->truth, result->missing.words);
  zb_lane_mask_remove (&result->truth, result->refused.words);
  zb_lane_mask_remove (&result->missing, result->refused.words);
  zb_lane_mask_remove (&result->blank, result->refused.words);
  zb_lane_mask_remove (&result->blank, result->missing.words);
  zb_lane_mask_fill (&result->refused, FALSE);
}

/* Both figures over one divisor: the numerators, in scratch if they must be multiplied. */
static gboolean
multiply_out (ZbLaneRun *run,
              ZbLaneRegister *a,
              ZbLaneRegister *b,
              ZbLanePart **ret_left,
              ZbLanePart **ret_right)
{
  *ret_left = &a->num;
  *ret_right = &b->num;
  if (b->has_den) {
    if (!zb_lane_part_multiply (run->kernels, &run->scratch[0], &a->num, &b->den))
      return FALSE;
    *ret_left = &run->scratch[0];
  }
  if (a->has_den) {
    if (!zb_lane_part_multiply (run->kernels, &run->scratch[1], &b->num, &a->den))
      return FALSE;
    *ret_right = &run->scratch[1];
  }
  return TRUE;
}

static void
holds (guint relation, const ZbLaneMask *less, const ZbLaneMask *equal, ZbLaneMask *ret_truth)
{
  switch ((ZbRelation)relation) {
  case ZB_RELATION_EQUAL:
  case ZB_RELATION_NOT_EQUAL:
    *ret_truth = *equal;
    break;
  case ZB_RELATION_LESS:
  case ZB_RELATION_GREATER_EQUAL:
    *ret_truth = *less;
    break;
  case ZB_RELATION_LESS_EQUAL:
  case ZB_RELATION_GREATER:
    *ret_truth = *less;
    zb_lane_mask_add (ret_truth, equal->words);
    break;
  }
  if (relation == ZB_RELATION_NOT_EQUAL || relation == ZB_RELATION_GREATER_EQUAL ||
      relation == ZB_RELATION_GREATER)
    zb_lane_mask_invert (ret_truth);
}

/* Lanes whose sides lie within a share of the larger one. */
static gboolean
find_near (ZbLaneRun *run,
           const ZbTolerance *tolerance,
           ZbLanePart *left,
           ZbLanePart *right,
           ZbLaneMask *ret_near)
{
  ZbWide largest = MAX (MAX (left->high, -left->low), MAX (right->high, -right->low));
  ZbWide whole, share, product;

  if (tolerance->scale > 16 || tolerance->digits < 0)
    return FALSE;
  whole = zb_wide_power (tolerance->scale + 2);
  share = tolerance->digits;
  if (!zb_wide_multiply (2 * whole, largest, &product) ||
      !zb_wide_multiply (share, largest, &product))
    return FALSE;
  zb_lane_part_fill (left);
  zb_lane_part_fill (right);
  if (!left->is_wide && !right->is_wide && zb_lane_fits (0, 2 * whole * largest) &&
      zb_lane_fits (0, share * largest)) {
    run->kernels->near64 (left->lanes, right->lanes, (gint64)whole, (gint64)share, ret_near->words);
    return TRUE;
  }
  zb_lane_mask_fill (ret_near, FALSE);
  for (guint i = 0; i < ZB_LANES; i++) {
    ZbWide a = zb_lane_part_at (left, i), b = zb_lane_part_at (right, i);
    ZbWide gap = a < b ? b - a : a - b;

    if (gap * whole <= MAX (a < 0 ? -a : a, b < 0 ? -b : b) * share)
      zb_lane_mask_put (ret_near, i);
  }
  return TRUE;
}

/* Lanes whose sides, which have no divisor, lie within an amount. */
static gboolean
find_close (ZbLaneRun *run,
            const ZbTolerance *tolerance,
            ZbLanePart *left,
            ZbLanePart *right,
            ZbLaneMask *ret_near)
{
  ZbWide low, high, limit, product;

  if (tolerance->scale > 18 || tolerance->digits < 0 ||
      !zb_wide_subtract (left->low, right->high, &low) ||
      !zb_wide_subtract (left->high, right->low, &high) ||
      !zb_wide_scale (MAX (high, -low), tolerance->scale, &product))
    return FALSE;
  limit = tolerance->digits / zb_wide_power (tolerance->scale);
  zb_lane_part_fill (left);
  zb_lane_part_fill (right);
  if (!left->is_wide && !right->is_wide && zb_lane_fits (low, high)) {
    run->kernels->close64 (left->lanes, right->lanes, (gint64)limit, ret_near->words);
    return TRUE;
  }
  zb_lane_mask_fill (ret_near, FALSE);
  for (guint i = 0; i < ZB_LANES; i++) {
    ZbWide gap = zb_lane_part_at (left, i) - zb_lane_part_at (right, i);

    if (gap <= limit && gap >= -limit)
      zb_lane_mask_put (ret_near, i);
  }
  return TRUE;
}

/* One side against another, as in the machine: what does not hold exactly may do so nearly. */
static gboolean
compare_sides (ZbLaneRun *run,
               const ZbExpression *expression,
               guint relation,
               ZbLaneRegister *a,
               ZbLaneRegister *b,
               ZbLaneMask *ret_truth)
{
  const GArray *tolerances = expression->tolerances;
  ZbLaneMask less, equal, near;
  ZbLanePart *left, *right;

  if (!multiply_out (run, a, b, &left, &right))
    return FALSE;
  zb_lane_part_order (run->kernels, left, right, &less, &equal);
  holds (relation, &less, &equal, ret_truth);
  for (guint i = 0; tolerances != NULL && i < tolerances->len; i++) {
    const ZbTolerance *tolerance = &g_array_index (tolerances, ZbTolerance, i);

    if (tolerance->kind == ZB_TOLERANCE_ROUNDING)
      continue;
    if (tolerance->kind == ZB_TOLERANCE_AMOUNT && (a->has_den || b->has_den))
      return FALSE;
    if (tolerance->kind == ZB_TOLERANCE_AMOUNT ? !find_close (run, tolerance, left, right, &near)
                                               : !find_near (run, tolerance, left, right, &near))
      return FALSE;
    if (relation == ZB_RELATION_NOT_EQUAL) {
      zb_lane_mask_remove (ret_truth, near.words);
      continue;
    }
    zb_lane_mask_remove (&near, equal.words);
    zb_lane_mask_add (ret_truth, near.words);
  }
  return TRUE;
}

static gboolean
run_compare (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *a = zb_lane_run_register (run, op->result);
  ZbLaneRegister *b = zb_lane_run_register (run, op->result + 1u);

  if (!compare_sides (run, op->expression, op->relation, a, b, &a->truth))
    return FALSE;
  settle_flaws (a, b);
  settle_condition (a);
  return TRUE;
}

static gboolean
run_between (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *value = zb_lane_run_register (run, op->result);
  ZbLaneRegister *lower = zb_lane_run_register (run, op->result + 1u);
  ZbLaneRegister *upper = zb_lane_run_register (run, op->result + 2u);
  ZbLaneMask truth;

  if (!compare_sides (run, op->expression, ZB_RELATION_GREATER_EQUAL, value, lower, &truth) ||
      !compare_sides (run, op->expression, ZB_RELATION_LESS_EQUAL, value, upper, &value->truth))
    return FALSE;
  zb_lane_mask_keep (&value->truth, truth.words);
  settle_flaws (value, lower);
  settle_flaws (value, upper);
  settle_condition (value);
  return TRUE;
}

/* Lanes with from <= num / den <= to, added to @truth. */
static gboolean
add_range (ZbLaneRun *run, ZbLanePart *num, ZbLanePart *den, const ZbItem *item, ZbLaneMask *truth)
{
  ZbLaneMask less, equal, within;

  for (guint i = 0; i < 2; i++) {
    ZbLanePart *bound = &run->scratch[2];

    if (den != NULL)
      zb_lane_part_copy (bound, den);
    else
      zb_lane_part_set_constant (bound, 1);
    if (!zb_lane_part_scale (run->kernels, bound, i == 0 ? item->from : item->to))
      return FALSE;
    zb_lane_part_order (run->kernels, num, bound, &less, &equal);
    if (i == 0) {
      within = less;
      zb_lane_mask_invert (&within);
    } else {
      zb_lane_mask_add (&less, equal.words);
      zb_lane_mask_keep (&within, less.words);
    }
  }
  zb_lane_mask_add (truth, within.words);
  return TRUE;
}

/* 1 / (num / den) in @ret_num and @ret_den, both scratch; lanes where that is nothing are left out
 * of *@ret_known. The inverse counts at the items' exponent too. */
static gboolean
invert (ZbLaneRun *run, ZbLaneRegister *value, int exponent, ZbLaneMask *ret_known)
{
  ZbLanePart *num = &run->scratch[0], *den = &run->scratch[1];
  ZbLaneMask less, equal;
  guint power = (guint)ABS (2 * exponent);

  if (value->has_den)
    zb_lane_part_copy (num, &value->den);
  else
    zb_lane_part_set_constant (num, 1);
  zb_lane_part_copy (den, &value->num);
  zb_lane_part_set_constant (&run->scratch[2], 0);
  zb_lane_part_order (run->kernels, den, &run->scratch[2], &less, &equal);
  zb_lane_part_negate (num, &less);
  zb_lane_part_absolute (run->kernels, den);
  zb_lane_mask_fill (ret_known, TRUE);
  zb_lane_mask_remove (ret_known, equal.words);
  if (power > ZB_WIDE_MAX_POWER)
    return FALSE;
  return zb_lane_part_scale (run->kernels, exponent < 0 ? num : den,
                             exponent == 0 ? 1 : zb_wide_power (power));
}

static gboolean
run_in (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *value = zb_lane_run_register (run, op->result);
  const GArray *items = op->expression->items;
  ZbLaneMask inverse, known;

  zb_lane_mask_fill (&value->truth, FALSE);
  zb_lane_mask_fill (&inverse, FALSE);
  for (guint i = 0; i < items->len; i++) {
    if (!add_range (run, &value->num, value->has_den ? &value->den : NULL,
                    &g_array_index (items, ZbItem, i), &value->truth))
      return FALSE;
  }
  if (op->expression->flag) {
    if (!invert (run, value, (int)op->expression->digits, &known))
      return FALSE;
    for (guint i = 0; i < items->len; i++) {
      if (!add_range (run, &run->scratch[0], &run->scratch[1], &g_array_index (items, ZbItem, i),
                      &inverse))
        return FALSE;
    }
    zb_lane_mask_keep (&inverse, known.words);
    zb_lane_mask_add (&value->truth, inverse.words);
  }
  settle_condition (value);
  return TRUE;
}

/* Lanes in which @condition is decided as @value. */
static ZbLaneMask
decided (const ZbLaneRegister *condition, gboolean value)
{
  ZbLaneMask mask = condition->truth;

  if (!value)
    zb_lane_mask_invert (&mask);
  if (condition->is_flawed) {
    zb_lane_mask_remove (&mask, condition->blank.words);
    zb_lane_mask_remove (&mask, condition->missing.words);
  }
  return mask;
}

/* As in the machine: false decides an "and" and true an "or" whatever the other is; otherwise what
 * is missing, then what is blank. Of two demands a blank one is left out. */
static void
run_join (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *a = zb_lane_run_register (run, op->result);
  ZbLaneRegister *b = zb_lane_run_register (run, op->result + 1u);
  gboolean decisive = op->code == ZB_OP_OR;
  ZbLaneMask settled = decided (a, decisive), other = decided (b, decisive);

  zb_lane_mask_add (&settled, other.words);
  if (a->is_flawed || b->is_flawed) {
    zb_lane_mask_add (&a->missing, b->missing.words);
    for (guint i = 0; i < ZB_LANE_WORDS; i++) {
      guint64 both = a->blank.words[i] & b->blank.words[i];

      a->blank.words[i] = op->is_lenient ? both : a->blank.words[i] | b->blank.words[i];
    }
    zb_lane_mask_remove (&a->missing, settled.words);
    zb_lane_mask_remove (&a->blank, settled.words);
    zb_lane_mask_remove (&a->blank, a->missing.words);
    a->is_flawed = TRUE;
  }
  a->truth = settled;
  if (!decisive)
    zb_lane_mask_invert (&a->truth);
}

static void
run_iff (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *a = zb_lane_run_register (run, op->result);
  ZbLaneRegister *b = zb_lane_run_register (run, op->result + 1u);

  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    a->truth.words[i] = ~(a->truth.words[i] ^ b->truth.words[i]);
  settle_flaws (a, b);
}

static ZbLaneMask
flawed (const ZbLaneRegister *value)
{
  ZbLaneMask mask = value->blank;

  zb_lane_mask_add (&mask, value->missing.words);
  zb_lane_mask_add (&mask, value->refused.words);
  return mask;
}

/* A cell that is missing is not known to exist; one that is blank does not. */
static void
run_exists (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *cell = zb_lane_run_register (run, op->result);

  cell->truth = flawed (cell);
  zb_lane_mask_invert (&cell->truth);
  zb_lane_mask_fill (&cell->blank, FALSE);
}

/* Of a column of all rows: the reports with a row that is not as wanted, and with one that is
 * missing. */
static void
survey_column (
    ZbLaneRun *run, guint row_slot, gboolean wants_blank, ZbLaneMask *other, ZbLaneMask *missing)
{
  guint section = zb_lane_run_section_of (run, row_slot);
  guint block = run->frame.block;

  for (guint i = 0; i < zb_lane_frame_n_row_blocks (run->world->file, block, section); i++) {
    ZbLaneMask part;
    ZbLaneBlock lanes;

    zb_lane_frame_set_rows (&run->frame, run->world->file, block, section, i);
    lanes = zb_lane_inputs_row_slot (run->inputs, &run->frame, row_slot);
    part = run->frame.live;
    if (wants_blank)
      zb_lane_mask_remove (&part, lanes.blank);
    else if (lanes.blank != NULL)
      zb_lane_mask_keep (&part, lanes.blank);
    else
      zb_lane_mask_fill (&part, FALSE);
    zb_lane_run_fold (run, &part, other);
    part = run->frame.live;
    if (lanes.missing == NULL)
      continue;
    zb_lane_mask_keep (&part, lanes.missing);
    zb_lane_run_fold (run, &part, missing);
  }
  zb_lane_frame_set_reports (&run->frame, run->world->file, block);
}

/* Blank, or filled: of operands on the stack, of cells and of columns. */
static void
run_state (ZbLaneRun *run, const ZbLaneOp *op)
{
  const GArray *cells = op->expression->cells;
  gboolean wants_blank = op->expression->kind == ZB_EXPRESSION_BLANK;
  ZbLaneMask truth, blank, missing;
  ZbLaneRegister *result;

  zb_lane_mask_fill (&truth, TRUE);
  zb_lane_mask_fill (&missing, FALSE);
  for (guint i = 0; i < op->n + cells->len; i++) {
    zb_lane_mask_fill (&blank, FALSE);
    if (i < op->n) {
      const ZbLaneRegister *value = zb_lane_run_register (run, op->result + i);
      ZbLaneMask unknown = value->missing;

      blank = value->blank;
      zb_lane_mask_remove (&unknown, blank.words);
      zb_lane_mask_add (&missing, unknown.words);
    } else {
      ZbLaneBlock block = zb_lane_run_block (run, g_array_index (cells, guint, i - op->n));

      zb_lane_mask_add (&blank, block.blank);
      zb_lane_mask_add (&missing, block.missing);
    }
    if (!wants_blank)
      zb_lane_mask_invert (&blank);
    zb_lane_mask_keep (&truth, blank.words);
  }
  zb_lane_mask_fill (&blank, FALSE);
  for (guint i = 0; i < op->expression->columns->len; i++)
    survey_column (run, g_array_index (op->expression->columns, guint, i), wants_blank, &blank,
                   &missing);
  zb_lane_mask_remove (&truth, blank.words);
  result = zb_lane_run_begin (run, op->result);
  result->truth = truth;
  result->missing = missing;
  result->is_flawed = TRUE;
}

static void
run_literal (ZbLaneRun *run, const ZbLaneOp *op)
{
  gboolean holds_everywhere = op->code == ZB_OP_FIRST   ? run->one->first
                              : op->code == ZB_OP_JOINT ? run->one->joint
                                                        : op->index != 0;

  zb_lane_mask_fill (&zb_lane_run_begin (run, op->result)->truth, holds_everywhere);
}

gboolean
zb_lane_run_condition (ZbLaneRun *run, const ZbLaneOp *op)
{
  switch (op->code) {
  case ZB_OP_COMPARE:
    return run_compare (run, op);
  case ZB_OP_BETWEEN:
    return run_between (run, op);
  case ZB_OP_IN:
    return run_in (run, op);
  case ZB_LANE_DEMAND:
    if (!zb_lane_run_demand (run, op))
      return FALSE;
    settle_condition (zb_lane_run_register (run, op->result));
    return TRUE;
  case ZB_OP_AND:
  case ZB_OP_OR:
    run_join (run, op);
    return TRUE;
  case ZB_OP_IFF:
    run_iff (run, op);
    return TRUE;
  case ZB_OP_NOT:
    zb_lane_mask_invert (&zb_lane_run_register (run, op->result)->truth);
    return TRUE;
  case ZB_OP_EXISTS:
    run_exists (run, op);
    return TRUE;
  case ZB_OP_STATE:
    run_state (run, op);
    return TRUE;
  default:
    run_literal (run, op);
    return TRUE;
  }
}
