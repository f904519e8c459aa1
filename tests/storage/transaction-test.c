/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/statement.h"
#include "storage/transaction.h"
#include "tests/support/temp-dir.h"

static ZbDatabase *
open_one (ZbTempDir *dir)
{
  g_autofree char *path = zb_temp_dir_path (dir, "a.db");
  g_autoptr (GError) error = NULL;
  ZbDatabase *database = zb_database_open (path, ZB_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (zb_database_execute (database, "CREATE TABLE fact (a INTEGER UNIQUE)", &error));
  return database;
}

static void
insert (ZbDatabase *database, gint64 value)
{
  g_autoptr (GError) error = NULL;

  zb_database_run (database, "INSERT INTO fact VALUES (?1)", &error, zb_value_int (value));
  g_assert_no_error (error);
}

static gint64
sum (ZbDatabase *database)
{
  g_autoptr (ZbStatement) statement =
      zb_statement_new (database, "SELECT coalesce(sum(a), 0) FROM fact", NULL);
  gboolean row;

  g_assert_true (zb_statement_step (statement, &row, NULL));
  return zb_statement_int (statement, 0);
}

static void
test_rolls_back_when_dropped (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_one (dir);

  {
    g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, NULL);
    insert (database, 1);
    g_assert_nonnull (transaction);
    g_assert_true (zb_database_in_transaction (database));
  }
  g_assert_false (zb_database_in_transaction (database));
  g_assert_cmpint (sum (database), ==, 0);
}

static void
test_nested_is_undone_alone (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_one (dir);
  g_autoptr (ZbTransaction) outer = zb_transaction_begin (database, NULL);

  insert (database, 1);
  {
    g_autoptr (ZbTransaction) dropped = zb_transaction_begin_nested (database, NULL);
    g_autoptr (ZbTransaction) inner = zb_transaction_begin_nested (database, NULL);
    insert (database, 10);
    g_assert_true (zb_transaction_commit (inner, NULL));
    g_assert_nonnull (dropped);
  }
  {
    g_autoptr (ZbTransaction) kept = zb_transaction_begin_nested (database, NULL);
    insert (database, 100);
    g_assert_true (zb_transaction_commit (kept, NULL));
  }
  g_assert_true (zb_transaction_commit (outer, NULL));
  g_assert_cmpint (sum (database), ==, 101);
}

static void
test_read_sees_one_moment (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_one (dir);
  g_autoptr (ZbDatabase) reader =
      zb_database_open (zb_database_path (database), ZB_DATABASE_READONLY, NULL);

  insert (database, 1);
  {
    g_autoptr (ZbTransaction) moment = zb_transaction_begin_read (reader, NULL);
    g_assert_nonnull (moment);
    g_assert_cmpint (sum (reader), ==, 1);
    insert (database, 2);
    g_assert_cmpint (sum (reader), ==, 1);
  }
  g_assert_cmpint (sum (reader), ==, 3);
}

static void
test_full_disk_ends_it (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = open_one (dir);
  g_autoptr (GError) error = NULL;

  insert (database, 1);
  g_assert_true (zb_database_execute (database, "CREATE TABLE big (body BLOB)", NULL));
  g_assert_true (zb_database_limit_pages (database, 8, NULL));
  {
    g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, NULL);
    g_autoptr (ZbTransaction) inner = zb_transaction_begin_nested (database, NULL);
    insert (database, 2);
    g_assert_nonnull (inner);
    g_assert_false (
        zb_database_execute (database, "INSERT INTO big VALUES (zeroblob(1000000))", &error));
    g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
    g_assert_nonnull (transaction);
  }
  g_assert_false (zb_database_in_transaction (database));
  g_assert_cmpint (sum (database), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/storage/transaction/" name, function)
  ADD ("rolls-back-when-dropped", test_rolls_back_when_dropped);
  ADD ("nested-is-undone-alone", test_nested_is_undone_alone);
  ADD ("read-sees-one-moment", test_read_sees_one_moment);
  ADD ("full-disk-ends-it", test_full_disk_ends_it);
  return g_test_run ();
}
