/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/error.h"
#include "forms/prefill.h"

#include <string.h>

enum { A, B, C, D };

static void
assert_source (const char *spec, const char *column, const char *from, const char *expected)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  g_autoptr (GError) error = NULL;
  char buffer[ZB_PERIOD_TEXT_SIZE];
  ZbPrefill prefill;
  ZbPeriod earlier;

  g_assert_true (zb_prefill_parse (spec, &prefill, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (prefill.column, ==, column);
  if (expected == NULL) {
    g_assert_false (zb_prefill_period (&prefill, form, zb_example_period (from), &earlier));
    return;
  }
  g_assert_true (zb_prefill_period (&prefill, form, zb_example_period (from), &earlier));
  g_assert_cmpstr (zb_period_format (earlier, buffer), ==, expected);
}

static void
test_sources_name_column_and_period (void)
{
  assert_source ("1@-1y", "1", "2024-06", "2023-06");
  assert_source ("@-1m", "", "2024-01", "2023-12");
  assert_source ("甲@-1q", "甲", "2024-06", "2024-03");
  assert_source ("@-2q", "", "2024-Q2", "2023-Q4");
  assert_source ("@ye-1", "", "2024-06", "2023-12");
  assert_source ("E@ye-2", "E", "2024-Q2", "2022-Q4");
  assert_source ("@prev", "", "2024-03", "2024-02");
  assert_source ("@prev", "", "2024-02", NULL);
  assert_source ("@-1m", "", "2024-Q2", NULL);
}

static void
test_other_notations_are_refused (void)
{
  static const char *const specs[] = {"",      "1",      "@",        "1@1y",   "1@-y",  "1@-1",
                                      "1@-0y", "@-100m", "@ye",      "@ye-",   "@ye-0", "@prev ",
                                      "@-1d",  "@-1yy",  "a b@prev", "@@prev", "@-1y "};

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++) {
    g_autoptr (GError) error = NULL;
    ZbPrefill prefill;

    g_test_message ("%s", specs[i]);
    g_assert_false (zb_prefill_parse (specs[i], &prefill, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  }
}

/* The reports of one unit, by period. */
static const ZbReport *
find_report_cb (const char *form, ZbPeriod wanted, gpointer data)
{
  char buffer[ZB_PERIOD_TEXT_SIZE];

  g_assert_cmpstr (form, ==, "T-01");
  return g_hash_table_lookup (data, zb_period_format (wanted, buffer));
}

static GHashTable *
new_history (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)zb_report_unref);
}

static ZbReport *
add_report (GHashTable *history, const char *text)
{
  ZbReport *report = zb_example_report_new (text);

  g_hash_table_insert (history, (gpointer)text, report);
  return report;
}

static void
test_fills_blank_prefilled_cells (void)
{
  g_autoptr (GHashTable) history = new_history ();
  ZbReport *last_year = add_report (history, "2024-06");
  g_autoptr (ZbReport) report = zb_example_report_new ("2025-06");

  zb_report_set_number (last_year, A, 0, 0, 52340);
  zb_report_set_number (last_year, A, 1, 0, 18640);
  zb_report_set_number (report, A, 1, 1, 99);
  g_assert_cmpuint (zb_report_prefill (report, find_report_cb, history, 0), ==, 1);
  g_assert_cmpint (zb_report_cell (report, A, 0, 1).number, ==, 52340);
  g_assert_cmpint (zb_report_cell (report, A, 1, 1).number, ==, 99);
  g_assert_cmpint (zb_report_cell (report, A, 0, 0).state, ==, ZB_STATE_BLANK);
  g_assert_cmpint (zb_report_cell (report, A, 2, 1).state, ==, ZB_STATE_NOT_APPLICABLE);
}

static void
test_missing_history_fills_nothing (void)
{
  g_autoptr (GHashTable) history = new_history ();
  g_autoptr (ZbReport) report = zb_example_report_new ("2025-06");

  g_assert_cmpuint (
      zb_report_prefill (report, find_report_cb, history, ZB_PREFILL_ROWS | ZB_PREFILL_FIELDS), ==,
      0);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 0);
}

static void
test_rows_come_from_last_period_and_last_year (void)
{
  g_autoptr (GHashTable) history = new_history ();
  ZbReport *last_year = add_report (history, "2024-06"), *last = add_report (history, "2025-05");
  g_autoptr (ZbReport) report = zb_example_report_new ("2025-06");

  zb_report_add_row (last_year, B, "3913", NULL);
  zb_report_set_number (last_year, B, 0, 1, 5);
  zb_report_add_row (last, B, "3974", NULL);
  zb_report_prefill (report, find_report_cb, history, 0);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 0);
  zb_report_prefill (report, find_report_cb, history, ZB_PREFILL_ROWS);
  g_assert_cmpuint (zb_report_n_rows (report, B), ==, 2);
  g_assert_cmpint (zb_report_cell (report, B, 0, 1).number, ==, 5);
  g_assert_cmpint (zb_report_cell (report, B, 1, 1).state, ==, ZB_STATE_BLANK);
}

static void
test_fields_are_carried_over_but_dates (void)
{
  g_autoptr (GHashTable) history = new_history ();
  ZbReport *last = add_report (history, "2024-12");
  g_autoptr (ZbReport) report = zb_example_report_new ("2025-02");

  zb_report_set_field (last, 0, "1", NULL);
  zb_report_set_field (last, 2, "黄雅文", NULL);
  zb_report_set_field (last, 3, "2025-01-09", NULL);
  zb_report_set_field (report, 0, "2", NULL);
  zb_report_prefill (report, find_report_cb, history, ZB_PREFILL_FIELDS);
  g_assert_cmpstr (zb_report_field (report, 0), ==, "2");
  g_assert_cmpstr (zb_report_field (report, 2), ==, "黄雅文");
  g_assert_null (zb_report_field (report, 3));
}

static void
test_cells_not_in_joint_stay_blank (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form =
      zb_example_form_with ("code='2' prefilled", "code='2' not-in-joint='true' prefilled", &error);
  g_autoptr (GHashTable) history = new_history ();
  ZbReport *last_year = add_report (history, "2024-02");
  g_autoptr (ZbReport) report = NULL;

  g_assert_no_error (error);
  report = zb_report_new (form, "", "", zb_example_period ("2025-02"));
  zb_report_set_number (last_year, A, 0, 0, 5);
  g_assert_cmpuint (zb_report_prefill (report, find_report_cb, history, 0), ==, 0);
}

/* A report of 2024-06 by an edition whose row 01 has another measure and scale. */
static ZbReport *
report_with (const char *row, GHashTable *history)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form = zb_example_form_with ("<row code='01'", row, &error);
  ZbReport *report;

  g_assert_no_error (error);
  report = zb_report_new (form, "", "", zb_example_period ("2024-06"));
  g_hash_table_insert (history, (gpointer) "2024-06", report);
  return report;
}

static void
assert_converted (const char *row, gint64 number, const char *expected)
{
  g_autoptr (GHashTable) history = new_history ();
  ZbReport *source = report_with (row, history);
  g_autoptr (ZbReport) report = zb_example_report_new ("2025-06");
  g_autofree char *text = NULL;

  zb_report_set_number (source, A, 0, 0, number);
  text = zb_report_prefill_text (report, A, 0, 1, find_report_cb, history);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_figures_convert_exactly_or_not_at_all (void)
{
  assert_converted ("<row code='01'", 52340, "52340");
  assert_converted ("<row code='01' measure='CNY10000' scale='2'", 523410, "52341");
  assert_converted ("<row code='01' measure='CNY10000' scale='2'", 523412, NULL);
  assert_converted ("<row code='01' measure='CNY'", 52340000, "52340");
  assert_converted ("<row code='01' measure='CNY'", 52340001, NULL);
  assert_converted ("<row code='01' measure='USD'", 52340, NULL);
  assert_converted ("<row code='01' measure='CNY100000000'", ZB_DECIMAL_MAX_DIGITS, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/prefill/sources-name-column-and-period",
                   test_sources_name_column_and_period);
  g_test_add_func ("/forms/prefill/other-notations-are-refused", test_other_notations_are_refused);
  g_test_add_func ("/forms/prefill/fills-blank-prefilled-cells", test_fills_blank_prefilled_cells);
  g_test_add_func ("/forms/prefill/missing-history-fills-nothing",
                   test_missing_history_fills_nothing);
  g_test_add_func ("/forms/prefill/rows-come-from-last-period-and-last-year",
                   test_rows_come_from_last_period_and_last_year);
  g_test_add_func ("/forms/prefill/fields-are-carried-over-but-dates",
                   test_fields_are_carried_over_but_dates);
  g_test_add_func ("/forms/prefill/cells-not-in-joint-stay-blank",
                   test_cells_not_in_joint_stay_blank);
  g_test_add_func ("/forms/prefill/figures-convert-exactly-or-not-at-all",
                   test_figures_convert_exactly_or_not_at_all);
  return g_test_run ();
}
