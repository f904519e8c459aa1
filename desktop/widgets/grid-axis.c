/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-axis.h"

struct _ZbGridAxis {
  GArray *starts; /* int, one more than there are items */
};

ZbGridAxis *
zb_grid_axis_new (void)
{
  ZbGridAxis *axis = g_new0 (ZbGridAxis, 1);
  axis->starts = g_array_new (FALSE, TRUE, sizeof (int));
  g_array_set_size (axis->starts, 1);
  return axis;
}

void
zb_grid_axis_free (ZbGridAxis *axis)
{
  g_array_unref (axis->starts);
  g_free (axis);
}

void
zb_grid_axis_set_sizes (ZbGridAxis *axis, const int *sizes, guint n)
{
  g_array_set_size (axis->starts, n + 1);
  int *starts = (int *)(void *)axis->starts->data;
  starts[0] = 0;
  for (guint i = 0; i < n; i++)
    starts[i + 1] = starts[i] + sizes[i];
}

guint
zb_grid_axis_get_n (const ZbGridAxis *axis)
{
  return axis->starts->len - 1;
}

int
zb_grid_axis_get_total (const ZbGridAxis *axis)
{
  return zb_grid_axis_get_start (axis, axis->starts->len - 1);
}

int
zb_grid_axis_get_start (const ZbGridAxis *axis, guint i)
{
  g_return_val_if_fail (i < axis->starts->len, 0);
  return g_array_index (axis->starts, int, i);
}

int
zb_grid_axis_get_size (const ZbGridAxis *axis, guint i)
{
  return zb_grid_axis_get_start (axis, i + 1) - zb_grid_axis_get_start (axis, i);
}

guint
zb_grid_axis_at (const ZbGridAxis *axis, int position)
{
  guint low = 0;
  guint high = zb_grid_axis_get_n (axis);
  g_return_val_if_fail (high > 0, 0);
  while (high - low > 1) {
    guint middle = low + (high - low) / 2;
    if (zb_grid_axis_get_start (axis, middle) <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

void
zb_grid_axis_share (int *sizes, const guint *weights, guint n, int left)
{
  guint sum = 0;
  for (guint i = 0; i < n; i++)
    sum += weights[i];
  if (sum == 0 || left <= 0)
    return;
  int given = 0;
  guint first = n;
  for (guint i = 0; i < n; i++) {
    int part = (int)((gint64)left * weights[i] / sum);
    sizes[i] += part;
    given += part;
    if (first == n && weights[i] > 0)
      first = i;
  }
  sizes[first] += left - given;
}
