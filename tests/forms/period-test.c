/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/period.h"

#include "forms/error.h"

static ZbPeriod
period (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod result = {0};

  zb_period_parse (text, &result, &error);
  g_assert_no_error (error);
  return result;
}

static void
assert_is (ZbPeriod actual, const char *expected)
{
  char buffer[ZB_PERIOD_TEXT_SIZE];

  g_assert_cmpstr (zb_period_format (actual, buffer), ==, expected);
}

static void
assert_day (GDate date, const char *expected)
{
  char buffer[16];

  g_date_strftime (buffer, sizeof buffer, "%Y-%m-%d", &date);
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_notation_round_trips (void)
{
  static const char *const texts[] = {"2024",    "1949",       "2200",       "2024-H1",
                                      "2024-H2", "2024-Q1",    "2024-Q4",    "2024-01",
                                      "2024-12", "2024-01-D1", "2024-06-D2", "2024-12-D3"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_is (period (texts[i]), texts[i]);
}

static void
assert_refused (const char *text, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod result = {.year = 7};

  g_test_message ("%s", text);
  g_assert_false (zb_period_parse (text, &result, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, text));
  g_assert_cmpint (result.year, ==, 7);
}

static void
test_refuses_other_notations (void)
{
  static const char *const texts[] = {
      "",        "24",      "2024-",    "2024-6",      "2024-061", "2024-06-", "2024-06-D",
      "2024-h1", "2024 Q1", "2024-Q12", "2024-06-D1 ", " 2024",    "2024/06",  "-024"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], ZB_FORMS_ERROR_INVALID, "is not a period");
}

static void
test_refuses_parts_out_of_range (void)
{
  assert_refused ("1948", ZB_FORMS_ERROR_OUT_OF_RANGE, "the year must be 1949 to 2200");
  assert_refused ("2201-01", ZB_FORMS_ERROR_OUT_OF_RANGE, "the year must be 1949 to 2200");
  assert_refused ("2024-00", ZB_FORMS_ERROR_OUT_OF_RANGE, "the month must be 1 to 12");
  assert_refused ("2024-13", ZB_FORMS_ERROR_OUT_OF_RANGE, "the month must be 1 to 12");
  assert_refused ("2024-H3", ZB_FORMS_ERROR_OUT_OF_RANGE, "the half-year must be 1 to 2");
  assert_refused ("2024-Q5", ZB_FORMS_ERROR_OUT_OF_RANGE, "the quarter must be 1 to 4");
  assert_refused ("2024-06-D4", ZB_FORMS_ERROR_OUT_OF_RANGE, "the ten-day part must be 1 to 3");
}

static void
test_display_in_both_languages (void)
{
  static const struct {
    const char *text;
    gboolean joint;
    const char *zh, *en;
  } cases[] = {
      {"2024", FALSE, "2024年", "2024"},
      {"2024-H1", FALSE, "2024年上半年", "First half of 2024"},
      {"2024-H2", FALSE, "2024年下半年", "Second half of 2024"},
      {"2024-Q2", FALSE, "2024年第二季度", "Q2 2024"},
      {"2024-06", FALSE, "2024年6月", "June 2024"},
      {"2024-02", TRUE, "2024年1—2月", "January–February 2024"},
      {"2024-02-D3", FALSE, "2024年2月下旬", "21–29 February 2024"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *zh = zb_period_to_display (period (cases[i].text), "zh_CN", cases[i].joint);
    g_autofree char *en = zb_period_to_display (period (cases[i].text), "en", cases[i].joint);

    g_assert_cmpstr (zh, ==, cases[i].zh);
    g_assert_cmpstr (en, ==, cases[i].en);
  }
}

static void
test_order_is_by_last_day_then_kind (void)
{
  static const char *const sorted[] = {"2023-12",    "2024-01", "2024-02-D2", "2024-02",
                                       "2024-02-D3", "2024-H1", "2024-Q2",    "2024-06",
                                       "2024-06-D3", "2024-07", "2024",       "2024-12"};

  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sorted); j++)
      g_assert_cmpint (zb_period_compare (period (sorted[i]), period (sorted[j])), ==,
                       (i > j) - (i < j));
}

static void
test_equal_needs_the_same_kind (void)
{
  g_assert_true (zb_period_equal (period ("2024-06"), period ("2024-06")));
  g_assert_false (zb_period_equal (period ("2024-06"), period ("2024-Q2")));
  g_assert_false (zb_period_equal (period ("2024-06"), period ("2023-06")));
}

static void
test_add_crosses_years (void)
{
  assert_is (zb_period_add (period ("2024-01"), -1), "2023-12");
  assert_is (zb_period_add (period ("2024-12"), 1), "2025-01");
  assert_is (zb_period_add (period ("2024-06"), -12), "2023-06");
  assert_is (zb_period_add (period ("2024-Q1"), -5), "2022-Q4");
  assert_is (zb_period_add (period ("2024-H2"), 1), "2025-H1");
  assert_is (zb_period_add (period ("2024"), -1), "2023");
  assert_is (zb_period_add (period ("2024-12-D3"), 1), "2025-01-D1");
  assert_is (zb_period_add (period ("2024-06"), 0), "2024-06");
}

static void
test_add_stays_within_the_calendar (void)
{
  assert_is (zb_period_add (period ("2024-06"), G_MAXINT), "9999-12");
  assert_is (zb_period_add (period ("2024-06"), G_MININT), "0001-01");
}

static void
test_to_kind_holds_the_end (void)
{
  assert_is (zb_period_to_kind (period ("2024-06"), ZB_PERIOD_QUARTER), "2024-Q2");
  assert_is (zb_period_to_kind (period ("2024-04"), ZB_PERIOD_QUARTER), "2024-Q2");
  assert_is (zb_period_to_kind (period ("2024-Q2"), ZB_PERIOD_MONTH), "2024-06");
  assert_is (zb_period_to_kind (period ("2024"), ZB_PERIOD_TENDAY), "2024-12-D3");
  assert_is (zb_period_to_kind (period ("2024-06-D1"), ZB_PERIOD_MONTH), "2024-06");
  assert_is (zb_period_to_kind (period ("2024-07"), ZB_PERIOD_HALF), "2024-H2");
  assert_is (zb_period_to_kind (period ("2024-02"), ZB_PERIOD_YEAR), "2024");
}

static void
test_month_and_quarter_are_the_last (void)
{
  g_assert_cmpuint (zb_period_month (period ("2024")), ==, 12);
  g_assert_cmpuint (zb_period_month (period ("2024-Q2")), ==, 6);
  g_assert_cmpuint (zb_period_month (period ("2024-05-D1")), ==, 5);
  g_assert_cmpuint (zb_period_quarter (period ("2024-H1")), ==, 2);
  g_assert_cmpuint (zb_period_quarter (period ("2024-04")), ==, 2);
}

static void
test_first_and_last_day (void)
{
  static const char *const cases[][3] = {
      {"2024", "2024-01-01", "2024-12-31"},       {"2024-H2", "2024-07-01", "2024-12-31"},
      {"2024-Q1", "2024-01-01", "2024-03-31"},    {"2024-02", "2024-02-01", "2024-02-29"},
      {"2023-02-D3", "2023-02-21", "2023-02-28"}, {"2024-06-D1", "2024-06-01", "2024-06-10"},
      {"2024-06-D2", "2024-06-11", "2024-06-20"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    assert_day (zb_period_first_day (period (cases[i][0])), cases[i][1]);
    assert_day (zb_period_last_day (period (cases[i][0])), cases[i][2]);
  }
}

static void
test_lies_within (void)
{
  g_assert_true (zb_period_lies_within ("2024-06", "2024-Q2", "2024-06"));
  g_assert_true (zb_period_lies_within ("2024", "2024-01", "2024-12-D3"));
  g_assert_true (zb_period_lies_within ("2024-06", NULL, NULL));
  g_assert_true (zb_period_lies_within ("2024-07", "2024-07", NULL));
  g_assert_false (zb_period_lies_within ("2024-06", "2024-07", NULL));
  /* It begins before, or ends behind. */
  g_assert_false (zb_period_lies_within ("2024-Q2", "2024-06", NULL));
  g_assert_false (zb_period_lies_within ("2024", NULL, "2024-11"));
  g_assert_false (zb_period_lies_within ("2024-13", NULL, NULL));
  g_assert_false (zb_period_lies_within ("2024-06", "rubbish", NULL));
  g_assert_false (zb_period_lies_within ("2024-06", NULL, "rubbish"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/period/notation-round-trips", test_notation_round_trips);
  g_test_add_func ("/forms/period/refuses-other-notations", test_refuses_other_notations);
  g_test_add_func ("/forms/period/refuses-parts-out-of-range", test_refuses_parts_out_of_range);
  g_test_add_func ("/forms/period/display-in-both-languages", test_display_in_both_languages);
  g_test_add_func ("/forms/period/order-is-by-last-day-then-kind",
                   test_order_is_by_last_day_then_kind);
  g_test_add_func ("/forms/period/equal-needs-the-same-kind", test_equal_needs_the_same_kind);
  g_test_add_func ("/forms/period/add-crosses-years", test_add_crosses_years);
  g_test_add_func ("/forms/period/add-stays-within-the-calendar",
                   test_add_stays_within_the_calendar);
  g_test_add_func ("/forms/period/to-kind-holds-the-end", test_to_kind_holds_the_end);
  g_test_add_func ("/forms/period/month-and-quarter-are-the-last",
                   test_month_and_quarter_are_the_last);
  g_test_add_func ("/forms/period/first-and-last-day", test_first_and_last_day);
  g_test_add_func ("/forms/period/lies-within", test_lies_within);
  return g_test_run ();
}
