/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/report.h"

/* Reports being filled. A draft is durable when a call returns: a crash loses nothing that was
 * entered. After a hotfix a draft is handed out in the revision that serves now
 * (client/draft-revision.h), after a revision of the form in the edition that does
 * (client/draft-carry.h). */

/* (transfer full) The draft of @form (FORM-ID) and @period; NULL without an error if there is none.
 */
ZbReport *zb_draft_read (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *form,
                         const char *period,
                         GError **error);
/* The same as it was kept, of whichever revision: to look at, not to edit. */
ZbReport *zb_draft_read_kept (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              GError **error);
/* The same; @ret_seen (nullable) gets its bytes as they lie on disk, NULL if there is none, for
 * zb_draft_save_over(). */
ZbReport *zb_draft_read_seen (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              GBytes **ret_seen,
                              GError **error);
/* A new report of the edition that serves @period, pre-filled from the context at hand and with
 * what other forms of the unit have said already (computed cells are filled on the desk); it
 * replaces the message @replaces (nullable), starting from its figures. Not yet saved. */
ZbReport *zb_draft_new (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        ZbPeriod period,
                        const char *replaces,
                        GError **error);
/* The report of a message the server refused, to be put right and sent anew. Not yet saved. */
ZbReport *zb_draft_from_refused (ZbWorkspace *workspace,
                                 const ZbAccount *account,
                                 const char *message_id,
                                 GError **error);
/* The same of a set: that of @form (NULL: its head). */
ZbReport *zb_draft_from_refused_of (ZbWorkspace *workspace,
                                    const ZbAccount *account,
                                    const char *message_id,
                                    const char *form,
                                    GError **error);
gboolean zb_draft_save (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const ZbReport *report,
                        GError **error);
/* Saves only over what its caller has seen: *@seen is the draft as he last read or saved it, NULL
 * if there was none, and afterwards what was saved. ZB_CLIENT_ERROR_CHANGED, and nothing is
 * written, if another program has changed, begun or dropped (signed) the draft meanwhile. */
gboolean zb_draft_save_over (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             const ZbReport *report,
                             GBytes **seen,
                             GError **error);
/* ZB_CLIENT_ERROR_CHANGED unless the draft on disk is still @seen (nullable). */
gboolean zb_draft_check_seen (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              GBytes *seen,
                              GError **error);
gboolean zb_draft_drop (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        const char *period,
                        GError **error);
