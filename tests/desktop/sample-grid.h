/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/grid-model.h"

/* A model for tests, screenshots and benchmarks: whole numbers and decimals in plain strings, with
 * undo, refusals and rows that come and go. */
#define SAMPLE_TYPE_GRID (sample_grid_get_type ())
G_DECLARE_FINAL_TYPE (SampleGrid, sample_grid, SAMPLE, GRID, GObject)

/* A head over name, code and @n_columns - 2 figures, then @n_rows rows of them; the first two
 * columns are frozen labels. */
SampleGrid *sample_grid_new_plain (guint n_rows, guint n_columns);

/* An empty grid, to be filled by the functions below; they emit no signal. */
SampleGrid *sample_grid_new (guint n_columns, guint n_labels);
void sample_grid_set_column (SampleGrid *grid, guint column, ZbGridColumn info);
void sample_grid_add_banner (SampleGrid *grid, ZbGridRowKind kind, const char *text);

/* Adds a HEAD row; takes the reference. */
void sample_grid_take_head (SampleGrid *grid, ZbGridHead *head);
void sample_grid_set_indent (SampleGrid *grid, guint row, guint column, guint indent);

/* Adds a row of cells; @figures has one text per column that is no label. No signal. */
void sample_grid_add_cells (SampleGrid *grid,
                            const char *name,
                            const char *unit,
                            const char *code,
                            const char *const *figures,
                            gboolean removable);

void sample_grid_set_flags (SampleGrid *grid, guint row, guint column, ZbGridCellFlags flags);
void sample_grid_set_mark (SampleGrid *grid, guint row, guint column, ZbGridMark mark);

/* Lets the cell span @n columns. */
void sample_grid_set_span (SampleGrid *grid, guint row, guint column, guint n);

/* Puts @n empty rows in at @position, takes @n out; both emit "rows-changed". */
void sample_grid_insert_rows (SampleGrid *grid, guint position, guint n);
void sample_grid_remove_rows (SampleGrid *grid, guint position, guint n);

/* The plain text of a cell (borrowed), and how often it was committed to so far. */
const char *sample_grid_get_text (SampleGrid *grid, guint row, guint column);
guint sample_grid_get_n_commits (SampleGrid *grid);
