/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes stored zip archives that zb_zip_read() takes, entries in call order, all with the same
 * fixed time stamp, so that the same entries give the same bytes. */
typedef struct _ZbZipWriter ZbZipWriter;

ZbZipWriter *zb_zip_writer_new (void);
void zb_zip_writer_free (ZbZipWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbZipWriter, zb_zip_writer_free)

void zb_zip_writer_add (ZbZipWriter *writer, const char *name, GBytes *bytes);
GBytes *zb_zip_writer_finish (ZbZipWriter *writer, GError **error);
