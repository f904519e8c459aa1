/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/recheck/archive.h"
#include "validators/columns/column-check.h"

/* What a trial's rules may look at beyond the archive: the same context that intake gives, of every
 * report by itself, and other reports of the same units by column. @folder is of column files. */
typedef struct _ZbTrialSource ZbTrialSource;

ZbTrialSource *zb_trial_source_new (const ZbIntakeDesk *desk,
                                    const ZbArchive *archive,
                                    const char *folder,
                                    ZbRuleset *ruleset,
                                    GError **error);
void zb_trial_source_free (ZbTrialSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrialSource, zb_trial_source_free)

/* What is the same for all units. */
ZbContext zb_trial_source_context (ZbTrialSource *source);
/* Whether parameters and calendar are the same in both. */
gboolean zb_trial_source_equal (ZbTrialSource *source, ZbTrialSource *other);
ZbReportSource zb_trial_source_reports (ZbTrialSource *source);
/* Whether every report that was asked for could be read. */
gboolean zb_trial_source_settle (ZbTrialSource *source, GError **error);
