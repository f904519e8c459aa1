/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/context.h"
#include "validators/rulebook.h"

/* A new edition of a form, not published yet, put to reports of the editions before: whom it would
 * stop. Reports go into the new edition's rows by its map; without one, what has the same item id
 * is the same. */
typedef struct _ZbRehearsal ZbRehearsal;

/* @catalogue has the packages that the reports are of; @edition need not be in it. NULL if its
 * rules do not compile. */
ZbRehearsal *
zb_rehearsal_new (const ZbCatalogue *catalogue, const ZbPackage *edition, GError **error);
void zb_rehearsal_free (ZbRehearsal *rehearsal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRehearsal, zb_rehearsal_free)

const ZbForm *zb_rehearsal_form (const ZbRehearsal *rehearsal); /* borrowed */
/* The old packages, the new one, and the rules of all. Borrowed. */
ZbRulebook *zb_rehearsal_rulebook (const ZbRehearsal *rehearsal);
ZbRuleset *zb_rehearsal_ruleset (const ZbRehearsal *rehearsal); /* of the new edition; borrowed */
/* The rules that @report was made for; borrowed. NULL if they cannot be read. */
ZbRuleset *
zb_rehearsal_rules_of (const ZbRehearsal *rehearsal, const ZbReport *report, GError **error);

typedef struct {
  const char *code, *name;
  const char *area; /* managing zone if there is one, else district */
} ZbRehearsedUnit;

/* Forgets what was counted before. */
void zb_rehearsal_begin (ZbRehearsal *rehearsal, ZbPeriod period);
/* Puts the edition to one report of the form. @today is what the rules it was made for look at,
 * @then what the new ones do; reports in them are as they were made. */
gboolean zb_rehearsal_add (ZbRehearsal *rehearsal,
                           const ZbRehearsedUnit *unit,
                           ZbReport *report,
                           ZbContext today,
                           ZbContext then,
                           GError **error);
/* JSON as the server answers POST /v1/rechecks/{form}/{period} (docs/api.md), "newly" and "freed"
 * against the rules that the reports were made for; of the units that are stopped the first
 * @max_units, by code, are named. (transfer full) */
char *zb_rehearsal_finish (ZbRehearsal *rehearsal, guint max_units);
