/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Which units an enterprise acts for: itself, and those that gave it an agent's mandate (代理记账)
 * in any system. */

/* Their ids: array of gint64, its own first. (transfer full) */
GArray *zb_clientele_read (ZbCall *call, GError **error);
