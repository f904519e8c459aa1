/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/error.h"
#include "forms/report.h"

#include <string.h>

enum { A, B, C, D };

static void
test_new_report_is_blank (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  g_assert_cmpstr (zb_report_unit (report), ==, "9135020061202218XY");
  g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_NORMAL);
  g_assert_cmpuint (zb_report_period (report).index, ==, 6);
  g_assert_null (zb_report_replaces (report));
  g_assert_null (zb_report_field (report, 0));
  g_assert_cmpuint (zb_report_n_rows (report, A), ==, 3);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 0);
  g_assert_cmpint (zb_report_cell (report, A, 0, 0).state, ==, ZB_STATE_BLANK);
  g_assert_cmpint (zb_report_cell (report, A, 2, 1).state, ==, ZB_STATE_NOT_APPLICABLE);
}

static void
test_heading_is_copied (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  zb_report_set_kind (report, ZB_REPORT_CORRECTION);
  zb_report_set_replaces (report, "message-7");
  zb_report_set_replaces (report, zb_report_replaces (report));
  zb_report_set_on_behalf (report, "district");
  zb_report_set_context_digest (report, "abc");
  g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_CORRECTION);
  g_assert_cmpstr (zb_report_replaces (report), ==, "message-7");
  g_assert_cmpstr (zb_report_on_behalf (report), ==, "district");
  g_assert_cmpstr (zb_report_context_digest (report), ==, "abc");
  zb_report_set_replaces (report, NULL);
  g_assert_null (zb_report_replaces (report));
}

static void
test_figures_are_read_at_the_cells_scale (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  ZbDecimal value = {0};

  g_assert_true (zb_report_set_canonical (report, A, 1, 0, "186.4", NULL));
  g_assert_cmpint (zb_report_cell (report, A, 1, 0).number, ==, 18640);
  g_assert_true (zb_report_decimal (report, A, 1, 0, &value));
  g_assert_cmpuint (value.scale, ==, 2);
  g_assert_true (zb_report_set_canonical (report, A, 1, 0, "", NULL));
  g_assert_cmpint (zb_report_cell (report, A, 1, 0).state, ==, ZB_STATE_BLANK);
  g_assert_false (zb_report_decimal (report, A, 1, 0, &value));
}

static void
assert_refused (ZbReport *report,
                guint section,
                guint row,
                guint column,
                const char *text,
                int code,
                const char *message)
{
  g_autoptr (GError) error = NULL;
  ZbCell before = zb_report_cell (report, section, row, column);

  g_assert_false (zb_report_set_canonical (report, section, row, column, text, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (zb_report_cell (report, section, row, column).state, ==, before.state);
}

static void
test_errors_name_the_cell (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  assert_refused (report, A, 0, 0, "1.5", ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "A.01.1: 1.5 has decimals, only whole numbers fit here");
  assert_refused (report, A, 0, 0, "x", ZB_FORMS_ERROR_INVALID, "A.01.1: “x” is not a number");
  assert_refused (report, A, 2, 1, "1", ZB_FORMS_ERROR_LOCKED,
                  "A.03.2: the cell is not applicable and takes no input");
  assert_refused (report, D, 0, 0, "a b", ZB_FORMS_ERROR_INVALID,
                  "D.甲.1: “a b” is not a code of 1 to 20 letters and digits");
  assert_refused (report, D, 0, 1, "一二三四五六", ZB_FORMS_ERROR_TOO_LARGE,
                  "D.甲.2: the text has 6 characters, at most 5 fit here");
  assert_refused (report, D, 0, 1, "a\x01", ZB_FORMS_ERROR_INVALID,
                  "D.甲.2: the text holds the control character U+0001");
  assert_refused (report, D, 0, 1, "\xc3", ZB_FORMS_ERROR_INVALID, "D.甲.2: the text is not UTF-8");
  assert_refused (report, D, 1, 2, "2024-02-30", ZB_FORMS_ERROR_INVALID,
                  "D.乙.3: “2024-02-30” is not a date: write it like 2024-06-30");
  assert_refused (report, D, 1, 2, "24-06-30", ZB_FORMS_ERROR_INVALID,
                  "D.乙.3: “24-06-30” is not a date: write it like 2024-06-30");
}

static void
test_texts_codes_and_dates_are_kept (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  g_assert_true (zb_report_set_canonical (report, D, 0, 0, "9", NULL));
  g_assert_true (zb_report_set_canonical (report, D, 0, 1, "一二三四五", NULL));
  g_assert_true (zb_report_set_canonical (report, D, 0, 2, "2024-02-29", NULL));
  g_assert_cmpstr (zb_report_cell (report, D, 0, 0).text, ==, "9");
  g_assert_cmpstr (zb_report_cell (report, D, 0, 1).text, ==, "一二三四五");
  g_assert_cmpstr (zb_report_cell (report, D, 0, 2).text, ==, "2024-02-29");
  zb_report_set_text (report, D, 0, 1, "");
  g_assert_cmpint (zb_report_cell (report, D, 0, 1).state, ==, ZB_STATE_BLANK);
  g_assert_null (zb_report_cell (report, D, 0, 1).text);
}

static void
test_states_drop_the_figure (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  zb_report_set_number (report, A, 0, 0, 5);
  zb_report_set_state (report, A, 0, 0, ZB_STATE_WITHHELD);
  g_assert_cmpint (zb_report_cell (report, A, 0, 0).state, ==, ZB_STATE_WITHHELD);
  g_assert_cmpint (zb_report_cell (report, A, 0, 0).number, ==, 0);
}

static void
test_not_applicable_cells_never_change (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  zb_report_set_number (report, A, 2, 1, 5);
  zb_report_set_text (report, A, 2, 1, "x");
  zb_report_set_state (report, A, 2, 1, ZB_STATE_BLANK);
  g_assert_cmpint (zb_report_cell (report, A, 2, 1).state, ==, ZB_STATE_NOT_APPLICABLE);
}

static void
test_computed_cells_take_figures (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  g_assert_true (zb_report_set_canonical (report, A, 2, 0, "77", NULL));
  g_assert_cmpint (zb_report_cell (report, A, 2, 0).number, ==, 77);
}

static void
test_dynamic_rows_stay_sorted (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  g_assert_cmpint (zb_report_add_row (report, B, "3974", NULL), ==, 0);
  zb_report_set_number (report, B, 0, 1, 74);
  g_assert_cmpint (zb_report_add_row (report, B, "3913", NULL), ==, 0);
  zb_report_set_number (report, B, 0, 0, 13);
  g_assert_cmpint (zb_report_add_row (report, B, "3950", NULL), ==, 1);
  g_assert_cmpint (zb_report_add_row (report, B, "3974", NULL), ==, 2);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 3);
  g_assert_cmpstr (zb_report_row_key (report, B, 1), ==, "3950");
  g_assert_cmpint (zb_report_find_row (report, B, "3974"), ==, 2);
  g_assert_cmpint (zb_report_find_row (report, B, "3975"), ==, -1);
  g_assert_cmpint (zb_report_cell (report, B, 2, 1).number, ==, 74);
  g_assert_cmpint (zb_report_cell (report, B, 0, 0).number, ==, 13);
  g_assert_cmpint (zb_report_cell (report, B, 1, 0).state, ==, ZB_STATE_BLANK);
}

static void
test_removed_rows_close_the_gap (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  zb_report_add_row (report, B, "3913", NULL);
  zb_report_add_row (report, B, "3950", NULL);
  zb_report_add_row (report, B, "3974", NULL);
  zb_report_set_number (report, B, 2, 1, 74);
  zb_report_remove_row (report, B, 0);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 2);
  g_assert_cmpint (zb_report_find_row (report, B, "3913"), ==, -1);
  g_assert_cmpint (zb_report_cell (report, B, 1, 1).number, ==, 74);
  g_assert_cmpint (zb_report_add_row (report, B, "3913", NULL), ==, 0);
  g_assert_cmpint (zb_report_cell (report, B, 0, 1).state, ==, ZB_STATE_BLANK);
}

static void
assert_entries (const ZbReport *report)
{
  const ZbCodeList *list = zb_report_form (report)->sections[B].keys;

  for (guint row = 0; row < zb_report_n_rows (report, B); row++)
    g_assert_true (zb_report_row_entry (report, B, row) ==
                   zb_code_list_find (list, zb_report_row_key (report, B, row)));
}

/* Wherever a row comes to stand; of a key that the list lacks there is none. */
static void
test_entries_stay_with_their_rows (void)
{
  static const char *const keys[] = {"3974", "9999", "3913"};
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (zb_report_add_row (report, B, keys[i], NULL), >=, 0);
  assert_entries (report);
  g_assert_nonnull (zb_report_row_entry (report, B, 0));
  g_assert_null (zb_report_row_entry (report, B, 2));
  zb_report_remove_row (report, B, 0);
  g_autoptr (ZbReport) copy = zb_report_copy (report);
  assert_entries (report);
  assert_entries (copy);
}

static void
assert_row_refused (ZbReport *report, guint section, const char *key, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  guint n_rows = zb_report_n_rows (report, section);

  g_assert_cmpint (zb_report_add_row (report, section, key, &error), ==, -1);
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (zb_report_n_rows (report, section), ==, n_rows);
}

static void
test_keys_are_checked (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  assert_row_refused (report, B, "39 74", ZB_FORMS_ERROR_INVALID,
                      "section B: “39 74” is not a code of 1 to 20 letters and digits");
  assert_row_refused (report, B, "39", ZB_FORMS_ERROR_INVALID,
                      "section B: 39 is a division of the list “industry”, rows are its entries of "
                      "level class");
  assert_row_refused (report, A, "04", ZB_FORMS_ERROR_NOT_FOUND,
                      "section A has no row 04: its rows are fixed");
}

static void
test_number_of_rows_is_limited (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  g_assert_cmpint (zb_report_add_row (report, B, "1", NULL), >=, 0);
  g_assert_cmpint (zb_report_add_row (report, B, "2", NULL), >=, 0);
  g_assert_cmpint (zb_report_add_row (report, B, "3", NULL), >=, 0);
  assert_row_refused (report, B, "4", ZB_FORMS_ERROR_TOO_LARGE, "section B has more than 3 rows");
}

static void
test_number_of_cells_is_limited (void)
{
  g_autoptr (ZbForm) form = zb_example_form_with ("max-rows='3'", "max-rows='200000'", NULL);
  ZbPeriod period = {ZB_PERIOD_MONTH, 2024, 6};
  g_autoptr (ZbReport) report = zb_report_new (form, "", "", period);
  guint n_rows = (ZB_REPORT_MAX_CELLS - 12) / 2; /* 12 fixed cells, two a row */

  for (guint i = 0; i < n_rows; i++) {
    g_autofree char *key = g_strdup_printf ("%06u", i);

    g_assert_cmpint (zb_report_add_row (report, B, key, NULL), ==, (int)i);
  }
  assert_row_refused (report, B, "999999", ZB_FORMS_ERROR_TOO_LARGE,
                      "the report has more than 200000 cells");
}

static void
test_specs_follow_the_row (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  ZbCellSpec spec;

  zb_report_add_row (report, C, "397401", NULL);
  g_assert_true (zb_report_cell_spec (report, C, 0, 0, &spec));
  g_assert_cmpuint (spec.scale, ==, 1);
  g_assert_true (zb_report_set_canonical (report, C, 0, 0, "318.2", NULL));
  g_assert_cmpint (zb_report_cell (report, C, 0, 0).number, ==, 3182);
  assert_refused (report, C, 0, 0, "318.25", ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "C.397401.1: 318.25 has more decimals than the 1 that fit here");
}

static void
test_fields_are_checked (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_report_set_field (report, 0, "1", NULL));
  g_assert_true (zb_report_set_field (report, 1, "3", NULL));
  g_assert_cmpstr (zb_report_field (report, 1), ==, "3.0");
  g_assert_false (zb_report_set_field (report, 1, "3.25", &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_OUT_OF_RANGE);
  g_assert_cmpstr (error->message, ==,
                   "field shifts: 3.25 has more decimals than the 1 that fit here");
  g_assert_cmpstr (zb_report_field (report, 1), ==, "3.0");
  g_assert_true (zb_report_set_field (report, 1, "", NULL));
  g_assert_null (zb_report_field (report, 1));
}

static void
test_copies_share_nothing (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autoptr (ZbReport) copy = NULL;

  zb_report_set_field (report, 0, "1", NULL);
  zb_report_set_number (report, A, 0, 0, 1);
  zb_report_set_text (report, D, 0, 1, "text");
  zb_report_add_row (report, B, "3974", NULL);
  copy = zb_report_copy (report);
  zb_report_set_number (copy, A, 0, 0, 2);
  zb_report_set_text (copy, D, 0, 1, "other");
  zb_report_add_row (copy, B, "3913", NULL);
  zb_report_set_field (copy, 0, "2", NULL);
  g_assert_cmpint (zb_report_cell (report, A, 0, 0).number, ==, 1);
  g_assert_cmpstr (zb_report_cell (report, D, 0, 1).text, ==, "text");
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 1);
  g_assert_cmpuint (zb_report_n_rows (copy, B), ==, 2);
  g_assert_cmpstr (zb_report_field (report, 0), ==, "1");
}

static void
test_vectors_are_row_major (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  zb_report_set_number (report, A, 1, 0, 10);
  zb_report_set_number (report, A, 1, 1, 11);
  g_assert_cmpint (zb_report_numbers (report, A)[2], ==, 10);
  g_assert_cmpint (zb_report_numbers (report, A)[3], ==, 11);
  g_assert_cmpuint (zb_report_states (report, A)[3], ==, ZB_STATE_VALUE);
  g_assert_cmpuint (zb_report_states (report, A)[0], ==, ZB_STATE_BLANK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/report/new-report-is-blank", test_new_report_is_blank);
  g_test_add_func ("/forms/report/heading-is-copied", test_heading_is_copied);
  g_test_add_func ("/forms/report/figures-are-read-at-the-cells-scale",
                   test_figures_are_read_at_the_cells_scale);
  g_test_add_func ("/forms/report/errors-name-the-cell", test_errors_name_the_cell);
  g_test_add_func ("/forms/report/texts-codes-and-dates-are-kept",
                   test_texts_codes_and_dates_are_kept);
  g_test_add_func ("/forms/report/states-drop-the-figure", test_states_drop_the_figure);
  g_test_add_func ("/forms/report/not-applicable-cells-never-change",
                   test_not_applicable_cells_never_change);
  g_test_add_func ("/forms/report/computed-cells-take-figures", test_computed_cells_take_figures);
  g_test_add_func ("/forms/report/dynamic-rows-stay-sorted", test_dynamic_rows_stay_sorted);
  g_test_add_func ("/forms/report/entries-stay-with-their-rows", test_entries_stay_with_their_rows);
  g_test_add_func ("/forms/report/removed-rows-close-the-gap", test_removed_rows_close_the_gap);
  g_test_add_func ("/forms/report/keys-are-checked", test_keys_are_checked);
  g_test_add_func ("/forms/report/number-of-rows-is-limited", test_number_of_rows_is_limited);
  g_test_add_func ("/forms/report/number-of-cells-is-limited", test_number_of_cells_is_limited);
  g_test_add_func ("/forms/report/specs-follow-the-row", test_specs_follow_the_row);
  g_test_add_func ("/forms/report/fields-are-checked", test_fields_are_checked);
  g_test_add_func ("/forms/report/copies-share-nothing", test_copies_share_nothing);
  g_test_add_func ("/forms/report/vectors-are-row-major", test_vectors_are_row_major);
  return g_test_run ();
}
