/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/grid-fixture.h"

#include <adwaita.h>

#include "tests/desktop/picture.h"
#include "tests/desktop/sample-forms.h"

static void
notice_cb (ZbFormGrid *grid, const char *message, GridFixture *fixture)
{
  g_free (fixture->notice);
  fixture->notice = g_strdup (message);
}

static void
focused_cb (ZbFormGrid *grid, guint row, guint column, GridFixture *fixture)
{
  fixture->n_focused++;
}

static void
set_up (GridFixture *fixture, gconstpointer data)
{
  gboolean plain = GPOINTER_TO_INT (data);
  fixture->model = plain ? sample_grid_new_plain (500, 12) : sample_grid_new_b204 (FALSE);
  fixture->widget = zb_form_grid_new (ZB_GRID_MODEL (fixture->model));
  fixture->grid = ZB_FORM_GRID (fixture->widget);
  g_signal_connect (fixture->grid, "notice", G_CALLBACK (notice_cb), fixture);
  g_signal_connect (fixture->grid, "cell-focused", G_CALLBACK (focused_cb), fixture);
  fixture->window = picture_open (fixture->widget, 900, 400);
  fixture->n_focused = 0; /* a window's first widget has the keyboard: the first cell */
}

static void
tear_down (GridFixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_object_unref (fixture->model);
  g_free (fixture->notice);
}

void
grid_fixture_assert_at (GridFixture *fixture, guint row, guint column)
{
  guint at_row = G_MAXUINT;
  guint at_column = G_MAXUINT;
  g_assert_true (zb_form_grid_get_focus_cell (fixture->grid, &at_row, &at_column));
  g_assert_cmpuint (at_row, ==, row);
  g_assert_cmpuint (at_column, ==, column);
}

ZbGridCell *
grid_fixture_find_cell (GridFixture *fixture, guint row, guint column)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!ZB_IS_GRID_CELL (child) || !gtk_widget_get_child_visible (child))
      continue;
    ZbGridCell *cell = ZB_GRID_CELL (child);
    if (zb_grid_cell_get_row (cell) == row && zb_grid_cell_get_column (cell) == column)
      return cell;
  }
  return NULL;
}

void
grid_fixture_scroll_to (GridFixture *fixture, double y)
{
  g_autoptr (GtkAdjustment) adjustment = NULL;
  g_object_get (fixture->grid, "vadjustment", &adjustment, NULL);
  gtk_adjustment_set_value (adjustment, y);
  picture_settle (fixture->window);
}

static void
add_tests (const GridTest *tests, gboolean plain)
{
  for (const GridTest *test = tests; test->path != NULL; test++)
    g_test_add (test->path, GridFixture, GINT_TO_POINTER (plain), set_up, test->test, tear_down);
}

int
grid_fixture_run (int argc, char **argv, const GridTest *plain, const GridTest *b204)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  add_tests (plain, TRUE);
  add_tests (b204, FALSE);
  return g_test_run ();
}
