/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-cell.h"

/* The cell widgets of a grid, used again and again as it scrolls. An update goes: begin, want every
 * place in view, take a cell for each place that had none, end. Cells of places that stay in view
 * keep their widget and its text layout. */
typedef struct _ZbGridPool ZbGridPool;

/* @parent and @style are borrowed and outlive the pool. */
ZbGridPool *zb_grid_pool_new (GtkWidget *parent, const ZbGridStyle *style);

/* Unparents all cells. */
void zb_grid_pool_free (ZbGridPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbGridPool, zb_grid_pool_free)

void zb_grid_pool_begin (ZbGridPool *pool);

/* TRUE when a cell is bound to the place already. */
gboolean zb_grid_pool_want (ZbGridPool *pool, guint row, guint column);

/* The cell at that place if it is of this kind, else one nobody wants or a new one; the caller
 * binds it. */
ZbGridCell *zb_grid_pool_take (ZbGridPool *pool, ZbGridCellKind kind, guint row, guint column);

/* Hides what was not wanted. */
void zb_grid_pool_end (ZbGridPool *pool);

/* Makes cells of a kind ahead until there are @n, so that a scroll need not. */
void zb_grid_pool_reserve (ZbGridPool *pool, ZbGridCellKind kind, guint n);

/* The cell at a place (borrowed) (nullable). */
ZbGridCell *zb_grid_pool_find (ZbGridPool *pool, guint row, guint column);

/* All places are void: rows came or went. */
void zb_grid_pool_forget (ZbGridPool *pool);

/* How many cell widgets there are, shown or waiting. */
guint zb_grid_pool_get_n_cells (ZbGridPool *pool);

/* The @i-th cell, NULL while it is bound to no place (borrowed). */
ZbGridCell *zb_grid_pool_get_bound (ZbGridPool *pool, guint i);

/* Every cell drops what it had laid out in the old style. */
void zb_grid_pool_restyle (ZbGridPool *pool);
