/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "desktop/widgets/grid-head.h"

static void
test_refuses_overlap (void)
{
  g_autoptr (ZbGridHead) head = zb_grid_head_new (2, 4);
  g_assert_true (zb_grid_head_add (head, "name", 0, 2, 0, 1));
  g_assert_true (zb_grid_head_add (head, "this year", 0, 1, 1, 2));
  g_assert_false (zb_grid_head_add (head, "overlaps level 1", 1, 1, 0, 2));
  g_assert_false (zb_grid_head_add (head, "overlaps level 0", 0, 1, 2, 2));
  g_assert_true (zb_grid_head_add (head, "month", 1, 1, 1, 1));
  g_assert_cmpuint (zb_grid_head_get_n_spans (head), ==, 3);
  g_assert_cmpstr (zb_grid_head_get_span (head, 2)->text, ==, "month");
}

static void
test_refuses_outside (void)
{
  g_autoptr (ZbGridHead) head = zb_grid_head_new (2, 4);
  g_assert_false (zb_grid_head_add (head, "empty", 0, 0, 0, 1));
  g_assert_false (zb_grid_head_add (head, "empty", 0, 1, 0, 0));
  g_assert_false (zb_grid_head_add (head, "too low", 1, 2, 0, 1));
  g_assert_false (zb_grid_head_add (head, "too wide", 0, 1, 3, 2));
  g_assert_false (zb_grid_head_add (head, "wraps", 0, 1, 3, G_MAXUINT));
  g_assert_false (zb_grid_head_add (head, "beyond", 2, 1, 0, 1));
  g_assert_true (zb_grid_head_add (head, "all", 0, 2, 0, 4));
  g_assert_cmpuint (zb_grid_head_get_n_spans (head), ==, 1);
}

static void
test_shares_heights (void)
{
  g_autoptr (ZbGridHead) head = zb_grid_head_new (2, 3);
  g_assert_true (zb_grid_head_add (head, "tall", 0, 2, 0, 1));
  g_assert_true (zb_grid_head_add (head, "wide", 0, 1, 1, 2));
  g_assert_true (zb_grid_head_add (head, "left", 1, 1, 1, 1));
  g_assert_true (zb_grid_head_add (head, "right", 1, 1, 2, 1));

  int levels[2];
  zb_grid_head_share_heights (head, (int[]){40, 18, 20, 30}, 24, levels);
  g_assert_cmpint (levels[0], ==, 24);
  g_assert_cmpint (levels[1], ==, 30);

  zb_grid_head_share_heights (head, (int[]){70, 18, 20, 30}, 24, levels);
  g_assert_cmpint (levels[0], ==, 24);
  g_assert_cmpint (levels[1], ==, 46);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/grid-head/refuses-overlap", test_refuses_overlap);
  g_test_add_func ("/desktop/grid-head/refuses-outside", test_refuses_outside);
  g_test_add_func ("/desktop/grid-head/shares-heights", test_shares_heights);
  return g_test_run ();
}
