/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"
#include "server/store/unit.h"
#include "server/store/version.h"

/* What a caller may see, in the terms of the store's queries. */

/* (transfer container) NULL-terminated areas for a query; NULL when the grant reaches all. */
const char **zb_reach_areas (const ZbGrant *grant);
/* The unit asked for by unit=, else the caller's own, as of today; NULL after answering. An
 * enterprise needs to be it, or its agent in @tenant (NULL: in any system). */
ZbUnit *zb_reach_unit (ZbCall *call, const char *tenant);
/* Whether an enterprise may see what @unit has in @tenant (NULL: in any system): as the unit itself
 * or its agent there. FALSE with an error only if the register cannot be read. */
gboolean zb_reach_tenant (
    ZbCall *call, const ZbUnit *unit, const char *tenant, gboolean *ret_may, GError **error);
/* The version named by the route's first part, if the caller may see it; NULL after answering.
 * @ret_grant (nullable) is what staff may do there. */
ZbVersion *zb_reach_version (ZbCall *call, ZbGrant *ret_grant);
