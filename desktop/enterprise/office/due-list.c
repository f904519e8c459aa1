/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/due-list.h"

/* What names a report for as long as it is owed. (transfer full) */
static char *
dup_key (ZbDueItem *item)
{
  const ZbDue *due = zb_due_item_get_due (item);
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%s/%s", due->account, due->form, due->period);
}

/* Key → item, borrowed from @store. */
static GHashTable *
index_items (GListStore *store)
{
  GHashTable *items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n; i++) {
    ZbDueItem *item = g_list_model_get_item (G_LIST_MODEL (store), i);
    g_hash_table_insert (items, dup_key (item), item);
  }
  return items;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return zb_due_item_compare (*(gpointer *)a, *(gpointer *)b, NULL);
}

/* The items as they are to stand, those of before among them; @kept gets the latter. */
static GPtrArray *
list_wanted (GListStore *store, const GPtrArray *fresh, GHashTable *kept)
{
  g_autoptr (GHashTable) items = index_items (store);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < fresh->len; i++) {
    g_autofree char *key = dup_key (fresh->pdata[i]);
    ZbDueItem *known = g_hash_table_lookup (items, key);
    if (known != NULL) {
      zb_due_item_take_over (known, fresh->pdata[i]);
      g_hash_table_add (kept, known);
    }
    g_ptr_array_add (wanted, g_object_ref (known != NULL ? known : fresh->pdata[i]));
  }
  g_ptr_array_sort (wanted, compare_cb);
  return wanted;
}

static gboolean
stands_at (GListStore *store, guint index, gconstpointer item)
{
  g_autoptr (GObject) found = g_list_model_get_item (G_LIST_MODEL (store), index);
  return (gconstpointer)found == item;
}

/* Puts @item where it belongs; all before @index stands already. */
static void
put (GListStore *store, guint index, gpointer item, gboolean known)
{
  guint position;

  if (stands_at (store, index, item))
    return;
  /* Its neighbour stands here: that one moves, and this one keeps its row. */
  if (known && stands_at (store, index + 1, item)) {
    g_autoptr (GObject) other = g_list_model_get_item (G_LIST_MODEL (store), index);
    g_list_store_remove (store, index);
    g_list_store_append (store, other);
    return;
  }
  if (known && g_list_store_find (store, item, &position))
    g_list_store_remove (store, position);
  g_list_store_insert (store, index, item);
}

void
zb_due_list_update (GListStore *store, const GPtrArray *fresh)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) wanted = list_wanted (store, fresh, kept);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (store)); i > 0; i--) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i - 1);
    if (!g_hash_table_contains (kept, item))
      g_list_store_remove (store, i - 1);
  }
  for (guint i = 0; i < wanted->len; i++)
    put (store, i, wanted->pdata[i], g_hash_table_contains (kept, wanted->pdata[i]));
}
