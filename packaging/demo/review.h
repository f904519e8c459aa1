/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* Takes every report that waits for @reviewer in the tenant and period, and passes or accepts it
 * ("pass", "accept"). @ret_n: how many. */
gboolean zb_review_all (ZbSession *reviewer,
                        const char *tenant,
                        const char *period,
                        const char *action,
                        guint *ret_n,
                        GError **error);
