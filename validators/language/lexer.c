/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/lexer.h"

#include <string.h>

static const struct {
  const char *chinese, *word;
} aliases[] = {
    {"强制", "hard"},
    {"强制性", "hard"},
    {"准强制", "quasi"},
    {"准强制性", "quasi"},
    {"核实", "soft"},
    {"核实性", "soft"},
    {"提示", "info"},
    {"提示性", "info"},
    {"表", "form"},
    {"修订", "revision"},
    {"每个", "each"},
    {"在", "in"},
    {"属于", "in"},
    {"除", "except"},
    {"当", "when"},
    {"且", "and"},
    {"并且", "and"},
    {"与", "and"},
    {"或", "or"},
    {"或者", "or"},
    {"非", "not"},
    {"介于", "between"},
    {"允差", "within"},
    {"舍入", "rounding"},
    {"空值", "blank"},
    {"为空", "blank"},
    {"已填", "filled"},
    {"唯一", "unique"},
    {"存在", "exists"},
    {"含有", "has"},
    {"计算", "calc"},
    {"说明", "explain"},
    {"消息", "message"},
    {"合计", "sum"},
    {"个数", "count"},
    {"平均", "avg"},
    {"最小", "min"},
    {"最大", "max"},
    {"绝对值", "abs"},
    {"上期", "prev"},
    {"首期", "first"},
    {"合并期", "joint"},
    {"月份", "month"},
    {"月数", "months"},
    {"季度", "quarter"},
    {"年份", "year"},
    {"企业", "reg"},
    {"单位", "unit"},
    {"表头", "head"},
    {"真", "true"},
    {"假", "false"},
    {"市局", "bureau"},
    {"两端", "both"},
    {"期初日", "period_start"},
    {"期末日", "period_end"},
    {"一侧", "side"},
};

void
zb_lexer_init (ZbLexer *lexer, const ZbRuleText *text)
{
  lexer->text = text;
  lexer->at = 0;
}

static const char *
alias_of (const char *at, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++) {
    if (strlen (aliases[i].chinese) == length && memcmp (aliases[i].chinese, at, length) == 0)
      return aliases[i].word;
  }
  return NULL;
}

char *
zb_token_dup (const ZbToken *token)
{
  const char *word = token->kind == ZB_TOKEN_WORD ? alias_of (token->at, token->length) : NULL;

  return word != NULL ? g_strdup (word) : g_strndup (token->at, token->length);
}

gboolean
zb_token_is (const ZbToken *token, const char *word)
{
  const char *alias;

  if (token->kind != ZB_TOKEN_WORD && token->kind != ZB_TOKEN_CODE)
    return FALSE;
  if (strncmp (word, token->at, token->length) == 0 && word[token->length] == '\0')
    return TRUE;
  alias = alias_of (token->at, token->length);
  return alias != NULL && strcmp (alias, word) == 0;
}

static gboolean
is_letter (gunichar character)
{
  return g_unichar_isalpha (character) || character == '_';
}

static gboolean
is_code (gunichar character)
{
  return is_letter (character) || (character < 0x80 && g_ascii_isdigit ((char)character)) ||
         character == '-';
}

/* Bytes of the run of letters, digits, underscores and (if @hyphens) hyphens at @at. */
static gsize
run_length (const char *at, gboolean hyphens)
{
  const char *end = at;

  while (*end != '\0') {
    gunichar character = g_utf8_get_char (end);

    if (!is_code (character) || (character == '-' && !hyphens))
      break;
    end = g_utf8_next_char (end);
  }
  return (gsize)(end - at);
}

gboolean
zb_lexer_is_code (const char *text)
{
  return *text != '\0' && run_length (text, TRUE) == strlen (text);
}

static ZbToken
token (ZbTokenKind kind, gsize start, gsize length, const char *at)
{
  return (ZbToken){.kind = kind, .start = start, .end = start + length, .at = at, .length = length};
}

static ZbToken
bad (gsize start, gsize length, const char *problem)
{
  ZbToken result = token (ZB_TOKEN_BAD, start, length, "");

  result.length = 0;
  result.problem = problem;
  return result;
}

static ZbToken
lex_string (gsize start, const char *at)
{
  gsize length = strcspn (at + 1, "\"\n");
  ZbToken result;

  if (at[1 + length] != '"')
    return bad (start, length + 1, "the closing quote is missing on this line");
  result = token (ZB_TOKEN_STRING, start, length + 2, at + 1);
  result.length = length;
  return result;
}

/* #10 or $minimum_wage. */
static ZbToken
lex_marked (gsize start, const char *at)
{
  gboolean is_name = *at == '#';
  gsize length = run_length (at + 1, is_name);
  ZbToken result;

  if (length == 0)
    return bad (start, 1, is_name ? "a rule name must follow the #" : "a name must follow the $");
  result = token (is_name ? ZB_TOKEN_NAME : ZB_TOKEN_PARAMETER, start, length + 1, at + 1);
  result.length = length;
  return result;
}

static gsize
number_length (const char *at)
{
  gsize length = strspn (at, "0123456789");

  /* 9..11 is a range, not a number with a point. */
  if (at[length] == '.' && g_ascii_isdigit (at[length + 1]))
    length += 1 + strspn (at + length + 1, "0123456789");
  return length;
}

/* "B203:[", "205-1:head." or "B204-1:C.*": the form of what follows. */
static gboolean
is_form (const char *at, gsize length)
{
  const char *after = at + length + 1;
  gsize section;

  if (length == 0 || at[length] != ':')
    return FALSE;
  /* "when joint:[A.01,1]" without a blank. */
  if (alias_of (at, length) != NULL || g_str_has_prefix (at, "joint:") ||
      g_str_has_prefix (at, "first:"))
    return FALSE;
  if (*after == '[')
    return TRUE;
  section = run_length (after, FALSE);
  return section > 0 && is_letter (g_utf8_get_char (after)) && after[section] == '.';
}

/* A number, a word or a form. */
static ZbToken
lex_run (gsize start, const char *at)
{
  gsize length = run_length (at, TRUE);

  if (is_form (at, length)) {
    ZbToken result = token (ZB_TOKEN_FORM, start, length + 1, at);

    result.length = length;
    return result;
  }
  if (g_ascii_isdigit (*at))
    return token (ZB_TOKEN_NUMBER, start, number_length (at), at);
  length = run_length (at, FALSE);
  if (length == strlen ("calc") && g_str_has_prefix (at, "calc-check"))
    length = strlen ("calc-check");
  return token (ZB_TOKEN_WORD, start, length, at);
}

static gboolean
begins_with (const char *at, const char *sign)
{
  while (*sign != '\0' && *at == *sign) {
    at++;
    sign++;
  }
  return *sign == '\0';
}

static ZbToken
lex_sign (gsize start, const char *at)
{
  static const struct {
    const char *sign;
    ZbTokenKind kind;
  } signs[] = {
      {"<=>", ZB_TOKEN_IFF},        {"->", ZB_TOKEN_IMPLIES},
      {"=>", ZB_TOKEN_IMPLIES},     {":=", ZB_TOKEN_ASSIGN},
      {"<=", ZB_TOKEN_LESS_EQUAL},  {">=", ZB_TOKEN_GREATER_EQUAL},
      {"<>", ZB_TOKEN_NOT_EQUAL},   {"!=", ZB_TOKEN_NOT_EQUAL},
      {"==", ZB_TOKEN_EQUAL},       {"..", ZB_TOKEN_RANGE},
      {"(", ZB_TOKEN_OPEN},         {")", ZB_TOKEN_CLOSE},
      {"[", ZB_TOKEN_OPEN_BRACKET}, {"]", ZB_TOKEN_CLOSE_BRACKET},
      {",", ZB_TOKEN_COMMA},        {".", ZB_TOKEN_DOT},
      {":", ZB_TOKEN_COLON},        {"=", ZB_TOKEN_EQUAL},
      {"<", ZB_TOKEN_LESS},         {">", ZB_TOKEN_GREATER},
      {"+", ZB_TOKEN_PLUS},         {"-", ZB_TOKEN_MINUS},
      {"*", ZB_TOKEN_STAR},         {"/", ZB_TOKEN_SLASH},
      {"%", ZB_TOKEN_PERCENT},      {"@", ZB_TOKEN_AT},
      {"?", ZB_TOKEN_QUESTION},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (begins_with (at, signs[i].sign))
      return token (signs[i].kind, start, strlen (signs[i].sign), at);
  }
  return bad (start, (gsize)(g_utf8_next_char (at) - at), "this sign has no meaning in a rule");
}

ZbToken
zb_lexer_next (ZbLexer *lexer, ZbLexerMode mode)
{
  const char *folded = lexer->text->folded->str;
  const char *at = folded + lexer->at;
  gsize start;
  ZbToken result;

  while (*at != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  start = (gsize)(at - folded);

  if (start >= lexer->text->folded->len)
    result = token (ZB_TOKEN_END, start, 0, at);
  else if (*at == '"')
    result = lex_string (start, at);
  else if (*at == '#' || *at == '$')
    result = lex_marked (start, at);
  else if (mode == ZB_LEX_CODES && is_code (g_utf8_get_char (at)))
    result = token (ZB_TOKEN_CODE, start, run_length (at, TRUE), at);
  else if (is_letter (g_utf8_get_char (at)) || g_ascii_isdigit (*at))
    result = lex_run (start, at);
  else
    result = lex_sign (start, at);
  lexer->at = result.end;
  return result;
}
