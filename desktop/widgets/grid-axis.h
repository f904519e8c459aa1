/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The places of rows or columns along one direction, in pixels from the first. */
typedef struct _ZbGridAxis ZbGridAxis;

ZbGridAxis *zb_grid_axis_new (void);
void zb_grid_axis_free (ZbGridAxis *axis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbGridAxis, zb_grid_axis_free)

/* Replaces all sizes (copied); none is negative. */
void zb_grid_axis_set_sizes (ZbGridAxis *axis, const int *sizes, guint n);

guint zb_grid_axis_get_n (const ZbGridAxis *axis);
int zb_grid_axis_get_total (const ZbGridAxis *axis);

/* Where @i begins; with @i the number of items, where the last one ends. */
int zb_grid_axis_get_start (const ZbGridAxis *axis, guint i);
int zb_grid_axis_get_size (const ZbGridAxis *axis, guint i);

/* The item at @position, the first or last one outside; there must be one. */
guint zb_grid_axis_at (const ZbGridAxis *axis, int position);

/* Widens @sizes (at least @n) by sharing @left over @weights; what does not divide goes to the
 * first weighty item. */
void zb_grid_axis_share (int *sizes, const guint *weights, guint n, int left);
