/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/syntax-text.h"

#include "validators/language/lexer.h"

#include <string.h>

/* How tightly a part binds: an operand that binds less stands in parentheses. */
typedef enum {
  BIND_IFF,
  BIND_OR,
  BIND_AND,
  BIND_NOT,
  BIND_RELATION,
  BIND_SUM,
  BIND_PRODUCT,
  BIND_FACTOR,
  BIND_VALUE
} Binding;

static void append (GString *out, const ZbSyntax *syntax, Binding least);

static Binding
binding_of (const ZbSyntax *syntax)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_IFF:
    return BIND_IFF;
  case ZB_SYNTAX_OR:
    return BIND_OR;
  case ZB_SYNTAX_AND:
    return BIND_AND;
  case ZB_SYNTAX_NOT:
    return BIND_NOT;
  case ZB_SYNTAX_COMPARE:
  case ZB_SYNTAX_BETWEEN:
  case ZB_SYNTAX_IN:
    return BIND_RELATION;
  case ZB_SYNTAX_ADD:
  case ZB_SYNTAX_SUBTRACT:
    return BIND_SUM;
  case ZB_SYNTAX_MULTIPLY:
  case ZB_SYNTAX_DIVIDE:
    return BIND_PRODUCT;
  case ZB_SYNTAX_NEGATE:
    return BIND_FACTOR;
  case ZB_SYNTAX_CALL:
    return strcmp (syntax->text, "leaf") == 0 || strcmp (syntax->text, "listed") == 0
               ? BIND_RELATION
               : BIND_VALUE;
  default:
    return BIND_VALUE;
  }
}

/* A code as it stands, or in quotes where the lexer would not take it for one. */
static void
append_code (GString *out, const char *code)
{
  g_string_append_printf (out, zb_lexer_is_code (code) ? "%s" : "\"%s\"", code);
}

static void
append_selector (GString *out, const ZbSelector *selector)
{
  switch (selector->kind) {
  case ZB_SELECT_NONE:
    return;
  case ZB_SELECT_ALL:
    g_string_append_c (out, '*');
    return;
  case ZB_SELECT_ONE:
    append_code (out, selector->from);
    return;
  case ZB_SELECT_RANGE:
    append_code (out, selector->from);
    g_string_append (out, "..");
    append_code (out, selector->to);
    return;
  case ZB_SELECT_KEY:
    break;
  }
  if (selector->key == NULL) {
    g_string_append_printf (out, "\"%s\"", selector->from);
  } else if (selector->key->kind == ZB_SYNTAX_CALL) {
    append (out, selector->key, BIND_VALUE);
  } else {
    g_string_append_c (out, '(');
    append (out, selector->key, BIND_IFF);
    g_string_append_c (out, ')');
  }
}

static void
append_offset (GString *out, const ZbOffset *offset)
{
  switch (offset->kind) {
  case ZB_OFFSET_NONE:
    return;
  case ZB_OFFSET_PREVIOUS:
    g_string_append (out, "prev");
    return;
  case ZB_OFFSET_SHIFT:
    g_string_append_printf (out, "%+d%c", offset->steps, offset->unit);
    return;
  case ZB_OFFSET_YEAR_END:
    g_string_append_printf (out, "ye-%d", -offset->steps);
    return;
  case ZB_OFFSET_YEAR_START:
    g_string_append (out, "ys");
    return;
  }
}

static void
append_offsets (GString *out, const ZbSyntax *syntax)
{
  if (syntax->from.kind == ZB_OFFSET_NONE)
    return;
  g_string_append_c (out, '@');
  append_offset (out, &syntax->from);
  if (syntax->to.kind == ZB_OFFSET_NONE)
    return;
  g_string_append (out, "..");
  append_offset (out, &syntax->to);
}

static void
append_form (GString *out, const ZbSyntax *syntax)
{
  if (syntax->form != NULL)
    g_string_append_printf (out, "%s:", syntax->form);
}

static void
append_cells (GString *out, const ZbSyntax *cells)
{
  append_form (out, cells);
  g_string_append_c (out, '[');
  if (cells->section != NULL) {
    append_code (out, cells->section);
    g_string_append_c (out, '.');
  }
  append_selector (out, &cells->row);
  if (cells->column.kind != ZB_SELECT_NONE) {
    g_string_append_c (out, ',');
    append_selector (out, &cells->column);
  }
  g_string_append_c (out, ']');
  append_offsets (out, cells);
}

static void
append_rows (GString *out, const ZbSyntax *rows)
{
  append_form (out, rows);
  if (rows->section != NULL) {
    append_code (out, rows->section);
    g_string_append_c (out, '.');
  }
  append_selector (out, &rows->row);
  append_offsets (out, rows);
}

static void
append_item_value (GString *out, const char *value, gboolean percent)
{
  const char *point = strchr (value, '.');
  g_autofree char *plain =
      point == NULL ? g_strdup (value) : g_strndup (value, (gsize)(point - value));
  gboolean is_number = point != NULL && strspn (plain, "-0123456789") == strlen (plain) &&
                       plain[0] != '\0' && point[1] != '\0' &&
                       strspn (point + 1, "0123456789") == strlen (point + 1);

  if (is_number || point == NULL)
    append_code (out, is_number ? plain : value);
  else
    g_string_append_printf (out, "\"%s\"", value);
  if (is_number)
    g_string_append (out, point);
  if (percent)
    g_string_append_c (out, '%');
}

static void
append_in (GString *out, const ZbSyntax *in)
{
  append (out, zb_syntax_child (in, 0), BIND_SUM);
  g_string_append (out, in->inverse ? " in bands(" : " in (");
  for (guint i = 0; i < in->items->len; i++) {
    const ZbSyntaxItem *item = &g_array_index (in->items, ZbSyntaxItem, i);

    if (i > 0)
      g_string_append_printf (out, ",%c", ZB_SYNTAX_BREAK);
    append_item_value (out, item->from, item->percent);
    if (item->prefix)
      g_string_append_c (out, '*');
    if (item->to == NULL)
      continue;
    g_string_append (out, "..");
    append_item_value (out, item->to, item->percent);
  }
  g_string_append_c (out, ')');
  if (in->inverse)
    g_string_append (out, " or its inverse");
}

static const char *
sign_of (ZbRelation relation)
{
  static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};

  return signs[relation];
}

static void
append_comparison (GString *out, const ZbSyntax *comparison)
{
  append (out, zb_syntax_child (comparison, 0), BIND_SUM);
  for (guint i = 1; i < zb_syntax_n_children (comparison); i++) {
    g_string_append_printf (out, " %s%c",
                            sign_of (g_array_index (comparison->relations, ZbRelation, i - 1)),
                            ZB_SYNTAX_BREAK);
    append (out, zb_syntax_child (comparison, i), BIND_SUM);
  }
}

static void
append_between (GString *out, const ZbSyntax *between)
{
  append (out, zb_syntax_child (between, 0), BIND_SUM);
  g_string_append_printf (out, "%cbetween ", ZB_SYNTAX_BREAK);
  append (out, zb_syntax_child (between, 1), BIND_SUM);
  g_string_append (out, " and ");
  append (out, zb_syntax_child (between, 2), BIND_SUM);
}

/* The children with @sign between them, which begins a line where one ends. */
static void
append_joined (
    GString *out, const ZbSyntax *syntax, const char *sign, Binding first, Binding others)
{
  gboolean is_logic = binding_of (syntax) < BIND_NOT;

  for (guint i = 0; i < zb_syntax_n_children (syntax); i++) {
    if (i > 0)
      g_string_append_printf (out, "%c%s ", is_logic ? ZB_SYNTAX_BREAK_STRONG : ZB_SYNTAX_BREAK,
                              sign);
    append (out, zb_syntax_child (syntax, i), i == 0 ? first : others);
  }
}

static void
append_set (GString *out, const GPtrArray *set)
{
  gboolean plain = TRUE;

  for (guint i = 0; i < set->len; i++) {
    const ZbSyntax *item = g_ptr_array_index (set, i);

    plain = plain && item->kind == ZB_SYNTAX_ROWS && item->section == NULL && item->form == NULL;
  }
  for (guint i = 0; i < set->len; i++) {
    if (i > 0)
      g_string_append_c (out, plain ? ',' : ZB_SYNTAX_BREAK);
    zb_syntax_append (out, g_ptr_array_index (set, i));
  }
}

void
zb_syntax_append_each (GString *out, const ZbSyntaxEach *each)
{
  g_string_append_printf (out, "%s in ", each->variable);
  append_set (out, each->set);
  if (each->except == NULL)
    return;
  g_string_append_printf (out, "%cexcept ", ZB_SYNTAX_BREAK);
  append_set (out, each->except);
}

/* has (C, …) takes a section alone for all its rows, and "prefix" before a code. */
static void
append_argument (GString *out, const ZbSyntax *call, guint index)
{
  const ZbSyntax *argument = zb_syntax_child (call, index);
  gboolean is_has = strcmp (call->text, "has") == 0;

  if (is_has && index == 0 && argument->kind == ZB_SYNTAX_ROWS && argument->form == NULL &&
      argument->row.kind == ZB_SELECT_ALL && argument->section != NULL) {
    append_code (out, argument->section);
    append_offsets (out, argument);
  } else if (is_has && argument->kind == ZB_SYNTAX_CALL && strcmp (argument->text, "prefix") == 0) {
    g_string_append (out, "prefix ");
    append (out, zb_syntax_child (argument, 0), BIND_VALUE);
  } else {
    append (out, argument, BIND_IFF);
  }
}

static void
append_call (GString *out, const ZbSyntax *call)
{
  if (binding_of (call) == BIND_RELATION) {
    append (out, zb_syntax_child (call, 0), BIND_SUM);
    g_string_append_printf (out, " in %s(", strcmp (call->text, "leaf") == 0 ? "leaf" : "list");
    append_code (out, zb_syntax_child (call, 1)->text);
    g_string_append_c (out, ')');
    return;
  }
  g_string_append_printf (out, "%s(", call->text);
  if (call->loop != NULL) {
    zb_syntax_append_each (out, call->loop);
    g_string_append (out, " : ");
  }
  for (guint i = 0; i < zb_syntax_n_children (call); i++) {
    if (i > 0)
      g_string_append_printf (out, ",%c", ZB_SYNTAX_BREAK);
    append_argument (out, call, i);
  }
  if (call->except != NULL) {
    g_string_append_printf (out, "%cexcept ", ZB_SYNTAX_BREAK);
    append_set (out, call->except);
  }
  g_string_append_c (out, ')');
}

static void
append_leaf (GString *out, const ZbSyntax *leaf)
{
  switch (leaf->kind) {
  case ZB_SYNTAX_TEXT:
    g_string_append_printf (out, "\"%s\"", leaf->text);
    return;
  case ZB_SYNTAX_PARAMETER:
    g_string_append_c (out, '$');
    break;
  case ZB_SYNTAX_ATTRIBUTE:
    g_string_append_printf (out, "%s.", leaf->section);
    break;
  case ZB_SYNTAX_FIELD:
    append_form (out, leaf);
    g_string_append (out, "head.");
    break;
  default:
    break;
  }
  g_string_append (out, leaf->text);
  if (leaf->percent)
    g_string_append_c (out, '%');
  if (leaf->unit != NULL)
    g_string_append_printf (out, " %s", leaf->unit);
  append_offsets (out, leaf);
}

static void
append_bare (GString *out, const ZbSyntax *syntax)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_CELLS:
    append_cells (out, syntax);
    return;
  case ZB_SYNTAX_ROWS:
    append_rows (out, syntax);
    return;
  case ZB_SYNTAX_CALL:
    append_call (out, syntax);
    return;
  case ZB_SYNTAX_NEGATE:
    g_string_append_c (out, '-');
    append (out, zb_syntax_child (syntax, 0), BIND_VALUE);
    return;
  case ZB_SYNTAX_ADD:
    append_joined (out, syntax, "+", BIND_SUM, BIND_PRODUCT);
    return;
  case ZB_SYNTAX_SUBTRACT:
    append_joined (out, syntax, "-", BIND_SUM, BIND_PRODUCT);
    return;
  case ZB_SYNTAX_MULTIPLY:
    append_joined (out, syntax, "*", BIND_PRODUCT, BIND_FACTOR);
    return;
  case ZB_SYNTAX_DIVIDE:
    /* A quotient of quotients keeps its parentheses. */
    append_joined (out, syntax, "/",
                   zb_syntax_child (syntax, 1)->kind == ZB_SYNTAX_DIVIDE ? BIND_FACTOR
                                                                         : BIND_PRODUCT,
                   BIND_FACTOR);
    return;
  case ZB_SYNTAX_COMPARE:
    append_comparison (out, syntax);
    return;
  case ZB_SYNTAX_BETWEEN:
    append_between (out, syntax);
    return;
  case ZB_SYNTAX_IN:
    append_in (out, syntax);
    return;
  case ZB_SYNTAX_NOT:
    g_string_append (out, "not ");
    append (out, zb_syntax_child (syntax, 0),
            zb_syntax_child (syntax, 0)->kind == ZB_SYNTAX_NOT ? BIND_NOT : BIND_SUM);
    return;
  case ZB_SYNTAX_AND:
    append_joined (out, syntax, "and", BIND_NOT, BIND_NOT);
    return;
  case ZB_SYNTAX_OR:
    append_joined (out, syntax, "or", BIND_AND, BIND_AND);
    return;
  case ZB_SYNTAX_IFF:
    append_joined (out, syntax, "<=>", BIND_OR, BIND_OR);
    return;
  default:
    append_leaf (out, syntax);
    return;
  }
}

static void
append (GString *out, const ZbSyntax *syntax, Binding least)
{
  gboolean encloses = binding_of (syntax) < least;

  if (encloses)
    g_string_append_c (out, '(');
  append_bare (out, syntax);
  if (encloses)
    g_string_append_c (out, ')');
}

void
zb_syntax_append (GString *out, const ZbSyntax *syntax)
{
  append (out, syntax, BIND_IFF);
}

void
zb_syntax_append_tolerance (GString *out, const GArray *tolerance)
{
  if (tolerance->len > 1)
    g_string_append (out, "max(");
  for (guint i = 0; i < tolerance->len; i++) {
    const ZbSyntaxTolerance *part = &g_array_index (tolerance, ZbSyntaxTolerance, i);

    if (i > 0)
      g_string_append (out, ", ");
    if (part->kind == ZB_TOLERANCE_ROUNDING)
      g_string_append (out, "rounding");
    else
      g_string_append_printf (out, "%s%s%s%s", part->amount,
                              part->kind == ZB_TOLERANCE_SHARE ? "%" : "",
                              part->unit == NULL ? "" : " ", part->unit == NULL ? "" : part->unit);
  }
  if (tolerance->len > 1)
    g_string_append_c (out, ')');
}
