/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/incoming-words.h"
#include "client/import/sheet-import.h"
#include "forms/catalogue.h"
#include "forms/form-lookup.h"
#include "forms/report-csv.h"
#include "forms/report-reader.h"
#include "paper/form-paper.h"
#include "paper/paper-xlsx.h"
#include "tests/forms/source-catalogue.h"
#include "tests/support/temp-dir.h"

#include <string.h>

/* A form as a workbook, filled there and read back. */

static ZbCatalogue *
read_catalogue (void)
{
  return zb_source_catalogue_read ();
}

static ZbReport *
read_sample (const ZbCatalogue *catalogue, const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  ZbReport *report = zb_report_read_sample (path, text, length, catalogue, &error);
  g_assert_no_error (error);
  g_free (text);
  return report;
}

static char *
write_workbook (const ZbTempDir *dir,
                ZbCatalogue *catalogue,
                ZbForm *form,
                const ZbReport *report,
                const char *language)
{
  char *path = zb_temp_dir_path (dir, "form.xlsx");
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find_edition (catalogue, form->id, form->edition, form->revision, &error);
  ZbFormPaper wanted = {.language = language, .report = report, .catalogue = catalogue};

  g_assert_no_error (error);
  g_autoptr (ZbPaper) paper = zb_form_paper_new (package, &wanted);
  zb_paper_to_xlsx (paper, path, &error);
  g_assert_no_error (error);
  return path;
}

static ZbSpreadsheet *
read_book (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;
  gsize length = 0;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) whole = g_bytes_new_take (bytes, length);
  ZbSpreadsheet *book = zb_spreadsheet_read ("form.xlsx", whole, &error);
  g_assert_no_error (error);
  return book;
}

static ZbReport *
new_empty (const ZbReport *like)
{
  return zb_report_new (zb_report_form (like), zb_report_package (like), zb_report_unit (like),
                        zb_report_period (like));
}

/* Every figure that a person may type is the same in both. */
static void
check_figures (const ZbReport *report, const ZbReport *read, const char *what)
{
  const ZbForm *form = zb_report_form (report);

  for (guint s = 0; s < form->n_sections; s++)
    for (guint r = 0; r < zb_report_n_rows (report, s); r++)
      for (guint c = 0; c < form->sections[s].n_columns; c++) {
        const char *key = zb_report_row_key (report, s, r);
        int row = zb_report_find_row (read, s, key);
        ZbCell cell = zb_report_cell (report, s, r, c);
        ZbCellSpec spec;

        zb_report_cell_spec (report, s, r, c, &spec);
        if (cell.state != ZB_STATE_VALUE ||
            spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED | ZB_CELL_NOT_APPLICABLE))
          continue;
        ZbCell other =
            row >= 0 ? zb_report_cell (read, s, (guint)row, c) : (ZbCell){ZB_STATE_BLANK, 0, NULL};
        g_autofree char *item = zb_form_item_id (form, s, key, c);
        if (other.state != cell.state || other.number != cell.number ||
            g_strcmp0 (other.text, cell.text) != 0)
          g_error ("%s: %s differs (%" G_GINT64_FORMAT ", read %" G_GINT64_FORMAT ")", what, item,
                   cell.number, other.number);
      }
}

static void
check_round_trip (const ZbTempDir *dir,
                  ZbCatalogue *catalogue,
                  const char *path,
                  const char *language)
{
  g_autoptr (ZbReport) report = read_sample (catalogue, path);
  g_autoptr (ZbReport) empty = new_empty (report);
  g_autofree char *file =
      write_workbook (dir, catalogue, zb_report_form (report), report, language);
  g_autoptr (ZbSpreadsheet) book = read_book (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbIncoming) incoming = zb_sheet_import (book, empty, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < zb_incoming_cells (incoming)->len; i++) {
    const ZbIncomingCell *cell = zb_incoming_cells (incoming)->pdata[i];
    g_autofree char *verdict = zb_incoming_dup_verdict (cell, "en");
    if (cell->verdict >= ZB_INCOMING_TWICE)
      g_test_message ("%s %s: %s %s %s: %s", path, language, cell->place, cell->item, cell->heading,
                      verdict);
  }
  g_assert_cmpuint (zb_incoming_n_refused (incoming), ==, 0);
  zb_incoming_apply (incoming, empty);
  check_figures (report, empty, path);
}

/* The worked example of each form, or its first good sample. */
static void
check_form (const ZbTempDir *dir, ZbCatalogue *catalogue, const ZbForm *form, guint *n)
{
  g_autofree char *below =
      g_build_filename (form->system, form->id, form->edition, "samples", NULL);
  g_autofree char *folder = zb_source_catalogue_path (below);
  g_autoptr (GDir) samples = g_dir_open (folder, 0, NULL);
  const char *name;

  while (samples != NULL && (name = g_dir_read_name (samples)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (!g_str_has_prefix (name, "good-") || !g_str_has_suffix (name, ".xml") ||
        strstr (name, "nil") != NULL || strstr (name, "class-not-in-list") != NULL)
      continue;
    check_round_trip (dir, catalogue, path, (*n)++ % 2 == 0 ? "zh" : "en");
  }
}

static void
test_every_form_comes_back (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();
  guint n = 0;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++)
    check_form (dir, catalogue, zb_package_form (zb_catalogue_at (catalogue, i)), &n);
  g_test_message ("%u samples", n);
  g_assert_cmpuint (n, >, 60);
}

/* What LibreOffice makes of the workbook when it opens and saves it. */
static char *
through_libreoffice (const ZbTempDir *dir, const char *path)
{
  g_autofree char *soffice = g_find_program_in_path ("soffice");
  g_autofree char *out = zb_temp_dir_path (dir, "saved");
  g_autofree char *home = zb_temp_dir_path (dir, "profile");
  g_autofree char *profile = g_strconcat ("-env:UserInstallation=file://", home, NULL);
  const char *argv[] = {
      soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
      out,     path,    NULL};
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (soffice == NULL)
    return NULL;
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return g_build_filename (out, "form.xlsx", NULL);
}

static void
test_libreoffice_keeps_it (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();
  g_autofree char *sample =
      zb_source_catalogue_path ("s1/B204-1/2023/samples/good-worked-example.xml");
  g_autoptr (ZbReport) report = read_sample (catalogue, sample);
  g_autoptr (ZbReport) empty = new_empty (report);
  g_autofree char *file = write_workbook (dir, catalogue, zb_report_form (report), report, "zh");
  g_autofree char *saved = through_libreoffice (dir, file);
  g_autoptr (GError) error = NULL;

  if (saved == NULL) {
    g_test_skip ("soffice is not installed");
    return;
  }
  g_autoptr (ZbSpreadsheet) book = read_book (saved);
  g_autoptr (ZbIncoming) incoming = zb_sheet_import (book, empty, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_incoming_n_refused (incoming), ==, 0);
  zb_incoming_apply (incoming, empty);
  check_figures (report, empty, "through LibreOffice");
}

/* The list that `zhibao report to-csv` writes. */
static void
test_a_list_of_cells_comes_back (void)
{
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();
  g_autofree char *sample =
      zb_source_catalogue_path ("s1/B204-1/2023/samples/good-worked-example.xml");
  g_autoptr (ZbReport) report = read_sample (catalogue, sample);
  g_autoptr (ZbReport) empty = new_empty (report);
  g_autoptr (GBytes) csv = zb_report_to_csv (report);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = zb_spreadsheet_read ("cells.csv", csv, &error);
  g_assert_no_error (error);
  g_autoptr (ZbIncoming) incoming = zb_sheet_import (book, empty, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_incoming_n_refused (incoming), ==, 0);
  zb_incoming_apply (incoming, empty);
  check_figures (report, empty, "list");
}

/* An empty form says nothing, and says so. */
static void
test_an_empty_form_brings_nothing (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();
  g_autofree char *sample =
      zb_source_catalogue_path ("s1/B204-1/2023/samples/good-worked-example.xml");
  g_autoptr (ZbReport) report = read_sample (catalogue, sample);
  g_autofree char *file = write_workbook (dir, catalogue, zb_report_form (report), NULL, "zh");
  g_autoptr (ZbSpreadsheet) book = read_book (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbIncoming) incoming = zb_sheet_import (book, report, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_incoming_n_taken (incoming), ==, 0);
  g_assert_cmpuint (zb_incoming_n_refused (incoming), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/workbook/every-form-comes-back", test_every_form_comes_back);
  g_test_add_func ("/client/workbook/libreoffice-keeps-it", test_libreoffice_keeps_it);
  g_test_add_func ("/client/workbook/a-list-of-cells-comes-back", test_a_list_of_cells_comes_back);
  g_test_add_func ("/client/workbook/an-empty-form-brings-nothing",
                   test_an_empty_form_brings_nothing);
  return g_test_run ();
}
