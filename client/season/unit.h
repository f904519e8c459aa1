/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One enterprise of an invented season. */
typedef struct {
  guint64 seed;
  GHashTable *attributes; /* char* → char* */
  gint64 scale;           /* turnover of an average month, in whole 千元 */
  gint64 growth;          /* thousandths a year */
  gint64 workers;
} ZbSeasonUnit;

ZbSeasonUnit *zb_season_unit_new (guint64 seed, gint64 scale);
void zb_season_unit_free (ZbSeasonUnit *unit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonUnit, zb_season_unit_free)

void zb_season_unit_set (ZbSeasonUnit *unit, const char *attribute, const char *value);
/* NULL if it has none. Borrowed. */
const char *zb_season_unit_get (const ZbSeasonUnit *unit, const char *attribute);
/* The same, for conditions; @data is the unit. */
const char *zb_season_unit_attribute (const char *attribute, gpointer data);

/* A number that depends on what it is made of, and on nothing else. */
guint32 zb_season_chance (guint64 seed, const char *what, guint a, guint b);

/* What stands for a name between braces in "…{name}…"; NULL for nothing. Borrowed. */
typedef const char *(*ZbSeasonWord) (const char *name, gpointer data);
/* @text with every "{name}" replaced. (transfer full) */
char *zb_season_expand (const char *text, ZbSeasonWord word, gpointer data);
