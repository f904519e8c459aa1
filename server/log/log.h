/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/evidence-pair.h"
#include "server/keys/keyholder.h"
#include "server/store/leaf.h"

/* The append-only Merkle log (RFC 9162 hashing, C2SP tiles and checkpoints) over the store's log
 * records. */

/* Signs a commit group: what touches keys. @ret_note and @ret_signature are (transfer full). */
typedef struct {
  gboolean (*seal) (gpointer self,
                    const ZbCheckpoint *checkpoint,
                    gint64 time,
                    char **ret_note,
                    GBytes **ret_signature,
                    GError **error);
  gpointer self;
} ZbLogSealer;

/* A sealer of two keys: the log's Ed25519 key signs the note, the node's receipt key signs the note
 * by one CAdES. Their holders are borrowed and outlive the sealer's use. While the log's key before
 * has its term, it signs the note, too. */
typedef struct _ZbLogKeys ZbLogKeys;
ZbLogKeys *zb_log_keys_new (ZbKeyholder *log, ZbKeyholder *receipt);
void zb_log_keys_free (ZbLogKeys *keys);
/* @before signs until @until; one that no longer can is told of once and left out. */
void zb_log_keys_set_before (ZbLogKeys *keys, ZbKeyholder *before, gint64 until);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogKeys, zb_log_keys_free)
ZbLogSealer zb_log_keys_sealer (ZbLogKeys *keys);

/* The log as the store's journal. Made before the store, freed after it. */
typedef struct _ZbLog ZbLog;

ZbLog *zb_log_new (const char *origin, ZbLogSealer sealer);
void zb_log_free (ZbLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLog, zb_log_free)
/* Whose signatures it has had; borrowed. Without, all are the first key's. */
void zb_log_set_succession (ZbLog *log, const ZbSuccession *succession);
ZbJournal zb_log_journal (ZbLog *log);

/* The leaf hash of a log record. */
ZbHash zb_log_record_hash (const char *record);

/* Evidence of the receipt at @leaf (exchange/evidence.h), the same bytes each time once it is
 * stamped: its record, path, and the checkpoint of the group it was logged in with its token, if it
 * has one yet. */
GBytes *zb_log_evidence (ZbStore *store, guint64 leaf, GError **error);
/* The same at once from the result of the act, without reading the store. @index counts the act's
 * receipts. */
GBytes *
zb_log_result_evidence (const ZbAct *act, const ZbActResult *result, guint index, GError **error);

/* What proves R1 and R2 of a submission, to be written as evidence of each or as a pair; @ret_pair
 * borrows from @act and @result. */
gboolean zb_log_result_pair (const ZbAct *act,
                             const ZbActResult *result,
                             ZbEvidencePair *ret_pair,
                             GError **error);
/* The same from the store, for what was taken before. */
typedef struct {
  ZbEvidencePair pair; /* borrows from what follows */
  GPtrArray *leaves;   /* ZbLeaf */
  GBytes *receipts[2];
  GArray *paths[2];
  ZbStoredCheckpoint *checkpoint;
  char *keys;
} ZbLogPair;
void zb_log_pair_clear (ZbLogPair *pair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbLogPair, zb_log_pair_clear)
/* Of the receipts of @message, which are R1 and R2 at least: CORRUPT where they are gone. */
gboolean zb_log_read_pair (ZbStore *store, gint64 message, ZbLogPair *ret_pair, GError **error);

/* What the record's receipt says; NOT_FOUND if it has none. */
ZbReceipt *zb_log_read_receipt (ZbStore *store, const ZbLeaf *leaf, GError **error);

/* Inclusion path of @leaf in the tree of @size; array of ZbHash. */
GArray *zb_log_inclusion (ZbStore *store, guint64 leaf, guint64 size, GError **error);
/* Consistency of the tree of @size with the earlier one of @earlier; array of ZbHash. */
GArray *zb_log_consistency (ZbStore *store, guint64 earlier, guint64 size, GError **error);
