/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/digits.h"

#include <glib.h>

static void
test_fills_its_place (void)
{
  char text[] = "a----b";

  zb_digits_put (text + 1, 4, 7);
  g_assert_cmpstr (text, ==, "a0007b");
  zb_digits_put (text + 1, 4, 2024);
  g_assert_cmpstr (text, ==, "a2024b");
  zb_digits_put (text + 1, 0, 1);
  g_assert_cmpstr (text, ==, "a2024b");
}

static void
test_keeps_the_last_digits (void)
{
  char text[] = "--";

  zb_digits_put (text, 2, 12345);
  g_assert_cmpstr (text, ==, "45");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/digits/fills-its-place", test_fills_its_place);
  g_test_add_func ("/formats/digits/keeps-the-last-digits", test_keeps_the_last_digits);
  return g_test_run ();
}
