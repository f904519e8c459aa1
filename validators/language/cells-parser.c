/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/cells-parser.h"

#include "forms/measure.h"
#include "validators/language/expression-parser.h"

#include <string.h>

/* Words of the language that are also English names of measures. */
static gboolean
is_period_word (const char *word)
{
  static const char *const words[] = {"month", "months", "quarter", "year", "years", "period"};

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strcmp (word, words[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Reads one measure name at the next token, which stays untaken if it is none. */
static char *
parse_measure (ZbParser *parser)
{
  ZbLexerMode mode = parser->mode;
  g_autofree char *name = NULL;

  if (parser->token.kind != ZB_TOKEN_WORD && parser->token.kind != ZB_TOKEN_CODE)
    return NULL;
  /* Measure ids may hold hyphens. */
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  name = g_strndup (parser->token.at, parser->token.length);
  if (parser->token.kind != ZB_TOKEN_CODE || is_period_word (name) ||
      zb_measure_find (name) == NULL) {
    zb_parser_set_mode (parser, mode);
    return NULL;
  }
  parser->mode = mode;
  zb_parser_advance (parser);
  return g_steal_pointer (&name);
}

char *
zb_parse_unit (ZbParser *parser)
{
  g_autofree char *above = parse_measure (parser);
  g_autofree char *below = NULL;
  ZbParser before = *parser;

  if (above == NULL || !zb_parser_accept (parser, ZB_TOKEN_SLASH))
    return g_steal_pointer (&above);
  below = parse_measure (parser);
  if (below == NULL) {
    *parser = before;
    return g_steal_pointer (&above);
  }
  return g_strdup_printf ("%s/%s", above, below);
}

static gboolean
parse_steps (ZbParser *parser, int *ret_steps)
{
  g_autofree char *digits = NULL;

  if (!zb_parser_is (parser, ZB_TOKEN_NUMBER) || parser->token.length > 3)
    return zb_parser_fail (parser, "a number of periods up to 999 is missing here");
  digits = zb_token_dup (&parser->token);
  if (strchr (digits, '.') != NULL)
    return zb_parser_fail (parser, "a whole number of periods is missing here");
  *ret_steps = (int)g_ascii_strtoll (digits, NULL, 10);
  zb_parser_advance (parser);
  return TRUE;
}

static gboolean
parse_shift (ZbParser *parser, ZbOffset *offset)
{
  gboolean back = zb_parser_is (parser, ZB_TOKEN_MINUS);

  offset->kind = ZB_OFFSET_SHIFT;
  if (!back)
    zb_parser_accept (parser, ZB_TOKEN_PLUS);
  else
    zb_parser_advance (parser);
  if (!parse_steps (parser, &offset->steps))
    return FALSE;
  if (back)
    offset->steps = -offset->steps;
  if (!zb_parser_is (parser, ZB_TOKEN_WORD) || parser->token.length != 1 ||
      strchr ("mqyhd", *parser->token.at) == NULL)
    return zb_parser_fail (parser, "m (months), q (quarters), h (half-years), y (years) or d "
                                   "(ten-day periods) is missing here");
  offset->unit = *parser->token.at;
  zb_parser_advance (parser);
  return TRUE;
}

static gboolean
parse_offset (ZbParser *parser, ZbOffset *offset)
{
  if (zb_parser_accept_word (parser, "prev")) {
    offset->kind = ZB_OFFSET_PREVIOUS;
    return TRUE;
  }
  if (zb_parser_accept_word (parser, "ys")) {
    offset->kind = ZB_OFFSET_YEAR_START;
    return TRUE;
  }
  if (zb_parser_accept_word (parser, "ye")) {
    offset->kind = ZB_OFFSET_YEAR_END;
    if (!zb_parser_expect (parser, ZB_TOKEN_MINUS, "the number of years, as in ye-1,") ||
        !parse_steps (parser, &offset->steps))
      return FALSE;
    offset->steps = -offset->steps;
    return TRUE;
  }
  if (zb_parser_is (parser, ZB_TOKEN_WORD)) {
    g_autofree char *found = zb_parser_describe (parser);

    return zb_parser_fail (parser, "%s is no period: write prev, ys, ye-1, -1m, -1q or -1y", found);
  }
  return parse_shift (parser, offset);
}

gboolean
zb_parse_offsets (ZbParser *parser, ZbSyntax *syntax)
{
  if (!zb_parser_accept (parser, ZB_TOKEN_AT))
    return TRUE;
  if (!parse_offset (parser, &syntax->from))
    return FALSE;
  if (zb_parser_accept (parser, ZB_TOKEN_RANGE) && !parse_offset (parser, &syntax->to))
    return FALSE;
  syntax->end = parser->last_end;
  return TRUE;
}

/* "(expression)" or "parent(r)" in place of a code. */
static gboolean
parse_key (ZbParser *parser, ZbSelector *selector)
{
  zb_parser_set_mode (parser, ZB_LEX_FORMULA);
  selector->kind = ZB_SELECT_KEY;
  selector->key = zb_parse_value (parser);
  if (selector->key == NULL)
    return FALSE;
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  return TRUE;
}

/* Whether an opening parenthesis follows the next token at once: a function. */
static gboolean
is_call (const ZbParser *parser)
{
  return zb_parser_is (parser, ZB_TOKEN_CODE) &&
         parser->text->folded->str[parser->token.end] == '(';
}

/* One of * code code..code "code" (expression) function(…); in codes mode. @section (nullable)
 * takes what stands before a dot. */
static gboolean
parse_selector (ZbParser *parser, char **section, ZbSelector *selector)
{
  if (zb_parser_accept (parser, ZB_TOKEN_STAR)) {
    selector->kind = ZB_SELECT_ALL;
    return TRUE;
  }
  if (zb_parser_is (parser, ZB_TOKEN_OPEN) || is_call (parser))
    return parse_key (parser, selector);
  if (!zb_parser_is (parser, ZB_TOKEN_CODE) && !zb_parser_is (parser, ZB_TOKEN_STRING)) {
    g_autofree char *found = zb_parser_describe (parser);

    return zb_parser_fail (parser, "a row or column code is missing before %s", found);
  }
  selector->kind = zb_parser_is (parser, ZB_TOKEN_STRING) ? ZB_SELECT_KEY : ZB_SELECT_ONE;
  selector->from = zb_token_dup (&parser->token);
  zb_parser_advance (parser);
  if (section != NULL && *section == NULL && zb_parser_accept (parser, ZB_TOKEN_DOT)) {
    *section = g_steal_pointer (&selector->from);
    return parse_selector (parser, section, selector);
  }
  if (!zb_parser_accept (parser, ZB_TOKEN_RANGE))
    return TRUE;
  selector->kind = ZB_SELECT_RANGE;
  selector->to = zb_token_dup (&parser->token);
  if (!zb_parser_accept (parser, ZB_TOKEN_CODE) && !zb_parser_accept (parser, ZB_TOKEN_STRING))
    return zb_parser_fail (parser, "the last code of the range is missing here");
  /* [A.01..A.05,1]: the section may be said again. */
  if (section != NULL && *section != NULL && strcmp (selector->to, *section) == 0 &&
      zb_parser_accept (parser, ZB_TOKEN_DOT)) {
    g_free (selector->to);
    selector->to = zb_token_dup (&parser->token);
    if (!zb_parser_accept (parser, ZB_TOKEN_CODE) && !zb_parser_accept (parser, ZB_TOKEN_STRING))
      return zb_parser_fail (parser, "the last code of the range is missing here");
  }
  return TRUE;
}

/* Without the offset, which is read in formula mode; leaves the mode as it was. */
static gboolean
parse_bracket (ZbParser *parser, ZbSyntax *cells)
{
  ZbLexerMode mode = parser->mode;

  parser->mode = ZB_LEX_CODES;
  zb_parser_advance (parser);
  if (!parse_selector (parser, &cells->section, &cells->row))
    return FALSE;
  if (zb_parser_accept (parser, ZB_TOKEN_COMMA) && !parse_selector (parser, NULL, &cells->column))
    return FALSE;
  parser->mode = mode;
  if (!zb_parser_expect (parser, ZB_TOKEN_CLOSE_BRACKET, "the closing bracket ]"))
    return FALSE;
  cells->end = parser->last_end;
  return TRUE;
}

ZbSyntax *
zb_parse_cells (ZbParser *parser, char *form, gsize start)
{
  g_autoptr (ZbSyntax) cells = zb_syntax_new (ZB_SYNTAX_CELLS, start);

  cells->form = form;
  if (!zb_parser_enter (parser))
    return NULL;
  if (!parse_bracket (parser, cells))
    return NULL;
  zb_parser_leave (parser);
  return zb_parse_offsets (parser, cells) ? g_steal_pointer (&cells) : NULL;
}

ZbSyntax *
zb_parse_rows (ZbParser *parser, char *form, gsize start)
{
  g_autoptr (ZbSyntax) rows = zb_syntax_new (ZB_SYNTAX_ROWS, start);
  ZbLexerMode mode = parser->mode;
  gboolean parsed;

  rows->form = form;
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  parsed = parse_selector (parser, &rows->section, &rows->row);
  zb_parser_set_mode (parser, mode);
  rows->end = parser->last_end;
  if (!parsed)
    return NULL;
  return zb_parse_offsets (parser, rows) ? g_steal_pointer (&rows) : NULL;
}

/* "B204-1:C.*" in a set: the colon stands between the form and a section. */
static char *
parse_set_form (ZbParser *parser)
{
  const char *after = parser->text->folded->str + parser->token.end + 1;
  char *form;

  if (!zb_parser_is (parser, ZB_TOKEN_CODE) || after[-1] != ':' ||
      !g_ascii_isalpha (*parser->token.at) ||
      !(g_unichar_isalpha (g_utf8_get_char (after)) && strchr (after, '.') != NULL &&
        strcspn (after, " \t\r\n[") > strcspn (after, ".")))
    return NULL;
  form = zb_token_dup (&parser->token);
  zb_parser_advance (parser);
  zb_parser_advance (parser);
  return form;
}

static ZbSyntax *
parse_set_item (ZbParser *parser, gboolean with_forms)
{
  gsize start = parser->token.start;
  char *form = with_forms ? parse_set_form (parser) : NULL;
  g_autoptr (ZbSyntax) item = zb_syntax_new (ZB_SYNTAX_CELLS, start);

  item->form = form;
  if (zb_parser_is (parser, ZB_TOKEN_OPEN_BRACKET)) {
    if (!parse_bracket (parser, item))
      return NULL;
    return g_steal_pointer (&item);
  }
  item->kind = ZB_SYNTAX_ROWS;
  if (!parse_selector (parser, &item->section, &item->row))
    return NULL;
  item->end = parser->last_end;
  if (zb_parser_is (parser, ZB_TOKEN_AT)) {
    parser->mode = ZB_LEX_FORMULA;
    if (!zb_parse_offsets (parser, item))
      return NULL;
    zb_parser_set_mode (parser, ZB_LEX_CODES);
  }
  return g_steal_pointer (&item);
}

/* Items, with or without commas between them, up to a colon or "except". */
static GPtrArray *
parse_set (ZbParser *parser, gboolean with_forms)
{
  g_autoptr (GPtrArray) set = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_syntax_free);

  do {
    ZbSyntax *item = parse_set_item (parser, with_forms);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (set, item);
    zb_parser_accept (parser, ZB_TOKEN_COMMA);
  } while (!zb_parser_is (parser, ZB_TOKEN_COLON) && !zb_parser_is_word (parser, "except"));
  return g_steal_pointer (&set);
}

ZbSyntaxEach *
zb_parse_each (ZbParser *parser, gboolean with_forms)
{
  ZbSyntaxEach *each = g_new0 (ZbSyntaxEach, 1);
  gboolean parsed;

  each->start = parser->token.start;
  each->variable = zb_token_dup (&parser->token);
  parsed = zb_parser_expect (parser, ZB_TOKEN_WORD, "a name for what runs over the set");
  if (parsed && !zb_parser_is_word (parser, "in"))
    parsed = zb_parser_fail (parser, "the word “in” is missing after “%s”", each->variable);
  if (parsed) {
    parser->mode = ZB_LEX_CODES;
    zb_parser_advance (parser);
    each->set = parse_set (parser, with_forms);
    parsed = each->set != NULL;
  }
  if (parsed && zb_parser_accept_word (parser, "except")) {
    each->except = parse_set (parser, with_forms);
    parsed = each->except != NULL;
  }
  parser->mode = ZB_LEX_FORMULA;
  if (parsed)
    parsed = zb_parser_expect (parser, ZB_TOKEN_COLON, "the colon after the set");
  if (!parsed)
    g_clear_pointer (&each, zb_syntax_each_free);
  return each;
}
