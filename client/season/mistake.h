/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* The mistakes of accountants, each made once in a report that was right. */
typedef struct {
  ZbReport *report;       /* to be made wrong */
  const ZbReport *before; /* (nullable) the form's report of the period before */
  guint32 chance;         /* which kind, and where */
  /* What was done, once it was: */
  const char *kind;
  char *item;          /* of the cell or field; NULL if the whole report is meant */
  char *right, *wrong; /* as text; NULL for a blank or the whole report */
  gboolean twice;      /* it is sent a second time: … */
  gboolean corrected;  /* … right, as a correction */
  gboolean recompute;  /* the form's own totals follow */
} ZbSeasonMistake;

/* Makes one of the kind that @chance says, or of the next kind that this report allows. FALSE if
 * none is possible, as in a report that is blank. */
gboolean zb_season_mistake_make (ZbSeasonMistake *mistake);
void zb_season_mistake_clear (ZbSeasonMistake *mistake);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbSeasonMistake, zb_season_mistake_clear)
