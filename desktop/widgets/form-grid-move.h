/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Which cell is next. A cell can be reached when it is a value of the form, locked or not, or an
 * "add a row" row; it can be filled in when it is not locked. All answer FALSE when there is none.
 */

gboolean zb_form_grid_is_reachable (ZbFormGrid *grid, ZbGridPlace place);

/* One step; left and right stay in the row, up and down in the column. */
gboolean zb_form_grid_find_step (ZbFormGrid *grid,
                                 ZbGridPlace from,
                                 GtkDirectionType direction,
                                 ZbGridPlace *ret_place);

/* The edge of the block of rows or columns, or the next block from there. */
gboolean zb_form_grid_find_edge (ZbFormGrid *grid,
                                 ZbGridPlace from,
                                 GtkDirectionType direction,
                                 ZbGridPlace *ret_place);

/* The next cell to fill in, in reading order. */
gboolean zb_form_grid_find_entry (ZbFormGrid *grid,
                                  ZbGridPlace from,
                                  gboolean forward,
                                  ZbGridPlace *ret_place);

/* The next cell to fill in below, in the same column; at the end of a form's half, the first one of
 * the next half. */
gboolean zb_form_grid_find_entry_below (ZbFormGrid *grid, ZbGridPlace from, ZbGridPlace *ret_place);

/* First or last cell of a row, of the grid. */
gboolean zb_form_grid_find_in_row (ZbFormGrid *grid, guint row, gboolean last, ZbGridPlace *ret);
gboolean zb_form_grid_find_end (ZbFormGrid *grid, gboolean last, ZbGridPlace *ret_place);

/* A page up or down from a cell. */
gboolean zb_form_grid_find_page (ZbFormGrid *grid,
                                 ZbGridPlace from,
                                 GtkDirectionType direction,
                                 ZbGridPlace *ret_place);

/* A cell at or near a place that may not exist any more. */
gboolean zb_form_grid_find_near (ZbFormGrid *grid, ZbGridPlace place, ZbGridPlace *ret_place);

/* The rows of cells around one, without a title or head between them. */
void zb_form_grid_get_section (ZbFormGrid *grid, guint row, guint *ret_first, guint *ret_last);
