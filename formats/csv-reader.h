/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#define ZB_CSV_MAX_BYTES (64 * 1024 * 1024)
#define ZB_CSV_MAX_FIELDS 1024
#define ZB_CSV_MAX_FIELD_BYTES (64 * 1024)

/* RFC 4180 in UTF-8 within the limits above; a byte order mark is skipped; CR, LF and CRLF end a
 * line. With a tab as @separator (what spreadsheets put on the clipboard) a quote mark inside an
 * unquoted field stands for itself; with a comma it is an error. */
typedef struct _ZbCsvReader ZbCsvReader;

/* @source names the text in messages; both are copied. */
ZbCsvReader *zb_csv_reader_new (const char *source, const char *text, gsize length, char separator);
void zb_csv_reader_free (ZbCsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCsvReader, zb_csv_reader_free)

/* The next record as a NULL-terminated vector (borrowed until the next call), NULL at the end or
 * with @error set. Blank lines are skipped. @ret_n_fields and @ret_line (where the
 * record began, from 1) may be NULL.
 * Errors are ZB_FORMAT_ERROR, MALFORMED or TOO_LARGE, "source:line: column N: …" with the number of
 * the field; once failed, the reader fails again. */
const char *const *
zb_csv_reader_next (ZbCsvReader *reader, guint *ret_n_fields, int *ret_line, GError **error);
