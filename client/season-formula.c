/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season-formula.h"

#include "forms/error.h"

#include <string.h>

static void
clear_term (gpointer data)
{
  g_free (((ZbSeasonTerm *)data)->variable);
}

/* Digits at the cursor, which moves behind them; FALSE if there are none, or too many. */
static gboolean
take_number (const char **cursor, gint64 *ret_number)
{
  const char *start = *cursor;
  gint64 number = 0;

  for (; g_ascii_isdigit (**cursor) && *cursor - start < 12; (*cursor)++)
    number = number * 10 + (**cursor - '0');
  *ret_number = number;
  return *cursor > start && !g_ascii_isdigit (**cursor);
}

/* "3*", "98/100*" or a number alone. */
static gboolean
take_share (const char **cursor, ZbSeasonTerm *term)
{
  if (!g_ascii_isdigit (**cursor))
    return TRUE;
  if (!take_number (cursor, &term->times))
    return FALSE;
  if (**cursor == '/') {
    (*cursor)++;
    if (!take_number (cursor, &term->divided) || term->divided == 0 || **cursor != '*')
      return FALSE;
  }
  if (**cursor == '\0')
    return TRUE;
  return *(*cursor)++ == '*' && **cursor != '\0';
}

static gboolean
take_span (const char *at, ZbSeasonTerm *term)
{
  static const struct {
    const char *name;
    ZbSpan span;
  } spans[] = {{"period", ZB_SPAN_PERIOD},
               {"to-date", ZB_SPAN_TO_DATE},
               {"end", ZB_SPAN_END},
               {"opening", ZB_SPAN_OPENING}};

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (strcmp (at, spans[i].name) == 0)
      term->span = spans[i].span;
  term->before = strcmp (at, "before") == 0;
  return term->before || term->span != ZB_SPAN_NONE;
}

static gboolean
parse_term (const char *text, int sign, ZbSeasonTerm *ret_term)
{
  ZbSeasonTerm term = {.sign = sign, .times = 1, .divided = 1};
  const char *cursor = text, *at;

  if (!take_share (&cursor, &term))
    return FALSE;
  at = strchr (cursor, '@');
  if (at != NULL && !take_span (at + 1, &term))
    return FALSE;
  if (*cursor != '\0')
    term.variable = at != NULL ? g_strndup (cursor, (gsize)(at - cursor)) : g_strdup (cursor);
  *ret_term = term;
  return TRUE;
}

GArray *
zb_season_formula_parse (const char *text, GError **error)
{
  g_autoptr (GArray) formula = g_array_new (FALSE, TRUE, sizeof (ZbSeasonTerm));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  int sign = 1;

  g_array_set_clear_func (formula, clear_term);
  for (guint i = 0; words[i] != NULL; i++) {
    ZbSeasonTerm term;

    if (strcmp (words[i], "+") == 0 || strcmp (words[i], "-") == 0) {
      sign = *words[i] == '-' ? -1 : 1;
      continue;
    }
    if (!parse_term (words[i], sign, &term)) {
      zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "“%s” is no term of a formula", words[i]);
      return NULL;
    }
    g_array_append_val (formula, term);
  }
  return g_steal_pointer (&formula);
}

gint64
zb_season_formula_evaluate (const GArray *formula, ZbSeasonValue value, gpointer data)
{
  gint64 sum = 0;

  for (guint i = 0; i < formula->len; i++) {
    const ZbSeasonTerm *term = &g_array_index (formula, ZbSeasonTerm, i);
    gint64 whole = term->variable != NULL ? value (term, data) : 1;

    sum += term->sign * (gint64)((__int128)whole * term->times / term->divided);
  }
  return sum;
}
