/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-reading.h"
#include "forms/report.h"

/* Between what people type and see and what a cell holds. */

/* Reads what was typed into the canonical notation of the cell ("" for blank), @ret_text for the
 * caller to free. FALSE with ZB_GRID_ERROR_REFUSED and a sentence in the program's language that
 * says what does not fit. */
gboolean
zb_cell_entry_read (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error);

/* The sentence for a fault of @typed, as ZB_GRID_ERROR_REFUSED; returns FALSE. */
gboolean
zb_cell_entry_refuse (const ZbCellSpec *spec, const char *typed, ZbCellFault fault, GError **error);

/* What a cell shows: thousands separators, a code with its name; "" when blank. (transfer full) */
char *zb_cell_entry_show (const ZbReport *report, guint section, guint row, guint column);
/* A code with its name; @text alone where it is no code of @spec. (transfer full) */
char *zb_cell_entry_show_code (const ZbCellSpec *spec, const char *text);
/* The canonical notation of what a cell holds; "" when blank. (transfer full) */
char *zb_cell_entry_plain (const ZbReport *report, guint section, guint row, guint column);
