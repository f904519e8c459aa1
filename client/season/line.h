/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/books.h"
#include "forms/prefill.h"

/* One line of the recipes. */
typedef enum {
  ZB_SEASON_LINE_FORMULA,
  ZB_SEASON_LINE_TEXT,
  ZB_SEASON_LINE_SPAN,
  ZB_SEASON_LINE_EARLIER,
  ZB_SEASON_LINE_OWED
} ZbSeasonLineKind;

typedef struct {
  ZbSeasonLineKind kind;
  char *form, *cell;
  char *text; /* of TEXT */
  ZbSeasonFormula *formula;
  const ZbMeasure *measure; /* in which the formula counts; NULL for that of the cell */
  ZbSpan span;              /* of SPAN */
  char *item;               /* of EARLIER: the cell it takes … */
  ZbPrefill earlier;        /* … and of when */
  ZbRespondents *when;
} ZbSeasonRecipeLine;

/* @fields: form, cell, value, when. (transfer full) */
ZbSeasonRecipeLine *zb_season_recipe_line_new (const ZbSeasonEconomy *economy,
                                               const char *const *fields,
                                               GError **error);
/* The line of a cell that takes the variable of its concept; NULL if there is none. (transfer full)
 */
ZbSeasonRecipeLine *zb_season_recipe_line_of_variable (const ZbSeasonEconomy *economy,
                                                       const char *name);
void zb_season_recipe_line_free (ZbSeasonRecipeLine *line);
/* How many tens a figure of the variable counts for in the line's measure. */
int zb_season_recipe_line_shift (const ZbSeasonRecipeLine *line, const ZbMeasure *measure);
