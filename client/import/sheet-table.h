/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/form-names.h"
#include "client/import/spreadsheet.h"

/* Where a sheet has tables whose columns are those of a form. */

typedef struct {
  guint sheet;
  guint head;               /* the row whose cells name the columns */
  guint first, end;         /* the rows below, up to the next table */
  guint n_columns;          /* of the sheet */
  int *columns;             /* section × n_columns: the form's column there, or below 0 */
  const ZbMeasure *measure; /* (nullable) that a line above names */
} ZbSheetTable;

/* A sheet's tables from top to bottom: (transfer full) array of ZbSheetTable. */
GPtrArray *zb_sheet_tables_find (const ZbSpreadsheet *book,
                                 guint sheet,
                                 const ZbForm *form,
                                 const ZbFormNames *names);
/* The form's column in a column of the sheet, for one section. */
int zb_sheet_table_column (const ZbSheetTable *table, guint section, guint column);
/* Whether any section has a column there. */
gboolean zb_sheet_table_is_value (const ZbSheetTable *table, guint n_sections, guint column);
/* The measure that a column's heads name; NULL if they do not. */
const ZbMeasure *
zb_sheet_table_column_measure (const ZbSheetTable *table, const ZbSpreadsheet *book, guint column);
