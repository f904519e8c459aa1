/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/office.h"
#include "forms/report.h"

/* Keeps a draft on disk while it is typed: each save is handed to the disk worker at once; while
 * one is being written only the newest of those that follow waits. It never writes over what it has
 * not seen: should another window change the draft, saving stops until the person has chosen. */
typedef struct _ZbDraftKeeper ZbDraftKeeper;

/* What became of the saves so far; @error is NULL when all that was handed over is on disk.
 * ZB_CLIENT_ERROR_CHANGED: another window has changed the draft. */
typedef void (*ZbDraftSaved) (const GError *error, gpointer user_data);

/* @seen (nullable): the draft as it was read from disk. */
ZbDraftKeeper *zb_draft_keeper_new (
    ZbOffice *office, gint64 account, GBytes *seen, ZbDraftSaved saved, gpointer user_data);
ZbDraftKeeper *zb_draft_keeper_ref (ZbDraftKeeper *keeper);
void zb_draft_keeper_unref (ZbDraftKeeper *keeper);
/* Gives the owner's reference back: what was handed over is still written, but nobody is told any
 * more. */
void zb_draft_keeper_leave (ZbDraftKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDraftKeeper, zb_draft_keeper_leave)

/* @report is copied. */
void zb_draft_keeper_save (ZbDraftKeeper *keeper, const ZbReport *report);
/* The same, over whatever is on disk by now: the person has chosen. */
void zb_draft_keeper_overwrite (ZbDraftKeeper *keeper, const ZbReport *report);
/* Whether saving has stopped, for another window changed the draft. */
gboolean zb_draft_keeper_is_stopped (const ZbDraftKeeper *keeper);
/* On the disk worker: ZB_CLIENT_ERROR_CHANGED unless the draft of @report on disk is the one last
 * read or saved here. */
gboolean zb_draft_keeper_check (const ZbDraftKeeper *keeper,
                                ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const ZbReport *report,
                                GError **error);
