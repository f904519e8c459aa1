/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-content.h"
#include "desktop/widgets/grid-style.h"

/* What a cell stands for decides its accessible role, and so from which heap it is recycled. */
typedef enum {
  ZB_GRID_CELL_KIND_VALUE,
  ZB_GRID_CELL_KIND_STUB,
  ZB_GRID_CELL_KIND_TITLE,
  ZB_GRID_CELL_KIND_NOTE,
  ZB_GRID_CELL_KIND_ADD,
  ZB_GRID_CELL_KIND_HEAD,
  ZB_GRID_CELL_N_KINDS,
} ZbGridCellKind;

/* One light widget of the grid's pool: it draws a text and its marks and is what assistive
 * technology sees. It is bound to another place whenever the grid scrolls. */
#define ZB_TYPE_GRID_CELL (zb_grid_cell_get_type ())
G_DECLARE_FINAL_TYPE (ZbGridCell, zb_grid_cell, ZB, GRID_CELL, GtkWidget)

/* @style is borrowed and outlives the cell. */
GtkWidget *zb_grid_cell_new (ZbGridCellKind kind, const ZbGridStyle *style);
/* How many lines its text may take: its row has grown or shrunk. */
void zb_grid_cell_set_lines (ZbGridCell *cell, guint lines);
ZbGridCellKind zb_grid_cell_get_kind (ZbGridCell *cell);

/* Shows @content (its text is taken) at a place. @name says in words where that is, NULL where the
 * text itself does. @lines is how many lines the text may fill. */
void zb_grid_cell_bind (ZbGridCell *cell,
                        guint row,
                        guint column,
                        guint lines,
                        ZbGridContent *content,
                        const char *name);

/* Whether that is what it shows already. */
gboolean zb_grid_cell_shows (ZbGridCell *cell, guint lines, const ZbGridContent *content);

guint zb_grid_cell_get_row (ZbGridCell *cell);
guint zb_grid_cell_get_column (ZbGridCell *cell);
const char *zb_grid_cell_get_text (ZbGridCell *cell);
ZbGridCellFlags zb_grid_cell_get_flags (ZbGridCell *cell);
ZbGridMark zb_grid_cell_get_mark (ZbGridCell *cell);

void zb_grid_cell_set_selected (ZbGridCell *cell, gboolean selected);

/* The width the text wants on one line, padding included. */
int zb_grid_cell_get_needed_width (ZbGridCell *cell);

/* The height the text wants when wrapped to @width, padding and hairline included. */
int zb_grid_cell_get_needed_height (ZbGridCell *cell, int width);

/* After the style was loaded anew. */
void zb_grid_cell_restyle (ZbGridCell *cell);
