/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/grid-fixture.h"

#include "desktop/widgets/grid-head-band.h"
#include "tests/desktop/picture.h"

/* What a person sees and what a screen reader is told. */

static GtkWidget *
find_band (GridFixture *fixture, guint row)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ZB_IS_GRID_HEAD_BAND (child) &&
        zb_grid_head_band_get_row (ZB_GRID_HEAD_BAND (child)) == row)
      return child;
  return NULL;
}

static GdkRectangle
bounds_in (GridFixture *fixture, GtkWidget *widget)
{
  graphene_rect_t bounds;
  g_assert_true (gtk_widget_compute_bounds (widget, fixture->widget, &bounds));
  return (GdkRectangle){(int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                        (int)bounds.size.height};
}

static GdkRectangle
head_area (GridFixture *fixture, guint row, const char *text, guint nth)
{
  GtkWidget *band = find_band (fixture, row);
  g_assert_nonnull (band);
  for (GtkWidget *child = gtk_widget_get_first_child (band); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (zb_grid_cell_get_text (ZB_GRID_CELL (child)), text) == 0 && nth-- == 0)
      return bounds_in (fixture, child);
  g_assert_not_reached ();
}

static GdkRectangle
cell_area (GridFixture *fixture, guint row, guint column)
{
  GdkRectangle area;
  zb_form_grid_get_cell_area (fixture->grid, row, column, &area);
  return area;
}

static void
test_merged_heads_lie_over_their_columns (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle first = cell_area (fixture, 2, 3);
  GdkRectangle second = cell_area (fixture, 2, 4);
  GdkRectangle year = head_area (fixture, 1, "This year", 0);
  GdkRectangle month = head_area (fixture, 1, "Month", 0);
  GdkRectangle to_date = head_area (fixture, 1, "Year to date", 0);
  GdkRectangle unit = head_area (fixture, 1, "Unit", 0);
  GdkRectangle letter = head_area (fixture, 1, "B", 0);

  g_assert_cmpint (year.x, ==, first.x);
  g_assert_cmpint (year.width, ==, first.width + second.width);
  g_assert_cmpint (month.x, ==, first.x);
  g_assert_cmpint (month.width, ==, first.width);
  g_assert_cmpint (to_date.x, ==, second.x);
  g_assert_cmpint (month.y, ==, year.y + year.height);
  g_assert_cmpint (unit.y, ==, year.y);
  g_assert_cmpint (unit.height, ==, year.height + month.height);
  g_assert_cmpint (letter.y, ==, unit.y + unit.height);
  g_assert_cmpint (letter.y + letter.height, ==, first.y);
}

static void
test_heads_stay_on_top (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle first = cell_area (fixture, 2, 3);
  GdkRectangle heads = cell_area (fixture, 1, 0);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 200);
  picture_settle (fixture->window);
  grid_fixture_scroll_to (fixture, heads.y + heads.height);
  g_assert_cmpint (cell_area (fixture, 2, 3).y, ==, 0);
  g_assert_cmpint (head_area (fixture, 1, "This year", 0).y, ==, 0);

  /* The next section's heads push these out, then stay in their place. */
  int second = first.y + (cell_area (fixture, 8, 3).y - cell_area (fixture, 2, 3).y);
  grid_fixture_scroll_to (fixture, second - 10);
  g_assert_cmpint (head_area (fixture, 8, "This year", 0).y, ==, 10);
  GdkRectangle band = bounds_in (fixture, find_band (fixture, 1));
  g_assert_cmpint (band.y + band.height, ==, 10);
  grid_fixture_scroll_to (fixture, second + 5);
  g_assert_cmpint (head_area (fixture, 8, "This year", 0).y, ==, 0);
}

static void
test_labels_stay_at_the_left (GridFixture *fixture, gconstpointer data)
{
  GdkRectangle label = cell_area (fixture, 3, 1);
  GdkRectangle figure = cell_area (fixture, 3, 2);
  g_autoptr (GtkAdjustment) adjustment = NULL;
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 400);
  picture_settle (fixture->window);
  g_object_get (fixture->grid, "hadjustment", &adjustment, NULL);
  label = cell_area (fixture, 3, 1);
  figure = cell_area (fixture, 3, 2);
  gtk_adjustment_set_value (adjustment, 50);
  picture_settle (fixture->window);
  g_assert_cmpint (cell_area (fixture, 3, 1).x, ==, label.x);
  g_assert_cmpint (cell_area (fixture, 3, 2).x, ==, figure.x - 50);
  g_assert_cmpint (head_area (fixture, 0, "Code", 0).x, ==, label.x);
  g_assert_cmpint (head_area (fixture, 0, "This year", 0).x, ==, figure.x - 50);
}

static void
test_roles (GridFixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_GRID);
  ZbGridCell *figure = grid_fixture_find_cell (fixture, 2, 3);
  ZbGridCell *label = grid_fixture_find_cell (fixture, 2, 0);
  ZbGridCell *title = grid_fixture_find_cell (fixture, 0, 0);
  ZbGridCell *add = grid_fixture_find_cell (fixture, 11, 0);
  GtkWidget *head = gtk_widget_get_first_child (find_band (fixture, 1));
  gtk_test_accessible_assert_role (figure, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_test_accessible_assert_role (label, GTK_ACCESSIBLE_ROLE_ROW_HEADER);
  gtk_test_accessible_assert_role (title, GTK_ACCESSIBLE_ROLE_HEADING);
  gtk_test_accessible_assert_role (add, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_role (head, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
}

static void
test_cells_say_text_and_place (GridFixture *fixture, gconstpointer data)
{
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 3);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, "52,340");
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Gross industrial output value (current prices), 1");
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_READ_ONLY, FALSE);
  zb_grid_model_commit (ZB_GRID_MODEL (fixture->model), 2, 3, "7", NULL);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, "7");
}

static void
test_cells_say_their_state (GridFixture *fixture, gconstpointer data)
{
  sample_grid_set_mark (fixture->model, 2, 3, ZB_GRID_MARK_HARD);
  sample_grid_set_flags (fixture->model, 2, 3, ZB_GRID_CELL_COMPUTED | ZB_GRID_CELL_REMARK);
  ZbGridCell *cell = grid_fixture_find_cell (fixture, 2, 3);
  gtk_test_accessible_assert_property (
      cell, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "Gross industrial output value (current prices), 1; computed; has a remark; error");
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_READ_ONLY, TRUE);
  gtk_test_accessible_assert_state (cell, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (cell), "computed"));

  sample_grid_set_mark (fixture->model, 2, 3, ZB_GRID_MARK_SOFT);
  gtk_test_accessible_assert_state (cell, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
}

static void
test_selected_cells_say_so (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 2, 3);
  zb_form_grid_select_to (fixture->grid, 3, 4);
  ZbGridCell *inside = grid_fixture_find_cell (fixture, 3, 3);
  ZbGridCell *outside = grid_fixture_find_cell (fixture, 4, 3);
  gtk_test_accessible_assert_state (inside, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  zb_form_grid_focus_cell (fixture->grid, 4, 3);
  gtk_test_accessible_assert_state (outside, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_state (inside, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
}

/* The sum of differences to the colour of paper over a cell, as a fingerprint of what is drawn. */
static guint
count_ink (GridFixture *fixture, guint row, guint column)
{
  GdkRectangle area = cell_area (fixture, row, column);
  g_autoptr (GdkTexture) texture = picture_take (fixture->window);
  int width = gdk_texture_get_width (texture);
  gsize stride = (gsize)width * 4;
  g_autofree guchar *pixels = g_malloc (stride * (gsize)gdk_texture_get_height (texture));
  gdk_texture_download (texture, pixels, stride);
  GdkRectangle grid = bounds_in (fixture, fixture->widget);
  guint sum = 0;
  for (int y = area.y + grid.y + 1; y < area.y + area.height - 1; y++)
    for (int x = area.x + grid.x + 1; x < area.x + area.width - 2; x++)
      sum += 765u - pixels[(gsize)y * stride + (gsize)x * 4] -
             pixels[(gsize)y * stride + (gsize)x * 4 + 1] -
             pixels[(gsize)y * stride + (gsize)x * 4 + 2];
  return sum;
}

static void
test_marks_differ_in_shape (GridFixture *fixture, gconstpointer data)
{
  /* All in one colour, they must still differ: the style sheet's colours are overridden. */
  GtkCssProvider *provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (provider,
                                   "@define-color zb_hard black; @define-color zb_quasi black;"
                                   "@define-color zb_soft black; @define-color zb_info black;",
                                   -1);
  GdkDisplay *display = gdk_display_get_default ();
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_USER);
  picture_settle (fixture->window);

  zb_form_grid_focus_cell (fixture->grid, 14, 3);
  guint inks[ZB_GRID_MARK_HARD + 1];
  for (guint mark = ZB_GRID_MARK_NONE; mark <= ZB_GRID_MARK_HARD; mark++) {
    sample_grid_set_mark (fixture->model, 14, 4, mark);
    picture_settle (fixture->window);
    inks[mark] = count_ink (fixture, 14, 4);
    for (guint other = 0; other < mark; other++)
      g_assert_cmpuint (inks[mark], !=, inks[other]);
    g_assert_cmpuint (inks[mark], >=, inks[ZB_GRID_MARK_NONE]);
  }
  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
  g_object_unref (provider);
}

static void
test_states_are_visible (GridFixture *fixture, gconstpointer data)
{
  zb_form_grid_focus_cell (fixture->grid, 14, 3);
  picture_settle (fixture->window);
  guint plain = count_ink (fixture, 14, 4);
  static const ZbGridCellFlags flags[] = {
      ZB_GRID_CELL_COMPUTED,
      ZB_GRID_CELL_PREFILLED,
      ZB_GRID_CELL_CHANGED,
      ZB_GRID_CELL_REMARK,
  };
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    sample_grid_set_flags (fixture->model, 14, 4, flags[i]);
    picture_settle (fixture->window);
    g_assert_cmpuint (count_ink (fixture, 14, 4), >, plain);
  }
}

/* A name that is too long for its column makes its row taller, and no other. */
static void
test_long_names_take_more_lines (GridFixture *fixture, gconstpointer data)
{
  g_autoptr (SampleGrid) model = sample_grid_new (3, 2);
  const char *const figures[] = {"1"};
  sample_grid_set_column (model, 0, (ZbGridColumn){.width_chars = 20, .wraps = TRUE});
  sample_grid_add_cells (model, "Short", "t", "01", figures, FALSE);
  sample_grid_add_cells (model, "Gross industrial output value (current prices)", "t", "02",
                         figures, FALSE);
  sample_grid_add_cells (
      model,
      "Manufacture of other electronic components and of whatever else is needed "
      "for them in the way of materials, tools and measuring instruments",
      "t", "03", figures, FALSE);
  zb_form_grid_set_model (fixture->grid, ZB_GRID_MODEL (model));
  picture_settle (fixture->window);
  int line = cell_area (fixture, 0, 2).height;
  int more = cell_area (fixture, 1, 2).height;
  g_assert_cmpint (more, >, line);
  g_assert_cmpint (cell_area (fixture, 2, 2).height, >=, more);
  /* At most three lines; the tooltip has the rest. */
  g_assert_cmpint (cell_area (fixture, 2, 2).height, <=, 3 * line);
  zb_form_grid_set_model (fixture->grid, ZB_GRID_MODEL (fixture->model));
}

static const GridTest plain_tests[] = {
    {"/desktop/form-grid-view/labels-stay-at-the-left", test_labels_stay_at_the_left},
    {"/desktop/form-grid-view/long-names-take-more-lines", test_long_names_take_more_lines},
    {NULL, NULL},
};

static const GridTest b204_tests[] = {
    {"/desktop/form-grid-view/merged-heads-lie-over-their-columns",
     test_merged_heads_lie_over_their_columns},
    {"/desktop/form-grid-view/heads-stay-on-top", test_heads_stay_on_top},
    {"/desktop/form-grid-view/roles", test_roles},
    {"/desktop/form-grid-view/cells-say-text-and-place", test_cells_say_text_and_place},
    {"/desktop/form-grid-view/cells-say-their-state", test_cells_say_their_state},
    {"/desktop/form-grid-view/selected-cells-say-so", test_selected_cells_say_so},
    {"/desktop/form-grid-view/marks-differ-in-shape", test_marks_differ_in_shape},
    {"/desktop/form-grid-view/states-are-visible", test_states_are_visible},
    {NULL, NULL},
};

int
main (int argc, char *argv[])
{
  return grid_fixture_run (argc, argv, plain_tests, b204_tests);
}
