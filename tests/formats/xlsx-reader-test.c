/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/file.h"
#include "formats/xlsx-reader.h"
#include "formats/xlsx-writer.h"
#include "tests/formats/packed-parts.h"

#include <glib/gstdio.h>
#include <string.h>

static ZbXlsx *
read_sheet (const char *sheet, const char *strings, const ZbXlsxLimits *limits, GError **error)
{
  g_autoptr (GBytes) bytes = zb_packed_workbook (sheet, strings);

  return zb_xlsx_read ("t.xlsx", bytes, limits, error);
}

static void
assert_cell (const ZbXlsx *xlsx, guint row, guint column, ZbXlsxKind kind, const char *text)
{
  ZbXlsxCell cell = zb_xlsx_cell (xlsx, 0, row, column);

  g_assert_cmpint (cell.kind, ==, kind);
  g_assert_cmpstr (cell.text, ==, text);
}

static void
assert_refused (const char *sheet, ZbFormatError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = read_sheet (sheet, "<si><t>a</t></si>", NULL, &error);

  g_assert_null (xlsx);
  g_assert_error (error, ZB_FORMAT_ERROR, (int)code);
  if (strstr (error->message, message) == NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_reads_cells_of_all_kinds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = read_sheet (
      "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\"><v>1.5</v></c>"
      "<c r=\"D1\" t=\"inlineStr\"><is><t>in</t></is></c></row>"
      "<row r=\"3\"><c r=\"B3\" t=\"b\"><v>1</v></c><c r=\"C3\" t=\"e\"><v>#REF!</v></c>"
      "<c r=\"D3\" t=\"str\"><f>A1</f><v>x</v></c></row></sheetData>",
      "<si><t>no</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>yomi</t></rPh></si>", NULL,
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_xlsx_sheet_name (xlsx, 0), ==, "S");
  g_assert_cmpuint (zb_xlsx_n_rows (xlsx, 0), ==, 3);
  g_assert_cmpuint (zb_xlsx_n_columns (xlsx, 0), ==, 4);
  assert_cell (xlsx, 0, 0, ZB_XLSX_TEXT, "two runs");
  assert_cell (xlsx, 0, 1, ZB_XLSX_BLANK, "");
  assert_cell (xlsx, 0, 2, ZB_XLSX_NUMBER, "1.5");
  assert_cell (xlsx, 0, 3, ZB_XLSX_TEXT, "in");
  assert_cell (xlsx, 2, 1, ZB_XLSX_BOOLEAN, "1");
  assert_cell (xlsx, 2, 2, ZB_XLSX_ERROR, "#REF!");
  assert_cell (xlsx, 2, 3, ZB_XLSX_TEXT, "x");
}

/* A workbook as a program wrote it: a number in the format 00, a date, what is hidden. */
static void
test_reads_what_is_shown (gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "data", "spreadsheets", data, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_file_read (path, 1 << 20, &error);
  g_autoptr (ZbXlsx) xlsx = NULL;
  ZbXlsxCell code, date, plain;

  g_assert_no_error (error);
  xlsx = zb_xlsx_read (path, bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_xlsx_n_sheets (xlsx), ==, 3);
  g_assert_false (zb_xlsx_sheet_is_hidden (xlsx, 0));
  g_assert_true (zb_xlsx_sheet_is_hidden (xlsx, 1));
  code = zb_xlsx_cell (xlsx, 2, 7, 2);
  g_assert_cmpstr (code.text, ==, "01");
  g_assert_cmpint (code.kind, ==, ZB_XLSX_TEXT);
  date = zb_xlsx_cell (xlsx, 2, 3, 6);
  g_assert_cmpstr (date.text, ==, "2027-12-31");
  plain = zb_xlsx_cell (xlsx, 2, 6, 3);
  g_assert_cmpint (plain.kind, ==, ZB_XLSX_NUMBER);
  g_assert_true (zb_xlsx_is_hidden (xlsx, 2, 9, 0));
  g_assert_false (zb_xlsx_is_hidden (xlsx, 2, 8, 0));
}

static void
test_counts_places_that_are_not_said (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = read_sheet ("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                                        "<row><c/><c><v>3</v></c></row></sheetData>",
                                        NULL, NULL, &error);

  g_assert_no_error (error);
  assert_cell (xlsx, 0, 1, ZB_XLSX_NUMBER, "2");
  assert_cell (xlsx, 1, 0, ZB_XLSX_BLANK, "");
  assert_cell (xlsx, 1, 1, ZB_XLSX_NUMBER, "3");
}

static void
test_finds_merged_areas (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = read_sheet (
      "<sheetData/><mergeCells><mergeCell ref=\"B2:D3\"/></mergeCells>", NULL, NULL, &error);

  g_assert_no_error (error);
  ZbXlsxArea area = zb_xlsx_area_at (xlsx, 0, 2, 3);
  g_assert_cmpuint (area.row, ==, 1);
  g_assert_cmpuint (area.column, ==, 1);
  g_assert_cmpuint (area.n_rows, ==, 2);
  g_assert_cmpuint (area.n_columns, ==, 3);
  area = zb_xlsx_area_at (xlsx, 0, 3, 3);
  g_assert_cmpuint (area.n_columns, ==, 1);
}

static void
test_lets_foreign_attributes_through (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx =
      read_sheet ("<sheetData xmlns:x14ac=\"urn:x\"><row r=\"1\" x14ac:dyDescent=\"0.25\">"
                  "<c r=\"A1\"><v>1</v></c></row></sheetData>",
                  NULL, NULL, &error);

  g_assert_no_error (error);
  assert_cell (xlsx, 0, 0, ZB_XLSX_NUMBER, "1");
}

static void
test_names_the_cell_that_is_wrong (void)
{
  assert_refused ("<sheetData><row r=\"7\"><c r=\"B7\" t=\"s\"><v>1</v></c></row></sheetData>",
                  ZB_FORMAT_ERROR_MALFORMED,
                  "sheet “S”: cell B7: its text is not among the shared ones");
  assert_refused ("<sheetData><row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"
                  "</sheetData>",
                  ZB_FORMAT_ERROR_MALFORMED, "sheet “S”: cell B1: stands there twice");
  assert_refused ("<sheetData><row r=\"0\"/></sheetData>", ZB_FORMAT_ERROR_MALFORMED,
                  "sheet “S”: there is no row “0”");
  assert_refused ("<sheetData><row r=\"1\"><c r=\"1B\"/></row></sheetData>",
                  ZB_FORMAT_ERROR_MALFORMED, "sheet “S”: there is no cell “1B”");
  assert_refused ("<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>", ZB_FORMAT_ERROR_MALFORMED,
                  "sheet “S”: there is no merged area “B2:A1”");
  assert_refused ("<sheetData>", ZB_FORMAT_ERROR_MALFORMED, "t.xlsx: xl/worksheets/sheet1.xml:1:");
}

static void
test_keeps_to_the_bounds_of_a_sheet (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = read_sheet (
      "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>", NULL,
      NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_xlsx_n_rows (xlsx, 0), ==, ZB_XLSX_MAX_ROWS);
  g_assert_cmpuint (zb_xlsx_n_columns (xlsx, 0), ==, ZB_XLSX_MAX_COLUMNS);
  assert_refused ("<sheetData><row r=\"1048577\"/></sheetData>", ZB_FORMAT_ERROR_MALFORMED,
                  "there is no row “1048577”");
  assert_refused ("<sheetData><row r=\"1\"><c r=\"XFE1\"/></row></sheetData>",
                  ZB_FORMAT_ERROR_MALFORMED, "there is no cell “XFE1”");
}

/* Each limit holds at its value and one above is refused. */
static void
assert_limit (ZbXlsxLimits at, ZbXlsxLimits below, const char *message)
{
  static const char sheet[] = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"
                              "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/>"
                              "</mergeCells>";
  static const char strings[] = "<si><t>a</t></si><si><t>b</t></si>";
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) read = read_sheet (sheet, strings, &at, &error);

  g_assert_no_error (error);
  g_autoptr (ZbXlsx) refused = read_sheet (sheet, strings, &below, &error);
  g_assert_null (refused);
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  if (strstr (error->message, message) == NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_holds_its_limits (void)
{
  ZbXlsxLimits at = zb_xlsx_default_limits, below = at;

  at.max_cells = 2;
  below.max_cells = 1;
  assert_limit (at, below, "sheet “S”: cell B1: the workbook has too many cells before it");
  at = below = zb_xlsx_default_limits;
  at.max_merges = 2;
  below.max_merges = 1;
  assert_limit (at, below, "sheet “S”: more than 1 merged areas");
  at = below = zb_xlsx_default_limits;
  at.max_strings = 2;
  below.max_strings = 1;
  assert_limit (at, below, "more than 1 shared strings");
  at = below = zb_xlsx_default_limits;
  at.max_sheets = 1;
  below.max_sheets = 0;
  assert_limit (at, below, "more than 0 sheets");
}

static void
test_unpacks_no_more_than_allowed (void)
{
  g_autofree char *blanks = g_strnfill (3 * 1024 * 1024, ' ');
  ZbXlsxLimits limits = zb_xlsx_default_limits;
  g_autoptr (GBytes) bytes = zb_packed_workbook (blanks, NULL);
  g_autoptr (GError) error = NULL;

  /* A bomb: it packs three thousand to one. */
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 16 * 1024);
  limits.max_part = 1024 * 1024;
  g_autoptr (ZbXlsx) part = zb_xlsx_read ("t.xlsx", bytes, &limits, &error);
  g_assert_null (part);
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "sheet1.xml: unpacks to more than 1048576 bytes"));
  g_clear_error (&error);
  limits = zb_xlsx_default_limits;
  limits.max_total = 1024 * 1024;
  g_autoptr (ZbXlsx) total = zb_xlsx_read ("t.xlsx", bytes, &limits, &error);
  g_assert_null (total);
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_clear_error (&error);
  limits.max_bytes = g_bytes_get_size (bytes) - 1;
  g_autoptr (ZbXlsx) whole = zb_xlsx_read ("t.xlsx", bytes, &limits, &error);
  g_assert_null (whole);
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
}

static void
assert_no_workbook (const void *data, gsize length, ZbFormatError code, const char *message)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsx) xlsx = zb_xlsx_read ("t.xlsx", bytes, NULL, &error);

  g_assert_null (xlsx);
  g_assert_error (error, ZB_FORMAT_ERROR, (int)code);
  if (!g_str_has_prefix (error->message, message))
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_says_what_is_no_workbook (void)
{
  const char *const parts[] = {"a.txt", "a", NULL};
  g_autoptr (GBytes) zip = zb_packed_parts (parts);

  assert_no_workbook ("hello", 5, ZB_FORMAT_ERROR_MALFORMED, "t.xlsx: no zip archive: ");
  assert_no_workbook ("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, ZB_FORMAT_ERROR_FORBIDDEN,
                      "t.xlsx: an old .xls workbook or one with a password");
  assert_no_workbook (g_bytes_get_data (zip, NULL), g_bytes_get_size (zip),
                      ZB_FORMAT_ERROR_MALFORMED, "t.xlsx: a zip archive, but no workbook");
}

static void
test_reads_what_the_writer_wrote (void)
{
  g_autofree char *folder = g_dir_make_tmp ("zb-xlsx-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.xlsx", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsxWriter) writer = zb_xlsx_writer_new (path, &error);

  zb_xlsx_writer_sheet (writer, "甲");
  zb_xlsx_writer_merge (writer, 0, 0, 1, 3, "产值", ZB_XLSX_HEAD);
  zb_xlsx_writer_number (writer, 1, 2, "1234.50", 2, ZB_XLSX_CELL);
  g_assert_true (zb_xlsx_writer_finish (writer, &error));
  g_autoptr (GBytes) bytes = zb_file_read (path, 1024 * 1024, &error);
  g_unlink (path);
  g_rmdir (folder);
  g_autoptr (ZbXlsx) xlsx = zb_xlsx_read (path, bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_xlsx_sheet_name (xlsx, 0), ==, "甲");
  assert_cell (xlsx, 0, 0, ZB_XLSX_TEXT, "产值");
  g_assert_cmpuint (zb_xlsx_area_at (xlsx, 0, 0, 2).n_columns, ==, 3);
  g_autofree char *number = zb_xlsx_number_text (zb_xlsx_cell (xlsx, 0, 1, 2).text);
  g_assert_cmpstr (number, ==, "1234.5");
}

static void
test_writes_numbers_plainly (void)
{
  static const struct {
    const char *stored, *plain;
  } numbers[] = {
      {"1", "1"},
      {"-0.5", "-0.5"},
      {"1.1000000000000001", "1.1"},
      {"0.30000000000000004", "0.3"},
      {"1E3", "1000"},
      {"1.5e-3", "0.0015"},
      {"0.000", "0"},
      {"999999999999999.6", "1000000000000000"},
      {"1000000000000002.5", "1000000000000000"},
      {"1000000000000025", "1000000000000020"},
      {"1000000000000035", "1000000000000040"},
      {"10000000000000251", "10000000000000300"},
      {"1E29", "100000000000000000000000000000"},
      {"1E30", NULL},
      {"1E-31", NULL},
      {"", NULL},
      {"1,5", NULL},
      {"1e", NULL},
      {"--1", NULL},
      {"NaN", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *plain = zb_xlsx_number_text (numbers[i].stored);
    g_assert_cmpstr (plain, ==, numbers[i].plain);
  }
}

static void
test_names_places (void)
{
  g_autofree char *first = zb_xlsx_place (0, 0);
  g_autofree char *last = zb_xlsx_place (ZB_XLSX_MAX_ROWS - 1, ZB_XLSX_MAX_COLUMNS - 1);

  g_assert_cmpstr (first, ==, "A1");
  g_assert_cmpstr (last, ==, "XFD1048576");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xlsx-reader/reads-cells-of-all-kinds", test_reads_cells_of_all_kinds);
  g_test_add_func ("/formats/xlsx-reader/counts-places-that-are-not-said",
                   test_counts_places_that_are_not_said);
  g_test_add_func ("/formats/xlsx-reader/finds-merged-areas", test_finds_merged_areas);
  g_test_add_func ("/formats/xlsx-reader/lets-foreign-attributes-through",
                   test_lets_foreign_attributes_through);
  g_test_add_func ("/formats/xlsx-reader/names-the-cell-that-is-wrong",
                   test_names_the_cell_that_is_wrong);
  g_test_add_func ("/formats/xlsx-reader/keeps-to-the-bounds-of-a-sheet",
                   test_keeps_to_the_bounds_of_a_sheet);
  g_test_add_data_func ("/formats/xlsx-reader/reads-what-is-shown/libreoffice", "libreoffice.xlsx",
                        test_reads_what_is_shown);
  g_test_add_data_func ("/formats/xlsx-reader/reads-what-is-shown/exceljs", "exceljs.xlsx",
                        test_reads_what_is_shown);
  g_test_add_data_func ("/formats/xlsx-reader/reads-what-is-shown/sheetjs", "sheetjs.xlsx",
                        test_reads_what_is_shown);
  g_test_add_func ("/formats/xlsx-reader/holds-its-limits", test_holds_its_limits);
  g_test_add_func ("/formats/xlsx-reader/unpacks-no-more-than-allowed",
                   test_unpacks_no_more_than_allowed);
  g_test_add_func ("/formats/xlsx-reader/says-what-is-no-workbook", test_says_what_is_no_workbook);
  g_test_add_func ("/formats/xlsx-reader/reads-what-the-writer-wrote",
                   test_reads_what_the_writer_wrote);
  g_test_add_func ("/formats/xlsx-reader/writes-numbers-plainly", test_writes_numbers_plainly);
  g_test_add_func ("/formats/xlsx-reader/names-places", test_names_places);
  return g_test_run ();
}
