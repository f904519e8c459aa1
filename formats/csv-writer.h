/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes RFC 4180 with commas, a UTF-8 byte order mark (spreadsheets need it for Chinese) and
 * CRLF. */
typedef struct _ZbCsvWriter ZbCsvWriter;

ZbCsvWriter *zb_csv_writer_new (void);
void zb_csv_writer_free (ZbCsvWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCsvWriter, zb_csv_writer_free)

/* Text typed by people, NULL for none: what a spreadsheet would take for a formula (a leading = + -
 * @, also full-width or after blanks, tab, CR or LF) is defused with an apostrophe before it. */
void zb_csv_writer_text (ZbCsvWriter *writer, const char *text);
/* A figure we made ourselves, written as it is; what is not a plain decimal is written as text.
 * NULL or "" for none. */
void zb_csv_writer_number (ZbCsvWriter *writer, const char *decimal);
void zb_csv_writer_end_row (ZbCsvWriter *writer);
/* (transfer full). Call it once. */
GBytes *zb_csv_writer_finish (ZbCsvWriter *writer);
