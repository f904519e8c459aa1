/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Where things are: rows and columns in pixels, scrolling, the cell under the pointer. */

/* Reads rows and columns from the model anew and makes the head bands. */
void zb_form_grid_load_model (ZbFormGrid *grid);

/* The model's rows changed, the columns did not. */
void zb_form_grid_load_rows (ZbFormGrid *grid);

/* Brings geometry and adjustments up to date for the grid's size, if it has one. */
void zb_form_grid_update_geometry (ZbFormGrid *grid);

int zb_form_grid_get_scroll (ZbFormGrid *grid, GtkOrientation orientation);
const ZbGridRow *zb_form_grid_get_row_info (ZbFormGrid *grid, guint row);

/* The cell that stands for a place: the first of a span, column 0 of a row that is one cell. */
ZbGridPlace zb_form_grid_resolve (ZbFormGrid *grid, ZbGridPlace place);

/* A cell in widget coordinates, scrolling and spans regarded. */
GdkRectangle zb_form_grid_get_area (ZbFormGrid *grid, ZbGridPlace place);

/* Whether the cell's column scrolls horizontally. */
gboolean zb_form_grid_is_frozen (ZbFormGrid *grid, ZbGridPlace place);

/* The cell at a point; FALSE on heads, beyond the table or without rows. */
gboolean zb_form_grid_pick (ZbFormGrid *grid, double x, double y, ZbGridPlace *ret_place);

/* Like pick, but a point outside the cells gives the nearest one in view. */
gboolean zb_form_grid_pick_nearest (ZbFormGrid *grid, double x, double y, ZbGridPlace *ret_place);

/* Scrolls as little as needed to bring the place out from under heads and stubs. */
void zb_form_grid_reveal (ZbFormGrid *grid, ZbGridPlace place);

/* Where a head band is drawn now, in widget coordinates. */
int zb_form_grid_get_band_y (ZbFormGrid *grid, guint i, int *ret_height);

void zb_form_grid_set_adjustment (ZbFormGrid *grid,
                                  GtkOrientation orientation,
                                  GtkAdjustment *adjustment);

/* Widget class functions. */
void zb_form_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline);
void zb_form_grid_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline);
