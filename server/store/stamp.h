/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* RFC 3161 tokens over the log's checkpoints, made after them. */
typedef struct {
  guint64 size; /* of the tree at the checkpoint */
  gint64 time;  /* of the stamp */
  GBytes *token;
} ZbStoredStamp;

/* ZB_ACT_STAMP takes a ZbStoredStamp; a second one for a checkpoint is a repetition. */

/* The size at the last checkpoint that has a token; 0 if none has. */
gboolean zb_store_read_stamped (ZbStore *store, guint64 *ret_size, GError **error);
