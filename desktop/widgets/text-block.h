/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A block of cell texts as spreadsheets put it on the clipboard: rows end with LF, CRLF or CR,
 * cells are parted by tabs, a cell that holds one of these is in double quotes with inner quotes
 * doubled. Unlike CSV a blank line is a row, and a quote inside a cell that does not start with one
 * stands for itself (5" pipe). */
typedef struct _ZbTextBlock ZbTextBlock;

/* Bounds on what is accepted from the clipboard. */
#define ZB_TEXT_BLOCK_MAX_BYTES (4u << 20)
#define ZB_TEXT_BLOCK_MAX_ROWS 20000u
#define ZB_TEXT_BLOCK_MAX_COLUMNS 512u

ZbTextBlock *zb_text_block_new (void);
void zb_text_block_free (ZbTextBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTextBlock, zb_text_block_free)

/* Reads tab-separated text. Errors: ZB_GRID_ERROR_TOO_LARGE, and ZB_GRID_ERROR_REFUSED for bytes
 * that are not UTF-8. */
ZbTextBlock *zb_text_block_parse (const char *text, gsize length, GError **error);

/* For building: a new row, a cell at the end of the last row. */
void zb_text_block_add_row (ZbTextBlock *block);
void zb_text_block_add_cell (ZbTextBlock *block, const char *text);

guint zb_text_block_get_n_rows (const ZbTextBlock *block);

/* The width of the widest row. */
guint zb_text_block_get_n_columns (const ZbTextBlock *block);

/* NULL where the row is shorter (borrowed). */
const char *zb_text_block_get (const ZbTextBlock *block, guint row, guint column);

/* The block as tab-separated text, rows parted by LF, none at the end (transfer full). */
char *zb_text_block_to_text (const ZbTextBlock *block);
