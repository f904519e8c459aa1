/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/unit.h"
#include "forms/parameters.h"

/* What conditions and texts of recipes may name: attributes of the unit, the parts of a period, and
 * parameters behind a “$”. */
typedef struct {
  const ZbSeasonUnit *unit;
  const ZbParameters *parameters; /* (nullable) */
  ZbPeriod period;
  char year[8], last_year[8], month[4], quarter[4], ten_day[4];
  char parameter[32]; /* the last one asked for */
} ZbSeasonWords;

void zb_season_words_init (ZbSeasonWords *words,
                           const ZbSeasonUnit *unit,
                           const ZbParameters *parameters,
                           ZbPeriod period);
/* A parameter's figure holds until the next is asked for. For zb_season_expand() and
 * zb_respondents_match(); @data is ZbSeasonWords. */
const char *zb_season_words_get (const char *name, gpointer data);
