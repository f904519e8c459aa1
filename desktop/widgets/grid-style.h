/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-content.h"

/* Sizes and colours a grid's parts share, read from font and style sheet whenever they change. */
typedef struct {
  int digit_width;
  int line_height;
  int baseline; /* from the top of a line */
  int pad_x;
  int pad_y;
  int indent;
  PangoAttrList *tabular; /* digits of one width */
  GdkRGBA ink;
  GdkRGBA line;      /* hairline between cells */
  GdkRGBA rule;      /* the form's strong lines */
  GdkRGBA focus;     /* ring and selection */
  GdkRGBA selection; /* laid over selected cells */
  GdkRGBA changed;
  GdkRGBA remark;
  GdkRGBA marks[ZB_GRID_MARK_REFUSED + 1];
  gboolean high_contrast;
} ZbGridStyle;

void zb_grid_style_clear (ZbGridStyle *style);

/* Reads the style of @widget anew. */
void zb_grid_style_load (ZbGridStyle *style, GtkWidget *widget);

/* Reads the colours alone. */
void zb_grid_style_load_colours (ZbGridStyle *style, GtkWidget *widget);

/* Height of a row with so many lines, its hairline included. */
int zb_grid_style_row_height (const ZbGridStyle *style, guint lines);
