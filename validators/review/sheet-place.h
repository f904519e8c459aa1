/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* Where a cell of a spreadsheet ("C3") lies in a form. */

typedef struct {
  guint column, row; /* of the sheet, from 1 */
  guint section, form_row, form_column;
} ZbSheetAnchor;

typedef struct {
  guint section, row, column; /* of a fixed section */
} ZbSheetPlace;

/* Reads "C3" or "AA12" at @at: its letters and its digits. Bytes read, 0 if it is none. */
gsize zb_sheet_scan (const char *at, guint *ret_column, guint *ret_row);
/* By the codes of the form where it has a column C and a row 3, else by @anchor (nullable). */
gboolean zb_sheet_find (const ZbForm *form,
                        const ZbSheetAnchor *anchor,
                        const char *letters,
                        const char *digits,
                        ZbSheetPlace *ret_place);
/* The fixed row with @code, in the one section that has it; FALSE if none or several have. */
gboolean zb_sheet_find_row (const ZbForm *form, const char *code, ZbSheetPlace *ret_place);
