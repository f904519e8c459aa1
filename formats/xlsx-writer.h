/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes one .xlsx workbook through libxlsxwriter. Rows and columns count from 0. Text is always
 * text, never a formula or link, whatever it begins with; over 32,767 characters it is cut with an
 * ellipsis. What goes wrong on the way (a cell outside a sheet) is said by finish. */
typedef struct _ZbXlsxWriter ZbXlsxWriter;

typedef enum {
  ZB_XLSX_PLAIN,
  ZB_XLSX_TITLE,  /* bold, larger, centred */
  ZB_XLSX_HEAD,   /* bold, bordered, centred, wrapped */
  ZB_XLSX_CELL,   /* bordered */
  ZB_XLSX_LOCKED, /* bordered, shaded */
  ZB_XLSX_NOTE,   /* small, grey */
} ZbXlsxStyle;

/* Nothing stands at @path before finish succeeds; the work is done in a file beside it. NULL with
 * ZB_FORMAT_ERROR_IO if that cannot be made. */
ZbXlsxWriter *zb_xlsx_writer_new (const char *path, GError **error);
void zb_xlsx_writer_free (ZbXlsxWriter *writer); /* unfinished: the file is removed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbXlsxWriter, zb_xlsx_writer_free)

/* Later calls go there. The name is made fit: 31 characters, without []:*?/\, unique. */
void zb_xlsx_writer_sheet (ZbXlsxWriter *writer, const char *name);
void zb_xlsx_writer_column_width (ZbXlsxWriter *writer, guint column, double characters);
/* Rows above @row and columns left of @column stay in view. */
void zb_xlsx_writer_freeze (ZbXlsxWriter *writer, guint row, guint column);
/* NULL or "" is an empty cell with that style. */
void zb_xlsx_writer_text (
    ZbXlsxWriter *writer, guint row, guint column, const char *text, ZbXlsxStyle style);
/* @decimal is an exact decimal text; up to 15 significant digits it becomes a number with @scale
 * decimals and thousands separators, longer ones stay text with a note, and so does (without note)
 * what is no decimal. NULL or "" is an empty cell. */
void zb_xlsx_writer_number (ZbXlsxWriter *writer,
                            guint row,
                            guint column,
                            const char *decimal,
                            guint scale,
                            ZbXlsxStyle style);
/* Merged areas must not overlap. */
void zb_xlsx_writer_merge (ZbXlsxWriter *writer,
                           guint row,
                           guint column,
                           guint n_rows,
                           guint n_columns,
                           const char *text,
                           ZbXlsxStyle style);
/* Call it once. */
gboolean zb_xlsx_writer_finish (ZbXlsxWriter *writer, GError **error);
