/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* What the server can give back to a new computer: of all that is due or was, the versions that
 * were sent, as they were signed, with their receipts. What is here already is left as it is.
 * Evidence is verified and must be about the very container that came with it. @ret_n (nullable):
 * how many messages came. */
gboolean zb_recover (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     ZbSession *session,
                     guint *ret_n,
                     GError **error);
