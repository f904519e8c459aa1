/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/report.h"

/* Takes @report, and returns it as one of the revision of its edition that serves its period now:
 * itself, if that is its own. After a hotfix figures and notes stay, computed cells are computed
 * anew, and explanations stay where the rule still looks at the same cells with the same values.
 * (transfer full) */
ZbReport *zb_draft_to_serving_revision (ZbWorkspace *workspace,
                                        const ZbAccount *account,
                                        ZbReport *report,
                                        GError **error);
