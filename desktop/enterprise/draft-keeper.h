/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office.h"
#include "forms/report.h"

/* Keeps a draft on disk while it is typed: each save is handed to the disk worker at once; while
 * one is being written only the newest of those that follow waits. */
typedef struct _ZbDraftKeeper ZbDraftKeeper;

/* What became of the saves so far; @error is NULL when all that was handed over is on disk. */
typedef void (*ZbDraftSaved) (const GError *error, gpointer user_data);

ZbDraftKeeper *
zb_draft_keeper_new (ZbOffice *office, gint64 account, ZbDraftSaved saved, gpointer user_data);
/* What was handed over is still written, but nobody is told any more. */
void zb_draft_keeper_free (ZbDraftKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDraftKeeper, zb_draft_keeper_free)

/* @report is copied. */
void zb_draft_keeper_save (ZbDraftKeeper *keeper, const ZbReport *report);
gboolean zb_draft_keeper_is_busy (const ZbDraftKeeper *keeper);
