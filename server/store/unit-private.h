/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/unit.h"
#include "storage/database.h"

/* A unit's facts as of @day inside a transaction; NULL without an error if there is no such unit.
 */
ZbUnit *zb_unit_load (ZbDatabase *database, gint64 id, const char *day, GError **error);
/* The unit that bears or has borne @code, or 0. */
gboolean zb_unit_find (ZbDatabase *database, const char *code, gint64 *ret_id, GError **error);
