/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/error.h"

/* One connection to an SQLite database. A connection belongs to one thread at a time. */
typedef struct _ZbDatabase ZbDatabase;

typedef enum {
  ZB_DATABASE_CREATE = 1 << 0,   /* make the file (mode 0600) if it is not there */
  ZB_DATABASE_READONLY = 1 << 1, /* never writes; sees each committed transaction */
} ZbDatabaseFlags;

/* Opens @path with WAL, synchronous=FULL, foreign keys on, 8 KiB pages and a busy timeout of 10 s.
 */
ZbDatabase *zb_database_open (const char *path, ZbDatabaseFlags flags, GError **error);
/* An empty one without a file, which is gone when it is freed. */
ZbDatabase *zb_database_open_memory (GError **error);
void zb_database_free (ZbDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDatabase, zb_database_free)

const char *zb_database_path (const ZbDatabase *database);

/* Runs one or more statements that take no values and give no rows. */
gboolean zb_database_execute (ZbDatabase *database, const char *sql, GError **error);
gint64 zb_database_last_id (const ZbDatabase *database); /* rowid of the last insert */
gint64 zb_database_changes (const ZbDatabase *database); /* rows the last statement touched */
/* Rows touched since the connection was opened. */
gint64 zb_database_total_changes (const ZbDatabase *database);
/* Whether a transaction is open; SQLite rolls back by itself after some errors. */
gboolean zb_database_in_transaction (const ZbDatabase *database);

/* Bounds the file to @pages pages of 8 KiB; 0 takes the bound away. What does not fit fails with
 * FULL. */
gboolean zb_database_limit_pages (ZbDatabase *database, guint64 pages, GError **error);

/* Checks the whole file: pages, indexes, foreign keys. Fails with CORRUPT, naming the first fault.
 */
gboolean zb_database_verify (ZbDatabase *database, GError **error);
/* That each reference leads to a row: the second half of that. */
gboolean zb_database_verify_references (ZbDatabase *database, GError **error);

/* The same at the speed of reading, without holding indexes and foreign keys against the rows. */
gboolean zb_database_verify_pages (ZbDatabase *database, GError **error);
/* Of the file, in bytes. */
gboolean zb_database_size (ZbDatabase *database, guint64 *ret_size, GError **error);

/* Told as a backup goes on, in pages; returns FALSE to stop it. */
typedef gboolean (*ZbBackupProgress) (int remaining, int total, gpointer data);

/* Copies the database, as of one moment, to the new file @path while others go on reading and
 * writing. The copy is complete and synced when this returns TRUE; on failure there is no file.
 * @database is in no transaction. */
gboolean zb_database_backup (ZbDatabase *database,
                             const char *path,
                             ZbBackupProgress progress,
                             gpointer data,
                             GError **error);
/* The other way: all that @from holds takes the place of what @database held, in one transaction;
 * other connections see it with their next statement. */
gboolean zb_database_restore (ZbDatabase *database, ZbDatabase *from, GError **error);
