/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv-reader.h"
#include "formats/error.h"

#include <string.h>

/* Every record as LINE:[field][field] … */
static char *
read_log (const char *text, gsize length, char separator, GError **error)
{
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new ("a.csv", text, length, separator);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) failure = NULL;
  const char *const *fields;
  guint n;
  int line;

  while ((fields = zb_csv_reader_next (reader, &n, &line, &failure)) != NULL) {
    g_assert_cmpuint (g_strv_length ((char **)fields), ==, n);
    g_string_append_printf (log, "%d:", line);
    for (guint i = 0; i < n; i++)
      g_string_append_printf (log, "[%s]", fields[i]);
    g_string_append_c (log, ' ');
  }
  if (failure == NULL)
    return g_strdup (log->str);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static void
assert_log (const char *text, char separator, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (text, strlen (text), separator, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, expected);
}

static void
assert_refused (const char *text, gsize length, char separator, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (text, length, separator, &error);

  g_assert_null (log);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_error (error, ZB_FORMAT_ERROR, code);
}

static void
test_no_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (NULL, 0, ',', &error);

  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, "");
}

static void
test_records (void)
{
  assert_log ("", ',', "");
  assert_log ("\xEF\xBB\xBF", ',', "");
  assert_log ("section,row\nA,01\n", ',', "1:[section][row] 2:[A][01] ");
  assert_log ("\xEF\xBB\xBF一,二\r\n三,四", ',', "1:[一][二] 2:[三][四] ");
  assert_log (",\n,,x\n a ,b", ',', "1:[][] 2:[][][x] 3:[ a ][b] ");
  assert_log ("a,", ',', "1:[a][] ");
  assert_log ("a\rb\r\nc\nd", ',', "1:[a] 2:[b] 3:[c] 4:[d] ");
}

static void
test_blank_lines (void)
{
  assert_log ("\n\r\n\ra\n\n\nb\n\n", ',', "4:[a] 7:[b] ");
  assert_log ("\"\"\n \n", ',', "1:[] 2:[ ] ");
}

static void
test_quotes (void)
{
  assert_log ("\"a,b\",\"c\"\"d\",\"\"\"\"\n", ',', "1:[a,b][c\"d][\"] ");
  assert_log ("\"x\ny\r\nz\rw\",1\nnext", ',', "1:[x\ny\r\nz\rw][1] 5:[next] ");
  assert_log ("\"a\"", ',', "1:[a] ");
}

static void
test_tabs (void)
{
  assert_log ("1,5\t5\" pipe\n\"a\tb\"\tc\n", '\t', "1:[1,5][5\" pipe] 2:[a\tb][c] ");
}

static void
test_malformed (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
      {"a\nb,c\"d", "a.csv:2: column 2: a quote mark inside an unquoted field"},
      {"a, \"b\"", "a.csv:1: column 2: a quote mark inside an unquoted field"},
      {"\"a\" ,b", "a.csv:1: column 1: characters after the closing quote mark"},
      {"x\n1,\"a\n\nb", "a.csv:2: column 2: a quoted field has no end"},
      {"\"", "a.csv:1: column 1: a quoted field has no end"},
      {"\"a\"\"", "a.csv:1: column 1: a quoted field has no end"},
      {"a\n\xD6\xD0\xB9\xFA",
       "a.csv:2: byte 0xD6 does not belong to UTF-8 text; save the table as “CSV UTF-8”"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, strlen (cases[i].text), ',', ZB_FORMAT_ERROR_MALFORMED,
                    cases[i].message);
  assert_refused ("a\0b", 3, ',', ZB_FORMAT_ERROR_MALFORMED,
                  "a.csv:1: byte 0x00 does not belong to UTF-8 text; save the table as "
                  "“CSV UTF-8”");
}

static void
test_stays_failed (void)
{
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new ("a", "x\ny\"\nz\n", 7, ',');

  g_assert_nonnull (zb_csv_reader_next (reader, NULL, NULL, NULL));
  for (int i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (zb_csv_reader_next (reader, NULL, NULL, &error));
    g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
    g_assert_cmpstr (error->message, ==, "a:2: column 1: a quote mark inside an unquoted field");
  }
}

static void
test_limit_on_fields (void)
{
  g_autofree char *over = g_strnfill (ZB_CSV_MAX_FIELDS, ',');
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new ("a", over, ZB_CSV_MAX_FIELDS - 1, ',');
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_nonnull (zb_csv_reader_next (reader, &n, NULL, &error));
  g_assert_cmpuint (n, ==, ZB_CSV_MAX_FIELDS);
  assert_refused (over, ZB_CSV_MAX_FIELDS, ',', ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.csv:1: column 1025: more than 1024 columns");
}

static void
test_limit_on_field_bytes (void)
{
  g_autofree char *field = g_strnfill (ZB_CSV_MAX_FIELD_BYTES + 1, 'x');
  g_autofree char *quoted = g_strdup_printf ("a\nb,\"%s\"", field);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (field, ZB_CSV_MAX_FIELD_BYTES, ',', &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (log), ==, ZB_CSV_MAX_FIELD_BYTES + strlen ("1:[] "));
  assert_refused (field, ZB_CSV_MAX_FIELD_BYTES + 1, ',', ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.csv:1: column 1: a field is longer than 65536 bytes");
  assert_refused (quoted, strlen (quoted), ',', ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.csv:2: column 2: a field is longer than 65536 bytes");
}

static void
test_limit_on_bytes (void)
{
  gsize limit = ZB_CSV_MAX_BYTES;
  g_autofree char *text = g_malloc (limit + 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  memset (text, '\n', limit + 1);
  log = read_log (text, limit, ',', &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, "");
  assert_refused (text, limit + 1, ',', ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.csv: the text has 67108865 bytes, more than 67108864");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/csv-reader/no-text", test_no_text);
  g_test_add_func ("/formats/csv-reader/records", test_records);
  g_test_add_func ("/formats/csv-reader/blank-lines", test_blank_lines);
  g_test_add_func ("/formats/csv-reader/quotes", test_quotes);
  g_test_add_func ("/formats/csv-reader/tabs", test_tabs);
  g_test_add_func ("/formats/csv-reader/malformed", test_malformed);
  g_test_add_func ("/formats/csv-reader/stays-failed", test_stays_failed);
  g_test_add_func ("/formats/csv-reader/limit-on-fields", test_limit_on_fields);
  g_test_add_func ("/formats/csv-reader/limit-on-field-bytes", test_limit_on_field_bytes);
  g_test_add_func ("/formats/csv-reader/limit-on-bytes", test_limit_on_bytes);
  return g_test_run ();
}
