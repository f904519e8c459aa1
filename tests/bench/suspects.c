/* SPDX-License-Identifier: Apache-2.0 */
/* What it costs to name the cells that are probably wrong: for every sample of the two complete
 * forms that fails a hard rule, and for a good report with each figure in turn ten times too large.
 */
#include "validators/review/sample.h"
#include "validators/suspects/suspects.h"

#include <string.h>
#include <time.h>

typedef struct {
  const char *form;
  guint n_reports, n_blocks, n_offers, n_unnamed;
  GArray *times; /* double: milliseconds */
} Figures;

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static double
quantile (const GArray *times, double share)
{
  g_array_sort ((GArray *)times, compare_times);
  return g_array_index (times, double, (guint)((double)(times->len - 1) * share));
}

/* The quickest of a few runs, so that other programs on the machine do not count. */
static void
measure (ZbRuleset *ruleset, ZbReport *report, ZbContext context, guint n_runs, Figures *figures)
{
  g_autoptr (ZbCheck) check = zb_check_new (ruleset, report, context, ZB_CHECK_COMPUTE, FALSE);
  double best = G_MAXDOUBLE;

  zb_check_run (check);
  for (guint i = 0; i < n_runs; i++) {
    double start = now_ms ();
    g_autoptr (ZbSuspects) suspects = zb_suspects_find (check);

    best = MIN (best, now_ms () - start);
    if (suspects->blocks->len == 0)
      return;
    for (guint j = 0; i == 0 && j < suspects->blocks->len; j++) {
      const ZbSuspectBlock *block = g_ptr_array_index (suspects->blocks, j);

      figures->n_blocks++;
      figures->n_offers += block->offer != NULL;
      figures->n_unnamed += block->outcome != ZB_FAMILY_FOUND;
    }
  }
  figures->n_reports++;
  g_array_append_val (figures->times, best);
}

static void
measure_each_cell (
    ZbRuleset *ruleset, ZbReport *report, ZbContext context, guint step, Figures *figures)
{
  const ZbForm *form = zb_report_form (report);

  for (guint s = 0; s < form->n_sections; s++) {
    guint n_cells = zb_report_n_rows (report, s) * form->sections[s].n_columns;

    for (guint i = 0; i < n_cells; i += step) {
      guint row = i / form->sections[s].n_columns, column = i % form->sections[s].n_columns;
      ZbCell cell = zb_report_cell (report, s, row, column);

      if (cell.state != ZB_STATE_VALUE || cell.text != NULL || cell.number == 0)
        continue;
      zb_report_set_number (report, s, row, column, cell.number * 10);
      measure (ruleset, report, context, 3, figures);
      zb_report_set_number (report, s, row, column, cell.number);
    }
  }
}

static void
measure_sample (
    ZbRulebook *rulebook, const char *path, const char *parameters, guint step, Figures *figures)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSample) sample =
      zb_sample_read (path, zb_rulebook_catalogue (rulebook), parameters, &error);
  const ZbPackage *package;
  ZbRuleset *ruleset;
  ZbContext context;

  g_assert_no_error (error);
  package = zb_catalogue_find (zb_rulebook_catalogue (rulebook), figures->form,
                               zb_report_period (sample->report), &error);
  g_assert_no_error (error);
  ruleset = zb_rulebook_get (rulebook, package, &error);
  g_assert_no_error (error);
  context = zb_memory_context_get (sample->context);
  measure (ruleset, sample->report, context, 5, figures);
  if (step > 0)
    measure_each_cell (ruleset, sample->report, context, step, figures);
}

static void
measure_form (
    ZbRulebook *rulebook, const char *root, const char *good, guint step, Figures *figures)
{
  g_autofree char *folder = g_build_filename (root, "s1", figures->form, "2023", "samples", NULL);
  g_autofree char *parameters = g_build_filename (root, "parameters", "xiamen.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, ".xml"))
      measure_sample (rulebook, path, parameters, strcmp (name, good) == 0 ? step : 0, figures);
  }
  if (figures->n_reports == 0)
    g_error ("%s: no report fails a hard rule", figures->form);
}

static void
print_json (const Figures *figures, gsize n)
{
  g_print ("{");
  for (gsize i = 0; i < n; i++)
    g_print ("%s\"%s\":{\"reports\":%u,\"blocks\":%u,\"offers\":%u,\"unnamed\":%u,"
             "\"suspects_p50_ms\":%.3f,\"suspects_max_ms\":%.3f}",
             i == 0 ? "" : ",", figures[i].form, figures[i].n_reports, figures[i].n_blocks,
             figures[i].n_offers, figures[i].n_unnamed, quantile (figures[i].times, 0.5),
             quantile (figures[i].times, 1));
  g_print ("}\n");
}

static void
print_text (const Figures *figures, gsize n)
{
  g_print ("%-8s %8s %8s %8s %8s %8s %8s\n", "form", "reports", "blocks", "offers", "unnamed",
           "p50 ms", "max ms");
  for (gsize i = 0; i < n; i++)
    g_print ("%-8s %8u %8u %8u %8u %8.3f %8.3f\n", figures[i].form, figures[i].n_reports,
             figures[i].n_blocks, figures[i].n_offers, figures[i].n_unnamed,
             quantile (figures[i].times, 0.5), quantile (figures[i].times, 1));
}

int
main (int argc, char **argv)
{
  static const char *const good[] = {"good-worked-example.xml", "good-june.xml"};
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  Figures figures[] = {{.form = "B204-1"}, {.form = "B203"}};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_autoptr (ZbRulebook) rulebook = NULL;
  gboolean json = FALSE;
  guint step = 1;

  g_assert_no_error (error);
  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], "--quick") == 0)
      step = 13;
    json = json || strcmp (argv[i], "--json") == 0;
  }
  rulebook = zb_rulebook_new (catalogue);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
    figures[i].times = g_array_new (FALSE, FALSE, sizeof (double));
    measure_form (rulebook, root, good[i], step, &figures[i]);
  }
  if (json)
    print_json (figures, G_N_ELEMENTS (figures));
  else
    print_text (figures, G_N_ELEMENTS (figures));
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    g_array_unref (figures[i].times);
  return 0;
}
