/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/spreadsheet.h"

#include "formats/error.h"
#include "formats/xlsx-writer.h"
#include "tests/support/temp-dir.h"

#include <string.h>

static ZbSpreadsheet *
read_book (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize)length);

  return zb_spreadsheet_read ("book", bytes, error);
}

static void
test_texts_stand_where_they_are (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = read_book ("\xef\xbb\xbf"
                                              "a; b ;c\n\n1;\xe3\x80\x80"
                                              "2;\n",
                                              -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_spreadsheet_n_sheets (book), ==, 1);
  g_assert_cmpuint (zb_spreadsheet_n_rows (book, 0), ==, 3);
  g_assert_cmpstr (zb_spreadsheet_text (book, 0, 0, 1), ==, "b");
  g_assert_cmpstr (zb_spreadsheet_text (book, 0, 2, 1), ==, "2");
  g_assert_cmpstr (zb_spreadsheet_text (book, 0, 9, 9), ==, "");
  g_autofree char *place = zb_spreadsheet_place (book, 0, 2, 1);
  g_assert_cmpstr (place, ==, "B3");
}

static void
test_chinese_encodings_are_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) old = read_book ("\xcf\xee\xc4\xbf,\xbd\xf0\xb6\xee\n", -1, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSpreadsheet) wide = read_book ("\xff\xfe\x79\x98\xee\x76\t\0"
                                              "1\0\n\0",
                                              12, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_spreadsheet_text (old, 0, 0, 0), ==, "项目");
  g_assert_cmpstr (zb_spreadsheet_text (old, 0, 0, 1), ==, "金额");
  g_assert_cmpstr (zb_spreadsheet_text (wide, 0, 0, 0), ==, "项目");
  g_assert_cmpstr (zb_spreadsheet_text (wide, 0, 0, 1), ==, "1");
}

static void
test_no_text_is_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_book ("\xff\xff\xff\x80,1\n", -1, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==, "book: the text is neither in UTF-8 nor in GB 18030");
}

static void
test_merged_heads_are_spread (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "merged.xlsx");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXlsxWriter) writer = zb_xlsx_writer_new (path, &error);
  char *bytes = NULL;
  gsize length = 0;

  zb_xlsx_writer_sheet (writer, "表");
  zb_xlsx_writer_merge (writer, 0, 0, 1, 2, "本年", ZB_XLSX_HEAD);
  zb_xlsx_writer_number (writer, 1, 1, "0.1", 1, ZB_XLSX_CELL);
  zb_xlsx_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &bytes, &length, &error);
  g_autoptr (ZbSpreadsheet) book = read_book (bytes, (gssize)length, &error);
  g_free (bytes);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_spreadsheet_text (book, 0, 0, 1), ==, "");
  g_assert_cmpstr (zb_spreadsheet_spread_text (book, 0, 0, 1), ==, "本年");
  g_assert_cmpstr (zb_spreadsheet_text (book, 0, 1, 1), ==, "0.1");
  g_autofree char *place = zb_spreadsheet_place (book, 0, 1, 1);
  g_assert_cmpstr (place, ==, "表!B2");
}

/* @n of @part, and a line end. */
static char *
repeat (const char *part, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  return g_string_free (text, FALSE);
}

static void
check_limit (const char *part, guint limit, const char *message)
{
  g_autofree char *fits = repeat (part, limit);
  g_autofree char *over = repeat (part, limit + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = read_book (fits, -1, &error);

  g_assert_no_error (error);
  g_assert_null (read_book (over, -1, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_limits_hold (void)
{
  check_limit ("1\n", ZB_SPREADSHEET_MAX_ROWS,
               "book:20001: at most 20000 lines of 256 fields are read");
  /* As many fields as separators, and one more. */
  check_limit ("1,", ZB_SPREADSHEET_MAX_COLUMNS - 1,
               "book:1: at most 20000 lines of 256 fields are read");
}

static void
test_places_are_limited (void)
{
  g_autofree char *line = repeat ("1,", 199);
  g_autofree char *wide = g_strconcat (line, "1\n", NULL);
  g_autofree char *lines = repeat ("1\n", ZB_SPREADSHEET_MAX_PLACES / 200 - 1);
  g_autofree char *fits = g_strconcat (wide, lines, NULL);
  g_autofree char *over = g_strconcat (fits, "1\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = read_book (fits, -1, &error);

  g_assert_no_error (error);
  g_assert_null (read_book (over, -1, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "book: the sheets have more than 2000000 cells");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/spreadsheet/texts-stand-where-they-are",
                   test_texts_stand_where_they_are);
  g_test_add_func ("/client/spreadsheet/chinese-encodings-are-read",
                   test_chinese_encodings_are_read);
  g_test_add_func ("/client/spreadsheet/no-text-is-refused", test_no_text_is_refused);
  g_test_add_func ("/client/spreadsheet/merged-heads-are-spread", test_merged_heads_are_spread);
  g_test_add_func ("/client/spreadsheet/limits-hold", test_limits_hold);
  g_test_add_func ("/client/spreadsheet/places-are-limited", test_places_are_limited);
  return g_test_run ();
}
