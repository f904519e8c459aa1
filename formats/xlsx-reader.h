/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Reads .xlsx workbooks (ECMA-376) as Excel, WPS and LibreOffice write them: texts, values and
 * merged areas of all sheets. Formulas give the value that was stored with them; a number that is
 * shown as a date ("2027-12-31") or with leading zeros ("01") is that text. Other styles, charts
 * and macros are left aside. */
typedef struct _ZbXlsx ZbXlsx;

typedef struct {
  gsize max_bytes;   /* of the file */
  gsize max_part;    /* of one part of it, unpacked */
  gsize max_total;   /* of all parts read, unpacked */
  guint max_sheets;  /* in the workbook */
  guint max_cells;   /* that are not blank, in all sheets */
  guint max_merges;  /* merged areas of a sheet */
  guint max_strings; /* shared ones */
} ZbXlsxLimits;

/* 16 MiB, 64 MiB, 128 MiB, 64 sheets, 500,000 cells, 20,000 merges, 500,000 strings. */
extern const ZbXlsxLimits zb_xlsx_default_limits;

/* What the format itself allows. */
#define ZB_XLSX_MAX_ROWS 1048576
#define ZB_XLSX_MAX_COLUMNS 16384

typedef enum {
  ZB_XLSX_BLANK,
  ZB_XLSX_TEXT,
  ZB_XLSX_NUMBER,  /* text is what is stored, see zb_xlsx_number_text() */
  ZB_XLSX_BOOLEAN, /* "0" or "1" */
  ZB_XLSX_ERROR,   /* "#DIV/0!" */
} ZbXlsxKind;

typedef struct {
  guint row, column; /* from 0 */
  ZbXlsxKind kind;
  const char *text; /* borrowed from the workbook; "" if blank */
} ZbXlsxCell;

typedef struct {
  guint row, column, n_rows, n_columns;
} ZbXlsxArea;

/* @source names the file in messages, "source: sheet “S”: cell B2: …"; @limits NULL means the
 * default. ZB_FORMAT_ERROR: MALFORMED, FORBIDDEN (also old .xls and files with a password),
 * TOO_LARGE. */
ZbXlsx *
zb_xlsx_read (const char *source, GBytes *bytes, const ZbXlsxLimits *limits, GError **error);
void zb_xlsx_free (ZbXlsx *xlsx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbXlsx, zb_xlsx_free)

guint zb_xlsx_n_sheets (const ZbXlsx *xlsx);
const char *zb_xlsx_sheet_name (const ZbXlsx *xlsx, guint sheet);
/* Whether the sheet itself, a row or a column of it is hidden. */
gboolean zb_xlsx_sheet_is_hidden (const ZbXlsx *xlsx, guint sheet);
gboolean zb_xlsx_is_hidden (const ZbXlsx *xlsx, guint sheet, guint row, guint column);
/* One behind the last row and column that hold anything. */
guint zb_xlsx_n_rows (const ZbXlsx *xlsx, guint sheet);
guint zb_xlsx_n_columns (const ZbXlsx *xlsx, guint sheet);
ZbXlsxCell zb_xlsx_cell (const ZbXlsx *xlsx, guint sheet, guint row, guint column);
guint zb_xlsx_n_merges (const ZbXlsx *xlsx, guint sheet);
ZbXlsxArea zb_xlsx_merge (const ZbXlsx *xlsx, guint sheet, guint index);
/* The merged area that holds a place; the place alone where there is none. */
ZbXlsxArea zb_xlsx_area_at (const ZbXlsx *xlsx, guint sheet, guint row, guint column);

/* "B2"; caller frees. */
char *zb_xlsx_place (guint row, guint column);
/* A stored number ("1.1000000000000001", "1E-3") in plain notation, rounded half to even to 15
 * significant digits, which is all that spreadsheets keep: "1.1", "0.001". NULL for what is no
 * number or has more than 30 places. Caller frees. */
char *zb_xlsx_number_text (const char *stored);
