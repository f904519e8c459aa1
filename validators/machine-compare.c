/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/machine.h"

#include <string.h>

static gboolean
holds (ZbRelation relation, int order)
{
  switch (relation) {
  case ZB_RELATION_EQUAL:
    return order == 0;
  case ZB_RELATION_NOT_EQUAL:
    return order != 0;
  case ZB_RELATION_LESS:
    return order < 0;
  case ZB_RELATION_LESS_EQUAL:
    return order <= 0;
  case ZB_RELATION_GREATER:
    return order > 0;
  case ZB_RELATION_GREATER_EQUAL:
    return order >= 0;
  }
  return FALSE;
}

static gboolean
magnitude (ZbWide a, ZbWide b, ZbWide *ret_product)
{
  return zb_wide_multiply (a, b, ret_product) && zb_wide_absolute (*ret_product, ret_product);
}

/* Whether the gap lies within one tolerance; FALSE in *@ret_fits if it leaves 128 bits. */
static gboolean
is_within (ZbMachine *machine,
           const ZbTolerance *tolerance,
           const ZbFigure *a,
           const ZbFigure *b,
           const ZbGap *gap,
           gboolean *ret_fits)
{
  ZbWide left = 0, right = 0, other = 0;
  gboolean fits = zb_wide_absolute (gap->difference, &left);

  switch (tolerance->kind) {
  case ZB_TOLERANCE_ROUNDING:
    if (!machine->interval) {
      machine->wants_interval = TRUE;
      return FALSE;
    }
    fits = fits && zb_wide_multiply (left, 2, &left);
    right = gap->slack;
    if (gap->den_uncertain)
      return TRUE;
    break;
  case ZB_TOLERANCE_AMOUNT:
    fits = fits && zb_wide_scale (left, tolerance->scale, &left) &&
           zb_wide_multiply (gap->den, tolerance->digits, &right);
    break;
  case ZB_TOLERANCE_SHARE:
    fits = fits && zb_wide_scale (left, tolerance->scale + 2, &left) &&
           magnitude (a->num, b->den, &right) && magnitude (b->num, a->den, &other) &&
           zb_wide_multiply (MAX (right, other), tolerance->digits, &right);
    break;
  case ZB_TOLERANCE_NONE:
    return FALSE;
  }
  *ret_fits &= fits;
  return fits && left <= right;
}

gboolean
zb_machine_is_near (ZbMachine *machine,
                    const GArray *tolerances,
                    const ZbFigure *a,
                    const ZbFigure *b)
{
  gboolean fits = TRUE;
  ZbGap gap;

  if (tolerances == NULL || (a->flags | b->flags) != 0 || !zb_figure_gap (a, b, &gap))
    return FALSE;
  for (guint i = 0; i < tolerances->len; i++) {
    if (is_within (machine, &g_array_index (tolerances, ZbTolerance, i), a, b, &gap, &fits))
      return TRUE;
  }
  return FALSE;
}

/* One side against another: 1 if the relation holds, 0 if not, -1 if that takes more than 128 bits.
 */
static int
compare_figures (ZbMachine *machine,
                 const ZbExpression *expression,
                 ZbRelation relation,
                 const ZbFigure *a,
                 const ZbFigure *b)
{
  const GArray *tolerances = expression->tolerances;
  gboolean differs = relation == ZB_RELATION_NOT_EQUAL;
  gboolean fits = TRUE, near = FALSE, exact;
  ZbGap gap;
  int order;

  if (!zb_figure_compare (a, b, &order))
    return -1;
  exact = holds (relation, order);
  if (tolerances == NULL || exact != differs || order == 0)
    return exact;
  if (!zb_figure_gap (a, b, &gap))
    return -1;
  for (guint i = 0; !near && i < tolerances->len; i++)
    near = is_within (machine, &g_array_index (tolerances, ZbTolerance, i), a, b, &gap, &fits);
  return fits || near ? near != differs : -1;
}

static ZbFigure
compared (int holds)
{
  ZbFigure figure = {.num = holds > 0, .den = 1, .flags = holds < 0 ? ZB_FIGURE_OVERFLOW : 0};

  return figure;
}

/* What a comparison of flagged figures says: blank = fail is a plain no. */
static gboolean
is_flagged (guint flags, ZbFigure *ret_result)
{
  if (flags == 0)
    return FALSE;
  if (flags & ZB_FIGURE_OVERFLOW)
    *ret_result = zb_figure_flagged (ZB_FIGURE_OVERFLOW);
  else if (flags & ZB_FIGURE_REFUSED)
    *ret_result = zb_figure_condition (FALSE);
  else if (flags & ZB_FIGURE_MISSING)
    *ret_result = zb_figure_flagged (ZB_FIGURE_MISSING);
  else
    *ret_result = zb_figure_flagged (ZB_FIGURE_BLANK);
  return TRUE;
}

static void
compare (ZbMachine *machine, const ZbExpression *expression)
{
  const ZbFigure *b = zb_machine_take (machine);
  ZbFigure *a = zb_machine_top (machine);

  if (is_flagged (a->flags | b->flags, a))
    return;
  if (a->text != NULL)
    *a = zb_figure_condition (holds (expression->relation, strcmp (a->text, b->text)));
  else
    *a = compared (compare_figures (machine, expression, expression->relation, a, b));
}

/* The sum of both sides, the right one negative, against zero: in place, for nearly every rule
 * comes by here and nearly always holds. */
void
zb_machine_compare_zero (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure *sum = zb_machine_top (machine);
  ZbFigure zero = {.den = 1};
  int order;

  if (G_LIKELY (sum->flags == 0)) {
    order = (sum->num > 0) - (sum->num < 0);
    if (G_LIKELY (holds ((ZbRelation)op->policy, order) && op->policy != ZB_RELATION_NOT_EQUAL)) {
      sum->num = 1;
      return;
    }
  }
  if (!is_flagged (sum->flags, sum))
    *sum = compared (compare_figures (
        machine, g_ptr_array_index (machine->program->expressions, (guint)op->index),
        (ZbRelation)op->policy, sum, &zero));
}

static void
between (ZbMachine *machine, const ZbExpression *expression)
{
  const ZbFigure *upper = zb_machine_take (machine);
  const ZbFigure *lower = zb_machine_take (machine);
  ZbFigure *value = zb_machine_top (machine);
  int holds;

  if (is_flagged (value->flags | lower->flags | upper->flags, value))
    return;
  holds = compare_figures (machine, expression, ZB_RELATION_GREATER_EQUAL, value, lower);
  if (holds > 0)
    holds = compare_figures (machine, expression, ZB_RELATION_LESS_EQUAL, value, upper);
  *value = compared (holds);
}

/* Whether from <= num / den <= to. */
static gboolean
is_in_range (ZbWide num, ZbWide den, ZbWide from, ZbWide to, gboolean *ret_fits)
{
  ZbWide low, high;

  if (!zb_wide_multiply (from, den, &low) || !zb_wide_multiply (to, den, &high)) {
    *ret_fits = FALSE;
    return FALSE;
  }
  return num >= low && num <= high;
}

/* The inverse counts at the items' exponent too: 1 / (v × 10^e) is 1 / v × 10^-2e at it. */
static gboolean
is_inverse_in_range (
    const ZbFigure *value, int exponent, ZbWide from, ZbWide to, gboolean *ret_fits)
{
  ZbWide num = value->den, den = value->num;

  if (den == 0)
    return FALSE;
  if (den < 0) {
    num = -num;
    den = -den;
  }
  if ((exponent < 0 && !zb_wide_scale (num, (guint)(-2 * exponent), &num)) ||
      (exponent > 0 && !zb_wide_scale (den, (guint)(2 * exponent), &den))) {
    *ret_fits = FALSE;
    return FALSE;
  }
  return is_in_range (num, den, from, to, ret_fits);
}

static void
in_figures (ZbMachine *machine, const ZbExpression *expression)
{
  ZbFigure *value = zb_machine_top (machine);
  gboolean fits = TRUE, found = FALSE;

  if (is_flagged (value->flags, value))
    return;
  for (guint i = 0; !found && i < expression->items->len; i++) {
    const ZbItem *item = &g_array_index (expression->items, ZbItem, i);

    found = is_in_range (value->num, value->den, item->from, item->to, &fits) ||
            (expression->flag &&
             is_inverse_in_range (value, (int)expression->digits, item->from, item->to, &fits));
  }
  *value = fits || found ? zb_figure_condition (found) : zb_figure_flagged (ZB_FIGURE_OVERFLOW);
}

/* Codes lie in a range by their first characters: 06..46 takes in 3974. */
static gboolean
is_item (const ZbItem *item, const char *text)
{
  gsize length = strlen (item->low);

  if (item->prefix)
    return strncmp (text, item->low, length) == 0;
  if (item->high == NULL)
    return strcmp (text, item->low) == 0;
  return strncmp (text, item->low, length) >= 0 &&
         strncmp (text, item->high, strlen (item->high)) <= 0;
}

static void
in_texts (ZbMachine *machine, const ZbExpression *expression)
{
  ZbFigure *value = zb_machine_top (machine);
  gboolean found = FALSE;

  if (is_flagged (value->flags, value))
    return;
  for (guint i = 0; !found && i < expression->items->len; i++)
    found = is_item (&g_array_index (expression->items, ZbItem, i), value->text);
  *value = zb_figure_condition (found);
}

void
zb_machine_compare (ZbMachine *machine, const ZbExpression *expression)
{
  if (expression->kind == ZB_EXPRESSION_COMPARE)
    compare (machine, expression);
  else if (expression->kind == ZB_EXPRESSION_BETWEEN)
    between (machine, expression);
  else if (zb_expression_child (expression, 0)->type.kind == ZB_VALUE_TEXT)
    in_texts (machine, expression);
  else
    in_figures (machine, expression);
}
