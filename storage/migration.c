/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/migration.h"

#include "storage/statement.h"
#include "storage/transaction.h"

gboolean
zb_migration_version (ZbDatabase *database, int *ret_version, GError **error)
{
  g_autoptr (ZbStatement) statement = zb_statement_new (database, "PRAGMA user_version", error);
  gboolean row;

  if (statement == NULL || !zb_statement_step (statement, &row, error))
    return FALSE;
  *ret_version = row ? (int)zb_statement_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
run_script (ZbDatabase *database, const ZbMigration *migration, int number, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d", number);
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, error);
  int version;

  if (transaction == NULL || !zb_migration_version (database, &version, error))
    return FALSE;
  /* Another process may have run it while this one waited for the lock. */
  if (version >= number)
    return TRUE;
  if (zb_database_execute (database, migration->sql, error) &&
      (!migration->rebuilds || zb_database_verify_references (database, error)) &&
      zb_database_execute (database, mark, error) && zb_transaction_commit (transaction, error))
    return TRUE;
  g_prefix_error (error, "migration %s: ", migration->name);
  return FALSE;
}

/* Dropping a table drops what refers to it where references are minded; and inside a transaction
 * nobody can say that they are not. */
static gboolean
run_rebuilding (ZbDatabase *database, const ZbMigration *migration, int number, GError **error)
{
  gboolean done = zb_database_execute (database, "PRAGMA foreign_keys = OFF", error) &&
                  run_script (database, migration, number, error);

  return zb_database_execute (database, "PRAGMA foreign_keys = ON", done ? error : NULL) && done;
}

gboolean
zb_migration_run (ZbDatabase *database, const ZbMigration *migrations, guint n, GError **error)
{
  int version;

  if (!zb_migration_version (database, &version, error))
    return FALSE;
  if (version < 0 || version > (int)n) {
    g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_NEWER,
                 "%s has version %d, but this program knows only up to %u",
                 zb_database_path (database), version, n);
    return FALSE;
  }
  for (guint i = (guint)version; i < n; i++)
    if (!(migrations[i].rebuilds ? run_rebuilding : run_script) (database, &migrations[i],
                                                                 (int)i + 1, error))
      return FALSE;
  return TRUE;
}
