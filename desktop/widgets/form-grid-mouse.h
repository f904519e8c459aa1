/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Adds the controllers for clicking, dragging a selection and the context menu. */
void zb_form_grid_add_mouse (ZbFormGrid *grid);

/* Stops scrolling along with a drag. */
void zb_form_grid_stop_autoscroll (ZbFormGrid *grid);
