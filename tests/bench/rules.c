/* SPDX-License-Identifier: Apache-2.0 */
/* What one form costs of the thread's CPU time, whoever else is busy: a full check, one edit with
 * its findings, and compiling the rules. Real samples with their history, and one large form made
 * up here. */
#include "validators/review/sample.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 125
#define COLUMNS 4
#define TOTALS 25 /* rows that are the sum of four others */
#define RANGE 12  /* rows of one range */

typedef struct {
  const char *name;
  guint n_cells, n_rules;
  double full_check_us, edit_p50_us, edit_p99_us, told_p99_us, compile_ms;
} Figures;

typedef struct {
  guint section, row, column;
} Place;

typedef struct {
  guint full_checks, edits, compiles;
} Effort;

static double
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return left < right ? -1 : left > right;
}

static double
quantile (GArray *times, double share)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, double, (guint)((double)(times->len - 1) * share));
}

/* Cells that a person may type a figure into. */
static GArray *
find_places (const ZbReport *report)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  const ZbForm *form = zb_report_form (report);

  for (guint s = 0; s < form->n_sections; s++) {
    for (guint r = 0; r < zb_report_n_rows (report, s); r++) {
      for (guint c = 0; c < form->sections[s].n_columns; c++) {
        Place place = {s, r, c};
        ZbCellSpec spec;

        if (zb_report_cell_spec (report, s, r, c, &spec) && spec.type == ZB_CELL_NUMBER &&
            (spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED)) == 0)
          g_array_append_val (places, place);
      }
    }
  }
  return places;
}

/* Reads out all that findings have to say. */
static void
read_findings (const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    zb_finding_message (g_ptr_array_index (findings, i));
    zb_finding_operand_digest (g_ptr_array_index (findings, i));
  }
}

/* One more in a cell, then the figure as it was: findings come and go. @told: until each finding
 * has said all it has to say, else until it is known what there is. Returns the times. */
static GArray *
measure_edits (ZbCheck *check, ZbReport *report, guint n, gboolean told, Figures *figures)
{
  g_autoptr (GArray) places = find_places (report);
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (20240630);
  guint64 n_findings = 0;

  for (guint i = 0; i < n; i++) {
    Place at =
        g_array_index (places, Place, (guint)g_rand_int_range (random, 0, (gint32)places->len));
    ZbCell before = zb_report_cell (report, at.section, at.row, at.column);

    for (guint step = 0; step < 2; step++) {
      double start = now_us (), took;

      if (step == 0)
        zb_report_set_number (report, at.section, at.row, at.column, before.number + 1000);
      else if (before.state == ZB_STATE_VALUE)
        zb_report_set_number (report, at.section, at.row, at.column, before.number);
      else
        zb_report_set_state (report, at.section, at.row, at.column, before.state);
      zb_check_touch_cell (check, at.section, at.row, at.column);
      zb_check_update (check);
      n_findings += zb_check_findings (check)->len;
      if (told)
        read_findings (zb_check_findings (check));
      took = now_us () - start;
      g_array_append_val (times, took);
    }
  }
  if (n_findings == 0)
    g_error ("%s: no edit gave a finding", figures->name);
  figures->n_cells = places->len;
  return times;
}

static void
measure_check (
    ZbRuleset *ruleset, ZbReport *report, ZbContext context, const Effort *effort, Figures *figures)
{
  g_autoptr (ZbCheck) check = zb_check_new (ruleset, report, context, ZB_CHECK_VERIFY, TRUE);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) edits = NULL, told = NULL;

  for (guint i = 0; i < effort->full_checks; i++) {
    double start = now_us (), took;

    zb_check_run (check);
    zb_check_findings (check);
    took = now_us () - start;
    g_array_append_val (times, took);
  }
  figures->n_rules = zb_ruleset_n_rules (ruleset);
  figures->full_check_us = quantile (times, 0.5);
  edits = measure_edits (check, report, effort->edits, FALSE, figures);
  figures->edit_p50_us = quantile (edits, 0.5);
  figures->edit_p99_us = quantile (edits, 0.99);
  told = measure_edits (check, report, effort->edits, TRUE, figures);
  figures->told_p99_us = quantile (told, 0.99);
}

static double
measure_compile (ZbForm *form, const char *rules, const ZbCatalogue *catalogue, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    double start = now_us (), took;
    g_autoptr (ZbRuleset) ruleset =
        zb_ruleset_compile (form, "form.rules", rules, catalogue, NULL, &error);

    took = (now_us () - start) / 1000;
    g_assert_no_error (error);
    g_array_append_val (times, took);
  }
  /* The least, for others on the machine only add to it. */
  return quantile (times, 0);
}

static Figures
measure_sample (ZbRulebook *rulebook,
                const char *root,
                const char *form,
                const char *name,
                const Effort *effort)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (rulebook);
  g_autofree char *path = g_build_filename (root, "s1", form, "2023", "samples", name, NULL);
  g_autofree char *parameters = g_build_filename (root, "parameters", "xiamen.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSample) sample = zb_sample_read (path, catalogue, parameters, &error);
  const ZbPackage *package;
  ZbRuleset *ruleset;
  Figures figures = {.name = form};

  g_assert_no_error (error);
  package = zb_catalogue_find (catalogue, form, zb_report_period (sample->report), &error);
  g_assert_no_error (error);
  ruleset = zb_rulebook_get (rulebook, package, &error);
  g_assert_no_error (error);
  figures.compile_ms = measure_compile (zb_package_form (package), zb_package_rules (package),
                                        catalogue, effort->compiles);
  measure_check (ruleset, sample->report, zb_memory_context_get (sample->context), effort,
                 &figures);
  return figures;
}

static void
measure_samples (const Effort *effort, Figures *figures)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_autoptr (ZbRulebook) rulebook = NULL;

  g_assert_no_error (error);
  rulebook = zb_rulebook_new (catalogue);
  figures[0] = measure_sample (rulebook, root, "B204-1", "good-worked-example.xml", effort);
  figures[1] = measure_sample (rulebook, root, "B203", "good-june.xml", effort);
}

/* 125 rows of four columns: 25 totals, each above its four parts. */
static ZbForm *
make_form (void)
{
  g_autoptr (GString) xml = g_string_new (
      "<form xmlns='urn:zhibao:form:1' id='GEN-1' code='GEN-1' edition='2024' revision='1' "
      "system='s1' period='month' valid-from='2020-01'><title xml:lang='zh'>大表</title>"
      "<title xml:lang='en'>Large form</title><issuer xml:lang='zh'>某局</issuer>"
      "<issuer xml:lang='en'>A bureau</issuer><deadline days='9' time='12:00'/>"
      "<section id='A' measure='CNY1000' scale='0'><columns>");
  g_autoptr (GError) error = NULL;
  ZbForm *form;

  for (guint c = 1; c <= COLUMNS; c++)
    g_string_append_printf (xml,
                            "<column code='%u'><label xml:lang='zh'>第%u栏</label>"
                            "<label xml:lang='en'>Column %u</label></column>",
                            c, c, c);
  g_string_append (xml, "</columns>");
  for (guint r = 1; r <= ROWS; r++)
    g_string_append_printf (xml,
                            "<row code='%03u'><label xml:lang='zh'>第%u行</label>"
                            "<label xml:lang='en'>Row %u</label></row>",
                            r, r, r);
  g_string_append (xml, "</section></form>");
  form = zb_form_read ("form.xml", xml->str, xml->len, NULL, NULL, &error);
  g_assert_no_error (error);
  return form;
}

/* Twelve rules a total: sums, parts, shares and ranges, 300 in all. */
static char *
make_rules (void)
{
  GString *rules = g_string_new ("form GEN-1 revision 1\n");

  for (guint t = 1; t <= TOTALS; t++) {
    guint first = TOTALS + 4 * (t - 1) + 1;

    for (guint c = 1; c <= COLUMNS; c++)
      g_string_append_printf (
          rules,
          "#s%u-%u hard [%03u,%u] = [%03u,%u] + [%03u,%u] + [%03u,%u] + [%03u,%u] within rounding\n"
          "#p%u-%u hard [%03u,%u] >= [%03u,%u]\n",
          t, c, t, c, first, c, first + 1, c, first + 2, c, first + 3, c, t, c, t, c, first, c);
    for (guint c = 1; c <= 2; c++)
      g_string_append_printf (rules,
                              "#r%u-%u soft [%03u,%u] / [%03u,%u] between 0.01 and 0.9\n"
                              "#a%u-%u soft sum([%03u..%03u,%u]) <= 40 * [%03u,%u]\n",
                              t, c, first, c, t, c, t, c, MIN (first, ROWS - RANGE + 1),
                              MIN (first + RANGE - 1, ROWS), c, t, c);
  }
  return g_string_free (rules, FALSE);
}

static void
fill (ZbReport *report)
{
  for (guint c = 0; c < COLUMNS; c++) {
    for (guint t = 0; t < TOTALS; t++) {
      gint64 total = 0;

      for (guint i = 0; i < 4; i++) {
        gint64 part = 20000 + (gint64)(t * 37 + i * 101 + c * 13);

        zb_report_set_number (report, 0, TOTALS + 4 * t + i, c, part);
        total += part;
      }
      /* One total in fifty is wrong. */
      zb_report_set_number (report, 0, t, c,
                            t * COLUMNS + c == 7 || t * COLUMNS + c == 57 ? total - 500 : total);
    }
  }
}

static Figures
measure_generated (const Effort *effort)
{
  g_autoptr (ZbForm) form = make_form ();
  g_autofree char *rules = make_rules ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRuleset) ruleset =
      zb_ruleset_compile (form, "form.rules", rules, NULL, NULL, &error);
  g_autoptr (ZbReport) report = NULL;
  Figures figures = {.name = "generated"};
  ZbPeriod period;

  g_assert_no_error (error);
  zb_period_parse ("2024-06", &period, NULL);
  report = zb_report_new (form, "generated", "9135020061202218XY", period);
  fill (report);
  figures.compile_ms = measure_compile (form, rules, NULL, effort->compiles);
  measure_check (ruleset, report, zb_context_empty, effort, &figures);
  return figures;
}

static void
print_text (const Figures *figures, gsize n)
{
  g_print ("%-10s %6s %6s %14s %12s %12s %12s %12s\n", "form", "cells", "rules", "full check us",
           "edit p50 us", "edit p99 us", "told p99 us", "compile ms");
  for (gsize i = 0; i < n; i++)
    g_print ("%-10s %6u %6u %14.2f %12.2f %12.2f %12.2f %12.3f\n", figures[i].name,
             figures[i].n_cells, figures[i].n_rules, figures[i].full_check_us,
             figures[i].edit_p50_us, figures[i].edit_p99_us, figures[i].told_p99_us,
             figures[i].compile_ms);
}

static void
print_json (const Figures *figures, gsize n)
{
  g_print ("{");
  for (gsize i = 0; i < n; i++)
    g_print ("%s\"%s\":{\"cells\":%u,\"rules\":%u,\"full_check_us\":%.3f,\"edit_p50_us\":%.3f,"
             "\"edit_p99_us\":%.3f,\"told_p99_us\":%.3f,\"compile_ms\":%.4f}",
             i == 0 ? "" : ",", figures[i].name, figures[i].n_cells, figures[i].n_rules,
             figures[i].full_check_us, figures[i].edit_p50_us, figures[i].edit_p99_us,
             figures[i].told_p99_us, figures[i].compile_ms);
  g_print ("}\n");
}

int
main (int argc, char **argv)
{
  static const Effort whole = {2000, 10000, 50}, part = {50, 500, 3};
  const Effort *effort = &whole;
  gboolean json = FALSE;
  Figures figures[3];

  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], "--quick") == 0)
      effort = &part;
    json = json || strcmp (argv[i], "--json") == 0;
  }
  measure_samples (effort, figures);
  figures[2] = measure_generated (effort);
  if (json)
    print_json (figures, G_N_ELEMENTS (figures));
  else
    print_text (figures, G_N_ELEMENTS (figures));
  return 0;
}
