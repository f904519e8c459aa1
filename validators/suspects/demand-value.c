/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/demand-value.h"

#include "validators/suspects/option.h"

static ZbOptions
scale (ZbTrial *trial, ZbOptions value, int power)
{
  ZbOptionList list = {.trial = trial};

  if (power == 0)
    return value;
  for (guint i = 0; i < value.n; i++)
    zb_option_list_add (&list, zb_option_scale (trial, value.options[i], power));
  return zb_option_list_get (&list);
}

static ZbOption
from_figure (ZbTrial *trial, const ZbFigure *figure)
{
  ZbOption option = {.num = {.constant = figure->num},
                     .den = {.constant = figure->den},
                     .slack = figure->den_slack != 0 ? -1 : figure->num_slack,
                     .flags = figure->flags,
                     .when = &zb_formula_true};

  if (figure->flags & ZB_FIGURE_OVERFLOW)
    trial->given_up = TRUE;
  return option;
}

static ZbOption
blank_by_policy (ZbPolicy policy, const ZbFormula *when)
{
  if (policy == ZB_POLICY_ZERO)
    return zb_option_whole (0, when);
  return zb_option_flagged (policy == ZB_POLICY_FAIL ? ZB_FIGURE_REFUSED : ZB_FIGURE_BLANK, when);
}

static ZbOption
cell_option (const ZbTrial *trial, const ZbDemandNode *node)
{
  const ZbDemandCell *cell = &trial->cells[node->cell];
  int column = trial->columns == NULL ? -1 : trial->columns[node->cell];
  ZbOption option = zb_option_whole (0, &zb_formula_true);

  if (column >= 0 ? trial->blanked[column] : !cell->is_filled)
    return blank_by_policy (node->policy, &zb_formula_true);
  option.slack = node->factor;
  if (column >= 0)
    option.num.coefficients[column] = node->factor;
  else
    option.num.constant = node->factor * cell->number;
  return option;
}

gboolean
zb_trial_touches (const ZbTrial *trial, const ZbDemandNode *node)
{
  if (node->kind == ZB_DEMAND_CELL) {
    const ZbDemandCell *now = &trial->cells[node->cell];
    const ZbDemandCell *before = &g_array_index (trial->demands->cells, ZbDemandCell, node->cell);

    return (trial->columns != NULL && trial->columns[node->cell] >= 0) ||
           now->is_filled != before->is_filled || now->number != before->number;
  }
  for (guint i = 0; i < node->n_children; i++) {
    if (zb_trial_touches (trial, node->children[i]))
      return TRUE;
  }
  return FALSE;
}

static ZbOptions
combine (ZbTrial *trial, const ZbDemandNode *node, ZbOptions a, ZbOptions b)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < a.n; i++) {
    for (guint j = 0; j < b.n; j++) {
      const ZbOption *left = &a.options[i], *right = &b.options[j];

      if (node->expression->kind == ZB_EXPRESSION_DIVIDE)
        zb_option_list_divide (&list, left, right);
      else if (node->expression->kind == ZB_EXPRESSION_MULTIPLY)
        zb_option_list_add (&list, zb_option_multiply (trial, left, right));
      else
        zb_option_list_add (&list,
                            zb_option_add (trial, left, right,
                                           node->expression->kind == ZB_EXPRESSION_ADD ? 1 : -1));
    }
  }
  return zb_option_list_get (&list);
}

/* abs is the greater of a value and its opposite. */
static ZbOptions
absolute (ZbTrial *trial, ZbOptions value)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < value.n; i++) {
    ZbOption option = value.options[i], opposite = option;

    if (option.flags != 0 || option.is_anything) {
      zb_option_list_add (&list, option);
      continue;
    }
    zb_option_negate (trial, &opposite);
    opposite.when =
        zb_formula_and (trial->arena, option.when, zb_affine_has_sign (trial, &option.num, -1));
    option.when =
        zb_formula_and (trial->arena, option.when,
                        zb_formula_at_least (trial->arena, &option.num, 0, &zb_formula_true));
    zb_option_list_add (&list, option);
    zb_option_list_add (&list, opposite);
  }
  return zb_option_list_get (&list);
}

static ZbOptions
round_value (ZbTrial *trial, ZbOptions value, int power, gboolean half_even)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < value.n; i++) {
    ZbOption scaled = zb_option_scale (trial, value.options[i], power);

    zb_option_list_round (&list, &scaled, half_even);
  }
  return zb_option_list_get (&list);
}

/* One more value into an aggregate; what is blank is left out, and @gathered is blank as long as
 * there was nothing. */
static ZbOptions
gather (ZbTrial *trial, ZbFunctionKind function, ZbOptions gathered, ZbOptions value)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < gathered.n; i++) {
    for (guint j = 0; j < value.n; j++) {
      ZbOption a = gathered.options[i], b = value.options[j];

      a.when = b.when = zb_option_both (trial, &gathered.options[i], &value.options[j]);
      if (b.flags == ZB_FIGURE_BLANK && !b.is_anything)
        zb_option_list_add (&list, a);
      else if (a.flags == ZB_FIGURE_BLANK)
        zb_option_list_add (&list, b);
      else if (function == ZB_FUNCTION_MIN || function == ZB_FUNCTION_MAX)
        zb_option_list_pick (&list, &a, &b, function == ZB_FUNCTION_MIN);
      else
        zb_option_list_add (&list, zb_option_add (trial, &a, &b, 1));
    }
  }
  return zb_option_list_get (&list);
}

static gboolean
is_plain (const ZbOptions *value)
{
  return value->n == 1 && !value->options[0].is_anything;
}

/* How many of the children have a value; FALSE if that is not certain. */
static gboolean
count (ZbTrial *trial, const ZbDemandNode *node, guint *ret_n)
{
  guint n = 0;

  for (guint i = 0; i < node->n_children; i++) {
    ZbOptions value = zb_trial_value (trial, node->children[i]);

    if (!is_plain (&value))
      return FALSE;
    n += value.options[0].flags == 0;
  }
  *ret_n = n;
  return TRUE;
}

static ZbOptions
aggregate (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbFunctionKind function = node->expression->function;
  ZbOptions gathered =
      zb_options_single (trial, zb_option_flagged (ZB_FIGURE_BLANK, &zb_formula_true));
  gboolean counts = function == ZB_FUNCTION_COUNT || function == ZB_FUNCTION_AVERAGE;
  ZbAffine number = {0};
  guint n = 0;

  if (counts && !count (trial, node, &n))
    return zb_options_single (trial, zb_option_anything (trial, &zb_formula_true));
  if (function == ZB_FUNCTION_COUNT)
    return zb_options_single (trial, zb_option_whole (n, &zb_formula_true));
  for (guint i = 0; i < node->n_children && !trial->given_up; i++)
    gathered = gather (trial, function, gathered, zb_trial_value (trial, node->children[i]));
  if (function == ZB_FUNCTION_SUM)
    return gather (trial, function, gathered,
                   zb_options_single (trial, zb_option_whole (0, &zb_formula_true)));
  number.constant = n;
  if (function == ZB_FUNCTION_AVERAGE && n > 0) {
    ZbOption divisor = {.num = number, .den = {.constant = 1}, .when = &zb_formula_true};
    ZbOptionList list = {.trial = trial};

    for (guint i = 0; i < gathered.n; i++)
      zb_option_list_divide (&list, &gathered.options[i], &divisor);
    return zb_option_list_get (&list);
  }
  return gathered;
}

static ZbOptions
choose (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbTruth truth = zb_trial_truth (trial, node->children[0]);
  ZbOptionList list = {.trial = trial};

  for (guint branch = 0; branch < 2; branch++) {
    ZbOptions value = zb_trial_value (trial, node->children[1 + branch]);

    for (guint i = 0; i < value.n; i++) {
      ZbOption option = value.options[i];

      option.when = zb_formula_and (trial->arena, option.when, branch == 0 ? truth.yes : truth.no);
      zb_option_list_add (&list, option);
    }
  }
  zb_option_list_add (
      &list, zb_option_flagged (truth.flags == 0 ? ZB_FIGURE_BLANK : truth.flags, truth.neither));
  return zb_option_list_get (&list);
}

static ZbOptions
blank_to_zero (ZbTrial *trial, ZbOptions value)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < value.n; i++)
    zb_option_list_add (&list, value.options[i].flags == ZB_FIGURE_BLANK
                                   ? zb_option_whole (0, value.options[i].when)
                                   : value.options[i]);
  return zb_option_list_get (&list);
}

/* A computed cell is what its formula gives at its scale, and blank where that is blank. */
static ZbOptions
computed (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbOptions value =
      round_value (trial, zb_trial_value (trial, node->children[0]), node->rounding, FALSE);
  ZbOption factor = zb_option_whole (node->factor, &zb_formula_true);
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < value.n; i++) {
    ZbOption option = value.options[i];

    if (option.flags == ZB_FIGURE_BLANK) {
      zb_option_list_add (&list, blank_by_policy (node->policy, option.when));
      continue;
    }
    option.slack = 0;
    option = zb_option_multiply (trial, &option, &factor);
    option.slack = node->factor;
    zb_option_list_add (&list, option);
  }
  return zb_option_list_get (&list);
}

static ZbOptions
fold_extremes (ZbTrial *trial, const ZbDemandNode *node)
{
  ZbOptions folded = zb_trial_value (trial, node->children[0]);

  for (guint i = 1; i < node->n_children; i++) {
    ZbOptions value = zb_trial_value (trial, node->children[i]);
    ZbOptionList list = {.trial = trial};

    for (guint j = 0; j < folded.n; j++) {
      for (guint k = 0; k < value.n; k++)
        zb_option_list_pick (&list, &folded.options[j], &value.options[k],
                             node->expression->function == ZB_FUNCTION_MIN);
    }
    folded = zb_option_list_get (&list);
  }
  return folded;
}

static ZbOptions
negated (ZbTrial *trial, ZbOptions value)
{
  ZbOptionList list = {.trial = trial};

  for (guint i = 0; i < value.n; i++) {
    ZbOption option = value.options[i];

    zb_option_negate (trial, &option);
    zb_option_list_add (&list, option);
  }
  return zb_option_list_get (&list);
}

static ZbOptions
part (ZbTrial *trial, const ZbDemandNode *node)
{
  const ZbExpression *expression = node->expression;

  switch (expression->kind) {
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
  case ZB_EXPRESSION_MULTIPLY:
  case ZB_EXPRESSION_DIVIDE:
    return combine (trial, node, zb_trial_value (trial, node->children[0]),
                    zb_trial_value (trial, node->children[1]));
  case ZB_EXPRESSION_NEGATE:
    return negated (trial, zb_trial_value (trial, node->children[0]));
  case ZB_EXPRESSION_ABSOLUTE:
    return absolute (trial, zb_trial_value (trial, node->children[0]));
  case ZB_EXPRESSION_ROUND:
    return round_value (trial, zb_trial_value (trial, node->children[0]), (int)expression->digits,
                        expression->flag);
  case ZB_EXPRESSION_NZ:
    return blank_to_zero (trial, zb_trial_value (trial, node->children[0]));
  case ZB_EXPRESSION_IF:
    return choose (trial, node);
  case ZB_EXPRESSION_AGGREGATE:
    if ((expression->function == ZB_FUNCTION_MIN || expression->function == ZB_FUNCTION_MAX) &&
        expression->cells->len + expression->columns->len == 0 && node->n_children > 0)
      return fold_extremes (trial, node);
    return aggregate (trial, node);
  case ZB_EXPRESSION_LOOP:
    return aggregate (trial, node);
  default: /* ZB_EXPRESSION_PLAIN */
    return zb_trial_value (trial, node->children[0]);
  }
}

ZbOptions
zb_trial_value (ZbTrial *trial, const ZbDemandNode *node)
{
  if (trial->given_up)
    return zb_options_single (trial, zb_option_whole (0, &zb_formula_true));
  switch (node->kind) {
  case ZB_DEMAND_CONSTANT:
    return zb_options_single (trial, from_figure (trial, &node->figure));
  case ZB_DEMAND_CELL:
    return zb_options_single (trial,
                              zb_option_scale (trial, cell_option (trial, node), node->power));
  case ZB_DEMAND_COMPUTED:
    return scale (trial, computed (trial, node), node->power);
  case ZB_DEMAND_PART:
    return scale (trial, part (trial, node), node->power);
  case ZB_DEMAND_OPAQUE:
    break;
  }
  return zb_options_single (trial, zb_trial_touches (trial, node)
                                       ? zb_option_anything (trial, &zb_formula_true)
                                       : from_figure (trial, &node->figure));
}
