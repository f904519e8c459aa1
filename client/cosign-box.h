/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosign.h"
#include "client/session.h"

/* The server's box, where people of one enterprise leave reports for one another to sign. Blocking.
 */

/* Learns in which roles the account's person signs, and fetches what waits there: verified and kept
 * as by zb_cosign_adopt(), with its remark if it was given back. What cannot be verified is left
 * there. What was taken back there is void here, and the other way round. */
gboolean zb_cosign_box_sync (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             ZbSession *session,
                             GError **error);
/* Leaves @message, which some have signed, for the next. */
gboolean zb_cosign_box_put (ZbWorkspace *workspace,
                            const ZbAccount *account,
                            ZbSession *session,
                            const char *message,
                            GError **error);
/* Gives it back to who signed before, here and in the box, whether or not it came from there. */
gboolean zb_cosign_box_return (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               ZbSession *session,
                               const char *message,
                               const char *remark,
                               GError **error);
/* Tells the box that it was taken back, if it is there. */
gboolean zb_cosign_box_end (const ZbAccount *account,
                            ZbSession *session,
                            const char *message,
                            GError **error);
