/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/total.h"
#include "server/store/version.h"
#include "validators/rulebook.h"

/* What a correction of an accepted report touches: later reports of the unit whose rules look at
 * it, and the group of the totals it is counted in. Told before the bureau grants or accepts it. */

typedef struct {
  char *form, *period;
  ZbReviewState state;
  gint64 version; /* its latest */
} ZbTouchedReport;

typedef struct {
  GPtrArray *reports; /* ZbTouchedReport, by period, then form */
  gboolean counted;   /* whether it is in the totals, in the group @key */
  ZbTotalsKey key;
  GPtrArray *totals; /* char*: the forms of its set whose totals of the period change */
} ZbTouch;

void zb_touch_free (ZbTouch *touch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTouch, zb_touch_free)

/* @version: the accepted one, or a correction of it; of a set all of it is looked at. */
ZbTouch *
zb_touch_read (ZbStore *store, ZbRulebook *rulebook, const ZbVersion *version, GError **error);
