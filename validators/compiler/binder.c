/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/binder.h"

#include "forms/decimal.h"
#include "validators/compiler/cell-binder.h"
#include "validators/wide.h"

#include <string.h>

gpointer
zb_binder_fail (ZbBinder *binder, gsize at, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  if (binder->failed)
    return NULL;
  binder->failed = TRUE;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  zb_diagnose (binder->diagnostics, binder->text, at, TRUE, message);
  return NULL;
}

void
zb_binder_warn (ZbBinder *binder, gsize at, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  zb_diagnose (binder->diagnostics, binder->text, at, FALSE, message);
}

const ZbVariable *
zb_binder_variable (const ZbBinder *binder, const char *name)
{
  for (guint i = binder->n_variables; i > 0; i--) {
    if (strcmp (binder->variables[i - 1].name, name) == 0)
      return &binder->variables[i - 1];
  }
  return NULL;
}

/* A parameter without a measure of its own is read in the unit of what it meets. */
static void
adopt_parameter (ZbExpression *parameter, const ZbExpression *other)
{
  if (parameter->kind == ZB_EXPRESSION_PARAMETER && parameter->type.nature == ZB_NUMBER_ANY &&
      other->type.nature != ZB_NUMBER_ANY)
    parameter->adopt = other->type.unit;
}

gboolean
zb_binder_align (ZbBinder *binder, ZbExpression *a, ZbExpression *b, const char *what)
{
  int exponent;

  adopt_parameter (a, b);
  adopt_parameter (b, a);
  if (!zb_quantity_meet (&a->type, &b->type)) {
    g_autofree char *left = zb_quantity_describe (&a->type);
    g_autofree char *right = zb_quantity_describe (&b->type);

    zb_binder_fail (binder, b->at, "%s cannot be %s %s", left, what, right);
    return FALSE;
  }
  exponent = MIN (a->type.exponent, b->type.exponent);
  a->shift = a->type.exponent - exponent;
  b->shift = b->type.exponent - exponent;
  if (MAX (a->shift, b->shift) <= ZB_WIDE_MAX_POWER)
    return TRUE;
  zb_binder_fail (binder, b->at, "the units on the two sides lie too far apart");
  return FALSE;
}

static ZbExpression *
bind_number_literal (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *constant;
  ZbQuantity type;
  ZbWide digits;
  guint scale;

  if (!zb_wide_parse (syntax->text, &digits, &scale) || digits > ZB_DECIMAL_MAX_DIGITS ||
      scale > 18)
    return zb_binder_fail (binder, syntax->start, "“%s” has more digits than a rule can hold",
                           syntax->text);
  if (syntax->percent)
    type = zb_quantity_ratio (-(int)scale - 2);
  else if (syntax->unit == NULL)
    type = zb_quantity_bare (-(int)scale);
  else if (!zb_quantity_parse_unit (syntax->unit, -(int)scale, &type))
    return zb_binder_fail (binder, syntax->start, "there is no measure “%s”", syntax->unit);
  constant = zb_expression_new (ZB_EXPRESSION_CONSTANT, type, syntax->start);
  constant->digits = (gint64)digits;
  return constant;
}

static ZbExpression *
bind_parameter (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbQuantity type = zb_quantity_bare (ZB_PARAMETER_EXPONENT);
  ZbExpression *parameter;

  type.nature = ZB_NUMBER_ANY;
  if (syntax->unit != NULL && !zb_quantity_parse_unit (syntax->unit, ZB_PARAMETER_EXPONENT, &type))
    return zb_binder_fail (binder, syntax->start, "there is no measure “%s”", syntax->unit);
  parameter = zb_expression_new (ZB_EXPRESSION_PARAMETER, type, syntax->start);
  parameter->index = zb_references_name (binder->references, syntax->text);
  parameter->flag = syntax->unit != NULL;
  return parameter;
}

static ZbExpression *
bind_named_text (ZbBinder *binder, ZbExpressionKind kind, const ZbSyntax *syntax)
{
  ZbExpression *text = zb_expression_new (kind, zb_quantity_text (), syntax->start);

  text->index = zb_references_name (binder->references, syntax->text);
  return text;
}

static ZbExpression *
fail_word (ZbBinder *binder, const ZbSyntax *syntax)
{
  static const char *const words[] = {"month",  "months",      "quarter",      "year",
                                      "period", "first",       "joint",        "true",
                                      "false",  "consecutive", "period_start", "period_end"};
  ZbNearName near = zb_near_name (syntax->text);
  g_autofree char *hint = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    zb_near_name_offer (&near, words[i]);
  for (guint i = 0; i < binder->n_variables; i++)
    zb_near_name_offer (&near, binder->variables[i].name);
  hint = zb_near_name_hint (&near);
  return zb_binder_fail (binder, syntax->start,
                         "“%s” is neither a word of the language nor a "
                         "variable%s; cells stand in brackets",
                         syntax->text, hint);
}

static ZbExpression *
bind_word (ZbBinder *binder, const ZbSyntax *syntax)
{
  static const struct {
    const char *word;
    ZbExpressionKind kind;
    guint index;
  } words[] = {
      {"month", ZB_EXPRESSION_PERIOD, ZB_PERIOD_WORD_MONTH},
      {"months", ZB_EXPRESSION_PERIOD, ZB_PERIOD_WORD_MONTHS},
      {"quarter", ZB_EXPRESSION_PERIOD, ZB_PERIOD_WORD_QUARTER},
      {"year", ZB_EXPRESSION_PERIOD, ZB_PERIOD_WORD_YEAR},
      {"period", ZB_EXPRESSION_PERIOD, ZB_PERIOD_WORD_PERIOD},
      {"first", ZB_EXPRESSION_FIRST, 0},
      {"joint", ZB_EXPRESSION_JOINT, 0},
      {"true", ZB_EXPRESSION_LITERAL, 1},
      {"false", ZB_EXPRESSION_LITERAL, 0},
      {"period_start", ZB_EXPRESSION_DAY, 0},
      {"period_end", ZB_EXPRESSION_DAY, 1},
  };
  const ZbVariable *variable = zb_binder_variable (binder, syntax->text);

  if (variable != NULL)
    return zb_bind_cell_variable (binder, variable, syntax);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    ZbExpression *word;

    if (strcmp (words[i].word, syntax->text) != 0)
      continue;
    word = zb_expression_new (words[i].kind,
                              words[i].kind == ZB_EXPRESSION_PERIOD ? zb_quantity_bare (0)
                              : words[i].kind == ZB_EXPRESSION_DAY  ? zb_quantity_text ()
                                                                    : zb_quantity_condition (),
                              syntax->start);
    word->index = words[i].index;
    word->digits = words[i].index;
    return word;
  }
  return fail_word (binder, syntax);
}

/* Marks the terms of a sum: where the rule does not say otherwise, a blank one counts as zero. */
static void
mark_terms (ZbExpression *expression)
{
  guint n = zb_expression_n_children (expression);

  expression->in_sum = TRUE;
  if (expression->kind != ZB_EXPRESSION_NEGATE && expression->kind != ZB_EXPRESSION_ADD &&
      expression->kind != ZB_EXPRESSION_SUBTRACT && expression->kind != ZB_EXPRESSION_MULTIPLY)
    return;
  for (guint i = 0; i < n; i++)
    mark_terms (g_ptr_array_index (expression->children, i));
}

static ZbExpression *
bind_addition (ZbBinder *binder, const ZbSyntax *syntax)
{
  gboolean adds = syntax->kind == ZB_SYNTAX_ADD;
  g_autoptr (ZbExpression) left = zb_bind_number (binder, zb_syntax_child (syntax, 0));
  g_autoptr (ZbExpression) right =
      left == NULL ? NULL : zb_bind_number (binder, zb_syntax_child (syntax, 1));
  ZbExpression *result;
  ZbQuantity type;

  if (right == NULL ||
      !zb_binder_align (binder, left, right, adds ? "added to" : "subtracted from"))
    return NULL;
  type = left->type.nature == ZB_NUMBER_BARE ? right->type : left->type;
  if (left->type.nature == ZB_NUMBER_ANY || right->type.nature == ZB_NUMBER_ANY)
    type.nature = ZB_NUMBER_ANY;
  type.exponent = MIN (left->type.exponent, right->type.exponent);
  result =
      zb_expression_new (adds ? ZB_EXPRESSION_ADD : ZB_EXPRESSION_SUBTRACT, type, syntax->start);
  mark_terms (left);
  mark_terms (right);
  zb_expression_add (result, g_steal_pointer (&left));
  zb_expression_add (result, g_steal_pointer (&right));
  return result;
}

static ZbExpression *
bind_product (ZbBinder *binder, const ZbSyntax *syntax)
{
  gboolean divides = syntax->kind == ZB_SYNTAX_DIVIDE;
  g_autoptr (ZbExpression) left = zb_bind_number (binder, zb_syntax_child (syntax, 0));
  g_autoptr (ZbExpression) right =
      left == NULL ? NULL : zb_bind_number (binder, zb_syntax_child (syntax, 1));
  ZbExpression *result;
  ZbQuantity type;

  if (right == NULL)
    return NULL;
  if (divides && right->kind == ZB_EXPRESSION_CONSTANT && right->digits == 0)
    return zb_binder_fail (binder, syntax->start, "a division by zero: the rule would say nothing");
  if (divides ? !zb_quantity_divide (&left->type, &right->type, &type)
              : !zb_quantity_multiply (&left->type, &right->type, &type))
    return zb_binder_fail (binder, syntax->start, "more than %d dimensions meet in this product",
                           ZB_QUANTITY_MAX_FACTORS);
  if (ABS (type.exponent) > ZB_WIDE_MAX_POWER)
    return zb_binder_fail (binder, syntax->start, "this product has too many decimals");
  result = zb_expression_new (divides ? ZB_EXPRESSION_DIVIDE : ZB_EXPRESSION_MULTIPLY, type,
                              syntax->start);
  zb_expression_add (result, g_steal_pointer (&left));
  zb_expression_add (result, g_steal_pointer (&right));
  return result;
}

static ZbExpression *
bind_negation (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *value = zb_bind_number (binder, zb_syntax_child (syntax, 0));
  ZbExpression *result;

  if (value == NULL)
    return NULL;
  result = zb_expression_new (ZB_EXPRESSION_NEGATE, value->type, syntax->start);
  zb_expression_add (result, value);
  return result;
}

static ZbExpression *
bind_logic (ZbBinder *binder, ZbExpressionKind kind, const ZbSyntax *syntax)
{
  g_autoptr (ZbExpression) result =
      zb_expression_new (kind, zb_quantity_condition (), syntax->start);

  for (guint i = 0; i < zb_syntax_n_children (syntax); i++) {
    ZbExpression *child = zb_bind_condition (binder, zb_syntax_child (syntax, i));

    if (child == NULL)
      return NULL;
    zb_expression_add (result, child);
  }
  return g_steal_pointer (&result);
}

void
zb_binder_count (ZbBinder *binder, guint64 n)
{
  guint64 *sum = binder->n_loops > 0 ? &binder->visits : &binder->cost;

  *sum = MIN (*sum + binder->factor * n, ZB_RULE_MAX_VISITS + 1);
}

ZbExpression *
zb_bind (ZbBinder *binder, const ZbSyntax *syntax)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_NUMBER:
    return bind_number_literal (binder, syntax);
  case ZB_SYNTAX_TEXT:
    return bind_named_text (binder, ZB_EXPRESSION_TEXT, syntax);
  case ZB_SYNTAX_WORD:
    return bind_word (binder, syntax);
  case ZB_SYNTAX_PARAMETER:
    return bind_parameter (binder, syntax);
  case ZB_SYNTAX_ATTRIBUTE:
    return bind_named_text (binder, ZB_EXPRESSION_REGISTER, syntax);
  case ZB_SYNTAX_FIELD:
    return zb_bind_field (binder, syntax);
  case ZB_SYNTAX_CELLS:
    return zb_bind_cell (binder, syntax);
  case ZB_SYNTAX_ROWS:
    return zb_binder_fail (binder, syntax->start, "rows have no value: count them with count (…)");
  case ZB_SYNTAX_CALL:
    return zb_bind_call (binder, syntax);
  case ZB_SYNTAX_NEGATE:
    return bind_negation (binder, syntax);
  case ZB_SYNTAX_ADD:
  case ZB_SYNTAX_SUBTRACT:
    return bind_addition (binder, syntax);
  case ZB_SYNTAX_MULTIPLY:
  case ZB_SYNTAX_DIVIDE:
    return bind_product (binder, syntax);
  case ZB_SYNTAX_COMPARE:
  case ZB_SYNTAX_BETWEEN:
    return zb_bind_comparison (binder, syntax);
  case ZB_SYNTAX_IN:
    return zb_bind_in (binder, syntax);
  case ZB_SYNTAX_NOT:
    return bind_logic (binder, ZB_EXPRESSION_NOT, syntax);
  case ZB_SYNTAX_AND:
    return bind_logic (binder, ZB_EXPRESSION_AND, syntax);
  case ZB_SYNTAX_OR:
    return bind_logic (binder, ZB_EXPRESSION_OR, syntax);
  case ZB_SYNTAX_IFF:
    return bind_logic (binder, ZB_EXPRESSION_IFF, syntax);
  }
  g_return_val_if_reached (NULL);
}

/* A text that may stand where a condition or a figure is needed: what registers, code lists and
 * header fields hold has no type of its own. */
static gboolean
is_untyped (const ZbExpression *expression)
{
  return expression->kind == ZB_EXPRESSION_ENTRY || expression->kind == ZB_EXPRESSION_LOOKUP ||
         expression->kind == ZB_EXPRESSION_REGISTER || expression->kind == ZB_EXPRESSION_FIELD;
}

ZbExpression *
zb_binder_to_number (ZbBinder *binder, ZbExpression *expression)
{
  ZbExpression *number;

  if (expression->type.kind == ZB_VALUE_NUMBER)
    return expression;
  number = zb_expression_new (ZB_EXPRESSION_TO_NUMBER, zb_quantity_bare (ZB_LATE_EXPONENT),
                              expression->at);
  zb_expression_add (number, expression);
  return number;
}

static ZbExpression *
fail_kind (ZbBinder *binder, ZbExpression *found, const char *needed)
{
  g_autofree char *description = zb_quantity_describe (&found->type);
  gsize at = found->at;

  zb_expression_free (found);
  return zb_binder_fail (binder, at, "%s is needed here, this is %s", needed, description);
}

ZbExpression *
zb_bind_condition (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *bound = zb_bind (binder, syntax);
  ZbExpression *truth;

  if (bound == NULL || bound->type.kind == ZB_VALUE_CONDITION)
    return bound;
  if (!is_untyped (bound) && bound->kind != ZB_EXPRESSION_PARENT)
    return fail_kind (binder, bound, "a condition");
  /* "when parent (r)": there is one. */
  truth = zb_expression_new (bound->kind == ZB_EXPRESSION_PARENT ? ZB_EXPRESSION_EXISTS
                                                                 : ZB_EXPRESSION_TRUTH,
                             zb_quantity_condition (), bound->at);
  zb_expression_add (truth, bound);
  return truth;
}

ZbExpression *
zb_bind_number (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *bound = zb_bind (binder, syntax);

  if (bound == NULL || bound->type.kind == ZB_VALUE_NUMBER)
    return bound;
  return is_untyped (bound) ? zb_binder_to_number (binder, bound)
                            : fail_kind (binder, bound, "a figure");
}

ZbExpression *
zb_bind_text (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *bound;

  /* A code may be written without quotes where a text is needed. */
  if (syntax->kind == ZB_SYNTAX_NUMBER && !syntax->percent && syntax->unit == NULL)
    return bind_named_text (binder, ZB_EXPRESSION_TEXT, syntax);
  bound = zb_bind (binder, syntax);
  if (bound != NULL && bound->unknown)
    bound->type = zb_quantity_text ();
  if (bound == NULL || bound->type.kind == ZB_VALUE_TEXT)
    return bound;
  return fail_kind (binder, bound, "a text");
}
