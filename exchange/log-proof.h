/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/merkle.h"

/* Proofs about a log as texts: paths of hashes, one a line in base64, and C2SP's tlog-proof
 * (c2sp.org/tlog-proof@v1), which joins a record's index, its path and a checkpoint, so that it can
 * be checked offline. */

/* The most hashes of a path: of a tree that 64 bits can count. */
#define ZB_LOG_PROOF_MAX_PATH 64

/* (transfer full) */
char *zb_log_path_write (const ZbHash *path, guint n);
/* (transfer full) array of ZbHash; the empty text is the empty path. MALFORMED. */
GArray *zb_log_path_read (const char *text, GError **error);

/* (transfer full). @checkpoint: the signed note. */
char *zb_log_proof_write (guint64 index, const ZbHash *path, guint n, const char *checkpoint);

typedef struct {
  guint64 index;
  GArray *path;     /* ZbHash */
  char *checkpoint; /* the signed note; what it says is not checked */
} ZbLogProof;

void zb_log_proof_clear (ZbLogProof *proof);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbLogProof, zb_log_proof_clear)

/* MALFORMED; a proof with extra data is one of those. */
gboolean zb_log_proof_read (const char *text, ZbLogProof *ret_proof, GError **error);
