/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/merkle.h"

/* The tree's hashes in tiles of 256 (C2SP tlog-tiles), each with the nodes above it, so that a hash
 * is computed once. Holds the tiles that were touched; others are loaded when asked for. */
typedef struct _ZbLogTree ZbLogTree;

/* (transfer full) The hashes of a tile; NULL with an error, or with none if there is no such tile.
 */
typedef GBytes *(*ZbTileLoad) (guint level, guint64 index, gpointer data, GError **error);
typedef gboolean (*ZbTileStore) (
    guint level, guint64 index, GBytes *hashes, gpointer data, GError **error);

ZbLogTree *zb_log_tree_new (guint64 size);
void zb_log_tree_free (ZbLogTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogTree, zb_log_tree_free)
/* From where tiles come; nullable: a tile not held is then an error. */
void zb_log_tree_set_load (ZbLogTree *tree, ZbTileLoad load, gpointer data);

guint64 zb_log_tree_size (const ZbLogTree *tree);
gboolean zb_log_tree_append (ZbLogTree *tree, const ZbHash *leaf, GError **error);
/* ZbMerkleRead; @tree is its data. */
gboolean
zb_log_tree_read (guint level, guint64 index, ZbHash *ret_hash, gpointer tree, GError **error);
gboolean zb_log_tree_root (ZbLogTree *tree, ZbHash *ret_root, GError **error);
/* Hands each changed tile to @store (nullable), and keeps only those at the right edge. */
gboolean zb_log_tree_settle (ZbLogTree *tree, ZbTileStore store, gpointer data, GError **error);
/* Makes @tree hold what @other holds. */
void zb_log_tree_assign (ZbLogTree *tree, const ZbLogTree *other);
