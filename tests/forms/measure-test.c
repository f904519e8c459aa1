/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/measure.h"

#include <string.h>

static void
test_found_by_id_and_both_names (void)
{
  const ZbMeasure *measure = zb_measure_find ("CNY1000");

  g_assert_nonnull (measure);
  g_assert_true (zb_measure_find ("千元") == measure);
  g_assert_true (zb_measure_find ("thousand yuan") == measure);
  g_assert_null (zb_measure_find ("cny1000"));
  g_assert_null (zb_measure_find (""));
}

static void
test_names_are_unambiguous (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; zb_measure_at (i) != NULL; i++) {
    const ZbMeasure *measure = zb_measure_at (i);
    const char *own[] = {measure->id, measure->name.zh, measure->name.en};

    g_test_message ("%s", measure->id);
    for (guint j = 0; j < G_N_ELEMENTS (own); j++) {
      g_assert_cmpstr (own[j], !=, "");
      if (j > 0 && strcmp (own[j], own[0]) == 0)
        continue;
      g_assert_true (g_hash_table_add (names, (gpointer)own[j]));
      g_assert_true (zb_measure_find (own[j]) == measure);
    }
    for (const char *c = measure->id; *c != '\0'; c++)
      g_assert_true (g_ascii_isupper (*c) || g_ascii_isdigit (*c) || *c == '-');
  }
}

static void
assert_shift (const char *from, const char *to, int exponent)
{
  int shift = 99;

  g_assert_true (zb_measure_shift (zb_measure_find (from), zb_measure_find (to), &shift));
  g_assert_cmpint (shift, ==, exponent);
}

static void
test_shift_within_a_dimension (void)
{
  assert_shift ("万元", "元", 4);
  assert_shift ("元", "千元", -3);
  assert_shift ("万千瓦时", "千瓦时", 4);
  assert_shift ("千克", "万吨", -7);
  assert_shift ("万千升", "升", 7);
  assert_shift ("%", "倍", -2);
}

static void
test_no_shift_between_dimensions (void)
{
  int shift = 99;

  g_assert_false (zb_measure_shift (zb_measure_find ("千元"), zb_measure_find ("万美元"), &shift));
  g_assert_false (zb_measure_shift (zb_measure_find ("万台"), zb_measure_find ("万件"), &shift));
  g_assert_cmpint (shift, ==, 99);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/measure/found-by-id-and-both-names", test_found_by_id_and_both_names);
  g_test_add_func ("/forms/measure/names-are-unambiguous", test_names_are_unambiguous);
  g_test_add_func ("/forms/measure/shift-within-a-dimension", test_shift_within_a_dimension);
  g_test_add_func ("/forms/measure/no-shift-between-dimensions", test_no_shift_between_dimensions);
  return g_test_run ();
}
