/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/statement.h"
#include "storage/transaction.h"
#include "tests/storage/scratch-database.h"

#define TABLE "CREATE TABLE fact (a INTEGER UNIQUE)"
#define SUM "SELECT coalesce(sum(a), 0) FROM fact"

static void
insert (ZbDatabase *database, gint64 value)
{
  g_autoptr (GError) error = NULL;

  zb_database_run (database, "INSERT INTO fact VALUES (?1)", &error, zb_value_int (value));
  g_assert_no_error (error);
}

static void
test_rolls_back_when_dropped (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);

  {
    g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, NULL);
    insert (database, 1);
    g_assert_nonnull (transaction);
    g_assert_true (zb_database_in_transaction (database));
  }
  g_assert_false (zb_database_in_transaction (database));
  g_assert_cmpint (scratch_database_number (database, SUM), ==, 0);
}

static void
test_nested_is_undone_alone (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
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
  g_assert_cmpint (scratch_database_number (database, SUM), ==, 101);
}

static void
test_read_sees_one_moment (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  g_autoptr (ZbDatabase) reader =
      zb_database_open (zb_database_path (database), ZB_DATABASE_READONLY, NULL);

  insert (database, 1);
  {
    g_autoptr (ZbTransaction) moment = zb_transaction_begin_read (reader, NULL);
    g_assert_nonnull (moment);
    g_assert_cmpint (scratch_database_number (reader, SUM), ==, 1);
    insert (database, 2);
    g_assert_cmpint (scratch_database_number (reader, SUM), ==, 1);
  }
  g_assert_cmpint (scratch_database_number (reader, SUM), ==, 3);
}

static void
test_full_disk_ends_it (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
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
  g_assert_cmpint (scratch_database_number (database, SUM), ==, 1);
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
