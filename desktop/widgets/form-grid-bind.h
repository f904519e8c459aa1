/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Which cell widget shows which place of the model. */

/* Binds a widget to every place in view, and to the current cell wherever it is: it holds the
 * keyboard focus. Only places that came into view are read from the model. */
void zb_form_grid_bind_view (ZbFormGrid *grid);

/* Reads one cell anew, if it is bound. */
void zb_form_grid_rebind_cell (ZbFormGrid *grid, ZbGridPlace place);

/* Makes the widgets that scrolling to any place would take, so that no key has to. */
void zb_form_grid_reserve_cells (ZbFormGrid *grid);

/* The widget at a place (borrowed) (nullable). */
ZbGridCell *zb_form_grid_find_cell (ZbFormGrid *grid, ZbGridPlace place);

/* Handlers of adjustments and model. */
void zb_form_grid_scrolled_cb (GtkAdjustment *adjustment, ZbFormGrid *grid);
void zb_form_grid_cells_changed_cb (
    ZbGridModel *model, guint row, guint column, guint n_rows, guint n_columns, ZbFormGrid *grid);
void zb_form_grid_rows_changed_cb (
    ZbGridModel *model, guint position, guint removed, guint added, ZbFormGrid *grid);
