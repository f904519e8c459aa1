/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/formula.h"

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

/* "70..84" or "95~105", of which "70" is read. */
static gboolean
take_draw (const char **cursor, ZbSeasonTerm *term)
{
  term->until = term->times;
  if (**cursor != '~' && !g_str_has_prefix (*cursor, ".."))
    return TRUE;
  term->anew = **cursor == '~';
  *cursor += term->anew ? 1 : 2;
  return take_number (cursor, &term->until) && term->until >= term->times;
}

/* "3*", "98/100*", "70..84/100*" or a number alone. */
static gboolean
take_share (const char **cursor, ZbSeasonTerm *term)
{
  if (!g_ascii_isdigit (**cursor))
    return TRUE;
  if (!take_number (cursor, &term->times) || !take_draw (cursor, term))
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
  term->later = strcmp (at, "before") == 0 ? -1 : strcmp (at, "after") == 0 ? 1 : 0;
  return term->later != 0 || term->span != ZB_SPAN_NONE;
}

static gboolean
parse_term (const char *text, int sign, ZbSeasonTerm *ret_term)
{
  ZbSeasonTerm term = {.sign = sign, .times = 1, .until = 1, .divided = 1};
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

/* "pos:" and the like, which the cursor leaves behind. */
static ZbSeasonShape
take_shape (const char **cursor)
{
  static const struct {
    const char *mark;
    ZbSeasonShape shape;
  } shapes[] = {
      {"pos:", ZB_SEASON_POSITIVE}, {"neg:", ZB_SEASON_NEGATIVE}, {"loss:", ZB_SEASON_LOSS}};

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (g_str_has_prefix (*cursor, shapes[i].mark)) {
      *cursor += strlen (shapes[i].mark);
      return shapes[i].shape;
    }
  return ZB_SEASON_PLAIN;
}

static gboolean
parse_terms (const char *text, GArray *terms, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  int sign = 1;

  for (guint i = 0; words[i] != NULL; i++) {
    ZbSeasonTerm term;

    if (strcmp (words[i], "+") == 0 || strcmp (words[i], "-") == 0) {
      sign = *words[i] == '-' ? -1 : 1;
      continue;
    }
    if (!parse_term (words[i], sign, &term))
      return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "“%s” is no term of a formula",
                            words[i]);
    g_array_append_val (terms, term);
  }
  return TRUE;
}

ZbSeasonFormula *
zb_season_formula_parse (const char *text, GError **error)
{
  g_autoptr (ZbSeasonFormula) formula = g_new0 (ZbSeasonFormula, 1);

  formula->terms = g_array_new (FALSE, TRUE, sizeof (ZbSeasonTerm));
  g_array_set_clear_func (formula->terms, clear_term);
  formula->shape = take_shape (&text);
  return parse_terms (text, formula->terms, error) ? g_steal_pointer (&formula) : NULL;
}

void
zb_season_formula_free (ZbSeasonFormula *formula)
{
  g_array_unref (formula->terms);
  g_free (formula);
}

static gint64
share_of (const ZbSeasonTerm *term, const ZbSeasonSource *source, gpointer data)
{
  gint64 whole = source->value (term, data);
  gint64 times = term->times;

  if (term->until > term->times)
    times += source->draw (term, data) % (term->until - term->times + 1);
  return term->sign * (gint64)((__int128)whole * times / term->divided);
}

gint64
zb_season_formula_evaluate (const ZbSeasonFormula *formula,
                            const ZbSeasonSource *source,
                            gpointer data)
{
  gint64 sum = 0;

  for (guint i = 0; i < formula->terms->len; i++)
    sum += share_of (&g_array_index (formula->terms, ZbSeasonTerm, i), source, data);
  switch (formula->shape) {
  case ZB_SEASON_POSITIVE:
    return MAX (sum, 0);
  case ZB_SEASON_NEGATIVE:
    return MAX (-sum, 0);
  case ZB_SEASON_LOSS:
    return sum < 0;
  case ZB_SEASON_PLAIN:
  default:
    return sum;
  }
}
