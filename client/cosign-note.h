/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosign.h"

/* What became of a report that some have signed, other than a further signature. */

/* Notes that it was given back, why and by whom. */
gboolean zb_cosign_note_remark (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const char *message,
                                const char *remark,
                                const char *by,
                                GError **error);
/* @by has taken it back to change it: it is void. */
gboolean zb_cosign_note_taken_back (ZbWorkspace *workspace,
                                    const ZbAccount *account,
                                    const char *message,
                                    const char *by,
                                    GError **error);
