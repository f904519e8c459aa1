/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* Beside a cell: what stood there in the periods before, as figures and as a small plot; what the
 * person noted on it; which accounts it is taken from. Signals: "note" (text), "formula" (text),
 * when they were changed and the box is left. */
#define ZB_TYPE_CELL_BOX (zb_cell_box_get_type ())
G_DECLARE_FINAL_TYPE (ZbCellBox, zb_cell_box, ZB, CELL_BOX, GtkPopover)

typedef struct {
  char *when;
  char *figure; /* as shown; "" where there is none */
  gboolean known;
  double height;   /* of the figure, for the plot only */
  gboolean marked; /* the period before, and the same one a year before */
} ZbCellPoint;

void zb_cell_point_free (ZbCellPoint *point);

GtkWidget *zb_cell_box_new (void);
/* @points (ZbCellPoint), oldest first, the last one is the cell itself; taken. NULL while they are
 * being read. @formula: NULL where the cell takes nothing from the ledger. */
void zb_cell_box_fill (ZbCellBox *box,
                       const char *title,
                       GPtrArray *points,
                       const char *note,
                       const char *formula,
                       gboolean editable);
void zb_cell_box_set_points (ZbCellBox *box, GPtrArray *points);
