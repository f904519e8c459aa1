/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/batch/batch.h"

/* How a line stands, for the accountant: "2 errors · 1 to explain". @language: of the roles' names,
 * "zh…" or another. (transfer full) */
char *zb_batch_dup_words (const ZbBatchLine *line, const char *language);
/* "18 ready · 2 with errors": all lines, the states that are there. (transfer full) */
char *zb_batch_dup_summary (const ZbBatch *batch);
/* "ready", "hard" …: for programs. Static. */
const char *zb_batch_state_name (ZbBatchState state);
