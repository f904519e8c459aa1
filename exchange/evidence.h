/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/checkpoint.h"
#include "exchange/receipt.h"
#include "exchange/signature.h"

/* Evidence of one receipt: receipt.xml, its log leaf, index and inclusion path, the checkpoint, and
 * one CAdES of the node's receipt key over the checkpoint. Kept as a stored zip: mimetype,
 * receipt.xml, leaf.txt, proof.txt (C2SP tlog-proof), checkpoint.p7s. */
GBytes *zb_evidence_build (GBytes *receipt,
                           const char *leaf,
                           guint64 index,
                           const ZbHash *path,
                           guint n_path,
                           const char *checkpoint,
                           GBytes *signature,
                           GError **error);

typedef struct {
  ZbReceipt *receipt;
  guint64 index;
  ZbCheckpoint checkpoint;
  ZbCertificate *node; /* the receipt key's certificate */
} ZbEvidence;

void zb_evidence_free (ZbEvidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbEvidence, zb_evidence_free)

/* Verifies all of it offline: leaf names the receipt's digest, path leads to the checkpoint's root,
 * the note's and the node's signatures verify. @container (nullable): its digest must be the
 * receipt's. @verifier: the log's vkey. */
ZbEvidence *zb_evidence_verify (GBytes *bytes,
                                GBytes *container,
                                ZbTrust *trust,
                                const char *verifier,
                                gint64 at,
                                GError **error);

/* One log record as text: "time event sender message-id container receipt signer outcome", fixed
 * order, one line. */
char *zb_evidence_leaf (const char *event,
                        gint64 time,
                        const char *sender,
                        const char *message_id,
                        const char *container,
                        const char *receipt_digest,
                        const char *signer,
                        const char *outcome);
