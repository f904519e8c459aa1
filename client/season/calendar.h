/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/model.h"
#include "validators/rulebook.h"

/* What a season asks for: every period of every form that has recipes, in the order in which an
 * enterprise reports them. Made once, then only read, by any thread. */
typedef struct {
  ZbPackage *package;
  ZbRuleset *ruleset;
  ZbSeasonRecipe *recipe;
  gboolean computes; /* it has cells that rules fill */
} ZbSeasonEdition;

typedef struct {
  const ZbSeasonEdition *edition;
  ZbPeriod period;
} ZbSeasonDue;

typedef struct _ZbSeasonCalendar ZbSeasonCalendar;

/* The periods that end in @months months from the January of @year on; @forms (nullable): only of
 * these, which must be there. @model must outlive it. */
ZbSeasonCalendar *zb_season_calendar_new (const ZbSeasonModel *model,
                                          ZbRulebook *rulebook,
                                          int year,
                                          guint months,
                                          const char *const *forms,
                                          GError **error);
void zb_season_calendar_free (ZbSeasonCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonCalendar, zb_season_calendar_free)

/* Array of ZbSeasonDue, by the month in which the periods end. Borrowed. */
const GArray *zb_season_calendar_dues (const ZbSeasonCalendar *calendar);
