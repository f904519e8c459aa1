/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/clock.h"

#include "forms/error.h"

static gint64
parsed (const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 micros = 0;

  zb_time_parse (text, &micros, &error);
  g_assert_no_error (error);
  return micros;
}

static void
test_formats_bureau_time (void)
{
  static const struct {
    gint64 micros;
    const char *text;
  } cases[] = {
      {0, "1970-01-01T08:00:00+08:00"},
      {G_GINT64_CONSTANT (1720497600000000), "2024-07-09T12:00:00+08:00"},
      {G_GINT64_CONSTANT (1720497600999999), "2024-07-09T12:00:00+08:00"},
      {-1, "1970-01-01T07:59:59+08:00"},
      {G_MAXINT64, "9999-12-31T12:00:54+08:00"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = zb_time_format (cases[i].micros);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_reads_any_offset (void)
{
  gint64 noon = G_GINT64_CONSTANT (1720497600000000);

  g_assert_cmpint (parsed ("2024-07-09T12:00:00+08:00"), ==, noon);
  g_assert_cmpint (parsed ("2024-07-09T04:00:00Z"), ==, noon);
  g_assert_cmpint (parsed ("2024-07-09T00:30:00-03:30"), ==, noon);
  g_assert_cmpint (parsed ("2024-07-09T12:00:00.5+08:00"), ==, noon + 500000);
  g_assert_cmpint (parsed ("2024-07-09T12:00:00.123456789+08:00"), ==, noon + 123456);
  g_assert_cmpint (parsed ("1969-12-31T23:59:59Z"), ==, -G_USEC_PER_SEC);
}

static void
test_refuses_other_notations (void)
{
  static const char *const texts[] = {
      "",
      "2024-07-09",
      "2024-07-09T12:00:00",
      "2024-07-09 12:00:00+08:00",
      "20240709T120000Z",
      "2024-02-30T12:00:00Z",
      "2023-02-29T12:00:00Z",
      "2024-13-01T12:00:00Z",
      "2024-07-09T24:00:00Z",
      "2024-07-09T12:60:00Z",
      "2024-07-09T12:00:60Z",
      "2024-07-09T12:00:00+0800",
      "2024-07-09T12:00:00+24:00",
      "2024-07-09T12:00:00.Z",
      "2024-07-09T12:00:00.1234567891Z",
      "2024-07-09T12:00:00Zx",
      "0000-01-01T00:00:00Z",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    gint64 micros = 7;

    g_test_message ("%s", texts[i]);
    g_assert_false (zb_time_parse (texts[i], &micros, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, texts[i]));
    g_assert_cmpint (micros, ==, 7);
  }
}

static void
test_round_trips_by_the_second (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 5000; i++) {
    gint64 seconds = g_rand_int_range (rand, G_MININT32, G_MAXINT32) * G_GINT64_CONSTANT (3);
    g_autofree char *text = zb_time_format (seconds * G_USEC_PER_SEC);

    g_assert_cmpint (parsed (text), ==, seconds * G_USEC_PER_SEC);
  }
}

static void
test_days_are_the_bureaus (void)
{
  GDate day = zb_time_to_day (parsed ("2024-06-30T16:30:00Z"));

  g_assert_cmpuint (g_date_get_month (&day), ==, 7);
  g_assert_cmpuint (g_date_get_day (&day), ==, 1);
  g_assert_cmpint (zb_time_at (day, 0), ==, parsed ("2024-07-01T00:00:00+08:00"));
  g_assert_cmpint (zb_time_at (day, 750), ==, parsed ("2024-07-01T12:30:00+08:00"));
  g_assert_cmpint (zb_time_at (day, 1440), ==, parsed ("2024-07-02T00:00:00+08:00"));
}

static void
test_fixed_clock_stands_until_moved (void)
{
  gint64 micros = 5;
  ZbClock clock = zb_clock_fixed (&micros);

  g_assert_cmpint (zb_clock_now (&clock), ==, 5);
  micros = 6;
  g_assert_cmpint (zb_clock_now (&clock), ==, 6);
}

static void
test_system_clock_is_the_wall (void)
{
  gint64 before = g_get_real_time ();
  gint64 now = zb_clock_now (&zb_clock_system);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/clock/formats-bureau-time", test_formats_bureau_time);
  g_test_add_func ("/forms/clock/reads-any-offset", test_reads_any_offset);
  g_test_add_func ("/forms/clock/refuses-other-notations", test_refuses_other_notations);
  g_test_add_func ("/forms/clock/round-trips-by-the-second", test_round_trips_by_the_second);
  g_test_add_func ("/forms/clock/days-are-the-bureaus", test_days_are_the_bureaus);
  g_test_add_func ("/forms/clock/fixed-clock-stands-until-moved",
                   test_fixed_clock_stands_until_moved);
  g_test_add_func ("/forms/clock/system-clock-is-the-wall", test_system_clock_is_the_wall);
  return g_test_run ();
}
