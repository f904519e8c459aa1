/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/expression-parser.h"

#include <string.h>

static gboolean
accept_relation (ZbParser *parser, ZbRelation *ret_relation)
{
  static const struct {
    ZbTokenKind token;
    ZbRelation relation;
  } relations[] = {
      {ZB_TOKEN_EQUAL, ZB_RELATION_EQUAL},     {ZB_TOKEN_NOT_EQUAL, ZB_RELATION_NOT_EQUAL},
      {ZB_TOKEN_LESS, ZB_RELATION_LESS},       {ZB_TOKEN_LESS_EQUAL, ZB_RELATION_LESS_EQUAL},
      {ZB_TOKEN_GREATER, ZB_RELATION_GREATER}, {ZB_TOKEN_GREATER_EQUAL, ZB_RELATION_GREATER_EQUAL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (relations); i++) {
    if (zb_parser_accept (parser, relations[i].token)) {
      *ret_relation = relations[i].relation;
      return TRUE;
    }
  }
  return FALSE;
}

/* Takes @left. */
static ZbSyntax *
parse_comparison (ZbParser *parser, ZbSyntax *left)
{
  g_autoptr (ZbSyntax) comparison = NULL;
  ZbRelation relation;

  if (!accept_relation (parser, &relation))
    return left;
  comparison = zb_syntax_new (ZB_SYNTAX_COMPARE, left->start);
  zb_syntax_add (comparison, left);
  do {
    g_array_append_val (comparison->relations, relation);
    zb_syntax_add (comparison, zb_parse_sum (parser));
  } while (!parser->failed && accept_relation (parser, &relation));
  return parser->failed ? NULL : g_steal_pointer (&comparison);
}

/* Takes @left; "between" is taken already. */
static ZbSyntax *
parse_between (ZbParser *parser, ZbSyntax *left)
{
  g_autoptr (ZbSyntax) between = zb_syntax_new (ZB_SYNTAX_BETWEEN, left->start);

  zb_syntax_add (between, left);
  zb_syntax_add (between, zb_parse_sum (parser));
  if (!parser->failed && !zb_parser_accept_word (parser, "and"))
    zb_parser_fail (parser, "the word “and” and the upper bound are missing after “between”");
  if (!parser->failed)
    zb_syntax_add (between, zb_parse_sum (parser));
  return parser->failed ? NULL : g_steal_pointer (&between);
}

/* A code, or digits with a point, which are three tokens where codes are read. */
static char *
parse_item_value (ZbParser *parser, ZbSyntaxItem *item)
{
  g_autofree char *value = zb_token_dup (&parser->token);
  gboolean is_code = zb_parser_is (parser, ZB_TOKEN_CODE);
  g_autofree char *decimals = NULL;

  if (!is_code && !zb_parser_is (parser, ZB_TOKEN_STRING)) {
    g_autofree char *found = zb_parser_describe (parser);

    zb_parser_fail (parser, "a value to compare with is missing before %s", found);
    return NULL;
  }
  zb_parser_advance (parser);
  if (is_code && g_ascii_isdigit (value[value[0] == '-']) &&
      zb_parser_accept (parser, ZB_TOKEN_DOT)) {
    decimals = zb_token_dup (&parser->token);
    if (!zb_parser_expect (parser, ZB_TOKEN_CODE, "decimals"))
      return NULL;
    return g_strdup_printf ("%s.%s", value, decimals);
  }
  if (zb_parser_accept (parser, ZB_TOKEN_PERCENT))
    item->percent = TRUE;
  return g_steal_pointer (&value);
}

static gboolean
parse_item (ZbParser *parser, GArray *items)
{
  ZbSyntaxItem item = {0};

  item.from = parse_item_value (parser, &item);
  if (item.from != NULL && zb_parser_accept (parser, ZB_TOKEN_STAR))
    item.prefix = TRUE;
  else if (item.from != NULL && zb_parser_accept (parser, ZB_TOKEN_RANGE))
    item.to = parse_item_value (parser, &item);
  if (parser->failed) {
    g_free (item.from);
    return FALSE;
  }
  g_array_append_val (items, item);
  return TRUE;
}

/* "(06..46, 53*)" after an opening parenthesis, or a single item; in codes mode. */
static gboolean
parse_items (ZbParser *parser, ZbSyntax *in)
{
  gboolean many = zb_parser_accept (parser, ZB_TOKEN_OPEN);

  do {
    if (!parse_item (parser, in->items))
      return FALSE;
  } while (many && zb_parser_accept (parser, ZB_TOKEN_COMMA));
  parser->mode = ZB_LEX_FORMULA;
  if (many)
    return zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )");
  zb_parser_set_mode (parser, ZB_LEX_FORMULA);
  return TRUE;
}

/* "in leaf (industry)" is leaf (…, industry). Takes @left. */
static ZbSyntax *
parse_in_list (ZbParser *parser, ZbSyntax *left, const char *function)
{
  g_autoptr (ZbSyntax) call = zb_syntax_new (ZB_SYNTAX_CALL, left->start);
  ZbSyntax *list;

  call->text = g_strdup (function);
  zb_syntax_add (call, left);
  zb_parser_advance (parser);
  if (!zb_parser_expect (parser, ZB_TOKEN_OPEN, "a code list in parentheses"))
    return NULL;
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  if (!zb_parser_is (parser, ZB_TOKEN_CODE)) {
    zb_parser_fail (parser, "the name of a code list is missing here");
    return NULL;
  }
  list = zb_syntax_new (ZB_SYNTAX_WORD, parser->token.start);
  list->text = zb_token_dup (&parser->token);
  zb_syntax_add (call, list);
  zb_parser_advance (parser);
  parser->mode = ZB_LEX_FORMULA;
  if (!zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )"))
    return NULL;
  call->end = parser->last_end;
  return g_steal_pointer (&call);
}

/* "or its inverse" after bands. */
static gboolean
accept_inverse (ZbParser *parser)
{
  ZbParser ahead = *parser;

  if (!zb_parser_accept_word (&ahead, "or") || !zb_parser_accept_word (&ahead, "its") ||
      !zb_parser_accept_word (&ahead, "inverse"))
    return FALSE;
  *parser = ahead;
  return TRUE;
}

/* Takes @left; "in" is taken already. */
static ZbSyntax *
parse_in (ZbParser *parser, ZbSyntax *left)
{
  g_autoptr (ZbSyntax) in = NULL;

  if (zb_parser_is_word (parser, "leaf"))
    return parse_in_list (parser, left, "leaf");
  if (zb_parser_is_word (parser, "list"))
    return parse_in_list (parser, left, "listed");
  in = zb_syntax_new (ZB_SYNTAX_IN, left->start);
  zb_syntax_add (in, left);
  zb_parser_accept_word (parser, "bands");
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  if (!parse_items (parser, in))
    return NULL;
  in->inverse = accept_inverse (parser);
  in->end = parser->last_end;
  return g_steal_pointer (&in);
}

static ZbSyntax *
parse_relation (ZbParser *parser)
{
  ZbSyntax *left = zb_parse_sum (parser);

  if (left == NULL)
    return NULL;
  if (zb_parser_accept_word (parser, "between"))
    return parse_between (parser, left);
  if (zb_parser_accept_word (parser, "in"))
    return parse_in (parser, left);
  return parse_comparison (parser, left);
}

static ZbSyntax *
parse_not (ZbParser *parser)
{
  g_autoptr (ZbSyntax) not = NULL;

  if (!zb_parser_is_word (parser, "not"))
    return parse_relation (parser);
  not = zb_syntax_new (ZB_SYNTAX_NOT, parser->token.start);
  if (!zb_parser_enter (parser))
    return NULL;
  zb_parser_advance (parser);
  zb_syntax_add (not, parse_not (parser));
  zb_parser_leave (parser);
  return parser->failed ? NULL : g_steal_pointer (&not );
}

/* Reads operands with @next, joined by @word or @sign into one node of @kind. */
static ZbSyntax *
parse_joined (ZbParser *parser,
              ZbSyntaxKind kind,
              const char *word,
              ZbTokenKind sign,
              ZbSyntax *(*next) (ZbParser *))
{
  g_autoptr (ZbSyntax) left = next (parser);
  g_autoptr (ZbSyntax) joined = NULL;

  while (left != NULL && (zb_parser_accept_word (parser, word) ||
                          (sign != ZB_TOKEN_END && zb_parser_accept (parser, sign)))) {
    if (joined == NULL)
      joined = zb_syntax_new (kind, left->start);
    zb_syntax_add (joined, g_steal_pointer (&left));
    left = next (parser);
  }
  if (joined == NULL || left == NULL)
    return g_steal_pointer (&left);
  zb_syntax_add (joined, g_steal_pointer (&left));
  return g_steal_pointer (&joined);
}

static ZbSyntax *
parse_and (ZbParser *parser)
{
  return parse_joined (parser, ZB_SYNTAX_AND, "and", ZB_TOKEN_END, parse_not);
}

static ZbSyntax *
parse_or (ZbParser *parser)
{
  return parse_joined (parser, ZB_SYNTAX_OR, "or", ZB_TOKEN_END, parse_and);
}

ZbSyntax *
zb_parse_condition (ZbParser *parser)
{
  return parse_joined (parser, ZB_SYNTAX_IFF, "iff", ZB_TOKEN_IFF, parse_or);
}
