/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence.h"

#include "server/log/log.h"
#include "server/store/error.h"

GBytes *
zb_log_evidence (ZbStore *store, guint64 index, GError **error)
{
  g_autoptr (ZbLeaf) leaf = zb_store_read_leaf (store, index, error);
  g_autoptr (ZbStoredCheckpoint) checkpoint = NULL;
  g_autoptr (GArray) path = NULL;
  g_autofree char *keys = NULL;

  if (leaf == NULL)
    return NULL;
  if (leaf->receipt == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "record %" G_GUINT64_FORMAT " of the log has no receipt", index);
    return NULL;
  }
  checkpoint = zb_store_read_checkpoint_for (store, index, error);
  if (checkpoint == NULL)
    return NULL;
  path = zb_log_inclusion (store, index, checkpoint->size, error);
  if (path == NULL)
    return NULL;
  keys = zb_store_dup_log_keys (store, checkpoint->note);
  return zb_evidence_build (leaf->receipt, leaf->record, index, (const ZbHash *)path->data,
                            path->len, checkpoint->note, checkpoint->signature, checkpoint->token,
                            keys, error);
}

GBytes *
zb_log_result_evidence (const ZbAct *act, const ZbActResult *result, guint index, GError **error)
{
  const ZbSeal *seal = result->seal;
  guint64 leaf = result->first_leaf + index;
  const ZbHash *path;
  gsize length;

  if (seal == NULL || index >= act->n_receipts || leaf < seal->first || leaf >= seal->size) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND, "the result proves no receipt %u",
                 index);
    return NULL;
  }
  path = g_bytes_get_data (g_ptr_array_index (seal->paths, leaf - seal->first), &length);
  return zb_evidence_build (act->receipts[index].bytes, act->receipts[index].record, leaf, path,
                            (guint)(length / sizeof *path), seal->note, seal->signature, NULL,
                            seal->keys, error);
}
