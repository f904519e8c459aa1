/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/error.h"
#include "forms/error.h"
#include "forms/report-csv.h"
#include "forms/report-writer.h"

#include <string.h>

#define HEADER "section,row,column,value\n"

static ZbReport *
filled_report (void)
{
  ZbReport *report = zb_example_report_new ("2024-06");

  zb_report_set_field (report, 0, "1", NULL);
  zb_report_set_field (report, 2, "+86 592", NULL);
  zb_report_set_canonical (report, 0, 0, 0, "-52340", NULL);
  zb_report_set_state (report, 0, 0, 1, ZB_STATE_WITHHELD);
  zb_report_set_canonical (report, 0, 1, 1, "186.40", NULL);
  zb_report_set_canonical (report, 0, 2, 0, "7", NULL);
  zb_report_add_row (report, 1, "3974", NULL);
  zb_report_set_canonical (report, 1, 0, 1, "12", NULL);
  zb_report_set_canonical (report, 3, 0, 1, "=a,\"b", NULL);
  zb_report_set_canonical (report, 3, 1, 2, "2024-06-30", NULL);
  return report;
}

static char *
text_of (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_writes_what_is_not_blank (void)
{
  g_autoptr (ZbReport) report = filled_report ();
  g_autoptr (GBytes) csv = zb_report_to_csv (report);
  g_autofree char *text = text_of (csv);

  g_assert_cmpstr (text, ==,
                   "\xEF\xBB\xBFsection,row,column,value\r\n"
                   "head,in-production,,1\r\n"
                   "head,preparer,,\"'+86 592\"\r\n"
                   "A,01,1,-52340\r\n"
                   "A,01,2,#withheld\r\n"
                   "A,02,2,186.40\r\n"
                   "A,03,1,7\r\n"
                   "B,3974,V,12\r\n"
                   "D,甲,2,\"'=a,\"\"b\"\r\n"
                   "D,乙,3,2024-06-30\r\n");
}

static void
test_export_comes_back_the_same (void)
{
  g_autoptr (ZbReport) report = filled_report (), other = zb_example_report_new ("2024-06");
  g_autoptr (GBytes) csv = zb_report_to_csv (report), bytes = zb_report_write (report);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  zb_report_set_number (other, 0, 2, 0, 7);
  g_assert_true (zb_report_read_csv (other, "x.csv", g_bytes_get_data (csv, NULL),
                                     g_bytes_get_size (csv), &error));
  g_assert_no_error (error);
  again = zb_report_write (other);
  g_assert_true (g_bytes_equal (bytes, again));
}

static void
fill (ZbReport *report, const char *body)
{
  g_autofree char *text = g_strconcat (HEADER, body, NULL);
  g_autoptr (GError) error = NULL;

  zb_report_read_csv (report, "x.csv", text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
test_figures_as_people_write_them (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  fill (report, "A,01,1,\"52,340\"\nA,02,1,（186.4）\n");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, 52340);
  g_assert_cmpint (zb_report_cell (report, 0, 1, 0).number, ==, -18640);
}

static void
test_lost_zeros_are_found_again (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  fill (report, "A,1,1,5\n");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, 5);
}

static void
test_blank_value_blanks_the_cell (void)
{
  g_autoptr (ZbReport) report = filled_report ();

  fill (report, "A,01,1,\nhead,in-production,,\n");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).state, ==, ZB_STATE_BLANK);
  g_assert_null (zb_report_field (report, 0));
  g_assert_cmpint (zb_report_cell (report, 0, 1, 1).number, ==, 18640);
}

static void
test_states_have_their_own_words (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  fill (report, "A,01,1,—\nA,01,2,#scope\nA,02,1,#withheld\nA,03,2,#na\n");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).state, ==, ZB_STATE_NOT_APPLICABLE);
  g_assert_cmpint (zb_report_cell (report, 0, 0, 1).state, ==, ZB_STATE_OUT_OF_SCOPE);
  g_assert_cmpint (zb_report_cell (report, 0, 1, 0).state, ==, ZB_STATE_WITHHELD);
}

static void
test_tabs_may_stand_for_commas (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autoptr (GError) error = NULL;
  static const char text[] = "section\trow\tcolumn\tvalue\r\nA\t01\t1\t52,340\r\n";

  zb_report_read_csv (report, "x.tsv", text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, 52340);
}

static void
test_single_section_needs_no_name (void)
{
  g_autoptr (GError) error = NULL;
  const char *begin = strstr (zb_example_form, "<section id='B'");
  const char *end = strstr (zb_example_form, "<signers>");
  g_autofree char *others = g_strndup (begin, (gsize)(end - begin));
  g_autoptr (ZbForm) form = zb_example_form_with (others, "", &error);
  ZbPeriod period = {ZB_PERIOD_MONTH, 2024, 6};
  g_autoptr (ZbReport) report = NULL;

  g_assert_no_error (error);
  report = zb_report_new (form, "", "", period);
  fill (report, ",01,1,5\n");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, 5);
}

static void
assert_refused (const char *text, int code, const char *message)
{
  g_autoptr (ZbReport) report = filled_report ();
  g_autoptr (GBytes) before = zb_report_write (report), after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_report_read_csv (report, "x.csv", text, strlen (text), &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  after = zb_report_write (report);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_errors_name_line_and_column (void)
{
  assert_refused (HEADER "A,01,1,5\nA,01,2,x\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:3: column 4 (value): A.01.2: “x” is not a number");
  assert_refused (HEADER "A,01,1,1.5\n", ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "x.csv:2: column 4 (value): A.01.1: 1.5 has decimals, only whole numbers fit "
                  "here");
  assert_refused (HEADER "E,01,1,5\n", ZB_FORMS_ERROR_NOT_FOUND,
                  "x.csv:2: column 1 (section): form T-01 has no section “E”");
  assert_refused (HEADER ",01,1,5\n", ZB_FORMS_ERROR_NOT_FOUND,
                  "x.csv:2: column 1 (section): form T-01 has 4 sections, say which");
  assert_refused (HEADER "A,04,1,5\n", ZB_FORMS_ERROR_NOT_FOUND,
                  "x.csv:2: column 2 (row): section A has no row “04”");
  assert_refused (HEADER "A,01,01,5\n", ZB_FORMS_ERROR_NOT_FOUND,
                  "x.csv:2: column 3 (column): section A has no column “01”; did you mean “1”?");
  assert_refused (HEADER "head,preparers,,x\n", ZB_FORMS_ERROR_NOT_FOUND,
                  "x.csv:2: column 2 (row): form T-01 has no field “preparers”; did you mean "
                  "“preparer”?");
  assert_refused (HEADER "head,preparer,1,x\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:2: column 3 (column): header fields have no column");
  assert_refused (HEADER "B,39 74,1,5\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:2: column 2 (row): section B: “39 74” is not a code of 1 to 20 letters "
                  "and digits");
  assert_refused (HEADER "A,01,1,5\nA,1,1,6\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:3: column 2 (row): A.01.1 is given twice");
  assert_refused (HEADER "A,01,1\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:2: 3 columns where section,row,column,value are expected");
}

static void
test_header_line_is_required (void)
{
  assert_refused ("A,01,1,5\n", ZB_FORMS_ERROR_INVALID,
                  "x.csv:1: column 1 (section): the first line must be section,row,column,value");
  assert_refused ("", ZB_FORMS_ERROR_INVALID,
                  "x.csv:1: column 1 (section): the first line must be section,row,column,value");
}

static void
test_computed_cells_must_agree (void)
{
  g_autoptr (ZbReport) report = filled_report ();

  fill (report, "A,03,1,7\n");
  fill (report, "A,03,1,\n");
  g_assert_cmpint (zb_report_cell (report, 0, 2, 0).number, ==, 7);
  assert_refused (HEADER "A,03,1,8\n", ZB_FORMS_ERROR_LOCKED,
                  "x.csv:2: column 4 (value): A.03.1 is computed and takes no input");
  assert_refused (HEADER "A,03,2,8\n", ZB_FORMS_ERROR_LOCKED,
                  "x.csv:2: column 4 (value): A.03.2: the cell is not applicable and takes no "
                  "input");
}

static void
test_malformed_tables_are_format_errors (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autoptr (GError) error = NULL;
  static const char text[] = HEADER "A,01,1,\"5\n";

  g_assert_false (zb_report_read_csv (report, "x.csv", text, strlen (text), &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/report-csv/writes-what-is-not-blank", test_writes_what_is_not_blank);
  g_test_add_func ("/forms/report-csv/export-comes-back-the-same", test_export_comes_back_the_same);
  g_test_add_func ("/forms/report-csv/figures-as-people-write-them",
                   test_figures_as_people_write_them);
  g_test_add_func ("/forms/report-csv/lost-zeros-are-found-again", test_lost_zeros_are_found_again);
  g_test_add_func ("/forms/report-csv/blank-value-blanks-the-cell",
                   test_blank_value_blanks_the_cell);
  g_test_add_func ("/forms/report-csv/states-have-their-own-words",
                   test_states_have_their_own_words);
  g_test_add_func ("/forms/report-csv/tabs-may-stand-for-commas", test_tabs_may_stand_for_commas);
  g_test_add_func ("/forms/report-csv/single-section-needs-no-name",
                   test_single_section_needs_no_name);
  g_test_add_func ("/forms/report-csv/errors-name-line-and-column",
                   test_errors_name_line_and_column);
  g_test_add_func ("/forms/report-csv/header-line-is-required", test_header_line_is_required);
  g_test_add_func ("/forms/report-csv/computed-cells-must-agree", test_computed_cells_must_agree);
  g_test_add_func ("/forms/report-csv/malformed-tables-are-format-errors",
                   test_malformed_tables_are_format_errors);
  return g_test_run ();
}
