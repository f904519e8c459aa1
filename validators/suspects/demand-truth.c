/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/demand-value.h"

static const ZbTruth anything = {&zb_formula_true, &zb_formula_true, &zb_formula_true,
                                 ZB_FIGURE_BLANK};
static const ZbTruth never = {&zb_formula_false, &zb_formula_false, &zb_formula_false, 0};

static const ZbFormula *
both (ZbTrial *trial, const ZbFormula *a, const ZbFormula *b)
{
  return zb_formula_and (trial->arena, a, b);
}

static const ZbFormula *
either (ZbTrial *trial, const ZbFormula *a, const ZbFormula *b)
{
  return zb_formula_or (trial->arena, a, b);
}

static ZbTruth
assume (ZbTrial *trial)
{
  trial->assumed = TRUE;
  return anything;
}

static ZbTruth
flagged (guint flags)
{
  ZbTruth truth = never;

  /* Blank where the rule says that this is a fault: a plain no. */
  if (flags & ZB_FIGURE_REFUSED && !(flags & ZB_FIGURE_OVERFLOW)) {
    truth.no = &zb_formula_true;
  } else {
    truth.neither = &zb_formula_true;
    truth.flags = flags;
  }
  return truth;
}

static ZbTruth
turned (ZbTruth truth)
{
  return (ZbTruth){truth.no, truth.yes, truth.neither, truth.flags};
}

/* @by × @affine + @plus >= @least. */
static const ZbFormula *
at_least (ZbTrial *trial, const ZbAffine *affine, ZbWide by, const ZbAffine *plus, ZbWide least)
{
  ZbAffine sum;

  if (!zb_affine_combine (affine, by, plus, 1, &sum)) {
    trial->given_up = TRUE;
    return &zb_formula_true;
  }
  return zb_formula_at_least (trial->arena, &sum, -least, &zb_formula_true);
}

static const ZbAffine nothing;

static const ZbFormula *
positive (ZbTrial *trial, const ZbAffine *affine, int sign)
{
  return at_least (trial, affine, sign, &nothing, 1);
}

static const ZbFormula *
not_negative (ZbTrial *trial, const ZbAffine *affine, int sign)
{
  return at_least (trial, affine, sign, &nothing, 0);
}

static const ZbFormula *
other_than_zero (ZbTrial *trial, const ZbAffine *affine)
{
  return either (trial, positive (trial, affine, 1), positive (trial, affine, -1));
}

/* @difference against zero, without tolerance. */
static ZbTruth
compare_exactly (ZbTrial *trial, ZbRelation relation, const ZbAffine *difference)
{
  ZbTruth truth = never;

  switch (relation) {
  case ZB_RELATION_EQUAL:
  case ZB_RELATION_NOT_EQUAL:
    truth.yes = zb_formula_zero (trial->arena, difference);
    truth.no = other_than_zero (trial, difference);
    return relation == ZB_RELATION_EQUAL ? truth : turned (truth);
  case ZB_RELATION_LESS:
    return turned (compare_exactly (trial, ZB_RELATION_GREATER_EQUAL, difference));
  case ZB_RELATION_GREATER:
    return turned (compare_exactly (trial, ZB_RELATION_LESS_EQUAL, difference));
  case ZB_RELATION_LESS_EQUAL:
    truth.yes = not_negative (trial, difference, -1);
    truth.no = positive (trial, difference, 1);
    return truth;
  case ZB_RELATION_GREATER_EQUAL:
    truth.yes = not_negative (trial, difference, 1);
    truth.no = positive (trial, difference, -1);
    return truth;
  }
  return truth;
}

/* Whether @by × |@difference| <= @room. */
static ZbTruth
within (ZbTrial *trial, const ZbAffine *difference, ZbWide by, const ZbAffine *room)
{
  ZbTruth truth = never;

  truth.yes = both (trial, at_least (trial, difference, by, room, 0),
                    at_least (trial, difference, -by, room, 0));
  /* by |d| - room >= 1, on one side or the other. */
  for (int sign = 1; sign >= -1; sign -= 2) {
    ZbAffine over;

    if (!zb_affine_combine (difference, sign * by, room, -1, &over)) {
      trial->given_up = TRUE;
      return anything;
    }
    truth.no = either (trial, truth.no, positive (trial, &over, 1));
  }
  return truth;
}

/* What one comparison of two options knows of its sides. */
typedef struct {
  const ZbOption *a, *b;
  ZbAffine left, right, difference, den; /* over the same positive @den */
} Sides;

static ZbTruth
within_rounding (ZbTrial *trial, const Sides *sides)
{
  const ZbOption *a = sides->a, *b = sides->b;
  ZbAffine room = {0};
  ZbWide left, right;

  if (a->slack < 0 || b->slack < 0 || !zb_affine_is_constant (&a->den) ||
      !zb_affine_is_constant (&b->den))
    return assume (trial);
  if (!zb_wide_multiply (a->slack, b->den.constant, &left) ||
      !zb_wide_multiply (b->slack, a->den.constant, &right) ||
      !zb_wide_add (left, right, &room.constant))
    trial->given_up = TRUE;
  return within (trial, &sides->difference, 2, &room);
}

/* |difference| <= share × the larger side: of one side or the other, with one sign or the other. */
static ZbTruth
within_share (ZbTrial *trial, const Sides *sides, ZbWide by, ZbWide digits)
{
  const ZbAffine *magnitudes[] = {&sides->left, &sides->right};
  ZbTruth truth = {&zb_formula_false, &zb_formula_true, &zb_formula_false, 0};

  for (guint i = 0; i < 4; i++) {
    ZbAffine room;
    ZbTruth one;

    if (!zb_affine_combine (magnitudes[i / 2], i % 2 == 0 ? digits : -digits, &nothing, 0, &room)) {
      trial->given_up = TRUE;
      return anything;
    }
    one = within (trial, &sides->difference, by, &room);
    truth.yes = either (trial, truth.yes, one.yes);
    truth.no = both (trial, truth.no, one.no);
  }
  return truth;
}

static ZbTruth
within_tolerance (ZbTrial *trial, const ZbTolerance *tolerance, const Sides *sides)
{
  guint decimals = tolerance->scale + (tolerance->kind == ZB_TOLERANCE_SHARE ? 2 : 0);
  ZbAffine room;

  switch (tolerance->kind) {
  case ZB_TOLERANCE_ROUNDING:
    return within_rounding (trial, sides);
  case ZB_TOLERANCE_AMOUNT:
    if (!zb_affine_combine (&sides->den, tolerance->digits, &nothing, 0, &room)) {
      trial->given_up = TRUE;
      return anything;
    }
    return within (trial, &sides->difference, zb_wide_power (decimals), &room);
  case ZB_TOLERANCE_SHARE:
    return within_share (trial, sides, zb_wide_power (decimals), tolerance->digits);
  case ZB_TOLERANCE_NONE:
    break;
  }
  return (ZbTruth){&zb_formula_false, &zb_formula_true, &zb_formula_false, 0};
}

/* With tolerances a near miss counts as well; equal sides are judged without them. */
static ZbTruth
compare_sides (ZbTrial *trial,
               const ZbExpression *comparison,
               ZbRelation relation,
               const Sides *sides)
{
  ZbTruth exact = compare_exactly (trial, relation, &sides->difference);
  ZbTruth near = {&zb_formula_false, &zb_formula_true, &zb_formula_false, 0};
  gboolean strict = relation == ZB_RELATION_LESS || relation == ZB_RELATION_GREATER;
  const ZbFormula *equal;

  if (comparison->tolerances == NULL || comparison->tolerances->len == 0)
    return exact;
  for (guint i = 0; i < comparison->tolerances->len; i++) {
    ZbTruth one =
        within_tolerance (trial, &g_array_index (comparison->tolerances, ZbTolerance, i), sides);

    near.yes = either (trial, near.yes, one.yes);
    near.no = both (trial, near.no, one.no);
  }
  equal = zb_formula_zero (trial->arena, &sides->difference);
  if (relation == ZB_RELATION_NOT_EQUAL) {
    exact.yes = both (trial, exact.yes, near.no);
    exact.no = either (trial, equal, near.yes);
    return exact;
  }
  if (strict) {
    const ZbFormula *apart = other_than_zero (trial, &sides->difference);

    exact.yes = either (trial, exact.yes, both (trial, apart, near.yes));
    exact.no = both (trial, exact.no, either (trial, equal, near.no));
    return exact;
  }
  exact.yes = either (trial, near.yes, exact.yes);
  exact.no = both (trial, exact.no, near.no);
  return exact;
}

static ZbTruth
compare_options (ZbTrial *trial,
                 const ZbExpression *comparison,
                 ZbRelation relation,
                 const ZbOption *a,
                 const ZbOption *b)
{
  Sides sides = {.a = a, .b = b};

  if ((a->flags | b->flags) != 0)
    return flagged (a->flags | b->flags);
  if (a->is_anything || b->is_anything || !zb_affine_multiply (&a->num, &b->den, &sides.left) ||
      !zb_affine_multiply (&b->num, &a->den, &sides.right) ||
      !zb_affine_multiply (&a->den, &b->den, &sides.den))
    return assume (trial);
  if (!zb_affine_combine (&sides.left, 1, &sides.right, -1, &sides.difference)) {
    trial->given_up = TRUE;
    return anything;
  }
  return compare_sides (trial, comparison, relation, &sides);
}

/* Takes in what holds where @when does. */
static void
add_case (ZbTrial *trial, ZbTruth *truth, ZbTruth one, const ZbFormula *when)
{
  truth->yes = either (trial, truth->yes, both (trial, when, one.yes));
  truth->no = either (trial, truth->no, both (trial, when, one.no));
  truth->neither = either (trial, truth->neither, both (trial, when, one.neither));
  truth->flags |= one.flags;
}

ZbTruth
zb_trial_compare (ZbTrial *trial,
                  const ZbExpression *comparison,
                  ZbRelation relation,
                  const ZbOptions *a,
                  const ZbOptions *b)
{
  ZbTruth truth = never;

  for (guint i = 0; i < a->n; i++) {
    for (guint j = 0; j < b->n; j++) {
      const ZbFormula *when = both (trial, a->options[i].when, b->options[j].when);

      if (when->kind != ZB_FORMULA_FALSE)
        add_case (trial, &truth,
                  compare_options (trial, comparison, relation, &a->options[i], &b->options[j]),
                  when);
    }
  }
  return truth;
}

/* Between the ends of each item, both included. */
static ZbTruth
among (ZbTrial *trial, const ZbExpression *in, const ZbOption *value)
{
  ZbTruth truth = {&zb_formula_false, &zb_formula_true, &zb_formula_false, 0};

  if (value->flags != 0)
    return flagged (value->flags);
  if (value->is_anything)
    return assume (trial);
  for (guint i = 0; i < in->items->len; i++) {
    const ZbItem *item = &g_array_index (in->items, ZbItem, i);
    ZbAffine above, below;

    if (!zb_affine_combine (&value->num, 1, &value->den, -(ZbWide)item->from, &above) ||
        !zb_affine_combine (&value->num, -1, &value->den, item->to, &below)) {
      trial->given_up = TRUE;
      return anything;
    }
    truth.yes =
        either (trial, truth.yes,
                both (trial, not_negative (trial, &above, 1), not_negative (trial, &below, 1)));
    truth.no = both (trial, truth.no,
                     either (trial, positive (trial, &above, -1), positive (trial, &below, -1)));
  }
  return truth;
}

ZbTruth
zb_trial_among (ZbTrial *trial, const ZbExpression *in, const ZbOptions *value)
{
  ZbTruth truth = never;

  for (guint i = 0; i < value->n; i++)
    add_case (trial, &truth, among (trial, in, &value->options[i]), value->options[i].when);
  return truth;
}

static ZbTruth
between (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbOptions value = zb_trial_value (trial, node->children[0]);
  ZbOptions lower = zb_trial_value (trial, node->children[1]);
  ZbOptions upper = zb_trial_value (trial, node->children[2]);
  ZbTruth low =
      zb_trial_compare (trial, node->expression, ZB_RELATION_GREATER_EQUAL, &value, &lower);
  ZbTruth high = zb_trial_compare (trial, node->expression, ZB_RELATION_LESS_EQUAL, &value, &upper);
  ZbTruth truth = {.flags = low.flags | high.flags};

  /* Flags of any of the three leave the whole open. */
  truth.yes = both (trial, low.yes, high.yes);
  truth.neither = either (trial, low.neither, high.neither);
  truth.no = either (trial, both (trial, low.no, either (trial, high.yes, high.no)),
                     both (trial, low.yes, high.no));
  return truth;
}

/* A condition that joins two, cell by cell of the table of its outcomes. */
static ZbTruth
join (ZbTrial *trial, ZbExpressionKind kind, ZbTruth a, ZbTruth b)
{
  ZbTruth truth = {.flags = a.flags | b.flags};

  if (kind == ZB_EXPRESSION_OR)
    return turned (join (trial, ZB_EXPRESSION_AND, turned (a), turned (b)));
  if (kind == ZB_EXPRESSION_AND) {
    truth.yes = both (trial, a.yes, b.yes);
    truth.no = either (trial, a.no, b.no);
    truth.neither = either (trial, both (trial, a.neither, either (trial, b.yes, b.neither)),
                            both (trial, a.yes, b.neither));
    return truth;
  }
  truth.yes = either (trial, both (trial, a.yes, b.yes), both (trial, a.no, b.no));
  truth.no = either (trial, both (trial, a.yes, b.no), both (trial, a.no, b.yes));
  truth.neither = either (trial, a.neither, b.neither);
  return truth;
}

/* Whether each child is blank; free cells are blank or filled for certain, what is computed may be
 * neither. */
static ZbTruth
ask_state (ZbTrial *trial, const ZbDemandNode *node)
{
  guint n_blank = 0, n_filled = 0, flags = 0;
  ZbExpressionKind kind = node->expression->kind;
  ZbTruth truth = never;
  gboolean holds;

  for (guint i = 0; i < node->n_children; i++) {
    ZbOptions value = zb_trial_value (trial, node->children[i]);

    if (value.n != 1 || value.options[0].is_anything)
      return assume (trial);
    if (value.options[0].flags & ZB_FIGURE_BLANK) {
      n_blank++;
    } else {
      n_filled++;
      flags |= value.options[0].flags;
    }
  }
  holds = kind == ZB_EXPRESSION_BLANK ? n_filled == 0 : n_blank == 0;
  if (flags != 0)
    return flagged (flags);
  if (holds)
    truth.yes = &zb_formula_true;
  else
    truth.no = &zb_formula_true;
  return truth;
}

static ZbTruth
of_constant (const ZbFigure *figure)
{
  ZbTruth truth = never;

  if (figure->flags != 0) {
    truth.neither = &zb_formula_true;
    truth.flags = figure->flags;
  } else if (figure->num != 0) {
    truth.yes = &zb_formula_true;
  } else {
    truth.no = &zb_formula_true;
  }
  return truth;
}

static ZbTruth
part (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbExpressionKind kind = node->expression->kind;
  ZbOptions a, b;
  ZbTruth truth;

  switch (kind) {
  case ZB_EXPRESSION_COMPARE:
    a = zb_trial_value (trial, node->children[0]);
    b = zb_trial_value (trial, node->children[1]);
    return zb_trial_compare (trial, node->expression, node->expression->relation, &a, &b);
  case ZB_EXPRESSION_BETWEEN:
    return between (trial, node);
  case ZB_EXPRESSION_IN:
    a = zb_trial_value (trial, node->children[0]);
    return zb_trial_among (trial, node->expression, &a);
  case ZB_EXPRESSION_NOT:
    return turned (zb_trial_truth (trial, node->children[0]));
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_EXISTS:
    return ask_state (trial, node);
  default:
    break;
  }
  truth = zb_trial_truth (trial, node->children[0]);
  for (guint i = 1; i < node->n_children; i++)
    truth = join (trial, kind, truth, zb_trial_truth (trial, node->children[i]));
  return truth;
}

ZbTruth
zb_trial_truth (ZbTrial *trial, const ZbDemandNode *node)
{
  if (trial->given_up)
    return anything;
  if (node->kind == ZB_DEMAND_PART)
    return part (trial, node);
  if (node->kind == ZB_DEMAND_OPAQUE && zb_trial_touches (trial, node))
    return assume (trial);
  return of_constant (&node->figure);
}

/* A rule whose cells are all blank says nothing. */
static gboolean
is_all_blank (const ZbTrial *trial, const ZbDemand *demand)
{
  for (guint i = 0; i < demand->n_counted; i++) {
    guint cell = demand->counted[i];
    int column = trial->columns == NULL ? -1 : trial->columns[cell];

    if (column >= 0 ? !trial->blanked[column] : trial->cells[cell].is_filled)
      return FALSE;
  }
  return demand->has_cells && !demand->has_value;
}

const ZbFormula *
zb_trial_demand (ZbTrial *trial, const ZbDemand *demand)
{
  ZbTruth truth;
  const ZbFormula *holds;

  if (demand->is_opaque) {
    trial->assumed = TRUE;
    return &zb_formula_true;
  }
  if (is_all_blank (trial, demand))
    return &zb_formula_true;
  truth = zb_trial_truth (trial, demand->body);
  holds = either (trial, truth.yes, truth.neither);
  if (demand->guard != NULL) {
    truth = zb_trial_truth (trial, demand->guard);
    holds = either (trial, holds, either (trial, truth.no, truth.neither));
  }
  if (demand->level == ZB_LEVEL_ALWAYS)
    return holds;
  truth = zb_trial_truth (trial, demand->level_if);
  if (demand->level == ZB_LEVEL_UNLESS)
    return either (trial, holds, truth.yes);
  return either (trial, holds, either (trial, truth.no, truth.neither));
}

gboolean
zb_demand_holds (ZbDemands *demands,
                 const ZbDemandCell *cells,
                 const ZbDemand *demand,
                 ZbArena *scratch,
                 gboolean *ret_sure)
{
  ZbTrial trial = {.demands = demands, .cells = cells, .arena = scratch};
  gboolean holds;

  zb_arena_clear (scratch);
  holds = zb_trial_demand (&trial, demand)->kind == ZB_FORMULA_TRUE;
  *ret_sure = !trial.assumed && !trial.given_up;
  return holds;
}
