/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper.h"

static ZbPaperTable *
make_table (ZbPaper *paper)
{
  ZbPaperTable *table = zb_paper_add_table (paper, NULL, NULL, 3);

  table->columns[0] = (ZbPaperColumn){20, 10, 3};
  table->columns[1] = (ZbPaperColumn){4, 4, 0};
  table->columns[2] = (ZbPaperColumn){16, 6, 1};
  return table;
}

static void
test_counts_a_chinese_character_twice (void)
{
  g_assert_cmpuint (zb_paper_text_width ("产值 1—2"), ==, 8);
  g_assert_cmpuint (zb_paper_text_width (""), ==, 0);
}

static void
test_leaves_columns_as_wanted (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");
  ZbPaperTable *table = make_table (paper);
  guint widths[3];

  g_assert_cmpuint (zb_paper_table_fit (table, 100, 1, FALSE, widths), ==, 40);
  g_assert_cmpuint (widths[0], ==, 20);
}

static void
test_spreads_room_by_shares (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");
  ZbPaperTable *table = make_table (paper);
  guint widths[3];

  g_assert_cmpuint (zb_paper_table_fit (table, 480, 10, TRUE, widths), ==, 480);
  g_assert_cmpuint (widths[0], ==, 260);
  g_assert_cmpuint (widths[1], ==, 40);
  g_assert_cmpuint (widths[2], ==, 180);
}

static void
test_narrows_down_to_the_least (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");
  ZbPaperTable *table = make_table (paper);
  guint widths[3];

  g_assert_cmpuint (zb_paper_table_fit (table, 30, 1, TRUE, widths), ==, 30);
  g_assert_cmpuint (widths[0], ==, 15);
  g_assert_cmpuint (zb_paper_table_fit (table, 20, 1, TRUE, widths), ==, 20);
  g_assert_cmpuint (zb_paper_table_fit (table, 5, 1, TRUE, widths), ==, 20);
  g_assert_cmpuint (widths[0], ==, 10);
  g_assert_cmpuint (widths[2], ==, 6);
}

static void
test_puts_cells_in_order (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");
  ZbPaperTable *table = make_table (paper);
  ZbPaperCell late = {1, 0, 1, 3, (char *)"b", 0, ZB_PAPER_START, 0};
  ZbPaperCell early = {0, 0, 1, 3, NULL, 0, ZB_PAPER_START, 0};

  zb_paper_table_put (table, &late);
  zb_paper_table_put (table, &early);
  zb_paper_table_finish (table, 1);
  g_assert_cmpuint (table->n_rows, ==, 2);
  g_assert_cmpstr (g_array_index (table->cells, ZbPaperCell, 0).text, ==, "");
  g_assert_cmpuint (g_array_index (table->cells, ZbPaperCell, 0).marks, ==, ZB_PAPER_HEAD);
  g_assert_cmpuint (g_array_index (table->cells, ZbPaperCell, 1).marks, ==, 0);
}

static void
test_leaves_out_notes_that_say_nothing (void)
{
  g_autoptr (ZbPaper) paper = zb_paper_new ("zh");

  zb_paper_add_note (paper, "说明", g_ptr_array_new_with_free_func (g_free));
  g_assert_cmpuint (paper->notes->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/paper/counts-a-chinese-character-twice",
                   test_counts_a_chinese_character_twice);
  g_test_add_func ("/paper/paper/leaves-columns-as-wanted", test_leaves_columns_as_wanted);
  g_test_add_func ("/paper/paper/spreads-room-by-shares", test_spreads_room_by_shares);
  g_test_add_func ("/paper/paper/narrows-down-to-the-least", test_narrows_down_to_the_least);
  g_test_add_func ("/paper/paper/puts-cells-in-order", test_puts_cells_in_order);
  g_test_add_func ("/paper/paper/leaves-out-notes-that-say-nothing",
                   test_leaves_out_notes_that_say_nothing);
  return g_test_run ();
}
