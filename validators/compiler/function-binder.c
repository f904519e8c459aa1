/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/aggregate-binder.h"
#include "validators/compiler/cell-binder.h"
#include "validators/wide.h"

#include <string.h>

static ZbExpression *
wrap (ZbExpressionKind kind, ZbQuantity type, ZbExpression *child)
{
  ZbExpression *wrapped;

  if (child == NULL)
    return NULL;
  wrapped = zb_expression_new (kind, type, child->at);
  zb_expression_add (wrapped, child);
  return wrapped;
}

static ZbExpression *
bind_absolute (ZbBinder *binder, const ZbSyntax *call)
{
  ZbExpression *value = zb_bind_number (binder, zb_syntax_child (call, 0));

  return value == NULL ? NULL : wrap (ZB_EXPRESSION_ABSOLUTE, value->type, value);
}

static ZbExpression *
bind_nz (ZbBinder *binder, const ZbSyntax *call)
{
  ZbExpression *value = zb_bind_number (binder, zb_syntax_child (call, 0));

  return value == NULL ? NULL : wrap (ZB_EXPRESSION_NZ, value->type, value);
}

/* number (x): the figure as people see it, without its unit, or a text read as a figure. */
static ZbExpression *
bind_number_of (ZbBinder *binder, const ZbSyntax *call)
{
  ZbExpression *value = zb_bind (binder, zb_syntax_child (call, 0));
  ZbQuantity type;

  if (value == NULL)
    return NULL;
  if (value->type.kind == ZB_VALUE_TEXT)
    return zb_binder_to_number (binder, value);
  if (value->type.kind != ZB_VALUE_NUMBER) {
    zb_binder_fail (binder, value->at, "number (…) takes a figure or a text, not a condition");
    zb_expression_free (value);
    return NULL;
  }
  type = zb_quantity_bare (value->type.exponent - value->type.unit);
  return wrap (ZB_EXPRESSION_PLAIN, type, value);
}

/* A small whole number as written: digits to round to, length of a text. */
static gboolean
literal_count (ZbBinder *binder, const ZbSyntax *syntax, guint most, guint *ret_count)
{
  guint64 count = 0;

  if (syntax->kind == ZB_SYNTAX_NUMBER && !syntax->percent && syntax->unit == NULL &&
      g_ascii_string_to_unsigned (syntax->text, 10, 0, most, &count, NULL)) {
    *ret_count = (guint)count;
    return TRUE;
  }
  zb_binder_fail (binder, syntax->start, "a whole number from 0 to %u is needed here", most);
  return FALSE;
}

/* round (x, decimals, even): the decimals count in the unit of the cell that is computed, else in
 * the value's own. */
static ZbExpression *
bind_round (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) value = zb_bind_number (binder, zb_syntax_child (call, 0));
  ZbExpression *rounded;
  ZbQuantity type;
  guint decimals = 0;

  if (value == NULL)
    return NULL;
  if (zb_syntax_n_children (call) > 1 &&
      !literal_count (binder, zb_syntax_child (call, 1), 6, &decimals))
    return NULL;
  type = value->type;
  if (binder->target != NULL) {
    ZbQuantity target = *binder->target;

    if (zb_quantity_meet (&target, &type))
      type.unit = target.unit;
  }
  value->type = value->type.nature == ZB_NUMBER_BARE ? type : value->type;
  type.exponent = type.unit - (int)decimals;
  rounded = zb_expression_new (ZB_EXPRESSION_ROUND, type, call->start);
  rounded->digits = value->type.exponent - type.exponent;
  if (zb_syntax_n_children (call) > 2) {
    const ZbSyntax *mode = zb_syntax_child (call, 2);

    rounded->flag = mode->kind == ZB_SYNTAX_WORD && strcmp (mode->text, "even") == 0;
    if (!rounded->flag) {
      zb_expression_free (rounded);
      return zb_binder_fail (binder, mode->start,
                             "the third value of round (…) can only be "
                             "“even”");
    }
  }
  zb_expression_add (rounded, g_steal_pointer (&value));
  return rounded;
}

static ZbExpression *
bind_if (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) condition = zb_bind_condition (binder, zb_syntax_child (call, 0));
  g_autoptr (ZbExpression) yes =
      condition == NULL ? NULL : zb_bind (binder, zb_syntax_child (call, 1));
  g_autoptr (ZbExpression) no = yes == NULL ? NULL : zb_bind (binder, zb_syntax_child (call, 2));
  ZbExpression *result;
  ZbQuantity type;

  if (no == NULL || !zb_binder_align (binder, yes, no, "the alternative of"))
    return NULL;
  type = yes->type.nature == ZB_NUMBER_BARE ? no->type : yes->type;
  type.exponent = MIN (yes->type.exponent, no->type.exponent);
  result = zb_expression_new (ZB_EXPRESSION_IF, type, call->start);
  zb_expression_add (result, g_steal_pointer (&condition));
  zb_expression_add (result, g_steal_pointer (&yes));
  zb_expression_add (result, g_steal_pointer (&no));
  return result;
}

/* The variable that key (r), parent (r) and attr (r, …) name. */
static const ZbVariable *
row_variable (ZbBinder *binder, const ZbSyntax *syntax)
{
  const ZbVariable *variable =
      syntax->kind == ZB_SYNTAX_WORD ? zb_binder_variable (binder, syntax->text) : NULL;

  if (variable == NULL)
    return zb_binder_fail (binder, syntax->start,
                           "the name of a variable that runs over rows is needed here");
  if (variable->kind == ZB_BOUND_COLUMN || variable->kind == ZB_BOUND_CELL)
    return zb_binder_fail (binder, syntax->start, "“%s” does not run over rows", variable->name);
  return variable;
}

static ZbExpression *
bind_key (ZbBinder *binder, const ZbSyntax *call, ZbExpressionKind kind)
{
  const ZbVariable *variable = row_variable (binder, zb_syntax_child (call, 0));
  ZbExpression *key;

  if (variable == NULL)
    return NULL;
  if (variable->kind == ZB_BOUND_ROW && kind == ZB_EXPRESSION_KEY) {
    key = zb_expression_new (ZB_EXPRESSION_TEXT, zb_quantity_text (), call->start);
    key->index = zb_references_name (
        binder->references, binder->form->sections[variable->section].rows[variable->row].code);
    return key;
  }
  if (variable->kind == ZB_BOUND_ROW)
    return zb_binder_fail (binder, call->start,
                           "rows of a fixed section have no entry in a code list");
  key = zb_expression_new (kind, zb_quantity_text (), call->start);
  key->variable = variable->frame;
  return key;
}

static ZbExpression *
bind_attribute (ZbBinder *binder, const ZbSyntax *call)
{
  const ZbSyntax *name = zb_syntax_child (call, 1);
  ZbExpression *entry;

  if (name->kind != ZB_SYNTAX_WORD && name->kind != ZB_SYNTAX_TEXT)
    return zb_binder_fail (binder, name->start, "the name of an attribute is needed here");
  entry = bind_key (binder, call, ZB_EXPRESSION_ENTRY);
  if (entry != NULL)
    entry->index = zb_references_name (binder->references, name->text);
  return entry;
}

static ZbExpression *
bind_substring (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) text = zb_bind_text (binder, zb_syntax_child (call, 0));
  ZbExpression *substring;
  guint first, length;

  if (text == NULL || !literal_count (binder, zb_syntax_child (call, 1), 999, &first) ||
      !literal_count (binder, zb_syntax_child (call, 2), 999, &length))
    return NULL;
  if (first == 0)
    return zb_binder_fail (binder, call->start, "characters are counted from 1");
  substring = zb_expression_new (ZB_EXPRESSION_SUBSTRING, zb_quantity_text (), call->start);
  substring->digits = first;
  substring->index = length;
  zb_expression_add (substring, g_steal_pointer (&text));
  return substring;
}

static ZbExpression *
bind_of_text (ZbBinder *binder, const ZbSyntax *call, ZbExpressionKind kind, ZbQuantity type)
{
  return wrap (kind, type, zb_bind_text (binder, zb_syntax_child (call, 0)));
}

static ZbExpression *
bind_chosen (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) text = zb_bind_text (binder, zb_syntax_child (call, 0));
  ZbExpression *choice = text == NULL ? NULL : zb_bind_text (binder, zb_syntax_child (call, 1));
  ZbExpression *chosen;

  if (choice == NULL)
    return NULL;
  chosen = zb_expression_new (ZB_EXPRESSION_CHOSEN, zb_quantity_condition (), call->start);
  zb_expression_add (chosen, g_steal_pointer (&text));
  zb_expression_add (chosen, choice);
  return chosen;
}

/* The code list that @name names: one of the form's, else of the catalogue; NULL with an error. */
static ZbCodeList *
find_list (ZbBinder *binder, const ZbSyntax *name)
{
  ZbCodeList *list = NULL;

  if (name->kind != ZB_SYNTAX_WORD && name->kind != ZB_SYNTAX_TEXT)
    return zb_binder_fail (binder, name->start, "the name of a code list is needed here");
  for (guint i = 0; list == NULL && i < binder->form->n_sections; i++) {
    ZbCodeList *keys = binder->form->sections[i].keys;

    if (keys != NULL && strcmp (zb_code_list_id (keys), name->text) == 0)
      list = keys;
  }
  if (list == NULL && binder->catalogue != NULL)
    list = zb_catalogue_code_list (binder->catalogue, name->text);
  if (list == NULL)
    return zb_binder_fail (binder, name->start, "there is no code list “%s”", name->text);
  return list;
}

static ZbExpression *
bind_listed (ZbBinder *binder, const ZbSyntax *call, gboolean leaves)
{
  ZbCodeList *list = find_list (binder, zb_syntax_child (call, 1));
  ZbExpression *listed =
      list == NULL ? NULL
                   : bind_of_text (binder, call, ZB_EXPRESSION_LISTED, zb_quantity_condition ());

  if (listed == NULL)
    return NULL;
  listed->list = zb_code_list_ref (list);
  listed->flag = leaves;
  return listed;
}

/* attr (code, list, name): of the code that a cell holds. */
static ZbExpression *
bind_lookup (ZbBinder *binder, const ZbSyntax *call)
{
  const ZbSyntax *name = zb_syntax_child (call, 2);
  ZbCodeList *list = find_list (binder, zb_syntax_child (call, 1));
  ZbExpression *lookup;

  if (list == NULL)
    return NULL;
  if (name->kind != ZB_SYNTAX_WORD && name->kind != ZB_SYNTAX_TEXT)
    return zb_binder_fail (binder, name->start, "the name of an attribute is needed here");
  lookup = bind_of_text (binder, call, ZB_EXPRESSION_LOOKUP, zb_quantity_text ());
  if (lookup == NULL)
    return NULL;
  lookup->list = zb_code_list_ref (list);
  lookup->index = zb_references_name (binder->references, name->text);
  return lookup;
}

static ZbExpression *
bind_like (ZbBinder *binder, const ZbSyntax *call)
{
  const ZbSyntax *pattern = zb_syntax_child (call, 1);
  ZbExpression *like;

  if (pattern->kind != ZB_SYNTAX_TEXT)
    return zb_binder_fail (binder, pattern->start,
                           "a pattern in quotes is needed here: 9 stands for a digit, A for a "
                           "letter, X for either, ? for any character, * for any rest");
  like = bind_of_text (binder, call, ZB_EXPRESSION_LIKE, zb_quantity_condition ());
  if (like != NULL)
    like->index = zb_references_name (binder->references, pattern->text);
  return like;
}

/* size_class (industry, staff, revenue): persons and yuan as whole numbers. */
static ZbExpression *
bind_size_class (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) result =
      zb_expression_new (ZB_EXPRESSION_SIZE_CLASS, zb_quantity_text (), call->start);
  static const char *const units[] = {"PERSON", "CNY"};
  ZbExpression *industry = zb_bind_text (binder, zb_syntax_child (call, 0));

  if (industry == NULL)
    return NULL;
  zb_expression_add (result, industry);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    ZbExpression *value = zb_bind_number (binder, zb_syntax_child (call, i + 1));
    g_autoptr (ZbExpression) unit =
        zb_expression_new (ZB_EXPRESSION_CONSTANT, zb_quantity_bare (0), call->start);

    if (value == NULL)
      return NULL;
    zb_expression_add (result, value);
    if (!zb_quantity_parse_unit (units[i], 0, &unit->type) ||
        !zb_binder_align (binder, value, unit, "compared with"))
      return NULL;
    if (value->type.exponent < 0)
      return zb_binder_fail (binder, value->at,
                             "the size class needs whole persons and whole yuan");
  }
  return g_steal_pointer (&result);
}

/* consecutive (cell, n): the cell has had one value in n periods running. */
static ZbExpression *
bind_consecutive (ZbBinder *binder, const ZbSyntax *call)
{
  static const char units[] = {'y', 'h', 'q', 'm', 'd'};
  const ZbSyntax *cell = zb_syntax_child (call, 0);
  g_autoptr (ZbExpression) all = NULL;
  guint n;

  if (cell->kind != ZB_SYNTAX_CELLS || cell->from.kind != ZB_OFFSET_NONE)
    return zb_binder_fail (binder, cell->start, "one cell of this period is needed here");
  if (!literal_count (binder, zb_syntax_child (call, 1), 36, &n))
    return NULL;
  if (n < 2)
    return zb_binder_fail (binder, call->start, "two periods at least are compared");
  all = zb_expression_new (ZB_EXPRESSION_AND, zb_quantity_condition (), call->start);
  for (guint i = 1; i < n; i++) {
    ZbSyntax earlier = *cell;
    ZbExpression *link =
        zb_expression_new (ZB_EXPRESSION_COMPARE, zb_quantity_condition (), call->start);
    ZbExpression *now, *then;

    zb_expression_add (all, link);
    link->relation = ZB_RELATION_EQUAL;
    earlier.from = (ZbOffset){
        .kind = ZB_OFFSET_SHIFT, .steps = -(int)i, .unit = units[binder->form->period_kind]};
    now = zb_bind_cell (binder, cell);
    if (now == NULL)
      return NULL;
    zb_expression_add (link, now);
    then = zb_bind_cell (binder, &earlier);
    if (then == NULL)
      return NULL;
    zb_expression_add (link, then);
    if (!zb_binder_align (binder, now, then, "compared with"))
      return NULL;
  }
  return g_steal_pointer (&all);
}

ZbExpression *
zb_bind_call (ZbBinder *binder, const ZbSyntax *call)
{
  const ZbFunction *function = zb_function_find (call->text);

  switch (function->kind) {
  case ZB_FUNCTION_ABS:
    return bind_absolute (binder, call);
  case ZB_FUNCTION_ROUND:
    return bind_round (binder, call);
  case ZB_FUNCTION_IF:
    return bind_if (binder, call);
  case ZB_FUNCTION_NZ:
    return bind_nz (binder, call);
  case ZB_FUNCTION_NUMBER:
    return bind_number_of (binder, call);
  case ZB_FUNCTION_LENGTH:
    return bind_of_text (binder, call, ZB_EXPRESSION_LENGTH, zb_quantity_bare (0));
  case ZB_FUNCTION_CHOICES:
    return bind_of_text (binder, call, ZB_EXPRESSION_CHOICES, zb_quantity_bare (0));
  case ZB_FUNCTION_SUBSTRING:
    return bind_substring (binder, call);
  case ZB_FUNCTION_KEY:
    return bind_key (binder, call, ZB_EXPRESSION_KEY);
  case ZB_FUNCTION_PARENT:
    return bind_key (binder, call, ZB_EXPRESSION_PARENT);
  case ZB_FUNCTION_ATTRIBUTE:
    return zb_syntax_n_children (call) == 3 ? bind_lookup (binder, call)
                                            : bind_attribute (binder, call);
  case ZB_FUNCTION_LIKE:
    return bind_like (binder, call);
  case ZB_FUNCTION_SIZE_CLASS:
    return bind_size_class (binder, call);
  case ZB_FUNCTION_CREDIT_CODE:
    return bind_of_text (binder, call, ZB_EXPRESSION_CREDIT_CODE, zb_quantity_condition ());
  case ZB_FUNCTION_ORGANISATION_CODE:
    return bind_of_text (binder, call, ZB_EXPRESSION_ORGANISATION_CODE, zb_quantity_condition ());
  case ZB_FUNCTION_LEAF:
    return bind_listed (binder, call, TRUE);
  case ZB_FUNCTION_LISTED:
    return bind_listed (binder, call, FALSE);
  case ZB_FUNCTION_CHOSEN:
    return bind_chosen (binder, call);
  case ZB_FUNCTION_CONSECUTIVE:
    return bind_consecutive (binder, call);
  case ZB_FUNCTION_PREFIX:
    return zb_binder_fail (binder, call->start, "“prefix” stands only inside has (…)");
  default:
    return zb_bind_aggregate (binder, call, function);
  }
}
