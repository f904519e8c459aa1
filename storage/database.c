/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/database-private.h"

#include "storage/log-gatherer-private.h"
#include "storage/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 10000
#define PAGE_SIZE 8192

static ZbStorageError
error_code_of (int code)
{
  switch (code & 0xff) {
  case SQLITE_FULL:
    return ZB_STORAGE_ERROR_FULL;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return ZB_STORAGE_ERROR_READONLY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return ZB_STORAGE_ERROR_CORRUPT;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return ZB_STORAGE_ERROR_BUSY;
  case SQLITE_CONSTRAINT:
    return ZB_STORAGE_ERROR_CONSTRAINT;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_PROTOCOL:
    return ZB_STORAGE_ERROR_IO;
  default:
    return ZB_STORAGE_ERROR_FAILED;
  }
}

void
zb_storage_set_error (GError **error, int code, const char *what, const char *reason)
{
  g_set_error (error, ZB_STORAGE_ERROR, (int)error_code_of (code), "%s: %s", what, reason);
}

gboolean
zb_database_fail (ZbDatabase *database, int code, const char *what, GError **error)
{
  g_autofree char *place = g_strdup_printf ("%s %s", what, database->path);

  zb_storage_set_error (error, code, place,
                        database->handle != NULL ? sqlite3_errmsg (database->handle)
                                                 : sqlite3_errstr (code));
  return FALSE;
}

/* SQLite makes files as the umask says; reports are nobody else's business. One that is there must
 * not even be opened: closing it would drop the POSIX locks of this process's other handles on it,
 * and another program would take their log away as nobody's. */
static gboolean
make_file (const char *path, GError **error)
{
  int descriptor = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    return g_close (descriptor, error);
  if (errno == EEXIST)
    return TRUE;
  g_set_error (error, ZB_STORAGE_ERROR,
               errno == ENOSPC                     ? ZB_STORAGE_ERROR_FULL
               : errno == EROFS || errno == EACCES ? ZB_STORAGE_ERROR_READONLY
                                                   : ZB_STORAGE_ERROR_IO,
               "making %s: %s", path, g_strerror (errno));
  return FALSE;
}

/* SQLite's accounts of its memory, which nobody asks for, would put each allocation under a lock
 * that all threads share. */
static gpointer
initialise_sqlite_cb (gpointer unused)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return (gpointer)zb_log_gatherer_register ();
}

static gboolean
configure (ZbDatabase *database, ZbDatabaseFlags flags, GError **error)
{
  g_autofree char *pragmas = NULL;

  sqlite3_extended_result_codes (database->handle, 1);
  sqlite3_busy_timeout (database->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  pragmas = g_strdup_printf (
      "%s"
      "PRAGMA synchronous = FULL;"
      "PRAGMA foreign_keys = ON;"
      "PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -16384;",
      flags & ZB_DATABASE_READONLY
          ? "PRAGMA query_only = ON;"
          : "PRAGMA page_size = " G_STRINGIFY (PAGE_SIZE) ";"
                                                          "PRAGMA journal_mode = WAL;"
                                                          "PRAGMA wal_autocheckpoint = 2000;");
  if (!zb_database_execute (database, pragmas, error))
    return FALSE;
  /* The pragmas alone do not read the file. */
  return zb_database_execute (database, "SELECT count(*) FROM sqlite_schema", error);
}

static ZbDatabase *
open_path (const char *path, ZbDatabaseFlags flags, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (ZbDatabase) database = NULL;
  const char *files = g_once (&once, initialise_sqlite_cb, NULL);
  int code;

  database = g_new0 (ZbDatabase, 1);
  database->path = g_strdup (path);
  database->statements =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)zb_statement_free);
  /* A reader of a WAL database must be able to write its shared memory, so it is opened for writing
   * and then bound to queries. */
  code =
      sqlite3_open_v2 (path, &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, files);
  if (code != SQLITE_OK) {
    zb_database_fail (database, code, "opening", error);
    return NULL;
  }
  if (!configure (database, flags, error))
    return NULL;
  return g_steal_pointer (&database);
}

ZbDatabase *
zb_database_open (const char *path, ZbDatabaseFlags flags, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  if (flags & ZB_DATABASE_CREATE && !make_file (path, error))
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_NOT_FOUND, "opening %s: no such file",
                 path);
    return NULL;
  }
  return open_path (path, flags, error);
}

ZbDatabase *
zb_database_open_memory (GError **error)
{
  return open_path (":memory:", 0, error);
}

void
zb_database_free (ZbDatabase *database)
{
  if (database == NULL)
    return;
  g_hash_table_unref (database->statements);
  sqlite3_close_v2 (database->handle);
  g_free (database->path);
  g_free (database);
}

const char *
zb_database_path (const ZbDatabase *database)
{
  return database->path;
}

gboolean
zb_database_execute (ZbDatabase *database, const char *sql, GError **error)
{
  int code = sqlite3_exec (database->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || zb_database_fail (database, code, "writing", error);
}

gint64
zb_database_last_id (const ZbDatabase *database)
{
  return sqlite3_last_insert_rowid (database->handle);
}

gint64
zb_database_changes (const ZbDatabase *database)
{
  return sqlite3_changes64 (database->handle);
}

gint64
zb_database_total_changes (const ZbDatabase *database)
{
  return sqlite3_total_changes64 (database->handle);
}

gboolean
zb_database_in_transaction (const ZbDatabase *database)
{
  return !sqlite3_get_autocommit (database->handle);
}

gboolean
zb_database_limit_pages (ZbDatabase *database, guint64 pages, GError **error)
{
  /* SQLite's own bound is just below 2³². */
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GUINT64_FORMAT,
                                          pages > 0 ? pages : G_GUINT64_CONSTANT (4294967294));

  return zb_database_execute (database, sql, error);
}

static gboolean
first_row_is (ZbDatabase *database, const char *sql, const char *expected, GError **error)
{
  g_autoptr (ZbStatement) statement = zb_statement_new (database, sql, error);
  gboolean row;
  const char *text;

  if (statement == NULL || !zb_statement_step (statement, &row, error))
    return FALSE;
  text = row ? zb_statement_text (statement, 0) : NULL;
  if (g_strcmp0 (text, expected) == 0)
    return TRUE;
  g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT, "checking %s: %s", database->path,
               text != NULL ? text : "no answer");
  return FALSE;
}

gboolean
zb_database_verify_pages (ZbDatabase *database, GError **error)
{
  return first_row_is (database, "PRAGMA quick_check(1)", "ok", error);
}

gboolean
zb_database_size (ZbDatabase *database, guint64 *ret_size, GError **error)
{
  g_autoptr (ZbStatement) statement = zb_statement_new (database, "PRAGMA page_count", error);
  gboolean row;

  if (statement == NULL || !zb_statement_step (statement, &row, error))
    return FALSE;
  *ret_size = row ? (guint64)zb_statement_int (statement, 0) * PAGE_SIZE : 0;
  return TRUE;
}

gboolean
zb_database_verify_references (ZbDatabase *database, GError **error)
{
  return first_row_is (database,
                       "SELECT 'table ' || \"table\" || ' row ' || rowid || ' refers to a row of ' "
                       "|| parent || ' that is not there' FROM pragma_foreign_key_check",
                       NULL, error);
}

gboolean
zb_database_verify (ZbDatabase *database, GError **error)
{
  return first_row_is (database, "PRAGMA integrity_check(1)", "ok", error) &&
         zb_database_verify_references (database, error);
}
