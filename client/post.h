/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "exchange/courier.h"

/* Sends what is in an account's outbox; for what does not get through before its deadline, a
 * receipt (R0) of its digest is asked for, which needs far less. Blocking. @progress (nullable) is
 * told of bytes sent.
 * @ret_wake (nullable): when something is to be tried again, 0 if nothing is. */
gboolean
zb_post_deliver (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 ZbSession *session,
                 void (*progress) (const char *id, guint64 sent, guint64 total, gpointer data),
                 gpointer progress_data,
                 GCancellable *cancellable,
                 gint64 *ret_wake,
                 GError **error);
/* Has the server receipt (R0) that what is in the outbox is finished and signed; the messages
 * follow.
 * *@ret_n: how many. Blocking. */
gboolean zb_post_commit (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         ZbSession *session,
                         guint *ret_n,
                         GError **error);
/* Everything at once: forms, what is due, contexts of what is open, outbox, mailbox. */
gboolean zb_post_sync (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       ZbSession *session,
                       GCancellable *cancellable,
                       GError **error);
