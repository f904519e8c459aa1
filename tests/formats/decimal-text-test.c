/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/decimal-text.h"

static void
test_validity (void)
{
  static const char *const good[] = {"0", "-0", "12", "-12.50", "0.000001", "007"};
  static const char *const bad[] = {"",    "-",     ".5", "5.", "+1", "1e3", "1,000",
                                    "--1", "1.2.3", "１", " 1", "1 ", "0x1", "=1"};

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (zb_decimal_text_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (zb_decimal_text_is_valid (bad[i]));
}

static void
test_digits (void)
{
  static const struct {
    const char *decimal;
    guint digits;
  } cases[] = {
      {"0", 0},
      {"0.00", 0},
      {"7", 1},
      {"-1200", 2},
      {"0.0012", 2},
      {"100.001", 6},
      {"1.50", 2},
      {"123456789012345", 15},
      {"1234567890123456", 16},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (zb_decimal_text_digits (cases[i].decimal), ==, cases[i].digits);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/decimal-text/validity", test_validity);
  g_test_add_func ("/formats/decimal-text/digits", test_digits);
  return g_test_run ();
}
