/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes stored zip archives that zb_zip_read() takes, entries in call order, all with the same
 * fixed time stamp, so that the same entries give the same bytes. Without extra fields, so that an
 * entry "mimetype" added first puts its content at byte 38, as ASiC (EN 319 162-1 A.1) asks. */
typedef struct _ZbZipWriter ZbZipWriter;

ZbZipWriter *zb_zip_writer_new (void);
void zb_zip_writer_free (ZbZipWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbZipWriter, zb_zip_writer_free)

/* References @bytes. What is wrong with a name is said by finish. */
void zb_zip_writer_add (ZbZipWriter *writer, const char *name, GBytes *bytes);
/* (transfer full): the archive, as zb_zip_read() takes it, the limits on size aside.
 * ZB_FORMAT_ERROR_FORBIDDEN: no entries, names twice or not accepted, or too much for a zip without
 * the extensions of zip64. */
GBytes *zb_zip_writer_finish (ZbZipWriter *writer, GError **error);
