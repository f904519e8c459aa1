/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/code-list.h"

/* The enterprises of an invented season. */
typedef struct {
  GHashTable *attributes; /* char* → char*: columns of the register, and “product” */
  gint64 scale;           /* output of an average month, in whole 万元 */
  gint64 growth;          /* thousandths a year */
} ZbSeasonUnit;

void zb_season_unit_free (ZbSeasonUnit *unit);

/* A number that depends on what it is made of, and on nothing else. */
guint32 zb_season_chance (guint64 seed, const char *what, guint a, guint b);
/* @rank counts from 0, the largest, among @n. @products names classes of industry with products.
 * (transfer full) */
ZbSeasonUnit *zb_season_unit_new (guint64 seed, guint rank, guint n, const ZbCodeList *products);
const char *zb_season_unit_get (const ZbSeasonUnit *unit, const char *attribute);
/* The register's heads, and one unit's line; both with LF. (transfer full) */
char *zb_season_register_head (void);
char *zb_season_unit_line (const ZbSeasonUnit *unit);
