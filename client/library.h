/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* The forms: fetched by digest, only what is missing, kept for ever. What comes after the node's
 * founding is taken only with the signatures of two administrators whom the account's roots vouch
 * for (exchange/signed-publication.h); so is a withdrawal. Founding forms are those that the first
 * catalogue after the enrolment brings unsigned.
 *
 * Returns how many came new through @ret_new (nullable). ZB_CLIENT_ERROR_FORMS names a form that is
 * not to be believed; nothing is changed then, and the forms of before go on serving. */
gboolean zb_library_sync (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          ZbSession *session,
                          guint *ret_new,
                          GError **error);
