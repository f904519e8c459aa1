/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* The client as a witness of its server's log. It keeps the last checkpoint it was shown and each
 * time asks to be proven that what it is shown now only adds to it, and that each receipt it holds
 * stands in that same log. A bureau that drops or alters a record, or shows different units
 * different logs, is so found out by thousands of clients. */

/* FALSE with ZB_CLIENT_ERROR_LOG when the proof fails; both checkpoints are then kept for good
 * (they prove it to anyone), and what was kept before stands. Other errors say that nothing was
 * learnt. */
gboolean zb_log_watch_sync (ZbWorkspace *workspace,
                            const ZbAccount *account,
                            ZbSession *session,
                            GError **error);

/* The signed note of the last checkpoint that held; NULL before the first. (transfer full) */
gboolean zb_log_watch_kept (ZbWorkspace *workspace,
                            const ZbAccount *account,
                            char **ret_note,
                            GError **error);

/* Two checkpoints that one honest log cannot have signed. */
typedef struct {
  gint64 time; /* when it was found out, microseconds UTC */
  char *kept, *shown;
} ZbLogConflict;

void zb_log_conflict_free (ZbLogConflict *conflict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogConflict, zb_log_conflict_free)

/* (transfer full) array of ZbLogConflict, oldest first. */
GPtrArray *
zb_log_watch_conflicts (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
