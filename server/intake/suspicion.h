/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/store/version.h"

/* Which cells of a stored version are probably wrong, for whoever reviews it: with the context
 * there is now, counting the quasi-hard rules that fail too, whatever explains them. JSON
 * (validators/ suspects/suspects-json.h); caller frees. */
char *zb_suspicion_read (const ZbIntakeDesk *desk, const ZbVersion *version, GError **error);
