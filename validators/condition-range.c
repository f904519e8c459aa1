/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/condition-range.h"

#include "forms/form-lookup.h"
#include "validators/wide.h"

#include <string.h>

/* The value of a word of the period in the @index-th period of a year; FALSE past the last, and for
 * words that are not of a year. */
static gboolean
period_value (const ZbForm *form, guint word, guint index, gint64 *ret_value)
{
  static const guint months_between[] = {12, 6, 3, 1};
  guint month;

  if (form->period_kind == ZB_PERIOD_TENDAY || word == ZB_PERIOD_WORD_YEAR ||
      word == ZB_PERIOD_WORD_PERIOD)
    return FALSE;
  month = (index + 1) * months_between[form->period_kind];
  *ret_value = word == ZB_PERIOD_WORD_QUARTER ? (month + 2) / 3 : month;
  return month <= 12;
}

/* How a test that takes one value comes out over all periods of a year. */
typedef gboolean (*ValueTest) (const ZbExpression *test, gint64 value);

static ZbConditionRange
over_periods (const ZbForm *form, guint word, const ZbExpression *test, ValueTest holds)
{
  guint n_holding = 0, n = 0;
  gint64 value;

  while (period_value (form, word, n, &value)) {
    n_holding += holds (test, value);
    n++;
  }
  if (n == 0)
    return ZB_RANGE_OPEN;
  return n_holding == 0 ? ZB_RANGE_NEVER : n_holding == n ? ZB_RANGE_ALWAYS : ZB_RANGE_OPEN;
}

/* The bound is a whole number in the words that are used of periods. */
static gboolean
compares (const ZbExpression *comparison, gint64 value)
{
  const ZbExpression *bound = zb_expression_child (comparison, 1);
  ZbWide left = value, right = bound->digits;

  if (!zb_wide_scale (left, (guint)zb_expression_child (comparison, 0)->shift, &left) ||
      !zb_wide_scale (right, (guint)bound->shift, &right))
    return TRUE;
  switch (comparison->relation) {
  case ZB_RELATION_EQUAL:
    return left == right;
  case ZB_RELATION_NOT_EQUAL:
    return left != right;
  case ZB_RELATION_LESS:
    return left < right;
  case ZB_RELATION_LESS_EQUAL:
    return left <= right;
  case ZB_RELATION_GREATER:
    return left > right;
  case ZB_RELATION_GREATER_EQUAL:
    return left >= right;
  }
  return TRUE;
}

static gboolean
is_among (const ZbExpression *in, gint64 value)
{
  ZbWide scaled = value;

  if (in->flag || !zb_wide_scale (scaled, (guint)zb_expression_child (in, 0)->shift, &scaled))
    return TRUE;
  for (guint i = 0; i < in->items->len; i++) {
    const ZbItem *item = &g_array_index (in->items, ZbItem, i);

    if (scaled >= item->from && scaled <= item->to)
      return TRUE;
  }
  return FALSE;
}

/* The code list that a cell or header field of the form takes its value from; NULL if none. */
static const ZbCodeList *
list_of (const ZbRuleset *ruleset, const ZbExpression *value)
{
  const ZbReferences *references = ruleset->references;
  const ZbForm *form = ruleset->form;
  const ZbSection *section;
  const ZbCellSpec *spec = NULL;

  if (value->kind == ZB_EXPRESSION_FIELD) {
    const ZbFieldSlot *field = &g_array_index (references->fields, ZbFieldSlot, value->index);
    int index = field->source == 0 ? zb_form_find_field (form, field->id) : -1;

    spec = index < 0 ? NULL : &zb_form_field (form, (guint)index)->spec;
  } else if (value->kind == ZB_EXPRESSION_CELL) {
    const ZbSlot *slot = &g_array_index (references->slots, ZbSlot, value->index);

    if (slot->source != 0 || slot->section_index < 0 || slot->row_index < 0)
      return NULL;
    section = &form->sections[slot->section_index];
    spec = &section->specs[(guint)slot->row_index * section->n_columns + (guint)slot->column_index];
  }
  return spec == NULL || spec->type != ZB_CELL_CODE ? NULL : spec->codes;
}

/* "[D.01,1] = 9" where the list has no 9. */
static ZbConditionRange
text_comparison (const ZbRuleset *ruleset, const ZbExpression *comparison)
{
  const ZbExpression *text = zb_expression_child (comparison, 1);
  const ZbCodeList *list = list_of (ruleset, zb_expression_child (comparison, 0));
  const char *code;

  if (list == NULL || text->kind != ZB_EXPRESSION_TEXT)
    return ZB_RANGE_OPEN;
  code = g_ptr_array_index (ruleset->references->names, text->index);
  if (zb_code_list_find (list, code) != NULL)
    return ZB_RANGE_OPEN;
  return comparison->relation == ZB_RELATION_EQUAL       ? ZB_RANGE_NEVER
         : comparison->relation == ZB_RELATION_NOT_EQUAL ? ZB_RANGE_ALWAYS
                                                         : ZB_RANGE_OPEN;
}

static ZbConditionRange
opposite (ZbConditionRange range)
{
  return range == ZB_RANGE_OPEN    ? range
         : range == ZB_RANGE_NEVER ? ZB_RANGE_ALWAYS
                                   : ZB_RANGE_NEVER;
}

/* One part that comes out as @decisive decides; all parts that come out otherwise decide too. */
static ZbConditionRange
join (const ZbRuleset *ruleset, const ZbExpression *condition, ZbConditionRange decisive)
{
  gboolean all = TRUE;

  for (guint i = 0; i < zb_expression_n_children (condition); i++) {
    ZbConditionRange range = zb_condition_range (ruleset, zb_expression_child (condition, i));

    if (range == decisive)
      return decisive;
    all = all && range != ZB_RANGE_OPEN;
  }
  return all ? opposite (decisive) : ZB_RANGE_OPEN;
}

ZbConditionRange
zb_condition_range (const ZbRuleset *ruleset, const ZbExpression *condition)
{
  const ZbExpression *first =
      zb_expression_n_children (condition) == 0 ? NULL : zb_expression_child (condition, 0);

  switch (condition->kind) {
  case ZB_EXPRESSION_LITERAL:
    return condition->digits != 0 ? ZB_RANGE_ALWAYS : ZB_RANGE_NEVER;
  case ZB_EXPRESSION_JOINT:
    /* The calendar may join January and February of any monthly form. */
    return ruleset->form->period_kind == ZB_PERIOD_MONTH ? ZB_RANGE_OPEN : ZB_RANGE_NEVER;
  case ZB_EXPRESSION_NOT:
    return opposite (zb_condition_range (ruleset, first));
  case ZB_EXPRESSION_AND:
    return join (ruleset, condition, ZB_RANGE_NEVER);
  case ZB_EXPRESSION_OR:
    return join (ruleset, condition, ZB_RANGE_ALWAYS);
  case ZB_EXPRESSION_IN:
    return first->kind == ZB_EXPRESSION_PERIOD
               ? over_periods (ruleset->form, first->index, condition, is_among)
               : ZB_RANGE_OPEN;
  case ZB_EXPRESSION_COMPARE:
    if (first->type.kind == ZB_VALUE_TEXT)
      return text_comparison (ruleset, condition);
    return first->kind == ZB_EXPRESSION_PERIOD &&
                   zb_expression_child (condition, 1)->kind == ZB_EXPRESSION_CONSTANT
               ? over_periods (ruleset->form, first->index, condition, compares)
               : ZB_RANGE_OPEN;
  default:
    return ZB_RANGE_OPEN;
  }
}
