/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/batch/batch.h"
#include "desktop/enterprise/office/office.h"

/* A batch on the office's workers, one line after the other, so that what became of each is seen
 * at once and nothing else waits for long. While it runs, its lines are the workers'. */
typedef struct _ZbBatchRun ZbBatchRun;

typedef enum {
  ZB_BATCH_RUN_IDLE,
  ZB_BATCH_RUN_READING,
  ZB_BATCH_RUN_CHECKING,
  ZB_BATCH_RUN_SIGNING,
  ZB_BATCH_RUN_SENDING,
} ZbBatchPhase;

/* On the main thread, with nothing running: after the files were read (@index is the number of
 * lines), after each line, and once it is IDLE again. @error (nullable): what ended it. */
typedef void (*ZbBatchTold) (ZbBatchRun *run, guint index, const GError *error, gpointer user_data);

ZbBatchRun *zb_batch_run_new (ZbOffice *office, ZbBatchTold told, gpointer user_data);
/* Stops it, and tells nothing more; freed once no worker uses it. */
void zb_batch_run_leave (ZbBatchRun *run);

ZbBatchPhase zb_batch_run_phase (const ZbBatchRun *run);
const ZbBatch *zb_batch_run_batch (const ZbBatchRun *run); /* borrowed (nullable) */

/* Reads @path and checks all lines; where it is a batch read before, what was signed is kept. */
void zb_batch_run_check (ZbBatchRun *run, const char *path, const char *form, const char *period);
/* Signs what is ready and sends what is signed. */
void zb_batch_run_file (ZbBatchRun *run, const char *passphrase);
/* After the line that is under way. */
void zb_batch_run_stop (ZbBatchRun *run);
