/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/review/rehearsal.h"

/* Reports of many units and what the register says of these, in memory: what a new edition is
 * rehearsed over without a server. */
typedef struct _ZbStoredReports ZbStoredReports;

ZbStoredReports *zb_stored_reports_new (void);
void zb_stored_reports_free (ZbStoredReports *stored);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredReports, zb_stored_reports_free)

/* Text of parameters.xml; copied. */
void zb_stored_reports_set_parameters (ZbStoredReports *stored, const char *text);
/* A register attribute of a unit; "name", "area" and "zone" also name it in the answer. */
void zb_stored_reports_set_attribute (ZbStoredReports *stored,
                                      const char *unit,
                                      const char *name,
                                      const char *value);
/* A report of any form, unit and period that counts; keeps a reference. */
void zb_stored_reports_add (ZbStoredReports *stored, ZbReport *report);

/* Puts the edition to every report of its form for @period; what zb_rehearsal_finish() gives,
 * (transfer full). NULL if a parameter file or old rules cannot be read. */
char *zb_stored_reports_rehearse (const ZbStoredReports *stored,
                                  ZbRehearsal *rehearsal,
                                  ZbPeriod period,
                                  GError **error);
