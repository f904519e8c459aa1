/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"
#include "server/store/error.h"

static ZbEvidenceOwn
own_of_leaf (const ZbLeaf *leaf, GBytes *receipt, const GArray *path)
{
  return (ZbEvidenceOwn){receipt, leaf->record, leaf->index, (const ZbHash *)path->data, path->len};
}

static ZbEvidenceShared
shared_of_checkpoint (const ZbStoredCheckpoint *checkpoint, const char *keys)
{
  return (ZbEvidenceShared){checkpoint->note, checkpoint->signature, checkpoint->token, keys};
}

GBytes *
zb_log_evidence (ZbStore *store, guint64 index, GError **error)
{
  g_autoptr (ZbLeaf) leaf = zb_store_read_leaf (store, index, error);
  g_autoptr (GBytes) receipt = NULL;
  g_autoptr (ZbStoredCheckpoint) checkpoint = NULL;
  g_autoptr (GArray) path = NULL;
  g_autofree char *keys = NULL;

  if (leaf == NULL)
    return NULL;
  receipt = zb_store_read_receipt (store, leaf, error);
  if (receipt == NULL)
    return NULL;
  checkpoint = zb_store_read_checkpoint_for (store, index, error);
  if (checkpoint == NULL)
    return NULL;
  path = zb_log_inclusion (store, index, checkpoint->size, error);
  if (path == NULL)
    return NULL;
  keys = zb_store_dup_log_keys (store, checkpoint->note);
  const ZbEvidenceOwn own = own_of_leaf (leaf, receipt, path);
  const ZbEvidenceShared shared = shared_of_checkpoint (checkpoint, keys);
  return zb_evidence_build (&own, &shared, error);
}

ZbReceipt *
zb_log_read_receipt (ZbStore *store, const ZbLeaf *leaf, GError **error)
{
  g_autoptr (GBytes) bytes = zb_store_read_receipt (store, leaf, error);

  return bytes != NULL ? zb_receipt_read ("receipt", bytes, error) : NULL;
}

void
zb_log_pair_clear (ZbLogPair *pair)
{
  g_clear_pointer (&pair->leaves, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (pair->paths); i++) {
    g_clear_pointer (&pair->receipts[i], g_bytes_unref);
    g_clear_pointer (&pair->paths[i], g_array_unref);
  }
  g_clear_pointer (&pair->checkpoint, zb_stored_checkpoint_free);
  g_clear_pointer (&pair->keys, g_free);
}

gboolean
zb_log_read_pair (ZbStore *store, gint64 message, ZbLogPair *ret_pair, GError **error)
{
  g_auto (ZbLogPair) pair = {.leaves = zb_store_list_receipts (store, message, error)};

  if (pair.leaves == NULL)
    return FALSE;
  if (pair.leaves->len < G_N_ELEMENTS (pair.paths)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "the receipts of message %" G_GINT64_FORMAT " are gone", message);
    return FALSE;
  }
  const ZbLeaf *first = pair.leaves->pdata[0];
  pair.checkpoint = zb_store_read_checkpoint_for (store, first->index, error);
  for (guint i = 0; pair.checkpoint != NULL && i < G_N_ELEMENTS (pair.paths); i++) {
    const ZbLeaf *leaf = pair.leaves->pdata[i];

    pair.receipts[i] = zb_store_read_receipt (store, leaf, error);
    if (pair.receipts[i] == NULL)
      return FALSE;
    pair.paths[i] = zb_log_inclusion (store, leaf->index, pair.checkpoint->size, error);
    if (pair.paths[i] == NULL)
      return FALSE;
    pair.pair.own[i] = own_of_leaf (leaf, pair.receipts[i], pair.paths[i]);
  }
  if (pair.checkpoint == NULL)
    return FALSE;
  pair.keys = zb_store_dup_log_keys (store, pair.checkpoint->note);
  pair.pair.shared = shared_of_checkpoint (pair.checkpoint, pair.keys);
  *ret_pair = pair;
  pair = (ZbLogPair){0};
  return TRUE;
}

static gboolean
own_of_result (const ZbAct *act,
               const ZbActResult *result,
               guint index,
               ZbEvidenceOwn *ret_own,
               GError **error)
{
  const ZbSeal *seal = result->seal;
  guint64 leaf = result->first_leaf + index;
  gsize length;

  if (seal == NULL || index >= act->n_receipts || leaf < seal->first || leaf >= seal->size) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND, "the result proves no receipt %u",
                 index);
    return FALSE;
  }
  const ZbActReceipt *receipt = &act->receipts[index];
  const ZbHash *path =
      g_bytes_get_data (g_ptr_array_index (seal->paths, leaf - seal->first), &length);
  *ret_own =
      (ZbEvidenceOwn){receipt->bytes, receipt->record, leaf, path, (guint)(length / sizeof *path)};
  return TRUE;
}

static ZbEvidenceShared
shared_of_seal (const ZbSeal *seal)
{
  return (ZbEvidenceShared){seal->note, seal->signature, NULL, seal->keys};
}

GBytes *
zb_log_result_evidence (const ZbAct *act, const ZbActResult *result, guint index, GError **error)
{
  ZbEvidenceOwn own;

  if (!own_of_result (act, result, index, &own, error))
    return NULL;
  const ZbEvidenceShared shared = shared_of_seal (result->seal);
  return zb_evidence_build (&own, &shared, error);
}

gboolean
zb_log_result_pair (const ZbAct *act,
                    const ZbActResult *result,
                    ZbEvidencePair *ret_pair,
                    GError **error)
{
  ZbEvidencePair pair = {0};

  for (guint i = 0; i < G_N_ELEMENTS (pair.own); i++) {
    if (!own_of_result (act, result, i, &pair.own[i], error))
      return FALSE;
  }
  pair.shared = shared_of_seal (result->seal);
  *ret_pair = pair;
  return TRUE;
}
