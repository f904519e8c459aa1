/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Typing into cells: the floating editor, what the model refuses, undo. */

/* Starts editing the current cell; @text replaces its own where not NULL. */
gboolean zb_form_grid_start_edit (ZbFormGrid *grid, const char *text);

/* Hands @text to the model; a refused text stays visible in the cell. */
gboolean zb_form_grid_commit_text (ZbFormGrid *grid, ZbGridPlace place, const char *text);

/* Empties every cell of the selection that may be edited, as one step of undo. */
void zb_form_grid_clear_selection (ZbFormGrid *grid);

/* Takes back what is being typed, else the latest refused text, else one step of the model. */
void zb_form_grid_undo (ZbFormGrid *grid, gboolean redo);

/* Takes the row of the current cell out, where the model allows it. */
void zb_form_grid_remove_row (ZbFormGrid *grid);

/* Follows rows put in and taken out while editing. */
void zb_form_grid_shift_edit (ZbFormGrid *grid, guint position, guint removed, guint added);

/* Shows or hides why the current cell's text was refused. */
void zb_form_grid_update_hint (ZbFormGrid *grid);

/* Commits when the keyboard focus goes elsewhere. */
void zb_form_grid_focus_moved_cb (GtkRoot *root, GParamSpec *pspec, ZbFormGrid *grid);
