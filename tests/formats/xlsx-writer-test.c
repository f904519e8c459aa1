/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/xlsx-writer.h"
#include "formats/xml-tree.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  char *path;
  ZbXlsxWriter *writer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("zb-xlsx-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.xlsx", NULL);
  fixture->writer = zb_xlsx_writer_new (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  zb_xlsx_writer_free (fixture->writer);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
finish (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_xlsx_writer_finish (fixture->writer, &error));
  g_assert_no_error (error);
}

/* A part of the workbook as text. */
static char *
read_part (Fixture *fixture, const char *part)
{
  const char *arguments[] = {"unzip", "-p", fixture->path, part, NULL};
  char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &output, NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return output;
}

static ZbXmlNode *
read_xml (Fixture *fixture, const char *part)
{
  g_autofree char *text = read_part (fixture, part);
  g_autoptr (GError) error = NULL;
  ZbXmlNode *root = zb_xml_tree_read (part, text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return root;
}

/* The <c> of a cell such as "B2" on the first sheet. */
static const ZbXmlNode *
find_cell (const ZbXmlNode *sheet, const char *reference)
{
  const ZbXmlNode *row = zb_xml_node_first (zb_xml_node_first (sheet, "sheetData"), "row");

  for (; row != NULL; row = zb_xml_node_next (row, "row")) {
    const ZbXmlNode *cell = zb_xml_node_first (row, "c");

    for (; cell != NULL; cell = zb_xml_node_next (cell, "c")) {
      if (strcmp (zb_xml_node_get (cell, "r"), reference) == 0)
        return cell;
    }
  }
  g_error ("no cell %s", reference);
}

/* The text of a cell, which must be a shared string and no formula. */
static const char *
cell_text (const ZbXmlNode *sheet, const ZbXmlNode *strings, const char *reference)
{
  const ZbXmlNode *cell = find_cell (sheet, reference);
  const ZbXmlNode *entry = zb_xml_node_first (strings, "si");
  guint64 index = g_ascii_strtoull (zb_xml_node_text (zb_xml_node_first (cell, "v")), NULL, 10);

  g_assert_cmpstr (zb_xml_node_get (cell, "t"), ==, "s");
  g_assert_null (zb_xml_node_first (cell, "f"));
  for (; index > 0; index--)
    entry = zb_xml_node_next (entry, "si");
  return zb_xml_node_text (zb_xml_node_first (entry, "t"));
}

static void
test_text_stays_text (Fixture *fixture, gconstpointer unused)
{
  static const char *const texts[] = {
      "资产总计", "=1+1", "+1", "-1", "@x", "http://a.example", "12", "a<b>&\"", "_x0041_", "{=1}",
  };
  g_autoptr (ZbXmlNode) sheet = NULL;
  g_autoptr (ZbXmlNode) strings = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    zb_xlsx_writer_text (fixture->writer, i, 0, texts[i], ZB_XLSX_CELL);
  finish (fixture);
  sheet = read_xml (fixture, "xl/worksheets/sheet1.xml");
  strings = read_xml (fixture, "xl/sharedStrings.xml");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *reference = g_strdup_printf ("A%u", i + 1);

    if (strcmp (texts[i], "_x0041_") != 0)
      g_assert_cmpstr (cell_text (sheet, strings, reference), ==, texts[i]);
    else /* a spreadsheet would read it as "A", were its underline not escaped */
      g_assert_cmpstr (cell_text (sheet, strings, reference), ==, "_x005F_x0041_");
  }
}

/* The text format keeps a formula text also when somebody edits the cell. */
static void
test_text_has_the_text_format (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ZbXmlNode) sheet = NULL;
  g_autofree char *styles = NULL;
  const char *style;

  zb_xlsx_writer_text (fixture->writer, 0, 0, "=1+1", ZB_XLSX_PLAIN);
  finish (fixture);
  sheet = read_xml (fixture, "xl/worksheets/sheet1.xml");
  style = zb_xml_node_get (find_cell (sheet, "A1"), "s");
  g_assert_cmpstr (style, ==, "1");
  styles = read_part (fixture, "xl/styles.xml");
  g_assert_nonnull (strstr (styles, "numFmtId=\"49\""));
}

/* A reader that rounds the text of the number to 15 digits gets back the figure that was written.
 */
static void
test_numbers_are_exact (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *decimal;
    guint scale;
  } figures[] = {
      {"0", 0},
      {"-1", 0},
      {"9.95", 2},
      {"0.000001", 6},
      {"123456789012345", 0},
      {"-999999999999.995", 3},
      {"999999999.999999", 6},
      {"1000000000000000000", 0},
      {"12.50", 2},
  };
  g_autoptr (ZbXmlNode) sheet = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    zb_xlsx_writer_number (fixture->writer, 0, i, figures[i].decimal, figures[i].scale,
                           ZB_XLSX_CELL);
  finish (fixture);
  sheet = read_xml (fixture, "xl/worksheets/sheet1.xml");
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_autofree char *reference = g_strdup_printf ("%c1", 'A' + (char)i);
    const ZbXmlNode *cell = find_cell (sheet, reference);
    const char *value = zb_xml_node_text (zb_xml_node_first (cell, "v"));
    g_autofree char *rounded = g_strdup_printf ("%.15g", g_ascii_strtod (value, NULL));
    g_autofree char *expected =
        g_strdup_printf ("%.15g", g_ascii_strtod (figures[i].decimal, NULL));

    g_assert_null (zb_xml_node_get (cell, "t"));
    g_assert_cmpstr (rounded, ==, expected);
  }
}

static void
test_number_formats (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *styles = NULL;

  zb_xlsx_writer_number (fixture->writer, 0, 0, "1234", 0, ZB_XLSX_CELL);
  zb_xlsx_writer_number (fixture->writer, 0, 1, "1.5", 1, ZB_XLSX_LOCKED);
  zb_xlsx_writer_number (fixture->writer, 0, 2, "1", 6, ZB_XLSX_CELL);
  finish (fixture);
  styles = read_part (fixture, "xl/styles.xml");
  g_assert_nonnull (strstr (styles, "formatCode=\"#,##0.0\""));
  g_assert_nonnull (strstr (styles, "formatCode=\"#,##0.000000\""));
}

static void
test_long_figures_stay_text_with_a_note (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *sheet = NULL;
  g_autoptr (ZbXmlNode) strings = NULL;
  g_autofree char *comments = NULL;
  const ZbXmlNode *entry;

  zb_xlsx_writer_number (fixture->writer, 0, 0, "1234567890123456", 0, ZB_XLSX_CELL);
  zb_xlsx_writer_number (fixture->writer, 1, 0, "-1234567890123.456", 3, ZB_XLSX_CELL);
  zb_xlsx_writer_number (fixture->writer, 2, 0, "=1", 0, ZB_XLSX_CELL);
  zb_xlsx_writer_number (fixture->writer, 3, 0, "123456789012345", 0, ZB_XLSX_CELL);
  finish (fixture);
  sheet = read_part (fixture, "xl/worksheets/sheet1.xml");
  g_assert_nonnull (strstr (sheet, "<c r=\"A1\" s=\"1\" t=\"s\">"));
  g_assert_nonnull (strstr (sheet, "<c r=\"A2\" s=\"1\" t=\"s\">"));
  g_assert_nonnull (strstr (sheet, "<c r=\"A3\" s=\"2\" t=\"s\">"));
  g_assert_nonnull (strstr (sheet, "<c r=\"A4\" s=\"3\"><v>123456789012345</v>"));
  g_assert_null (strstr (sheet, "<f>"));
  strings = read_xml (fixture, "xl/sharedStrings.xml");
  entry = zb_xml_node_first (strings, "si");
  g_assert_cmpstr (zb_xml_node_text (zb_xml_node_first (entry, "t")), ==, "1234567890123456");
  entry = zb_xml_node_next (entry, "si");
  g_assert_cmpstr (zb_xml_node_text (zb_xml_node_first (entry, "t")), ==, "-1234567890123.456");
  comments = read_part (fixture, "xl/comments1.xml");
  g_assert_nonnull (strstr (comments, "ref=\"A1\""));
  g_assert_nonnull (strstr (comments, "ref=\"A2\""));
  g_assert_null (strstr (comments, "ref=\"A3\""));
  g_assert_nonnull (strstr (comments, "超过15位有效数字"));
}

static void
test_layout (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ZbXmlNode) sheet = NULL;
  g_autoptr (ZbXmlNode) strings = NULL;
  const ZbXmlNode *merged;
  const ZbXmlNode *pane;

  zb_xlsx_writer_sheet (fixture->writer, "B203");
  zb_xlsx_writer_column_width (fixture->writer, 1, 30);
  zb_xlsx_writer_freeze (fixture->writer, 2, 1);
  zb_xlsx_writer_merge (fixture->writer, 0, 0, 1, 3, "财务状况", ZB_XLSX_TITLE);
  zb_xlsx_writer_merge (fixture->writer, 1, 0, 1, 1, "=one", ZB_XLSX_HEAD);
  zb_xlsx_writer_merge (fixture->writer, 1, 1, 2, 1, NULL, ZB_XLSX_HEAD);
  finish (fixture);
  sheet = read_xml (fixture, "xl/worksheets/sheet1.xml");
  strings = read_xml (fixture, "xl/sharedStrings.xml");
  g_assert_cmpstr (cell_text (sheet, strings, "A1"), ==, "财务状况");
  g_assert_cmpstr (cell_text (sheet, strings, "A2"), ==, "=one");
  merged = zb_xml_node_first (zb_xml_node_first (sheet, "mergeCells"), "mergeCell");
  g_assert_cmpstr (zb_xml_node_get (merged, "ref"), ==, "A1:C1");
  merged = zb_xml_node_next (merged, "mergeCell");
  g_assert_cmpstr (zb_xml_node_get (merged, "ref"), ==, "B2:B3");
  g_assert_null (zb_xml_node_next (merged, "mergeCell"));
  pane = zb_xml_node_first (
      zb_xml_node_first (zb_xml_node_first (sheet, "sheetViews"), "sheetView"), "pane");
  g_assert_cmpstr (zb_xml_node_get (pane, "topLeftCell"), ==, "B3");
  g_assert_cmpstr (zb_xml_node_get (pane, "state"), ==, "frozen");
}

static void
test_sheet_names_are_made_fit (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *workbook = NULL;

  zb_xlsx_writer_sheet (fixture->writer, "B203");
  zb_xlsx_writer_sheet (fixture->writer, "b203");
  zb_xlsx_writer_sheet (fixture->writer, "B203");
  zb_xlsx_writer_sheet (fixture->writer, "a/b[c]:*?\\'");
  zb_xlsx_writer_sheet (fixture->writer, "");
  zb_xlsx_writer_sheet (fixture->writer, "abcdefghijklmnopqrstuvwxyz012345");
  zb_xlsx_writer_sheet (fixture->writer, "abcdefghijklmnopqrstuvwxyz012345");
  finish (fixture);
  workbook = read_part (fixture, "xl/workbook.xml");
  g_assert_nonnull (strstr (workbook, "name=\"B203\" sheetId=\"1\""));
  g_assert_nonnull (strstr (workbook, "name=\"b203 (2)\" sheetId=\"2\""));
  g_assert_nonnull (strstr (workbook, "name=\"B203 (3)\" sheetId=\"3\""));
  g_assert_nonnull (strstr (workbook, "name=\"a_b_c______\" sheetId=\"4\""));
  g_assert_nonnull (strstr (workbook, "name=\"Sheet\" sheetId=\"5\""));
  g_assert_nonnull (strstr (workbook, "name=\"abcdefghijklmnopqrstuvwxyz0123…\" sheetId=\"6\""));
  g_assert_nonnull (strstr (workbook, "name=\"abcdefghijklmnopqrstuvwxyz… (2)\" sheetId=\"7\""));
}

static void
test_long_and_broken_text (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *at_limit = g_strnfill (32767, 'x');
  g_autofree char *over = g_strnfill (32768, 'y');
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autoptr (ZbXmlNode) sheet = NULL;
  g_autoptr (ZbXmlNode) strings = NULL;
  const char *text;

  for (int i = 0; i < 16384; i++)
    g_string_append (wide, "😀");
  zb_xlsx_writer_text (fixture->writer, 0, 0, at_limit, ZB_XLSX_CELL);
  zb_xlsx_writer_text (fixture->writer, 0, 1, over, ZB_XLSX_CELL);
  zb_xlsx_writer_text (fixture->writer, 0, 2, wide->str, ZB_XLSX_CELL);
  zb_xlsx_writer_text (fixture->writer, 0, 3, "a\x01\xFF", ZB_XLSX_CELL);
  finish (fixture);
  sheet = read_xml (fixture, "xl/worksheets/sheet1.xml");
  strings = read_xml (fixture, "xl/sharedStrings.xml");
  g_assert_cmpstr (cell_text (sheet, strings, "A1"), ==, at_limit);
  text = cell_text (sheet, strings, "B1");
  g_assert_cmpint (g_utf8_strlen (text, -1), ==, 32767);
  g_assert_true (g_str_has_suffix (text, "yy…"));
  text = cell_text (sheet, strings, "C1");
  g_assert_cmpint (g_utf8_strlen (text, -1), ==, 16384);
  g_assert_true (g_str_has_suffix (text, "😀…"));
  g_assert_cmpstr (cell_text (sheet, strings, "D1"), ==, "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void
test_cell_outside_a_sheet (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected =
      g_strdup_printf ("%s: row 1048577, column 1 lies outside a sheet", fixture->path);

  zb_xlsx_writer_text (fixture->writer, 1048575, 16383, "last", ZB_XLSX_CELL);
  zb_xlsx_writer_text (fixture->writer, 1048576, 0, "over", ZB_XLSX_CELL);
  zb_xlsx_writer_number (fixture->writer, 0, 16384, "1", 0, ZB_XLSX_CELL);
  zb_xlsx_writer_merge (fixture->writer, 0, 0, G_MAXUINT, G_MAXUINT, "x", ZB_XLSX_CELL);
  g_assert_false (zb_xlsx_writer_finish (fixture->writer, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, expected);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* Until the new workbook is complete the old one stays; given up, nothing is left behind, which
 * the tear-down asserts by removing an empty folder. */
static void
test_unfinished_leaves_the_old_file (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  zb_xlsx_writer_text (fixture->writer, 0, 0, "x", ZB_XLSX_CELL);
  g_clear_pointer (&fixture->writer, zb_xlsx_writer_free);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "old");
}

static void
test_unwritable_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_xlsx_writer_new ("/nonexistent/a.xlsx", &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO);
  g_assert_cmpstr (error->message, ==, "/nonexistent/a.xlsx: No such file or directory");
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/formats/xlsx-writer/text-stays-text", test_text_stays_text);
  add ("/formats/xlsx-writer/text-has-the-text-format", test_text_has_the_text_format);
  add ("/formats/xlsx-writer/numbers-are-exact", test_numbers_are_exact);
  add ("/formats/xlsx-writer/number-formats", test_number_formats);
  add ("/formats/xlsx-writer/long-figures-stay-text-with-a-note",
       test_long_figures_stay_text_with_a_note);
  add ("/formats/xlsx-writer/layout", test_layout);
  add ("/formats/xlsx-writer/sheet-names-are-made-fit", test_sheet_names_are_made_fit);
  add ("/formats/xlsx-writer/long-and-broken-text", test_long_and_broken_text);
  add ("/formats/xlsx-writer/cell-outside-a-sheet", test_cell_outside_a_sheet);
  add ("/formats/xlsx-writer/unfinished-leaves-the-old-file", test_unfinished_leaves_the_old_file);
  g_test_add_func ("/formats/xlsx-writer/unwritable-folder", test_unwritable_folder);
  return g_test_run ();
}
