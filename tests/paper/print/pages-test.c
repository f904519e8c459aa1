/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/form-paper.h"
#include "paper/print/pages.h"
#include "paper/print/pdf.h"
#include "paper/print/sheet.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

static ZbPaper *
make_paper (guint n_rows)
{
  ZbPaper *paper = zb_paper_new ("en");
  ZbPaperTable *table = zb_paper_add_table (paper, "Table", NULL, 2);

  paper->title = g_strdup ("Title");
  paper->code = g_strdup ("T-1");
  paper->period = g_strdup ("2024");
  for (guint r = 0; r <= n_rows; r++) {
    for (guint c = 0; c < 2; c++) {
      ZbPaperCell cell = {r, c, 1, 1, (char *)(r == 0 ? "HEAD" : "x"), 0, ZB_PAPER_START, 0};
      zb_paper_table_put (table, &cell);
    }
  }
  zb_paper_table_finish (table, 1);
  table->columns[0] = table->columns[1] = (ZbPaperColumn){20, 5, 1};
  return paper;
}

static void
test_repeats_heads_on_each_page (void)
{
  g_autoptr (ZbPaper) paper = make_paper (150);
  PangoContext *context = zb_pages_context ();
  g_autoptr (GObject) owner = G_OBJECT (context);
  ZbSheet sheet = {.paper = paper, .context = context, .size = zb_page_size_for (paper)};
  guint heads = 0;

  sheet.inks = g_array_new (FALSE, FALSE, sizeof (ZbInk));
  sheet.text_size = ZB_SHEET_LARGEST_TEXT;
  sheet.y = sheet.size.margin;
  zb_sheet_add_table (&sheet, paper->tables->pdata[0]);
  for (guint i = 0; i < sheet.inks->len; i++) {
    ZbInk *ink = &g_array_index (sheet.inks, ZbInk, i);

    g_assert_cmpfloat (ink->y + ink->height, <=, zb_sheet_bottom (&sheet) + 1);
    if (ink->layout && strcmp (pango_layout_get_text (ink->layout), "HEAD") == 0)
      heads++;
    g_clear_object (&ink->layout);
  }
  g_assert_cmpuint (sheet.page, >=, 2);
  g_assert_cmpuint (heads, ==, 2 * (sheet.page + 1));
  g_array_unref (sheet.inks);
}

static void
test_chooses_upright_or_across (void)
{
  g_autoptr (ZbPaper) paper = make_paper (1);
  ZbPaperTable *table = paper->tables->pdata[0];

  g_assert_cmpfloat (zb_page_size_for (paper).width, <, zb_page_size_for (paper).height);
  table->columns[0].wanted = 130;
  g_assert_cmpfloat (zb_page_size_for (paper).width, >, zb_page_size_for (paper).height);
}

static void
test_counts_pages (void)
{
  g_autoptr (ZbPaper) shortest = make_paper (3), longest = make_paper (150);
  PangoContext *context = zb_pages_context ();
  g_autoptr (GObject) owner = G_OBJECT (context);
  g_autoptr (ZbPages) one = zb_pages_new (shortest, context, zb_page_size_for (shortest));
  g_autoptr (ZbPages) several = zb_pages_new (longest, context, zb_page_size_for (longest));

  g_assert_cmpuint (zb_pages_count (one), ==, 1);
  g_assert_cmpuint (zb_pages_count (several), >, 2);
}

/* No line and no text of any form lies outside its page. */
static void
test_no_form_runs_off_its_page (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbFormPaper wanted = {.language = i % 2 ? "en" : "zh", .catalogue = catalogue};
    g_autoptr (ZbPaper) paper = zb_form_paper_new (zb_catalogue_at (catalogue, i), &wanted);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) pdf = zb_paper_to_pdf (paper, &error);

    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (g_bytes_get_data (pdf, NULL), "%PDF-1."));
    ZbPageSize size = zb_page_size_for (paper);
    for (guint t = 0; t < paper->tables->len; t++) {
      const ZbPaperTable *table = paper->tables->pdata[t];
      guint n = table->n_columns;
      g_autofree guint *widths = g_new0 (guint, n);
      guint room = (guint)((size.width - 2 * size.margin - 6 * n) * 100);

      g_assert_cmpuint (zb_paper_table_fit (table, room, 364, TRUE, widths), <=, room);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/pages/repeats-heads-on-each-page", test_repeats_heads_on_each_page);
  g_test_add_func ("/paper/pages/chooses-upright-or-across", test_chooses_upright_or_across);
  g_test_add_func ("/paper/pages/counts-pages", test_counts_pages);
  g_test_add_func ("/paper/pages/no-form-runs-off-its-page", test_no_form_runs_off_its_page);
  return g_test_run ();
}
