/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-layout.h"

#include "desktop/widgets/form-grid-bind.h"

#define LEAST_VIEW 120 /* the grid scrolls below this, in either direction */
#define SECTION_GAP 10
#define MOST_GROWN_DIGITS 40

int
zb_form_grid_get_scroll (ZbFormGrid *grid, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = grid->adjustments[orientation];
  return adjustment != NULL ? (int)gtk_adjustment_get_value (adjustment) : 0;
}

const ZbGridRow *
zb_form_grid_get_row_info (ZbFormGrid *grid, guint row)
{
  return &g_array_index (grid->row_infos, ZbGridRow, row);
}

static void
load_bands (ZbFormGrid *grid)
{
  for (guint i = 0; i < grid->bands->len; i++)
    gtk_widget_unparent (g_ptr_array_index (grid->bands, i));
  g_ptr_array_set_size (grid->bands, 0);
  for (guint row = 0; row < grid->row_infos->len; row++) {
    if (zb_form_grid_get_row_info (grid, row)->kind != ZB_GRID_ROW_HEAD)
      continue;
    GtkWidget *band = zb_grid_head_band_new (zb_grid_model_get_head (grid->model, row), row,
                                             grid->n_frozen, &grid->style, grid->columns);
    gtk_widget_set_parent (band, GTK_WIDGET (grid));
    g_ptr_array_add (grid->bands, band);
  }
}

void
zb_form_grid_load_rows (ZbFormGrid *grid)
{
  guint n_rows = grid->model != NULL ? zb_grid_model_get_n_rows (grid->model) : 0;
  g_array_set_size (grid->row_infos, n_rows);
  for (guint row = 0; row < n_rows; row++)
    zb_grid_model_get_row (grid->model, row, &g_array_index (grid->row_infos, ZbGridRow, row));
  load_bands (grid);
  grid->geometry_stale = TRUE;
}

void
zb_form_grid_load_model (ZbFormGrid *grid)
{
  grid->n_columns = grid->model != NULL ? zb_grid_model_get_n_columns (grid->model) : 0;
  grid->n_frozen = grid->model != NULL ? zb_grid_model_get_n_frozen (grid->model) : 0;
  grid->n_frozen = MIN (grid->n_frozen, grid->n_columns);
  g_array_set_size (grid->grown, 0);
  g_array_set_size (grid->grown, grid->n_columns);
  zb_grid_axis_set_sizes (grid->columns, (int *)(void *)grid->grown->data, grid->n_columns);
  zb_form_grid_load_rows (grid);
}

/* Least width of a column; the rest is shared when there is room. */
static int
base_width (ZbFormGrid *grid, guint column, guint *ret_weight)
{
  ZbGridColumn info;
  zb_grid_model_get_column (grid->model, column, &info);
  if (ret_weight != NULL)
    *ret_weight = info.weight;
  int width = (int)info.width_chars * grid->style.digit_width + 2 * grid->style.pad_x + 1;
  int most = MOST_GROWN_DIGITS * grid->style.digit_width;
  int grown = MIN (g_array_index (grid->grown, int, column), most);
  return MAX (width, grown);
}

static int
base_total (ZbFormGrid *grid)
{
  int total = 0;
  for (guint column = 0; column < grid->n_columns; column++)
    total += base_width (grid, column, NULL);
  return total;
}

static void
fit_columns (ZbFormGrid *grid, int width)
{
  g_autofree int *sizes = g_new0 (int, MAX (grid->n_columns, 1));
  g_autofree guint *weights = g_new0 (guint, MAX (grid->n_columns, 1));
  int total = 0;
  for (guint column = 0; column < grid->n_columns; column++) {
    sizes[column] = base_width (grid, column, &weights[column]);
    total += sizes[column];
  }
  zb_grid_axis_share (sizes, weights, grid->n_columns, width - total);
  zb_grid_axis_set_sizes (grid->columns, sizes, grid->n_columns);
}

/* As wide as it can be: a Chinese character takes two digits, a Latin letter about one. */
static int
bound_width (ZbFormGrid *grid, const char *text)
{
  int digits = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    digits += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return digits * grid->style.digit_width;
}

/* How many lines a stub's text takes in its column. Most take one, which is told without laying
 * them out. */
static guint
count_lines (ZbFormGrid *grid, PangoLayout *layout, ZbGridPlace place)
{
  g_auto (ZbGridContent) content = {0};
  zb_grid_model_get_content (grid->model, place.row, place.column, &content);
  int room = zb_grid_axis_get_size (grid->columns, place.column) - 2 * grid->style.pad_x - 1 -
             (int)content.indent * grid->style.indent;
  if (content.text == NULL || bound_width (grid, content.text) <= room)
    return 1;
  pango_layout_set_text (layout, content.text, -1);
  pango_layout_set_width (layout, MAX (room, 1) * PANGO_SCALE);
  return MIN ((guint)pango_layout_get_line_count (layout), ZB_GRID_MOST_LINES);
}

/* Rows grow where the stubs of wrapping columns need it. */
static void
fit_lines (ZbFormGrid *grid)
{
  g_autoptr (GArray) wrapping = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint column = 0; column < grid->n_columns; column++) {
    ZbGridColumn info;
    zb_grid_model_get_column (grid->model, column, &info);
    if (info.wraps)
      g_array_append_val (wrapping, column);
  }
  if (wrapping->len == 0)
    return;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (grid), NULL);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  for (guint row = 0; row < grid->row_infos->len; row++) {
    ZbGridRow *info = &g_array_index (grid->row_infos, ZbGridRow, row);
    if (info->kind != ZB_GRID_ROW_CELLS || info->merged)
      continue;
    info->lines = 1;
    for (guint i = 0; i < wrapping->len; i++) {
      ZbGridPlace place = {row, g_array_index (wrapping, guint, i)};
      info->lines = MAX (info->lines, count_lines (grid, layout, place));
    }
  }
  for (guint i = 0; i < zb_grid_pool_get_n_cells (grid->pool); i++) {
    ZbGridCell *cell = zb_grid_pool_get_bound (grid->pool, i);
    if (cell != NULL && zb_grid_cell_get_row (cell) < grid->row_infos->len)
      zb_grid_cell_set_lines (cell,
                              zb_form_grid_get_row_info (grid, zb_grid_cell_get_row (cell))->lines);
  }
}

static int
row_height (ZbFormGrid *grid, guint row)
{
  const ZbGridRow *info = zb_form_grid_get_row_info (grid, row);
  int height = zb_grid_style_row_height (&grid->style, info->lines);
  /* A section keeps its distance from the one above it. */
  return info->kind == ZB_GRID_ROW_TITLE && row > 0 ? height + SECTION_GAP : height;
}

static void
fit_rows (ZbFormGrid *grid)
{
  guint n_rows = grid->row_infos->len;
  g_autofree int *sizes = g_new0 (int, MAX (n_rows, 1));
  for (guint row = 0; row < n_rows; row++)
    sizes[row] = row_height (grid, row);
  for (guint i = 0; i < grid->bands->len; i++) {
    ZbGridHeadBand *band = g_ptr_array_index (grid->bands, i);
    sizes[zb_grid_head_band_get_row (band)] = zb_grid_head_band_fit (band);
  }
  zb_grid_axis_set_sizes (grid->rows, sizes, n_rows);
}

static void
configure_adjustment (ZbFormGrid *grid, GtkOrientation orientation, int total, int page, int step)
{
  GtkAdjustment *adjustment = grid->adjustments[orientation];
  if (adjustment == NULL)
    return;
  double upper = MAX (total, page);
  double value = CLAMP (gtk_adjustment_get_value (adjustment), 0, upper - page);
  g_signal_handlers_block_by_func (adjustment, zb_form_grid_scrolled_cb, grid);
  gtk_adjustment_configure (adjustment, value, 0, upper, step, MAX (page - step, step), page);
  g_signal_handlers_unblock_by_func (adjustment, zb_form_grid_scrolled_cb, grid);
}

void
zb_form_grid_update_geometry (ZbFormGrid *grid)
{
  int width = gtk_widget_get_width (GTK_WIDGET (grid));
  int height = gtk_widget_get_height (GTK_WIDGET (grid));
  if (width <= 0)
    return;
  if (grid->geometry_stale || grid->geometry_width != width) {
    grid->geometry_stale = FALSE;
    grid->geometry_width = width;
    fit_columns (grid, width);
    fit_lines (grid);
    fit_rows (grid);
  }
  int step = zb_grid_style_row_height (&grid->style, 1);
  configure_adjustment (grid, GTK_ORIENTATION_HORIZONTAL, zb_grid_axis_get_total (grid->columns),
                        width, step);
  configure_adjustment (grid, GTK_ORIENTATION_VERTICAL, zb_grid_axis_get_total (grid->rows), height,
                        step);
}

ZbGridPlace
zb_form_grid_resolve (ZbFormGrid *grid, ZbGridPlace place)
{
  const ZbGridRow *info = zb_form_grid_get_row_info (grid, place.row);
  if (info->kind != ZB_GRID_ROW_CELLS)
    return (ZbGridPlace){place.row, 0};
  if (!info->merged)
    return place;
  guint first;
  guint n;
  zb_grid_model_get_span (grid->model, place.row, place.column, &first, &n);
  return (ZbGridPlace){place.row, first};
}

gboolean
zb_form_grid_is_frozen (ZbFormGrid *grid, ZbGridPlace place)
{
  return place.column < grid->n_frozen;
}

static GdkRectangle
area_of_columns (ZbFormGrid *grid, guint row, guint first, guint n)
{
  int left = zb_grid_axis_get_start (grid->columns, first);
  int right = zb_grid_axis_get_start (grid->columns, MIN (first + n, grid->n_columns));
  int top = zb_grid_axis_get_start (grid->rows, row);
  GdkRectangle area = {left, top, right - left, zb_grid_axis_get_size (grid->rows, row)};
  area.y -= zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  if (first >= grid->n_frozen)
    area.x -= zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  return area;
}

GdkRectangle
zb_form_grid_get_area (ZbFormGrid *grid, ZbGridPlace place)
{
  if (place.row >= zb_grid_axis_get_n (grid->rows) || grid->n_columns == 0)
    return (GdkRectangle){0};
  const ZbGridRow *info = zb_form_grid_get_row_info (grid, place.row);
  if (info->kind != ZB_GRID_ROW_CELLS) {
    /* A row that is one cell stays in view sideways. */
    GdkRectangle area = area_of_columns (grid, place.row, 0, grid->n_columns);
    area.x = 0;
    area.width =
        MIN (gtk_widget_get_width (GTK_WIDGET (grid)), zb_grid_axis_get_total (grid->columns));
    return area;
  }
  guint first = place.column;
  guint n = 1;
  if (info->merged)
    zb_grid_model_get_span (grid->model, place.row, place.column, &first, &n);
  return area_of_columns (grid, place.row, first, n);
}

int
zb_form_grid_get_band_y (ZbFormGrid *grid, guint i, int *ret_height)
{
  int scroll = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  guint row = zb_grid_head_band_get_row (g_ptr_array_index (grid->bands, i));
  int y = zb_grid_axis_get_start (grid->rows, row) - scroll;
  *ret_height = zb_grid_axis_get_size (grid->rows, row);
  if (y >= 0)
    return y;
  if (i + 1 == grid->bands->len)
    return 0;
  /* The next section's heads push these out at the top. */
  guint next_row = zb_grid_head_band_get_row (g_ptr_array_index (grid->bands, i + 1));
  int next = zb_grid_axis_get_start (grid->rows, next_row) - scroll;
  return MIN (0, next - *ret_height);
}

/* The height of the heads that stay above a row. */
static int
head_height_above (ZbFormGrid *grid, guint row)
{
  int height = 0;
  for (guint i = 0; i < grid->bands->len; i++) {
    guint head_row = zb_grid_head_band_get_row (g_ptr_array_index (grid->bands, i));
    if (head_row < row)
      height = zb_grid_axis_get_size (grid->rows, head_row);
  }
  return height;
}

static gboolean
is_under_head (ZbFormGrid *grid, double y)
{
  for (guint i = 0; i < grid->bands->len; i++) {
    int height;
    int top = zb_form_grid_get_band_y (grid, i, &height);
    if (y >= top && y < top + height)
      return TRUE;
  }
  return FALSE;
}

static guint
column_at (ZbFormGrid *grid, double x)
{
  int frozen = zb_grid_axis_get_start (grid->columns, grid->n_frozen);
  int scroll = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  return zb_grid_axis_at (grid->columns, x < frozen ? (int)x : (int)x + scroll);
}

gboolean
zb_form_grid_pick (ZbFormGrid *grid, double x, double y, ZbGridPlace *ret_place)
{
  if (grid->row_infos->len == 0 || grid->n_columns == 0 || is_under_head (grid, y))
    return FALSE;
  int content_y = (int)y + zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  int content_x = (int)x + zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  if (y < 0 || content_y >= zb_grid_axis_get_total (grid->rows) || x < 0 ||
      content_x >= zb_grid_axis_get_total (grid->columns))
    return FALSE;
  ZbGridPlace place = {zb_grid_axis_at (grid->rows, content_y), column_at (grid, x)};
  *ret_place = place;
  return TRUE;
}

gboolean
zb_form_grid_pick_nearest (ZbFormGrid *grid, double x, double y, ZbGridPlace *ret_place)
{
  if (grid->row_infos->len == 0 || grid->n_columns == 0)
    return FALSE;
  int scroll = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  double inside = CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (grid)) - 1);
  ret_place->row = zb_grid_axis_at (grid->rows, (int)inside + scroll);
  ret_place->column = column_at (grid, CLAMP (x, 0, gtk_widget_get_width (GTK_WIDGET (grid)) - 1));
  return TRUE;
}

static void
reveal_range (GtkAdjustment *adjustment, int start, int end, int covered)
{
  if (adjustment == NULL)
    return;
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  if (end > value + page)
    value = end - page;
  if (start - covered < value)
    value = start - covered;
  gtk_adjustment_set_value (adjustment, value);
}

void
zb_form_grid_reveal (ZbFormGrid *grid, ZbGridPlace place)
{
  if (place.row >= zb_grid_axis_get_n (grid->rows))
    return;
  guint first = place.row;
  /* The first row of a section brings its title and heads along. */
  while (first > 0) {
    ZbGridRowKind kind = zb_form_grid_get_row_info (grid, first - 1)->kind;
    if (kind != ZB_GRID_ROW_TITLE && kind != ZB_GRID_ROW_HEAD)
      break;
    first--;
  }
  reveal_range (grid->adjustments[GTK_ORIENTATION_VERTICAL],
                zb_grid_axis_get_start (grid->rows, first),
                zb_grid_axis_get_start (grid->rows, place.row + 1),
                first == place.row ? head_height_above (grid, place.row) : 0);
  if (zb_form_grid_is_frozen (grid, place) ||
      zb_form_grid_get_row_info (grid, place.row)->kind != ZB_GRID_ROW_CELLS)
    return;
  int scroll = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  GdkRectangle area = zb_form_grid_get_area (grid, place);
  reveal_range (grid->adjustments[GTK_ORIENTATION_HORIZONTAL], area.x + scroll,
                area.x + scroll + area.width,
                zb_grid_axis_get_start (grid->columns, grid->n_frozen));
}

void
zb_form_grid_set_adjustment (ZbFormGrid *grid,
                             GtkOrientation orientation,
                             GtkAdjustment *adjustment)
{
  if (adjustment != NULL && grid->adjustments[orientation] == adjustment)
    return;
  if (grid->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (grid->adjustments[orientation], zb_form_grid_scrolled_cb,
                                          grid);
  g_clear_object (&grid->adjustments[orientation]);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  grid->adjustments[orientation] = g_object_ref_sink (adjustment);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (zb_form_grid_scrolled_cb), grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
allocate_bands (ZbFormGrid *grid, int width)
{
  int scroll = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < grid->bands->len; i++) {
    GtkWidget *band = g_ptr_array_index (grid->bands, i);
    int height;
    int y = zb_form_grid_get_band_y (grid, i, &height);
    zb_grid_head_band_set_scroll (ZB_GRID_HEAD_BAND (band), scroll);
    gtk_widget_size_allocate (band, &(GdkRectangle){0, y, width, height}, -1);
  }
}

static void
allocate_cells (ZbFormGrid *grid)
{
  for (guint i = 0; i < zb_grid_pool_get_n_cells (grid->pool); i++) {
    ZbGridCell *cell = zb_grid_pool_get_bound (grid->pool, i);
    if (cell == NULL)
      continue;
    ZbGridPlace place = {zb_grid_cell_get_row (cell), zb_grid_cell_get_column (cell)};
    GdkRectangle area = zb_form_grid_get_area (grid, place);
    gtk_widget_size_allocate (GTK_WIDGET (cell), &area, -1);
  }
}

static void
allocate_editor (ZbFormGrid *grid)
{
  GtkWidget *editor = GTK_WIDGET (grid->editor);
  if (!zb_grid_editor_is_active (grid->editor))
    return;
  GdkRectangle area = zb_form_grid_get_area (grid, grid->edited);
  gtk_widget_measure (editor, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (editor, &area, -1);
}

/* The hint lies below its cell, or above where there is no room. */
static void
allocate_hint (ZbFormGrid *grid, int width, int height)
{
  if (!gtk_widget_get_child_visible (grid->hint))
    return;
  GdkRectangle cell = zb_form_grid_get_area (grid, grid->place);
  GtkRequisition size;
  gtk_widget_get_preferred_size (grid->hint, NULL, &size);
  GdkRectangle area = {cell.x, cell.y + cell.height + 2, size.width, size.height};
  if (area.y + area.height > height)
    area.y = cell.y - area.height - 2;
  area.x = MAX (0, MIN (area.x, width - area.width));
  gtk_widget_size_allocate (grid->hint, &area, -1);
}

/* The menu, and popovers a program hangs on a cell. */
static void
present_popovers (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

void
zb_form_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  zb_form_grid_update_geometry (grid);
  if (grid->reveal && grid->has_place) {
    grid->reveal = FALSE;
    zb_form_grid_reveal (grid, grid->place);
  }
  zb_form_grid_bind_view (grid);
  if (grid->geometry_stale) { /* a figure wider than its column came into view */
    zb_form_grid_update_geometry (grid);
    zb_form_grid_bind_view (grid);
  }
  zb_form_grid_reserve_cells (grid);
  allocate_bands (grid, width);
  allocate_cells (grid);
  allocate_editor (grid);
  allocate_hint (grid, width, height);
  present_popovers (widget);
}

void
zb_form_grid_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  *minimum = LEAST_VIEW;
  *natural = LEAST_VIEW;
  if (grid->model == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *natural = base_total (grid);
  } else {
    *natural = 0;
    for (guint row = 0; row < grid->row_infos->len; row++)
      *natural += row_height (grid, row);
  }
  *natural = MAX (*natural, *minimum);
}
