/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/digest.h"

/* RFC 9162 §2.1 tree hashing: leaf SHA-256(0x00‖record), node SHA-256(0x01‖left‖right). */
typedef struct {
  guint8 bytes[ZB_DIGEST_SIZE];
} ZbHash;

ZbHash zb_merkle_leaf (const void *record, gsize length);
ZbHash zb_merkle_node (const ZbHash *left, const ZbHash *right);

/* Reads the hash of the full subtree of 2^@level leaves whose first leaf is @index × 2^@level. */
typedef gboolean (*ZbMerkleRead) (
    guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error);

/* Root of the first @size leaves. The empty tree is SHA-256(""). */
gboolean
zb_merkle_root (guint64 size, ZbMerkleRead read, gpointer data, ZbHash *ret_root, GError **error);
/* (transfer full) array of ZbHash: inclusion path of leaf @index in the tree of @size. */
GArray *
zb_merkle_inclusion (guint64 index, guint64 size, ZbMerkleRead read, gpointer data, GError **error);
/* (transfer full) GBytes, hash by hash: the paths of the leaves from @first to before @end. */
GPtrArray *zb_merkle_inclusions (
    guint64 first, guint64 end, guint64 size, ZbMerkleRead read, gpointer data, GError **error);
/* (transfer full) array of ZbHash: consistency of the tree of @size with the earlier one of
 * @earlier. */
GArray *zb_merkle_consistency (
    guint64 earlier, guint64 size, ZbMerkleRead read, gpointer data, GError **error);
gboolean zb_merkle_verify_inclusion (const ZbHash *leaf,
                                     guint64 index,
                                     guint64 size,
                                     const ZbHash *path,
                                     guint n,
                                     const ZbHash *root);
gboolean zb_merkle_verify_consistency (guint64 earlier,
                                       const ZbHash *earlier_root,
                                       guint64 size,
                                       const ZbHash *root,
                                       const ZbHash *path,
                                       guint n);
