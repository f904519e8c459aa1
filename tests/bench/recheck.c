/* SPDX-License-Identifier: Apache-2.0 */
/* All rules over an archive: from the mapped file to the records of violations, beside databases
 * that answer the same and beside nothing but reading the figures once. */
#include "tests/bench/recheck-data.h"
#include "tests/bench/recheck-peers.h"
#include "validators/columns/column-check.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define ROUNDS 5

typedef struct {
  guint n_reports;
  char *folder;
  double cold_s, one_core_s, two_cores_s, rules300_one_s, rules300_two_s, floor_s;
  /* Of processors, which others on the machine take less of than they take of the time. */
  double one_core_user_s, rules300_user_s, floor_user_s;
  guint n_rules, n_in_lanes, n_columns;
  guint64 n_violations, n_violations300;
  char *sums;
  ZbPeerResult sqlite, duckdb, postgresql;
  char *one_form; /* what ./bench rules says of one form */
} Bench;

static void
must (gboolean done, const GError *error)
{
  if (done)
    return;
  g_printerr ("recheck: %s\n", error != NULL ? error->message : "failed");
  exit (1);
}

static double
now (void)
{
  return (double)g_get_monotonic_time () / 1e6;
}

/* What this process has used of processors. */
static double
used (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static char *
source_file (const char *name)
{
  const char *root = g_getenv ("ZB_SOURCE_ROOT");
  g_autofree char *path =
      g_build_filename (root == NULL ? "." : root, "tests", "bench", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  must (g_file_get_contents (path, &text, NULL, &error), error);
  return text;
}

static ZbRuleset *
compile (ZbForm *form, const char *name)
{
  g_autofree char *text = source_file (name);
  g_autoptr (GError) error = NULL;
  ZbRuleset *ruleset = zb_ruleset_compile (form, name, text, NULL, NULL, &error);

  must (ruleset != NULL, error);
  return ruleset;
}

/* An archive on disk and its rules. */
typedef struct {
  ZbForm *form;
  ZbRuleset *ruleset;
  char *path;
  ZbColumnFile *file;
} Archive;

static void
archive_init (Archive *archive, const Bench *bench, guint n_rows, const char *rules)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("%u.columns", n_rows);

  archive->form = zb_bench_form (n_rows);
  archive->ruleset = compile (archive->form, rules);
  archive->path = g_build_filename (bench->folder, name, NULL);
  must (zb_bench_write_columns (archive->path, archive->form, bench->n_reports, &error), error);
  archive->file = zb_column_file_open (archive->path, archive->form, &error);
  must (archive->file != NULL, error);
}

static void
archive_clear (Archive *archive)
{
  zb_column_file_unref (archive->file);
  g_unlink (archive->path);
  g_free (archive->path);
  zb_ruleset_unref (archive->ruleset);
  zb_form_unref (archive->form);
}

static ZbColumnCheck *
judge (const Archive *archive, guint n_threads, double *ret_seconds)
{
  double begun = now ();
  ZbColumnCheck *recheck = zb_column_check_new (archive->ruleset, archive->file, zb_context_empty,
                                                (ZbReportSource){0}, NULL);

  zb_column_check_run (recheck, n_threads);
  *ret_seconds = now () - begun;
  return recheck;
}

/* The least time of some rounds, and the least that one used of processors. */
static double
best_of (const Archive *archive, guint n_threads, guint n_rounds, double *ret_used)
{
  double best = G_MAXDOUBLE, seconds;

  for (guint i = 0; i < n_rounds; i++) {
    double begun = used ();
    ZbColumnCheck *check = judge (archive, n_threads, &seconds);

    *ret_used = MIN (*ret_used, used () - begun);
    zb_column_check_free (check);
    best = MIN (best, seconds);
  }
  return best;
}

/* Once, with nothing of the file in memory. */
static double
cold (Archive *archive)
{
  g_autoptr (GError) error = NULL;
  int file = open (archive->path, O_RDONLY | O_CLOEXEC);
  double seconds;

  g_clear_pointer (&archive->file, zb_column_file_unref);
  fsync (file);
  posix_fadvise (file, 0, 0, POSIX_FADV_DONTNEED);
  close (file);
  archive->file = zb_column_file_open (archive->path, archive->form, &error);
  must (archive->file != NULL, error);
  zb_column_check_free (judge (archive, 1, &seconds));
  return seconds;
}

/* A line a rule, as the databases give it. */
static char *
sums_of (const Archive *archive, const ZbColumnCheck *recheck, guint64 *ret_violations)
{
  guint n = archive->ruleset->instances->len;
  g_autofree gint64 (*sums)[5] = g_malloc0_n (n + 1, sizeof *sums);
  GString *text = g_string_new (NULL);

  for (guint block = 0; block < zb_column_file_n_blocks (archive->file); block++) {
    guint n_violations;
    const ZbViolation *violations = zb_column_check_violations (recheck, block, &n_violations);

    *ret_violations += n_violations;
    for (guint i = 0; i < n_violations; i++) {
      gint64 *sum = sums[violations[i].instance];

      sum[0]++;
      sum[1] += violations[i].report;
      sum[2] += violations[i].left;
      sum[3] += violations[i].right;
      sum[4] += violations[i].difference;
    }
  }
  for (guint i = 0; i < n; i++) {
    if (sums[i][0] > 0)
      g_string_append_printf (text,
                              "%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                              " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                              i + 1, sums[i][0], sums[i][1], sums[i][2], sums[i][3], sums[i][4]);
  }
  return g_string_free (text, FALSE);
}

static GArray *
columns_used (const Archive *archive, const ZbColumnCheck *recheck)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_slots = archive->ruleset->references->slots->len;
  g_autofree gboolean *used = g_new0 (gboolean, n_slots + 1);

  for (guint i = 0; i < zb_column_check_n_kernels (recheck); i++) {
    const ZbLaneKernel *kernel = zb_column_check_kernel (recheck, i);

    for (guint j = 0; j < kernel->slots->len; j++)
      used[g_array_index (kernel->slots, guint, j)] = TRUE;
  }
  for (guint i = 0; i < n_slots; i++) {
    if (used[i])
      g_array_append_val (slots, i);
  }
  return slots;
}

/* One thread reading the columns that the rules touch once, as plain 64-bit figures in memory. */
static double
measure_floor (const Bench *bench, guint n_columns, double *ret_used)
{
  gsize n = bench->n_reports;
  g_autofree gint64 *figures = g_new (gint64, n * n_columns);
  double best = G_MAXDOUBLE;
  volatile gint64 sink = 0;

  for (gsize i = 0; i < n * n_columns; i++)
    figures[i] = (gint64)(i * 7919);
  for (guint round = 0; round < ROUNDS; round++) {
    double begun = now (), begun_used = used ();
    gint64 sum = 0;

    for (gsize i = 0; i < n * n_columns; i++)
      sum ^= figures[i];
    best = MIN (best, now () - begun);
    *ret_used = MIN (*ret_used, used () - begun_used);
    sink = sum;
  }
  (void)sink;
  return best;
}

static void
measure_20 (Bench *bench)
{
  g_autoptr (ZbColumnCheck) recheck = NULL;
  g_autoptr (GArray) slots = NULL;
  Archive archive;
  double seconds;

  archive_init (&archive, bench, ZB_BENCH_ROWS, "recheck-20.rules");
  bench->cold_s = cold (&archive);
  recheck = judge (&archive, 1, &seconds);
  bench->sums = sums_of (&archive, recheck, &bench->n_violations);
  slots = columns_used (&archive, recheck);
  bench->n_rules = zb_column_check_n_kernels (recheck);
  bench->n_columns = slots->len;
  for (guint i = 0; i < bench->n_rules; i++)
    bench->n_in_lanes += zb_column_check_kernel (recheck, i)->in_lanes ? 1 : 0;
  bench->one_core_user_s = G_MAXDOUBLE;
  bench->one_core_s = best_of (&archive, 1, ROUNDS, &bench->one_core_user_s);
  bench->floor_user_s = G_MAXDOUBLE;
  bench->floor_s = measure_floor (bench, bench->n_columns, &bench->floor_user_s);
  bench->one_core_s =
      MIN (bench->one_core_s, best_of (&archive, 1, ROUNDS, &bench->one_core_user_s));
  bench->two_cores_s = best_of (&archive, 2, ROUNDS, &seconds);
  archive_clear (&archive);
}

static void
measure_300 (Bench *bench)
{
  Archive archive;
  g_autoptr (ZbColumnCheck) recheck = NULL;
  g_autofree char *sums = NULL;

  archive_init (&archive, bench, 50, "recheck-300.rules");
  recheck = judge (&archive, 2, &bench->rules300_two_s);
  sums = sums_of (&archive, recheck, &bench->n_violations300);
  for (guint i = 0; i < zb_column_check_n_kernels (recheck); i++)
    must (zb_column_check_kernel (recheck, i)->in_lanes, NULL);
  bench->rules300_user_s = G_MAXDOUBLE;
  bench->rules300_two_s = best_of (&archive, 2, ROUNDS, &bench->rules300_user_s);
  bench->rules300_one_s = best_of (&archive, 1, 3, &bench->rules300_user_s);
  archive_clear (&archive);
}

/* @local: without what must be installed or started first. */
static void
measure_peers (Bench *bench, gboolean local)
{
  g_autofree char *table = g_build_filename (bench->folder, "reports.csv", NULL);
  g_autofree char *path = g_build_filename (bench->folder, "violations.sql", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *query = zb_peer_query (&error);

  must (query != NULL && zb_bench_write_table (table, bench->n_reports, &error), error);
  bench->sqlite = zb_peer_sqlite (query, bench->n_reports);
  if (!local) {
    bench->duckdb = zb_peer_duckdb (query, table, bench->folder);
    bench->postgresql = zb_peer_postgresql (query, table, bench->folder);
  }
  g_unlink (path);
  g_unlink (table);
}

/* The line of one form that ./bench rules gives, and of it one figure. */
static double
figure_of (const Bench *bench, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":", name);
  const char *at = bench->one_form == NULL ? NULL : strstr (bench->one_form, "\"generated\"");

  at = at == NULL ? NULL : strstr (at, key);
  return at == NULL ? 0 : g_ascii_strtod (at + strlen (key), NULL);
}

static void
measure_one_form (Bench *bench, const char *program, gboolean quick)
{
  g_autofree char *folder = g_path_get_dirname (program);
  g_autofree char *path = g_build_filename (folder, "rules", NULL);
  const char *const arguments[] = {path, "--json", quick ? "--quick" : NULL, NULL};

  g_spawn_sync (NULL, (char **)arguments, NULL, 0, NULL, NULL, &bench->one_form, NULL, NULL, NULL);
}

/* Whether each database that was asked found the same. */
static gboolean
agrees (const Bench *bench)
{
  const ZbPeerResult *peers[] = {&bench->sqlite, &bench->duckdb, &bench->postgresql};

  for (guint i = 0; i < G_N_ELEMENTS (peers); i++) {
    if (peers[i]->sums != NULL && strcmp (peers[i]->sums, bench->sums) != 0)
      return FALSE;
  }
  return bench->sqlite.sums != NULL;
}

static void
print_peer (const Bench *bench, const char *name, const ZbPeerResult *peer)
{
  if (peer->sums == NULL)
    g_print ("%-28s not measured: %s\n", name,
             peer->remark == NULL ? "not asked for" : peer->remark);
  else
    g_print ("%-28s %8.4f s one thread (%.1f x)%s  %s, %s\n", name, peer->one_s,
             peer->one_s / bench->one_core_s, peer->two_s > 0 ? "" : "         ", peer->remark,
             strcmp (peer->sums, bench->sums) == 0 ? "the same violations" : "OTHER VIOLATIONS");
  if (peer->two_s > 0)
    g_print ("%-28s %8.4f s two threads (%.1f x)\n", "", peer->two_s,
             peer->two_s / bench->two_cores_s);
}

static void
print_text (const Bench *bench)
{
  g_print ("%u reports x %u columns, %u rules (%u in lanes, %s), %" G_GUINT64_FORMAT
           " violations\n",
           bench->n_reports, ZB_BENCH_CELLS, bench->n_rules, bench->n_in_lanes,
           zb_lane_kernels ()->name, bench->n_violations);
  g_print ("%-28s %8.4f s one thread, warm (%.2f x the floor)\n", "columns", bench->one_core_s,
           bench->one_core_s / bench->floor_s);
  g_print ("%-28s %8.4f s two threads, warm; %.4f s one thread, cold; %.4f s of one processor\n",
           "", bench->two_cores_s, bench->cold_s, bench->one_core_user_s);
  g_print ("%-28s %8.4f s reading %u columns as int64; %.4f s of one processor (%.2f x)\n", "floor",
           bench->floor_s, bench->n_columns, bench->floor_user_s,
           bench->one_core_user_s / bench->floor_user_s);
  print_peer (bench, "DuckDB", &bench->duckdb);
  print_peer (bench, "SQLite", &bench->sqlite);
  print_peer (bench, "PostgreSQL", &bench->postgresql);
  g_print ("%-28s %8.4f s two threads, %.4f s one, %.4f s of one processor; %" G_GUINT64_FORMAT
           " violations\n",
           "300 rules, 200 columns", bench->rules300_two_s, bench->rules300_one_s,
           bench->rules300_user_s, bench->n_violations300);
  g_print ("%-28s check %.1f us, edit p99 %.1f us, compile %.2f ms\n", "one form of 500 cells",
           figure_of (bench, "full_check_us"), figure_of (bench, "edit_p99_us"),
           figure_of (bench, "compile_ms"));
}

static void
print_json (const Bench *bench)
{
  g_print ("{\"reports\":%u,\"violations\":%" G_GUINT64_FORMAT ",\"one_core_s\":%.5f,"
           "\"two_cores_s\":%.5f,\"cold_one_core_s\":%.5f,\"rules300_one_core_s\":%.5f,"
           "\"rules300_two_cores_s\":%.5f,\"one_core_user_s\":%.5f,\"rules300_user_s\":%.5f,"
           "\"floor_user_s\":%.5f,",
           bench->n_reports, bench->n_violations, bench->one_core_s, bench->two_cores_s,
           bench->cold_s, bench->rules300_one_s, bench->rules300_two_s, bench->one_core_user_s,
           bench->rules300_user_s, bench->floor_user_s);
  if (bench->duckdb.sums != NULL)
    g_print ("\"duckdb_one_s\":%.5f,\"duckdb_two_s\":%.5f,", bench->duckdb.one_s,
             bench->duckdb.two_s);
  else
    g_print ("\"duckdb_one_s\":null,");
  g_print ("\"sqlite_s\":%.5f,", bench->sqlite.one_s);
  if (bench->postgresql.sums != NULL)
    g_print ("\"postgresql_s\":%.5f,", bench->postgresql.one_s);
  g_print ("\"bandwidth_floor_s\":%.5f,\"same_violations\":%s,\"full_check_us\":%.3f,"
           "\"edit_p99_us\":%.3f,\"compile_ms\":%.4f}\n",
           bench->floor_s, agrees (bench) ? "true" : "false", figure_of (bench, "full_check_us"),
           figure_of (bench, "edit_p99_us"), figure_of (bench, "compile_ms"));
}

int
main (int argc, char **argv)
{
  gboolean quick = FALSE, json = FALSE, local = FALSE;
  Bench bench = {.n_reports = 1000000};

  for (int i = 1; i < argc; i++) {
    quick |= strcmp (argv[i], "--quick") == 0;
    json |= strcmp (argv[i], "--json") == 0;
    local |= strcmp (argv[i], "--local") == 0;
  }
  if (quick)
    bench.n_reports = 20000;
  bench.folder = g_dir_make_tmp ("zb-recheck-XXXXXX", NULL);
  must (bench.folder != NULL, NULL);
  measure_20 (&bench);
  measure_300 (&bench);
  measure_peers (&bench, local);
  measure_one_form (&bench, argv[0], quick);
  if (json)
    print_json (&bench);
  else
    print_text (&bench);
  gboolean agreed = agrees (&bench);
  zb_peer_result_clear (&bench.sqlite);
  zb_peer_result_clear (&bench.duckdb);
  zb_peer_result_clear (&bench.postgresql);
  g_free (bench.one_form);
  g_free (bench.sums);
  g_rmdir (bench.folder);
  g_free (bench.folder);
  return agreed ? 0 : 1;
}
