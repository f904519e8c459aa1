/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/merkle.h"

/* What a log sends to a witness (c2sp.org/tlog-witness, add-checkpoint): "old SIZE", the proof from
 * that size to the checkpoint's, an empty line, the checkpoint. */

#define ZB_WITNESS_MAX_REQUEST (24 * 1024)
/* The type of the answer to a request from another size than the witness's, which tells it. */
#define ZB_MIME_LOG_SIZE "text/x.tlog.size"

typedef struct {
  guint64 old;
  GArray *path;     /* ZbHash */
  char *checkpoint; /* the signed note; what it says is not checked */
} ZbWitnessRequest;

void zb_witness_request_clear (ZbWitnessRequest *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbWitnessRequest, zb_witness_request_clear)

/* (transfer full) */
char *zb_witness_request_write (const ZbWitnessRequest *request);
/* MALFORMED. */
gboolean zb_witness_request_read (const char *text, ZbWitnessRequest *ret_request, GError **error);
