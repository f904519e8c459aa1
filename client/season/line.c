/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/line.h"

#include "forms/concept.h"
#include "forms/error.h"

#include <string.h>

void
zb_season_recipe_line_free (ZbSeasonRecipeLine *line)
{
  g_free (line->form);
  g_free (line->cell);
  g_free (line->text);
  g_free (line->item);
  g_clear_pointer (&line->formula, zb_season_formula_free);
  g_clear_pointer (&line->when, zb_respondents_free);
  g_free (line);
}

/* The finest measure of the variables, if they are of one dimension. */
static const ZbMeasure *
find_measure (const ZbSeasonEconomy *economy, const ZbSeasonFormula *formula)
{
  const ZbMeasure *finest = NULL;

  for (guint i = 0; i < formula->terms->len; i++) {
    const ZbSeasonTerm *term = &g_array_index (formula->terms, ZbSeasonTerm, i);
    const ZbMeasure *measure =
        term->variable != NULL ? zb_season_economy_measure (economy, term->index) : finest;

    if (finest != NULL && strcmp (finest->dimension, measure->dimension) != 0)
      return NULL;
    if (finest == NULL || measure->exponent < finest->exponent)
      finest = measure;
  }
  return finest;
}

int
zb_season_recipe_line_shift (const ZbSeasonRecipeLine *line, const ZbMeasure *measure)
{
  return line->measure != NULL ? measure->exponent - line->measure->exponent : 0;
}

static gboolean
is_drawn (const ZbSeasonFormula *formula)
{
  for (guint i = 0; i < formula->terms->len; i++) {
    const ZbSeasonTerm *term = &g_array_index (formula->terms, ZbSeasonTerm, i);

    if (term->until > term->times)
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_formula (ZbSeasonRecipeLine *line,
              const ZbSeasonEconomy *economy,
              const char *text,
              GError **error)
{
  line->formula = zb_season_economy_formula (economy, text, error);
  if (line->formula == NULL)
    return FALSE;
  /* Drawn figures would not add up from one period to the next. */
  if (is_drawn (line->formula))
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                          "“%s” draws a share: only variables of the economy may", text);
  line->measure = find_measure (economy, line->formula);
  return TRUE;
}

static gboolean
read_span (ZbSeasonRecipeLine *line, const char *text, GError **error)
{
  for (ZbSpan span = ZB_SPAN_PERIOD; span <= ZB_SPAN_OPENING; span++)
    if (strcmp (zb_span_to_string (span), text) == 0) {
      line->span = span;
      return TRUE;
    }
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "“%s” is no span", text);
}

/* "A.12.1@prev" */
static gboolean
read_earlier (ZbSeasonRecipeLine *line, const char *text, GError **error)
{
  const char *at = strchr (text, '@');

  if (at == NULL)
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                          "“%s” names no earlier cell: write one like A.1.1@prev", text);
  line->item = g_strndup (text, (gsize)(at - text));
  return zb_prefill_parse (at, &line->earlier, error);
}

static gboolean
read_value (ZbSeasonRecipeLine *line,
            const ZbSeasonEconomy *economy,
            const char *value,
            GError **error)
{
  if (strcmp (line->cell, "owed") == 0) {
    line->kind = ZB_SEASON_LINE_OWED;
  } else if (g_str_has_prefix (value, "text:")) {
    line->kind = ZB_SEASON_LINE_TEXT;
    line->text = g_strdup (value + strlen ("text:"));
  } else if (g_str_has_prefix (value, "span:")) {
    line->kind = ZB_SEASON_LINE_SPAN;
    return read_span (line, value + strlen ("span:"), error);
  } else if (g_str_has_prefix (value, "earlier:")) {
    line->kind = ZB_SEASON_LINE_EARLIER;
    return read_earlier (line, value + strlen ("earlier:"), error);
  } else {
    return read_formula (line, economy, value, error);
  }
  return TRUE;
}

ZbSeasonRecipeLine *
zb_season_recipe_line_new (const ZbSeasonEconomy *economy,
                           const char *const *fields,
                           GError **error)
{
  ZbSeasonRecipeLine *line = g_new0 (ZbSeasonRecipeLine, 1);

  line->form = g_strdup (fields[0]);
  line->cell = g_strdup (fields[1]);
  line->when = zb_respondents_parse (fields[3], error);
  if (line->when != NULL && read_value (line, economy, fields[2], error))
    return line;
  zb_season_recipe_line_free (line);
  return NULL;
}

ZbSeasonRecipeLine *
zb_season_recipe_line_of_variable (const ZbSeasonEconomy *economy, const char *name)
{
  const char *const fields[] = {"*", name, name, ""};

  return zb_season_economy_find (economy, name) >= 0
             ? zb_season_recipe_line_new (economy, fields, NULL)
             : NULL;
}
