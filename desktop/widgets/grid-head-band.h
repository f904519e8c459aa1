/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-axis.h"
#include "desktop/widgets/grid-head.h"
#include "desktop/widgets/grid-style.h"

/* One block of merged column heads. Its frozen columns stay, the others follow the grid's
 * horizontal scrolling. */
#define ZB_TYPE_GRID_HEAD_BAND (zb_grid_head_band_get_type ())
G_DECLARE_FINAL_TYPE (ZbGridHeadBand, zb_grid_head_band, ZB, GRID_HEAD_BAND, GtkWidget)

/* Takes a reference on @head; @style and @columns are borrowed and outlive the band. */
GtkWidget *zb_grid_head_band_new (ZbGridHead *head,
                                  guint row,
                                  guint n_frozen,
                                  const ZbGridStyle *style,
                                  const ZbGridAxis *columns);

/* The row of the model it stands for. */
guint zb_grid_head_band_get_row (ZbGridHeadBand *band);

/* Lays the texts out in the columns as they are now; the height in pixels. */
int zb_grid_head_band_fit (ZbGridHeadBand *band);

void zb_grid_head_band_set_scroll (ZbGridHeadBand *band, int scroll);
