/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/unit.h"
#include "forms/code-list.h"

/* What the enterprises of an invented season are: a table with attribute, values and when. Values
 * are choices, "a*3|b" for a three times as often as b; "{name}" in one stands for an attribute
 * above it. The first line of an attribute whose condition holds gives it. Given before are rank
 * (five digits, from 00000, the largest), uscc, name, area, zone, industry, product and workers.
 * Attributes that begin with “_” steer the season and stay out of the register. */
typedef struct _ZbSeasonRegister ZbSeasonRegister;

ZbSeasonRegister *zb_season_register_read (const char *path, GError **error);
void zb_season_register_free (ZbSeasonRegister *register_);
/* Takes the enterprises of another register instead of inventing them: a table whose heads are
 * attributes, uscc among them, the largest enterprise first. What it says goes before the table;
 * each has the attribute _given. */
gboolean zb_season_register_take (ZbSeasonRegister *register_, const char *path, GError **error);
/* How many were taken; 0: all are invented. */
guint zb_season_register_n_taken (const ZbSeasonRegister *register_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonRegister, zb_season_register_free)

/* @rank counts from 0, the largest, among @n; of 3,000 the first 20 make a third. @products names
 * classes of industry with products. (transfer full) */
ZbSeasonUnit *zb_season_register_unit (const ZbSeasonRegister *register_,
                                       guint64 seed,
                                       guint rank,
                                       guint n,
                                       const ZbCodeList *products);
/* The register's heads, and one unit's line; both with LF. (transfer full) */
char *zb_season_register_head (const ZbSeasonRegister *register_);
char *zb_season_register_line (const ZbSeasonRegister *register_, const ZbSeasonUnit *unit);
