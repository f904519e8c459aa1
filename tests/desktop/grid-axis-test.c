/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "desktop/widgets/grid-axis.h"

static void
test_places (void)
{
  g_autoptr (ZbGridAxis) axis = zb_grid_axis_new ();
  g_assert_cmpint (zb_grid_axis_get_total (axis), ==, 0);
  zb_grid_axis_set_sizes (axis, (int[]){10, 0, 25}, 3);
  g_assert_cmpuint (zb_grid_axis_get_n (axis), ==, 3);
  g_assert_cmpint (zb_grid_axis_get_total (axis), ==, 35);
  g_assert_cmpint (zb_grid_axis_get_start (axis, 2), ==, 10);
  g_assert_cmpint (zb_grid_axis_get_start (axis, 3), ==, 35);
  g_assert_cmpint (zb_grid_axis_get_size (axis, 1), ==, 0);
}

static void
test_finds_items (void)
{
  g_autoptr (ZbGridAxis) axis = zb_grid_axis_new ();
  zb_grid_axis_set_sizes (axis, (int[]){10, 20, 30, 40}, 4);
  g_assert_cmpuint (zb_grid_axis_at (axis, -5), ==, 0);
  g_assert_cmpuint (zb_grid_axis_at (axis, 9), ==, 0);
  g_assert_cmpuint (zb_grid_axis_at (axis, 10), ==, 1);
  g_assert_cmpuint (zb_grid_axis_at (axis, 59), ==, 2);
  g_assert_cmpuint (zb_grid_axis_at (axis, 60), ==, 3);
  g_assert_cmpuint (zb_grid_axis_at (axis, 1000), ==, 3);
}

static void
test_shares_what_is_left (void)
{
  int sizes[] = {10, 10, 10};
  zb_grid_axis_share (sizes, (guint[]){0, 2, 1}, 3, 10);
  g_assert_cmpint (sizes[0], ==, 10);
  g_assert_cmpint (sizes[1], ==, 17); /* 6, and the pixel that does not divide */
  g_assert_cmpint (sizes[2], ==, 13);
  zb_grid_axis_share (sizes, (guint[]){0, 2, 1}, 3, -10);
  g_assert_cmpint (sizes[1], ==, 17);
  zb_grid_axis_share (sizes, (guint[]){0, 0, 0}, 3, 10);
  g_assert_cmpint (sizes[0] + sizes[1] + sizes[2], ==, 40);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/grid-axis/places", test_places);
  g_test_add_func ("/desktop/grid-axis/finds-items", test_finds_items);
  g_test_add_func ("/desktop/grid-axis/shares-what-is-left", test_shares_what_is_left);
  return g_test_run ();
}
