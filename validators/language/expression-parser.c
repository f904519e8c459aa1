/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/expression-parser.h"

#include "forms/near-name.h"
#include "validators/language/cells-parser.h"
#include "validators/functions.h"

#include <string.h>

/* Words that end a formula: a value cannot begin with them. */
static gboolean
is_reserved (const ZbParser *parser)
{
  static const char *const words[] = {
      "and",  "or",   "in",   "between", "except",  "within",  "hard", "quasi", "soft",    "info",
      "when", "each", "side", "calc",    "message", "explain", "not",  "form",  "severity"};

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (zb_parser_is_word (parser, words[i]))
      return TRUE;
  }
  return FALSE;
}

static ZbSyntax *
parse_number (ZbParser *parser)
{
  g_autoptr (ZbSyntax) number = zb_syntax_new (ZB_SYNTAX_NUMBER, parser->token.start);

  number->text = zb_token_dup (&parser->token);
  if (strlen (number->text) > 19) {
    zb_parser_fail (parser, "a number in a rule has at most 18 digits");
    return NULL;
  }
  zb_parser_advance (parser);
  if (zb_parser_accept (parser, ZB_TOKEN_PERCENT))
    number->percent = TRUE;
  else
    number->unit = zb_parse_unit (parser);
  number->end = parser->last_end;
  return g_steal_pointer (&number);
}

static ZbSyntax *
parse_leaf (ZbParser *parser, ZbSyntaxKind kind)
{
  ZbSyntax *leaf = zb_syntax_new (kind, parser->token.start);

  leaf->text = zb_token_dup (&parser->token);
  zb_parser_advance (parser);
  leaf->end = parser->last_end;
  if (kind == ZB_SYNTAX_PARAMETER) {
    leaf->unit = zb_parse_unit (parser);
    leaf->end = parser->last_end;
  }
  return leaf;
}

/* The id after "reg.", "unit." or "head."; the next token is the dot. */
static ZbSyntax *
parse_dotted (ZbParser *parser, ZbSyntaxKind kind, char *form, gsize start)
{
  g_autoptr (ZbSyntax) syntax = zb_syntax_new (kind, start);

  syntax->form = form;
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  if (!zb_parser_expect (parser, ZB_TOKEN_DOT, "a dot and a name"))
    return NULL;
  if (!zb_parser_is (parser, ZB_TOKEN_CODE)) {
    zb_parser_fail (parser, "a name is missing after the dot");
    return NULL;
  }
  syntax->text = zb_token_dup (&parser->token);
  parser->mode = ZB_LEX_FORMULA;
  zb_parser_advance (parser);
  syntax->end = parser->last_end;
  if (kind == ZB_SYNTAX_FIELD && !zb_parse_offsets (parser, syntax))
    return NULL;
  return g_steal_pointer (&syntax);
}

static ZbSyntax *
parse_of_form (ZbParser *parser)
{
  gsize start = parser->token.start;
  char *form = zb_token_dup (&parser->token);

  zb_parser_advance (parser);
  if (zb_parser_is (parser, ZB_TOKEN_OPEN_BRACKET))
    return zb_parse_cells (parser, form, start);
  if (zb_parser_accept_word (parser, "head"))
    return parse_dotted (parser, ZB_SYNTAX_FIELD, form, start);
  return zb_parse_rows (parser, form, start);
}

/* Cells left out of sum ([1..13,c] except [8a,c] [8b,c]). */
static gboolean
parse_except (ZbParser *parser, ZbSyntax *call)
{
  if (!zb_parser_accept_word (parser, "except"))
    return TRUE;
  if (call->except == NULL)
    call->except = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_syntax_free);
  do {
    ZbSyntax *cells;

    if (!zb_parser_is (parser, ZB_TOKEN_OPEN_BRACKET))
      return zb_parser_fail (parser, "cells in brackets are missing after “except”");
    cells = zb_parse_cells (parser, NULL, parser->token.start);
    if (cells == NULL)
      return FALSE;
    g_ptr_array_add (call->except, cells);
    zb_parser_accept (parser, ZB_TOKEN_COMMA);
  } while (!zb_parser_is (parser, ZB_TOKEN_CLOSE));
  return TRUE;
}

/* "r in" begins a loop: sum (r in C.* : …). */
static gboolean
is_loop (const ZbParser *parser)
{
  ZbParser ahead = *parser;

  if (!zb_parser_is (&ahead, ZB_TOKEN_WORD))
    return FALSE;
  zb_parser_advance (&ahead);
  return zb_parser_is_word (&ahead, "in");
}

static ZbSyntax *
parse_argument (ZbParser *parser, const ZbFunction *function, guint index)
{
  if (index == 0 && function->first == ZB_ARGUMENT_SECTION &&
      zb_parser_is (parser, ZB_TOKEN_WORD)) {
    ZbSyntax *rows = zb_parse_rows (parser, NULL, parser->token.start);

    /* has (C, …): the section alone stands for all its rows. */
    if (rows != NULL && rows->section == NULL && rows->row.kind == ZB_SELECT_ONE) {
      rows->section = g_steal_pointer (&rows->row.from);
      rows->row.kind = ZB_SELECT_ALL;
    }
    return rows;
  }
  if (zb_parser_is_word (parser, "prefix")) {
    g_autoptr (ZbSyntax) prefix = zb_syntax_new (ZB_SYNTAX_CALL, parser->token.start);

    zb_parser_advance (parser);
    prefix->text = g_strdup ("prefix");
    zb_syntax_add (prefix, zb_parse_value (parser));
    return parser->failed ? NULL : g_steal_pointer (&prefix);
  }
  return zb_parse_condition (parser);
}

static gboolean
parse_arguments (ZbParser *parser, ZbSyntax *call, const ZbFunction *function)
{
  if (function->loops && is_loop (parser)) {
    call->loop = zb_parse_each (parser, TRUE);
    if (call->loop == NULL)
      return FALSE;
  }
  while (!zb_parser_is (parser, ZB_TOKEN_CLOSE)) {
    ZbSyntax *argument = parse_argument (parser, function, zb_syntax_n_children (call));

    if (argument == NULL)
      return FALSE;
    zb_syntax_add (call, argument);
    if (!parse_except (parser, call))
      return FALSE;
    if (!zb_parser_accept (parser, ZB_TOKEN_COMMA))
      break;
  }
  return TRUE;
}

static gboolean
check_count (ZbParser *parser, const ZbSyntax *call, const ZbFunction *function)
{
  guint n = zb_syntax_n_children (call);

  if (n < function->min_arguments)
    return zb_parser_fail_at (parser, call->start, "%s (…) needs %u value%s, it has %u", call->text,
                              function->min_arguments, function->min_arguments == 1 ? "" : "s", n);
  if (n > function->max_arguments || (call->loop != NULL && n > 1))
    return zb_parser_fail_at (parser, call->start, "%s (…) takes at most %u value%s, it has %u",
                              call->text, call->loop != NULL ? 1 : function->max_arguments,
                              function->max_arguments == 1 || call->loop != NULL ? "" : "s", n);
  return TRUE;
}

static gboolean
fail_function (ZbParser *parser, const char *name, gsize start)
{
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;

  zb_function_offer (&near);
  hint = zb_near_name_hint (&near);
  return zb_parser_fail_at (parser, start, "there is no function “%s”%s", name, hint);
}

static ZbSyntax *
parse_call (ZbParser *parser)
{
  g_autoptr (ZbSyntax) call = zb_syntax_new (ZB_SYNTAX_CALL, parser->token.start);
  const ZbFunction *function;

  call->text = zb_token_dup (&parser->token);
  function = zb_function_find (call->text);
  if (function == NULL) {
    fail_function (parser, call->text, call->start);
    return NULL;
  }
  zb_parser_advance (parser);
  zb_parser_advance (parser);
  if (!zb_parser_enter (parser) || !parse_arguments (parser, call, function) ||
      !zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )") ||
      !check_count (parser, call, function))
    return NULL;
  zb_parser_leave (parser);
  call->end = parser->last_end;
  return g_steal_pointer (&call);
}

/* "exists [301,1]" without parentheses. */
static ZbSyntax *
parse_exists (ZbParser *parser)
{
  g_autoptr (ZbSyntax) call = zb_syntax_new (ZB_SYNTAX_CALL, parser->token.start);

  call->text = g_strdup ("exists");
  zb_parser_advance (parser);
  zb_syntax_add (call, zb_parse_value (parser));
  return parser->failed ? NULL : g_steal_pointer (&call);
}

static ZbSyntax *
parse_word (ZbParser *parser)
{
  ZbParser ahead = *parser;
  gsize start = parser->token.start;

  zb_parser_advance (&ahead);
  if (zb_parser_is (&ahead, ZB_TOKEN_OPEN))
    return parse_call (parser);
  if (zb_parser_is_word (parser, "exists"))
    return parse_exists (parser);
  if (is_reserved (parser)) {
    g_autofree char *found = zb_parser_describe (parser);

    zb_parser_fail (parser, "a value is missing before %s", found);
    return NULL;
  }
  if (!zb_parser_is (&ahead, ZB_TOKEN_DOT))
    return parse_leaf (parser, ZB_SYNTAX_WORD);
  if (zb_parser_is_word (parser, "reg") || zb_parser_is_word (parser, "unit")) {
    const char *of = zb_parser_is_word (parser, "reg") ? "reg" : "unit";
    ZbSyntax *attribute;

    *parser = ahead;
    attribute = parse_dotted (parser, ZB_SYNTAX_ATTRIBUTE, NULL, start);
    if (attribute != NULL)
      attribute->section = g_strdup (of);
    return attribute;
  }
  if (zb_parser_is_word (parser, "head")) {
    *parser = ahead;
    return parse_dotted (parser, ZB_SYNTAX_FIELD, NULL, start);
  }
  return zb_parse_rows (parser, NULL, start);
}

static ZbSyntax *
parse_parenthesis (ZbParser *parser)
{
  g_autoptr (ZbSyntax) inside = NULL;

  if (!zb_parser_enter (parser))
    return NULL;
  zb_parser_advance (parser);
  inside = zb_parse_condition (parser);
  if (inside == NULL || !zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )"))
    return NULL;
  zb_parser_leave (parser);
  return g_steal_pointer (&inside);
}

ZbSyntax *
zb_parse_value (ZbParser *parser)
{
  g_autofree char *found = NULL;

  if (++parser->parts > ZB_PARSER_MAX_PARTS) {
    zb_parser_fail (parser, "a rule has at most %d parts", ZB_PARSER_MAX_PARTS);
    return NULL;
  }
  switch (parser->token.kind) {
  case ZB_TOKEN_NUMBER:
    return parse_number (parser);
  case ZB_TOKEN_STRING:
    return parse_leaf (parser, ZB_SYNTAX_TEXT);
  case ZB_TOKEN_PARAMETER:
    return parse_leaf (parser, ZB_SYNTAX_PARAMETER);
  case ZB_TOKEN_FORM:
    return parse_of_form (parser);
  case ZB_TOKEN_OPEN_BRACKET:
    return zb_parse_cells (parser, NULL, parser->token.start);
  case ZB_TOKEN_OPEN:
    return parse_parenthesis (parser);
  case ZB_TOKEN_WORD:
    return parse_word (parser);
  default:
    found = zb_parser_describe (parser);
    zb_parser_fail (parser, "a value is missing before %s", found);
    return NULL;
  }
}

static ZbSyntax *
parse_factor (ZbParser *parser)
{
  g_autoptr (ZbSyntax) negate = NULL;

  if (!zb_parser_is (parser, ZB_TOKEN_MINUS))
    return zb_parse_value (parser);
  negate = zb_syntax_new (ZB_SYNTAX_NEGATE, parser->token.start);
  zb_parser_advance (parser);
  zb_syntax_add (negate, zb_parse_value (parser));
  return parser->failed ? NULL : g_steal_pointer (&negate);
}

/* Joins @left and the operand that @next reads, as a new node of @kind. */
static ZbSyntax *
join (ZbParser *parser, ZbSyntaxKind kind, ZbSyntax *left, ZbSyntax *(*next) (ZbParser *))
{
  g_autoptr (ZbSyntax) joined = zb_syntax_new (kind, left->start);

  zb_syntax_add (joined, left);
  zb_syntax_add (joined, next (parser));
  return parser->failed ? NULL : g_steal_pointer (&joined);
}

static ZbSyntax *
parse_product (ZbParser *parser)
{
  ZbSyntax *left = parse_factor (parser);

  while (left != NULL) {
    if (zb_parser_accept (parser, ZB_TOKEN_STAR))
      left = join (parser, ZB_SYNTAX_MULTIPLY, left, parse_factor);
    else if (zb_parser_accept (parser, ZB_TOKEN_SLASH))
      left = join (parser, ZB_SYNTAX_DIVIDE, left, parse_factor);
    else
      break;
  }
  return left;
}

ZbSyntax *
zb_parse_sum (ZbParser *parser)
{
  ZbSyntax *left = parse_product (parser);

  while (left != NULL) {
    if (zb_parser_accept (parser, ZB_TOKEN_PLUS))
      left = join (parser, ZB_SYNTAX_ADD, left, parse_product);
    else if (zb_parser_accept (parser, ZB_TOKEN_MINUS))
      left = join (parser, ZB_SYNTAX_SUBTRACT, left, parse_product);
    else
      break;
  }
  return left;
}
