/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/migration.h"
#include "tests/storage/scratch-database.h"

#include <string.h>

static const ZbMigration scripts[] = {
    {.name = "001-start", .sql = "CREATE TABLE fact (a INTEGER); INSERT INTO fact VALUES (1);"},
    {.name = "002-text", .sql = "ALTER TABLE fact ADD COLUMN b TEXT; UPDATE fact SET b = 'old';"},
    {.name = "003-wrong",
     .sql = "INSERT INTO fact (a) VALUES (2); INSERT INTO nowhere VALUES (1);"},
};

#define ROWS "SELECT count(*) FROM fact"

static int
version_of (ZbDatabase *database)
{
  int version = -1;

  g_assert_true (zb_migration_version (database, &version, NULL));
  return version;
}

static void
test_runs_only_what_is_new (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, "");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (version_of (database), ==, 0);
  g_assert_true (zb_migration_run (database, scripts, 1, &error));
  g_assert_cmpint (version_of (database), ==, 1);
  g_assert_true (zb_migration_run (database, scripts, 2, &error));
  g_assert_true (zb_migration_run (database, scripts, 2, &error));
  g_assert_no_error (error);
  g_assert_cmpint (version_of (database), ==, 2);
  g_assert_cmpint (scratch_database_number (database, ROWS), ==, 1);
}

static void
test_failed_script_rolls_back (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, "");
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_migration_run (database, scripts, 3, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "migration 003-wrong: "));
  g_assert_nonnull (strstr (error->message, "nowhere"));
  g_assert_cmpint (version_of (database), ==, 2);
  g_assert_cmpint (scratch_database_number (database, ROWS), ==, 1);
}

static void
test_leaves_a_newer_one_alone (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, "");
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_migration_run (database, scripts, 2, NULL));
  g_assert_false (zb_migration_run (database, scripts, 1, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "has version 2"));
  g_assert_cmpint (version_of (database), ==, 2);
}

/* A table that others refer to is made anew: they refer to the new one, as before. */
static void
test_rebuilds_what_others_refer_to (void)
{
  static const ZbMigration rebuilding[] = {
      {.name = "001-start",
       .sql = "CREATE TABLE fact (a INTEGER PRIMARY KEY, b TEXT UNIQUE); INSERT INTO fact VALUES "
              "(1, 'one'); CREATE TABLE word (fact REFERENCES fact (a)); INSERT INTO word VALUES "
              "(1);"},
      {.name = "002-anew",
       .sql = "CREATE TABLE anew (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO anew SELECT * FROM "
              "fact; DROP TABLE fact; ALTER TABLE anew RENAME TO fact;",
       .rebuilds = TRUE},
      {.name = "003-loses",
       .sql = "CREATE TABLE anew (a INTEGER PRIMARY KEY); DROP TABLE fact; ALTER TABLE anew RENAME "
              "TO fact;",
       .rebuilds = TRUE}};
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbDatabase) database = scratch_database_new (dir, "");
  g_autoptr (GError) error = NULL;

  zb_migration_run (database, rebuilding, 2, &error);
  g_assert_no_error (error);
  g_assert_true (zb_database_verify (database, &error));
  g_assert_cmpint (scratch_database_number (database, ROWS), ==, 1);
  g_assert_false (zb_database_execute (database, "DELETE FROM fact", NULL));
  /* What would leave others without theirs is not done. */
  g_assert_false (zb_migration_run (database, rebuilding, 3, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "migration 003-loses: "));
  g_assert_nonnull (strstr (error->message, "table word row 1 refers to a row of fact"));
  g_assert_cmpint (version_of (database), ==, 2);
  g_assert_false (zb_database_execute (database, "DELETE FROM fact", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/storage/migration/" name, function)
  ADD ("runs-only-what-is-new", test_runs_only_what_is_new);
  ADD ("failed-script-rolls-back", test_failed_script_rolls_back);
  ADD ("leaves-a-newer-one-alone", test_leaves_a_newer_one_alone);
  ADD ("rebuilds-what-others-refer-to", test_rebuilds_what_others_refer_to);
  return g_test_run ();
}
