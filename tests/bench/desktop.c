/* SPDX-License-Identifier: Apache-2.0 */
/* How long the accountant's program takes to start, to open large forms and to answer a key; and
 * what the form grid alone costs. */
#include <adwaita.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "desktop/widgets/form-grid.h"
#include "tests/bench/desktop-program.h"
#include "tests/bench/percentile.h"
#include "tests/desktop/sample-grid.h"

#define WIDTH 1366
#define HEIGHT 768
#define SCROLL_STEP 75 /* three rows: what a wheel's notch moves */

typedef struct {
  GtkWidget *window;
  GtkWidget *grid;
  SampleGrid *model;
  guint n_frames;
} Bench;

typedef struct {
  guint n_rows;
  guint n_columns;
  double open_ms; /* wall clock, from making the model to the first frame drawn */
  double open_cpu_ms;
  double scroll_cpu_ms; /* one frame */
  double edit_cpu_ms;   /* one cell committed and drawn */
  guint n_cell_widgets;
} Figures;

static double
cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->n_frames++;
}

/* Something was queued to be drawn; waits until it is. */
static void
wait_frame (Bench *bench)
{
  guint before = bench->n_frames;
  while (bench->n_frames == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
show_window (Bench *bench, GtkWidget *child)
{
  gtk_window_set_child (GTK_WINDOW (bench->window), child);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  gtk_widget_realize (bench->window);
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "after-paint",
                    G_CALLBACK (after_paint_cb), bench);
  gtk_window_present (GTK_WINDOW (bench->window));
  wait_frame (bench);
}

static void
open_window (Bench *bench, guint n_rows, guint n_columns)
{
  bench->n_frames = 0;
  bench->model = sample_grid_new_plain (n_rows, n_columns);
  bench->grid = zb_form_grid_new (ZB_GRID_MODEL (bench->model));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), bench->grid);
  bench->window = gtk_window_new ();
  show_window (bench, scrolled);
}

static void
close_window (Bench *bench)
{
  gtk_window_destroy (GTK_WINDOW (bench->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_object_unref (bench->model);
}

/* What a frame of that size costs whatever is in it: two plain colours in turn. */
static double
measure_plain (guint n_frames)
{
  Bench bench = {0};
  bench.window = gtk_window_new ();
  bench.grid = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  show_window (&bench, bench.grid);
  double start = cpu_ms ();
  for (guint i = 0; i < n_frames; i++) {
    if (i % 2 == 0)
      gtk_widget_add_css_class (bench.grid, "view");
    else
      gtk_widget_remove_css_class (bench.grid, "view");
    wait_frame (&bench);
  }
  double spent = (cpu_ms () - start) / n_frames;
  gtk_window_destroy (GTK_WINDOW (bench.window));
  return spent;
}

static double
measure_scroll (Bench *bench, guint n_frames)
{
  g_autoptr (GtkAdjustment) adjustment = NULL;
  g_object_get (bench->grid, "vadjustment", &adjustment, NULL);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double step = SCROLL_STEP;
  double start = cpu_ms ();
  for (guint i = 0; i < n_frames; i++) {
    double value = gtk_adjustment_get_value (adjustment);
    if (value + step > end || value + step < 0)
      step = -step;
    gtk_adjustment_set_value (adjustment, value + step);
    wait_frame (bench);
  }
  return (cpu_ms () - start) / n_frames;
}

static double
measure_edit (Bench *bench, guint n_edits)
{
  double start = cpu_ms ();
  for (guint i = 0; i < n_edits; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);
    zb_form_grid_focus_cell (ZB_FORM_GRID (bench->grid), 1 + i % 20, 2 + i % 3);
    zb_form_grid_begin_edit (ZB_FORM_GRID (bench->grid), text);
    zb_form_grid_finish_edit (ZB_FORM_GRID (bench->grid));
    wait_frame (bench);
  }
  return (cpu_ms () - start) / n_edits;
}

/* The first window of a process also loads fonts and theme; it is opened beforehand and not
 * counted. */
static Figures
measure (guint n_rows, guint n_columns, gboolean quick)
{
  Figures figures = {.n_rows = n_rows, .n_columns = n_columns};
  guint n_opens = quick ? 3 : 11;
  g_autofree double *wall = g_new (double, n_opens);
  g_autofree double *cpu = g_new (double, n_opens);
  Bench bench = {0};
  for (guint i = 0; i < n_opens; i++) {
    gint64 start = g_get_monotonic_time ();
    double cpu_start = cpu_ms ();
    open_window (&bench, n_rows, n_columns);
    wall[i] = (double)(g_get_monotonic_time () - start) / 1e3;
    cpu[i] = cpu_ms () - cpu_start;
    if (i + 1 < n_opens)
      close_window (&bench);
  }
  figures.open_ms = zb_bench_percentile (wall, n_opens, 50);
  figures.open_cpu_ms = zb_bench_percentile (cpu, n_opens, 50);
  figures.scroll_cpu_ms = measure_scroll (&bench, quick ? 60 : 600);
  figures.edit_cpu_ms = measure_edit (&bench, quick ? 30 : 300);
  figures.n_cell_widgets = zb_form_grid_get_n_cell_widgets (ZB_FORM_GRID (bench.grid));
  close_window (&bench);
  return figures;
}

static void
print_text (const Figures *figures)
{
  g_print ("form of %u rows × %u columns in a window of %d × %d:\n", figures->n_rows,
           figures->n_columns, WIDTH, HEIGHT);
  g_print ("  opened and drawn     %7.1f ms (%.1f ms CPU)\n", figures->open_ms,
           figures->open_cpu_ms);
  g_print ("  one frame scrolling  %7.2f ms CPU (%.0f %% of a frame at 60 Hz)\n",
           figures->scroll_cpu_ms, figures->scroll_cpu_ms * 6);
  g_print ("  one cell entered     %7.2f ms CPU, drawing included\n", figures->edit_cpu_ms);
  g_print ("  cell widgets         %5u for %u cells\n", figures->n_cell_widgets,
           figures->n_rows * figures->n_columns);
}

static void
print_program (const ZbProgramFigures *program)
{
  g_print ("the program, in a real window:\n");
  g_print ("  started and usable   %7.1f ms\n", program->start_ms);
  g_print ("  500 × 12 opened      %7.1f ms (300 rules)\n", program->open_500x12_ms);
  g_print ("  2,000 rows opened    %7.1f ms\n", program->open_2000_rows_ms);
  g_print ("  key to after-paint   %7.2f ms (p50), %.2f ms (p99); %.2f ms (p99) with a blinking "
           "cursor\n",
           program->key_p50_ms, program->key_p99_ms, program->key_blinking_p99_ms);
  g_print ("  resident memory      %7.1f MB\n", program->rss_mb);
  g_print ("the slowest keys, without a blinking cursor:\n%s", program->slowest_keys);
}

static void
print_json (const ZbProgramFigures *program, const Figures *figures, guint n, double plain)
{
  g_print ("{\"bench\": \"desktop\", \"start_ms\": %.1f, \"open_500x12_ms\": %.1f, "
           "\"open_2000_rows_ms\": %.1f, \"key_to_paint_p50_ms\": %.2f, "
           "\"key_to_paint_p99_ms\": %.2f, \"key_to_paint_blinking_p99_ms\": %.2f, "
           "\"rss_mb\": %.1f, \"plain_frame_cpu_ms\": %.3f, \"grids\": [",
           program->start_ms, program->open_500x12_ms, program->open_2000_rows_ms,
           program->key_p50_ms, program->key_p99_ms, program->key_blinking_p99_ms, program->rss_mb,
           plain);
  for (guint i = 0; i < n; i++)
    g_print ("%s{\"rows\": %u, \"columns\": %u, \"open_ms\": %.2f, \"open_cpu_ms\": %.2f, "
             "\"scroll_frame_cpu_ms\": %.3f, \"edit_cpu_ms\": %.3f, \"cell_widgets\": %u}",
             i > 0 ? ", " : "", figures[i].n_rows, figures[i].n_columns, figures[i].open_ms,
             figures[i].open_cpu_ms, figures[i].scroll_cpu_ms, figures[i].edit_cpu_ms,
             figures[i].n_cell_widgets);
  g_print ("]}\n");
}

#define OUTPUT_VARIABLE "ZB_BENCH_OUTPUT"

/* Without a display of its own the benchmark starts again on a virtual one. The services of that
 * session write to standard output too, so the figures keep a descriptor of their own. */
static int
start_in_window (char *argv[])
{
  const char *root = g_getenv ("ZB_SOURCE_ROOT");
  if (root == NULL || g_getenv (OUTPUT_VARIABLE) != NULL) {
    g_printerr ("desktop: there is no display to draw on.\n");
    return 1;
  }
  g_autofree char *output = g_strdup_printf ("%d", dup (STDOUT_FILENO));
  dup2 (STDERR_FILENO, STDOUT_FILENO);
  g_setenv (OUTPUT_VARIABLE, output, TRUE);
  g_autofree char *program = g_build_filename (root, "tests", "support", "in-window", NULL);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_ptr_array_add (arguments, program);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (arguments, argv[i]);
  g_ptr_array_add (arguments, NULL);
  execv (program, (char **)arguments->pdata);
  g_printerr ("desktop: cannot run %s.\n", program);
  return 1;
}

int
main (int argc, char *argv[])
{
  gboolean quick = FALSE;
  gboolean json = FALSE;
  ZbProgramFigures program;
  int status = zb_bench_program_child (argc, argv);
  if (status >= 0)
    return status;
  for (int i = 1; i < argc; i++) {
    quick = quick || g_str_equal (argv[i], "--quick");
    json = json || g_str_equal (argv[i], "--json");
  }
  if (!gtk_init_check ())
    return start_in_window (argv);
  if (g_getenv (OUTPUT_VARIABLE) != NULL)
    dup2 (atoi (g_getenv (OUTPUT_VARIABLE)), STDOUT_FILENO);
  if (!zb_bench_program (argv[0], quick, &program))
    return 1;
  adw_init ();
  /* A blinking cursor would draw frames that are not asked for. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);

  Bench warm = {0};
  open_window (&warm, 10, 12);
  close_window (&warm);
  const Figures figures[] = {measure (60, 8, quick), measure (500, 12, quick)};
  double plain = measure_plain (quick ? 60 : 300);
  g_autofree char *slowest = program.slowest_keys;
  if (json) {
    print_json (&program, figures, G_N_ELEMENTS (figures), plain);
    return 0;
  }
  print_program (&program);
  g_print ("a frame of one plain colour in a window of %d × %d: %.2f ms CPU\n", WIDTH, HEIGHT,
           plain);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    print_text (&figures[i]);
  return 0;
}
