/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/batch-run.h"

#include <string.h>

struct _ZbBatchRun {
  ZbOffice *office; /* owned */
  ZbBatchTold told; /* NULL once left */
  gpointer user_data;
  ZbBatch *batch;                          /* owned (nullable) */
  char *path, *form, *period, *passphrase; /* owned (nullable) */
  GCancellable *cancellable;               /* owned */
  ZbBatchPhase phase;
  guint index;
  gboolean again; /* the same files as before */
};

ZbBatchRun *
zb_batch_run_new (ZbOffice *office, ZbBatchTold told, gpointer user_data)
{
  ZbBatchRun *run = g_rc_box_new0 (ZbBatchRun);

  run->office = g_object_ref (office);
  run->told = told;
  run->user_data = user_data;
  run->cancellable = g_cancellable_new ();
  return run;
}

static void
forget_passphrase (ZbBatchRun *run)
{
  if (run->passphrase != NULL)
    memset (run->passphrase, 0, strlen (run->passphrase));
  g_clear_pointer (&run->passphrase, g_free);
}

static void
clear (gpointer data)
{
  ZbBatchRun *run = data;

  forget_passphrase (run);
  g_clear_pointer (&run->batch, zb_batch_unref);
  g_clear_object (&run->cancellable);
  g_clear_object (&run->office);
  g_free (run->path);
  g_free (run->form);
  g_free (run->period);
}

void
zb_batch_run_leave (ZbBatchRun *run)
{
  run->told = NULL;
  g_cancellable_cancel (run->cancellable);
  g_rc_box_release_full (run, clear);
}

ZbBatchPhase
zb_batch_run_phase (const ZbBatchRun *run)
{
  return run->phase;
}

const ZbBatch *
zb_batch_run_batch (const ZbBatchRun *run)
{
  return run->batch;
}

/* What a worker does; the main thread waits for it before it touches the run again. */
static gpointer
step_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  ZbBatchRun *run = data;
  gboolean done = FALSE;

  switch (run->phase) {
  case ZB_BATCH_RUN_READING:
    return run->again ? zb_batch_renew (run->batch, error)
                      : zb_batch_new (run->path, run->form, run->period, NULL, error);
  case ZB_BATCH_RUN_CHECKING:
    done = zb_batch_check (run->batch, workspace, run->index, FALSE, error);
    break;
  case ZB_BATCH_RUN_SIGNING:
    done = zb_batch_sign (run->batch, workspace, run->index, run->passphrase, error);
    break;
  case ZB_BATCH_RUN_SENDING:
    done = zb_batch_send (run->batch, workspace, run->index, cancellable, error);
    break;
  case ZB_BATCH_RUN_IDLE:
    break;
  }
  return done ? ZB_WORK_DONE : NULL;
}

static void begin_step (ZbBatchRun *run);

static void
tell (ZbBatchRun *run, const GError *error)
{
  if (run->told != NULL)
    run->told (run, run->index, error, run->user_data);
}

static void
finish (ZbBatchRun *run, const GError *error)
{
  run->phase = ZB_BATCH_RUN_IDLE;
  forget_passphrase (run);
  tell (run, error);
}

/* The next line of this phase, else the next phase. */
static void
go_on (ZbBatchRun *run)
{
  if (g_cancellable_is_cancelled (run->cancellable)) {
    finish (run, NULL);
    return;
  }
  run->index++;
  if (run->index >= zb_batch_n (run->batch)) {
    run->index = 0;
    if (run->phase != ZB_BATCH_RUN_SIGNING) {
      finish (run, NULL);
      return;
    }
    run->phase = ZB_BATCH_RUN_SENDING;
  }
  begin_step (run);
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbBatchRun *run = user_data;
  g_autoptr (GError) error = NULL;
  gpointer done = zb_worker_finish (result, &error);

  if (done == NULL)
    finish (run, error);
  else if (run->phase == ZB_BATCH_RUN_READING) {
    g_clear_pointer (&run->batch, zb_batch_unref);
    run->batch = done;
    run->index = zb_batch_n (run->batch);
    tell (run, NULL);
    run->phase = ZB_BATCH_RUN_CHECKING;
    run->index = 0;
    begin_step (run);
  } else {
    tell (run, NULL);
    go_on (run);
  }
  g_rc_box_release_full (run, clear);
}

static void
begin_step (ZbBatchRun *run)
{
  gboolean sends = run->phase == ZB_BATCH_RUN_SENDING;
  ZbWorker *worker = sends ? zb_office_network (run->office) : zb_office_disk (run->office);

  zb_worker_run (worker, run->office, step_work, run, NULL, NULL, run->cancellable, stepped_cb,
                 g_rc_box_acquire (run));
}

static void
begin (ZbBatchRun *run, ZbBatchPhase phase)
{
  g_clear_object (&run->cancellable);
  run->cancellable = g_cancellable_new ();
  run->phase = phase;
  run->index = 0;
  begin_step (run);
}

void
zb_batch_run_check (ZbBatchRun *run, const char *path, const char *form, const char *period)
{
  if (run->phase != ZB_BATCH_RUN_IDLE)
    return;
  run->again = run->batch != NULL && g_strcmp0 (path, run->path) == 0 &&
               g_strcmp0 (form, run->form) == 0 && g_strcmp0 (period, run->period) == 0;
  if (!run->again) {
    g_free (run->path);
    g_free (run->form);
    g_free (run->period);
    run->path = g_strdup (path);
    run->form = g_strdup (form);
    run->period = g_strdup (period);
  }
  begin (run, ZB_BATCH_RUN_READING);
}

void
zb_batch_run_file (ZbBatchRun *run, const char *passphrase)
{
  if (run->phase != ZB_BATCH_RUN_IDLE || run->batch == NULL)
    return;
  run->passphrase = g_strdup (passphrase);
  begin (run, ZB_BATCH_RUN_SIGNING);
}

void
zb_batch_run_stop (ZbBatchRun *run)
{
  g_cancellable_cancel (run->cancellable);
}
