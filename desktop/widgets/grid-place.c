/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-place.h"

guint
zb_grid_place_hash (gconstpointer place)
{
  const ZbGridPlace *self = place;
  return self->row * 1031u + self->column;
}

gboolean
zb_grid_place_equal (gconstpointer a, gconstpointer b)
{
  const ZbGridPlace *left = a;
  const ZbGridPlace *right = b;
  return left->row == right->row && left->column == right->column;
}
