/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/storage/scratch-database.h"

#include "storage/statement.h"

ZbDatabase *
scratch_database_new (const ZbTempDir *dir, const char *schema)
{
  g_autofree char *path = zb_temp_dir_path (dir, "a.db");
  g_autoptr (GError) error = NULL;
  ZbDatabase *database = zb_database_open (path, ZB_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (zb_database_execute (database, schema, &error));
  return database;
}

gint64
scratch_database_number (ZbDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStatement) statement = zb_statement_new (database, sql, &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  g_assert_true (zb_statement_step (statement, &row, &error));
  g_assert_true (row);
  return zb_statement_int (statement, 0);
}
