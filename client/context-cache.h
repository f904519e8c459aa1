/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "validators/context-document.h"

/* The context of an account's reports (register, earlier reports, waivers), kept for checking
 * offline. */
gboolean zb_context_cache_fetch (ZbWorkspace *workspace,
                                 const ZbAccount *account,
                                 ZbSession *session,
                                 const char *form,
                                 const char *period,
                                 GError **error);
/* (transfer full) NULL without an error if it was never fetched. @ret_fetched (nullable): when. */
ZbContextDocument *zb_context_cache_read (ZbWorkspace *workspace,
                                          const ZbAccount *account,
                                          const char *form,
                                          const char *period,
                                          gint64 *ret_fetched,
                                          GError **error);
/* Whether @error, of reading one or of opening it, is about what is kept: then the next fetch mends
 * it, and one goes on as if it had never been fetched. */
gboolean zb_context_cache_is_damaged (const GError *error);
