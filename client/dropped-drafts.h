/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* Drafts that a person threw away, kept in memory until he is sure: they come back as they were.
 * What he noted on cells and the journal are not part of a draft, and stay in any case. */
typedef struct _ZbDroppedDrafts ZbDroppedDrafts;

/* Drops the draft of @form and @period, and those of the other forms of its set, at once.
 * NOT_FOUND if there is none. (transfer full) */
ZbDroppedDrafts *zb_dropped_drafts_take (ZbWorkspace *workspace,
                                         const ZbAccount *account,
                                         const char *form,
                                         const char *period,
                                         GError **error);
/* All of them or none: ZB_CLIENT_ERROR_CHANGED where one was begun anew meanwhile. */
gboolean
zb_dropped_drafts_put_back (ZbWorkspace *workspace, const ZbDroppedDrafts *dropped, GError **error);
void zb_dropped_drafts_free (ZbDroppedDrafts *dropped);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDroppedDrafts, zb_dropped_drafts_free)
