/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* RFC 4180 with a bound on size, columns and field length; a UTF-8 BOM is skipped; CR, LF and CRLF
 * end a line; the separator is a comma, or a tab when @separator says so. Errors name source, line
 * and column. */
typedef struct _ZbCsvReader ZbCsvReader;

ZbCsvReader *zb_csv_reader_new (const char *source, const char *text, gsize length, char separator);
void zb_csv_reader_free (ZbCsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCsvReader, zb_csv_reader_free)

/* The next record as a NULL-terminated vector (borrowed until the next call), NULL at the end or
 * with @error set. Blank lines are skipped. @ret_line is where the record began. */
const char *const *
zb_csv_reader_next (ZbCsvReader *reader, guint *ret_n_fields, int *ret_line, GError **error);
