/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/sent.h"
#include "paper/paper.h"

/* Reports as they were signed, on paper: laid out from the bytes in the container, after its
 * signatures were verified, with what the bureau's receipts say of them, their square code
 * (exchange/receipt-code.h) and the seal of the enterprise. */

/* (transfer full) ZbPaper, in @language ("zh" or "en"): all reports of the message, or that of
 * @form (nullable). NOT_FOUND where it is not there, is a withdrawal or holds no such form, or its
 * form is not at hand; the errors of zb_container_verify() where it is not what was signed. */
GPtrArray *zb_final_paper_read (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const char *message_id,
                                const char *form,
                                const char *language,
                                GError **error);
/* (transfer full) A draft as it was last saved, marked as one across each page; NULL without an
 * error if there is none. */
ZbPaper *zb_draft_paper_read (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              const char *language,
                              GError **error);
/* (transfer full) The newest message with @form and @period that is no withdrawal; NULL without an
 * error if there is none. */
char *zb_final_paper_find (ZbWorkspace *workspace,
                           const ZbAccount *account,
                           const char *form,
                           const char *period,
                           GError **error);
