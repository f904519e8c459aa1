/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"
#include "validators/columns/column-file.h"

/* Writes a column file from reports, one after the other. */
typedef struct _ZbColumnWriter ZbColumnWriter;

/* @path is replaced when the writer finishes, and untouched before. */
ZbColumnWriter *
zb_column_writer_new (const char *path, ZbForm *form, ZbPeriod period, GError **error);
/* Drops what was written, unless it was finished. */
void zb_column_writer_free (ZbColumnWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnWriter, zb_column_writer_free)

/* Reports come sorted by unit, each unit once, unless others are kept. @stamp names the version of
 * the report. */
gboolean
zb_column_writer_add (ZbColumnWriter *writer, const ZbReport *report, gint64 stamp, GError **error);

/* The rest is for writing a file anew where some of its reports have changed: their order no longer
 * matters, but no unit may come twice. @file is of the writer's form, and stays until the writer is
 * freed. */

/* From now on. */
void zb_column_writer_set_any_order (ZbColumnWriter *writer);
/* Takes over report @report, or the vacant place, as it stands in @file. */
gboolean zb_column_writer_keep (ZbColumnWriter *writer,
                                const ZbColumnFile *file,
                                guint report,
                                GError **error);
/* Takes over a whole block, without unpacking it, where the next begins; one that is not full must
 * be the last. */
gboolean zb_column_writer_keep_block (ZbColumnWriter *writer,
                                      const ZbColumnFile *file,
                                      guint block,
                                      GError **error);
/* Leaves a place vacant, so that those of other reports stay the same. */
gboolean zb_column_writer_skip (ZbColumnWriter *writer, GError **error);

gboolean zb_column_writer_finish (ZbColumnWriter *writer, GError **error);
