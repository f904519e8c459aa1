/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/grid-fixture.h"

#include "tests/desktop/keyboard.h"
#include "tests/desktop/picture.h"
#include "tests/desktop/sample-forms.h"

/* Rows of B204-1 as sample_grid_new_b204() makes them: 0 title, 1 heads, 2–6 section A, 7 title,
 * 8 heads, 9–10 section B, 11 add, 12 title, 13 heads, 14–15 section C, 16 add, 17 note. Columns
 * 3–6 are figures. */

static void
start_at (GridFixture *fixture, guint row, guint column)
{
  keyboard_take_focus (fixture->window);
  g_assert_true (zb_form_grid_focus_cell (fixture->grid, row, column));
  picture_settle (fixture->window);
}

static void
test_arrows (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_press (fixture->window, "Right Down");
  grid_fixture_assert_at (fixture, 3, 4);
  keyboard_press (fixture->window, "Left Left Left Up Up Up");
  grid_fixture_assert_at (fixture, 2, 3);
  keyboard_press (fixture->window, "Down Down Down Down Down");
  grid_fixture_assert_at (fixture, 9, 3); /* title and heads are passed over */
  keyboard_press (fixture->window, "Right Down Down");
  grid_fixture_assert_at (fixture, 11, 0); /* the row to add one */
  keyboard_press (fixture->window, "Down");
  grid_fixture_assert_at (fixture, 14, 4); /* back in the column it came from */
}

static void
test_jumps (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 3, 4);
  keyboard_press (fixture->window, "End");
  grid_fixture_assert_at (fixture, 3, 6);
  keyboard_press (fixture->window, "Home");
  grid_fixture_assert_at (fixture, 3, 3);
  keyboard_press (fixture->window, "ctrl+Down");
  grid_fixture_assert_at (fixture, 6, 3);
  keyboard_press (fixture->window, "ctrl+Right");
  grid_fixture_assert_at (fixture, 6, 6);
  keyboard_press (fixture->window, "ctrl+End");
  grid_fixture_assert_at (fixture, 16, 0);
  keyboard_press (fixture->window, "ctrl+Home");
  grid_fixture_assert_at (fixture, 2, 3);
}

static void
test_pages (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 1, 4);
  keyboard_press (fixture->window, "Next Next");
  guint row;
  guint column;
  g_assert_true (zb_form_grid_get_focus_cell (fixture->grid, &row, &column));
  g_assert_cmpuint (row, >, 20);
  g_assert_cmpuint (column, ==, 4);
  GdkRectangle area;
  zb_form_grid_get_cell_area (fixture->grid, row, column, &area);
  g_assert_cmpint (area.y + area.height, <=, gtk_widget_get_height (fixture->widget));
  keyboard_press (fixture->window, "Prior Prior");
  grid_fixture_assert_at (fixture, 1, 4);
}

static void
test_typing_replaces (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_type (fixture->window, "1,234");
  g_assert_true (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "52340");
  keyboard_press (fixture->window, "Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "1234");
  grid_fixture_assert_at (fixture, 3, 3);
  /* Left and right leave a cell that is being typed over. */
  keyboard_type (fixture->window, "-5");
  keyboard_press (fixture->window, "Right");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 3), ==, "-5");
  grid_fixture_assert_at (fixture, 3, 4);
  keyboard_type (fixture->window, "6");
  keyboard_press (fixture->window, "Down");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "6");
  grid_fixture_assert_at (fixture, 4, 4);
}

static void
test_edits_in_place (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_press (fixture->window, "F2 Left 9 Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "523490");
  keyboard_press (fixture->window, "F2 9 9 Escape");
  g_assert_false (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 3), ==, "9800");
  grid_fixture_assert_at (fixture, 3, 3);
  keyboard_press (fixture->window, "BackSpace Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 3), ==, "");
  keyboard_press (fixture->window, "Delete");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 4, 3), ==, "");
}

static void
test_refused_text_holds_enter_once (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_type (fixture->window, "12a");
  keyboard_press (fixture->window, "Return");
  grid_fixture_assert_at (fixture, 2, 3);
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 1);
  keyboard_press (fixture->window, "Return");
  grid_fixture_assert_at (fixture, 3, 3);
  /* F2 offers the wrong text for correction. */
  keyboard_press (fixture->window, "Up F2 BackSpace Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "12");
  g_assert_cmpuint (zb_form_grid_get_n_refused (fixture->grid), ==, 0);
}

static void
test_enter_after_tab_returns (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_press (fixture->window, "1 Tab 2 Tab 3 Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 5), ==, "3");
  grid_fixture_assert_at (fixture, 3, 3);
  zb_form_grid_set_enter_moves (fixture->grid, GTK_DIR_RIGHT);
  keyboard_press (fixture->window, "4 Return 5 Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "5");
  grid_fixture_assert_at (fixture, 3, 5);
  keyboard_press (fixture->window, "shift+Return shift+Return shift+Return");
  grid_fixture_assert_at (fixture, 2, 6);
}

static void
test_enter_goes_on_in_the_next_half (GridFixture *fixture, gconstpointer data)
{
  g_autoptr (SampleGrid) model = sample_grid_new_b203 (FALSE);
  zb_form_grid_set_model (fixture->grid, ZB_GRID_MODEL (model));
  sample_grid_set_flags (model, 1, 7, ZB_GRID_CELL_LOCKED);
  start_at (fixture, 16, 3);
  keyboard_press (fixture->window, "Return");
  grid_fixture_assert_at (fixture, 17, 3);
  keyboard_press (fixture->window, "Return");
  grid_fixture_assert_at (fixture, 2, 7);
  zb_form_grid_focus_cell (fixture->grid, 17, 7);
  keyboard_press (fixture->window, "Return");
  grid_fixture_assert_at (fixture, 17, 7);
}

static void
test_typing_comes_into_view (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle area;
  start_at (fixture, 3, 4);
  keyboard_press (fixture->window, "7");
  grid_fixture_scroll_to (fixture, 6000);
  zb_form_grid_get_cell_area (fixture->grid, 3, 4, &area);
  g_assert_cmpint (area.y, <, 0);
  keyboard_press (fixture->window, "8");
  zb_form_grid_get_cell_area (fixture->grid, 3, 4, &area);
  g_assert_cmpint (area.y, >, 0);
  keyboard_press (fixture->window, "Return");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 3, 4), ==, "78");
}

static void
test_tab_passes_locked_cells (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_flags (fixture->model, 2, 4, ZB_GRID_CELL_COMPUTED);
  sample_grid_set_flags (fixture->model, 3, 3, ZB_GRID_CELL_NOT_APPLICABLE);
  start_at (fixture, 2, 3);
  keyboard_press (fixture->window, "Tab");
  grid_fixture_assert_at (fixture, 2, 5);
  keyboard_press (fixture->window, "Tab Tab");
  grid_fixture_assert_at (fixture, 3, 4);
  keyboard_press (fixture->window, "shift+Tab shift+Tab shift+Tab");
  grid_fixture_assert_at (fixture, 2, 3);
  keyboard_press (fixture->window, "Right"); /* to be read, it can be reached */
  grid_fixture_assert_at (fixture, 2, 4);
  keyboard_press (fixture->window, "7");
  g_assert_false (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpstr (fixture->notice, ==, "The form computes this cell.");
}

static void
test_tab_leaves_at_the_end (GridFixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *before = gtk_button_new_with_label ("before");
  GtkWidget *after = gtk_button_new_with_label ("after");
  GtkWidget *scrolled = g_object_ref (gtk_window_get_child (GTK_WINDOW (fixture->window)));
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), after);
  g_object_unref (scrolled);
  picture_settle (fixture->window);

  start_at (fixture, 16, 0);
  keyboard_press (fixture->window, "Tab");
  g_assert_true (gtk_widget_has_focus (after));
  keyboard_press (fixture->window, "shift+Tab");
  grid_fixture_assert_at (fixture, 16, 0);
  g_assert_false (gtk_widget_has_focus (after));
  keyboard_press (fixture->window, "ctrl+Home shift+Tab");
  g_assert_true (gtk_widget_has_focus (before));
}

static void
test_focus_elsewhere_commits (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_type (fixture->window, "77");
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (zb_form_grid_is_editing (fixture->grid));
  zb_form_grid_focus_cell (fixture->grid, 4, 4);
  g_assert_false (zb_form_grid_is_editing (fixture->grid));
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 2, 3), ==, "77");
}

static void
assert_selected (GridFixture *fixture, guint row, guint column, guint n_rows, guint n_columns)
{
  guint seen[4] = {0};
  g_assert_true (
      zb_form_grid_get_selection (fixture->grid, &seen[0], &seen[1], &seen[2], &seen[3]));
  g_assert_cmpuint (seen[0], ==, row);
  g_assert_cmpuint (seen[1], ==, column);
  g_assert_cmpuint (seen[2], ==, n_rows);
  g_assert_cmpuint (seen[3], ==, n_columns);
}

static void
test_selects (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 3, 4);
  keyboard_press (fixture->window, "shift+Right shift+Down");
  assert_selected (fixture, 3, 4, 2, 2);
  keyboard_press (fixture->window, "shift+Left shift+Left");
  assert_selected (fixture, 3, 3, 2, 2);
  keyboard_press (fixture->window, "Escape");
  assert_selected (fixture, 4, 3, 1, 1);
  keyboard_press (fixture->window, "ctrl+a");
  assert_selected (fixture, 2, 3, 5, 4);
}

static void
test_copies_and_pastes (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_press (fixture->window, "shift+Right ctrl+c");
  zb_form_grid_focus_cell (fixture->grid, 14, 3);
  keyboard_press (fixture->window, "ctrl+v");
  gint64 give_up = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (fixture->notice == NULL && g_get_monotonic_time () < give_up)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 14, 4), ==, "298760");
  keyboard_press (fixture->window, "ctrl+z");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 14, 4), ==, "1842.6");
  keyboard_press (fixture->window, "ctrl+shift+z");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 14, 4), ==, "298760");
  grid_fixture_assert_at (fixture, 14, 4);
  keyboard_press (fixture->window, "ctrl+x");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 14, 3), ==, "52340");
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 14, 4), ==, "");
}

static void
test_types_chinese (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  keyboard_type (fixture->window, "五百");
  keyboard_press (fixture->window, "Return");
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 3);
  g_assert_cmpstr (zb_grid_cell_get_text (cell), ==, "五百");
  g_assert_cmpint (zb_grid_cell_get_mark (cell), ==, ZB_GRID_MARK_REFUSED);
}

static void
test_enter_adds_a_row (GridFixture *fixture, gconstpointer data)
{
  guint n_rows = zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model));
  start_at (fixture, 10, 3);
  keyboard_press (fixture->window, "Return Return");
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows + 1);
  keyboard_press (fixture->window, "Up ctrl+minus");
  g_assert_cmpuint (zb_grid_model_get_n_rows (ZB_GRID_MODEL (fixture->model)), ==, n_rows);
}

static void
click (GridFixture *fixture, guint row, guint column, guint n)
{
  GdkRectangle area;
  zb_form_grid_get_cell_area (fixture->grid, row, column, &area);
  keyboard_click (fixture->widget, &area, n);
}

static void
test_clicks (GridFixture *fixture, gconstpointer data)
{
  start_at (fixture, 2, 3);
  click (fixture, 4, 5, 1);
  grid_fixture_assert_at (fixture, 4, 5);
  click (fixture, 3, 0, 1); /* a label stands for its row */
  grid_fixture_assert_at (fixture, 3, 3);
  click (fixture, 5, 4, 2);
  g_assert_true (zb_form_grid_is_editing (fixture->grid));
  keyboard_press (fixture->window, "ctrl+a 8");
  click (fixture, 2, 3, 1);
  g_assert_cmpstr (sample_grid_get_text (fixture->model, 5, 4), ==, "8");
  grid_fixture_assert_at (fixture, 2, 3);
}

static void
test_drags_a_selection (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle from;
  GdkRectangle to;
  start_at (fixture, 2, 3);
  zb_form_grid_get_cell_area (fixture->grid, 3, 4, &from);
  zb_form_grid_get_cell_area (fixture->grid, 5, 6, &to);
  keyboard_drag (fixture->widget, &from, &to);
  assert_selected (fixture, 3, 4, 3, 3);
}

static const GridTest plain_tests[] = {
    {"/desktop/form-grid-keys/pages", test_pages},
    {"/desktop/form-grid-keys/typing-comes-into-view", test_typing_comes_into_view},
    {NULL, NULL},
};

static const GridTest b204_tests[] = {
    {"/desktop/form-grid-keys/arrows", test_arrows},
    {"/desktop/form-grid-keys/jumps", test_jumps},
    {"/desktop/form-grid-keys/typing-replaces", test_typing_replaces},
    {"/desktop/form-grid-keys/edits-in-place", test_edits_in_place},
    {"/desktop/form-grid-keys/refused-text-holds-enter-once", test_refused_text_holds_enter_once},
    {"/desktop/form-grid-keys/enter-after-tab-returns", test_enter_after_tab_returns},
    {"/desktop/form-grid-keys/enter-goes-on-in-the-next-half", test_enter_goes_on_in_the_next_half},
    {"/desktop/form-grid-keys/tab-passes-locked-cells", test_tab_passes_locked_cells},
    {"/desktop/form-grid-keys/tab-leaves-at-the-end", test_tab_leaves_at_the_end},
    {"/desktop/form-grid-keys/focus-elsewhere-commits", test_focus_elsewhere_commits},
    {"/desktop/form-grid-keys/selects", test_selects},
    {"/desktop/form-grid-keys/copies-and-pastes", test_copies_and_pastes},
    {"/desktop/form-grid-keys/types-chinese", test_types_chinese},
    {"/desktop/form-grid-keys/enter-adds-a-row", test_enter_adds_a_row},
    {"/desktop/form-grid-keys/clicks", test_clicks},
    {"/desktop/form-grid-keys/drags-a-selection", test_drags_a_selection},
    {NULL, NULL},
};

int
main (int argc, char *argv[])
{
  return grid_fixture_run (argc, argv, plain_tests, b204_tests);
}
