/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/checkpoint.h"
#include "exchange/receipt.h"
#include "exchange/stamp.h"

/* Evidence of one receipt: receipt.xml, its log leaf, index and inclusion path, the checkpoint, and
 * one CAdES of the node's receipt key over the checkpoint. Kept as a stored zip, entries in this
 * order: mimetype, receipt.xml, leaf.txt, proof.txt (C2SP tlog-proof), checkpoint.p7s, and
 * optionally checkpoint.tst (an RFC 3161 token over the note) and keys.txt, by which the log's keys
 * vouch for those that signed the note (exchange/succession.h). */

/* What evidence of one receipt has of its own. Borrowed. */
typedef struct {
  GBytes *receipt;
  const char *leaf; /* its log record */
  guint64 index;
  const ZbHash *path;
  guint n_path;
} ZbEvidenceOwn;

/* What evidence of all receipts of a commit group has in common. Borrowed. */
typedef struct {
  const char *checkpoint; /* the note */
  GBytes *signature;      /* over the note's bytes, with certificates */
  GBytes *token;          /* (nullable) a time stamp over them */
  const char *keys;       /* (nullable) of the log, while its first one did not sign the note */
} ZbEvidenceShared;

/* (transfer full). TOO_LARGE over ZB_PROTOCOL_MAX_EVIDENCE. */
GBytes *
zb_evidence_build (const ZbEvidenceOwn *own, const ZbEvidenceShared *shared, GError **error);

typedef struct {
  ZbReceipt *receipt;
  guint64 index;
  ZbCheckpoint checkpoint;
  ZbCertificate *node; /* the receipt key's certificate */
  ZbStamp stamp;       /* time 0: it is not stamped */
} ZbEvidence;

void zb_evidence_free (ZbEvidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbEvidence, zb_evidence_free)

/* Verifies all of it offline: leaf says what the receipt says and names its digest, path leads to
 * the checkpoint's root, the note's and the node's signatures verify, the node's certificate holds
 * at @at; of stamped evidence the token verifies too, and the certificate need only have held at
 * its time: so it outlives the certificate, and whatever became of the key later. @container
 * (nullable): its digest must be the receipt's. @verifier: a vkey of the log, or its keys
 * (exchange/succession.h): a key that these vouch for in the evidence signs as well, and one whose
 * term had ended when the receipt was given does not. Errors: TOO_LARGE, MALFORMED, BAD_DIGEST
 * (leaf, path or container do not fit), those of zb_checkpoint_open() and of zb_signature_verify().
 */
ZbEvidence *zb_evidence_verify (GBytes *bytes,
                                GBytes *container,
                                ZbTrust *trust,
                                const char *verifier,
                                gint64 at,
                                GError **error);

/* (transfer full) Only what the receipt says; nothing of it is verified. */
ZbReceipt *zb_evidence_read_receipt (GBytes *bytes, GError **error);
/* (transfer full) SHA-256 of its receipt.xml, hex. */
char *zb_evidence_receipt_digest (GBytes *bytes, GError **error);

/* Only the checkpoint that the evidence rests on, and its signed note, the log's signature checked:
 * of evidence that was verified before. */
gboolean zb_evidence_read_checkpoint (GBytes *bytes,
                                      const char *verifier,
                                      ZbCheckpoint *ret_checkpoint,
                                      char **ret_note,
                                      GError **error);

/* (transfer full): one log record as text: "time event sender message-id container receipt signer
 * outcome", fixed order, one line without its end. What is NULL is written "-". Of a receipt, event
 * is zb_receipt_kind_name(), time its time, outcome what an R2 or R4 says; signer is the author's
 * certificate, for an R4 the decider's. */
char *zb_evidence_leaf (const char *event,
                        gint64 time,
                        const char *sender,
                        const char *message_id,
                        const char *container,
                        const char *receipt_digest,
                        const char *signer,
                        const char *outcome);
