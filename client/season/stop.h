/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/unit.h"
#include "forms/report.h"

/* Enterprises of an invented season that do no business for a while, or no more, and reports that
 * rightly say that there is nothing to report. */

/* Kinds of the ledger (client/season/ledger.h). */
#define ZB_SEASON_SUSPENDED_KIND                                                                   \
  "suspended" /* its “right” is the month in which business resumes */
#define ZB_SEASON_CLOSED_KIND "closed"
#define ZB_SEASON_NIL_KIND "nil-return"

typedef struct {
  const char *kind;    /* NULL: business as usual */
  guint first, months; /* months of the season, 0 its first; of one that closes all to its end */
} ZbSeasonStop;

/* Whether and when the enterprise of a rank among @n stops in a season of @months, @stopped of a
 * thousand do; the largest twentieth never does. */
ZbSeasonStop
zb_season_stop_draw (const ZbSeasonUnit *unit, guint rank, guint n, guint stopped, guint months);
/* Whether there is no business in that month of the season. */
gboolean zb_season_stop_covers (const ZbSeasonStop *stop, guint month);
/* Whether nobody is left to report a period that ends with that month. */
gboolean zb_season_stop_ends (const ZbSeasonStop *stop, guint month);

/* A nil report in the place of one in which every figure that somebody would type is zero; NULL if
 * there is something to report. (transfer full) */
ZbReport *zb_season_nil_return (const ZbReport *report);
