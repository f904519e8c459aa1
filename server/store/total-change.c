/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/total-private.h"

#include <string.h>

/* id and count as uint32, the sum as int128, all little-endian */
#define ENTRY_SIZE 24

/* A group being changed. */
typedef struct {
  ZbApply *apply;
  const char *tenant, *form, *period;
} Place;

gboolean
zb_sums_decode (const void *data, gsize length, GArray *entries)
{
  const guint8 *at = data;

  if (length % ENTRY_SIZE != 0)
    return FALSE;
  for (gsize i = 0; i < length / ENTRY_SIZE; i++, at += ENTRY_SIZE) {
    guint32 numbers[2];
    guint64 halves[2];
    ZbSumEntry entry;

    memcpy (numbers, at, sizeof numbers);
    memcpy (halves, at + 8, sizeof halves);
    entry.item = GUINT32_FROM_LE (numbers[0]);
    entry.count = GUINT32_FROM_LE (numbers[1]);
    entry.sum =
        (ZbSum)((unsigned __int128)GUINT64_FROM_LE (halves[1]) << 64 | GUINT64_FROM_LE (halves[0]));
    g_array_append_val (entries, entry);
  }
  return TRUE;
}

GBytes *
zb_sums_encode (const GArray *entries)
{
  guint8 *data = g_malloc (MAX (entries->len, 1) * ENTRY_SIZE);
  guint8 *at = data;

  for (guint i = 0; i < entries->len; i++, at += ENTRY_SIZE) {
    const ZbSumEntry *entry = &g_array_index (entries, ZbSumEntry, i);
    guint32 numbers[2] = {GUINT32_TO_LE ((guint32)entry->item),
                          GUINT32_TO_LE ((guint32)entry->count)};
    guint64 halves[2] = {GUINT64_TO_LE ((guint64)(unsigned __int128)entry->sum),
                         GUINT64_TO_LE ((guint64)((unsigned __int128)entry->sum >> 64))};

    memcpy (at, numbers, sizeof numbers);
    memcpy (at + 8, halves, sizeof halves);
  }
  return g_bytes_new_take (data, entries->len * ENTRY_SIZE);
}

static gboolean
find_item (const Place *place, const ZbTotalsItem *item, gint64 *ret_id, GError **error)
{
  ZbDatabase *database = place->apply->database;
  ZbStatement *row;

  if (!zb_database_query (database,
                          "SELECT id FROM total_item WHERE tenant = ?1 AND form = ?2 "
                          "AND item = ?3 AND scale = ?4",
                          &row, error, zb_value_text (place->tenant), zb_value_text (place->form),
                          zb_value_text (item->item), zb_value_int (item->scale)))
    return FALSE;
  if (row != NULL) {
    *ret_id = zb_statement_int (row, 0);
    zb_statement_reset (row);
    return TRUE;
  }
  if (!zb_database_run (
          database, "INSERT INTO total_item (tenant, form, item, scale) VALUES (?1, ?2, ?3, ?4)",
          error, zb_value_text (place->tenant), zb_value_text (place->form),
          zb_value_text (item->item), zb_value_int (item->scale)))
    return FALSE;
  *ret_id = zb_database_last_id (database);
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const ZbSumEntry *left = a, *right = b;

  return (left->item > right->item) - (left->item < right->item);
}

/* The figures of one report as entries, sorted; an item that comes twice counts twice. */
static GArray *
report_entries (const Place *place, const ZbTotalsItem *items, guint n, int sign, GError **error)
{
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (ZbSumEntry), n);

  for (guint i = 0; i < n; i++) {
    ZbSumEntry entry = {.count = sign, .sum = (ZbSum)items[i].number * sign};

    if (!find_item (place, &items[i], &entry.item, error))
      return NULL;
    g_array_append_val (entries, entry);
  }
  g_array_sort (entries, compare_entries);
  return g_steal_pointer (&entries);
}

/* Adds @summand onto the last entry of @sums if it is of the same item, else behind it. */
static gboolean
add_entry (GArray *sums, const ZbSumEntry *summand)
{
  ZbSumEntry *last = sums->len > 0 ? &g_array_index (sums, ZbSumEntry, sums->len - 1) : NULL;

  if (last == NULL || last->item != summand->item) {
    g_array_append_val (sums, *summand);
    return TRUE;
  }
  last->count += summand->count;
  return !__builtin_add_overflow (last->sum, summand->sum, &last->sum);
}

/* An item that no report fills any more leaves the group. */
static gboolean
drop_empty (GArray *sums)
{
  guint kept = 0;

  for (guint i = 0; i < sums->len; i++) {
    const ZbSumEntry *entry = &g_array_index (sums, ZbSumEntry, i);

    if (entry->count < 0 || entry->count > G_MAXUINT32 || (entry->count == 0 && entry->sum != 0))
      return FALSE;
    if (entry->count > 0)
      g_array_index (sums, ZbSumEntry, kept++) = *entry;
  }
  g_array_set_size (sums, kept);
  return TRUE;
}

/* Merges two arrays sorted by item. */
static GArray *
merge_entries (const GArray *sums, const GArray *summands, GError **error)
{
  g_autoptr (GArray) merged = g_array_new (FALSE, FALSE, sizeof (ZbSumEntry));
  guint a = 0, b = 0;

  while (a < sums->len || b < summands->len) {
    gboolean first =
        b == summands->len || (a < sums->len && g_array_index (sums, ZbSumEntry, a).item <=
                                                    g_array_index (summands, ZbSumEntry, b).item);
    const ZbSumEntry *entry =
        first ? &g_array_index (sums, ZbSumEntry, a++) : &g_array_index (summands, ZbSumEntry, b++);

    if (!add_entry (merged, entry)) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_OVERFLOW,
                   "a total would not fit 128 bits; nothing was changed");
      return NULL;
    }
  }
  if (drop_empty (merged))
    return g_steal_pointer (&merged);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "more would leave a total than ever entered it");
  return NULL;
}

static gboolean
add_to_group (
    const Place *place, gint64 group, const ZbTotalsItem *items, guint n, int sign, GError **error)
{
  ZbDatabase *database = place->apply->database;
  g_autoptr (GArray) summands = report_entries (place, items, n, sign, error);
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (ZbSumEntry));
  g_autoptr (GArray) merged = NULL;
  g_autoptr (GBytes) blob = NULL;
  ZbStatement *row;
  const void *data;
  gsize length;
  gboolean decoded;

  if (summands == NULL || !zb_database_query (database, "SELECT sums FROM total WHERE id = ?1",
                                              &row, error, zb_value_int (group)))
    return FALSE;
  data = row != NULL ? zb_statement_blob (row, 0, &length) : NULL;
  decoded = row != NULL && zb_sums_decode (data, length, sums);
  if (row != NULL)
    zb_statement_reset (row);
  if (!decoded) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "total %" G_GINT64_FORMAT " is missing or damaged", group);
    return FALSE;
  }
  merged = merge_entries (sums, summands, error);
  if (merged == NULL)
    return FALSE;
  blob = zb_sums_encode (merged);
  return zb_database_run (database, "UPDATE total SET units = units + ?2, sums = ?3 WHERE id = ?1",
                          error, zb_value_int (group), zb_value_int (sign), zb_value_bytes (blob));
}

static gboolean
find_group (const Place *place, const ZbTotalsKey *key, gint64 *ret_group, GError **error)
{
  ZbDatabase *database = place->apply->database;
  const ZbValue values[] = {
      zb_value_text (place->tenant), zb_value_text (place->form),
      zb_value_text (place->period), zb_value_text (key->district),
      zb_value_text (key->zone),     zb_value_text (key->industry),
      zb_value_text (key->size),     zb_value_text (key->registration),
  };
  ZbStatement *row;

  if (!zb_database_run_values (
          database,
          "INSERT INTO total (tenant, form, period, district, zone, industry, size, registration, "
          "units, sums) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, x'') ON CONFLICT DO NOTHING",
          values, G_N_ELEMENTS (values), error) ||
      !zb_database_query_values (
          database,
          "SELECT id FROM total WHERE tenant = ?1 AND form = ?2 AND period = ?3 "
          "AND district = ?4 AND zone = ?5 AND industry = ?6 AND size = ?7 AND registration = ?8",
          &row, values, G_N_ELEMENTS (values), error))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT, "a total vanished");
    return FALSE;
  }
  *ret_group = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return TRUE;
}

static gboolean
leave (const Place *place, const ZbTotalsChange *change, GError **error)
{
  ZbDatabase *database = place->apply->database;
  ZbStatement *row;
  gint64 group;

  if (!zb_database_query (database, "SELECT total FROM version_total WHERE version = ?1", &row,
                          error, zb_value_int (change->leaves)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "report %" G_GINT64_FORMAT " is in no total", change->leaves);
    return FALSE;
  }
  group = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return add_to_group (place, group, change->leaving, change->n_leaving, -1, error) &&
         zb_database_run (database, "DELETE FROM version_total WHERE version = ?1", error,
                          zb_value_int (change->leaves));
}

static gboolean
enter (const Place *place, const ZbTotalsChange *change, GError **error)
{
  gint64 group;

  return find_group (place, &change->key, &group, error) &&
         add_to_group (place, group, change->entering, change->n_entering, 1, error) &&
         zb_database_run (place->apply->database,
                          "INSERT INTO version_total (version, total) VALUES (?1, ?2)", error,
                          zb_value_int (change->enters), zb_value_int (group));
}

gboolean
zb_totals_apply (ZbApply *apply,
                 const char *tenant,
                 const char *form,
                 const char *period,
                 const ZbTotalsChange *change,
                 GError **error)
{
  const Place place = {apply, tenant, form, period};

  return (change->leaves == 0 || leave (&place, change, error)) &&
         (change->enters == 0 || enter (&place, change, error));
}
