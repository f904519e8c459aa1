/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/transaction.h"
#include "tests/storage/scratch-database.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  ZbTempDir *dir;
  char *path;
  ZbDatabase *database;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = zb_temp_dir_new ();
  fixture->database =
      scratch_database_new (fixture->dir, "CREATE TABLE fact (id INTEGER PRIMARY KEY, body BLOB)");
  fixture->path = g_strdup (zb_database_path (fixture->database));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_database_free (fixture->database);
  zb_temp_dir_free (fixture->dir);
  g_free (fixture->path);
}

static void
test_is_durable_and_private (Fixture *fixture, gconstpointer data)
{
  GStatBuf info;

  g_assert_cmpint (scratch_database_number (fixture->database, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (scratch_database_number (fixture->database, "PRAGMA page_size"), ==, 8192);
  g_assert_cmpint (scratch_database_number (fixture->database, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (scratch_database_number (fixture->database,
                                            "SELECT journal_mode = 'wal' FROM pragma_journal_mode"),
                   ==, 1);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

#define VISIT "--visit"

/* What this program does when it is called with VISIT, a path and SQL. */
static int
visit (const char *path, const char *sql)
{
  g_autoptr (ZbDatabase) database = zb_database_open (path, ZB_DATABASE_CREATE, NULL);

  return database != NULL && zb_database_execute (database, sql, NULL) ? 0 : 1;
}

/* In another program: a mere fork would share what SQLite knows of locks. */
static gboolean
visit_elsewhere (const char *path, const char *sql)
{
  const char *const line[] = {"/proc/self/exe", VISIT, path, sql, NULL};
  int status = 1;

  return g_spawn_sync (NULL, (char **)line, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                       NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

/* A second handle in a process must not cost the first its locks: another program would think
 * itself alone and take the log away, with all that is committed after. */
static void
test_two_handles_keep_their_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) second = zb_database_open (fixture->path, ZB_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (visit_elsewhere (fixture->path, "INSERT INTO fact VALUES (1, 'there')"));
  g_assert_true (
      zb_database_execute (fixture->database, "INSERT INTO fact VALUES (2, 'here')", &error));
  g_assert_no_error (error);
  g_assert_true (visit_elsewhere (fixture->path, "UPDATE fact SET body = 'seen' WHERE id = 2"));
  g_assert_cmpint (
      scratch_database_number (second, "SELECT count(*) FROM fact WHERE body = 'seen'"), ==, 1);
}

static void
test_names_a_missing_file (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "none.db");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_database_open (path, 0, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_refuses_what_is_no_database (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *text = g_strnfill (20000, 'x');
  g_autofree char *path = zb_temp_dir_write (dir, "notes.txt", text, -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_database_open (path, 0, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT);
}

static void
test_reader_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) reader = zb_database_open (fixture->path, ZB_DATABASE_READONLY, &error);

  g_assert_no_error (error);
  g_assert_false (zb_database_execute (reader, "INSERT INTO fact (id) VALUES (1)", &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_READONLY);
}

static void
test_reader_sees_what_is_committed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbDatabase) reader = zb_database_open (fixture->path, ZB_DATABASE_READONLY, NULL);
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (fixture->database, NULL);

  g_assert_true (zb_database_execute (fixture->database, "INSERT INTO fact (id) VALUES (1)", NULL));
  g_assert_cmpint (scratch_database_number (reader, "SELECT count(*) FROM fact"), ==, 0);
  g_assert_true (zb_transaction_commit (transaction, NULL));
  g_assert_cmpint (scratch_database_number (reader, "SELECT count(*) FROM fact"), ==, 1);
}

static void
test_tells_a_broken_constraint (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_database_execute (fixture->database, "INSERT INTO fact (id) VALUES (1)", NULL));
  g_assert_false (
      zb_database_execute (fixture->database, "INSERT INTO fact (id) VALUES (1)", &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CONSTRAINT);
  g_assert_nonnull (strstr (error->message, "fact.id"));
  g_assert_false (zb_storage_error_is_grave (error));
}

static void
test_full_keeps_what_was_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int kept = 0;

  g_assert_true (zb_database_limit_pages (fixture->database, 20, &error));
  while (zb_database_execute (fixture->database, "INSERT INTO fact (body) VALUES (zeroblob(8000))",
                              &error))
    kept++;

  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL);
  g_assert_true (zb_storage_error_is_grave (error));
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_cmpint (kept, >, 10);
  g_assert_cmpint (scratch_database_number (fixture->database, "SELECT count(*) FROM fact"), ==,
                   kept);

  g_assert_true (zb_database_limit_pages (fixture->database, 0, NULL));
  g_assert_true (
      zb_database_execute (fixture->database, "INSERT INTO fact (id) VALUES (NULL)", NULL));
  g_assert_cmpint (scratch_database_number (fixture->database, "SELECT count(*) FROM fact"), ==,
                   kept + 1);
}

static void
test_verify_names_damage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  for (int i = 0; i < 100; i++)
    g_assert_true (zb_database_execute (fixture->database,
                                        "INSERT INTO fact (body) VALUES (zeroblob(500))", NULL));
  g_assert_true (zb_database_execute (fixture->database, "PRAGMA wal_checkpoint(TRUNCATE)", NULL));
  g_assert_true (zb_database_verify (fixture->database, &error));
  g_assert_no_error (error);
  g_clear_pointer (&fixture->database, zb_database_free);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  memset (contents + 3 * 8192, 0xa5, 8192);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)length, NULL));

  fixture->database = zb_database_open (fixture->path, 0, &error);
  g_assert_no_error (error);
  g_assert_false (zb_database_verify (fixture->database, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT);
}

static void
test_verify_names_a_lost_parent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_database_execute (
      fixture->database,
      "CREATE TABLE note (fact INTEGER REFERENCES fact (id));"
      "PRAGMA foreign_keys = OFF; INSERT INTO note VALUES (7); PRAGMA foreign_keys = ON;",
      &error));
  g_assert_false (zb_database_verify (fixture->database, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "table note row 1"));
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], VISIT) == 0)
    return visit (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/storage/database/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("is-durable-and-private", test_is_durable_and_private);
  g_test_add_func ("/storage/database/names-a-missing-file", test_names_a_missing_file);
  g_test_add_func ("/storage/database/refuses-what-is-no-database",
                   test_refuses_what_is_no_database);
  ADD ("reader-cannot-write", test_reader_cannot_write);
  ADD ("reader-sees-what-is-committed", test_reader_sees_what_is_committed);
  ADD ("two-handles-keep-their-log", test_two_handles_keep_their_log);
  ADD ("tells-a-broken-constraint", test_tells_a_broken_constraint);
  ADD ("full-keeps-what-was-there", test_full_keeps_what_was_there);
  ADD ("verify-names-damage", test_verify_names_damage);
  ADD ("verify-names-a-lost-parent", test_verify_names_a_lost_parent);
  return g_test_run ();
}
