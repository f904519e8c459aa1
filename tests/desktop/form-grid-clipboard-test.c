/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/grid-fixture.h"

#include <string.h>

#include "tests/desktop/picture.h"

static gboolean
paste (GridFixture *fixture, const char *text, GError **error)
{
  g_autoptr (ZbTextBlock) block = zb_text_block_parse (text, strlen (text), NULL);
  return zb_form_grid_paste (fixture->grid, block, error);
}

static void
test_copies_plain_text (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 3, 4);
  g_autofree char *text = zb_form_grid_dup_selection_text (fixture->grid);
  g_assert_cmpstr (text, ==, "52340\t298760\n9800\t55210");
}

static void
test_copies_rows_of_cells_only (GridFixture *fixture, gconstpointer data)
{
  /* Rows 7 and 8 are the next section's title and heads. */
  zb_form_grid_focus_cell (fixture->grid, 6, 3);
  zb_form_grid_select_to (fixture->grid, 9, 3);
  g_autofree char *text = zb_form_grid_dup_selection_text (fixture->grid);
  g_assert_cmpstr (text, ==, "186.40\n40000");
}

static void
test_pastes_a_block (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  g_assert_true (paste (fixture, "1,000\t2\r\n3\t4\r\n\t\r\n", NULL));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "1000");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 4), ==, "2");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "4");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 4, 3), ==, "51020");
  g_assert_cmpstr (fixture->notice, ==, "4 cells pasted.");
  guint row;
  guint column;
  guint n_rows;
  guint n_columns;
  g_assert_true (zb_form_grid_get_selection (fixture->grid, &row, &column, &n_rows, &n_columns));
  g_assert_cmpuint (row, ==, 2);
  g_assert_cmpuint (column, ==, 3);
  g_assert_cmpuint (n_rows, ==, 2);
  g_assert_cmpuint (n_columns, ==, 2);

  gtk_widget_activate_action (fixture->widget, "grid.undo", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "55210");
}

static void
test_paste_marks_what_is_refused (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_flags (fixture->model, 3, 3, ZB_GRID_CELL_COMPUTED);
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  g_assert_true (paste (fixture, "n/a\t2\n3\t4", NULL));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 3), ==, "9800");
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 1);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 3);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "n/a");
  g_assert_cmpstr (fixture->notice, ==,
                   "2 cells pasted. 1 locked cell was left as it is. "
                   "1 cell was not accepted and is marked.");
}

static void
assert_no_room (GridFixture *fixture, const char *text, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (paste (fixture, text, &error));
  g_assert_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_OUTSIDE);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, 0);
}

static void
test_paste_stays_in_its_section (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 5, 6);
  assert_no_room (fixture, "1\n2\n3",
                  "has 3 rows and 1 columns; from this cell on, the section has "
                  "room for 2 rows and 1 columns");
  assert_no_room (fixture, "1\t2", "has 1 rows and 2 columns");
  g_assert_true (paste (fixture, "1\n2", NULL));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 6, 6), ==, "2");
}

static void
test_pastes_nothing_on_an_add_row (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 11, 3);
  assert_no_room (fixture, "1", "room for 0 rows");
}

static void
test_one_cell_fills_the_selection (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 4, 4);
  g_assert_true (paste (fixture, "8\n", NULL));
  for (guint row = 2; row <= 4; row++)
    for (guint column = 3; column <= 4; column++)
      g_assert_cmpstr (sample_grid_get_text (fixture->model, row, column), ==, "8");
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, 6);
}

static void
test_clears_the_selection (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_flags (fixture->model, 3, 3, ZB_GRID_CELL_LOCKED);
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 3, 4);
  gtk_widget_activate_action (fixture->widget, "grid.clear", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 3), ==, "9800");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "");
  gtk_widget_activate_action (fixture->widget, "grid.undo", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "55210");
}

static void
wait_for_notice (GridFixture *fixture)
{
  gint64 give_up = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (fixture->notice == NULL && g_get_monotonic_time () < give_up)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (fixture->notice);
}

static void
test_goes_through_the_clipboard (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 2, 4);
  gtk_widget_activate_action (fixture->widget, "grid.copy", NULL);
  zb_form_grid_focus_cell (fixture->grid, 9, 3);
  gtk_widget_activate_action (fixture->widget, "grid.paste", NULL);
  wait_for_notice (fixture);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 9, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 9, 4), ==, "298760");
}

static void
test_fills_down_and_right (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 4, 4);
  gtk_widget_activate_action (fixture->widget, "grid.fill-down", NULL);
  g_assert_cmpstr (fixture->notice, ==, "4 cells filled.");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 4, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "298760");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 5, 3), ==, "21400");
  /* One step of undo. */
  gtk_widget_activate_action (fixture->widget, "grid.undo", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 4, 3), ==, "51020");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "55210");

  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 2, 4);
  gtk_widget_activate_action (fixture->widget, "grid.fill-right", NULL);
  g_assert_cmpstr (fixture->notice, ==, "1 cell filled.");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 4), ==, "52340");
}

static void
test_fill_needs_cells_to_fill (GridFixture *fixture, gconstpointer data)
{
  guint before = sample_grid_get_n_commits (fixture->model);
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 2, 4);
  gtk_widget_activate_action (fixture->widget, "grid.fill-down", NULL);
  g_assert_cmpstr (fixture->notice, ==, "Select the figure and the cells to fill from it first.");
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, before);
}

static void
test_survives_closing_while_pasting (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (fixture->widget), "1");
  gtk_widget_activate_action (fixture->widget, "grid.paste", NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  gint64 give_up = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
  while (g_get_monotonic_time () < give_up)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, 0);
  fixture->window = gtk_window_new ();
}

static const GridTest plain_tests[] = {
    {NULL, NULL},
};

static const GridTest b204_tests[] = {
    {"/desktop/form-grid-clipboard/copies-plain-text", test_copies_plain_text},
    {"/desktop/form-grid-clipboard/copies-rows-of-cells-only", test_copies_rows_of_cells_only},
    {"/desktop/form-grid-clipboard/pastes-a-block", test_pastes_a_block},
    {"/desktop/form-grid-clipboard/marks-what-is-refused", test_paste_marks_what_is_refused},
    {"/desktop/form-grid-clipboard/stays-in-its-section", test_paste_stays_in_its_section},
    {"/desktop/form-grid-clipboard/nothing-on-an-add-row", test_pastes_nothing_on_an_add_row},
    {"/desktop/form-grid-clipboard/one-cell-fills", test_one_cell_fills_the_selection},
    {"/desktop/form-grid-clipboard/clears-the-selection", test_clears_the_selection},
    {"/desktop/form-grid-clipboard/goes-through-the-clipboard", test_goes_through_the_clipboard},
    {"/desktop/form-grid-clipboard/fills-down-and-right", test_fills_down_and_right},
    {"/desktop/form-grid-clipboard/fill-needs-cells-to-fill", test_fill_needs_cells_to_fill},
    {"/desktop/form-grid-clipboard/survives-closing", test_survives_closing_while_pasting},
    {NULL, NULL},
};

int
main (int argc, char *argv[])
{
  return grid_fixture_run (argc, argv, plain_tests, b204_tests);
}
