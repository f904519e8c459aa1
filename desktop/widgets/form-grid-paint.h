/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Widget class function: cells clipped to their panes, lines, selection, heads on top. */
void zb_form_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
