/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/unit.h"

#include "server/store/reader-private.h"
#include "server/store/unit-private.h"
#include "storage/transaction.h"
#include "validators/context-document.h"

#include <string.h>

/* Units looked at in one piece while a list is being filtered. */
#define UNITS_A_PIECE 500

static ZbUnit *
unit_new (gint64 id)
{
  ZbUnit *unit = g_new0 (ZbUnit, 1);

  unit->id = id;
  /* All units' attributes bear the same few names. */
  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return unit;
}

ZbUnit *
zb_unit_ref (ZbUnit *unit)
{
  g_atomic_int_inc (&unit->sharers);
  return unit;
}

void
zb_unit_free (ZbUnit *unit)
{
  if (unit == NULL || g_atomic_int_add (&unit->sharers, -1) > 0)
    return;
  g_free (unit->code);
  g_hash_table_unref (unit->attributes);
  g_clear_pointer (&unit->lines, g_ref_string_release);
  g_free (unit->since);
  g_free (unit->until);
  g_free (unit);
}

const char *
zb_unit_attribute (const ZbUnit *unit, const char *name)
{
  return g_hash_table_lookup (unit->attributes, name);
}

gboolean
zb_unit_is_as_of (const ZbUnit *unit, const char *day)
{
  return (unit->since == NULL || strcmp (unit->since, day) <= 0) &&
         (unit->until == NULL || strcmp (day, unit->until) < 0);
}

/* A fact holds from a day on: the unit is not the same before that day as from it on. */
static void
note_day (ZbUnit *unit, const char *from, gboolean holds)
{
  char **bound = holds ? &unit->since : &unit->until;

  if (*bound != NULL && (strcmp (from, *bound) > 0) != holds)
    return;
  g_free (*bound);
  *bound = g_strdup (from);
}

/* Facts come by unit, name and day: a later one takes the place of an earlier one. Of codes the
 * first counts even before its day, so that a unit always has one. */
static void
take_fact (ZbUnit *unit, const char *name, const char *value, const char *from, const char *day)
{
  gboolean holds = strcmp (from, day) <= 0;

  note_day (unit, from, holds);
  if (g_str_equal (name, "code")) {
    if (value != NULL && (holds || unit->code == NULL)) {
      g_free (unit->code);
      unit->code = g_strdup (value);
    }
  } else if (holds && value != NULL) {
    g_hash_table_replace (unit->attributes, (gpointer)g_intern_string (name), g_strdup (value));
  } else if (holds) {
    g_hash_table_remove (unit->attributes, name);
  }
}

/* All units with an id from @first to @last, by id. */
static GPtrArray *
load_units (ZbDatabase *database, gint64 first, gint64 last, const char *day, GError **error)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unit_free);
  ZbStatement *row;
  gboolean more;

  if (!zb_database_query (database,
                          "SELECT unit, name, value, day FROM unit_fact "
                          "WHERE unit BETWEEN ?1 AND ?2 AND replaced = 0 "
                          "ORDER BY unit, name, day",
                          &row, error, zb_value_int (first), zb_value_int (last)))
    return NULL;
  for (more = row != NULL; more;) {
    gint64 id = zb_statement_int (row, 0);
    ZbUnit *unit = units->len > 0 ? g_ptr_array_index (units, units->len - 1) : NULL;

    if (unit == NULL || unit->id != id) {
      unit = unit_new (id);
      g_ptr_array_add (units, unit);
    }
    take_fact (unit, zb_statement_text (row, 1), zb_statement_text (row, 2),
               zb_statement_text (row, 3), day);
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_steal_pointer (&units);
}

/* Of the entries for one day the last one that was known then; a mark that a later entry set does
 * not count. */
static const char known_facts[] =
    "SELECT unit, name, value, day FROM unit_fact f WHERE unit = ?1 AND time <= ?2 AND NOT EXISTS "
    "(SELECT 1 FROM unit_fact g WHERE g.unit = f.unit AND g.name = f.name AND g.day = f.day "
    "AND g.time <= ?2 AND g.id > f.id) ORDER BY name, day";

ZbUnit *
zb_unit_load (ZbDatabase *database, gint64 id, const char *day, GError **error)
{
  g_autoptr (GPtrArray) units = load_units (database, id, id, day, error);

  return units != NULL && units->len > 0 ? g_ptr_array_steal_index (units, 0) : NULL;
}

gboolean
zb_unit_find (ZbDatabase *database, const char *code, gint64 *ret_id, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (database,
                          "SELECT unit FROM unit_fact "
                          "WHERE name = 'code' AND replaced = 0 AND value = ?1",
                          &row, error, zb_value_text (code)))
    return FALSE;
  *ret_id = row != NULL ? zb_statement_int (row, 0) : 0;
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

static ZbUnit *
read_unit (ZbStore *store, const char *code, gint64 id, const char *day, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  g_autoptr (GError) fault = NULL;
  ZbUnit *unit = NULL;

  if (reader == NULL)
    return NULL;
  if (id == 0 && !zb_unit_find (zb_reader_database (reader), code, &id, &fault))
    id = 0;
  if (id != 0)
    unit = zb_unit_load (zb_reader_database (reader), id, day, &fault);
  if (fault != NULL) {
    zb_reader_fail (reader, &fault);
    g_propagate_error (error, g_steal_pointer (&fault));
  } else if (unit == NULL && code != NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the register has no unit with the code %s", code);
  } else if (unit == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the register has no unit %" G_GINT64_FORMAT, id);
  }
  return unit;
}

static gpointer
share (gpointer item)
{
  return zb_unit_ref (item);
}

ZbUnit *
zb_store_read_unit (ZbStore *store, const char *code, const char *day, GError **error)
{
  g_autofree char *key = NULL;
  gpointer known = NULL;
  ZbUnit *unit;
  guint64 age;

  g_return_val_if_fail (code != NULL && day != NULL, NULL);

  key = g_strconcat ("unit ", day, " ", code, NULL);
  if (zb_memo_find (store->memo, key, share, &known))
    return known;
  age = zb_reader_age (store);
  unit = read_unit (store, code, 0, day, error);
  if (unit == NULL)
    return NULL;
  unit->lines = zb_context_attribute_lines (unit->attributes);
  zb_memo_keep (store->memo, key, age, share (unit), (GDestroyNotify)zb_unit_free);
  return unit;
}

ZbUnit *
zb_store_read_unit_by_id (ZbStore *store, gint64 id, const char *day, GError **error)
{
  g_return_val_if_fail (day != NULL, NULL);

  return read_unit (store, NULL, id, day, error);
}

static gpointer
make_fact (const ZbStatement *row)
{
  ZbUnitHistory *fact = g_new0 (ZbUnitHistory, 1);

  fact->name = zb_statement_dup_text (row, 1);
  fact->value = zb_statement_dup_text (row, 2);
  fact->day = zb_statement_dup_text (row, 3);
  return fact;
}

ZbUnit *
zb_store_read_unit_known (ZbStore *store, gint64 id, const char *day, gint64 known, GError **error)
{
  g_autoptr (GPtrArray) facts = zb_reader_list_values (
      store, known_facts, ZB_VALUES (zb_value_int (id), zb_value_int (known)), make_fact,
      (GDestroyNotify)zb_unit_history_free, error);
  ZbUnit *unit;

  if (facts == NULL || facts->len == 0)
    return NULL;
  unit = unit_new (id);
  for (guint i = 0; i < facts->len; i++) {
    const ZbUnitHistory *fact = g_ptr_array_index (facts, i);

    take_fact (unit, fact->name, fact->value, fact->day, day);
  }
  return unit;
}

static gboolean
unit_matches (const ZbUnit *unit, const char *text, const char *area)
{
  const char *name = zb_unit_attribute (unit, "name");

  if (area != NULL && g_strcmp0 (zb_unit_attribute (unit, "area"), area) != 0 &&
      g_strcmp0 (zb_unit_attribute (unit, "zone"), area) != 0)
    return FALSE;
  return text == NULL || strstr (unit->code, text) != NULL ||
         (name != NULL && strstr (name, text) != NULL);
}

GPtrArray *
zb_store_list_units (ZbStore *store,
                     const char *text,
                     const char *area,
                     const char *day,
                     gint64 after,
                     guint limit,
                     GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unit_free);
  guint bounded = limit == 0 || limit > ZB_STORE_MAX_PAGE ? ZB_STORE_MAX_PAGE : limit;
  ZbStatement *row;
  gint64 last;

  g_return_val_if_fail (day != NULL, NULL);
  if (reader == NULL)
    return NULL;
  if (!zb_database_query (zb_reader_database (reader), "SELECT coalesce(max(id), ?1) FROM unit",
                          &row, error, zb_value_int (0))) {
    zb_reader_fail (reader, error);
    return NULL;
  }
  last = zb_statement_int (row, 0);
  zb_statement_reset (row);
  /* A cursor comes from outside: below the first id or past the last it must cost nothing. */
  for (gint64 from = CLAMP (after, 0, last) + 1; from <= last && found->len < bounded;
       from += UNITS_A_PIECE) {
    g_autoptr (GPtrArray) units =
        load_units (zb_reader_database (reader), from, from + UNITS_A_PIECE - 1, day, error);

    if (units == NULL) {
      zb_reader_fail (reader, error);
      return NULL;
    }
    for (guint i = 0; i < units->len && found->len < bounded; i++)
      if (unit_matches (g_ptr_array_index (units, i), text, area))
        g_ptr_array_add (found, g_steal_pointer (&units->pdata[i]));
  }
  return g_steal_pointer (&found);
}

void
zb_unit_history_free (ZbUnitHistory *history)
{
  if (history == NULL)
    return;
  g_free (history->name);
  g_free (history->value);
  g_free (history->day);
  g_free (history->who);
  g_free (history->reason);
  g_free (history);
}

static gpointer
make_history (const ZbStatement *row)
{
  ZbUnitHistory *history = g_new0 (ZbUnitHistory, 1);

  history->name = zb_statement_dup_text (row, 0);
  history->value = zb_statement_dup_text (row, 1);
  history->day = zb_statement_dup_text (row, 2);
  history->time = zb_statement_int (row, 3);
  history->who = zb_statement_dup_text (row, 4);
  history->reason = zb_statement_dup_text (row, 5);
  history->replaced = zb_statement_int (row, 6) != 0;
  return history;
}

GPtrArray *
zb_store_list_unit_history (ZbStore *store, gint64 unit, GError **error)
{
  return zb_reader_list_values (store,
                                "SELECT name, value, day, time, who, reason, replaced "
                                "FROM unit_fact WHERE unit = ?1 ORDER BY id",
                                ZB_VALUES (zb_value_int (unit)), make_history,
                                (GDestroyNotify)zb_unit_history_free, error);
}

static gpointer
make_counts (const ZbStatement *row)
{
  ZbImportCounts *counts = g_new (ZbImportCounts, 1);

  *counts = (ZbImportCounts){(guint)zb_statement_int (row, 0), (guint)zb_statement_int (row, 1),
                             (guint)zb_statement_int (row, 2)};
  return counts;
}

gboolean
zb_store_read_import (ZbStore *store, gint64 id, ZbImportCounts *ret_counts, GError **error)
{
  g_autofree ZbImportCounts *counts =
      zb_reader_one (store, "SELECT added, changed, unchanged FROM register_import WHERE id = ?1",
                     ZB_VALUES (zb_value_int (id)), make_counts, "there is no such import", error);

  if (counts == NULL)
    return FALSE;
  *ret_counts = *counts;
  return TRUE;
}
