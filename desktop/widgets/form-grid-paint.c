/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-paint.h"

#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-selection.h"

/* The cells in view and where their table ends, worked out once a frame. */
typedef struct {
  ZbFormGrid *grid;
  GtkSnapshot *snapshot;
  int width;
  int height;
  int frozen; /* width of the frozen columns */
  int right;  /* where the table ends */
  int scroll_x;
  int scroll_y;
  guint first_row;
  guint last_row;
} Frame;

static void
fill (Frame *frame, const GdkRGBA *colour, int x, int y, int width, int height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (
        frame->snapshot, colour,
        &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static int
row_y (Frame *frame, guint row)
{
  return zb_grid_axis_get_start (frame->grid->rows, row) - frame->scroll_y;
}

static gboolean
is_in_pane (Frame *frame, ZbGridCell *cell, gboolean frozen)
{
  ZbGridPlace place = {zb_grid_cell_get_row (cell), zb_grid_cell_get_column (cell)};
  gboolean is_cells = zb_form_grid_get_row_info (frame->grid, place.row)->kind == ZB_GRID_ROW_CELLS;
  return (!is_cells || zb_form_grid_is_frozen (frame->grid, place)) == frozen;
}

static void
snapshot_cells (Frame *frame, gboolean frozen)
{
  ZbFormGrid *grid = frame->grid;
  for (guint i = 0; i < zb_grid_pool_get_n_cells (grid->pool); i++) {
    ZbGridCell *cell = zb_grid_pool_get_bound (grid->pool, i);
    if (cell != NULL && is_in_pane (frame, cell, frozen))
      gtk_widget_snapshot_child (GTK_WIDGET (grid), GTK_WIDGET (cell), frame->snapshot);
  }
}

static void
snapshot_column_line (Frame *frame, guint column, int top, int bottom)
{
  ZbFormGrid *grid = frame->grid;
  int x = zb_grid_axis_get_start (grid->columns, column + 1) - 1;
  if (column >= grid->n_frozen)
    x -= frame->scroll_x;
  ZbGridColumn info;
  zb_grid_model_get_column (grid->model, column, &info);
  /* Where figures slide under the labels, the seam is a strong line. */
  gboolean seam = column + 1 == grid->n_frozen && frame->scroll_x > 0;
  fill (frame, info.rule || seam ? &grid->style.rule : &grid->style.line, x, top, 1, bottom - top);
}

static void
snapshot_column_lines (Frame *frame, guint from, guint to, guint first_row, guint end_row)
{
  for (guint column = from; column < to; column++)
    if (column + 1 < frame->grid->n_columns)
      snapshot_column_line (frame, column, row_y (frame, first_row), row_y (frame, end_row));
}

/* A row with spans has lines only where its cells end. */
static void
snapshot_merged_row (Frame *frame, guint row, guint from, guint to)
{
  ZbFormGrid *grid = frame->grid;
  for (guint column = from; column < to && column + 1 < grid->n_columns; column++) {
    guint here = zb_form_grid_resolve (grid, (ZbGridPlace){row, column}).column;
    guint next = zb_form_grid_resolve (grid, (ZbGridPlace){row, column + 1}).column;
    if (here != next)
      snapshot_column_line (frame, column, row_y (frame, row), row_y (frame, row + 1));
  }
}

/* Plain rows that follow each other share one line per column. */
static void
snapshot_vertical (Frame *frame, guint from, guint to)
{
  ZbFormGrid *grid = frame->grid;
  guint start = frame->first_row;
  for (guint row = frame->first_row; row <= frame->last_row; row++) {
    const ZbGridRow *info = zb_form_grid_get_row_info (grid, row);
    if (info->kind == ZB_GRID_ROW_CELLS && !info->merged)
      continue;
    snapshot_column_lines (frame, from, to, start, row);
    if (info->kind == ZB_GRID_ROW_CELLS)
      snapshot_merged_row (frame, row, from, to);
    start = row + 1;
  }
  snapshot_column_lines (frame, from, to, start, frame->last_row + 1);
}

static gboolean
ends_section (ZbFormGrid *grid, guint row)
{
  if (row + 1 == grid->row_infos->len)
    return TRUE;
  ZbGridRowKind next = zb_form_grid_get_row_info (grid, row + 1)->kind;
  return next == ZB_GRID_ROW_TITLE || next == ZB_GRID_ROW_NOTE;
}

static void
snapshot_horizontal (Frame *frame)
{
  ZbFormGrid *grid = frame->grid;
  for (guint row = frame->first_row; row <= frame->last_row; row++) {
    ZbGridRowKind kind = zb_form_grid_get_row_info (grid, row)->kind;
    if (kind != ZB_GRID_ROW_CELLS && kind != ZB_GRID_ROW_ADD)
      continue;
    const GdkRGBA *colour = ends_section (grid, row) ? &grid->style.rule : &grid->style.line;
    fill (frame, colour, 0, row_y (frame, row + 1) - 1, frame->right, 1);
  }
}

static void
snapshot_border (Frame *frame, const GdkRectangle *area, float width)
{
  const GdkRGBA *colour = &frame->grid->style.focus;
  const float widths[4] = {width, width, width, width};
  const GdkRGBA colours[4] = {*colour, *colour, *colour, *colour};
  /* The ring lies on the hairlines around the cell. */
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float)area->x - 1, (float)area->y - 1,
                                                        (float)area->width + 1,
                                                        (float)area->height + 1),
                                   0);
  gtk_snapshot_append_border (frame->snapshot, &outline, widths, colours);
}

static GdkRectangle
block_area (Frame *frame, const ZbGridBlock *block)
{
  ZbGridPlace last = {block->row + block->n_rows - 1, block->column + block->n_columns - 1};
  GdkRectangle from = zb_form_grid_get_area (frame->grid, (ZbGridPlace){block->row, block->column});
  GdkRectangle to = zb_form_grid_get_area (frame->grid, last);
  GdkRectangle area;
  gdk_rectangle_union (&from, &to, &area);
  return area;
}

static gboolean
holds_keyboard (ZbFormGrid *grid)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (grid));
  return (flags & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static void
snapshot_selection (Frame *frame)
{
  ZbFormGrid *grid = frame->grid;
  if (!grid->has_place)
    return;
  if (zb_form_grid_has_block (grid)) {
    ZbGridBlock block = zb_form_grid_get_block (grid);
    GdkRectangle area = block_area (frame, &block);
    fill (frame, &grid->style.selection, area.x, area.y, area.width - 1, area.height - 1);
    snapshot_border (frame, &area, 1);
  }
  if (zb_grid_editor_is_active (grid->editor))
    return;
  GdkRectangle area = zb_form_grid_get_area (grid, grid->place);
  snapshot_border (frame, &area, holds_keyboard (grid) ? 2 : 1);
}

static void
snapshot_pane (Frame *frame, gboolean frozen)
{
  ZbFormGrid *grid = frame->grid;
  guint from = frozen ? 0 : grid->n_frozen;
  guint to = frozen ? grid->n_frozen : grid->n_columns;
  snapshot_cells (frame, frozen);
  snapshot_vertical (frame, from, to);
}

static void
snapshot_bands (Frame *frame)
{
  ZbFormGrid *grid = frame->grid;
  /* Earlier heads are pushed out by later ones, so these are drawn over them. */
  for (guint i = 0; i < grid->bands->len; i++)
    gtk_widget_snapshot_child (GTK_WIDGET (grid), g_ptr_array_index (grid->bands, i),
                               frame->snapshot);
}

static void
snapshot_table (Frame *frame)
{
  ZbFormGrid *grid = frame->grid;
  graphene_rect_t body = GRAPHENE_RECT_INIT (
      (float)frame->frozen, 0, (float)MAX (frame->width - frame->frozen, 0), (float)frame->height);
  gtk_snapshot_push_clip (frame->snapshot, &body);
  snapshot_pane (frame, FALSE);
  gtk_snapshot_pop (frame->snapshot);
  snapshot_pane (frame, TRUE);
  snapshot_horizontal (frame);

  gboolean clipped =
      !grid->has_place || !zb_form_grid_is_frozen (grid, zb_form_grid_resolve (grid, grid->place));
  if (clipped) {
    body.origin.x -= 1;
    body.size.width += 1;
    gtk_snapshot_push_clip (frame->snapshot, &body);
  }
  snapshot_selection (frame);
  gtk_widget_snapshot_child (GTK_WIDGET (grid), GTK_WIDGET (grid->editor), frame->snapshot);
  if (clipped)
    gtk_snapshot_pop (frame->snapshot);
}

void
zb_form_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  Frame frame = {.grid = grid, .snapshot = snapshot};
  if (grid->row_infos->len == 0 || grid->n_columns == 0)
    return;
  frame.width = gtk_widget_get_width (widget);
  frame.height = gtk_widget_get_height (widget);
  frame.scroll_x = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  frame.scroll_y = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  frame.frozen = zb_grid_axis_get_start (grid->columns, grid->n_frozen);
  frame.right = MIN (frame.width, zb_grid_axis_get_total (grid->columns) - frame.scroll_x);
  frame.first_row = zb_grid_axis_at (grid->rows, frame.scroll_y);
  frame.last_row = zb_grid_axis_at (grid->rows, frame.scroll_y + frame.height - 1);

  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, 0, (float)frame.width, (float)frame.height));
  snapshot_table (&frame);
  snapshot_bands (&frame);
  gtk_widget_snapshot_child (widget, grid->hint, snapshot);
  gtk_snapshot_pop (snapshot);
}
