/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/desktop/sample-grid.h"

/* Two real forms as grids, in Chinese or English. */

/* B204-1 with its sections A, B and C and the worked example's figures. */
SampleGrid *sample_grid_new_b204 (gboolean chinese);

/* B203, its rows in two halves beside each other. */
SampleGrid *sample_grid_new_b203 (gboolean chinese);
