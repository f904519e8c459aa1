/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* Writes a column file from reports, one after the other. */
typedef struct _ZbColumnWriter ZbColumnWriter;

/* @path is replaced when the writer finishes, and untouched before. */
ZbColumnWriter *
zb_column_writer_new (const char *path, ZbForm *form, ZbPeriod period, GError **error);
/* Drops what was written, unless it was finished. */
void zb_column_writer_free (ZbColumnWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnWriter, zb_column_writer_free)

/* Reports come sorted by unit, each unit once. @stamp names the version of the report. */
gboolean
zb_column_writer_add (ZbColumnWriter *writer, const ZbReport *report, gint64 stamp, GError **error);
gboolean zb_column_writer_finish (ZbColumnWriter *writer, GError **error);
