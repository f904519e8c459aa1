/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-move.h"

#include "desktop/widgets/form-grid-layout.h"

static ZbGridCellFlags
get_flags (ZbFormGrid *grid, ZbGridPlace place)
{
  g_auto (ZbGridContent) content = {0};
  zb_grid_model_get_content (grid->model, place.row, place.column, &content);
  return content.flags;
}

gboolean
zb_form_grid_is_reachable (ZbFormGrid *grid, ZbGridPlace place)
{
  if (place.row >= grid->row_infos->len || place.column >= grid->n_columns)
    return FALSE;
  ZbGridRowKind kind = zb_form_grid_get_row_info (grid, place.row)->kind;
  if (kind != ZB_GRID_ROW_CELLS)
    return kind == ZB_GRID_ROW_ADD;
  return !(get_flags (grid, zb_form_grid_resolve (grid, place)) & ZB_GRID_CELL_UNREACHABLE);
}

static gboolean
is_entry (ZbFormGrid *grid, ZbGridPlace place)
{
  if (!zb_form_grid_is_reachable (grid, place))
    return FALSE;
  if (zb_form_grid_get_row_info (grid, place.row)->kind == ZB_GRID_ROW_ADD)
    return TRUE;
  return !(get_flags (grid, zb_form_grid_resolve (grid, place)) & ZB_GRID_CELL_FIXED);
}

static gboolean
step_in_row (ZbFormGrid *grid, ZbGridPlace from, int by, ZbGridPlace *ret_place)
{
  guint here = zb_form_grid_resolve (grid, from).column;
  if (zb_form_grid_get_row_info (grid, from.row)->kind != ZB_GRID_ROW_CELLS)
    return FALSE;
  ZbGridPlace place = from;
  while (by < 0 ? place.column > 0 : place.column + 1 < grid->n_columns) {
    place.column += (guint)by;
    if (zb_form_grid_resolve (grid, place).column == here ||
        !zb_form_grid_is_reachable (grid, place))
      continue;
    *ret_place = zb_form_grid_resolve (grid, place);
    return TRUE;
  }
  return FALSE;
}

static gboolean
step_in_column (ZbFormGrid *grid, ZbGridPlace from, int by, ZbGridPlace *ret_place)
{
  ZbGridPlace place = from;
  while (by < 0 ? place.row > 0 : place.row + 1 < grid->row_infos->len) {
    place.row += (guint)by;
    if (zb_form_grid_is_reachable (grid, place)) {
      *ret_place = place;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
zb_form_grid_find_step (ZbFormGrid *grid,
                        ZbGridPlace from,
                        GtkDirectionType direction,
                        ZbGridPlace *ret_place)
{
  switch (direction) {
  case GTK_DIR_LEFT:
    return step_in_row (grid, from, -1, ret_place);
  case GTK_DIR_RIGHT:
    return step_in_row (grid, from, 1, ret_place);
  case GTK_DIR_UP:
    return step_in_column (grid, from, -1, ret_place);
  case GTK_DIR_DOWN:
    return step_in_column (grid, from, 1, ret_place);
  case GTK_DIR_TAB_FORWARD:
  case GTK_DIR_TAB_BACKWARD:
    break;
  }
  return FALSE;
}

gboolean
zb_form_grid_find_edge (ZbFormGrid *grid,
                        ZbGridPlace from,
                        GtkDirectionType direction,
                        ZbGridPlace *ret_place)
{
  ZbGridPlace place;
  if (!zb_form_grid_find_step (grid, from, direction, &place))
    return FALSE;
  ZbGridPlace next;
  while (zb_form_grid_find_step (grid, place, direction, &next)) {
    guint apart = next.row > place.row ? next.row - place.row : place.row - next.row;
    if (apart > 1)
      break;
    place = next;
  }
  *ret_place = place;
  return TRUE;
}

gboolean
zb_form_grid_find_entry (ZbFormGrid *grid,
                         ZbGridPlace from,
                         gboolean forward,
                         ZbGridPlace *ret_place)
{
  ZbGridPlace place = from;
  for (;;) {
    ZbGridPlace next;
    if (step_in_row (grid, place, forward ? 1 : -1, &next)) {
      place = next;
    } else {
      do {
        if (forward ? place.row + 1 >= grid->row_infos->len : place.row == 0)
          return FALSE;
        place.row += (guint)(forward ? 1 : -1);
      } while (!zb_form_grid_find_in_row (grid, place.row, !forward, &next));
      place = next;
    }
    if (is_entry (grid, place)) {
      *ret_place = place;
      return TRUE;
    }
  }
}

/* The next cell to fill in below, down to @last. */
static gboolean
find_entry_down_to (ZbFormGrid *grid, ZbGridPlace from, guint last, ZbGridPlace *ret_place)
{
  ZbGridPlace place = from;
  while (step_in_column (grid, place, 1, &place) && place.row <= last) {
    if (is_entry (grid, place)) {
      *ret_place = place;
      return TRUE;
    }
  }
  return FALSE;
}

/* Where a form is printed in halves beside each other, the column that answers this one in the next
 * half. */
static gboolean
find_next_half (ZbFormGrid *grid, guint column, guint *ret_column)
{
  guint start = 0;
  for (guint i = 0; i < grid->n_columns; i++) {
    ZbGridColumn info;
    zb_grid_model_get_column (grid->model, i, &info);
    if (!info.rule)
      continue;
    if (i >= column) {
      *ret_column = i + 1 + column - start;
      return *ret_column < grid->n_columns;
    }
    start = i + 1;
  }
  return FALSE;
}

gboolean
zb_form_grid_find_entry_below (ZbFormGrid *grid, ZbGridPlace from, ZbGridPlace *ret_place)
{
  guint column;
  if (find_next_half (grid, from.column, &column)) {
    guint first;
    guint last;
    zb_form_grid_get_section (grid, from.row, &first, &last);
    ZbGridPlace top = {first, column};
    if (find_entry_down_to (grid, from, last, ret_place))
      return TRUE;
    if (is_entry (grid, top)) {
      *ret_place = top;
      return TRUE;
    }
    if (find_entry_down_to (grid, top, last, ret_place))
      return TRUE;
  }
  return find_entry_down_to (grid, from, G_MAXUINT, ret_place);
}

gboolean
zb_form_grid_find_in_row (ZbFormGrid *grid, guint row, gboolean last, ZbGridPlace *ret)
{
  for (guint i = 0; i < grid->n_columns; i++) {
    ZbGridPlace place = {row, last ? grid->n_columns - 1 - i : i};
    if (!zb_form_grid_is_reachable (grid, place))
      continue;
    *ret = zb_form_grid_resolve (grid, place);
    return TRUE;
  }
  return FALSE;
}

gboolean
zb_form_grid_find_end (ZbFormGrid *grid, gboolean last, ZbGridPlace *ret_place)
{
  guint n_rows = grid->row_infos->len;
  for (guint i = 0; i < n_rows; i++)
    if (zb_form_grid_find_in_row (grid, last ? n_rows - 1 - i : i, last, ret_place))
      return TRUE;
  return FALSE;
}

gboolean
zb_form_grid_find_page (ZbFormGrid *grid,
                        ZbGridPlace from,
                        GtkDirectionType direction,
                        ZbGridPlace *ret_place)
{
  GtkAdjustment *adjustment = grid->adjustments[GTK_ORIENTATION_VERTICAL];
  int page = (int)gtk_adjustment_get_page_increment (adjustment);
  int y = zb_grid_axis_get_start (grid->rows, from.row);
  int by = direction == GTK_DIR_UP ? -page : page;
  ZbGridPlace place = {zb_grid_axis_at (grid->rows, y + by), from.column};
  if (!zb_form_grid_is_reachable (grid, place)) {
    GtkDirectionType back = direction == GTK_DIR_UP ? GTK_DIR_DOWN : GTK_DIR_UP;
    if (!zb_form_grid_find_step (grid, place, direction, &place) &&
        !zb_form_grid_find_step (grid, place, back, &place))
      return FALSE;
  }
  *ret_place = place;
  return place.row != from.row;
}

gboolean
zb_form_grid_find_near (ZbFormGrid *grid, ZbGridPlace place, ZbGridPlace *ret_place)
{
  guint n_rows = grid->row_infos->len;
  if (n_rows == 0 || grid->n_columns == 0)
    return FALSE;
  ZbGridPlace near = {MIN (place.row, n_rows - 1), MIN (place.column, grid->n_columns - 1)};
  if (zb_form_grid_is_reachable (grid, near)) {
    *ret_place = near;
    return TRUE;
  }
  return step_in_column (grid, near, -1, ret_place) || step_in_column (grid, near, 1, ret_place) ||
         zb_form_grid_find_end (grid, FALSE, ret_place);
}

void
zb_form_grid_get_section (ZbFormGrid *grid, guint row, guint *ret_first, guint *ret_last)
{
  guint first = row;
  guint last = row;
  while (first > 0 && zb_form_grid_get_row_info (grid, first - 1)->kind == ZB_GRID_ROW_CELLS)
    first--;
  while (last + 1 < grid->row_infos->len &&
         zb_form_grid_get_row_info (grid, last + 1)->kind == ZB_GRID_ROW_CELLS)
    last++;
  *ret_first = first;
  *ret_last = last;
}
