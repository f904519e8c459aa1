/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/report.h"

/* Reports being filled. A draft is durable when a call returns: a crash loses nothing that was
 * entered. */

/* (transfer full) The draft of @form (FORM-ID) and @period; NULL without an error if there is none.
 */
ZbReport *zb_draft_read (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *form,
                         const char *period,
                         GError **error);
/* A new report of the edition that serves @period, pre-filled from the context at hand (computed
 * cells are filled on the desk); it replaces the message @replaces (nullable), starting from its
 * figures. Not yet saved. */
ZbReport *zb_draft_new (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        ZbPeriod period,
                        const char *replaces,
                        GError **error);
/* The report of a message the server refused, to be put right and sent anew. Not yet saved. */
ZbReport *zb_draft_from_refused (ZbWorkspace *workspace, const char *message_id, GError **error);
gboolean zb_draft_save (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const ZbReport *report,
                        GError **error);
gboolean zb_draft_drop (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        const char *period,
                        GError **error);
