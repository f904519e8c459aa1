/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"

static void
test_names_the_place (void)
{
  g_autoptr (GError) with_line = NULL;
  g_autoptr (GError) whole = NULL;

  g_assert_false (
      zb_format_fail (&with_line, ZB_FORMAT_ERROR_MALFORMED, "a.xml", 7, "no row %s", "01"));
  g_assert_error (with_line, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_cmpstr (with_line->message, ==, "a.xml:7: no row 01");
  g_assert_false (zb_format_fail (&whole, ZB_FORMAT_ERROR_TOO_LARGE, "a%sxml", 0, "100%%"));
  g_assert_error (whole, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (whole->message, ==, "a%sxml: 100%");
}

static void
test_nobody_listens (void)
{
  g_assert_false (zb_format_fail (NULL, ZB_FORMAT_ERROR_IO, "a", 1, "x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/error/names-the-place", test_names_the_place);
  g_test_add_func ("/formats/error/nobody-listens", test_nobody_listens);
  return g_test_run ();
}
