/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season-model.h"
#include "forms/catalogue.h"

/* An invented season: a register of enterprises, and what they report month by month. Sizes follow
 * a power law (of 3,000 enterprises the top 20 make about a third of the output), months a season
 * and a trend. Same arguments, same bytes. No name, code or figure is that of a real company. */

typedef struct {
  guint enterprises; /* 1 to ZB_SEASON_MAX_ENTERPRISES */
  guint months;      /* 1 to ZB_SEASON_MAX_MONTHS */
  guint64 seed;
  int year; /* whose January is the first month */
} ZbSeasonPlan;

#define ZB_SEASON_MAX_ENTERPRISES 100000
#define ZB_SEASON_MAX_MONTHS 120

/* In thousandths of all reports. */
#define ZB_SEASON_WRONG 20 /* with one wrong figure, of every kind in turn */
#define ZB_SEASON_LATE 30
#define ZB_SEASON_MISSING 10

/* Writes into @folder: register.csv; PERIOD/FORM-CODE.xml for each report; ledger.csv, which names
 * each planted error (unit, form, period, item, kind, right and wrong figure) and each late or
 * missing report. @folder must not hold a register yet. Computed cells are filled by the forms'
 * rules. */
gboolean zb_season_make (const ZbSeasonPlan *plan,
                         const ZbSeasonModel *model,
                         ZbCatalogue *catalogue,
                         const char *folder,
                         GError **error);
