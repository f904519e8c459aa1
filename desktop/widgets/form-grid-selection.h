/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* The current cell and the block selected with it. */

typedef struct {
  guint row;
  guint column;
  guint n_rows;
  guint n_columns;
} ZbGridBlock;

/* Makes @place the current cell; @extend keeps the other end of the selection. */
void zb_form_grid_set_place (ZbFormGrid *grid, ZbGridPlace place, gboolean extend);

/* Nothing is current any more. */
void zb_form_grid_drop_place (ZbFormGrid *grid);

/* The selected block; there must be a current cell. */
ZbGridBlock zb_form_grid_get_block (ZbFormGrid *grid);
gboolean zb_form_grid_is_selected (ZbFormGrid *grid, ZbGridPlace place);
gboolean zb_form_grid_has_block (ZbFormGrid *grid); /* more than one cell */

/* Follows rows put in and taken out. */
void zb_form_grid_shift_selection (ZbFormGrid *grid, guint position, guint removed, guint added);

/* Gives the keyboard focus to the current cell's widget, if the grid holds it. */
void zb_form_grid_keep_keyboard (ZbFormGrid *grid);

/* Takes the keyboard focus; FALSE when no cell can have it. */
gboolean zb_form_grid_take_keyboard (ZbFormGrid *grid);
