/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/formula.h"
#include "client/season/unit.h"
#include "forms/period.h"
#include "validators/respondents.h"

/* How invented enterprises do business: variables month by month in whole measures, each a formula
 * of those above it. */
typedef struct _ZbSeasonEconomy ZbSeasonEconomy;

/* A table with variable, kind (flow or stock), measure, formula and when: a condition over the
 * enterprise's attributes. Of several lines of one variable the first whose condition holds counts;
 * where none does, the enterprise has no such figure. Given are “turnover” of the month, “level”,
 * that of an average month of its year, “scale”, that of an average month at first, all in whole
 * 千元, and “workers”. */
ZbSeasonEconomy *zb_season_economy_read (const char *path, GError **error);
void zb_season_economy_free (ZbSeasonEconomy *economy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonEconomy, zb_season_economy_free)

/* -1 if there is none. */
int zb_season_economy_find (const ZbSeasonEconomy *economy, const char *name);
const ZbMeasure *zb_season_economy_measure (const ZbSeasonEconomy *economy, guint variable);
/* Parses a formula whose variables must all be known. (transfer full) */
ZbSeasonFormula *
zb_season_economy_formula (const ZbSeasonEconomy *economy, const char *text, GError **error);

/* One enterprise's variables, month by month from the January of @year on. */
typedef struct _ZbSeasonBooks ZbSeasonBooks;

/* @turnover and @level: of each month. */
ZbSeasonBooks *zb_season_books_new (const ZbSeasonEconomy *economy,
                                    const ZbSeasonUnit *unit,
                                    int year,
                                    guint n_months,
                                    const gint64 *turnover,
                                    const gint64 *level);
void zb_season_books_free (ZbSeasonBooks *books);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonBooks, zb_season_books_free)

/* Whether the enterprise has a figure of that name at all. */
gboolean zb_season_books_has (const ZbSeasonBooks *books, guint variable);
const ZbMeasure *zb_season_books_measure (const ZbSeasonBooks *books, guint variable);
/* Over the @span of @period: a flow's sum, a stock at its end; 0 outside the books. Periods within
 * a month count as that month. */
gint64
zb_season_books_value (const ZbSeasonBooks *books, guint variable, ZbSpan span, ZbPeriod period);
/* Whether it does no business in the period at all: then a flow has nothing beside its shares. */
gboolean zb_season_books_stand_still (const ZbSeasonBooks *books, ZbPeriod period);
