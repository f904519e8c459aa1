/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes RFC 4180 with a UTF-8 BOM (spreadsheets need it for Chinese) and CRLF. */
typedef struct _ZbCsvWriter ZbCsvWriter;

ZbCsvWriter *zb_csv_writer_new (void);
void zb_csv_writer_free (ZbCsvWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCsvWriter, zb_csv_writer_free)

/* Text typed by people: a leading = + - @ tab or CR is defused with a quote mark. */
void zb_csv_writer_text (ZbCsvWriter *writer, const char *text);
/* A figure we made ourselves, written as it is. */
void zb_csv_writer_number (ZbCsvWriter *writer, const char *decimal);
void zb_csv_writer_end_row (ZbCsvWriter *writer);
GBytes *zb_csv_writer_finish (ZbCsvWriter *writer);
