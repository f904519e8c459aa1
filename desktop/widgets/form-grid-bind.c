/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-bind.h"

#include <string.h>

#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-selection.h"

static void
read_content (ZbFormGrid *grid, ZbGridPlace place, ZbGridContent *ret_content)
{
  zb_grid_model_get_content (grid->model, place.row, place.column, ret_content);
  const ZbGridRefusal *refusal = zb_grid_refusals_find (grid->refusals, place.row, place.column);
  if (refusal == NULL)
    return;
  g_free (ret_content->text);
  ret_content->text = g_strdup (refusal->text);
  ret_content->mark = ZB_GRID_MARK_REFUSED;
}

/* Figures, units and codes are never cut off: their column grows for them, or their row where the
 * column wraps. Texts are; their tooltip has them whole. */
static void
grow_column (ZbFormGrid *grid, ZbGridCell *cell, guint column, ZbGridAlign align)
{
  if (align == ZB_GRID_ALIGN_START || zb_grid_cell_get_mark (cell) == ZB_GRID_MARK_REFUSED)
    return;
  ZbGridColumn info;
  zb_grid_model_get_column (grid->model, column, &info);
  if (info.wraps)
    return;
  const char *text = zb_grid_cell_get_text (cell);
  int room = zb_grid_axis_get_size (grid->columns, column);
  int bound = (int)strlen (text) * grid->style.digit_width + 2 * grid->style.pad_x + 1;
  if (bound <= room)
    return;
  int needed = zb_grid_cell_get_needed_width (cell);
  int *grown = &g_array_index (grid->grown, int, column);
  if (needed <= room || needed <= *grown)
    return;
  *grown = needed;
  grid->geometry_stale = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}

/* A cell that has its place has its name: an entry has the whole view read anew, and most of it is
 * as it was. */
static gboolean
is_bound_so (ZbFormGrid *grid, ZbGridPlace place, guint lines, const ZbGridContent *content)
{
  ZbGridCell *cell = zb_grid_pool_find (grid->pool, place.row, place.column);
  return cell != NULL && zb_grid_cell_shows (cell, lines, content);
}

static void
bind_value (ZbFormGrid *grid, ZbGridPlace place, const ZbGridRow *info)
{
  g_auto (ZbGridContent) content = {0};
  read_content (grid, place, &content);
  if (is_bound_so (grid, place, info->lines, &content))
    return;
  ZbGridAlign align = content.align;
  ZbGridCellKind kind =
      content.flags & ZB_GRID_CELL_STUB ? ZB_GRID_CELL_KIND_STUB : ZB_GRID_CELL_KIND_VALUE;
  g_autofree char *name = kind == ZB_GRID_CELL_KIND_VALUE
                              ? zb_grid_model_dup_name (grid->model, place.row, place.column)
                              : NULL;
  ZbGridCell *cell = zb_grid_pool_take (grid->pool, kind, place.row, place.column);
  zb_grid_cell_bind (cell, place.row, place.column, info->lines, &content, name);
  zb_grid_cell_set_selected (cell, zb_form_grid_is_selected (grid, place));
  if (!info->merged)
    grow_column (grid, cell, place.column, align);
}

static void
bind_banner (ZbFormGrid *grid, ZbGridPlace place, const ZbGridRow *info)
{
  static const ZbGridCellKind kinds[] = {
      [ZB_GRID_ROW_TITLE] = ZB_GRID_CELL_KIND_TITLE,
      [ZB_GRID_ROW_NOTE] = ZB_GRID_CELL_KIND_NOTE,
      [ZB_GRID_ROW_ADD] = ZB_GRID_CELL_KIND_ADD,
  };
  ZbGridContent content = {.text = zb_grid_model_dup_row_text (grid->model, place.row)};
  ZbGridCell *cell = zb_grid_pool_take (grid->pool, kinds[info->kind], place.row, 0);
  zb_grid_cell_bind (cell, place.row, 0, info->lines, &content, NULL);
}

static void
bind_place (ZbFormGrid *grid, ZbGridPlace place)
{
  const ZbGridRow *info = zb_form_grid_get_row_info (grid, place.row);
  if (info->kind == ZB_GRID_ROW_CELLS)
    bind_value (grid, place, info);
  else if (info->kind != ZB_GRID_ROW_HEAD)
    bind_banner (grid, place, info);
}

static void
want_place (ZbFormGrid *grid, ZbGridPlace place, GArray *missing)
{
  if (!zb_grid_pool_want (grid->pool, place.row, place.column))
    g_array_append_val (missing, place);
}

static void
want_columns (ZbFormGrid *grid, guint row, guint from, guint to, GArray *missing)
{
  gboolean merged = zb_form_grid_get_row_info (grid, row)->merged;
  guint last = G_MAXUINT;
  for (guint column = from; column < to; column++) {
    ZbGridPlace place = {row, column};
    if (merged)
      place = zb_form_grid_resolve (grid, place);
    if (place.column != last)
      want_place (grid, place, missing);
    last = place.column;
  }
}

/* The columns in view beside the frozen ones. */
static void
find_columns (ZbFormGrid *grid, guint *ret_from, guint *ret_to)
{
  int x = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_HORIZONTAL);
  int width = gtk_widget_get_width (GTK_WIDGET (grid));
  int frozen = zb_grid_axis_get_start (grid->columns, grid->n_frozen);
  *ret_from = MAX (zb_grid_axis_at (grid->columns, x + frozen), grid->n_frozen);
  *ret_to = zb_grid_axis_at (grid->columns, x + width - 1) + 1;
}

static void
want_rows (ZbFormGrid *grid, GArray *missing)
{
  int y = zb_form_grid_get_scroll (grid, GTK_ORIENTATION_VERTICAL);
  int height = gtk_widget_get_height (GTK_WIDGET (grid));
  guint from, to;
  find_columns (grid, &from, &to);
  guint last = zb_grid_axis_at (grid->rows, y + height - 1);
  for (guint row = zb_grid_axis_at (grid->rows, y); row <= last; row++) {
    ZbGridRowKind kind = zb_form_grid_get_row_info (grid, row)->kind;
    if (kind == ZB_GRID_ROW_HEAD)
      continue;
    if (kind != ZB_GRID_ROW_CELLS) {
      want_place (grid, (ZbGridPlace){row, 0}, missing);
      continue;
    }
    want_columns (grid, row, 0, grid->n_frozen, missing);
    want_columns (grid, row, from, to, missing);
  }
}

void
zb_form_grid_bind_view (ZbFormGrid *grid)
{
  zb_grid_pool_begin (grid->pool);
  gboolean sized = gtk_widget_get_width (GTK_WIDGET (grid)) > 0 && !grid->geometry_stale;
  if (grid->row_infos->len > 0 && grid->n_columns > 0) {
    g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (ZbGridPlace));
    if (grid->has_place)
      want_place (grid, zb_form_grid_resolve (grid, grid->place), missing);
    if (sized)
      want_rows (grid, missing);
    for (guint i = 0; i < missing->len; i++)
      bind_place (grid, g_array_index (missing, ZbGridPlace, i));
  }
  zb_form_grid_keep_keyboard (grid);
  zb_grid_pool_end (grid->pool);
}

void
zb_form_grid_reserve_cells (ZbFormGrid *grid)
{
  int height = gtk_widget_get_height (GTK_WIDGET (grid));
  guint in_view = (guint)MAX (height / zb_grid_style_row_height (&grid->style, 1), 0) + 2;
  guint n_rows = MIN (in_view, grid->row_infos->len);
  guint from, to;
  if (height <= 0 || n_rows == 0 || grid->n_columns == 0)
    return;
  find_columns (grid, &from, &to);
  guint n_beside = to > from ? to - from : 0;
  zb_grid_pool_reserve (grid->pool, ZB_GRID_CELL_KIND_STUB, n_rows * grid->n_frozen);
  zb_grid_pool_reserve (grid->pool, ZB_GRID_CELL_KIND_VALUE, n_rows * n_beside + 1);
}

ZbGridCell *
zb_form_grid_find_cell (ZbFormGrid *grid, ZbGridPlace place)
{
  ZbGridPlace at = zb_form_grid_resolve (grid, place);
  return zb_grid_pool_find (grid->pool, at.row, at.column);
}

void
zb_form_grid_rebind_cell (ZbFormGrid *grid, ZbGridPlace place)
{
  if (zb_grid_pool_find (grid->pool, place.row, place.column) != NULL)
    bind_place (grid, place);
}

void
zb_form_grid_scrolled_cb (GtkAdjustment *adjustment, ZbFormGrid *grid)
{
  zb_form_grid_bind_view (grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

void
zb_form_grid_cells_changed_cb (
    ZbGridModel *model, guint row, guint column, guint n_rows, guint n_columns, ZbFormGrid *grid)
{
  guint n_cells = zb_grid_pool_get_n_cells (grid->pool);
  for (guint i = 0; i < n_cells; i++) {
    ZbGridCell *cell = zb_grid_pool_get_bound (grid->pool, i);
    if (cell == NULL)
      continue;
    ZbGridPlace place = {zb_grid_cell_get_row (cell), zb_grid_cell_get_column (cell)};
    if (place.row >= row && place.row - row < n_rows && place.column >= column &&
        place.column - column < n_columns)
      bind_place (grid, place);
  }
  zb_form_grid_update_hint (grid);
}

void
zb_form_grid_rows_changed_cb (
    ZbGridModel *model, guint position, guint removed, guint added, ZbFormGrid *grid)
{
  zb_form_grid_shift_edit (grid, position, removed, added);
  guint n_refused = zb_grid_refusals_get_n (grid->refusals);
  zb_grid_refusals_shift (grid->refusals, position, removed, added);
  zb_form_grid_load_rows (grid);
  zb_grid_pool_forget (grid->pool);
  zb_form_grid_shift_selection (grid, position, removed, added);
  zb_form_grid_update_geometry (grid);
  zb_form_grid_bind_view (grid);
  if (n_refused != zb_grid_refusals_get_n (grid->refusals))
    zb_form_grid_notify_refusals (grid);
  zb_form_grid_update_hint (grid);
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}
