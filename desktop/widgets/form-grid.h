/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-model.h"

/* The table of a form: draws a ZbGridModel with merged heads on top and stub columns at the left
 * that stay while it scrolls, and edits its cells by keyboard, mouse and clipboard. It knows
 * nothing of reports. Put it into a GtkScrolledWindow.
 *
 * Signals: "cell-focused" (row, column: guint); "activate-row" (row: guint) → gboolean, TRUE when a
 * handler took care of it (else the model is asked); "refused" (row, column: guint, message);
 * "notice" (message): the outcome of a paste or why a cell cannot be edited.
 * Properties: "model"; "enter-moves" (GtkDirectionType: down or right); "n-refused" (read-only).
 * Actions: grid.undo redo cut copy paste clear edit fill-down fill-right select-all remove-row. */
#define ZB_TYPE_FORM_GRID (zb_form_grid_get_type ())
G_DECLARE_FINAL_TYPE (ZbFormGrid, zb_form_grid, ZB, FORM_GRID, GtkWidget)

GtkWidget *zb_form_grid_new (ZbGridModel *model);

/* A new model drops selection, refused texts and an unfinished edit; NULL shows nothing. */
void zb_form_grid_set_model (ZbFormGrid *grid, ZbGridModel *model);
ZbGridModel *zb_form_grid_get_model (ZbFormGrid *grid);

void zb_form_grid_set_enter_moves (ZbFormGrid *grid, GtkDirectionType direction);

/* Makes a cell the current one, scrolls to it and takes the keyboard focus. FALSE when there is no
 * such cell or it cannot be reached (stubs, titles). */
gboolean zb_form_grid_focus_cell (ZbFormGrid *grid, guint row, guint column);

/* The same, but the keyboard stays where it is. */
gboolean zb_form_grid_show_cell (ZbFormGrid *grid, guint row, guint column);

/* The current cell; FALSE when there is none. For an ADD row the column is 0. */
gboolean zb_form_grid_get_focus_cell (ZbFormGrid *grid, guint *ret_row, guint *ret_column);

/* The selected block, at least the current cell; FALSE when there is none. */
gboolean zb_form_grid_get_selection (
    ZbFormGrid *grid, guint *ret_row, guint *ret_column, guint *ret_n_rows, guint *ret_n_columns);

/* Selects from the current cell to the given one. FALSE as above. */
gboolean zb_form_grid_select_to (ZbFormGrid *grid, guint row, guint column);

/* Where a cell is in the grid's coordinates, to point a popover at it; the popover may have the
 * grid for its parent. */
void zb_form_grid_get_cell_area (ZbFormGrid *grid, guint row, guint column, GdkRectangle *ret_area);

/* Starts editing the current cell, with @text instead of its own where not NULL. FALSE when it is
 * fixed; "notice" says why. */
gboolean zb_form_grid_begin_edit (ZbFormGrid *grid, const char *text);
gboolean zb_form_grid_is_editing (ZbFormGrid *grid);

/* Commits what is being typed, if anything; to be called before checking, signing or leaving.
 * FALSE when the text was refused. */
gboolean zb_form_grid_finish_edit (ZbFormGrid *grid);
void zb_form_grid_cancel_edit (ZbFormGrid *grid);

/* How many cells show a text the model refused. */
guint zb_form_grid_get_n_refused (ZbFormGrid *grid);

/* The first refused cell in reading order; FALSE when there is none. */
gboolean zb_form_grid_get_first_refused (ZbFormGrid *grid, guint *ret_row, guint *ret_column);

/* The selected block as tab-separated text (transfer full) (nullable). */
char *zb_form_grid_dup_selection_text (ZbFormGrid *grid);

/* Pastes a block at the current cell; one cell fills the whole selection. Fixed cells are passed
 * over, refused texts stay marked in their cells. FALSE, and nothing changed, when it reaches
 * beyond the section (ZB_GRID_ERROR_OUTSIDE). */
gboolean zb_form_grid_paste (ZbFormGrid *grid, const ZbTextBlock *block, GError **error);

/* How many cell widgets exist: bounded by what is in view, whatever the model's size. */
guint zb_form_grid_get_n_cell_widgets (ZbFormGrid *grid);
