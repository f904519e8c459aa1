/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/model.h"
#include "forms/catalogue.h"

/* An invented season: a register of enterprises, and all that they report period by period. Sizes
 * follow a power law (of 3,000 enterprises the top 20 make about a third of the turnover), months a
 * season and a trend. Same arguments, same bytes, whatever the number of threads. No name, code or
 * figure is that of a real company. */

typedef struct {
  guint enterprises; /* 1 to ZB_SEASON_MAX_ENTERPRISES */
  guint months;      /* 1 to ZB_SEASON_MAX_MONTHS */
  guint64 seed;
  int year;                 /* whose January is the first month */
  guint wrong;              /* of a thousand reports, with one error of a kind */
  guint late, missing;      /* of a thousand reports */
  guint stopped;            /* of a thousand enterprises: pause for some months, or close */
  guint threads;            /* 0: as many as processors */
  const char *const *forms; /* (nullable) only these */
} ZbSeasonPlan;

#define ZB_SEASON_MAX_ENTERPRISES 100000
#define ZB_SEASON_MAX_MONTHS 120

/* In thousandths of all reports, and of all enterprises, unless the plan says otherwise. */
#define ZB_SEASON_WRONG 20
#define ZB_SEASON_LATE 30
#define ZB_SEASON_MISSING 10
#define ZB_SEASON_STOPPED 20

/* Writes into @folder: register.csv; PERIOD/FORM-CODE.xml for each report; ledger.csv, which names
 * each planted error, each late or missing report, each that is rightly nil, and who stopped
 * (client/season/ledger.h). @folder must not hold a register yet. @parameters may be NULL. */
gboolean zb_season_make (const ZbSeasonPlan *plan,
                         const ZbSeasonModel *model,
                         ZbCatalogue *catalogue,
                         const ZbParameters *parameters,
                         const char *folder,
                         GError **error);
