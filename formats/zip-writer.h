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
/* (transfer full): the archive, which was read back by zb_zip_read(), the limits on size aside. Its
 * errors (no entries, names twice or not accepted) are this function's, besides
 * ZB_FORMAT_ERROR_IO. */
GBytes *zb_zip_writer_finish (ZbZipWriter *writer, GError **error);
