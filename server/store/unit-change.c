/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/store-private.h"
#include "server/store/unit-private.h"

#include <string.h>

/* The value that holds on the day, and whether it was entered for that very day. */
static gboolean
read_standing (ZbApply *apply,
               gint64 unit,
               const char *name,
               const char *day,
               gint64 *ret_fact,
               char **ret_value,
               GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT id, value, day FROM unit_fact WHERE unit = ?1 AND name = ?2 "
                          "AND replaced = 0 AND day <= ?3 ORDER BY day DESC LIMIT 1",
                          &row, error, zb_value_int (unit), zb_value_text (name),
                          zb_value_text (day)))
    return FALSE;
  *ret_fact = 0;
  *ret_value = NULL;
  if (row == NULL)
    return TRUE;
  if (g_str_equal (zb_statement_text (row, 2), day))
    *ret_fact = zb_statement_int (row, 0);
  *ret_value = zb_statement_dup_text (row, 1);
  zb_statement_reset (row);
  return TRUE;
}

static gboolean
enter_fact (ZbApply *apply,
            const ZbUnitChange *change,
            gint64 unit,
            const char *name,
            const char *value,
            GError **error)
{
  g_autofree char *standing = NULL;
  gint64 fact;

  if (!read_standing (apply, unit, name, change->day, &fact, &standing, error))
    return FALSE;
  if (g_strcmp0 (standing, value) == 0)
    return TRUE;
  apply->result->repeated = FALSE;
  if (fact != 0 &&
      !zb_database_run (apply->database, "UPDATE unit_fact SET replaced = 1 WHERE id = ?1", error,
                        zb_value_int (fact)))
    return FALSE;
  return zb_database_run (apply->database,
                          "INSERT INTO unit_fact (unit, name, value, day, time, who, reason) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                          error, zb_value_int (unit), zb_value_text (name), zb_value_text (value),
                          zb_value_text (change->day), zb_value_int (apply->act->time),
                          zb_value_text (apply->act->who), zb_value_text (change->reason));
}

static gboolean
find_or_make (ZbApply *apply, const ZbUnitChange *change, gint64 *ret_unit, GError **error)
{
  if (change->unit != 0) {
    *ret_unit = change->unit;
    return TRUE;
  }
  if (change->code == NULL || change->code[0] == '\0') {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "a change of the register names a unit or a code");
    return FALSE;
  }
  if (!zb_unit_find (apply->database, change->code, ret_unit, error))
    return FALSE;
  if (*ret_unit != 0)
    return TRUE;
  if (!zb_database_run (apply->database, "INSERT INTO unit (id) VALUES (?1)", error,
                        zb_value_text (NULL)))
    return FALSE;
  *ret_unit = zb_database_last_id (apply->database);
  return enter_fact (apply, change, *ret_unit, "code", change->code, error);
}

/* A code names one unit for good. */
static gboolean
enter_code (ZbApply *apply, const ZbUnitChange *change, gint64 unit, GError **error)
{
  gint64 other;

  if (change->new_code == NULL)
    return TRUE;
  if (!zb_unit_find (apply->database, change->new_code, &other, error))
    return FALSE;
  if (other == 0 || other == unit)
    return enter_fact (apply, change, unit, "code", change->new_code, error);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS, "the code %s belongs to another unit",
               change->new_code);
  return FALSE;
}

gboolean
zb_apply_unit (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbUnitChange *change = what;
  gint64 unit;

  /* Until something turns out to be different. */
  apply->result->repeated = TRUE;
  if (!find_or_make (apply, change, &unit, error) || !enter_code (apply, change, unit, error))
    return FALSE;
  for (guint i = 0; i < change->n_values; i++) {
    if (g_str_equal (change->values[i].name, "code")) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                   "\"code\" is no attribute: a new code is given as such");
      return FALSE;
    }
    if (!enter_fact (apply, change, unit, change->values[i].name, change->values[i].value, error))
      return FALSE;
  }
  apply->result->id = unit;
  return TRUE;
}

gboolean
zb_apply_import (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbUnitImport *import = what;

  for (guint i = 0; i < import->n_changes; i++)
    if (!zb_apply_unit (apply, &import->changes[i], error))
      return FALSE;
  apply->result->repeated = FALSE;
  if (!zb_database_run (
          apply->database,
          "INSERT INTO register_import (day, added, changed, unchanged, reason, time, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
          error, zb_value_text (import->day), zb_value_int (import->counts.added),
          zb_value_int (import->counts.changed), zb_value_int (import->counts.unchanged),
          zb_value_text (import->reason), zb_value_int (apply->act->time),
          zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}
