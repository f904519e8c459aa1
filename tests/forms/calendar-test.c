/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/calendar.h"
#include "forms/clock.h"
#include "forms/error.h"

#include <string.h>

static gint64
at (const char *text)
{
  gint64 micros = 0;

  g_assert_true (zb_time_parse (text, &micros, NULL));
  return micros;
}

static ZbPeriodWindow
window_of (ZbForm *form, const char *text, guint grace_days)
{
  return zb_period_default_window (form, zb_example_period (text), grace_days);
}

static void
test_window_follows_the_forms_rule (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbPeriodWindow window = window_of (form, "2024-06", 11);

  g_assert_cmpint (window.opens, ==, at ("2024-07-01T00:00:00+08:00"));
  g_assert_cmpint (window.deadline, ==, at ("2024-07-09T12:00:00+08:00"));
  g_assert_cmpint (window.closes, ==, at ("2024-07-20T12:00:00+08:00"));
  g_assert_false (window.joint);
}

static void
test_deadline_may_be_at_24_hours (void)
{
  g_autoptr (ZbForm) form = zb_example_form_with ("time='12:00'", "time='24:00'", NULL);

  g_assert_cmpint (window_of (form, "2024-06", 0).deadline, ==, at ("2024-07-10T00:00:00+08:00"));
}

static void
test_deadline_rolls_over_a_weekend (void)
{
  static const char kept[] = "days='6' time='12:00'";
  static const char rolling[] = "days='6' time='12:00' holidays='next-workday'";
  g_autoptr (ZbForm) strict = zb_example_form_with ("days='9' time='12:00'", kept, NULL);
  g_autoptr (ZbForm) form = zb_example_form_with ("days='9' time='12:00'", rolling, NULL);

  /* 6 July 2024 is a Saturday, 6 August a Tuesday. */
  g_assert_cmpint (window_of (strict, "2024-06", 0).deadline, ==, at ("2024-07-06T12:00:00+08:00"));
  g_assert_cmpint (window_of (form, "2024-06", 0).deadline, ==, at ("2024-07-08T12:00:00+08:00"));
  g_assert_cmpint (window_of (form, "2024-07", 0).deadline, ==, at ("2024-08-06T12:00:00+08:00"));
}

static void
test_levels_have_cut_offs (void)
{
  static const char levels[] = "<deadline days='9' time='12:00'>"
                               "<cut-off level='district' days='10' time='12:00'/>"
                               "<cut-off level='city' days='11' time='24:00'/></deadline>";
  g_autoptr (ZbForm) form =
      zb_example_form_with ("<deadline days='9' time='12:00'/>", levels, NULL);
  ZbPeriod june = zb_example_period ("2024-06");

  g_assert_cmpint (zb_period_default_cut_off (form, june, "district"), ==,
                   at ("2024-07-10T12:00:00+08:00"));
  g_assert_cmpint (zb_period_default_cut_off (form, june, "city"), ==,
                   at ("2024-07-12T00:00:00+08:00"));
  g_assert_cmpint (zb_period_default_cut_off (form, june, "province"), ==, 0);
}

static void
test_levels_decide_in_turn (void)
{
  static const char levels[] = "<deadline days='9' time='12:00'>"
                               "<cut-off level='district' days='9' time='11:59'/></deadline>";
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_example_form_with ("<deadline days='9' time='12:00'/>", levels, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_nonnull (
      strstr (error->message, "the level “district” decides before it can have the reports"));
}

static void
test_year_end_opens_in_the_next_year (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbPeriodWindow window = window_of (form, "2024-12", 0);

  g_assert_cmpint (window.opens, ==, at ("2025-01-01T00:00:00+08:00"));
  g_assert_cmpint (window.deadline, ==, at ("2025-01-09T12:00:00+08:00"));
  g_assert_cmpint (window.closes, ==, window.deadline);
}

static void
test_joint_period_is_february (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_true (window_of (form, "2024-02", 0).joint);
  g_assert_false (window_of (form, "2024-03", 0).joint);
  g_assert_cmpint (window_of (form, "2024-02", 0).opens, ==, at ("2024-03-01T00:00:00+08:00"));
}

static void
test_days_left_counts_bureau_days (void)
{
  gint64 noon = at ("2024-07-09T12:00:00+08:00");

  g_assert_cmpint (zb_days_left (noon, at ("2024-07-01T08:00:00+08:00")), ==, 8);
  g_assert_cmpint (zb_days_left (noon, at ("2024-07-08T23:59:59+08:00")), ==, 1);
  g_assert_cmpint (zb_days_left (noon, at ("2024-07-09T00:00:00+08:00")), ==, 0);
  g_assert_cmpint (zb_days_left (noon, noon), ==, 0);
  g_assert_cmpint (zb_days_left (noon, noon + 1), ==, -1);
  g_assert_cmpint (zb_days_left (noon, at ("2024-07-10T00:00:00+08:00")), ==, -1);
  g_assert_cmpint (zb_days_left (noon, at ("2024-07-12T00:00:00+08:00")), ==, -3);
}

static void
test_midnight_belongs_to_the_day_it_ends (void)
{
  gint64 midnight = at ("2024-07-19T00:00:00+08:00");

  g_assert_cmpint (zb_days_left (midnight, at ("2024-07-18T10:00:00+08:00")), ==, 0);
  g_assert_cmpint (zb_days_left (midnight, at ("2024-07-17T10:00:00+08:00")), ==, 1);
  g_assert_cmpint (zb_days_left (midnight, midnight), ==, 0);
  g_assert_cmpint (zb_days_left (midnight, midnight + 1), ==, -1);
}

static void
test_tells_times_in_words (void)
{
  gint64 noon = at ("2024-07-09T12:00:00+08:00");
  gint64 midnight = at ("2024-07-10T00:00:00+08:00");
  g_autofree char *zh = zb_time_to_words (noon, "zh", TRUE);
  g_autofree char *en = zb_time_to_words (noon, "en", TRUE);
  g_autofree char *end = zb_time_to_words (midnight, "en", TRUE);
  g_autofree char *begin = zb_time_to_words (midnight, "en", FALSE);

  g_assert_cmpstr (zh, ==, "2024年7月9日（周二）12:00");
  g_assert_cmpstr (en, ==, "Tuesday 9 July 2024, 12:00");
  g_assert_cmpstr (end, ==, "Tuesday 9 July 2024, 24:00");
  g_assert_cmpstr (begin, ==, "Wednesday 10 July 2024, 00:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/calendar/window-follows-the-forms-rule",
                   test_window_follows_the_forms_rule);
  g_test_add_func ("/forms/calendar/deadline-may-be-at-24-hours", test_deadline_may_be_at_24_hours);
  g_test_add_func ("/forms/calendar/deadline-rolls-over-a-weekend",
                   test_deadline_rolls_over_a_weekend);
  g_test_add_func ("/forms/calendar/levels-have-cut-offs", test_levels_have_cut_offs);
  g_test_add_func ("/forms/calendar/levels-decide-in-turn", test_levels_decide_in_turn);
  g_test_add_func ("/forms/calendar/year-end-opens-in-the-next-year",
                   test_year_end_opens_in_the_next_year);
  g_test_add_func ("/forms/calendar/joint-period-is-february", test_joint_period_is_february);
  g_test_add_func ("/forms/calendar/days-left-counts-bureau-days",
                   test_days_left_counts_bureau_days);
  g_test_add_func ("/forms/calendar/midnight-belongs-to-the-day-it-ends",
                   test_midnight_belongs_to_the_day_it_ends);
  g_test_add_func ("/forms/calendar/tells-times-in-words", test_tells_times_in_words);
  return g_test_run ();
}
