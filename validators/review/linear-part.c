/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/linear-part.h"

/* A sum of variables and a number, while it is put together. */
typedef struct {
  ZbLinearForms *forms;
  GArray *terms; /* ZbLinearTerm */
  ZbRational constant;
  ZbRational rounding; /* half of the last units of all figures in it */
  gboolean many;       /* of a sum over rows, whose number is not known */
} Sum;

ZbLinearForms *
zb_linear_forms_new (void)
{
  ZbLinearForms *forms = g_new0 (ZbLinearForms, 1);

  forms->forms = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  forms->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  forms->form_index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return forms;
}

void
zb_linear_forms_free (ZbLinearForms *forms)
{
  if (forms == NULL)
    return;
  g_ptr_array_unref (forms->forms);
  g_hash_table_unref (forms->variables);
  g_hash_table_unref (forms->form_index);
  g_free (forms);
}

guint
zb_linear_forms_n_variables (const ZbLinearForms *forms)
{
  return g_hash_table_size (forms->variables);
}

/* The number of what @key names, which is taken. */
static guint
number_of (GHashTable *index, char *key)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (index, key));

  if (number == 0) {
    number = g_hash_table_size (index) + 1;
    g_hash_table_insert (index, key, GUINT_TO_POINTER (number));
  } else {
    g_free (key);
  }
  return number - 1;
}

static gboolean
add_term (Sum *sum, char *key, ZbRational coefficient, gboolean is_rounded)
{
  guint variable = number_of (sum->forms->variables, key);
  ZbRational half, magnitude = coefficient;

  if (magnitude.num < 0)
    magnitude = zb_rational_negate (magnitude);
  if (is_rounded && (!zb_rational_multiply (magnitude, (ZbRational){1, 2}, &half) ||
                     !zb_rational_add (sum->rounding, half, &sum->rounding)))
    return FALSE;
  for (guint i = 0; i < sum->terms->len; i++) {
    ZbLinearTerm *term = &g_array_index (sum->terms, ZbLinearTerm, i);

    if (term->variable == variable)
      return zb_rational_add (term->coefficient, coefficient, &term->coefficient);
  }
  g_array_append_val (sum->terms, ((ZbLinearTerm){variable, coefficient}));
  return TRUE;
}

static gboolean collect (Sum *sum, const ZbExpression *expression, ZbRational factor);

/* The value of a formula in which nothing varies. */
static gboolean
constant_value (const Sum *sum, const ZbExpression *expression, ZbRational *ret_value)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (ZbLinearTerm));
  Sum alone = {.forms = sum->forms,
               .terms = terms,
               .constant = zb_rational_whole (0),
               .rounding = zb_rational_whole (0)};

  if (expression->kind == ZB_EXPRESSION_CELL || expression->kind == ZB_EXPRESSION_ROW_CELL ||
      !collect (&alone, expression, zb_rational_whole (1)) || terms->len > 0)
    return FALSE;
  *ret_value = alone.constant;
  return TRUE;
}

static gboolean
collect_product (Sum *sum, const ZbExpression *product, ZbRational factor)
{
  const ZbExpression *a = zb_expression_child (product, 0);
  const ZbExpression *b = zb_expression_child (product, 1);
  ZbRational value;

  if (product->kind == ZB_EXPRESSION_DIVIDE)
    return constant_value (sum, b, &value) && value.num != 0 &&
           zb_rational_divide (factor, value, &factor) && collect (sum, a, factor);
  if (constant_value (sum, a, &value))
    return zb_rational_multiply (factor, value, &factor) && collect (sum, b, factor);
  return constant_value (sum, b, &value) && zb_rational_multiply (factor, value, &factor) &&
         collect (sum, a, factor);
}

static gboolean
scale (ZbRational factor, int power, ZbRational *ret_scaled)
{
  ZbWide ten;

  return zb_wide_scale (1, (guint)power, &ten) &&
         zb_rational_multiply (factor, zb_rational_whole (ten), ret_scaled);
}

/* Columns of a dynamic section add up to variables of their own. */
static gboolean
collect_sum (Sum *sum, const ZbExpression *aggregate, ZbRational factor)
{
  guint n_cells = aggregate->cells->len;

  if (aggregate->function != ZB_FUNCTION_SUM)
    return FALSE;
  for (guint i = 0; i < zb_expression_n_children (aggregate); i++) {
    if (!collect (sum, zb_expression_child (aggregate, i), factor))
      return FALSE;
  }
  for (guint i = 0; i < n_cells + aggregate->columns->len; i++) {
    gboolean is_cell = i < n_cells;
    guint index = is_cell ? g_array_index (aggregate->cells, guint, i)
                          : g_array_index (aggregate->columns, guint, i - n_cells);
    ZbRational scaled;

    if (!scale (factor, g_array_index (aggregate->shifts, int, i), &scaled) ||
        !add_term (sum, g_strdup_printf (is_cell ? "cell %u" : "column %u", index), scaled,
                   is_cell))
      return FALSE;
    sum->many |= !is_cell;
  }
  return TRUE;
}

static gboolean
collect_kind (Sum *sum, const ZbExpression *expression, ZbRational factor)
{
  ZbRational product;

  switch (expression->kind) {
  case ZB_EXPRESSION_CONSTANT:
    return zb_rational_multiply (factor, zb_rational_whole (expression->digits), &product) &&
           zb_rational_add (sum->constant, product, &sum->constant);
  case ZB_EXPRESSION_CELL:
    return add_term (sum, g_strdup_printf ("cell %u", expression->index), factor, TRUE);
  case ZB_EXPRESSION_ROW_CELL:
    return expression->variable == 0 &&
           add_term (sum, g_strdup_printf ("row %u", expression->index), factor, TRUE);
  case ZB_EXPRESSION_PERIOD:
    return add_term (sum, g_strdup_printf ("period %u", expression->index), factor, FALSE);
  case ZB_EXPRESSION_PARAMETER:
    return add_term (sum,
                     g_strdup_printf ("parameter %u %d %d", expression->index, expression->adopt,
                                      expression->flag),
                     factor, FALSE);
  case ZB_EXPRESSION_NEGATE:
    return collect (sum, zb_expression_child (expression, 0), zb_rational_negate (factor));
  case ZB_EXPRESSION_NZ:
  case ZB_EXPRESSION_PLAIN:
    return collect (sum, zb_expression_child (expression, 0), factor);
  case ZB_EXPRESSION_ADD:
    return collect (sum, zb_expression_child (expression, 0), factor) &&
           collect (sum, zb_expression_child (expression, 1), factor);
  case ZB_EXPRESSION_SUBTRACT:
    return collect (sum, zb_expression_child (expression, 0), factor) &&
           collect (sum, zb_expression_child (expression, 1), zb_rational_negate (factor));
  case ZB_EXPRESSION_MULTIPLY:
  case ZB_EXPRESSION_DIVIDE:
    return collect_product (sum, expression, factor);
  case ZB_EXPRESSION_AGGREGATE:
    return collect_sum (sum, expression, factor);
  default:
    return FALSE;
  }
}

static gboolean
collect (Sum *sum, const ZbExpression *expression, ZbRational factor)
{
  return expression->type.kind == ZB_VALUE_NUMBER &&
         (expression->shift == 0 || scale (factor, expression->shift, &factor)) &&
         collect_kind (sum, expression, factor);
}

/* How far both sides may lie apart; FALSE where that depends on their size. */
static gboolean
slack_of (const Sum *sum, const GArray *tolerances, ZbRational *ret_slack)
{
  ZbRational widest = zb_rational_whole (0);

  for (guint i = 0; tolerances != NULL && i < tolerances->len; i++) {
    const ZbTolerance *tolerance = &g_array_index (tolerances, ZbTolerance, i);
    ZbRational slack = sum->rounding;
    int order;

    if (tolerance->kind == ZB_TOLERANCE_SHARE ||
        (tolerance->kind == ZB_TOLERANCE_ROUNDING && sum->many))
      return FALSE;
    if (tolerance->kind == ZB_TOLERANCE_AMOUNT &&
        (tolerance->scale > ZB_WIDE_MAX_POWER ||
         !zb_rational_new (tolerance->digits, zb_wide_power (tolerance->scale), &slack)))
      return FALSE;
    if (!zb_rational_compare (slack, widest, &order))
      return FALSE;
    if (order > 0)
      widest = slack;
  }
  *ret_slack = widest;
  return TRUE;
}

static int
compare_terms (gconstpointer a, gconstpointer b)
{
  const ZbLinearTerm *left = a, *right = b;

  return left->variable < right->variable ? -1 : left->variable > right->variable;
}

/* Sorts the terms, drops those that cancelled, and divides by the first coefficient, which is given
 * back: 0 if none is left. FALSE if it does not fit. */
static gboolean
normalise (GArray *terms, ZbRational *ret_first)
{
  g_array_sort (terms, compare_terms);
  for (guint i = terms->len; i > 0; i--) {
    if (g_array_index (terms, ZbLinearTerm, i - 1).coefficient.num == 0)
      g_array_remove_index (terms, i - 1);
  }
  *ret_first =
      terms->len == 0 ? zb_rational_whole (0) : g_array_index (terms, ZbLinearTerm, 0).coefficient;
  for (guint i = 0; i < terms->len; i++) {
    ZbLinearTerm *term = &g_array_index (terms, ZbLinearTerm, i);

    if (!zb_rational_divide (term->coefficient, *ret_first, &term->coefficient))
      return FALSE;
  }
  return TRUE;
}

static char *
form_key (const GArray *terms)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++) {
    const ZbLinearTerm *term = &g_array_index (terms, ZbLinearTerm, i);
    g_autofree char *num = zb_wide_to_text (term->coefficient.num, 0, 0, FALSE);
    g_autofree char *den = zb_wide_to_text (term->coefficient.den, 0, 0, FALSE);

    g_string_append_printf (key, "%u:%s/%s ", term->variable, num, den);
  }
  return g_string_free (key, FALSE);
}

/* Says that @sum lies on @side of 0, by @slack at most beyond it. */
static gboolean
limit (ZbLinearPart *part,
       const Sum *sum,
       ZbRational first,
       ZbBoundSide side,
       ZbRational slack,
       gboolean strict)
{
  ZbRational bound = zb_rational_negate (sum->constant);

  if (side == ZB_BOUND_LOWER)
    slack = zb_rational_negate (slack);
  if (!zb_rational_add (bound, slack, &bound))
    return FALSE;
  if (first.num != 0 && !zb_rational_divide (bound, first, &bound))
    return FALSE;
  if (first.num < 0)
    side = side == ZB_BOUND_LOWER ? ZB_BOUND_UPPER : ZB_BOUND_LOWER;
  part->has[side] = TRUE;
  part->limits[side] = bound;
  part->strict[side] = strict && zb_rational_sign (slack) == 0;
  return TRUE;
}

/* Where no variable is left, the limits are held against 0 at once. */
static void
judge_constant (ZbLinearPart *part)
{
  part->form = G_MAXUINT;
  part->holds = TRUE;
  for (guint side = 0; side < 2; side++) {
    int sign = zb_rational_sign (part->limits[side]) * (side == ZB_BOUND_LOWER ? -1 : 1);

    if (part->has[side] && (sign < 0 || (sign == 0 && part->strict[side])))
      part->holds = FALSE;
  }
}

static gboolean
finish (Sum *sum, ZbRelation relation, ZbRational slack, GArray *parts)
{
  ZbLinearPart part = {0};
  gboolean strict = relation == ZB_RELATION_LESS || relation == ZB_RELATION_GREATER;
  gboolean below = relation != ZB_RELATION_GREATER && relation != ZB_RELATION_GREATER_EQUAL;
  gboolean above = relation != ZB_RELATION_LESS && relation != ZB_RELATION_LESS_EQUAL;
  ZbRational first;

  if (relation == ZB_RELATION_NOT_EQUAL || !normalise (sum->terms, &first) ||
      (below && !limit (&part, sum, first, ZB_BOUND_UPPER, slack, strict)) ||
      (above && !limit (&part, sum, first, ZB_BOUND_LOWER, slack, strict)))
    return FALSE;
  if (first.num == 0) {
    judge_constant (&part);
  } else {
    part.form = number_of (sum->forms->form_index, form_key (sum->terms));
    if (part.form == sum->forms->forms->len)
      g_ptr_array_add (sum->forms->forms, g_array_ref (sum->terms));
  }
  g_array_append_val (parts, part);
  return TRUE;
}

/* @left RELATION @right, where @right is scaled by a power of ten to fit. */
static gboolean
add_comparison (ZbLinearForms *forms,
                const ZbExpression *left,
                const ZbExpression *right,
                ZbRelation relation,
                const GArray *tolerances,
                GArray *parts)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (ZbLinearTerm));
  Sum sum = {.forms = forms,
             .terms = terms,
             .constant = zb_rational_whole (0),
             .rounding = zb_rational_whole (0)};
  ZbRational slack;

  return collect (&sum, left, zb_rational_whole (1)) &&
         collect (&sum, right, zb_rational_whole (-1)) && slack_of (&sum, tolerances, &slack) &&
         finish (&sum, relation, slack, parts);
}

gboolean
zb_linear_forms_add (ZbLinearForms *forms, const ZbExpression *condition, GArray *parts)
{
  gboolean all = TRUE;

  switch (condition->kind) {
  case ZB_EXPRESSION_AND:
    for (guint i = 0; i < zb_expression_n_children (condition); i++)
      all &= zb_linear_forms_add (forms, zb_expression_child (condition, i), parts);
    return all;
  case ZB_EXPRESSION_COMPARE:
    return add_comparison (forms, zb_expression_child (condition, 0),
                           zb_expression_child (condition, 1), condition->relation,
                           condition->tolerances, parts);
  case ZB_EXPRESSION_BETWEEN:
    all &= add_comparison (forms, zb_expression_child (condition, 0),
                           zb_expression_child (condition, 1), ZB_RELATION_GREATER_EQUAL,
                           condition->tolerances, parts);
    all &= add_comparison (forms, zb_expression_child (condition, 0),
                           zb_expression_child (condition, 2), ZB_RELATION_LESS_EQUAL,
                           condition->tolerances, parts);
    return all;
  default:
    return FALSE;
  }
}

gboolean
zb_linear_forms_add_calc (ZbLinearForms *forms, const ZbInstance *calc, GArray *parts)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (ZbLinearTerm));
  Sum sum = {.forms = forms,
             .terms = terms,
             .constant = zb_rational_whole (0),
             .rounding = zb_rational_whole (0)};
  int power = calc->body->type.exponent - calc->target->type.exponent;
  ZbRational factor = zb_rational_whole (-1), ten;

  if (!zb_rational_new (1, zb_wide_power ((guint)ABS (power) % ZB_WIDE_MAX_POWER), &ten) ||
      (power < 0 && !zb_rational_multiply (factor, ten, &factor)) ||
      (power > 0 && !zb_rational_divide (factor, ten, &factor)) ||
      !collect (&sum, calc->target, zb_rational_whole (1)) || !collect (&sum, calc->body, factor))
    return FALSE;
  return finish (&sum, ZB_RELATION_EQUAL, (ZbRational){1, 2}, parts);
}
