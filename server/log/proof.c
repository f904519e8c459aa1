/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"

#include "server/log/tree.h"

#include <string.h>

ZbHash
zb_log_record_hash (const char *record)
{
  return zb_merkle_leaf (record, strlen (record));
}

static GBytes *
load_tile_cb (guint level, guint64 index, gpointer data, GError **error)
{
  return zb_store_read_tile (data, level, index, error);
}

GArray *
zb_log_inclusion (ZbStore *store, guint64 leaf, guint64 size, GError **error)
{
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (size);

  zb_log_tree_set_load (tree, load_tile_cb, store);
  return zb_merkle_inclusion (leaf, size, zb_log_tree_read, tree, error);
}

GArray *
zb_log_consistency (ZbStore *store, guint64 earlier, guint64 size, GError **error)
{
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (size);

  zb_log_tree_set_load (tree, load_tile_cb, store);
  return zb_merkle_consistency (earlier, size, zb_log_tree_read, tree, error);
}
