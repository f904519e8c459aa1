/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>

static void
test_leaves_nothing_behind (void)
{
  ZbTempDir *dir = zb_temp_dir_new ();
  g_autofree char *root = zb_temp_dir_path (dir, NULL);
  g_autofree char *inner = zb_temp_dir_path (dir, "inner");
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_autofree char *file = zb_temp_dir_write (dir, "inner/a.txt", "abc", -1);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (g_chmod (inner, 0500), ==, 0);

  zb_temp_dir_free (dir);

  g_assert_false (g_file_test (root, G_FILE_TEST_EXISTS));
}

static void
test_two_are_apart (void)
{
  g_autoptr (ZbTempDir) first = zb_temp_dir_new ();
  g_autoptr (ZbTempDir) second = zb_temp_dir_new ();
  g_autofree char *first_path = zb_temp_dir_path (first, NULL);
  g_autofree char *second_path = zb_temp_dir_path (second, NULL);
  g_assert_cmpstr (first_path, !=, second_path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/temp-dir/leaves-nothing-behind", test_leaves_nothing_behind);
  g_test_add_func ("/support/temp-dir/two-are-apart", test_two_are_apart);
  return g_test_run ();
}
