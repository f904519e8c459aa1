/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/route-table.h"

#include "server/store/reader-private.h"
#include "server/store/route-private.h"

#include <string.h>

void
zb_stored_route_table_free (ZbStoredRouteTable *table)
{
  if (table == NULL)
    return;
  g_clear_pointer (&table->statement, g_bytes_unref);
  g_clear_pointer (&table->signature, g_bytes_unref);
  g_free (table->signer);
  g_free (table->who);
  g_clear_pointer (&table->second_signature, g_bytes_unref);
  g_free (table->second_signer);
  g_free (table->second);
  g_free (table->ended_by);
  g_free (table->ended_reason);
  g_free (table);
}

/* What stands in the way of the next version. */
static gboolean
check_version (ZbApply *apply, guint version, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query_values (
          apply->database,
          "SELECT coalesce (max (iif (confirmed IS NOT NULL, version, 0)), 0), "
          "coalesce (max (iif (confirmed IS NULL AND ended IS NULL, id, 0)), 0) FROM route_table",
          &row, NULL, 0, error))
    return FALSE;
  gint64 last = zb_statement_int (row, 0), waiting = zb_statement_int (row, 1);
  zb_statement_reset (row);
  if (waiting != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
                 "number %" G_GINT64_FORMAT " waits for a second signature", waiting);
    return FALSE;
  }
  if (version == last + 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "version %" G_GINT64_FORMAT " holds: the next one is %" G_GINT64_FORMAT ", not %u",
               last, last + 1, version);
  return FALSE;
}

gboolean
zb_apply_route_table (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRouteTableAct *act = what;
  gsize length = 0;
  const char *statement = g_bytes_get_data (act->statement, &length);
  g_autofree char *text = g_strndup (statement, length);

  if (!check_version (apply, act->version, error) ||
      !zb_database_run (apply->database,
                        "INSERT INTO route_table (version, statement, signature, signer, time, "
                        "who) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        error, zb_value_int (act->version), zb_value_text (text),
                        zb_value_bytes (act->signature), zb_value_text (act->signer),
                        zb_value_int (apply->act->time), zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

/* Who proposed @id, and who confirmed it (nullable). */
static gboolean
read_persons (ZbApply *apply, gint64 id, char **ret_who, char **ret_second, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT who, second FROM route_table WHERE id = ?1 AND ended IS NULL",
                          &row, error, zb_value_int (id)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "there is no table of routes %" G_GINT64_FORMAT " to confirm", id);
    return FALSE;
  }
  *ret_who = zb_statement_dup_text (row, 0);
  *ret_second = zb_statement_dup_text (row, 1);
  zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_apply_route_table_confirmation (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRouteTableConfirmation *confirmation = what;
  g_autofree char *who = NULL;
  g_autofree char *second = NULL;

  if (!read_persons (apply, confirmation->table, &who, &second, error))
    return FALSE;
  apply->result->id = confirmation->table;
  apply->result->repeated = g_strcmp0 (second, apply->act->who) == 0;
  if (apply->result->repeated)
    return TRUE;
  if (second != NULL || strcmp (who, apply->act->who) == 0) {
    g_set_error (error, ZB_STORE_ERROR,
                 second != NULL ? ZB_STORE_ERROR_EXISTS : ZB_STORE_ERROR_INVALID,
                 second != NULL ? "%s has confirmed it already"
                                : "a second person confirms a table of routes, not %s who "
                                  "proposed it",
                 second != NULL ? second : who);
    return FALSE;
  }
  return zb_database_run (apply->database,
                          "UPDATE route_table SET second_signature = ?2, second_signer = ?3, "
                          "second = ?4, confirmed = ?5 WHERE id = ?1",
                          error, zb_value_int (confirmation->table),
                          zb_value_bytes (confirmation->signature),
                          zb_value_text (confirmation->signer), zb_value_text (apply->act->who),
                          zb_value_int (apply->act->time));
}

gboolean
zb_apply_route_table_end (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRouteTableEnd *end = what;

  if (!zb_database_run (apply->database,
                        "UPDATE route_table SET ended = ?2, ended_by = ?3, ended_reason = ?4 "
                        "WHERE id = ?1 AND ended IS NULL AND confirmed IS NULL",
                        error, zb_value_int (end->table), zb_value_int (apply->act->time),
                        zb_value_text (apply->act->who), zb_value_text (end->reason)))
    return FALSE;
  apply->result->id = end->table;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "no table of routes %" G_GINT64_FORMAT " waits for a second signature", end->table);
  return FALSE;
}

#define SELECT_TABLES                                                                              \
  "SELECT id, version, CAST (statement AS BLOB), signature, signer, time, who, "                   \
  "second_signature, second_signer, second, confirmed, ended, ended_by, ended_reason "             \
  "FROM route_table WHERE "

static gpointer
make_table (const ZbStatement *row)
{
  ZbStoredRouteTable *table = g_new0 (ZbStoredRouteTable, 1);

  table->id = zb_statement_int (row, 0);
  table->version = (guint)zb_statement_int (row, 1);
  table->statement = zb_statement_dup_bytes (row, 2);
  table->signature = zb_statement_dup_bytes (row, 3);
  table->signer = zb_statement_dup_text (row, 4);
  table->time = zb_statement_int (row, 5);
  table->who = zb_statement_dup_text (row, 6);
  table->second_signature = zb_statement_dup_bytes (row, 7);
  table->second_signer = zb_statement_dup_text (row, 8);
  table->second = zb_statement_dup_text (row, 9);
  table->confirmed = zb_statement_int (row, 10);
  table->ended = zb_statement_int (row, 11);
  table->ended_by = zb_statement_dup_text (row, 12);
  table->ended_reason = zb_statement_dup_text (row, 13);
  return table;
}

GPtrArray *
zb_store_list_route_tables (ZbStore *store, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_TABLES);
  zb_filter_add (&filter, "id > ?", zb_value_int (after));
  zb_filter_page (&filter, "id", limit);
  return zb_reader_list (store, &filter, make_table, (GDestroyNotify)zb_stored_route_table_free,
                         error);
}

ZbStoredRouteTable *
zb_store_read_route_table (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_TABLES "id = ?1", ZB_VALUES (zb_value_int (id)), make_table,
                        "there is no such table of routes", error);
}

ZbStoredRouteTable *
zb_store_read_routes (ZbStore *store, GError **error)
{
  return zb_reader_one (store, SELECT_TABLES "confirmed IS NOT NULL ORDER BY version DESC LIMIT 1",
                        NULL, 0, make_table, NULL, error);
}

ZbStoredRouteTable *
zb_store_read_routes_of (ZbStore *store, guint version, GError **error)
{
  return zb_reader_one (store, SELECT_TABLES "confirmed IS NOT NULL AND version = ?1",
                        ZB_VALUES (zb_value_int (version)), make_table, NULL, error);
}
