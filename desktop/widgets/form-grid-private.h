/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid.h"
#include "desktop/widgets/grid-axis.h"
#include "desktop/widgets/grid-editor.h"
#include "desktop/widgets/grid-head-band.h"
#include "desktop/widgets/grid-place.h"
#include "desktop/widgets/grid-pool.h"
#include "desktop/widgets/grid-refusals.h"
#include "desktop/widgets/grid-style.h"

struct _ZbFormGrid {
  GtkWidget parent_instance;

  ZbGridModel *model;            /* owned */
  GtkAdjustment *adjustments[2]; /* by GtkOrientation, owned */
  GtkScrollablePolicy policies[2];
  GtkDirectionType enter_moves;

  ZbGridStyle style;
  ZbGridPool *pool;
  GPtrArray *bands;  /* ZbGridHeadBand in row order, children */
  GArray *row_infos; /* ZbGridRow of every row */
  guint n_columns;
  guint n_frozen;
  GArray *grown; /* int per column: the width its widest figure seen so far wants */
  ZbGridAxis *rows;
  ZbGridAxis *columns;
  gboolean geometry_stale;
  int geometry_width;

  gboolean has_place; /* there is a current cell */
  ZbGridPlace place;  /* the current cell, one end of the selection */
  ZbGridPlace anchor; /* its other end */
  guint tab_origin;   /* the column a run of Tab began in, where Enter returns to */
  gboolean reveal;    /* scroll to the current cell once there is a size */

  ZbGridEditor *editor; /* child; visible while editing */
  ZbGridPlace edited;
  ZbGridRefusals *refusals;
  gboolean refused_last; /* the latest entry was refused: undo begins with it */
  GtkWidget *hint;       /* child: why the current cell's text was refused */

  GtkWidget *menu;
  GCancellable *pasting;
  guint autoscroll;
  double pointer_x;
  double pointer_y;
};

/* form-grid.c */
enum {
  ZB_FORM_GRID_CELL_FOCUSED,
  ZB_FORM_GRID_ACTIVATE_ROW,
  ZB_FORM_GRID_REFUSED,
  ZB_FORM_GRID_NOTICE,
  ZB_FORM_GRID_N_SIGNALS,
};
void zb_form_grid_emit_cell_focused (ZbFormGrid *grid);
void zb_form_grid_emit_refused (ZbFormGrid *grid, ZbGridPlace place, const char *message);
void zb_form_grid_notice (ZbFormGrid *grid, const char *message);
void zb_form_grid_notify_refusals (ZbFormGrid *grid);
void zb_form_grid_activate_row (ZbFormGrid *grid, guint row);
