/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/statement.h"

#include "storage/database-private.h"

#include <string.h>

struct _ZbStatement {
  ZbDatabase *database;
  sqlite3_stmt *handle;
};

ZbValue
zb_value_int (gint64 number)
{
  return (ZbValue){.type = ZB_VALUE_INT, .number = number};
}

ZbValue
zb_value_text (const char *text)
{
  if (text == NULL)
    return (ZbValue){.type = ZB_VALUE_NULL};
  return (ZbValue){.type = ZB_VALUE_TEXT, .data = text, .length = strlen (text)};
}

ZbValue
zb_value_blob (const void *data, gsize length)
{
  if (data == NULL)
    return (ZbValue){.type = ZB_VALUE_NULL};
  return (ZbValue){.type = ZB_VALUE_BYTES, .data = data, .length = length};
}

ZbValue
zb_value_bytes (GBytes *bytes)
{
  gsize length = 0;
  const void *data;

  if (bytes == NULL)
    return (ZbValue){.type = ZB_VALUE_NULL};
  data = g_bytes_get_data (bytes, &length);
  /* Empty bytes have no address, yet are not null. */
  return zb_value_blob (data != NULL ? data : "", length);
}

static ZbStatement *
compile (ZbDatabase *database, const char *sql, guint flags, GError **error)
{
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (database->handle, sql, -1, flags, &handle, NULL);
  ZbStatement *statement;

  if (code != SQLITE_OK || handle == NULL) {
    zb_database_fail (database, code != SQLITE_OK ? code : SQLITE_MISUSE, "preparing for", error);
    return NULL;
  }
  statement = g_new0 (ZbStatement, 1);
  statement->database = database;
  statement->handle = handle;
  return statement;
}

ZbStatement *
zb_statement_new (ZbDatabase *database, const char *sql, GError **error)
{
  return compile (database, sql, 0, error);
}

void
zb_statement_free (ZbStatement *statement)
{
  if (statement == NULL)
    return;
  sqlite3_finalize (statement->handle);
  g_free (statement);
}

/* At rest a statement is reset; that it is so to begin with is not made sure of again each time. */
static void
bring_to_rest (ZbStatement *statement)
{
  if (sqlite3_stmt_busy (statement->handle))
    zb_statement_reset (statement);
}

ZbStatement *
zb_database_prepare (ZbDatabase *database, const char *sql, GError **error)
{
  ZbStatement *statement = g_hash_table_lookup (database->statements, sql);

  if (statement != NULL) {
    bring_to_rest (statement);
    return statement;
  }
  statement = compile (database, sql, SQLITE_PREPARE_PERSISTENT, error);
  if (statement != NULL)
    g_hash_table_insert (database->statements, (gpointer)sql, statement);
  return statement;
}

static int
bind_value (sqlite3_stmt *handle, int index, const ZbValue *value)
{
  switch (value->type) {
  case ZB_VALUE_INT:
    return sqlite3_bind_int64 (handle, index, value->number);
  case ZB_VALUE_TEXT:
    return sqlite3_bind_text64 (handle, index, value->data, value->length, SQLITE_STATIC,
                                SQLITE_UTF8);
  case ZB_VALUE_BYTES:
    return sqlite3_bind_blob64 (handle, index, value->data, value->length, SQLITE_STATIC);
  case ZB_VALUE_NULL:
  default:
    return sqlite3_bind_null (handle, index);
  }
}

/* Values of the use before are gone, though the statement still knows where they were. */
static gboolean
binds_all (const ZbStatement *statement, guint n, GError **error)
{
  int n_parameters = sqlite3_bind_parameter_count (statement->handle);

  if (n == (guint)n_parameters)
    return TRUE;
  g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FAILED, "binding %u values to %d of %s", n,
               n_parameters, sqlite3_sql (statement->handle));
  return FALSE;
}

gboolean
zb_statement_bind_values (ZbStatement *statement, const ZbValue *values, guint n, GError **error)
{
  bring_to_rest (statement);
  if (!binds_all (statement, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    int code = bind_value (statement->handle, (int)i + 1, &values[i]);

    if (code != SQLITE_OK) {
      zb_database_fail (statement->database, code, "binding for", error);
      zb_statement_reset (statement);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
zb_statement_step (ZbStatement *statement, gboolean *ret_row, GError **error)
{
  int code = sqlite3_step (statement->handle);

  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    gboolean writes = !sqlite3_stmt_readonly (statement->handle);

    zb_database_fail (statement->database, code, writes ? "writing" : "reading", error);
    zb_statement_reset (statement);
    return FALSE;
  }
  if (code == SQLITE_DONE)
    zb_statement_reset (statement);
  *ret_row = code == SQLITE_ROW;
  return TRUE;
}

gboolean
zb_statement_run (ZbStatement *statement, GError **error)
{
  gboolean row = TRUE;

  while (row)
    if (!zb_statement_step (statement, &row, error))
      return FALSE;
  return TRUE;
}

void
zb_statement_reset (ZbStatement *statement)
{
  sqlite3_reset (statement->handle);
}

gboolean
zb_statement_is_null (const ZbStatement *statement, guint column)
{
  return sqlite3_column_type (statement->handle, (int)column) == SQLITE_NULL;
}

gint64
zb_statement_int (const ZbStatement *statement, guint column)
{
  return sqlite3_column_int64 (statement->handle, (int)column);
}

const char *
zb_statement_text (const ZbStatement *statement, guint column)
{
  return (const char *)sqlite3_column_text (statement->handle, (int)column);
}

const void *
zb_statement_blob (const ZbStatement *statement, guint column, gsize *ret_length)
{
  const void *data = sqlite3_column_blob (statement->handle, (int)column);

  *ret_length = (gsize)sqlite3_column_bytes (statement->handle, (int)column);
  return data;
}

char *
zb_statement_dup_text (const ZbStatement *statement, guint column)
{
  return g_strdup (zb_statement_text (statement, column));
}

GBytes *
zb_statement_dup_bytes (const ZbStatement *statement, guint column)
{
  gsize length;
  const void *data;

  if (zb_statement_is_null (statement, column))
    return NULL;
  data = zb_statement_blob (statement, column, &length);
  return g_bytes_new (data, length);
}

gboolean
zb_database_run_values (
    ZbDatabase *database, const char *sql, const ZbValue *values, guint n, GError **error)
{
  ZbStatement *statement = zb_database_prepare (database, sql, error);

  return statement != NULL && zb_statement_bind_values (statement, values, n, error) &&
         zb_statement_run (statement, error);
}

gboolean
zb_database_query_values (ZbDatabase *database,
                          const char *sql,
                          ZbStatement **ret_row,
                          const ZbValue *values,
                          guint n,
                          GError **error)
{
  ZbStatement *statement = zb_database_prepare (database, sql, error);
  gboolean row;

  if (statement == NULL || !zb_statement_bind_values (statement, values, n, error) ||
      !zb_statement_step (statement, &row, error))
    return FALSE;
  *ret_row = row ? statement : NULL;
  return TRUE;
}
