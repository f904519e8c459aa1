/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Which units an enterprise acts for: itself in all systems, and those that gave it an agent's
 * mandate (代理记账), in the systems of their mandates. */

/* Array of ZbAddressee (server/store/notice.h). (transfer full) */
GPtrArray *zb_clientele_read (ZbCall *call, GError **error);
