/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/decimal.h"

#include "forms/error.h"

#include <string.h>

static void
assert_parses (const char *text, guint scale, gint64 digits)
{
  g_autoptr (GError) error = NULL;
  ZbDecimal value = {0};

  g_assert_true (zb_decimal_parse (text, scale, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (value.digits, ==, digits);
  g_assert_cmpuint (value.scale, ==, scale);
}

static void
assert_refuses (const char *text, guint scale, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  ZbDecimal value = {.digits = 77, .scale = 3};

  g_assert_false (zb_decimal_parse (text, scale, &value, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (value.digits, ==, 77);
  g_assert_cmpuint (value.scale, ==, 3);
}

static void
test_parse_scales_up (void)
{
  assert_parses ("0", 0, 0);
  assert_parses ("-0", 2, 0);
  assert_parses ("52340", 0, 52340);
  assert_parses ("186.4", 2, 18640);
  assert_parses ("-0.05", 2, -5);
  assert_parses ("7", 6, 7000000);
}

static void
test_parse_holds_18_digits (void)
{
  assert_parses ("999999999999999999", 0, ZB_DECIMAL_MAX_DIGITS);
  assert_parses ("-999999999999.999999", 6, -ZB_DECIMAL_MAX_DIGITS);
  assert_refuses ("1000000000000000000", 0, ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "1000000000000000000 has more than 18 digits with its decimals");
  assert_refuses ("1000000000000", 6, ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "1000000000000 has more than 18 digits with its decimals");
}

static void
test_parse_refuses_decimals_that_do_not_fit (void)
{
  assert_refuses ("1.5", 0, ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "1.5 has decimals, only whole numbers fit here");
  assert_refuses ("1.555", 2, ZB_FORMS_ERROR_OUT_OF_RANGE,
                  "1.555 has more decimals than the 2 that fit here");
}

static void
test_parse_refuses_other_notations (void)
{
  static const char *const texts[] = {"",   "-",    "+1",  " 1",   "1 ",    "1,234", "1.",
                                      ".5", "1e3",  "0x1", "1.2.", "--1",   "1-",    "NaN",
                                      "１", "1\n2", "(1)", "-.5",  "1.2.3", "∞"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *message = g_strdup_printf ("“%s” is not a number", texts[i]);

    assert_refuses (texts[i], 2, ZB_FORMS_ERROR_INVALID, message);
  }
}

static void
test_entry_takes_what_people_type (void)
{
  static const struct {
    const char *text;
    guint scale;
    gint64 digits;
  } cases[] = {
      {"1,082.70", 2, 108270},
      {" 298 760 ", 0, 298760},
      {"１，２３４．５", 1, 12345},
      {"+12", 0, 12},
      {"(1,234)", 0, -1234},
      {"（56）", 0, -56},
      {"12.5-", 1, -125},
      {"−3", 0, -3},
      {"－3", 0, -3},
      {"12.00", 0, 12},
      {".5", 1, 5},
      {"-.5", 1, -5},
      {"5.", 0, 5},
      {"\t7\n", 0, 7},
      {"1\u00a0234", 0, 1234},
      {"1,234,567.891", 3, 1234567891},
      {"0012", 0, 12},
      {"1.50", 1, 15},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    ZbDecimal value = {0};

    zb_decimal_parse_entry (cases[i].text, cases[i].scale, &value, &error);
    g_assert_no_error (error);
    g_assert_cmpint (value.digits, ==, cases[i].digits);
    g_assert_cmpuint (value.scale, ==, cases[i].scale);
  }
}

static void
test_entry_refuses_doubtful_figures (void)
{
  static const char *const texts[] = {
      "",    "   ", "1,23", "1,2345",   ",123", "1,,234", "1,234 567", "(-5)",
      "-5-", "(5",  "12,",  "1234,567", "12元", "1.2.3",  "1.000,5",   "--5",
      "1e5", "-",   "()",   ".",        "1 2",  "\xff",   "5)",        "1 234,567"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    ZbDecimal value = {.digits = 77};

    g_test_message ("case %u", i);
    g_assert_false (zb_decimal_parse_entry (texts[i], 2, &value, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_cmpint (value.digits, ==, 77);
  }
}

static void
test_entry_length_is_bounded (void)
{
  g_autofree char *at_limit = g_strnfill (64, '0');
  g_autofree char *beyond = g_strnfill (65, '0');
  g_autoptr (GError) error = NULL;
  ZbDecimal value = {0};

  g_assert_true (zb_decimal_parse_entry (at_limit, 0, &value, NULL));
  g_assert_false (zb_decimal_parse_entry (beyond, 0, &value, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
}

static void
assert_formats (gint64 digits, guint scale, const char *text, const char *display)
{
  ZbDecimal value = {digits, scale};
  g_autofree char *string = zb_decimal_to_string (value);
  g_autofree char *shown = zb_decimal_to_display (value);

  g_assert_cmpstr (string, ==, text);
  g_assert_cmpstr (shown, ==, display);
}

static void
test_format_writes_every_decimal (void)
{
  assert_formats (0, 0, "0", "0");
  assert_formats (0, 2, "0.00", "0.00");
  assert_formats (-5, 2, "-0.05", "-0.05");
  assert_formats (108270, 2, "1082.70", "1,082.70");
  assert_formats (-123456, 0, "-123456", "-123,456");
  assert_formats (100, 0, "100", "100");
  assert_formats (1000000, 6, "1.000000", "1.000000");
  assert_formats (ZB_DECIMAL_MAX_DIGITS, 0, "999999999999999999", "999,999,999,999,999,999");
  assert_formats (G_MININT64, 0, "-9223372036854775808", "-9,223,372,036,854,775,808");
}

static void
test_rescale_loses_nothing (void)
{
  ZbDecimal value = {0};

  g_assert_true (zb_decimal_rescale ((ZbDecimal){1200, 2}, 0, &value));
  g_assert_cmpint (value.digits, ==, 12);
  g_assert_true (zb_decimal_rescale ((ZbDecimal){-12, 0}, 6, &value));
  g_assert_cmpint (value.digits, ==, -12000000);
  g_assert_false (zb_decimal_rescale ((ZbDecimal){1201, 2}, 0, &value));
  g_assert_false (zb_decimal_rescale ((ZbDecimal){ZB_DECIMAL_MAX_DIGITS, 0}, 1, &value));
  g_assert_false (zb_decimal_rescale ((ZbDecimal){-ZB_DECIMAL_MAX_DIGITS, 0}, 1, &value));
  g_assert_false (zb_decimal_rescale ((ZbDecimal){1, 0}, 7, &value));
  g_assert_cmpint (value.digits, ==, -12000000);
}

static void
test_compare_across_scales (void)
{
  g_assert_cmpint (zb_decimal_compare ((ZbDecimal){10, 1}, (ZbDecimal){1, 0}), ==, 0);
  g_assert_cmpint (zb_decimal_compare ((ZbDecimal){11, 1}, (ZbDecimal){1, 0}), ==, 1);
  g_assert_cmpint (zb_decimal_compare ((ZbDecimal){-11, 1}, (ZbDecimal){-1, 0}), ==, -1);
  g_assert_cmpint (zb_decimal_compare ((ZbDecimal){ZB_DECIMAL_MAX_DIGITS, 0},
                                       (ZbDecimal){ZB_DECIMAL_MAX_DIGITS, 6}),
                   ==, 1);
}

static void
test_notation_round_trips (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240609);

  for (guint i = 0; i < 20000; i++) {
    ZbDecimal value = {.scale = (guint)g_rand_int_range (rand, 0, ZB_DECIMAL_MAX_SCALE + 1)};
    ZbDecimal canonical = {0}, typed = {0};
    char buffer[ZB_DECIMAL_TEXT_SIZE];
    g_autofree char *shown = NULL;

    value.digits = ((gint64)g_rand_int (rand) << 31 | g_rand_int (rand)) % ZB_DECIMAL_MAX_DIGITS;
    value.digits >>= g_rand_int_range (rand, 0, 60);
    if (g_rand_boolean (rand))
      value.digits = -value.digits;
    zb_decimal_format (value, buffer);
    shown = zb_decimal_to_display (value);
    g_assert_true (zb_decimal_parse (buffer, value.scale, &canonical, NULL));
    g_assert_true (zb_decimal_parse_entry (shown, value.scale, &typed, NULL));
    g_assert_cmpint (canonical.digits, ==, value.digits);
    g_assert_cmpint (typed.digits, ==, value.digits);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/decimal/parse-scales-up", test_parse_scales_up);
  g_test_add_func ("/forms/decimal/parse-holds-18-digits", test_parse_holds_18_digits);
  g_test_add_func ("/forms/decimal/parse-refuses-decimals-that-do-not-fit",
                   test_parse_refuses_decimals_that_do_not_fit);
  g_test_add_func ("/forms/decimal/parse-refuses-other-notations",
                   test_parse_refuses_other_notations);
  g_test_add_func ("/forms/decimal/entry-takes-what-people-type",
                   test_entry_takes_what_people_type);
  g_test_add_func ("/forms/decimal/entry-refuses-doubtful-figures",
                   test_entry_refuses_doubtful_figures);
  g_test_add_func ("/forms/decimal/entry-length-is-bounded", test_entry_length_is_bounded);
  g_test_add_func ("/forms/decimal/format-writes-every-decimal", test_format_writes_every_decimal);
  g_test_add_func ("/forms/decimal/rescale-loses-nothing", test_rescale_loses_nothing);
  g_test_add_func ("/forms/decimal/compare-across-scales", test_compare_across_scales);
  g_test_add_func ("/forms/decimal/notation-round-trips", test_notation_round_trips);
  return g_test_run ();
}
