/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/sealing.h"
#include "exchange/outbox.h"

/* The outbox, over the workspace: signed messages stand here before anything is sent. */

/* Puts a signed message of @report into the outbox and drops its draft, in one. */
gboolean zb_outbox_put (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const ZbReport *report,
                        const ZbSealed *sealed,
                        guint priority,
                        GError **error);

/* The same of a set: @reports (ZbReport), its head first. */
gboolean zb_outbox_put_reports (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const GPtrArray *reports,
                                const ZbSealed *sealed,
                                guint priority,
                                GError **error);

/* The courier's view of one account's outbox. Lives until freed; @workspace and @account are
 * borrowed. */
typedef struct _ZbOutboxView ZbOutboxView;
ZbOutboxView *zb_outbox_view_new (ZbWorkspace *workspace, const ZbAccount *account);
void zb_outbox_view_free (ZbOutboxView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOutboxView, zb_outbox_view_free)
ZbOutbox zb_outbox_view_get (ZbOutboxView *view);
/* Whether something waits whose deadline is ahead and whose commitment has no receipt yet. */
gboolean zb_outbox_is_uncommitted (ZbWorkspace *workspace, const ZbAccount *account);
/* Makes what waits for a retry due at once: the person asked for it. */
gboolean zb_outbox_hurry (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
/* Holds a message back, its commitment too, until it is let go again, which makes it due at once.
 * One whose bytes are under way at the moment is not stopped by this. */
gboolean
zb_outbox_pause (ZbWorkspace *workspace, const char *message_id, gboolean paused, GError **error);
