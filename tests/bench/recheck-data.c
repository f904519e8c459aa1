/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/recheck-data.h"

#include <errno.h>
#include <stdio.h>

/* splitmix64 */
static guint64
next (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static gint64
below (guint64 *state, gint64 bound)
{
  return (gint64)(next (state) % (guint64)bound);
}

/* Now and then a figure is not what it should be. */
static gint64
typed (guint64 *state, gint64 figure)
{
  return below (state, 100) > 0 ? figure : figure + 1 + below (state, 900);
}

ZbForm *
zb_bench_form (guint n_rows)
{
  g_autoptr (GString) xml = g_string_new (
      "<form xmlns='urn:zhibao:form:1' id='RECHECK' code='RECHECK' edition='2024' revision='1' "
      "system='s1' valid-from='2020-01' period='month' january='collected'>"
      "<title xml:lang='zh'>表</title><title xml:lang='en'>Form</title>"
      "<issuer xml:lang='zh'>局</issuer><issuer xml:lang='en'>Bureau</issuer>"
      "<deadline days='9' time='12:00'/><section id='A' measure='CNY1000' scale='0'>"
      "<title xml:lang='zh'>甲</title><title xml:lang='en'>A</title><columns>");

  for (guint i = 1; i <= ZB_BENCH_COLUMNS; i++)
    g_string_append_printf (xml,
                            "<column code='%u'><label xml:lang='zh'>栏</label>"
                            "<label xml:lang='en'>Column</label></column>",
                            i);
  g_string_append (xml, "</columns>");
  for (guint i = 1; i <= n_rows; i++)
    g_string_append_printf (xml,
                            "<row code='%02u'><label xml:lang='zh'>行</label>"
                            "<label xml:lang='en'>Row</label></row>",
                            i);
  g_string_append (xml, "</section></form>");
  return zb_form_read ("recheck.xml", xml->str, xml->len, NULL, NULL, NULL);
}

/* One column of a report: 01 = 02 + … + 05, 06 = 07 - 08 + 09 - 10 + 11, and pairs that should not
 * pass each other. */
static void
fill_column (guint64 *state, gint64 size, gint64 *at)
{
  gint64 *row[ZB_BENCH_ROWS + 1];

  for (guint i = 1; i <= ZB_BENCH_ROWS; i++)
    row[i] = at + (gsize)(i - 1) * ZB_BENCH_COLUMNS;
  for (guint i = 2; i <= 5; i++)
    *row[i] = below (state, size);
  *row[1] = typed (state, *row[2] + *row[3] + *row[4] + *row[5]);
  for (guint i = 7; i <= 11; i++)
    *row[i] = below (state, size);
  *row[6] = typed (state, *row[7] - *row[8] + *row[9] - *row[10] + *row[11]);
  *row[12] = below (state, 200) > 0 ? size / 2 + below (state, size) : -below (state, size);
  *row[13] = below (state, 100) > 0 ? below (state, MAX (*row[12], 0) + 1) : *row[12] + 5;
  *row[14] = below (state, 80) > 0 ? 1 + below (state, size) : 0;
  *row[15] = size / 4 + below (state, size);
  *row[16] = *row[15] + below (state, *row[15] / 100 + 1) + (below (state, 70) == 0 ? size : 0);
  *row[17] = typed (state, *row[15] + *row[16]);
}

/* The second column is the first with what came before it. */
static void
relate_columns (guint64 *state, gint64 *figures)
{
  static const guint8 cumulative[] = {2, 3};
  gint64 share = below (state, 60) > 0 ? 90 + below (state, 20) : 300;

  for (guint i = 0; i < G_N_ELEMENTS (cumulative); i++) {
    gint64 *row = figures + (gsize)(cumulative[i] - 1) * ZB_BENCH_COLUMNS;
    gint64 more = below (state, 90) > 0 ? below (state, row[0] + 1) : -1 - below (state, 5);

    /* The total follows its part, so that one slip makes one violation. */
    figures[1] += row[0] + more - row[1];
    row[1] = row[0] + more;
  }
  /* The third, last year's, is some tenths above or below the first. */
  for (guint i = 1; i < 5; i++)
    figures[i * ZB_BENCH_COLUMNS + 2] = figures[i * ZB_BENCH_COLUMNS] * share / 100;
  figures[2] = typed (state, figures[6] + figures[10] + figures[14] + figures[18]);
  if (below (state, 70) == 0)
    figures[16 * ZB_BENCH_COLUMNS + 2] = figures[14 * ZB_BENCH_COLUMNS + 2] - 1;
  if (below (state, 80) == 0)
    figures[16 * ZB_BENCH_COLUMNS + 3] = 1;
}

void
zb_bench_figures (guint index, guint n_rows, gint64 *ret_figures)
{
  guint64 state = ((guint64)ZB_BENCH_SEED << 32) ^ index;
  gint64 size = (gint64)256 << below (&state, 17);

  for (guint row = 0; row < n_rows; row += ZB_BENCH_ROWS) {
    gint64 part[ZB_BENCH_CELLS];
    guint n = MIN (n_rows - row, ZB_BENCH_ROWS) * ZB_BENCH_COLUMNS;

    for (guint column = 0; column < ZB_BENCH_COLUMNS; column++)
      fill_column (&state, size, part + column);
    relate_columns (&state, part);
    for (guint i = 0; i < n; i++)
      ret_figures[row * ZB_BENCH_COLUMNS + i] = part[i];
  }
}

gboolean
zb_bench_write_columns (const char *path, ZbForm *form, guint n, GError **error)
{
  ZbPeriod period = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6};
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (path, form, period, error);
  guint n_rows = form->sections[0].n_rows;
  g_autofree gint64 *figures = g_new (gint64, (gsize)n_rows * ZB_BENCH_COLUMNS);

  for (guint i = 0; writer != NULL && i < n; i++) {
    g_autofree char *unit = g_strdup_printf ("91350200%010u", i);
    g_autoptr (ZbReport) report = zb_report_new (form, "", unit, period);

    zb_bench_figures (i, n_rows, figures);
    for (guint cell = 0; cell < n_rows * ZB_BENCH_COLUMNS; cell++)
      zb_report_set_number (report, 0, cell / ZB_BENCH_COLUMNS, cell % ZB_BENCH_COLUMNS,
                            figures[cell]);
    if (!zb_column_writer_add (writer, report, i, error))
      return FALSE;
  }
  return writer != NULL && zb_column_writer_finish (writer, error);
}

gboolean
zb_bench_write_table (const char *path, guint n, GError **error)
{
  FILE *file = fopen (path, "we");
  gint64 figures[ZB_BENCH_CELLS];
  gboolean written;

  for (guint i = 0; file != NULL && i < n; i++) {
    zb_bench_figures (i, ZB_BENCH_ROWS, figures);
    fprintf (file, "%u", i);
    for (guint cell = 0; cell < ZB_BENCH_CELLS; cell++)
      fprintf (file, ",%" G_GINT64_FORMAT, figures[cell]);
    fputc ('\n', file);
  }
  written = file != NULL && fclose (file) == 0;
  if (!written)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "cannot write “%s”", path);
  return written;
}
