/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/parameters.h"

#include "forms/error.h"

#include <string.h>

#define HEAD "<parameters xmlns='urn:zhibao:parameters:1'>\n"
#define TITLE "<title xml:lang='zh'>甲</title><title xml:lang='en'>A</title>"

static const char example[] =
    HEAD "<parameter name='minimum_wage' measure='CNY'>" TITLE "\n"
         "<value from='2020-01'>1800</value><value from='2022-04'>2030</value></parameter>\n"
         "<parameter name='rate'>" TITLE "<value from='2024-06'>7.1164</value></parameter>\n"
         "</parameters>";

static void
assert_value (const char *name, const char *text, gint64 digits, guint scale)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbParameters) parameters =
      zb_parameters_read ("x.xml", example, strlen (example), &error);
  const ZbMeasure *measure = NULL;
  ZbDecimal value = {0};
  ZbPeriod period;

  g_assert_no_error (error);
  g_assert_true (zb_period_parse (text, &period, NULL));
  g_assert_true (zb_parameters_find (parameters, name, period, &value, &measure));
  g_assert_cmpint (value.digits, ==, digits);
  g_assert_cmpuint (value.scale, ==, scale);
}

static void
test_value_in_force_at_the_periods_end (void)
{
  assert_value ("minimum_wage", "2022-03", 1800, 0);
  assert_value ("minimum_wage", "2022-04", 2030, 0);
  assert_value ("minimum_wage", "2022-Q1", 1800, 0);
  assert_value ("minimum_wage", "2022-Q2", 2030, 0);
  assert_value ("minimum_wage", "2022", 2030, 0);
  assert_value ("rate", "2024-12", 71164, 4);
}

static void
test_nothing_before_the_first_value (void)
{
  g_autoptr (ZbParameters) parameters =
      zb_parameters_read ("x.xml", example, strlen (example), NULL);
  const ZbMeasure *measure = NULL;
  ZbPeriod december = {ZB_PERIOD_MONTH, 2019, 12};
  ZbDecimal value;

  g_assert_false (zb_parameters_find (parameters, "minimum_wage", december, &value, &measure));
  g_assert_false (zb_parameters_find (parameters, "maximum_wage", december, &value, &measure));
  g_assert_null (measure);
}

static void
assert_refused (const char *body, int code, const char *message)
{
  g_autofree char *text = g_strdup_printf (HEAD "%s</parameters>", body);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_parameters_read ("x.xml", text, strlen (text), &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors_name_the_line (void)
{
  assert_refused ("<parameter name='A'>" TITLE "<value from='2020-01'>1</value></parameter>",
                  ZB_FORMS_ERROR_INVALID,
                  "x.xml:2: name=\"A\" of <parameter> must be lower-case letters, digits, - and _ "
                  "(at most 40)");
  assert_refused ("<parameter name='a'>" TITLE "<value from='2020'>1</value></parameter>",
                  ZB_FORMS_ERROR_INVALID, "x.xml:2: from=\"2020\" must be a month such as 2022-04");
  assert_refused ("<parameter name='a'>" TITLE "<value from='2020-01'>1</value>\n"
                  "<value from='2020-01'>2</value></parameter>",
                  ZB_FORMS_ERROR_INVALID,
                  "x.xml:3: from=\"2020-01\" of $a is not later than the value before it");
  assert_refused ("<parameter name='a'>" TITLE "<value from='2020-01'>1e3</value></parameter>",
                  ZB_FORMS_ERROR_INVALID, "x.xml:2: “1e3” is not a number");
  assert_refused (
      "<parameter name='a'>" TITLE "<value from='2020-01'>1.2345678</value></parameter>",
      ZB_FORMS_ERROR_OUT_OF_RANGE, "x.xml:2: 1.2345678 has more decimals than the 6 that fit here");
  assert_refused ("<parameter name='a'>" TITLE "</parameter>", ZB_FORMS_ERROR_INVALID,
                  "x.xml:2: <parameter> lacks <value>");
}

static void
test_names_are_given_once (void)
{
  assert_refused ("<parameter name='a'>" TITLE "<value from='2020-01'>1</value></parameter>\n"
                  "<parameter name='a'>" TITLE "<value from='2020-01'>1</value></parameter>",
                  ZB_FORMS_ERROR_INVALID, "x.xml:3: a second parameter “a”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/parameters/value-in-force-at-the-periods-end",
                   test_value_in_force_at_the_periods_end);
  g_test_add_func ("/forms/parameters/nothing-before-the-first-value",
                   test_nothing_before_the_first_value);
  g_test_add_func ("/forms/parameters/errors-name-the-line", test_errors_name_the_line);
  g_test_add_func ("/forms/parameters/names-are-given-once", test_names_are_given_once);
  return g_test_run ();
}
