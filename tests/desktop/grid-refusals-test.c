/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "desktop/widgets/grid-refusals.h"

static void
test_latest_replaces (void)
{
  g_autoptr (ZbGridRefusals) refusals = zb_grid_refusals_new ();
  zb_grid_refusals_add (refusals, 1, 2, "a", "not a");
  zb_grid_refusals_add (refusals, 3, 4, "b", "not b");
  zb_grid_refusals_add (refusals, 1, 2, "c", "not c");
  g_assert_cmpuint (zb_grid_refusals_get_n (refusals), ==, 2);
  g_assert_cmpstr (zb_grid_refusals_get (refusals, 1)->text, ==, "c");
  g_assert_cmpstr (zb_grid_refusals_find (refusals, 1, 2)->message, ==, "not c");
  g_assert_null (zb_grid_refusals_find (refusals, 2, 1));
  g_assert_true (zb_grid_refusals_drop (refusals, 1, 2));
  g_assert_false (zb_grid_refusals_drop (refusals, 1, 2));
  g_assert_null (zb_grid_refusals_find (refusals, 1, 2));
}

static void
test_takes_its_own_text_again (void)
{
  g_autoptr (ZbGridRefusals) refusals = zb_grid_refusals_new ();
  zb_grid_refusals_add (refusals, 1, 2, "a", "not a");
  const ZbGridRefusal *refusal = zb_grid_refusals_find (refusals, 1, 2);
  zb_grid_refusals_add (refusals, 1, 2, refusal->text, refusal->message);
  g_assert_cmpstr (zb_grid_refusals_find (refusals, 1, 2)->text, ==, "a");
}

static void
test_follows_rows (void)
{
  g_autoptr (ZbGridRefusals) refusals = zb_grid_refusals_new ();
  for (guint row = 0; row < 6; row++)
    zb_grid_refusals_add (refusals, row, 1, "x", "no");
  zb_grid_refusals_shift (refusals, 2, 2, 1);
  g_assert_cmpuint (zb_grid_refusals_get_n (refusals), ==, 4);
  g_assert_nonnull (zb_grid_refusals_find (refusals, 1, 1));
  g_assert_null (zb_grid_refusals_find (refusals, 2, 1));
  g_assert_nonnull (zb_grid_refusals_find (refusals, 3, 1));
  g_assert_nonnull (zb_grid_refusals_find (refusals, 4, 1));
  g_assert_null (zb_grid_refusals_find (refusals, 5, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/grid-refusals/latest-replaces", test_latest_replaces);
  g_test_add_func ("/desktop/grid-refusals/takes-its-own-text-again",
                   test_takes_its_own_text_again);
  g_test_add_func ("/desktop/grid-refusals/follows-rows", test_follows_rows);
  return g_test_run ();
}
