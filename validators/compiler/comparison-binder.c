/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/binder.h"

#include "validators/wide.h"

#include <string.h>

/* A number written beside a text is meant as the code it spells. */
static gboolean
is_plain_literal (const ZbSyntax *syntax)
{
  return syntax->kind == ZB_SYNTAX_NUMBER && !syntax->percent && syntax->unit == NULL;
}

static gboolean
is_order (ZbRelation relation)
{
  return relation != ZB_RELATION_EQUAL && relation != ZB_RELATION_NOT_EQUAL;
}

static ZbExpression *
literal_text (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbExpression *text = zb_expression_new (ZB_EXPRESSION_TEXT, zb_quantity_text (), syntax->start);

  text->index = zb_references_name (binder->references, syntax->text);
  return text;
}

static gboolean
is_cell_text (const ZbExpression *expression)
{
  return expression->kind == ZB_EXPRESSION_CELL || expression->kind == ZB_EXPRESSION_ROW_CELL ||
         expression->kind == ZB_EXPRESSION_KEY_CELL;
}

/* Brings a text and a figure together: codes are compared as texts, attributes and fields by order
 * as figures. Replaces *@side, which is the text or, if it is a literal, the figure. */
static gboolean
reconcile (ZbBinder *binder,
           ZbExpression **text,
           ZbExpression **figure,
           const ZbSyntax *figure_syntax,
           ZbRelation relation)
{
  if ((*figure)->unknown) {
    (*figure)->type = zb_quantity_text ();
    return TRUE;
  }
  if (is_plain_literal (figure_syntax) && (!is_order (relation) || is_cell_text (*text))) {
    zb_expression_free (*figure);
    *figure = literal_text (binder, figure_syntax);
    return TRUE;
  }
  if (is_cell_text (*text) && !(*text)->unknown)
    return TRUE;
  *text = zb_binder_to_number (binder, *text);
  return TRUE;
}

/* Two sides of a comparison, of one kind, unit and exponent. */
static gboolean
bind_sides (ZbBinder *binder,
            const ZbSyntax *left_syntax,
            const ZbSyntax *right_syntax,
            ZbRelation relation,
            ZbExpression **ret_left,
            ZbExpression **ret_right)
{
  g_autoptr (ZbExpression) left = zb_bind (binder, left_syntax);
  g_autoptr (ZbExpression) right = left == NULL ? NULL : zb_bind (binder, right_syntax);

  if (right == NULL)
    return FALSE;
  if (left->type.kind == ZB_VALUE_TEXT && right->type.kind == ZB_VALUE_NUMBER)
    reconcile (binder, &left, &right, right_syntax, relation);
  else if (left->type.kind == ZB_VALUE_NUMBER && right->type.kind == ZB_VALUE_TEXT)
    reconcile (binder, &right, &left, left_syntax, relation);
  if (left->type.kind == ZB_VALUE_CONDITION && right->type.kind == ZB_VALUE_CONDITION) {
    zb_binder_fail (binder, right->at, "conditions are joined by and, or, <=>, not compared");
    return FALSE;
  }
  if (!zb_binder_align (binder, left, right, "compared with"))
    return FALSE;
  *ret_left = g_steal_pointer (&left);
  *ret_right = g_steal_pointer (&right);
  return TRUE;
}

static ZbExpression *
bind_link (ZbBinder *binder,
           const ZbSyntax *left_syntax,
           const ZbSyntax *right_syntax,
           ZbRelation relation)
{
  ZbExpression *left, *right, *link;

  if (!bind_sides (binder, left_syntax, right_syntax, relation, &left, &right))
    return NULL;
  link = zb_expression_new (ZB_EXPRESSION_COMPARE, zb_quantity_condition (), left_syntax->start);
  link->relation = relation;
  zb_expression_add (link, left);
  zb_expression_add (link, right);
  return link;
}

static ZbExpression *
bind_chain (ZbBinder *binder, const ZbSyntax *syntax)
{
  g_autoptr (ZbExpression) all = NULL;
  guint n = zb_syntax_n_children (syntax) - 1;

  if (n == 1)
    return bind_link (binder, zb_syntax_child (syntax, 0), zb_syntax_child (syntax, 1),
                      g_array_index (syntax->relations, ZbRelation, 0));
  all = zb_expression_new (ZB_EXPRESSION_AND, zb_quantity_condition (), syntax->start);
  for (guint i = 0; i < n; i++) {
    ZbExpression *link =
        bind_link (binder, zb_syntax_child (syntax, i), zb_syntax_child (syntax, i + 1),
                   g_array_index (syntax->relations, ZbRelation, i));

    if (link == NULL)
      return NULL;
    zb_expression_add (all, link);
  }
  return g_steal_pointer (&all);
}

static ZbExpression *
bind_between (ZbBinder *binder, const ZbSyntax *syntax)
{
  g_autoptr (ZbExpression) between =
      zb_expression_new (ZB_EXPRESSION_BETWEEN, zb_quantity_condition (), syntax->start);
  int exponent = G_MAXINT;

  for (guint i = 0; i < 3; i++) {
    ZbExpression *part = zb_bind_number (binder, zb_syntax_child (syntax, i));

    if (part == NULL)
      return NULL;
    zb_expression_add (between, part);
  }
  for (guint i = 1; i < 3; i++) {
    if (!zb_binder_align (binder, g_ptr_array_index (between->children, 0),
                          g_ptr_array_index (between->children, i), "compared with"))
      return NULL;
  }
  /* A bare value has met the bounds one by one: once more the lower one, in the unit it took. */
  if (!zb_binder_align (binder, g_ptr_array_index (between->children, 0),
                        g_ptr_array_index (between->children, 1), "compared with"))
    return NULL;
  for (guint i = 0; i < 3; i++)
    exponent = MIN (exponent, zb_expression_child (between, i)->type.exponent);
  for (guint i = 0; i < 3; i++) {
    ZbExpression *part = g_ptr_array_index (between->children, i);

    part->shift = part->type.exponent - exponent;
  }
  return g_steal_pointer (&between);
}

/* The digits of an item at @exponent, in the unit of @type. */
static gboolean
item_digits (ZbBinder *binder,
             const ZbSyntax *syntax,
             const char *text,
             gboolean percent,
             const ZbQuantity *type,
             int exponent,
             gint64 *ret_digits)
{
  int unit = percent ? -2 : type->unit;
  ZbWide digits;
  guint scale;

  if (zb_wide_parse (text, &digits, &scale) &&
      zb_wide_scale (digits, (guint)(unit - (int)scale - exponent), &digits) &&
      digits == (gint64)digits) {
    *ret_digits = (gint64)digits;
    return TRUE;
  }
  zb_binder_fail (binder, syntax->start, "“%s” is no figure that can be compared here", text);
  return FALSE;
}

/* The exponent at which all items are whole. */
static int
items_exponent (const ZbSyntax *syntax, const ZbQuantity *type)
{
  int exponent = type->exponent;

  for (guint i = 0; i < syntax->items->len; i++) {
    const ZbSyntaxItem *item = &g_array_index (syntax->items, ZbSyntaxItem, i);
    const char *texts[] = {item->from, item->to};

    for (guint j = 0; j < 2; j++) {
      const char *point = texts[j] == NULL ? NULL : strchr (texts[j], '.');
      int scale = point == NULL ? 0 : (int)strlen (point + 1);

      exponent = MIN (exponent, (item->percent ? -2 : type->unit) - scale);
    }
  }
  return exponent;
}

static gboolean
bind_figure_items (ZbBinder *binder, const ZbSyntax *syntax, ZbExpression *in)
{
  ZbExpression *value = g_ptr_array_index (in->children, 0);
  int exponent = items_exponent (syntax, &value->type);

  value->shift = value->type.exponent - exponent;
  in->digits = exponent;
  for (guint i = 0; i < syntax->items->len; i++) {
    const ZbSyntaxItem *written = &g_array_index (syntax->items, ZbSyntaxItem, i);
    const char *to = written->to == NULL ? written->from : written->to;
    ZbItem item = {0};

    if (written->prefix) {
      zb_binder_fail (binder, syntax->start, "a figure is compared with figures, not with “%s*”",
                      written->from);
      return FALSE;
    }
    if (!item_digits (binder, syntax, written->from, written->percent, &value->type, exponent,
                      &item.from) ||
        !item_digits (binder, syntax, to, written->percent, &value->type, exponent, &item.to))
      return FALSE;
    g_array_append_val (in->items, item);
  }
  return TRUE;
}

static gboolean
bind_text_items (ZbBinder *binder, const ZbSyntax *syntax, ZbExpression *in)
{
  if (syntax->inverse) {
    zb_binder_fail (binder, syntax->start, "a text has no inverse");
    return FALSE;
  }
  for (guint i = 0; i < syntax->items->len; i++) {
    const ZbSyntaxItem *written = &g_array_index (syntax->items, ZbSyntaxItem, i);
    ZbItem item = {
        .low = g_strdup (written->from), .high = g_strdup (written->to), .prefix = written->prefix};

    g_array_append_val (in->items, item);
  }
  return TRUE;
}

ZbExpression *
zb_bind_in (ZbBinder *binder, const ZbSyntax *syntax)
{
  g_autoptr (ZbExpression) in =
      zb_expression_new (ZB_EXPRESSION_IN, zb_quantity_condition (), syntax->start);
  ZbExpression *value = zb_bind (binder, zb_syntax_child (syntax, 0));
  gboolean bound;

  if (value == NULL)
    return NULL;
  zb_expression_add (in, value);
  in->flag = syntax->inverse;
  if (value->type.kind == ZB_VALUE_CONDITION)
    return zb_binder_fail (binder, value->at, "a condition is in no list");
  if (syntax->inverse && value->type.nature == ZB_NUMBER_MEASURED)
    return zb_binder_fail (binder, value->at, "only a ratio has an inverse to compare");
  bound = value->type.kind == ZB_VALUE_TEXT ? bind_text_items (binder, syntax, in)
                                            : bind_figure_items (binder, syntax, in);
  return bound ? g_steal_pointer (&in) : NULL;
}

ZbExpression *
zb_bind_comparison (ZbBinder *binder, const ZbSyntax *syntax)
{
  return syntax->kind == ZB_SYNTAX_BETWEEN ? bind_between (binder, syntax)
                                           : bind_chain (binder, syntax);
}
