/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/statement.h"
#include "tests/storage/scratch-database.h"

#include <string.h>

#define TABLE "CREATE TABLE fact (a INTEGER, b TEXT, c BLOB)"
#define INSERT "INSERT INTO fact VALUES (?1, ?2, ?3)"

static void
test_gives_back_what_was_bound (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\1\2", 3);
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_database_run (database, INSERT, &error, zb_value_int (G_MININT64),
                                  zb_value_text ("厦门"), zb_value_bytes (bytes)));
  ZbStatement *statement;
  zb_database_query (database, "SELECT a, b, c FROM fact WHERE b = ?1", &statement, &error,
                     zb_value_text ("厦门"));
  g_assert_no_error (error);
  g_assert_nonnull (statement);
  g_assert_cmpint (zb_statement_int (statement, 0), ==, G_MININT64);
  g_assert_cmpstr (zb_statement_text (statement, 1), ==, "厦门");
  g_autoptr (GBytes) read = zb_statement_dup_bytes (statement, 2);
  g_assert_true (g_bytes_equal (read, bytes));
  zb_statement_reset (statement);
}

static void
test_tells_null_from_empty (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  g_assert_true (zb_database_run (database, INSERT, NULL, zb_value_int (1), zb_value_text (NULL),
                                  zb_value_bytes (nothing)));
  ZbStatement *statement;
  g_assert_true (zb_database_query (database, "SELECT b, c FROM fact WHERE a = ?1", &statement,
                                    NULL, zb_value_int (1)));
  g_assert_true (zb_statement_is_null (statement, 0));
  g_assert_null (zb_statement_dup_text (statement, 0));
  g_assert_false (zb_statement_is_null (statement, 1));
  g_autoptr (GBytes) read = zb_statement_dup_bytes (statement, 1);
  g_assert_cmpuint (g_bytes_get_size (read), ==, 0);
  zb_statement_reset (statement);
}

static void
test_values_are_never_sql (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  const char *nasty = "'); DROP TABLE fact; --";

  g_assert_true (zb_database_run (database, INSERT, NULL, zb_value_int (1), zb_value_text (nasty),
                                  zb_value_bytes (NULL)));
  ZbStatement *statement;
  g_assert_true (zb_database_query (database, "SELECT b FROM fact WHERE a = ?1", &statement, NULL,
                                    zb_value_int (1)));
  g_assert_cmpstr (zb_statement_text (statement, 0), ==, nasty);
  zb_statement_reset (statement);
}

static void
test_no_row_is_no_error (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  g_autoptr (GError) error = NULL;

  ZbStatement *statement;
  zb_database_query (database, "SELECT a FROM fact WHERE a = ?1", &statement, &error,
                     zb_value_int (9));
  g_assert_no_error (error);
  g_assert_null (statement);
}

static void
test_wrong_sql_is_an_error (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  g_autoptr (GError) error = NULL;

  ZbStatement *statement;
  g_assert_false (
      zb_database_query (database, "SELECT ?1 FROM nowhere", &statement, &error, zb_value_int (9)));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "nowhere"));
}

/* What is not bound would be what was bound before. */
static void
test_each_parameter_has_one_value (void)
{
  static const ZbValue values[] = {{.type = ZB_VALUE_INT, .number = 1},
                                   {.type = ZB_VALUE_INT, .number = 2},
                                   {.type = ZB_VALUE_INT, .number = 3}};
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);

  for (guint n = 1; n <= G_N_ELEMENTS (values); n++) {
    g_autoptr (GError) error = NULL;
    gboolean done = zb_database_run_values (database, "DELETE FROM fact WHERE a IN (?1, ?2)",
                                            values, n, &error);

    g_assert_true (done == (n == 2));
    if (done)
      g_assert_no_error (error);
    else
      g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FAILED);
  }
}

/* One that was left on a row, and one that ran. */
static void
test_begins_anew (void)
{
  static const char select[] = "SELECT count(*), ?1 FROM fact UNION ALL SELECT 7, 7";
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);
  ZbStatement *row = NULL;

  for (int i = 0; i < 3; i++) {
    g_assert_true (zb_database_query (database, select, &row, NULL, zb_value_int (i)));
    g_assert_cmpint (zb_statement_int (row, 0), ==, 0);
    g_assert_cmpint (zb_statement_int (row, 1), ==, i);
    if (i == 1)
      g_assert_true (zb_statement_run (row, NULL));
  }
}

static void
test_counts_changes (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, TABLE);

  for (int i = 1; i <= 3; i++)
    g_assert_true (zb_database_run (database, INSERT, NULL, zb_value_int (i), zb_value_text ("x"),
                                    zb_value_bytes (NULL)));
  g_assert_cmpint (zb_database_last_id (database), ==, 3);
  g_assert_true (
      zb_database_run (database, "DELETE FROM fact WHERE a > ?1", NULL, zb_value_int (1)));
  g_assert_cmpint (zb_database_changes (database), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/storage/statement/" name, function)
  ADD ("gives-back-what-was-bound", test_gives_back_what_was_bound);
  ADD ("tells-null-from-empty", test_tells_null_from_empty);
  ADD ("values-are-never-sql", test_values_are_never_sql);
  ADD ("no-row-is-no-error", test_no_row_is_no_error);
  ADD ("wrong-sql-is-an-error", test_wrong_sql_is_an_error);
  ADD ("each-parameter-has-one-value", test_each_parameter_has_one_value);
  ADD ("begins-anew", test_begins_anew);
  ADD ("counts-changes", test_counts_changes);
  return g_test_run ();
}
