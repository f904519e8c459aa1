/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-pool.h"

#include "desktop/widgets/grid-place.h"

typedef struct {
  ZbGridPlace place;
  ZbGridCell *cell; /* owned by its parent widget */
  ZbGridCellKind kind;
  gboolean bound;
  guint round; /* the update it was last wanted in */
} Entry;

struct _ZbGridPool {
  GtkWidget *parent;
  const ZbGridStyle *style;
  GPtrArray *entries;
  GHashTable *places; /* Entry by place, bound ones only */
  guint round;
  guint n_cells[ZB_GRID_CELL_N_KINDS];
  guint next_free[ZB_GRID_CELL_N_KINDS]; /* where to look on for a cell nobody wants */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  gtk_widget_unparent (GTK_WIDGET (entry->cell));
  g_free (entry);
}

ZbGridPool *
zb_grid_pool_new (GtkWidget *parent, const ZbGridStyle *style)
{
  ZbGridPool *pool = g_new0 (ZbGridPool, 1);
  pool->parent = parent;
  pool->style = style;
  pool->entries = g_ptr_array_new_with_free_func (entry_free);
  pool->places = g_hash_table_new (zb_grid_place_hash, zb_grid_place_equal);
  return pool;
}

void
zb_grid_pool_free (ZbGridPool *pool)
{
  g_hash_table_unref (pool->places);
  g_ptr_array_unref (pool->entries);
  g_free (pool);
}

void
zb_grid_pool_begin (ZbGridPool *pool)
{
  pool->round++;
  for (guint kind = 0; kind < ZB_GRID_CELL_N_KINDS; kind++)
    pool->next_free[kind] = 0;
}

static Entry *
find_entry (ZbGridPool *pool, guint row, guint column)
{
  ZbGridPlace key = {row, column};
  return g_hash_table_lookup (pool->places, &key);
}

gboolean
zb_grid_pool_want (ZbGridPool *pool, guint row, guint column)
{
  Entry *entry = find_entry (pool, row, column);
  if (entry == NULL)
    return FALSE;
  entry->round = pool->round;
  return TRUE;
}

static void
unbind (ZbGridPool *pool, Entry *entry)
{
  if (entry->bound)
    g_hash_table_remove (pool->places, entry);
  entry->bound = FALSE;
}

static Entry *
find_free (ZbGridPool *pool, ZbGridCellKind kind)
{
  for (guint i = pool->next_free[kind]; i < pool->entries->len; i++) {
    Entry *entry = g_ptr_array_index (pool->entries, i);
    if (entry->kind == kind && entry->round != pool->round) {
      pool->next_free[kind] = i + 1;
      return entry;
    }
  }
  pool->next_free[kind] = pool->entries->len;
  return NULL;
}

static Entry *
add_entry (ZbGridPool *pool, ZbGridCellKind kind)
{
  Entry *entry = g_new0 (Entry, 1);
  entry->kind = kind;
  entry->cell = ZB_GRID_CELL (zb_grid_cell_new (kind, pool->style));
  gtk_widget_set_parent (GTK_WIDGET (entry->cell), pool->parent);
  g_ptr_array_add (pool->entries, entry);
  pool->n_cells[kind]++;
  return entry;
}

ZbGridCell *
zb_grid_pool_take (ZbGridPool *pool, ZbGridCellKind kind, guint row, guint column)
{
  Entry *there = find_entry (pool, row, column);
  if (there != NULL && there->kind == kind)
    return there->cell;
  if (there != NULL) {
    unbind (pool, there);
    gtk_widget_set_child_visible (GTK_WIDGET (there->cell), FALSE);
  }
  Entry *entry = find_free (pool, kind);
  if (entry == NULL)
    entry = add_entry (pool, kind);
  unbind (pool, entry);
  entry->place = (ZbGridPlace){row, column};
  entry->bound = TRUE;
  entry->round = pool->round;
  g_hash_table_add (pool->places, entry);
  gtk_widget_set_child_visible (GTK_WIDGET (entry->cell), TRUE);
  return entry->cell;
}

void
zb_grid_pool_end (ZbGridPool *pool)
{
  for (guint i = 0; i < pool->entries->len; i++) {
    Entry *entry = g_ptr_array_index (pool->entries, i);
    if (entry->round == pool->round)
      continue;
    unbind (pool, entry);
    gtk_widget_set_child_visible (GTK_WIDGET (entry->cell), FALSE);
  }
}

void
zb_grid_pool_reserve (ZbGridPool *pool, ZbGridCellKind kind, guint n)
{
  while (pool->n_cells[kind] < n) {
    Entry *entry = add_entry (pool, kind);
    gtk_widget_set_child_visible (GTK_WIDGET (entry->cell), FALSE);
  }
}

ZbGridCell *
zb_grid_pool_find (ZbGridPool *pool, guint row, guint column)
{
  Entry *entry = find_entry (pool, row, column);
  return entry != NULL ? entry->cell : NULL;
}

void
zb_grid_pool_forget (ZbGridPool *pool)
{
  g_hash_table_remove_all (pool->places);
  for (guint i = 0; i < pool->entries->len; i++) {
    Entry *entry = g_ptr_array_index (pool->entries, i);
    entry->bound = FALSE;
  }
}

guint
zb_grid_pool_get_n_cells (ZbGridPool *pool)
{
  return pool->entries->len;
}

ZbGridCell *
zb_grid_pool_get_bound (ZbGridPool *pool, guint i)
{
  Entry *entry = g_ptr_array_index (pool->entries, i);
  return entry->bound ? entry->cell : NULL;
}

void
zb_grid_pool_restyle (ZbGridPool *pool)
{
  for (guint i = 0; i < pool->entries->len; i++) {
    Entry *entry = g_ptr_array_index (pool->entries, i);
    zb_grid_cell_restyle (entry->cell);
  }
}
