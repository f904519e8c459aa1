/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/spreadsheet.h"

/* A sheet with a column of 统一社会信用代码 under a head of that name. */
typedef struct _ZbBatchColumn ZbBatchColumn;

/* NULL if the sheet is none. Borrows @book. */
ZbBatchColumn *zb_batch_column_find (const ZbSpreadsheet *book, guint sheet);
void zb_batch_column_free (ZbBatchColumn *column);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBatchColumn, zb_batch_column_free)

guint zb_batch_column_n_units (const ZbBatchColumn *column);
/* Borrowed; a code that is none stands here as it was written. */
const char *zb_batch_column_unit (const ZbBatchColumn *column, guint index);
/* (transfer full) what the sheet says of the unit, as a list that zb_sheet_list_import() reads. */
GBytes *zb_batch_column_write (const ZbBatchColumn *column, guint index);

/* The first 统一社会信用代码 in @text that stands alone, preferably one whose check character is
 * right: a mistyped one is told as nobody's. NULL if there is none. Caller frees. */
char *zb_batch_code_in (const char *text);
