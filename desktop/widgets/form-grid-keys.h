/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid-private.h"

/* Adds the controllers that move, select and type by keyboard. */
void zb_form_grid_add_keys (ZbFormGrid *grid);
