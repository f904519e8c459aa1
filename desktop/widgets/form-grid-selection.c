/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-selection.h"

#include "desktop/widgets/form-grid-bind.h"
#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"

/* The columns a place covers on its own, its span. */
static void
get_columns (ZbFormGrid *grid, ZbGridPlace place, guint *ret_first, guint *ret_last)
{
  const ZbGridRow *info = zb_form_grid_get_row_info (grid, place.row);
  guint first = place.column;
  guint n = 1;
  if (info->kind == ZB_GRID_ROW_CELLS && info->merged)
    zb_grid_model_get_span (grid->model, place.row, place.column, &first, &n);
  *ret_first = first;
  *ret_last = first + n - 1;
}

ZbGridBlock
zb_form_grid_get_block (ZbFormGrid *grid)
{
  guint from_first;
  guint from_last;
  guint to_first;
  guint to_last;
  get_columns (grid, grid->anchor, &from_first, &from_last);
  get_columns (grid, grid->place, &to_first, &to_last);
  ZbGridBlock block;
  block.row = MIN (grid->anchor.row, grid->place.row);
  block.column = MIN (from_first, to_first);
  block.n_rows = MAX (grid->anchor.row, grid->place.row) - block.row + 1;
  block.n_columns = MAX (from_last, to_last) - block.column + 1;
  return block;
}

gboolean
zb_form_grid_has_block (ZbFormGrid *grid)
{
  if (!grid->has_place)
    return FALSE;
  ZbGridPlace from = zb_form_grid_resolve (grid, grid->anchor);
  ZbGridPlace to = zb_form_grid_resolve (grid, grid->place);
  return from.row != to.row || from.column != to.column;
}

gboolean
zb_form_grid_is_selected (ZbFormGrid *grid, ZbGridPlace place)
{
  if (!grid->has_place)
    return FALSE;
  ZbGridBlock block = zb_form_grid_get_block (grid);
  return place.row >= block.row && place.row - block.row < block.n_rows &&
         place.column >= block.column && place.column - block.column < block.n_columns;
}

static void
update_selected (ZbFormGrid *grid)
{
  for (guint i = 0; i < zb_grid_pool_get_n_cells (grid->pool); i++) {
    ZbGridCell *cell = zb_grid_pool_get_bound (grid->pool, i);
    if (cell == NULL || zb_grid_cell_get_kind (cell) != ZB_GRID_CELL_KIND_VALUE)
      continue;
    ZbGridPlace place = {zb_grid_cell_get_row (cell), zb_grid_cell_get_column (cell)};
    zb_grid_cell_set_selected (cell, zb_form_grid_is_selected (grid, place));
  }
  gtk_widget_queue_draw (GTK_WIDGET (grid));
}

static gboolean
holds_keyboard (ZbFormGrid *grid)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (grid));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return focus != NULL &&
         (focus == GTK_WIDGET (grid) || gtk_widget_is_ancestor (focus, GTK_WIDGET (grid)));
}

gboolean
zb_form_grid_take_keyboard (ZbFormGrid *grid)
{
  if (!grid->has_place)
    return FALSE;
  if (zb_grid_editor_is_active (grid->editor)) {
    zb_grid_editor_grab_focus (grid->editor);
    return TRUE;
  }
  ZbGridCell *cell = zb_form_grid_find_cell (grid, grid->place);
  if (cell == NULL) {
    zb_form_grid_bind_view (grid);
    cell = zb_form_grid_find_cell (grid, grid->place);
  }
  return cell != NULL && gtk_widget_grab_focus (GTK_WIDGET (cell));
}

void
zb_form_grid_keep_keyboard (ZbFormGrid *grid)
{
  if (!grid->has_place || zb_grid_editor_is_active (grid->editor) || !holds_keyboard (grid))
    return;
  ZbGridCell *cell = zb_form_grid_find_cell (grid, grid->place);
  if (cell != NULL && !gtk_widget_has_focus (GTK_WIDGET (cell)))
    gtk_widget_grab_focus (GTK_WIDGET (cell));
}

void
zb_form_grid_set_place (ZbFormGrid *grid, ZbGridPlace place, gboolean extend)
{
  gboolean moved =
      !grid->has_place || grid->place.row != place.row || grid->place.column != place.column;
  grid->has_place = TRUE;
  grid->place = place;
  grid->tab_origin = place.column;
  if (!extend)
    grid->anchor = place;
  if (gtk_widget_get_width (GTK_WIDGET (grid)) > 0 && !grid->geometry_stale)
    zb_form_grid_reveal (grid, place);
  else
    grid->reveal = TRUE;
  zb_form_grid_bind_view (grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
  update_selected (grid);
  zb_form_grid_update_hint (grid);
  if (moved)
    zb_form_grid_emit_cell_focused (grid);
}

void
zb_form_grid_drop_place (ZbFormGrid *grid)
{
  grid->has_place = FALSE;
  update_selected (grid);
  zb_form_grid_update_hint (grid);
}

/* Where a row is after the change; @ret_gone when it was taken out. */
static guint
shift_row (guint row, guint position, guint removed, guint added, gboolean *ret_gone)
{
  *ret_gone = row >= position && row - position < removed;
  if (*ret_gone)
    return position;
  return row >= position ? row - removed + added : row;
}

void
zb_form_grid_shift_selection (ZbFormGrid *grid, guint position, guint removed, guint added)
{
  if (!grid->has_place)
    return;
  gboolean place_gone;
  gboolean anchor_gone;
  ZbGridPlace place = grid->place;
  place.row = shift_row (place.row, position, removed, added, &place_gone);
  grid->anchor.row = shift_row (grid->anchor.row, position, removed, added, &anchor_gone);
  if (place_gone)
    grid->has_place = zb_form_grid_find_near (grid, place, &place);
  grid->place = place;
  if (place_gone || anchor_gone)
    grid->anchor = place;
  if (place_gone && grid->has_place)
    zb_form_grid_emit_cell_focused (grid);
}
