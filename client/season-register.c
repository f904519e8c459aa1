/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season-register.h"

#include "validators/credit-code.h"

#include <string.h>

/* The smallest enterprise's output of a month, 万元. */
#define LEAST_OUTPUT 100

static const char *const columns[] = {
    "uscc",         "name",     "area",           "zone",    "industry", "size",
    "registration", "status",   "legal_person",   "contact", "trader",   "key_enterprise",
    "vat_kind",     "overseas", "monthly_output", NULL};

void
zb_season_unit_free (ZbSeasonUnit *unit)
{
  g_hash_table_unref (unit->attributes);
  g_free (unit);
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

static void
set (ZbSeasonUnit *unit, const char *name, char *value)
{
  g_hash_table_replace (unit->attributes, g_strdup (name), value);
}

/* 91 3502NN, an organisation code with its check digit, and the check character of all. */
static char *
make_code (guint64 seed, guint rank, const char *area)
{
  char code[19];
  char organisation[9];

  g_snprintf (organisation, sizeof organisation, "MA%01X%05X",
              zb_season_chance (seed, "code", rank, 0) % 10, rank % 0x100000);
  g_snprintf (code, sizeof code, "91%s%s%c", area, organisation,
              zb_organisation_code_check_character (organisation));
  code[17] = zb_credit_code_check_character (code);
  code[18] = '\0';
  return g_strdup (code);
}

static char *
make_name (guint64 seed, guint rank)
{
  static const char *const first[] = {"澜", "屿", "榕", "鹭", "岚", "汐", "桐", "澄", "曜", "泓"};
  static const char *const second[] = {"芯", "拓", "锦", "腾", "源", "翎", "衡", "禾", "峰", "途"};
  static const char *const trades[] = {"光电",   "机械", "电子",    "食品",
                                       "新材料", "纺织", "金属制品"};
  guint32 chance = zb_season_chance (seed, "name", rank, 0);

  return g_strdup_printf ("厦门%s%s%s%u号有限公司", first[chance % 10], second[chance / 10 % 10],
                          trades[chance / 100 % G_N_ELEMENTS (trades)], rank + 1);
}

/* A product, whose class is the unit's industry. */
static void
choose_trade (ZbSeasonUnit *unit, guint64 seed, guint rank, const ZbCodeList *products)
{
  guint n = zb_code_list_length (products);
  guint start = zb_season_chance (seed, "trade", rank, 0) % n;

  for (guint i = 0; i < n; i++) {
    const ZbCode *product = zb_code_list_at (products, (start + i) % n);
    const char *class = zb_code_list_attribute (products, product, "class");

    if (class == NULL || product->parent != NULL)
      continue;
    set (unit, "industry", g_strdup (class));
    set (unit, "product", g_strdup (product->code));
    return;
  }
}

static void
choose_place (ZbSeasonUnit *unit, guint64 seed, guint rank)
{
  static const char *const areas[] = {"350203", "350205", "350206", "350211", "350212", "350213"};
  guint32 chance = zb_season_chance (seed, "place", rank, 0);

  set (unit, "area", g_strdup (areas[chance % G_N_ELEMENTS (areas)]));
  set (unit, "zone", g_strdup (chance / 7 % 5 == 0 ? "350298" : ""));
}

static const char *
size_of (gint64 scale)
{
  return scale >= 3300 ? "1" : scale >= 167 ? "2" : scale >= 25 ? "3" : "4";
}

/* What decides which forms are owed. */
static void
choose_roles (ZbSeasonUnit *unit, guint64 seed, guint rank)
{
  static const char *const registrations[] = {"160", "150", "330", "310", "170",
                                              "110", "159", "330", "173", "230"};
  guint32 chance = zb_season_chance (seed, "roles", rank, 0);

  set (unit, "registration", g_strdup (registrations[chance % G_N_ELEMENTS (registrations)]));
  set (unit, "trader", g_strdup (chance / 11 % 10 < 3 ? "1" : "0"));
  set (unit, "key_enterprise", g_strdup (rank < 300 ? "1" : "0"));
  set (unit, "vat_kind", g_strdup ("general"));
  set (unit, "overseas", g_strdup ("0"));
  set (unit, "status", g_strdup ("1"));
  set (unit, "size", g_strdup (size_of (unit->scale)));
}

ZbSeasonUnit *
zb_season_unit_new (guint64 seed, guint rank, guint n, const ZbCodeList *products)
{
  ZbSeasonUnit *unit = g_new0 (ZbSeasonUnit, 1);

  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* One over the rank: of 3,000 the first 20 make a third. */
  unit->scale = (gint64)LEAST_OUTPUT * (2 * n + 5) / (2 * rank + 5);
  unit->growth = 1000 + zb_season_chance (seed, "growth", rank, 0) % 100;
  choose_trade (unit, seed, rank, products);
  choose_place (unit, seed, rank);
  choose_roles (unit, seed, rank);
  set (unit, "uscc", make_code (seed, rank, zb_season_unit_get (unit, "area")));
  set (unit, "name", make_name (seed, rank));
  set (unit, "legal_person", g_strdup ("林晓燕"));
  set (unit, "contact", g_strdup_printf ("苏美珍 0592-00%05u", rank % 100000));
  set (unit, "monthly_output", g_strdup_printf ("%" G_GINT64_FORMAT, unit->scale));
  return unit;
}

const char *
zb_season_unit_get (const ZbSeasonUnit *unit, const char *attribute)
{
  return g_hash_table_lookup (unit->attributes, attribute);
}

char *
zb_season_register_head (void)
{
  g_autofree char *line = g_strjoinv (",", (char **)columns);

  return g_strconcat (line, "\n", NULL);
}

char *
zb_season_unit_line (const ZbSeasonUnit *unit)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append_printf (line, "%s%s", i == 0 ? "" : ",", zb_season_unit_get (unit, columns[i]));
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}
