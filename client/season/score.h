/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/ledger.h"
#include "forms/catalogue.h"
#include "forms/parameters.h"
#include "validators/ruleset.h"

/* How many of a season's planted errors the rules find, and how often they cry over what is right.
 */

/* Of one kind of error: how many were planted, and how many of these a hard finding stops, a soft
 * or quasi one asks about, and one for information tells of; each counts for its hardest. */
typedef struct {
  const char *kind; /* of the ledger */
  guint planted, stopped, asked, told;
} ZbSeasonKindScore;

/* A rule that failed on reports without a planted error, neither in them nor in what the rule looks
 * at beside them. */
typedef struct {
  char *rule;
  ZbSeverity severity;
  guint n;       /* findings */
  char *example; /* "B203-91…, 2024-02: B203#4/213" */
} ZbSeasonAlarm;

typedef struct {
  guint reports;
  guint late, missing;
  guint stopped, asked;         /* reports with such an alarm, hard or soft and quasi */
  guint nil, suspended, closed; /* reports that are rightly nil; enterprises that stopped */
  /* Reports of enterprises that paused, from then until a year after, that a rule asks about for
   * that reason: they are right, and have something to explain. */
  guint asked_of_pause;
  GPtrArray *kinds;  /* ZbSeasonKindScore, in the ledger's order */
  GPtrArray *alarms; /* ZbSeasonAlarm, hardest and most frequent first */
} ZbSeasonScore;

/* Judges every report of the season in @folder with all others of its enterprise beside it. */
ZbSeasonScore *zb_season_score_new (const char *folder,
                                    ZbCatalogue *catalogue,
                                    const ZbParameters *parameters,
                                    GError **error);
void zb_season_score_free (ZbSeasonScore *score);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonScore, zb_season_score_free)
