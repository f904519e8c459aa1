/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/paper-sheet.h"

/* What the parts of reading a paper table share; see forms/paper-sheet.h. */

/* One half of a table: its stub columns and the columns of figures behind them. */
typedef struct {
  guint name, code; /* columns of the sheet */
  int measure;      /* -1 if there is none */
  guint first, end; /* of figures */
} ZbSheetBlock;

typedef struct {
  const ZbXlsx *xlsx;
  guint sheet;
  const char *source;
  ZbFormDraft *draft;
  guint codes; /* the line of codes */
  guint top;   /* the first line of the heads */
  guint first; /* the first line that belongs to no table before */
} ZbSheetReading;

/* A cell's text without blanks around and line ends within; numbers in plain notation. Caller
 * frees.
 */
char *zb_sheet_dup_text (const ZbSheetReading *reading, guint row, guint column);
/* The same with blanks in front, as many steps as it is indented. */
char *
zb_sheet_dup_label (const ZbSheetReading *reading, guint row, guint column, guint *ret_indent);
/* With full-width letters, digits and signs as plain ones. Caller frees. */
char *zb_sheet_dup_plain (const char *text);
/* A cell that holds a code: its text, plain. */
char *zb_sheet_dup_code (const ZbSheetReading *reading, guint row, guint column);
/* Whether no formula came to an error there. */
gboolean
zb_sheet_check_cell (const ZbSheetReading *reading, guint row, guint column, GError **error);
gboolean zb_sheet_fail (
    const ZbSheetReading *reading, guint row, guint column, GError **error, const char *format, ...)
    G_GNUC_PRINTF (5, 6);
/* A measure by its name; NULL with an error at the cell that names the nearest one. */
const ZbMeasure *zb_sheet_find_measure (
    const ZbSheetReading *reading, guint row, guint column, const char *name, GError **error);
/* Whether a text begins a line of codes. */
gboolean zb_sheet_is_stem (const char *text);
/* The next line of codes at or below @from; -1 if there is none. */
int zb_sheet_find_codes (const ZbXlsx *xlsx, guint sheet, guint from);
/* Where the head nearest above the line of codes begins. */
guint zb_sheet_find_top (const ZbSheetReading *reading, guint column);

/* Title, legal box and validity among the lines before the heads, the measure into @section. */
gboolean zb_sheet_read_heading (ZbSheetReading *reading, ZbDraftSection *section, GError **error);
/* Groups and columns from the heads, blocks (ZbSheetBlock) as the line of codes divides it. */
gboolean zb_sheet_read_heads (ZbSheetReading *reading,
                              ZbDraftSection *section,
                              GArray *blocks,
                              GError **error);
/* The rows of all blocks; *@ret_end is the line behind them. */
gboolean zb_sheet_read_rows (ZbSheetReading *reading,
                             ZbDraftSection *section,
                             const GArray *blocks,
                             guint *ret_end,
                             GError **error);
