/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a grid, its model or the clipboard may refuse. The text is for the person at the screen:
 * translated, a sentence, naming what was typed. */
typedef enum {
  ZB_GRID_ERROR_LOCKED,    /* the cell cannot be edited: computed, locked, not applicable */
  ZB_GRID_ERROR_REFUSED,   /* the text does not fit the cell */
  ZB_GRID_ERROR_OUTSIDE,   /* a pasted block reaches beyond the section */
  ZB_GRID_ERROR_TOO_LARGE, /* a pasted text passes a limit of text-block.h */
} ZbGridError;

#define ZB_GRID_ERROR (zb_grid_error_quark ())
GQuark zb_grid_error_quark (void);
