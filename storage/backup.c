/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/database-private.h"
#include "storage/transaction.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PAGES_A_STEP 1024

static gboolean
copy_pages (
    ZbDatabase *from, ZbDatabase *to, ZbBackupProgress progress, gpointer data, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->handle, "main", from->handle, "main");
  int code = SQLITE_OK;

  if (backup == NULL)
    return zb_database_fail (to, sqlite3_errcode (to->handle), "backing up to", error);
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    code = sqlite3_backup_step (backup, PAGES_A_STEP);
    if (code == SQLITE_OK && progress != NULL &&
        !progress (sqlite3_backup_remaining (backup), sqlite3_backup_pagecount (backup), data))
      code = SQLITE_INTERRUPT;
    else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
      g_usleep (10000);
  }
  sqlite3_backup_finish (backup);
  if (code == SQLITE_DONE)
    return TRUE;
  zb_storage_set_error (error, code, to->path,
                        code == SQLITE_INTERRUPT ? "the backup was stopped"
                                                 : sqlite3_errstr (code));
  return FALSE;
}

/* Makes the new name itself durable. */
static gboolean
sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (descriptor >= 0)
    close (descriptor);
  if (!done)
    g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_IO, "syncing %s failed", folder);
  return done;
}

/* Each writing elsewhere makes SQLite start anew, and beside a busy writer it would never end: a
 * read transaction fixes the moment. BEGIN alone does not; the first reading does. */
static ZbTransaction *
hold_moment (ZbDatabase *database, GError **error)
{
  g_autoptr (ZbTransaction) moment = zb_transaction_begin_read (database, error);

  if (moment == NULL || !zb_database_execute (database, "PRAGMA schema_version", error))
    return NULL;
  return g_steal_pointer (&moment);
}

static gboolean
write_backup (ZbDatabase *database,
              const char *path,
              ZbBackupProgress progress,
              gpointer data,
              GError **error)
{
  g_autoptr (ZbDatabase) copy = zb_database_open (path, ZB_DATABASE_CREATE, error);
  g_autoptr (ZbTransaction) moment = copy != NULL ? hold_moment (database, error) : NULL;

  return moment != NULL && copy_pages (database, copy, progress, data, error) &&
         /* The copy is one file: nothing of it may be left in a WAL beside it. */
         zb_database_execute (
             copy, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;", error);
}

gboolean
zb_database_backup (ZbDatabase *database,
                    const char *path,
                    ZbBackupProgress progress,
                    gpointer data,
                    GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  gboolean done;

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_IO,
                 "backing up to %s: it exists already", path);
    return FALSE;
  }
  g_unlink (partial);
  done = write_backup (database, partial, progress, data, error);
  if (done && g_rename (partial, path) != 0) {
    g_set_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_IO, "renaming %s failed", partial);
    done = FALSE;
  }
  if (!done) {
    g_unlink (partial);
    return FALSE;
  }
  return sync_folder (path, error);
}

gboolean
zb_database_restore (ZbDatabase *database, ZbDatabase *from, GError **error)
{
  return copy_pages (from, database, NULL, NULL, error);
}
