/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-writer.h"

/* The reports that ./bench recheck judges, made up from a seed: report @i is the same whatever was
 * asked before. Figures are thousands of yuan between units of very different size; parts add up to
 * totals, but for one in a hundred that somebody mistyped. */

#define ZB_BENCH_ROWS 17
#define ZB_BENCH_COLUMNS 4
#define ZB_BENCH_CELLS (ZB_BENCH_ROWS * ZB_BENCH_COLUMNS)
#define ZB_BENCH_SEED 20240601u

/* A form of one section with @n_rows rows 01, 02 … and ZB_BENCH_COLUMNS columns. */
ZbForm *zb_bench_form (guint n_rows);
/* The figures of report @index, row by row; beyond ZB_BENCH_ROWS the same kinds of row again. */
void zb_bench_figures (guint index, guint n_rows, gint64 *ret_figures);
/* Writes reports 0 to @n - 1 as a column file; their stamps are their numbers. */
gboolean zb_bench_write_columns (const char *path, ZbForm *form, guint n, GError **error);
/* Writes the same as a table: the report's number and its figures, with commas and no head. */
gboolean zb_bench_write_table (const char *path, guint n, GError **error);
