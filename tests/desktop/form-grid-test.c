/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/grid-fixture.h"

#include <string.h>

#include "tests/desktop/picture.h"
#include "tests/desktop/sample-forms.h"

static void
test_focuses_cells (GridFixture *fixture, gconstpointer data)
{
  g_assert_true (zb_form_grid_focus_cell (fixture->grid, 3, 4));
  grid_fixture_assert_at (fixture, 3, 4);
  g_assert_cmpuint (fixture->n_focused, ==, 1);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 3, 4);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == GTK_WIDGET (cell));

  g_assert_false (zb_form_grid_focus_cell (fixture->grid, 3, 0)); /* a label */
  g_assert_false (zb_form_grid_focus_cell (fixture->grid, 0, 4)); /* the heads */
  g_assert_false (zb_form_grid_focus_cell (fixture->grid, 501, 4));
  g_assert_false (zb_form_grid_focus_cell (fixture->grid, 3, 12));
  grid_fixture_assert_at (fixture, 3, 4);
  g_assert_cmpuint (fixture->n_focused, ==, 1);
}

static void
test_scrolls_to_the_focused_cell (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle area;
  g_assert_null (grid_fixture_find_cell (fixture, 400, 11));
  zb_form_grid_focus_cell (fixture->grid, 400, 11);
  picture_settle (fixture->window);
  zb_form_grid_get_cell_area (fixture->grid, 400, 11, &area);
  g_assert_cmpint (area.y, >=, 0);
  g_assert_cmpint (area.y + area.height, <=, gtk_widget_get_height (fixture->widget));
  g_assert_cmpint (area.x + area.width, <=, gtk_widget_get_width (fixture->widget));
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 400, 11);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "400,009");

  /* Upwards it must come out from under the heads. */
  zb_form_grid_focus_cell (fixture->grid, 300, 2);
  picture_settle (fixture->window);
  GdkRectangle heads;
  zb_form_grid_get_cell_area (fixture->grid, 300, 2, &area);
  zb_form_grid_get_cell_area (fixture->grid, 0, 0, &heads);
  g_assert_cmpint (area.y, >=, heads.height);
  zb_form_grid_get_cell_area (fixture->grid, 300, 1, &heads);
  g_assert_cmpint (area.x, >=, heads.x + heads.width);
}

static void
test_commits (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  g_assert_true (zb_form_grid_begin_edit (fixture->grid, "1,234.5"));
  g_assert_true (zb_form_grid_is_editing (fixture->grid));
  g_assert_true (zb_form_grid_finish_edit (fixture->grid));
  g_assert_false (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "1234.5");
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 3, 4);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "1,234.5");
}

static void
test_leaves_untouched_text_alone (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 5);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 5);
  g_assert_true (zb_form_grid_begin_edit (fixture->grid, NULL));
  g_assert_true (zb_form_grid_finish_edit (fixture->grid));
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, 0);
  g_assert_true (zb_grid_cell_get_flags (cell) & ZB_GRID_CELL_PREFILLED);
}

static void
test_keeps_refused_text (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  zb_form_grid_begin_edit (fixture->grid, "12a");
  g_assert_false (zb_form_grid_finish_edit (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "3002");
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 1);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 3, 4);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "12a");
  g_assert_cmpint (zb_grid_cell_get_mark (cell), ==, ZB_GRID_MARK_REFUSED);

  /* It survives scrolling away, and leaving it uncorrected does not accept it. */
  grid_fixture_scroll_to (fixture, 6000);
  grid_fixture_scroll_to (fixture, 0);
  cell = grid_fixture_find_cell (fixture, 3, 4);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "12a");
  zb_form_grid_begin_edit (fixture->grid, NULL);
  g_assert_false (zb_form_grid_finish_edit (fixture->grid));

  zb_form_grid_begin_edit (fixture->grid, "12");
  g_assert_true (zb_form_grid_finish_edit (fixture->grid));
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 0);
  g_assert_cmpint (zb_grid_cell_get_mark (cell), ==, ZB_GRID_MARK_NONE);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "12");
}

static void
test_finds_the_first_refused (GridFixture *fixture, gconstpointer data)
{
  guint row;
  guint column;
  g_assert_false (zb_form_grid_get_first_refused (fixture->grid, &row, &column));
  for (guint i = 0; i < 3; i++) {
    zb_form_grid_focus_cell (fixture->grid, 9 - i / 2, 5 + i % 2);
    zb_form_grid_begin_edit (fixture->grid, "?");
    zb_form_grid_finish_edit (fixture->grid);
  }
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 3);
  g_assert_true (zb_form_grid_get_first_refused (fixture->grid, &row, &column));
  g_assert_cmpuint (row, ==, 8);
  g_assert_cmpuint (column, ==, 5);
}

static void
test_undo_begins_with_refused_text (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  zb_form_grid_begin_edit (fixture->grid, "7");
  zb_form_grid_finish_edit (fixture->grid);
  zb_form_grid_focus_cell (fixture->grid, 4, 4);
  zb_form_grid_begin_edit (fixture->grid, "12a");
  zb_form_grid_finish_edit (fixture->grid);

  gtk_widget_activate_action (fixture->widget, "grid.undo", NULL);
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 0);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "7");
  gtk_widget_activate_action (fixture->widget, "grid.undo", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "3002");
  grid_fixture_assert_at (fixture, 3, 4);
  gtk_widget_activate_action (fixture->widget, "grid.redo", NULL);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "7");
}

static void
test_says_why_a_cell_is_locked (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_flags (fixture->model, 3, 4, ZB_GRID_CELL_COMPUTED);
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  g_assert_false (zb_form_grid_begin_edit (fixture->grid, "1"));
  g_assert_cmpstr (fixture->notice, ==, "The form computes this cell.");
  sample_grid_set_flags (fixture->model, 3, 4, ZB_GRID_CELL_NOT_APPLICABLE);
  gtk_widget_activate_action (fixture->widget, "grid.clear", NULL);
  g_assert_cmpstr (fixture->notice, ==, "The form asks for no figure here.");
  g_assert_cmpuint (sample_grid_get_n_commits (fixture->model), ==, 0);
}

static void
test_recycles_cells (GridFixture *fixture, gconstpointer data)
{
  guint ahead = zb_form_grid_get_n_cell_widgets (fixture->grid);
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  for (guint y = 0; y < 500 * 25; y += 160)
    grid_fixture_scroll_to (fixture, y);
  /* A key that scrolls finds all that it needs there. */
  g_assert_cmpuint (zb_form_grid_get_n_cell_widgets (fixture->grid), ==, ahead);
  /* 400 pixels hold at most 17 rows of 24; 12 columns each, and the heads have their own. */
  g_assert_cmpuint (zb_form_grid_get_n_cell_widgets (fixture->grid), <=, 18 * 12 + 1);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 500, 5);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "500,003");
  g_assert_null (grid_fixture_find_cell (fixture, 2, 5));
}

static void
test_keeps_the_keyboard_while_scrolled_away (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 5, 5);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  grid_fixture_scroll_to (fixture, 9000);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 5, 5);
  g_assert_true (GTK_WIDGET (cell) == focus);
  grid_fixture_assert_at (fixture, 5, 5);
}

static void
test_widens_for_figures (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle before;
  GdkRectangle after;
  zb_form_grid_get_cell_area (fixture->grid, 3, 4, &before);
  zb_grid_model_commit (ZB_GRID_MODEL (fixture->model), 3, 4, "-123456789012345678901234", NULL);
  picture_settle (fixture->window);
  zb_form_grid_get_cell_area (fixture->grid, 3, 4, &after);
  g_assert_cmpint (after.width, >, before.width);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 3, 4);
  g_assert_cmpint (zb_grid_cell_get_needed_width (cell), <=, after.width);
}

static void
test_follows_inserted_rows (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 5, 5);
  zb_form_grid_begin_edit (fixture->grid, "12a");
  zb_form_grid_finish_edit (fixture->grid);
  zb_form_grid_begin_edit (fixture->grid, "34");
  sample_grid_insert_rows (fixture->model, 3, 2);
  picture_settle (fixture->window);
  grid_fixture_assert_at (fixture, 7, 5);
  g_assert_true (zb_form_grid_is_editing (fixture->grid));
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 7, 5);
  g_assert_cmpint (zb_grid_cell_get_mark (cell), ==, ZB_GRID_MARK_REFUSED);
  g_assert_true (zb_form_grid_finish_edit (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 7, 5), ==, "34");
}

static void
test_follows_removed_rows (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 500, 5);
  zb_form_grid_begin_edit (fixture->grid, "12a");
  zb_form_grid_finish_edit (fixture->grid);
  zb_form_grid_begin_edit (fixture->grid, "34");
  sample_grid_remove_rows (fixture->model, 400, 101);
  picture_settle (fixture->window);
  g_assert_false (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 0);
  grid_fixture_assert_at (fixture, 399, 5);
  sample_grid_remove_rows (fixture->model, 0, 400);
  guint row;
  guint column;
  g_assert_false (zb_form_grid_get_focus_cell (fixture->grid, &row, &column));
}

static void
test_spans_columns (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_span (fixture->model, 3, 4, 3);
  zb_grid_model_rows_changed (ZB_GRID_MODEL (fixture->model), 3, 1, 1);
  picture_settle (fixture->window);
  GdkRectangle first;
  GdkRectangle last;
  GdkRectangle span;
  zb_form_grid_get_cell_area (fixture->grid, 4, 4, &first);
  zb_form_grid_get_cell_area (fixture->grid, 4, 6, &last);
  zb_form_grid_get_cell_area (fixture->grid, 3, 5, &span);
  g_assert_cmpint (span.x, ==, first.x);
  g_assert_cmpint (span.width, ==, last.x + last.width - first.x);
  g_assert_true (zb_form_grid_focus_cell (fixture->grid, 3, 6));
  grid_fixture_assert_at (fixture, 3, 4);
  g_assert_nonnull (grid_fixture_find_cell (fixture, 3, 4));
  g_assert_null (grid_fixture_find_cell (fixture, 3, 5));
}

static gboolean
refuse_row_cb (ZbFormGrid *grid, guint row, guint *ret_row)
{
  *ret_row = row;
  return TRUE;
}

static void
test_adds_and_removes_rows (GridFixture *fixture, gconstpointer data)
{
  guint n_rows = zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model));
  guint asked = 0;
  g_assert_true (zb_form_grid_focus_cell (fixture->grid, 11, 3));
  grid_fixture_assert_at (fixture, 11, 0);
  gulong handler =
      g_signal_connect (fixture->grid, "activate-row", G_CALLBACK (refuse_row_cb), &asked);
  gboolean handled = FALSE;
  g_signal_emit_by_name (fixture->grid, "activate-row", 11, &handled);
  g_assert_true (handled);
  g_assert_cmpuint (asked, ==, 11);
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows);

  g_signal_handler_disconnect (fixture->grid, handler);
  g_signal_emit_by_name (fixture->grid, "activate-row", 11, &handled);
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows + 1);

  zb_form_grid_focus_cell (fixture->grid, 9, 3);
  gtk_widget_activate_action (fixture->widget, "grid.remove-row", NULL);
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows);
  zb_form_grid_focus_cell (fixture->grid, 2, 3); /* a row of the printed form stays */
  gtk_widget_activate_action (fixture->widget, "grid.remove-row", NULL);
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows);
}

static void
test_outlives_its_model (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 3, 4);
  zb_form_grid_begin_edit (fixture->grid, "12a");
  zb_form_grid_finish_edit (fixture->grid);
  zb_form_grid_set_model (fixture->grid, NULL);
  picture_settle (fixture->window);
  guint row;
  guint column;
  g_assert_false (zb_form_grid_get_focus_cell (fixture->grid, &row, &column));
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 0);
  g_autoptr (SampleGrid) other = sample_grid_new_b204 (TRUE);
  zb_form_grid_set_model (fixture->grid, ZB_GRID_MODEL (other));
  picture_settle (fixture->window);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 3);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "52,340");
}

static const GridTest plain_tests[] = {
    {"/desktop/form-grid/focuses-cells", test_focuses_cells},
    {"/desktop/form-grid/scrolls-to-the-focused-cell", test_scrolls_to_the_focused_cell},
    {"/desktop/form-grid/commits", test_commits},
    {"/desktop/form-grid/keeps-refused-text", test_keeps_refused_text},
    {"/desktop/form-grid/finds-the-first-refused", test_finds_the_first_refused},
    {"/desktop/form-grid/undo-begins-with-refused-text", test_undo_begins_with_refused_text},
    {"/desktop/form-grid/says-why-a-cell-is-locked", test_says_why_a_cell_is_locked},
    {"/desktop/form-grid/recycles-cells", test_recycles_cells},
    {"/desktop/form-grid/keeps-the-keyboard-while-scrolled-away",
     test_keeps_the_keyboard_while_scrolled_away},
    {"/desktop/form-grid/widens-for-figures", test_widens_for_figures},
    {"/desktop/form-grid/follows-inserted-rows", test_follows_inserted_rows},
    {"/desktop/form-grid/follows-removed-rows", test_follows_removed_rows},
    {"/desktop/form-grid/spans-columns", test_spans_columns},
    {"/desktop/form-grid/outlives-its-model", test_outlives_its_model},
    {NULL, NULL},
};

static const GridTest b204_tests[] = {
    {"/desktop/form-grid/leaves-untouched-text-alone", test_leaves_untouched_text_alone},
    {"/desktop/form-grid/adds-and-removes-rows", test_adds_and_removes_rows},
    {NULL, NULL},
};

int
main (int argc, char *argv[])
{
  return grid_fixture_run (argc, argv, plain_tests, b204_tests);
}
