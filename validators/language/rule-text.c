/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rule-text.h"

#include "validators/error.h"

#include <string.h>

typedef struct {
  gunichar printed;
  const char *plain;
} Folding;

static const Folding foldings[] = {
    {0x2265, ">="},                                                           /* ≥ */
    {0x2267, ">="},                                                           /* ≧ */
    {0x2264, "<="},                                                           /* ≤ */
    {0x2266, "<="},                                                           /* ≦ */
    {0x00B1, " within "},                                                     /* ± */
    {0x2260, "!="},                                                           /* ≠ */
    {0x00D7, "*"},                                                            /* × */
    {0x00F7, "/"},                                                            /* ÷ */
    {0x2212, "-"},                                                            /* minus */
    {0x2013, "-"},                                                            /* en dash */
    {0x2192, "=>"},                                                           /* → */
    {0x21D2, "=>"},                                                           /* ⇒ */
    {0x2194, "<=>"},                                                          /* ↔ */
    {0x21D4, "<=>"},                                                          /* ⇔ */
    {0x2208, " in "},                                                         /* ∈ */
    {0x2227, " and "},    {0x2228, " or "}, {0x00AC, " not "}, {0x3001, ","}, /* 、 */
    {0x3010, "["},                                                            /* 【 */
    {0x3011, "]"},                                                            /* 】 */
    {0x3000, " "},        {0x00A0, " "},    {0xFEFF, " "},
};

static gboolean
is_quote (gunichar character)
{
  return character == '"' || character == 0x201C || character == 0x201D || character == 0xFF02;
}

/* What closes a text opened with @quote: printed quotes come in pairs, so that a text in plain
 * quotes may hold them. */
static gunichar
closing_quote (gunichar quote)
{
  return quote == 0x201C ? 0x201D : quote;
}

static void
append (ZbRuleText *text, const char *plain, gsize length, guint32 origin)
{
  g_string_append_len (text->folded, plain, (gssize)length);
  for (gsize i = 0; i < length; i++)
    g_array_append_val (text->origins, origin);
}

static void
append_folded (ZbRuleText *text, const char *at, guint32 origin)
{
  gunichar character = g_utf8_get_char (at);

  if (character >= 0xFF01 && character <= 0xFF5E) {
    char plain = (char)(character - 0xFEE0);

    append (text, &plain, 1, origin);
    return;
  }
  for (gsize i = 0; character >= 0x80 && i < G_N_ELEMENTS (foldings); i++) {
    if (foldings[i].printed == character) {
      append (text, foldings[i].plain, strlen (foldings[i].plain), origin);
      return;
    }
  }
  append (text, at, (gsize)(g_utf8_next_char (at) - at), origin);
}

/* A hash with a blank or nothing after it begins a comment; with a name after it, a rule. */
static gboolean
starts_comment (const char *at)
{
  gunichar character = g_utf8_get_char (at);
  gunichar next;

  if (character != '#' && character != 0xFF03)
    return FALSE;
  next = g_utf8_get_char (g_utf8_next_char (at));
  return next == '\0' || next == '#' || next == 0xFF03 || g_unichar_isspace (next);
}

/* Copies what stands in quotes, quotes folded, to the closing quote or the end of the line. */
static const char *
copy_quoted (ZbRuleText *text, const char *at)
{
  gunichar closing = closing_quote (g_utf8_get_char (at));

  append (text, "\"", 1, (guint32)(at - text->original));
  at = g_utf8_next_char (at);
  while (*at != '\0' && *at != '\n' && g_utf8_get_char (at) != closing) {
    const char *next = g_utf8_next_char (at);

    append (text, at, (gsize)(next - at), (guint32)(at - text->original));
    at = next;
  }
  if (*at == '\0' || *at == '\n')
    return at;
  append (text, "\"", 1, (guint32)(at - text->original));
  return g_utf8_next_char (at);
}

static void
fold (ZbRuleText *text)
{
  const char *at = text->original;
  guint32 end;

  while (*at != '\0') {
    if (is_quote (g_utf8_get_char (at))) {
      at = copy_quoted (text, at);
    } else if (starts_comment (at)) {
      ZbRuleComment comment = {.start = (gsize)(at - text->original)};

      at += strcspn (at, "\n");
      comment.end = (gsize)(at - text->original);
      g_array_append_val (text->comments, comment);
    } else {
      append_folded (text, at, (guint32)(at - text->original));
      at = g_utf8_next_char (at);
    }
  }
  end = (guint32)(at - text->original);
  g_array_append_val (text->origins, end);
}

static void
find_lines (ZbRuleText *text, gsize length)
{
  const char *end = text->original + length, *at = text->original;
  guint32 start = 0;

  g_array_append_val (text->lines, start);
  while ((at = memchr (at, '\n', (gsize)(end - at))) != NULL) {
    start = (guint32)(++at - text->original);
    g_array_append_val (text->lines, start);
  }
}

ZbRuleText *
zb_rule_text_new (const char *source, const char *original, GError **error)
{
  g_autoptr (ZbRuleText) text = NULL;
  const char *invalid = NULL;
  gsize length = strlen (original);

  if (length > ZB_RULES_MAX_BYTES) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_TOO_LARGE,
                 "%s: the rules have more than %d bytes", source, ZB_RULES_MAX_BYTES);
    return NULL;
  }
  text = g_new0 (ZbRuleText, 1);
  text->source = source;
  text->original = original;
  text->folded = g_string_sized_new (length);
  text->origins = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)length + 1);
  text->comments = g_array_new (FALSE, FALSE, sizeof (ZbRuleComment));
  text->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!g_utf8_validate (original, (gssize)length, &invalid)) {
    int line = 1;

    for (const char *at = original; at < invalid; at++)
      line += *at == '\n';
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX, "%s:%d: the text is not UTF-8", source,
                 line);
    return NULL;
  }
  fold (text);
  find_lines (text, length);
  return g_steal_pointer (&text);
}

void
zb_rule_text_free (ZbRuleText *text)
{
  if (text == NULL)
    return;
  g_string_free (text->folded, TRUE);
  g_array_unref (text->origins);
  g_array_unref (text->comments);
  g_array_unref (text->lines);
  g_free (text);
}

gsize
zb_rule_text_origin (const ZbRuleText *text, gsize offset)
{
  return g_array_index (text->origins, guint32, MIN (offset, text->folded->len));
}

/* The number of the line that holds @offset of the original, from 0. */
static guint
line_at (const ZbRuleText *text, gsize offset)
{
  guint from = 0, to = text->lines->len;

  while (to - from > 1) {
    guint middle = from + (to - from) / 2;

    if (g_array_index (text->lines, guint32, middle) <= offset)
      from = middle;
    else
      to = middle;
  }
  return from;
}

static const char *
line_start (const ZbRuleText *text, gsize offset)
{
  return text->original + g_array_index (text->lines, guint32, line_at (text, offset));
}

ZbRulePlace
zb_rule_text_place (const ZbRuleText *text, gsize offset)
{
  const char *start = line_start (text, offset);
  ZbRulePlace place = {.line = (int)line_at (text, offset) + 1, .column = 1};

  place.column += (int)g_utf8_strlen (start, text->original + offset - start);
  return place;
}

char *
zb_rule_text_excerpt (const ZbRuleText *text, gsize offset)
{
  const char *start = line_start (text, offset);
  const char *place = text->original + offset;
  GString *excerpt = g_string_new (NULL);

  g_string_append_len (excerpt, start, (gssize)strcspn (start, "\r\n"));
  g_string_append_c (excerpt, '\n');
  /* Wide characters fill two columns of a terminal. */
  for (const char *at = start; at < place; at = g_utf8_next_char (at)) {
    if (*at == '\t')
      g_string_append_c (excerpt, '\t');
    else
      g_string_append (excerpt, g_unichar_iswide (g_utf8_get_char (at)) ? "  " : " ");
  }
  g_string_append_c (excerpt, '^');
  return g_string_free (excerpt, FALSE);
}
