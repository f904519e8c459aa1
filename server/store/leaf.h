/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Reads of the log as stored: records, receipts, tiles and checkpoints. */

typedef struct {
  guint64 index;
  char *record;
  int kind;          /* ZbReceiptKind of its receipt, or -1 for a record alone */
  gint64 message;    /* row of the message it belongs to, or 0 */
  gboolean enclosed; /* the receipt lies in that message's body */
} ZbLeaf;

void zb_leaf_free (ZbLeaf *leaf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLeaf, zb_leaf_free)

ZbLeaf *zb_store_read_leaf (ZbStore *store, guint64 index, GError **error);
/* (transfer full) ZbLeaf from @first on, at most @limit, in order. */
GPtrArray *zb_store_list_leaves (ZbStore *store, guint64 first, guint limit, GError **error);
/* (transfer full) The receipt's bytes. NOT_FOUND: the record has none, or they are gone. */
GBytes *zb_store_read_receipt (ZbStore *store, const ZbLeaf *leaf, GError **error);
/* The receipts of a message in the order of the log. (transfer full) ZbLeaf. */
GPtrArray *zb_store_list_receipts (ZbStore *store, gint64 message, GError **error);
/* How many of @kind (ZbReceiptKind) there are. */
gboolean
zb_store_count_receipts (ZbStore *store, gint64 message, int kind, guint *ret_n, GError **error);

typedef struct {
  guint64 size;
  gint64 time;
  char *note;
  GBytes *signature;
  GBytes *token; /* (nullable) RFC 3161, over the note */
} ZbStoredCheckpoint;

void zb_stored_checkpoint_free (ZbStoredCheckpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredCheckpoint, zb_stored_checkpoint_free)

/* The newest; NOT_FOUND while the log is empty. */
ZbStoredCheckpoint *zb_store_read_checkpoint (ZbStore *store, GError **error);
/* The first one that holds leaf @index. */
ZbStoredCheckpoint *zb_store_read_checkpoint_for (ZbStore *store, guint64 index, GError **error);
/* (transfer full) ZbStoredCheckpoint larger than @after, at most @limit, by size. */
GPtrArray *zb_store_list_checkpoints (ZbStore *store, guint64 after, guint limit, GError **error);

/* By which the log's keys vouch for those that signed @note; NULL if they need not, or nobody seals
 * here. (transfer full) */
char *zb_store_dup_log_keys (ZbStore *store, const char *note);

/* (transfer full) The hashes of a tile; NOT_FOUND if there is none. */
GBytes *zb_store_read_tile (ZbStore *store, guint level, guint64 index, GError **error);
