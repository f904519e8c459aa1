/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/draft-keeper.h"
#include "forms/report.h"

/* Signing a report into the outbox, and sending what is in it. */

/* Signs @report (copied), with all of its set if it is in one, with the key file of @account and
 * puts it into the outbox in place of its draft, which must still be the one @keeper saved: what
 * another window entered since is not dropped unseen (ZB_CLIENT_ERROR_CHANGED). @roles
 * (ZbSigningRole bits; 0: all that the person holds): where others must sign as well, it waits for
 * them instead of in the outbox. */
void zb_filing_sign_async (ZbOffice *office,
                           gint64 account,
                           const ZbReport *report,
                           ZbDraftKeeper *keeper,
                           guint roles,
                           const char *passphrase,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) the message's id. */
char *zb_filing_sign_finish (GAsyncResult *result, GError **error);

/* Signs the withdrawal of @message_id, with all of its set, into the outbox;
 * zb_filing_sign_finish().
 */
void zb_filing_withdraw_async (ZbOffice *office,
                               gint64 account,
                               const char *message_id,
                               const char *passphrase,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Runs on the main thread: @sent of @total bytes of the message under way. */
typedef void (*ZbFilingProgress) (guint64 sent, guint64 total, gpointer user_data);

/* Sends what waits in the outbox of @account now, fetches what the bureau answers, and reads in
 * what is owed. A message that could not be sent stays in the outbox and is no error here: its
 * state says so. @progress (nullable) must live until the callback. */
void zb_filing_send_async (ZbOffice *office,
                           gint64 account,
                           ZbFilingProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zb_filing_send_finish (GAsyncResult *result, GError **error);

/* Only has the bureau receipt (R0) what waits in the outbox of @account, and reads in what is owed;
 * the reports follow later. */
void zb_filing_commit_async (ZbOffice *office,
                             gint64 account,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zb_filing_commit_finish (GAsyncResult *result, GError **error);
