/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/desktop-program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/draft.h"
#include "desktop/enterprise/application.h"
#include "desktop/enterprise/home/due-row.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/window.h"
#include "desktop/widgets/form-grid.h"
#include "tests/bench/big-form.h"
#include "tests/bench/key-times.h"
#include "tests/bench/percentile.h"
#include "tests/client/scratch-client.h"
#include "tests/desktop/keyboard.h"

#define CHILD "--program"
#define FIXED "BIG-500"
#define DYNAMIC "BIG-2000"
#define N_FIXED 500u
#define N_DYNAMIC 2000u

typedef struct {
  ZbApplication *application;
  ZbOffice *office;
  GtkWidget *window;
  ZbKeyTimes *keys;
} Program;

static double
ms_since (gint64 then)
{
  return (double)(g_get_monotonic_time () - then) / 1e3;
}

/* What main() of the program does, up to the window. */
static void
open_program (Program *program, const char *workspace)
{
  g_autoptr (GError) error = NULL;

  zb_language_set ("en", "/");
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  program->application = zb_application_new ();
  g_application_register (G_APPLICATION (program->application), NULL, &error);
  g_assert_no_error (error);
  program->office = zb_office_new (workspace, &zb_clock_system);
  program->window =
      GTK_WIDGET (zb_window_new (GTK_APPLICATION (program->application), program->office, NULL));
  gtk_widget_realize (program->window);
  program->keys = zb_key_times_new (program->window);
  gtk_window_present (GTK_WINDOW (program->window));
}

/* The first widget of a type that is on the screen and, where @form is not NULL, a line of that
 * form. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type, const char *form)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (form == NULL ||
       strcmp (zb_due_item_get_due (zb_due_row_get_item (ZB_DUE_ROW (widget)))->form, form) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type, form);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Until it is there and painted. */
static GtkWidget *
wait_widget (Program *program, GType type, const char *form)
{
  GtkWidget *found;
  while ((found = find_widget (program->window, type, form)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  guint before = zb_key_times_n_frames (program->keys);
  gtk_widget_queue_draw (found);
  while (zb_key_times_n_frames (program->keys) == before)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static double
measure_open (Program *program, const char *form)
{
  GtkWidget *row = wait_widget (program, ZB_TYPE_DUE_ROW, form);
  gint64 began = g_get_monotonic_time ();

  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  wait_widget (program, ZB_TYPE_FORM_GRID, NULL);
  return ms_since (began);
}

static void
go_back (Program *program)
{
  GtkWidget *grid = wait_widget (program, ZB_TYPE_FORM_GRID, NULL);
  gtk_widget_activate_action (grid, "report.back", NULL);
  wait_widget (program, ZB_TYPE_DUE_ROW, NULL);
}

static double
percentile (GArray *values, guint percent)
{
  return zb_bench_percentile ((double *)(void *)values->data, values->len, percent);
}

static double
measure_opens (Program *program, const char *form, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < n; i++) {
    double one = measure_open (program, form);
    g_array_append_val (times, one);
    if (i + 1 < n)
      go_back (program);
  }
  return percentile (times, 50);
}

static double
read_rss_mb (void)
{
  g_autofree char *text = NULL;
  unsigned long size = 0, resident = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%lu %lu", &size, &resident) != 2)
    return 0;
  return (double)resident * (double)sysconf (_SC_PAGESIZE) / (1 << 20);
}

static void
say (const char *name, double value)
{
  printf ("%s %.3f\n", name, value);
}

/* Said as it is, on the lines that follow the figures. */
#define SLOWEST 12u

static gboolean
measure_keys (Program *program, guint n, gboolean blinking, char **ret_slowest)
{
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", blinking, NULL);
  if (!zb_key_times_type (program->keys, n))
    return FALSE;
  if (ret_slowest != NULL)
    *ret_slowest = zb_key_times_tell_slowest (program->keys, SLOWEST, "key ");
  return TRUE;
}

static gboolean
measure (const char *workspace, gboolean quick)
{
  Program program = {0};
  guint n = quick ? 30 : 120;
  g_autofree char *slowest = NULL;

  open_program (&program, workspace);
  say ("open_2000_rows_ms", measure_opens (&program, DYNAMIC, quick ? 3 : 7));
  go_back (&program);
  say ("open_500x12_ms", measure_opens (&program, FIXED, quick ? 3 : 7));
  keyboard_take_focus (program.window);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  if (!measure_keys (&program, n, FALSE, &slowest))
    return FALSE;
  say ("key_p50_ms", zb_key_times_percentile (program.keys, 50));
  say ("key_p99_ms", zb_key_times_percentile (program.keys, 99));
  if (!measure_keys (&program, n, TRUE, NULL))
    return FALSE;
  say ("key_blinking_p99_ms", zb_key_times_percentile (program.keys, 99));
  say ("rss_mb", read_rss_mb ());
  fputs (slowest, stdout);
  return TRUE;
}

int
zb_bench_program_child (int argc, char *argv[])
{
  gboolean done = TRUE;

  if (argc < 5 || strcmp (argv[1], CHILD) != 0)
    return -1;
  if (strcmp (argv[2], "start") == 0) {
    Program program = {0};
    open_program (&program, argv[3]);
    wait_widget (&program, ZB_TYPE_DUE_ROW, NULL);
    say ("start_ms", ms_since (g_ascii_strtoll (argv[4], NULL, 10)));
  } else {
    done = measure (argv[3], strcmp (argv[4], "quick") == 0);
  }
  fflush (stdout);
  /* What still runs in the background is no part of the figures. */
  _exit (done ? 0 : 1);
}

static void
keep_draft (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (ZB_SCRATCH_PERIOD, &period, &error);
  g_assert_no_error (error);
  ZbPackage *package =
      zb_catalogue_find (zb_workspace_catalogue (client->workspace), DYNAMIC, period, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReport) report = zb_report_new (
      zb_package_form (package), zb_package_digest (package), client->account->unit, period);
  for (guint i = 1; i <= N_DYNAMIC; i++) {
    g_autofree char *key = g_strdup_printf ("%05u", i);
    int row = zb_report_add_row (report, 0, key, &error);
    g_assert_no_error (error);
    for (guint c = 0; c < 4; c++) {
      g_autofree char *figure = g_strdup_printf ("%u", i * (c + 1));
      zb_report_set_canonical (report, 0, (guint)row, c, figure, &error);
      g_assert_no_error (error);
    }
  }
  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static void
prepare (ZbScratchClient *client)
{
  g_autoptr (GBytes) fixed = zb_big_form_fixed (FIXED, N_FIXED);
  g_autoptr (GBytes) dynamic = zb_big_form_dynamic (DYNAMIC, N_DYNAMIC);

  zb_scratch_client_set_up (client, NULL);
  zb_scratch_client_add_package (client, fixed);
  zb_scratch_client_add_package (client, dynamic);
  zb_scratch_client_owe (client, FIXED, ZB_SCRATCH_PERIOD);
  zb_scratch_client_owe (client, DYNAMIC, ZB_SCRATCH_PERIOD);
  keep_draft (client);
}

/* Runs this program as the child that does @what; its lines "NAME FIGURE" (transfer full). */
static char *
run_child (const char *self, const char *what, const char *workspace, const char *how)
{
  const char *arguments[] = {self, CHILD, what, workspace, how, NULL};
  char *output = NULL;
  int status = 0;
  g_autoptr (GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                     &status, &error) ||
      !g_spawn_check_wait_status (status, &error)) {
    g_printerr ("desktop: %s\n", error->message);
    g_clear_pointer (&output, g_free);
  }
  return output;
}

static double
read_figure (const char *output, const char *name)
{
  const char *line = strstr (output, name);
  return line != NULL ? g_ascii_strtod (line + strlen (name), NULL) : 0;
}

static gboolean
measure_starts (const char *self, const char *workspace, guint n, double *ret_median)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  /* The first one warms the caches and does not count. */
  for (guint i = 0; i <= n; i++) {
    g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
    g_autofree char *output = run_child (self, "start", workspace, now);
    if (output == NULL)
      return FALSE;
    double one = read_figure (output, "start_ms");
    if (i > 0)
      g_array_append_val (times, one);
  }
  *ret_median = percentile (times, 50);
  return TRUE;
}

gboolean
zb_bench_program (const char *self, gboolean quick, ZbProgramFigures *ret_figures)
{
  ZbScratchClient client = {0};
  double start = 0;

  prepare (&client);
  gboolean started = measure_starts (self, client.path, quick ? 3 : 9, &start);
  g_autofree char *output =
      started ? run_child (self, "figures", client.path, quick ? "quick" : "full") : NULL;
  zb_scratch_client_tear_down (&client, NULL);
  if (output == NULL)
    return FALSE;
  *ret_figures = (ZbProgramFigures){
      .start_ms = start,
      .open_500x12_ms = read_figure (output, "open_500x12_ms"),
      .open_2000_rows_ms = read_figure (output, "open_2000_rows_ms"),
      .key_p50_ms = read_figure (output, "key_p50_ms"),
      .key_p99_ms = read_figure (output, "key_p99_ms"),
      .key_blinking_p99_ms = read_figure (output, "key_blinking_p99_ms"),
      .rss_mb = read_figure (output, "rss_mb"),
      .slowest_keys = g_strdup (strstr (output, "key ") != NULL ? strstr (output, "key ") : ""),
  };
  return TRUE;
}
