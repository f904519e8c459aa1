/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/recheck-peers.h"

#include "tests/bench/recheck-data.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

void
zb_peer_result_clear (ZbPeerResult *result)
{
  g_free (result->sums);
  g_free (result->remark);
}

static char *
source_path (const char *name)
{
  const char *root = g_getenv ("ZB_SOURCE_ROOT");

  return g_build_filename (root == NULL ? "." : root, "tests", "bench", name, NULL);
}

char *
zb_peer_query (GError **error)
{
  g_autofree char *path = source_path ("recheck-20.sql");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GString *query;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  query = g_string_new (NULL);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "|", 4);

    if (g_str_has_prefix (lines[i], "--") || g_strv_length (parts) != 4)
      continue;
    g_string_append_printf (query,
                            "%sSELECT %s AS rule, id, (%s) AS lhs, (%s) AS rhs, "
                            "(%s) - (%s) AS difference FROM reports WHERE %s",
                            query->len == 0 ? "" : "\nUNION ALL\n", parts[0], parts[2], parts[3],
                            parts[2], parts[3], parts[1]);
  }
  return g_string_free (query, FALSE);
}

char *
zb_peer_columns (void)
{
  GString *columns = g_string_new (NULL);

  for (guint row = 1; row <= ZB_BENCH_ROWS; row++) {
    for (guint column = 1; column <= ZB_BENCH_COLUMNS; column++)
      g_string_append_printf (columns, "%sc%02u%u", columns->len == 0 ? "" : ",", row, column);
  }
  return g_string_free (columns, FALSE);
}

static gboolean
fill_sqlite (sqlite3 *database, guint n_reports)
{
  g_autofree char *columns = zb_peer_columns ();
  g_autofree char *create = g_strdup_printf ("CREATE TABLE reports (id INTEGER PRIMARY KEY, %s);"
                                             "BEGIN",
                                             columns);
  g_autoptr (GString) insert = g_string_new ("INSERT INTO reports VALUES (?");
  sqlite3_stmt *statement = NULL;
  gboolean done;

  for (guint i = 0; i < ZB_BENCH_CELLS; i++)
    g_string_append (insert, ",?");
  g_string_append_c (insert, ')');
  done = sqlite3_exec (database, create, NULL, NULL, NULL) == SQLITE_OK &&
         sqlite3_prepare_v2 (database, insert->str, -1, &statement, NULL) == SQLITE_OK;
  for (guint i = 0; done && i < n_reports; i++) {
    gint64 figures[ZB_BENCH_CELLS];

    zb_bench_figures (i, ZB_BENCH_ROWS, figures);
    sqlite3_bind_int64 (statement, 1, i);
    for (guint cell = 0; cell < ZB_BENCH_CELLS; cell++)
      sqlite3_bind_int64 (statement, (int)cell + 2, figures[cell]);
    done = sqlite3_step (statement) == SQLITE_DONE && sqlite3_reset (statement) == SQLITE_OK;
  }
  sqlite3_finalize (statement);
  return done && sqlite3_exec (database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

static char *
sums_of_sqlite (sqlite3 *database)
{
  GString *sums = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (database,
                      "SELECT rule || ' ' || count(*) || ' ' || sum(id) || ' ' || sum(lhs) || ' ' "
                      "|| sum(rhs) || ' ' || sum(difference) FROM violations GROUP BY rule "
                      "ORDER BY rule",
                      -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (sums, "%s\n", (const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return g_string_free (sums, FALSE);
}

ZbPeerResult
zb_peer_sqlite (const char *query, guint n_reports)
{
  g_autofree char *create = g_strdup_printf ("CREATE TABLE violations AS %s", query);
  ZbPeerResult result = {0};
  sqlite3 *database = NULL;
  gint64 begun;

  if (sqlite3_open (":memory:", &database) == SQLITE_OK && fill_sqlite (database, n_reports)) {
    begun = g_get_monotonic_time ();
    if (sqlite3_exec (database, create, NULL, NULL, NULL) == SQLITE_OK) {
      result.one_s = (double)(g_get_monotonic_time () - begun) / 1e6;
      result.sums = sums_of_sqlite (database);
    }
  }
  result.remark =
      g_strdup (result.sums == NULL ? sqlite3_errmsg (database) : sqlite3_libversion ());
  sqlite3_close (database);
  return result;
}

/* Runs a program that prints "seconds THREADS S", "sums …" and "version …" lines. */
static ZbPeerResult
run_peer (const char *const *arguments)
{
  g_autoptr (GString) sums = g_string_new (NULL);
  g_autofree char *output = NULL, *errors = NULL;
  g_auto (GStrv) lines = NULL;
  ZbPeerResult result = {0};
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                     &errors, &status, NULL) ||
      !g_spawn_check_wait_status (status, NULL)) {
    result.remark = g_strdup (errors == NULL || *errors == '\0' ? "it is not installed" : errors);
    return result;
  }
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "seconds 1 "))
      result.one_s = g_ascii_strtod (lines[i] + strlen ("seconds 1 "), NULL);
    else if (g_str_has_prefix (lines[i], "seconds 2 "))
      result.two_s = g_ascii_strtod (lines[i] + strlen ("seconds 2 "), NULL);
    else if (g_str_has_prefix (lines[i], "sums "))
      g_string_append_printf (sums, "%s\n", lines[i] + strlen ("sums "));
    else if (g_str_has_prefix (lines[i], "version "))
      result.remark = g_strdup (lines[i] + strlen ("version "));
  }
  result.sums = g_strdup (sums->str);
  return result;
}

static char *
put_query (const char *query, const char *folder)
{
  char *path = g_build_filename (folder, "violations.sql", NULL);

  if (!g_file_set_contents (path, query, -1, NULL))
    g_clear_pointer (&path, g_free);
  return path;
}

/* Where npm keeps DuckDB between runs; NULL with the reason in *@ret_remark. */
static char *
install_duckdb (char **ret_remark)
{
  const char *root = g_getenv ("ZB_BUILD_ROOT");
  g_autofree char *folder =
      g_build_filename (root == NULL ? g_get_tmp_dir () : root, "duckdb", NULL);
  g_autofree char *module =
      g_build_filename (folder, "node_modules", "@duckdb", "node-api", "package.json", NULL);
  const char *const install[] = {"npm",
                                 "install",
                                 "--no-audit",
                                 "--no-fund",
                                 "--fetch-timeout=20000",
                                 "--fetch-retries=1",
                                 "--prefix",
                                 folder,
                                 "@duckdb/node-api",
                                 NULL};
  g_autofree char *errors = NULL;
  int status = 0;

  g_mkdir_with_parents (folder, 0755);
  if (!g_file_test (module, G_FILE_TEST_EXISTS) &&
      (!g_spawn_sync (NULL, (char **)install, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &errors,
                      &status, NULL) ||
       !g_spawn_check_wait_status (status, NULL))) {
    *ret_remark = g_strdup_printf ("npm cannot install @duckdb/node-api: %s",
                                   errors == NULL ? "there is no npm" : g_strchomp (errors));
    return NULL;
  }
  return g_steal_pointer (&folder);
}

ZbPeerResult
zb_peer_duckdb (const char *query, const char *table, const char *folder)
{
  g_autofree char *script = source_path ("recheck-duckdb.mjs");
  g_autofree char *columns = zb_peer_columns ();
  g_autofree char *path = put_query (query, folder);
  ZbPeerResult result = {0};
  g_autofree char *modules = install_duckdb (&result.remark);
  const char *const arguments[] = {"node", script, modules, table, columns, path, "1", "2", NULL};

  return modules == NULL || path == NULL ? result : run_peer (arguments);
}

ZbPeerResult
zb_peer_postgresql (const char *query, const char *table, const char *folder)
{
  g_autofree char *script = source_path ("recheck-postgresql.sh");
  g_autofree char *columns = zb_peer_columns ();
  g_autofree char *path = put_query (query, folder);
  const char *const arguments[] = {"bash", script, folder, table, columns, path, NULL};

  return run_peer (arguments);
}
