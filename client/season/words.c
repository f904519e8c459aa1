/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/words.h"

#include "forms/decimal.h"

#include <string.h>

void
zb_season_words_init (ZbSeasonWords *words,
                      const ZbSeasonUnit *unit,
                      const ZbParameters *parameters,
                      ZbPeriod period)
{
  *words = (ZbSeasonWords){.unit = unit, .parameters = parameters, .period = period};
  g_snprintf (words->year, sizeof words->year, "%04d", period.year);
  g_snprintf (words->last_year, sizeof words->last_year, "%04d", period.year - 1);
  g_snprintf (words->month, sizeof words->month, "%02u", zb_period_month (period));
  g_snprintf (words->quarter, sizeof words->quarter, "%u", zb_period_quarter (period));
  if (period.kind == ZB_PERIOD_TENDAY)
    g_snprintf (words->ten_day, sizeof words->ten_day, "%u", (period.index - 1) % 3 + 1);
}

static const char *
find_parameter (ZbSeasonWords *words, const char *name)
{
  const ZbMeasure *measure;
  ZbDecimal value;

  if (words->parameters == NULL ||
      !zb_parameters_find (words->parameters, name, words->period, &value, &measure))
    return NULL;
  g_autofree char *text = zb_decimal_to_string (value);
  g_strlcpy (words->parameter, text, sizeof words->parameter);
  return words->parameter;
}

const char *
zb_season_words_get (const char *name, gpointer data)
{
  ZbSeasonWords *words = data;
  const struct {
    const char *name, *value;
  } parts[] = {{"year", words->year},
               {"last-year", words->last_year},
               {"month", words->month},
               {"quarter", words->quarter},
               {"ten-day", words->ten_day}};

  if (name[0] == '$')
    return find_parameter (words, name + 1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (parts[i].name, name) == 0)
      return parts[i].value;
  return zb_season_unit_get (words->unit, name);
}
