/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes one .xlsx workbook through libxlsxwriter. Rows and columns count from 0. */
typedef struct _ZbXlsxWriter ZbXlsxWriter;

typedef enum {
  ZB_XLSX_PLAIN,
  ZB_XLSX_TITLE,  /* bold, larger, centred */
  ZB_XLSX_HEAD,   /* bold, bordered, centred, wrapped */
  ZB_XLSX_CELL,   /* bordered */
  ZB_XLSX_LOCKED, /* bordered, shaded */
  ZB_XLSX_NOTE,   /* small, grey */
} ZbXlsxStyle;

ZbXlsxWriter *zb_xlsx_writer_new (const char *path, GError **error);
void zb_xlsx_writer_free (ZbXlsxWriter *writer); /* unfinished: the file is removed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbXlsxWriter, zb_xlsx_writer_free)

void zb_xlsx_writer_sheet (ZbXlsxWriter *writer, const char *name); /* later calls go there */
void zb_xlsx_writer_column_width (ZbXlsxWriter *writer, guint column, double characters);
void zb_xlsx_writer_freeze (ZbXlsxWriter *writer, guint row, guint column);
void zb_xlsx_writer_text (
    ZbXlsxWriter *writer, guint row, guint column, const char *text, ZbXlsxStyle style);
/* @decimal is an exact decimal text; up to 15 significant digits it becomes a number with @scale
 * decimals and thousands separators, longer ones stay text with a note. */
void zb_xlsx_writer_number (ZbXlsxWriter *writer,
                            guint row,
                            guint column,
                            const char *decimal,
                            guint scale,
                            ZbXlsxStyle style);
void zb_xlsx_writer_merge (ZbXlsxWriter *writer,
                           guint row,
                           guint column,
                           guint n_rows,
                           guint n_columns,
                           const char *text,
                           ZbXlsxStyle style);
gboolean zb_xlsx_writer_finish (ZbXlsxWriter *writer, GError **error);
