/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"
#include "validators/columns/lanes.h"

/* The figures of all reports of one form edition and period, by column, mapped into memory: a cache
 * of what a store holds, made again whenever it does not fit. Immutable, shared
 * between threads. A file must not be shortened while it is mapped: writers replace it as a
 * whole. */
typedef struct _ZbColumnFile ZbColumnFile;

/* Maps @path and checks header and tables, so that nothing read later can lie outside. Fails with
 * ZB_RULE_ERROR_COLUMNS for a damaged file or one of another form than @form. */
ZbColumnFile *zb_column_file_open (const char *path, const ZbForm *form, GError **error);
/* The same from memory. */
ZbColumnFile *
zb_column_file_new (GBytes *bytes, const char *name, const ZbForm *form, GError **error);
/* Reads every vector and checks its sum, its range and its bitmaps: whether figures are as they
 * were written. */
gboolean zb_column_file_verify (const ZbColumnFile *file, GError **error);
ZbColumnFile *zb_column_file_ref (ZbColumnFile *file);
void zb_column_file_unref (ZbColumnFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnFile, zb_column_file_unref)

ZbPeriod zb_column_file_period (const ZbColumnFile *file);
guint zb_column_file_n_reports (const ZbColumnFile *file);
guint zb_column_file_n_blocks (const ZbColumnFile *file);
/* Empty where a report has gone and its place is vacant: it counts as one that says nothing. */
const char *zb_column_file_unit (const ZbColumnFile *file, guint report);
gint64 zb_column_file_stamp (const ZbColumnFile *file, guint report);
/* The report of @unit, which is not empty; -1 if there is none. */
int zb_column_file_find_unit (const ZbColumnFile *file, const char *unit);
/* The reports of a block that rules are asked of: not those that only say there is nothing. */
const guint64 *zb_column_file_live (const ZbColumnFile *file, guint block);

/* The column of a cell of a fixed section, or (@row -1) of a dynamic one, or (@column -1 too) of
 * its row keys; -1 if the cell has no figures. */
int zb_column_file_find (const ZbColumnFile *file, guint section, int row, int column);
/* A block of a column of fixed cells. */
ZbLaneBlock zb_column_file_block (const ZbColumnFile *file, guint column, guint block);

/* Rows of a dynamic section: blocks of their own within each block of reports. */
guint zb_column_file_first_row_block (const ZbColumnFile *file, guint section, guint block);
/* Where the rows of each report of a block begin, counted from the block's first row: ZB_LANES + 1
 * numbers. */
const guint32 *zb_column_file_row_starts (const ZbColumnFile *file, guint section, guint block);
/* The key of row @row of report @report. */
const char *
zb_column_file_row_key (const ZbColumnFile *file, guint section, guint report, guint row);
ZbLaneBlock zb_column_file_row_lanes (const ZbColumnFile *file, guint column, guint row_block);
/* The bytes of a vector as they lie in the file: of a column of fixed cells and a block, or of a
 * dynamic one and a row block. */
const void *zb_column_file_vector (const ZbColumnFile *file,
                                   guint column,
                                   guint block,
                                   ZbColumnBlock *ret_block);
/* Row keys are sorted as texts, so numbers compare as keys do. */
guint zb_column_file_n_keys (const ZbColumnFile *file);
const char *zb_column_file_key (const ZbColumnFile *file, guint number);
/* -1 if no row has it. */
int zb_column_file_find_key (const ZbColumnFile *file, const char *key);
