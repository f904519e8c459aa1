/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/expression.h"

static void
item_clear (gpointer data)
{
  ZbItem *item = data;

  g_free (item->low);
  g_free (item->high);
}

ZbExpression *
zb_expression_new (ZbExpressionKind kind, ZbQuantity type, gsize at)
{
  ZbExpression *expression = g_new0 (ZbExpression, 1);

  expression->kind = kind;
  expression->type = type;
  expression->at = at;
  switch (kind) {
  case ZB_EXPRESSION_AGGREGATE:
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_UNIQUE:
    expression->cells = g_array_new (FALSE, FALSE, sizeof (guint));
    expression->columns = g_array_new (FALSE, FALSE, sizeof (guint));
    expression->shifts = g_array_new (FALSE, FALSE, sizeof (int));
    break;
  case ZB_EXPRESSION_IN:
    expression->items = g_array_new (FALSE, TRUE, sizeof (ZbItem));
    g_array_set_clear_func (expression->items, item_clear);
    break;
  default:
    break;
  }
  return expression;
}

void
zb_expression_free (ZbExpression *expression)
{
  if (expression == NULL)
    return;
  g_clear_pointer (&expression->children, g_ptr_array_unref);
  g_clear_pointer (&expression->cells, g_array_unref);
  g_clear_pointer (&expression->columns, g_array_unref);
  g_clear_pointer (&expression->shifts, g_array_unref);
  g_clear_pointer (&expression->items, g_array_unref);
  g_clear_pointer (&expression->tolerances, g_array_unref);
  g_clear_pointer (&expression->list, zb_code_list_unref);
  g_free (expression);
}

void
zb_expression_add (ZbExpression *expression, ZbExpression *child)
{
  if (expression->children == NULL)
    expression->children = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_expression_free);
  g_ptr_array_add (expression->children, child);
}

const ZbExpression *
zb_expression_child (const ZbExpression *expression, guint index)
{
  return g_ptr_array_index (expression->children, index);
}

guint
zb_expression_n_children (const ZbExpression *expression)
{
  return expression->children == NULL ? 0 : expression->children->len;
}
