/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The value below which @percent of @n values lie; 50 is the median. Sorts them; 0 of none. */
double zb_bench_percentile (double *values, guint n, guint percent);
