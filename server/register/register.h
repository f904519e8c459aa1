/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/period.h"
#include "server/store/mandate.h"
#include "server/store/unit.h"

/* The register as of a period: what held on its last day. */

/* "2024-06-30"; caller frees. */
char *zb_register_day (ZbPeriod period);
/* The bureau's day at @micros. */
char *zb_register_day_at (gint64 micros);
gboolean zb_register_day_is_valid (const char *day);

ZbUnit *zb_register_read (ZbStore *store, const char *code, ZbPeriod period, GError **error);
/* The same of a unit that was read as of another day, which mostly is the answer already; it also
 * is where the register cannot be read. */
ZbUnit *zb_register_read_again (ZbStore *store, ZbUnit *unit, ZbPeriod period);
/* GB/T 4754 division ("39") of an industry code ("3974"); "" for NULL or a section letter. */
char *zb_register_division (const char *industry);
/* Whether someone who sees @areas (empty or NULL: all) sees the unit: by its managing zone if set,
 * else by its district. */
gboolean zb_register_sees (const char *const *areas, const char *district, const char *zone);
