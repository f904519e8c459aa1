/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Which units an enterprise acts for: itself, and those that gave it an agent's mandate (代理记账)
 * in any system. */

/* Whether the caller is the unit or its agent today. */
gboolean zb_clientele_holds (ZbCall *call, gint64 unit, gboolean *ret_reached, GError **error);
/* Their ids: array of gint64, its own first. (transfer full) */
GArray *zb_clientele_read (ZbCall *call, GError **error);
