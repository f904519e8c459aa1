/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/transaction.h"
#include "tests/storage/scratch-database.h"

#include <string.h>

#define ROWS "SELECT count(*) FROM fact"

static ZbDatabase *
open_filled (ZbTempDir *dir, int rows)
{
  ZbDatabase *database = scratch_database_new (dir, "CREATE TABLE fact (body BLOB)");
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, NULL);
  for (int i = 0; i < rows; i++)
    g_assert_true (
        zb_database_execute (database, "INSERT INTO fact VALUES (zeroblob(7000))", NULL));
  g_assert_true (zb_transaction_commit (transaction, NULL));
  return database;
}

/* Writes to the database between the steps of its backup. */
static gboolean
write_meanwhile_cb (int remaining, int total, gpointer data)
{
  const char *path = data;
  g_autoptr (ZbDatabase) writer = zb_database_open (path, 0, NULL);

  g_assert_true (zb_database_execute (writer, "INSERT INTO fact VALUES (zeroblob(10))", NULL));
  return TRUE;
}

static gboolean
stop_cb (int remaining, int total, gpointer data)
{
  return FALSE;
}

static void
test_copies_one_moment_while_writing (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_filled (dir, 3000);
  g_autofree char *path = zb_temp_dir_path (dir, "copy.db");
  g_autofree char *beside = zb_temp_dir_path (dir, "copy.db-wal");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) source =
      zb_database_open (zb_database_path (database), ZB_DATABASE_READONLY, NULL);
  zb_database_backup (source, path, write_meanwhile_cb, (gpointer)zb_database_path (database),
                      &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (beside, G_FILE_TEST_EXISTS));
  g_autoptr (ZbDatabase) copy = zb_database_open (path, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (scratch_database_number (copy, ROWS), ==, 3000);
  g_assert_true (zb_database_verify (copy, &error));
  g_assert_cmpint (scratch_database_number (database, ROWS), >, 3000);
}

static void
test_stopped_leaves_no_file (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_filled (dir, 3000);
  g_autofree char *path = zb_temp_dir_path (dir, "copy.db");
  g_autofree char *partial = zb_temp_dir_path (dir, "copy.db.partial");
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_database_backup (database, path, stop_cb, NULL, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "stopped"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
}

static void
test_never_overwrites (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_filled (dir, 1);
  g_autofree char *path = zb_temp_dir_write (dir, "copy.db", "precious", -1);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_database_backup (database, path, NULL, NULL, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_IO);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/storage/backup/" name, function)
  ADD ("copies-one-moment-while-writing", test_copies_one_moment_while_writing);
  ADD ("stopped-leaves-no-file", test_stopped_leaves_no_file);
  ADD ("never-overwrites", test_never_overwrites);
  return g_test_run ();
}
