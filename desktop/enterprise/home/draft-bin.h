/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/office.h"

/* Where drafts go that a person throws away: the last one can be taken out again. */
typedef struct _ZbDraftBin ZbDraftBin;

ZbDraftBin *zb_draft_bin_new (ZbOffice *office);
ZbDraftBin *zb_draft_bin_ref (ZbDraftBin *bin);
void zb_draft_bin_unref (ZbDraftBin *bin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDraftBin, zb_draft_bin_unref)

/* Drops the draft of what is due, in place of the one that was dropped before. */
void zb_draft_bin_drop_async (ZbDraftBin *bin,
                              const ZbDue *due,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Brings it back as it was. */
void zb_draft_bin_restore_async (ZbDraftBin *bin, GAsyncReadyCallback callback, gpointer user_data);
gboolean zb_draft_bin_finish (GAsyncResult *result, GError **error);
/* Whether there is one to bring back. */
gboolean zb_draft_bin_holds (const ZbDraftBin *bin);
