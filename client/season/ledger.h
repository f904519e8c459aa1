/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* ledger.csv of a season: what is wrong with it, one line each. */
#define ZB_SEASON_LEDGER_HEAD "unit,form,period,item,kind,right,wrong\n"
#define ZB_SEASON_LATE_KIND "late"
#define ZB_SEASON_MISSING_KIND "missing"

typedef struct {
  char *unit, *form, *period;
  char *item; /* of the cell; "" where the whole report is meant */
  char *kind;
  char *right, *wrong;
} ZbSeasonEntry;

/* (transfer full) unit → GPtrArray of ZbSeasonEntry. */
GHashTable *zb_season_ledger_read (const char *folder, GError **error);
/* One line more. */
void zb_season_ledger_add (GString *ledger, const ZbSeasonEntry *entry);
