/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"
#include "validators/rulebook.h"

/* A new edition of a form, not published yet, put to reports of the edition before: whom it would
 * stop. Reports go into the new edition's rows by its map; without one, what has the same item id
 * is the same. */
typedef struct _ZbRehearsal ZbRehearsal;

/* @catalogue has the packages that the reports are of; @edition need not be in it. NULL if its
 * rules do not compile. */
ZbRehearsal *
zb_rehearsal_new (const ZbCatalogue *catalogue, const ZbPackage *edition, GError **error);
void zb_rehearsal_free (ZbRehearsal *rehearsal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRehearsal, zb_rehearsal_free)

/* Text of parameters.xml; copied. */
void zb_rehearsal_set_parameters (ZbRehearsal *rehearsal, const char *text);
/* A register attribute of a unit; "name", "area" and "zone" also name it in the answer. */
void zb_rehearsal_set_attribute (ZbRehearsal *rehearsal,
                                 const char *unit,
                                 const char *name,
                                 const char *value);
/* A report of any form, unit and period that counts; keeps a reference. */
void zb_rehearsal_add_report (ZbRehearsal *rehearsal, ZbReport *report);

/* Puts the edition to every report of its form for @period. JSON as the server answers POST
 * /v1/rechecks/{form}/{period} (docs/api.md), "newly" and "freed" against the rules that the
 * reports were made for. (transfer full); NULL if a parameter file or old rules cannot be read. */
char *zb_rehearsal_run (ZbRehearsal *rehearsal, ZbPeriod period, GError **error);
