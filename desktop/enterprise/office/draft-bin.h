/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/dropped-drafts.h"
#include "desktop/enterprise/office/office.h"

/* Where drafts go that a person throws away. They stay there, also when the program ends; the last
 * one can be taken out again without looking. */
typedef struct _ZbDraftBin ZbDraftBin;

ZbDraftBin *zb_draft_bin_new (ZbOffice *office);
ZbDraftBin *zb_draft_bin_ref (ZbDraftBin *bin);
void zb_draft_bin_unref (ZbDraftBin *bin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDraftBin, zb_draft_bin_unref)

void zb_draft_bin_drop_async (ZbDraftBin *bin,
                              gint64 account,
                              const char *form,
                              const char *period,
                              ZbDropExtent extent,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Brings back as it was what was dropped as @id. */
void zb_draft_bin_restore_async (ZbDraftBin *bin,
                                 gint64 id,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean zb_draft_bin_finish (GAsyncResult *result, GError **error);
/* The one that was dropped last by this bin and is still in it; 0 if there is none, or
 * something is under way. */
gint64 zb_draft_bin_last (const ZbDraftBin *bin);

/* What is in it, for a list. */
void zb_draft_bin_list_async (ZbDraftBin *bin, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) ZbDroppedDraft, the latest first. */
GPtrArray *zb_draft_bin_list_finish (GAsyncResult *result, GError **error);

/* Why a draft was not brought back. (transfer full) */
char *zb_draft_bin_error_words (const GError *error);
