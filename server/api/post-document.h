/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "formats/json.h"
#include "server/store/staff.h"

/* A post at the bureau as an invitation names it: {"staff", "name", "role", "tenant", "level",
 * "areas"}. The level may be left out: a district's is the first that sees areas, the city's the
 * last. Errors are ZB_STORE_ERROR_INVALID and name the member. (transfer full) */
ZbStaff *zb_post_read (ZbStore *store, const ZbJson *json, GError **error);
/* The members that zb_post_read() reads, into the object that is open. */
void zb_post_write (ZbJsonWriter *json, const ZbStaff *post);
