/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/statement.h"
#include "storage/transaction.h"
#include "tests/storage/scratch-database.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define TABLE "CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB)"
#define COUNT "SELECT count(*) FROM note WHERE length(body) = 7000"
#define BODY 7000 /* takes a page of its own */

/* SQLite's writes to files go through here. */
static struct {
  guint seen;
  guint fails_from; /* the first that finds no room; 0: none */
} writes;

static ssize_t
counted_write (int file, const void *bytes, size_t length, off_t offset)
{
  writes.seen++;
  if (writes.fails_from == 0 || writes.seen < writes.fails_from)
    return pwrite (file, bytes, length, offset);
  errno = ENOSPC;
  return -1;
}

/* SQLite knows the one it was built with by either name. */
static void
count_writes (void)
{
  sqlite3_vfs *files = sqlite3_vfs_find (NULL);

  files->xSetSystemCall (files, "pwrite", (sqlite3_syscall_ptr)counted_write);
  files->xSetSystemCall (files, "pwrite64", (sqlite3_syscall_ptr)counted_write);
}

static gboolean
add_notes (ZbDatabase *database, guint n, GError **error)
{
  static const guint8 body[BODY] = {0};

  for (guint i = 0; i < n; i++)
    if (!zb_database_run (database, "INSERT INTO note (body) VALUES (?1)", error,
                          zb_value_blob (body, sizeof body)))
      return FALSE;
  return TRUE;
}

static gboolean
commit_notes (ZbDatabase *database, guint n, GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, error);

  return transaction != NULL && add_notes (database, n, error) &&
         zb_transaction_commit (transaction, error);
}

static void
roll_back_notes (ZbDatabase *database, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, &error);

  g_assert_no_error (error);
  g_assert_nonnull (transaction);
  g_assert_true (add_notes (database, n, &error));
}

/* As little is held in memory as SQLite allows, so that a transaction goes to the log before its
 * end. */
static ZbDatabase *
open_small (const ZbTempDir *dir)
{
  g_autoptr (GError) error = NULL;
  ZbDatabase *database = scratch_database_new (dir, TABLE);

  g_assert_true (zb_database_execute (database, "PRAGMA cache_size = 10", &error));
  return database;
}

static ZbDatabase *
open_beside (const ZbDatabase *database)
{
  g_autoptr (GError) error = NULL;
  ZbDatabase *beside = zb_database_open (zb_database_path (database), 0, &error);

  g_assert_no_error (error);
  return beside;
}

static void
assert_whole (ZbDatabase *database, gint64 notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) beside = open_beside (database);

  g_assert_cmpint (scratch_database_number (database, COUNT), ==, notes);
  g_assert_cmpint (scratch_database_number (beside, COUNT), ==, notes);
  g_assert_true (zb_database_verify (beside, &error));
  g_assert_no_error (error);
}

static void
test_gathers_a_transaction (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);

  writes.seen = 0;
  g_assert_true (commit_notes (database, 60, &error));
  /* 60 frames and more, 15 to a write. */
  g_assert_cmpuint (writes.seen, >=, 5);
  g_assert_cmpuint (writes.seen, <=, 12);
  assert_whole (database, 60);
}

/* SQLite shows a transaction that it was told not to sync as soon as its last page is written. */
static void
test_is_written_when_it_ends (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);

  g_assert_true (zb_database_execute (database, "PRAGMA synchronous = OFF", &error));
  g_assert_true (commit_notes (database, 3, &error));
  writes.seen = 0;
  writes.fails_from = 1;
  g_assert_false (commit_notes (database, 2, &error));
  writes.fails_from = 0;
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
  assert_whole (database, 3);
}

static void
test_reads_what_it_wrote_before_the_end (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = open_small (dir);

  {
    g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, &error);

    g_assert_true (add_notes (database, 200, &error));
    g_assert_true (zb_database_execute (database, "UPDATE note SET body = zeroblob (1)", &error));
    g_assert_true (zb_database_execute (
        database, "UPDATE note SET body = zeroblob (7000) WHERE id > 1", &error));
    g_assert_cmpint (scratch_database_number (database, COUNT), ==, 199);
    g_assert_true (zb_transaction_commit (transaction, &error));
  }
  assert_whole (database, 199);
}

/* What was undone must not land among the frames that another connection wrote there since. Nothing
 * of the log is read when it is undone, for there was nothing in it. */
static void
test_leaves_nothing_to_others (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = open_small (dir);
  g_autoptr (ZbDatabase) other = open_beside (database);

  for (guint i = 1; i <= 30; i++) {
    g_assert_true (zb_database_execute (database, "PRAGMA wal_checkpoint(TRUNCATE)", &error));
    roll_back_notes (database, i * 3);
    g_assert_true (commit_notes (other, 2, &error));
    g_assert_no_error (error);
    g_assert_true (commit_notes (database, 1, &error));
    g_assert_no_error (error);
  }
  g_clear_pointer (&other, zb_database_free);
  assert_whole (database, 90);
}

/* Whichever write it is that finds no room, nothing of its transaction is there, and all that was
 * before is. */
static void
test_failed_writes_fail_the_transaction (void)
{
  guint failed = 0;
  gboolean kept = FALSE;

  for (guint nth = 1; !kept; nth++) {
    g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbDatabase) database = open_small (dir);

    g_assert_true (commit_notes (database, 5, &error));
    writes.seen = 0;
    writes.fails_from = nth;
    kept = commit_notes (database, 40, &error);
    writes.fails_from = 0;
    if (!kept) {
      g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
      failed++;
    }
    g_clear_pointer (&database, zb_database_free);
    database = scratch_database_new (dir, "SELECT 1");
    assert_whole (database, kept ? 45 : 5);
  }
  g_assert_cmpuint (failed, >=, 3);
}

/* Finds no room when it reads what was gathered before, which is lost then. */
static void
fail_statement (ZbDatabase *database)
{
  g_autoptr (GError) error = NULL;

  writes.seen = 0;
  writes.fails_from = 1;
  g_assert_false (zb_database_execute (database, "UPDATE note SET id = id + 1000", &error));
  writes.fails_from = 0;
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
}

/* SQLite itself undoes no more than the statement. */
static void
test_nothing_is_kept_of_what_lost_a_part (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = open_small (dir);

  g_assert_true (commit_notes (database, 5, &error));
  {
    g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, &error);

    g_assert_true (add_notes (database, 40, &error));
    fail_statement (database);
    g_assert_true (zb_database_in_transaction (database));
    g_assert_false (zb_transaction_commit (transaction, &error));
    g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
    g_clear_error (&error);
  }
  assert_whole (database, 5);
  g_assert_true (commit_notes (database, 2, &error));
  assert_whole (database, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  count_writes ();
  g_test_add_func ("/storage/log-gatherer/gathers-a-transaction", test_gathers_a_transaction);
  g_test_add_func ("/storage/log-gatherer/is-written-when-it-ends", test_is_written_when_it_ends);
  g_test_add_func ("/storage/log-gatherer/reads-what-it-wrote-before-the-end",
                   test_reads_what_it_wrote_before_the_end);
  g_test_add_func ("/storage/log-gatherer/leaves-nothing-to-others", test_leaves_nothing_to_others);
  g_test_add_func ("/storage/log-gatherer/failed-writes-fail-the-transaction",
                   test_failed_writes_fail_the_transaction);
  g_test_add_func ("/storage/log-gatherer/nothing-is-kept-of-what-lost-a-part",
                   test_nothing_is_kept_of_what_lost_a_part);
  return g_test_run ();
}
