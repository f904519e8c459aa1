/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Blocks of cells to and from the clipboard. */

void zb_form_grid_copy (ZbFormGrid *grid);

/* Fills the selected block from its first row down, or from its first column to the right. */
void zb_form_grid_fill (ZbFormGrid *grid, GtkDirectionType direction);

/* Reads the clipboard without waiting and pastes at what is current by then; the outcome is told by
 * "notice". */
void zb_form_grid_paste_clipboard (ZbFormGrid *grid);
