/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A file of figures as accounting programs write them, .xlsx or CSV alike: sheets of texts. What is
 * hidden in a workbook is left aside. */
typedef struct _ZbSpreadsheet ZbSpreadsheet;

#define ZB_SPREADSHEET_MAX_BYTES (16 * 1024 * 1024)
#define ZB_SPREADSHEET_MAX_ROWS 20000     /* of a sheet */
#define ZB_SPREADSHEET_MAX_COLUMNS 256    /* of a sheet */
#define ZB_SPREADSHEET_MAX_PLACES 2000000 /* of all sheets, blank ones between others too */

/* By its content: what begins as a zip archive is a workbook, all else CSV (comma, semicolon or
 * tab; UTF-8, UTF-16 with a byte order mark, else GB 18030). @source names the file in messages.
 * ZB_FORMAT_ERROR: MALFORMED, FORBIDDEN, TOO_LARGE. */
ZbSpreadsheet *zb_spreadsheet_read (const char *source, GBytes *bytes, GError **error);
void zb_spreadsheet_free (ZbSpreadsheet *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSpreadsheet, zb_spreadsheet_free)

const char *zb_spreadsheet_source (const ZbSpreadsheet *book);
guint zb_spreadsheet_n_sheets (const ZbSpreadsheet *book);
const char *zb_spreadsheet_sheet_name (const ZbSpreadsheet *book, guint sheet); /* "" of CSV */
guint zb_spreadsheet_n_rows (const ZbSpreadsheet *book, guint sheet);
guint zb_spreadsheet_n_columns (const ZbSpreadsheet *book, guint sheet);
/* What stands there without blanks around, "" for nothing; numbers in plain notation. Borrowed. */
const char *zb_spreadsheet_text (const ZbSpreadsheet *book, guint sheet, guint row, guint column);
/* The same, but a merged area's text stands in all of its places. */
const char *
zb_spreadsheet_spread_text (const ZbSpreadsheet *book, guint sheet, guint row, guint column);
/* "Sheet1!B3", of CSV "B3". Caller frees. */
char *zb_spreadsheet_place (const ZbSpreadsheet *book, guint sheet, guint row, guint column);
