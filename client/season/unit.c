/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/unit.h"

#include <string.h>

ZbSeasonUnit *
zb_season_unit_new (guint64 seed, gint64 scale)
{
  ZbSeasonUnit *unit = g_new0 (ZbSeasonUnit, 1);

  unit->seed = seed;
  unit->scale = scale;
  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return unit;
}

void
zb_season_unit_free (ZbSeasonUnit *unit)
{
  g_hash_table_unref (unit->attributes);
  g_free (unit);
}

void
zb_season_unit_set (ZbSeasonUnit *unit, const char *attribute, const char *value)
{
  g_hash_table_replace (unit->attributes, g_strdup (attribute), g_strdup (value));
}

const char *
zb_season_unit_get (const ZbSeasonUnit *unit, const char *attribute)
{
  return g_hash_table_lookup (unit->attributes, attribute);
}

const char *
zb_season_unit_attribute (const char *attribute, gpointer data)
{
  return zb_season_unit_get (data, attribute);
}

guint32
zb_season_chance (guint64 seed, const char *what, guint a, guint b)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037) ^ seed;

  for (; *what; what++)
    hash = (hash ^ (guchar)*what) * G_GUINT64_CONSTANT (1099511628211);
  hash = (hash ^ a) * G_GUINT64_CONSTANT (1099511628211);
  hash = (hash ^ b) * G_GUINT64_CONSTANT (1099511628211);
  hash ^= hash >> 29;
  hash *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  return (guint32)(hash >> 32);
}

char *
zb_season_expand (const char *text, ZbSeasonWord word, gpointer data)
{
  g_autoptr (GString) full = g_string_new (NULL);
  const char *open, *close;

  while ((open = strchr (text, '{')) != NULL && (close = strchr (open, '}')) != NULL) {
    g_autofree char *name = g_strndup (open + 1, (gsize)(close - open - 1));
    const char *value = word (name, data);

    g_string_append_len (full, text, open - text);
    g_string_append (full, value != NULL ? value : "");
    text = close + 1;
  }
  g_string_append (full, text);
  return g_string_free (g_steal_pointer (&full), FALSE);
}
