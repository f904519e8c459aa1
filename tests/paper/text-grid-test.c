/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/text-grid.h"

static void
assert_lines (const char *text, guint width, const char *expected)
{
  g_autoptr (GPtrArray) lines = zb_text_wrap (text, width);

  g_ptr_array_add (lines, NULL);
  g_autofree char *joined = g_strjoinv ("|", (char **)lines->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_breaks_at_blanks_and_between_characters (void)
{
  assert_lines ("", 5, "");
  assert_lines ("thousand yuan", 8, "thousand|yuan");
  assert_lines ("工业总产值", 4, "工业|总产|值");
  assert_lines ("工业，总值", 4, "工|业，|总值");
}

static void
test_breaks_within_a_word_that_is_too_long (void)
{
  assert_lines ("abcdef", 4, "abcd|ef");
  assert_lines ("工", 1, "工");
}

static void
put (ZbPaperTable *table, guint row, guint column, guint n_rows, guint n_columns, const char *text)
{
  ZbPaperCell cell = {row, column, n_rows, n_columns, (char *)text, 0, ZB_PAPER_START, 0};

  zb_paper_table_put (table, &cell);
}

static void
test_frames_merged_heads (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");
  ZbPaperTable *table = zb_paper_add_table (paper, NULL, NULL, 3);
  g_autoptr (GString) out = g_string_new (NULL);
  guint widths[] = {4, 2, 2};

  put (table, 0, 0, 2, 1, "名称");
  put (table, 0, 1, 1, 2, "本年");
  put (table, 1, 1, 1, 1, "1");
  put (table, 1, 2, 1, 1, "2");
  put (table, 2, 0, 1, 1, "产值");
  put (table, 2, 1, 1, 1, "9");
  put (table, 2, 2, 1, 1, "");
  zb_paper_table_finish (table, 2);
  zb_text_grid_append (out, table, widths);
  g_assert_cmpstr (out->str, ==,
                   "┌────┬─────┐\n"
                   "│    │本年 │\n"
                   "│名称├──┬──┤\n"
                   "│    │1 │2 │\n"
                   "├────┼──┼──┤\n"
                   "│产值│9 │  │\n"
                   "└────┴──┴──┘\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/text-grid/breaks-at-blanks-and-between-characters",
                   test_breaks_at_blanks_and_between_characters);
  g_test_add_func ("/paper/text-grid/breaks-within-a-word-that-is-too-long",
                   test_breaks_within_a_word_that_is_too_long);
  g_test_add_func ("/paper/text-grid/frames-merged-heads", test_frames_merged_heads);
  return g_test_run ();
}
