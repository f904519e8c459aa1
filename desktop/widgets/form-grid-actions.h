/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Installs the actions grid.* and their keys. */
void zb_form_grid_install_actions (GtkWidgetClass *widget_class);

/* Enables what can be done with the current cell. */
void zb_form_grid_update_actions (ZbFormGrid *grid);

/* Opens the context menu at a point. */
void zb_form_grid_show_menu (ZbFormGrid *grid, double x, double y);
