/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A cell of the model. Structs that begin with one can be keys of a hash table by place. */
typedef struct {
  guint row;
  guint column;
} ZbGridPlace;

guint zb_grid_place_hash (gconstpointer place);
gboolean zb_grid_place_equal (gconstpointer a, gconstpointer b);
