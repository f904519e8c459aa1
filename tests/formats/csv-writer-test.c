/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv-reader.h"
#include "formats/csv-writer.h"

#define MARK "\xEF\xBB\xBF"

static char *
finish (ZbCsvWriter *writer)
{
  g_autoptr (GBytes) bytes = zb_csv_writer_finish (writer);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_layout (void)
{
  g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
  g_autofree char *text = NULL;

  zb_csv_writer_text (writer, "单位");
  zb_csv_writer_text (writer, "a,b");
  zb_csv_writer_text (writer, "say \"x\"");
  zb_csv_writer_text (writer, "two\nlines");
  zb_csv_writer_text (writer, NULL);
  zb_csv_writer_end_row (writer);
  zb_csv_writer_number (writer, "-12.50");
  zb_csv_writer_number (writer, NULL);
  zb_csv_writer_number (writer, "0");
  zb_csv_writer_end_row (writer);
  text = finish (writer);
  g_assert_cmpstr (text, ==,
                   MARK "单位,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\r\n-12.50,,0\r\n");
}

static void
test_formulas_are_defused (void)
{
  static const char *const bad[] = {
      "=1+1",
      "+1",
      "-1",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "\n=1",
      " =1",
      "＝1",
      "＋1",
      "－1",
      "＠x",
      "=HYPERLINK(\"http://x\",\"y\")",
  };
  static const char *const good[] = {"1=1", "a-b", "（=）", "'=1", "x@y"};

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
    g_autofree char *text = NULL;

    zb_csv_writer_text (writer, bad[i]);
    text = finish (writer);
    g_assert_true (g_str_has_prefix (text, MARK "\"'"));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
    g_autofree char *text = NULL;
    g_autofree char *expected = g_strconcat (MARK, good[i], "\r\n", NULL);

    zb_csv_writer_text (writer, good[i]);
    text = finish (writer);
    g_assert_cmpstr (text, ==, expected);
  }
}

static void
test_number_that_is_none (void)
{
  g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
  g_autofree char *text = NULL;

  zb_csv_writer_number (writer, "-1+cmd|' /C calc'!A0");
  zb_csv_writer_number (writer, "—");
  text = finish (writer);
  g_assert_cmpstr (text, ==, MARK "\"'-1+cmd|' /C calc'!A0\",—\r\n");
}

/* Empty rows and fields come back as they were. */
static void
test_round_trip (void)
{
  static const char *const rows[][3] = {
      {"a", "", "c"},
      {"", "", ""},
      {"x\r\ny", "\"", ","},
      {" lead", "trail ", "\xC2\xA0"},
  };
  g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ZbCsvReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  const char *const *fields;
  guint n;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (gsize j = 0; j < 3; j++)
      zb_csv_writer_text (writer, rows[i][j]);
    zb_csv_writer_end_row (writer);
  }
  zb_csv_writer_text (writer, "");
  zb_csv_writer_end_row (writer);
  bytes = zb_csv_writer_finish (writer);
  reader = zb_csv_reader_new ("a", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ',');
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    fields = zb_csv_reader_next (reader, &n, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n, ==, 3);
    for (gsize j = 0; j < 3; j++)
      g_assert_cmpstr (fields[j], ==, rows[i][j]);
  }
  fields = zb_csv_reader_next (reader, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (fields[0], ==, "");
  g_assert_null (zb_csv_reader_next (reader, &n, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/csv-writer/layout", test_layout);
  g_test_add_func ("/formats/csv-writer/formulas-are-defused", test_formulas_are_defused);
  g_test_add_func ("/formats/csv-writer/number-that-is-none", test_number_that_is_none);
  g_test_add_func ("/formats/csv-writer/round-trip", test_round_trip);
  return g_test_run ();
}
