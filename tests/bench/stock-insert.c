/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/stock-insert.h"

#include <sqlite3.h>

#define FIGURES 60
#define SENDERS 32

/* As durable as the store, and with its pages. */
static const char set_up[] =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
    "PRAGMA wal_autocheckpoint = 2000;"
    "CREATE TABLE head (id INTEGER PRIMARY KEY, unit INTEGER, message TEXT UNIQUE, digest TEXT, "
    "received INTEGER) STRICT;"
    "CREATE TABLE body (id INTEGER PRIMARY KEY, document BLOB, figures BLOB) STRICT";

struct _ZbStock {
  sqlite3 *database;
  sqlite3_stmt *head, *body;
};

static void
check (const ZbStock *stock, gboolean done)
{
  if (!done)
    g_error ("SQLite: %s", sqlite3_errmsg (stock->database));
}

static void
execute (const ZbStock *stock, const char *sql)
{
  check (stock, sqlite3_exec (stock->database, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void
prepare (const ZbStock *stock, const char *sql, sqlite3_stmt **ret_statement)
{
  check (stock, sqlite3_prepare_v2 (stock->database, sql, -1, ret_statement, NULL) == SQLITE_OK);
}

static void
run (const ZbStock *stock, sqlite3_stmt *statement)
{
  check (stock, sqlite3_step (statement) == SQLITE_DONE && sqlite3_reset (statement) == SQLITE_OK);
}

static void
insert (const ZbStock *stock, guint i, GBytes *message)
{
  static const gint64 figures[FIGURES];
  gsize size = 0;
  const void *bytes = g_bytes_get_data (message, &size);
  char id[40];
  int length = g_snprintf (id, sizeof id, "message-%u", i);

  sqlite3_bind_int64 (stock->head, 1, i % SENDERS);
  sqlite3_bind_text (stock->head, 2, id, length, SQLITE_STATIC);
  sqlite3_bind_text (stock->head, 3, id, length, SQLITE_STATIC);
  sqlite3_bind_int64 (stock->head, 4, i);
  run (stock, stock->head);
  sqlite3_bind_blob64 (stock->body, 1, bytes, size, SQLITE_STATIC);
  sqlite3_bind_blob64 (stock->body, 2, figures, sizeof figures, SQLITE_STATIC);
  run (stock, stock->body);
}

ZbStock *
zb_stock_new (const char *path)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  ZbStock *stock = g_new0 (ZbStock, 1);

  check (stock, sqlite3_open_v2 (path, &stock->database, flags, NULL) == SQLITE_OK);
  execute (stock, set_up);
  prepare (stock, "INSERT INTO head (unit, message, digest, received) VALUES (?1,?2,?3,?4)",
           &stock->head);
  prepare (stock, "INSERT INTO body (document, figures) VALUES (?1, ?2)", &stock->body);
  return stock;
}

void
zb_stock_free (ZbStock *stock)
{
  sqlite3_finalize (stock->head);
  sqlite3_finalize (stock->body);
  check (stock, sqlite3_close (stock->database) == SQLITE_OK);
  g_free (stock);
}

void
zb_stock_insert (ZbStock *stock, GBytes *message, guint rounds)
{
  for (guint i = 0; i < rounds;) {
    execute (stock, "BEGIN IMMEDIATE");
    for (guint k = 0; k < ZB_STOCK_INSERT_A_COMMIT; k++)
      insert (stock, i++, message);
    execute (stock, "COMMIT");
  }
}
