/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-tree.h"
#include "forms/report-reader.h"
#include "paper/form-paper.h"
#include "paper/paper-html.h"
#include "paper/paper-text.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

static const char *const languages[] = {"zh", "en"};

/* Every form of the catalogue in both languages. */
typedef void (*OnPaper) (const ZbPaper *paper, const char *form);

static void
for_each_form (OnPaper look)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    for (guint l = 0; l < G_N_ELEMENTS (languages); l++) {
      ZbPackage *package = zb_catalogue_at (catalogue, i);
      ZbFormPaper wanted = {.language = languages[l], .catalogue = catalogue};
      g_autoptr (ZbPaper) paper = zb_form_paper_new (package, &wanted);

      look (paper, zb_package_name (package));
    }
  }
}

static void
check_grid (const ZbPaperTable *table, const char *form)
{
  gsize size = (gsize)table->n_rows * table->n_columns;
  g_autofree guint8 *covered = g_new0 (guint8, size);

  g_assert_cmpuint (table->n_head_rows, <, table->n_rows);
  for (guint i = 0; i < table->cells->len; i++) {
    const ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);

    g_assert_cmpuint (cell->column + cell->n_columns, <=, table->n_columns);
    for (guint r = cell->row; r < cell->row + cell->n_rows; r++)
      for (guint c = cell->column; c < cell->column + cell->n_columns; c++)
        covered[(gsize)r * table->n_columns + c]++;
  }
  for (gsize i = 0; i < size; i++)
    if (covered[i] != 1)
      g_error ("%s: row %zu, column %zu belongs to %u cells", form, i / table->n_columns,
               i % table->n_columns, covered[i]);
}

static void
look_at_grids (const ZbPaper *paper, const char *form)
{
  g_assert_cmpuint (paper->tables->len, >, 0);
  for (guint i = 0; i < paper->tables->len; i++)
    check_grid (paper->tables->pdata[i], form);
}

static void
test_covers_every_grid_once (void)
{
  for_each_form (look_at_grids);
}

static void
look_at_html (const ZbPaper *paper, const char *form)
{
  g_autofree char *html = zb_paper_to_html (paper);
  const char *root = strchr (html, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>\n"));
  g_autoptr (ZbXmlNode) page = zb_xml_tree_read (form, root, strlen (root), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_xml_node_name (page), ==, "html");
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "http"));
  g_assert_nonnull (strstr (html, "@media print"));
}

static void
test_writes_well_formed_html (void)
{
  for_each_form (look_at_html);
}

static void
look_at_columns (const ZbPaper *paper, const char *form)
{
  for (guint i = 0; i < paper->tables->len; i++) {
    const ZbPaperTable *table = paper->tables->pdata[i];
    g_autofree guint *widths = g_new0 (guint, table->n_columns);

    /* A4 laid across, in the smallest letters. */
    if (zb_paper_table_fit (table, 200, 1, TRUE, widths) > 200)
      g_error ("%s: table %u is wider than a sheet", form, i + 1);
  }
}

static void
test_no_table_is_wider_than_a_sheet (void)
{
  for_each_form (look_at_columns);
}

static ZbPaper *
make_example (const char *language)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autofree char *path =
      zb_source_catalogue_path ("s1/B204-1/2023/samples/good-worked-example.xml");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReport) report = zb_report_read_sample (path, text, length, catalogue, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (catalogue, "B204-1", zb_report_period (report), &error);
  g_assert_no_error (error);
  ZbFormPaper wanted = {
      .language = language, .report = report, .unit_name = "厦门某公司", .draft = TRUE};
  return zb_form_paper_new (package, &wanted);
}

static void
test_fills_in_a_report (void)
{
  g_autoptr (ZbPaper) paper = make_example ("zh");
  g_autofree char *text = zb_paper_to_text (paper, 100);

  g_assert_cmpstr (paper->period, ==, "2024年6月");
  g_assert_cmpstr (paper->watermark, ==, "草稿");
  g_assert_nonnull (strstr (text, "298,760"));
  g_assert_nonnull (strstr (text, "9135020061202218XY"));
  g_assert_nonnull (strstr (text, "厦门某公司"));
  g_assert_nonnull (strstr (text, "1 是"));
  g_assert_nonnull (strstr (text, "│液晶显示屏"));
}

static void
test_keeps_the_lines_of_a_frame_together (void)
{
  g_autoptr (ZbPaper) paper = make_example ("en");
  g_autofree char *text = zb_paper_to_text (paper, 80);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint width = 0;

  for (guint i = 0; lines[i]; i++) {
    if (g_str_has_prefix (lines[i], "┌"))
      width = zb_paper_text_width (lines[i]);
    if (g_str_has_prefix (lines[i], "│"))
      g_assert_cmpuint (zb_paper_text_width (lines[i]), ==, width);
  }
  g_assert_cmpuint (width, >, 0);
  g_assert_cmpuint (width, <=, 80);
}

static const ZbPaperField *
find_field (const GArray *fields, const char *label)
{
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (g_array_index (fields, ZbPaperField, i).label, label) == 0)
      return &g_array_index (fields, ZbPaperField, i);
  return NULL;
}

static void
look_at_legal_box (const ZbPaper *paper, const char *form)
{
  gboolean chinese = strcmp (paper->language, "zh") == 0;

  g_assert_nonnull (find_field (paper->box, chinese ? "表　　号" : "Form no."));
  g_assert_nonnull (find_field (paper->box, chinese ? "制定机关" : "Issued by"));
  g_assert_nonnull (find_field (paper->fields, chinese ? "单位详细名称" : "Full name of the unit"));
  g_assert_cmpuint (paper->signers->len, >, 0);
}

static void
test_has_box_fields_and_signers (void)
{
  for_each_form (look_at_legal_box);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/form-paper/covers-every-grid-once", test_covers_every_grid_once);
  g_test_add_func ("/paper/form-paper/writes-well-formed-html", test_writes_well_formed_html);
  g_test_add_func ("/paper/form-paper/no-table-is-wider-than-a-sheet",
                   test_no_table_is_wider_than_a_sheet);
  g_test_add_func ("/paper/form-paper/fills-in-a-report", test_fills_in_a_report);
  g_test_add_func ("/paper/form-paper/keeps-the-lines-of-a-frame-together",
                   test_keeps_the_lines_of_a_frame_together);
  g_test_add_func ("/paper/form-paper/has-box-fields-and-signers", test_has_box_fields_and_signers);
  return g_test_run ();
}
