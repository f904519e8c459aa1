/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-refusals.h"

/* A handful at most times, thousands after a wrong paste: the map answers the drawing, the array
 * keeps the order. */
struct _ZbGridRefusals {
  GPtrArray *order;  /* ZbGridRefusal, owned */
  GHashTable *cells; /* the same by place */
};

static void
refusal_free (gpointer data)
{
  ZbGridRefusal *refusal = data;
  g_free (refusal->text);
  g_free (refusal->message);
  g_free (refusal);
}

ZbGridRefusals *
zb_grid_refusals_new (void)
{
  ZbGridRefusals *refusals = g_new0 (ZbGridRefusals, 1);
  refusals->order = g_ptr_array_new_with_free_func (refusal_free);
  refusals->cells = g_hash_table_new (zb_grid_place_hash, zb_grid_place_equal);
  return refusals;
}

void
zb_grid_refusals_free (ZbGridRefusals *refusals)
{
  g_hash_table_unref (refusals->cells);
  g_ptr_array_unref (refusals->order);
  g_free (refusals);
}

void
zb_grid_refusals_add (
    ZbGridRefusals *refusals, guint row, guint column, const char *text, const char *message)
{
  ZbGridRefusal *refusal = g_new0 (ZbGridRefusal, 1);
  refusal->place = (ZbGridPlace){row, column};
  refusal->text = g_strdup (text);
  refusal->message = g_strdup (message);
  zb_grid_refusals_drop (refusals, row, column);
  g_ptr_array_add (refusals->order, refusal);
  g_hash_table_add (refusals->cells, refusal);
}

gboolean
zb_grid_refusals_drop (ZbGridRefusals *refusals, guint row, guint column)
{
  ZbGridPlace key = {row, column};
  ZbGridRefusal *refusal = g_hash_table_lookup (refusals->cells, &key);
  if (refusal == NULL)
    return FALSE;
  g_hash_table_remove (refusals->cells, refusal);
  g_ptr_array_remove (refusals->order, refusal);
  return TRUE;
}

void
zb_grid_refusals_clear (ZbGridRefusals *refusals)
{
  g_hash_table_remove_all (refusals->cells);
  g_ptr_array_set_size (refusals->order, 0);
}

void
zb_grid_refusals_shift (ZbGridRefusals *refusals, guint position, guint removed, guint added)
{
  g_hash_table_remove_all (refusals->cells);
  for (guint i = refusals->order->len; i-- > 0;) {
    ZbGridRefusal *refusal = g_ptr_array_index (refusals->order, i);
    if (refusal->place.row >= position && refusal->place.row - position < removed) {
      g_ptr_array_remove_index (refusals->order, i);
      continue;
    }
    if (refusal->place.row >= position)
      refusal->place.row = refusal->place.row - removed + added;
    g_hash_table_add (refusals->cells, refusal);
  }
}

const ZbGridRefusal *
zb_grid_refusals_find (const ZbGridRefusals *refusals, guint row, guint column)
{
  ZbGridPlace key = {row, column};
  return g_hash_table_lookup (refusals->cells, &key);
}

guint
zb_grid_refusals_get_n (const ZbGridRefusals *refusals)
{
  return refusals->order->len;
}

const ZbGridRefusal *
zb_grid_refusals_get (const ZbGridRefusals *refusals, guint i)
{
  return g_ptr_array_index (refusals->order, i);
}
