/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "forms/form-lookup.h"
#include "validators/columns/column-check.h"
#include "validators/columns/column-writer.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Judges rules for tests/validators/oracle-test.py, report by report and by column. A line of input
 * holds a rule and its reports, each after a tab:
 *
 *   cells|cells of the month before|cells of Y-01|cells of M-01|register attributes
 *
 * with - for a report that is not there. A line of output holds what the machine says of each
 * report, each with a tab, and then what columns say: the number of instances judged in lanes, five
 * tallies, and each violation as report.row.outcome. */

#define PERIOD "2024-06"

typedef struct {
  ZbReport *report;
  ZbMemoryContext *context;
} Entry;

/* Other reports of the same units, by column. */
typedef struct {
  char *form;
  ZbPeriod period;
  ZbColumnPart part;
  gint32 *numbers;
} Beside;

typedef struct {
  ZbStage *stage;
  char *path;     /* of the column file that is being written */
  GArray *list;   /* Entry */
  GArray *beside; /* Beside */
} Trial;

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  zb_report_unref (entry->report);
  zb_memory_context_free (entry->context);
}

static void
beside_clear (gpointer data)
{
  Beside *beside = data;

  g_free (beside->form);
  g_free (beside->numbers);
  zb_column_file_unref (beside->part.file);
}

static void
add_reports (ZbStage *stage, char **parts)
{
  static const struct {
    const char *form, *period;
  } others[] = {{"X-01", "2024-05"}, {"Y-01", "2024-Q2"}, {"M-01", PERIOD}};
  g_auto (GStrv) attributes = g_strsplit (parts[4], " ", -1);

  zb_stage_fill (stage, parts[0]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (strcmp (parts[i + 1], "-") != 0)
      zb_stage_add (stage, others[i].form, others[i].period, parts[i + 1]);
  }
  for (guint i = 0; attributes[i] != NULL; i++) {
    char *value = strchr (attributes[i], '=');

    if (value == NULL)
      continue;
    *value++ = '\0';
    zb_memory_context_set_attribute (stage->context, attributes[i], value);
  }
}

/* By the machine; the stage's report and context are kept. */
static void
judge_report (Trial *trial, const char *text)
{
  g_autofree char *unit = g_strdup_printf ("9135%014u", trial->list->len);
  g_auto (GStrv) parts = g_strsplit (text, "|", 5);
  g_autoptr (ZbCheck) check = NULL;
  g_autofree char *outcomes = NULL;
  Entry entry;

  zb_stage_restart (trial->stage, PERIOD, unit);
  add_reports (trial->stage, parts);
  check = zb_stage_check (trial->stage, ZB_CHECK_VERIFY);
  outcomes = zb_stage_outcomes (check);
  printf ("%s\t", outcomes);
  entry = (Entry){zb_report_ref (trial->stage->report), g_steal_pointer (&trial->stage->context)};
  trial->stage->context = zb_memory_context_new (trial->stage->catalogue);
  g_array_append_val (trial->list, entry);
}

static const ZbReport *
report_beside (const Trial *trial, guint index, const char *form, ZbPeriod period)
{
  ZbContext context = zb_memory_context_get (g_array_index (trial->list, Entry, index).context);
  ZbAvailability why;

  return context.interface->report (context.self, form, period, &why);
}

static ZbColumnFile *
write_columns (const Trial *trial, ZbForm *form, ZbPeriod period, const GPtrArray *reports)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (trial->path, form, period, &error);
  ZbColumnFile *file;

  for (guint i = 0; i < reports->len; i++)
    zb_column_writer_add (writer, g_ptr_array_index (reports, i), 1, &error);
  zb_column_writer_finish (writer, &error);
  g_assert_no_error (error);
  file = zb_column_file_open (trial->path, form, &error);
  g_assert_no_error (error);
  g_unlink (trial->path);
  return file;
}

static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  Trial *trial = self;
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  Beside beside = {.form = g_strdup (form), .period = period};
  ZbForm *known = zb_package_form (zb_stage_package (trial->stage, form));

  beside.numbers = g_new (gint32, trial->list->len + 1);
  for (guint i = 0; i < trial->list->len; i++) {
    const ZbReport *report = report_beside (trial, i, form, period);

    beside.numbers[i] = report == NULL ? -1 : (gint32)reports->len;
    if (report != NULL)
      g_ptr_array_add (reports, (gpointer)report);
  }
  beside.part = (ZbColumnPart){.file = write_columns (trial, known, period, reports),
                               .form = known,
                               .reports = beside.numbers};
  g_assert_cmpuint (trial->beside->len, <, 8);
  g_array_append_val (trial->beside, beside);
  *ret_parts = &g_array_index (trial->beside, Beside, trial->beside->len - 1).part;
  *ret_n = 1;
  return TRUE;
}

static gboolean
open_cb (gpointer self, guint index, ZbWholeReport *ret_whole)
{
  const Entry *entry = &g_array_index (((Trial *)self)->list, Entry, index);

  *ret_whole =
      (ZbWholeReport){.report = entry->report, .context = zb_memory_context_get (entry->context)};
  return TRUE;
}

static const char *
attribute_cb (gpointer self, guint index, const char *name)
{
  ZbContext context =
      zb_memory_context_get (g_array_index (((Trial *)self)->list, Entry, index).context);

  return context.interface->attribute (context.self, name);
}

static void
tell_columns (const ZbColumnCheck *check)
{
  guint n_lanes = 0, n;
  const ZbViolation *violations = zb_column_check_violations (check, 0, &n);
  ZbTally sum = {0};

  for (guint i = 0; i < zb_column_check_n_kernels (check); i++) {
    ZbTally tally = zb_column_check_tally (check, i);

    n_lanes += zb_column_check_kernel (check, i)->in_lanes ? 1 : 0;
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
    sum.not_evaluable += tally.not_evaluable;
    sum.broken += tally.broken;
  }
  printf ("%u %u %u %u %u %u", n_lanes, sum.passed, sum.failed, sum.skipped, sum.not_evaluable,
          sum.broken);
  for (guint i = 0; i < n; i++)
    printf (" %u.%d.%s", violations[i].report, (int)violations[i].row,
            zb_outcome_to_string ((ZbOutcome)violations[i].outcome));
}

static void
judge_columns (Trial *trial)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  g_autoptr (ZbColumnFile) file = NULL;
  g_autoptr (ZbColumnCheck) check = NULL;

  for (guint i = 0; i < trial->list->len; i++)
    g_ptr_array_add (reports, g_array_index (trial->list, Entry, i).report);
  file =
      write_columns (trial, trial->stage->form, zb_report_period (trial->stage->report), reports);
  check = zb_column_check_new (trial->stage->ruleset, file,
                               zb_memory_context_get (trial->stage->context),
                               (ZbReportSource){.open = open_cb,
                                                .attribute = attribute_cb,
                                                .self = trial,
                                                .neighbours = {find_cb, trial}},
                               NULL);
  zb_column_check_run (check, 1);
  tell_columns (check);
}

static void
judge (const char *line, char *path)
{
  g_auto (GStrv) parts = g_strsplit (line, "\t", -1);
  g_autoptr (ZbStage) stage = zb_stage_new (parts[0], PERIOD);
  Trial trial = {.stage = stage, .path = path};

  if (stage->error != NULL) {
    puts (stage->error->message);
    return;
  }
  trial.list = g_array_new (FALSE, FALSE, sizeof (Entry));
  trial.beside = g_array_sized_new (FALSE, FALSE, sizeof (Beside), 8);
  g_array_set_clear_func (trial.list, entry_clear);
  g_array_set_clear_func (trial.beside, beside_clear);
  for (guint i = 1; parts[i] != NULL; i++)
    judge_report (&trial, parts[i]);
  judge_columns (&trial);
  putchar ('\n');
  g_array_unref (trial.beside);
  g_array_unref (trial.list);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("zb-oracle-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "reports.columns", NULL);
  char line[65536];

  while (fgets (line, sizeof line, stdin) != NULL) {
    line[strcspn (line, "\n")] = '\0';
    judge (line, path);
  }
  g_rmdir (folder);
  return 0;
}
