/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/standing.h"
#include "server/store/store-private.h"

/* The standings of whole lists of obligations, read at once when the first of a form's reports for
 * a period comes, since most of the others follow. The writer tells what its acts change, so that a
 * list needs not be read again. Thread-safe, but for what is said to be the writer's. */

/* All lists together; of others each is read for itself. */
#define ZB_STANDINGS_MOST 262144

ZbStandings *zb_standings_new (void);
void zb_standings_free (ZbStandings *standings);
/* All of it: it is not known what is in the store. */
void zb_standings_forget (ZbStandings *standings);
/* Grows with everything that is learnt. Who holds a moment is not told what was learnt since. */
guint64 zb_standings_age (ZbStandings *standings);

/* The writer's: as the group's acts have left it so far, mostly from memory. */
gboolean zb_standings_read (ZbStandings *standings,
                            ZbDatabase *database,
                            const ZbStandingKey *key,
                            ZbStanding *ret_standing,
                            GError **error);
/* The writer's: what the act at hand makes of the unit's standing, or, its unit 0, of all of the
 * list. @standing NULL: it is to be read again. */
void
zb_standings_note (ZbStandings *standings, const ZbStandingKey *key, const ZbStanding *standing);
/* The writer's: how much was noted, and that all but the first @n were undone. */
guint zb_standings_noted (const ZbStandings *standings);
void zb_standings_undo (ZbStandings *standings, guint n);
/* The writer's, after the commit and before anyone is answered: what was noted holds. */
void zb_standings_settle (ZbStandings *standings);
