/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"
#include "server/store/unit.h"
#include "server/store/version.h"

/* What a caller may see, in the terms of the store's queries. */

/* (transfer container) NULL-terminated areas for a query; NULL when the grant reaches all. */
const char **zb_reach_areas (const ZbGrant *grant);
/* The unit asked for by unit=, else the caller's own, as of today; NULL after answering. An
 * enterprise needs to be it, or its agent in @tenant (NULL: in any system) for @period (NULL: any).
 */
ZbUnit *zb_reach_unit (ZbCall *call, const char *tenant, const char *period);
/* Whether an enterprise may see what @unit has in @tenant (NULL: in any system) for @period (NULL:
 * any): as the unit itself or its agent there. FALSE with an error only if the register cannot be
 * read. */
gboolean zb_reach_tenant (ZbCall *call,
                          const ZbUnit *unit,
                          const char *tenant,
                          const char *period,
                          gboolean *ret_may,
                          GError **error);
/* The unit @code (nullable), if @grant reaches it; NULL with an error. */
ZbUnit *zb_reach_named (ZbCall *call, const ZbGrant *grant, const char *code, GError **error);
/* What holds for all units is not for a post of some areas. FALSE after answering. */
gboolean zb_reach_check (ZbCall *call, const ZbGrant *grant, gboolean one_unit);
/* Whether one of the caller's posts, in any system that the route's roles allow, reaches @unit: the
 * register belongs to no system. */
gboolean zb_reach_anywhere (ZbCall *call, const ZbUnit *unit);
/* The same for a 统一社会信用代码; one that is in no register today is for posts of all areas.
 * FALSE with an error only if the register cannot be read. */
gboolean zb_reach_code (ZbCall *call, const char *code, gboolean *ret_may, GError **error);
/* The unit of today's register with 统一社会信用代码 @code, if one of the caller's posts reaches
 * it; NULL after answering. */
ZbUnit *zb_reach_registered (ZbCall *call, const char *code);
/* The version named by the route's first part, if the caller may see it; NULL after answering.
 * @ret_grant (nullable) is what staff may do there. */
ZbVersion *zb_reach_version (ZbCall *call, ZbGrant *ret_grant);
