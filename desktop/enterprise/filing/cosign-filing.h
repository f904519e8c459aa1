/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosign.h"
#include "desktop/enterprise/office/office.h"

/* Reports that several people sign: signing after others, handing on and giving back. What is done
 * is read in before the callback; zb_cosign_filing_finish() ends each. */

/* Signs @message in @roles (ZbSigningRole bits). */
void zb_cosign_filing_sign_async (ZbOffice *office,
                                  gint64 account,
                                  const char *message,
                                  guint roles,
                                  const char *passphrase,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* Writes the container to @path, for the next signer. */
void zb_cosign_filing_save_async (ZbOffice *office,
                                  gint64 account,
                                  const char *message,
                                  const char *path,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* Leaves it at the bureau for the next signer; with @remark (nullable) it goes back instead. */
void zb_cosign_filing_leave_async (ZbOffice *office,
                                   gint64 account,
                                   const char *message,
                                   const char *remark,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Makes a draft of it, which voids the signatures. */
void zb_cosign_filing_take_back_async (ZbOffice *office,
                                       gint64 account,
                                       const char *message,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* FALSE with an error. */
gboolean zb_cosign_filing_finish (GAsyncResult *result, GError **error);

/* Reads the file at @path that somebody has signed in part, for whichever enterprise here it is of.
 * zb_cosign_filing_open_finish(): (transfer full) what it is; *@ret_account: whose. */
void zb_cosign_filing_open_async (ZbOffice *office,
                                  const char *path,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
ZbCosign *zb_cosign_filing_open_finish (GAsyncResult *result, gint64 *ret_account, GError **error);
