/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/packed-zip.h"
#include "formats/xlsx-reader.h"
#include "formats/xml-reader.h"

/* What the parts of reading a workbook share. */

typedef struct {
  char *name;
  char *part;    /* "xl/worksheets/sheet1.xml" */
  GArray *cells; /* ZbXlsxCell, by row, then column */
  GArray *merges;
  guint n_rows, n_columns;
  gboolean is_hidden;
  GHashTable *hidden_rows; /* numbers */
  GArray *hidden_columns;  /* ZbXlsxSpan */
} ZbXlsxSheet;

typedef struct {
  guint first, last;
} ZbXlsxSpan;

/* How a number is shown: with at least so many digits, or as one of these. */
#define ZB_XLSX_LOOK_PLAIN 0
#define ZB_XLSX_LOOK_DATE 255

struct _ZbXlsx {
  char *source;
  ZbXlsxLimits limits;
  GPtrArray *sheets;   /* ZbXlsxSheet */
  GStringChunk *texts; /* of cells */
  GPtrArray *strings;  /* shared ones; of texts */
  GArray *looks;       /* guint8, by style of a cell */
  gboolean from_1904;  /* days are counted from 1904 on */
  guint n_cells;
};

/* Reads one part with prefixed attributes let through as "prefix:name". */
gboolean zb_xlsx_read_part (ZbXlsx *xlsx,
                            ZbPackedZip *zip,
                            const char *part,
                            const ZbXmlHandler *handler,
                            gpointer data,
                            GError **error);
gboolean zb_xlsx_read_strings (ZbXlsx *xlsx, ZbPackedZip *zip, const char *part, GError **error);
gboolean zb_xlsx_read_styles (ZbXlsx *xlsx, ZbPackedZip *zip, const char *part, GError **error);
/* A number that is shown as a date ("2027-12-31") or with leading zeros ("01"); NULL for one that
 * is plain. Caller frees. */
char *zb_xlsx_dup_shown (const ZbXlsx *xlsx, guint style, const char *stored);
gboolean zb_xlsx_read_sheet (ZbXlsx *xlsx, ZbPackedZip *zip, ZbXlsxSheet *sheet, GError **error);
/* "B2" → 1, 1; FALSE for what is none or lies outside a sheet. */
gboolean zb_xlsx_parse_place (const char *text, guint *ret_row, guint *ret_column);
