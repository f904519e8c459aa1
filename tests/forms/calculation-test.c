/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calculation.h"

#include <string.h>

#include "forms/error.h"

static void
check (const char *text, guint scale, const char *expected)
{
  g_autoptr (GError) error = NULL;
  ZbDecimal value;

  zb_calculation_evaluate (text, scale, &value, &error);
  g_assert_no_error (error);
  g_autofree char *result = zb_decimal_to_string (value);
  g_assert_cmpstr (result, ==, expected);
}

static void
check_fails (const char *text, guint scale, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  ZbDecimal value = {7, 0};

  g_assert_false (zb_calculation_evaluate (text, scale, &value, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (value.digits, ==, 7);
}

static void
test_calculates (void)
{
  check ("=1200+35*4", 0, "1340");
  check (" = (1,200 + 35) * 4 ", 0, "4940");
  check ("=-5--3", 0, "-2");
  check ("=2*-3", 0, "-6");
  check ("=10-2-3", 0, "5");
  check ("=100/8/2", 2, "6.25");
  check ("=((((((((1))))))))", 0, "1");
}

static void
test_is_exact (void)
{
  check ("=0.1+0.2", 1, "0.3");
  check ("=1/3*3", 0, "1");
  check ("=999999999999999999*1000000/1000000", 0, "999999999999999999");
  check ("=123456.78*100", 0, "12345678");
}

static void
test_rounds_only_what_was_divided (void)
{
  check ("=1/3", 2, "0.33");
  check ("=2/3", 2, "0.67");
  check ("=1/2", 0, "1");
  check ("=-1/2", 0, "-1");
  check ("=-1/3", 0, "0");
  check_fails ("=1.5+1", 0, ZB_FORMS_ERROR_OUT_OF_RANGE,
               "too many decimals at character 7 of \"=1.5+1\"");
}

static void
test_takes_full_width_signs (void)
{
  check ("＝１２００＋３５×４", 0, "1340");
  check ("＝（１０－４）÷３", 0, "2");
  check ("=5−2", 0, "3");
  g_assert_true (zb_calculation_is ("　＝1"));
  g_assert_true (zb_calculation_is (" =1"));
  g_assert_false (zb_calculation_is ("1=1"));
  g_assert_false (zb_calculation_is (""));
}

static void
test_says_what_is_wrong (void)
{
  check_fails ("=", 0, ZB_FORMS_ERROR_INVALID, "a figure is missing at character 2 of \"=\"");
  check_fails ("=1+", 0, ZB_FORMS_ERROR_INVALID, "a figure is missing at character 4 of \"=1+\"");
  check_fails ("=1.2.3", 1, ZB_FORMS_ERROR_INVALID,
               "this is no figure at character 2 of \"=1.2.3\"");
  check_fails ("=(1", 0, ZB_FORMS_ERROR_INVALID,
               "a closing bracket is missing at character 4 of \"=(1\"");
  check_fails ("=1)", 0, ZB_FORMS_ERROR_INVALID,
               "something is left over at character 3 of \"=1)\"");
  check_fails ("=1/(2-2)", 0, ZB_FORMS_ERROR_INVALID,
               "a division by zero at character 9 of \"=1/(2-2)\"");
  check_fails ("1+1", 0, ZB_FORMS_ERROR_INVALID,
               "an equals sign is missing at character 1 of \"1+1\"");
  check_fails ("=A1", 0, ZB_FORMS_ERROR_INVALID, "a figure is missing at character 2 of \"=A1\"");
}

static void
test_refuses_what_cannot_be_held (void)
{
  check_fails ("=999999999999999999+1", 0, ZB_FORMS_ERROR_OUT_OF_RANGE,
               "the result has more than 18 digits at character 22 of \"=999999999999999999+1\"");
  check_fails ("=999999999999999999*999999999999999999*999999999999999999", 0,
               ZB_FORMS_ERROR_OUT_OF_RANGE,
               "a step cannot be held exactly at character 58 of "
               "\"=999999999999999999*999999999999999999*999999999999999999\"");
}

static char *
nest (guint depth)
{
  g_autofree char *opening = g_strnfill (depth, '(');
  g_autofree char *closing = g_strnfill (depth, ')');
  return g_strconcat ("=", opening, "1", closing, NULL);
}

static void
test_keeps_its_limits (void)
{
  g_autofree char *deep = nest (ZB_CALCULATION_MAX_DEPTH);
  g_autofree char *deeper = nest (ZB_CALCULATION_MAX_DEPTH + 1);
  g_autoptr (GError) error = NULL;
  ZbDecimal value;

  check (deep, 0, "1");
  g_assert_false (zb_calculation_evaluate (deeper, 0, &value, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_autoptr (GString) text = g_string_new ("=1");
  while (text->len < ZB_CALCULATION_MAX_BYTES)
    g_string_append_c (text, ' ');
  check (text->str, 0, "1");
  g_string_append_c (text, ' ');
  g_assert_false (zb_calculation_evaluate (text->str, 0, &value, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/calculation/calculates", test_calculates);
  g_test_add_func ("/forms/calculation/is-exact", test_is_exact);
  g_test_add_func ("/forms/calculation/rounds-only-what-was-divided",
                   test_rounds_only_what_was_divided);
  g_test_add_func ("/forms/calculation/takes-full-width-signs", test_takes_full_width_signs);
  g_test_add_func ("/forms/calculation/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/forms/calculation/refuses-what-cannot-be-held",
                   test_refuses_what_cannot_be_held);
  g_test_add_func ("/forms/calculation/keeps-its-limits", test_keeps_its_limits);
  return g_test_run ();
}
