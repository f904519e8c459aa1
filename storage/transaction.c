/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/transaction.h"

#include "storage/database-private.h"
#include "storage/statement.h"

/* Savepoints share a name: SQLite finds the innermost one. */
#define SAVEPOINT "nested"

struct _ZbTransaction {
  ZbDatabase *database;
  gboolean nested;
  gboolean open;
};

static ZbTransaction *
begin (ZbDatabase *database, const char *sql, gboolean nested, GError **error)
{
  ZbTransaction *transaction;
  ZbStatement *statement = zb_database_prepare (database, sql, error);

  if (statement == NULL || !zb_statement_run (statement, error))
    return NULL;
  transaction = g_new0 (ZbTransaction, 1);
  transaction->database = database;
  transaction->nested = nested;
  transaction->open = TRUE;
  return transaction;
}

ZbTransaction *
zb_transaction_begin (ZbDatabase *database, GError **error)
{
  return begin (database, "BEGIN IMMEDIATE", FALSE, error);
}

ZbTransaction *
zb_transaction_begin_read (ZbDatabase *database, GError **error)
{
  return begin (database, "BEGIN", FALSE, error);
}

ZbTransaction *
zb_transaction_begin_nested (ZbDatabase *database, GError **error)
{
  return begin (database, "SAVEPOINT " SAVEPOINT, TRUE, error);
}

static gboolean
run (ZbTransaction *transaction, const char *sql, GError **error)
{
  ZbStatement *statement = zb_database_prepare (transaction->database, sql, error);

  return statement != NULL && zb_statement_run (statement, error);
}

static void
roll_back (ZbTransaction *transaction)
{
  transaction->open = FALSE;
  /* After a full disk or an input/output error SQLite has rolled all of it back by itself. */
  if (!zb_database_in_transaction (transaction->database))
    return;
  if (transaction->nested) {
    run (transaction, "ROLLBACK TO " SAVEPOINT, NULL);
    run (transaction, "RELEASE " SAVEPOINT, NULL);
  } else {
    run (transaction, "ROLLBACK", NULL);
  }
}

gboolean
zb_transaction_commit (ZbTransaction *transaction, GError **error)
{
  g_return_val_if_fail (transaction->open, FALSE);

  if (!run (transaction, transaction->nested ? "RELEASE " SAVEPOINT : "COMMIT", error)) {
    roll_back (transaction);
    return FALSE;
  }
  transaction->open = FALSE;
  return TRUE;
}

void
zb_transaction_free (ZbTransaction *transaction)
{
  if (transaction == NULL)
    return;
  if (transaction->open)
    roll_back (transaction);
  g_free (transaction);
}
