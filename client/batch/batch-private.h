/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/batch/batch-source.h"
#include "client/batch/batch.h"

/* Ordinary reports; 0 is the most urgent. */
#define ZB_BATCH_PRIORITY 1

struct _ZbBatch {
  ZbBatchSource *source;
  char *path, *form, *period;
  char *profile;       /* (nullable) */
  gboolean pin_failed; /* in this round of signing, which begins with the first line */
  ZbBatchLine *lines;  /* one of each piece */
};

/* FALSE, so that callers can return it: nothing more is done with the line. */
gboolean zb_batch_settle (ZbBatchLine *line, ZbBatchState state, const char *reason);
/* Takes @failure: the line's, unless it is the store's, which is wrong with every line. */
gboolean
zb_batch_settle_error (ZbBatchLine *line, ZbBatchState state, GError *failure, GError **error);
/* What became of the line's message so far. */
gboolean zb_batch_read_sent (ZbBatchLine *line, ZbWorkspace *workspace, GError **error);
