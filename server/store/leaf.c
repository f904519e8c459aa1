/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/leaf.h"

#include "server/store/reader-private.h"

void
zb_leaf_free (ZbLeaf *leaf)
{
  if (leaf == NULL)
    return;
  g_free (leaf->record);
  g_free (leaf);
}

void
zb_stored_checkpoint_free (ZbStoredCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  g_free (checkpoint->note);
  g_clear_pointer (&checkpoint->signature, g_bytes_unref);
  g_clear_pointer (&checkpoint->token, g_bytes_unref);
  g_free (checkpoint);
}

#define SELECT_LEAVES                                                                              \
  "SELECT l.id, l.record, coalesce (l.kind, r.kind, -1), coalesce (l.message, r.message), "        \
  "l.kind IS NOT NULL FROM log_leaf l LEFT JOIN receipt r ON r.leaf = l.id WHERE "

static gpointer
make_leaf (const ZbStatement *row)
{
  ZbLeaf *leaf = g_new0 (ZbLeaf, 1);

  leaf->index = (guint64)zb_statement_int (row, 0);
  leaf->record = zb_statement_dup_text (row, 1);
  leaf->kind = (int)zb_statement_int (row, 2);
  leaf->message = zb_statement_int (row, 3);
  leaf->enclosed = zb_statement_int (row, 4) != 0;
  return leaf;
}

ZbLeaf *
zb_store_read_leaf (ZbStore *store, guint64 index, GError **error)
{
  return zb_reader_one (store, SELECT_LEAVES "l.id = ?1", ZB_VALUES (zb_value_int ((gint64)index)),
                        make_leaf, "the log has no such record", error);
}

GPtrArray *
zb_store_list_leaves (ZbStore *store, guint64 first, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_LEAVES);
  zb_filter_add (&filter, "l.id >= ?", zb_value_int ((gint64)first));
  zb_filter_page (&filter, "l.id", limit);
  return zb_reader_list (store, &filter, make_leaf, (GDestroyNotify)zb_leaf_free, error);
}

GPtrArray *
zb_store_list_receipts (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_list_values (
      store,
      SELECT_LEAVES "coalesce (l.kind, r.kind) IS NOT NULL AND l.id IN "
                    "(SELECT id FROM log_leaf WHERE id BETWEEN "
                    "(SELECT first_leaf FROM message WHERE id = ?1) AND "
                    "(SELECT first_leaf + n_leaves - 1 FROM message WHERE id = ?1) "
                    "UNION SELECT d.leaf FROM version v JOIN decision d ON d.version = v.id "
                    "WHERE v.message = ?1 "
                    "UNION SELECT leaf FROM receipt WHERE kind = 3 AND message = ?1 "
                    "UNION SELECT leaf FROM relayed_decision WHERE message = ?1) "
                    "ORDER BY l.id",
      ZB_VALUES (zb_value_int (message)), make_leaf, (GDestroyNotify)zb_leaf_free, error);
}

gboolean
zb_store_count_receipts (ZbStore *store, gint64 message, int kind, guint *ret_n, GError **error)
{
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (store, message, error);

  if (leaves == NULL)
    return FALSE;
  *ret_n = 0;
  for (guint i = 0; i < leaves->len; i++)
    *ret_n += ((const ZbLeaf *)g_ptr_array_index (leaves, i))->kind == kind;
  return TRUE;
}

static gpointer
make_checkpoint (const ZbStatement *row)
{
  ZbStoredCheckpoint *checkpoint = g_new0 (ZbStoredCheckpoint, 1);

  checkpoint->size = (guint64)zb_statement_int (row, 0);
  checkpoint->time = zb_statement_int (row, 1);
  checkpoint->note = zb_statement_dup_text (row, 2);
  checkpoint->signature = zb_statement_dup_bytes (row, 3);
  if (!zb_statement_is_null (row, 4))
    checkpoint->token = zb_statement_dup_bytes (row, 4);
  return checkpoint;
}

#define SELECT_CHECKPOINTS                                                                         \
  "SELECT c.size, c.time, c.note, c.signature, s.token "                                           \
  "FROM log_checkpoint c LEFT JOIN log_stamp s ON s.size = c.size "

ZbStoredCheckpoint *
zb_store_read_checkpoint (ZbStore *store, GError **error)
{
  return zb_reader_one (store, SELECT_CHECKPOINTS "ORDER BY c.size DESC LIMIT 1", NULL, 0,
                        make_checkpoint, "the log is empty", error);
}

ZbStoredCheckpoint *
zb_store_read_checkpoint_for (ZbStore *store, guint64 index, GError **error)
{
  return zb_reader_one (store, SELECT_CHECKPOINTS "WHERE c.size > ?1 ORDER BY c.size LIMIT 1",
                        ZB_VALUES (zb_value_int ((gint64)index)), make_checkpoint,
                        "no checkpoint holds the record", error);
}

GPtrArray *
zb_store_list_checkpoints (ZbStore *store, guint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_CHECKPOINTS);
  zb_filter_add (&filter, "WHERE c.size > ?", zb_value_int ((gint64)after));
  zb_filter_page (&filter, "c.size", limit);
  return zb_reader_list (store, &filter, make_checkpoint, (GDestroyNotify)zb_stored_checkpoint_free,
                         error);
}

static gpointer
make_tile (const ZbStatement *row)
{
  return zb_statement_dup_bytes (row, 0);
}

GBytes *
zb_store_read_tile (ZbStore *store, guint level, guint64 index, GError **error)
{
  return zb_reader_one (store, "SELECT hashes FROM log_tile WHERE level = ?1 AND number = ?2",
                        ZB_VALUES (zb_value_int (level), zb_value_int ((gint64)index)), make_tile,
                        "the log has no such tile", error);
}

char *
zb_store_dup_log_keys (ZbStore *store, const char *note)
{
  const ZbJournal *journal = &store->options.journal;

  return journal->interface != NULL && journal->interface->keys != NULL
             ? journal->interface->keys (journal->self, note)
             : NULL;
}
