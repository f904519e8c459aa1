/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/tree.h"

#include "server/store/error.h"

#include <string.h>

#define TILE_HEIGHT 8
#define TILE_WIDTH 256
#define TILE_NODES (2 * TILE_WIDTH - 1)

typedef struct {
  guint level;
  guint64 index;
  guint width; /* hashes held of the lowest row */
  gboolean changed;
  ZbHash nodes[TILE_NODES]; /* row by row, the lowest first; those of full subtrees are valid */
} Tile;

struct _ZbLogTree {
  guint64 size;
  GHashTable *tiles; /* guint64* (tile_key) → Tile* */
  ZbTileLoad load;
  gpointer data;
};

static ZbHash *
tile_node (Tile *tile, guint height, guint index)
{
  return &tile->nodes[2 * TILE_WIDTH - (2 * TILE_WIDTH >> height) + index];
}

static void
tile_push (Tile *tile, const ZbHash *hash)
{
  guint index = tile->width++;

  *tile_node (tile, 0, index) = *hash;
  for (guint height = 0; index % 2 == 1; height++, index /= 2)
    *tile_node (tile, height + 1, index / 2) =
        zb_merkle_node (tile_node (tile, height, index - 1), tile_node (tile, height, index));
}

static guint64
tile_key (guint level, guint64 index)
{
  /* 256⁸ leaves leave 56 bits for the lowest tiles. */
  return (guint64)level << 56 | index;
}

static Tile *
keep_tile (ZbLogTree *tree, guint level, guint64 index)
{
  Tile *tile = g_new (Tile, 1);
  guint64 *key = g_new (guint64, 1);

  tile->level = level;
  tile->index = index;
  tile->width = 0;
  tile->changed = FALSE;
  *key = tile_key (level, index);
  g_hash_table_insert (tree->tiles, key, tile);
  return tile;
}

static gboolean
fail (GError **error, guint level, guint64 index)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "tile %u/%" G_GUINT64_FORMAT " of the log is missing or damaged", level, index);
  return FALSE;
}

/* The tile, held or loaded; NULL with an error. */
static Tile *
find_tile (ZbLogTree *tree, guint level, guint64 index, GError **error)
{
  guint64 key = tile_key (level, index);
  Tile *tile = g_hash_table_lookup (tree->tiles, &key);
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) hashes = NULL;
  const ZbHash *data;
  gsize length = 0;

  if (tile != NULL)
    return tile;
  if (tree->load != NULL)
    hashes = tree->load (level, index, tree->data, &fault);
  if (fault != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return NULL;
  }
  data = hashes != NULL ? g_bytes_get_data (hashes, &length) : NULL;
  if (data == NULL || length % sizeof *data != 0 || length / sizeof *data > TILE_WIDTH) {
    fail (error, level, index);
    return NULL;
  }
  tile = keep_tile (tree, level, index);
  for (gsize i = 0; i < length / sizeof *data; i++)
    tile_push (tile, &data[i]);
  return tile;
}

ZbLogTree *
zb_log_tree_new (guint64 size)
{
  ZbLogTree *tree = g_new0 (ZbLogTree, 1);

  tree->size = size;
  tree->tiles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return tree;
}

void
zb_log_tree_free (ZbLogTree *tree)
{
  if (tree == NULL)
    return;
  g_hash_table_unref (tree->tiles);
  g_free (tree);
}

void
zb_log_tree_set_load (ZbLogTree *tree, ZbTileLoad load, gpointer data)
{
  tree->load = load;
  tree->data = data;
}

guint64
zb_log_tree_size (const ZbLogTree *tree)
{
  return tree->size;
}

gboolean
zb_log_tree_append (ZbLogTree *tree, const ZbHash *leaf, GError **error)
{
  guint64 place = tree->size;
  ZbHash hash = *leaf;

  for (guint level = 0;; level++) {
    guint64 index = place / TILE_WIDTH;
    guint width = (guint)(place % TILE_WIDTH);
    Tile *tile =
        width == 0 ? keep_tile (tree, level, index) : find_tile (tree, level, index, error);

    if (tile == NULL)
      return FALSE;
    /* A tile may hold more than the tree did when it was signed, never less. */
    if (tile->width < width)
      return fail (error, level, index);
    tile->width = width;
    tile_push (tile, &hash);
    tile->changed = TRUE;
    if (tile->width < TILE_WIDTH)
      break;
    hash = *tile_node (tile, TILE_HEIGHT, 0);
    place = index;
  }
  tree->size++;
  return TRUE;
}

gboolean
zb_log_tree_read (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  ZbLogTree *tree = data;
  guint height = level % TILE_HEIGHT;
  guint64 row = TILE_WIDTH >> height;
  Tile *tile = find_tile (tree, level / TILE_HEIGHT, index / row, error);

  if (tile == NULL)
    return FALSE;
  if ((index % row + 1) << height > tile->width)
    return fail (error, tile->level, tile->index);
  *ret_hash = *tile_node (tile, height, (guint)(index % row));
  return TRUE;
}

gboolean
zb_log_tree_root (ZbLogTree *tree, ZbHash *ret_root, GError **error)
{
  return zb_merkle_root (tree->size, zb_log_tree_read, tree, ret_root, error);
}

static gboolean
is_past (gpointer key, gpointer value, gpointer data)
{
  const Tile *tile = value;
  const ZbLogTree *tree = data;
  guint64 row = tree->size >> (TILE_HEIGHT * tile->level);

  return tile->index != row / TILE_WIDTH || row % TILE_WIDTH == 0;
}

gboolean
zb_log_tree_settle (ZbLogTree *tree, ZbTileStore store, gpointer data, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, tree->tiles);
  while (store != NULL && g_hash_table_iter_next (&iter, NULL, &value)) {
    Tile *tile = value;
    g_autoptr (GBytes) hashes = NULL;

    if (!tile->changed)
      continue;
    hashes = g_bytes_new (tile->nodes, tile->width * sizeof (ZbHash));
    if (!store (tile->level, tile->index, hashes, data, error))
      return FALSE;
    tile->changed = FALSE;
  }
  g_hash_table_foreach_remove (tree->tiles, is_past, tree);
  return TRUE;
}

void
zb_log_tree_assign (ZbLogTree *tree, const ZbLogTree *other)
{
  GHashTableIter iter;
  gpointer key, tile;

  tree->size = other->size;
  g_hash_table_remove_all (tree->tiles);
  g_hash_table_iter_init (&iter, other->tiles);
  while (g_hash_table_iter_next (&iter, &key, &tile))
    g_hash_table_insert (tree->tiles, g_memdup2 (key, sizeof (guint64)),
                         g_memdup2 (tile, sizeof (Tile)));
}
