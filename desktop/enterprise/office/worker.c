/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/worker.h"

#include "exchange/thread-state.h"

const char zb_work_done = 'y';

struct _ZbWorker {
  char *path;
  ZbClock clock;
  GThreadPool *pool; /* of one thread */
  gint renew;        /* atomic */

  /* Owned by the thread */
  ZbWorkspace *workspace;
};

typedef struct {
  ZbWork work; /* NULL: close the workspace */
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} Job;

static void
job_free (Job *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static ZbWorkspace *
get_workspace (ZbWorker *worker, GError **error)
{
  if (g_atomic_int_compare_and_exchange (&worker->renew, TRUE, FALSE))
    g_clear_pointer (&worker->workspace, zb_workspace_free);
  if (worker->workspace == NULL)
    worker->workspace = zb_workspace_open (worker->path, &worker->clock, error);
  return worker->workspace;
}

/* What became of a piece of work, on its way to the main loop. */
typedef struct {
  GTask *task; /* owned */
  gpointer result;
  GError *error;
} Outcome;

static gboolean
hand_over_cb (gpointer data)
{
  Outcome *outcome = data;
  g_autoptr (GTask) task = outcome->task;
  const Job *job = g_task_get_task_data (task);

  if (outcome->error != NULL)
    g_task_return_error (task, outcome->error);
  else
    g_task_return_pointer (task, outcome->result, job->free_result);
  g_free (outcome);
  return G_SOURCE_REMOVE;
}

/* The task is let go of on the main thread only: it may be the last to hold the office, and that
 * waits for this thread to end. */
static void
hand_over (GTask *task, gpointer result, GError *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Outcome *outcome = g_new0 (Outcome, 1);
  *outcome = (Outcome){task, result, error};
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, hand_over_cb, outcome, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
run_cb (gpointer item, gpointer user_data)
{
  ZbWorker *worker = user_data;
  GTask *task = item;
  Job *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  gpointer result = NULL;

  if (job->work == NULL) {
    g_clear_pointer (&worker->workspace, zb_workspace_free);
    g_object_unref (task);
    zb_thread_state_drop ();
    return;
  }
  ZbWorkspace *workspace = g_cancellable_set_error_if_cancelled (cancellable, &error)
                               ? NULL
                               : get_workspace (worker, &error);
  if (workspace != NULL)
    result = job->work (workspace, job->data, cancellable, &error);
  hand_over (task, result, error);
}

ZbWorker *
zb_worker_new (const char *path, const ZbClock *clock)
{
  ZbWorker *worker = g_new0 (ZbWorker, 1);
  worker->path = g_strdup (path);
  worker->clock = *clock;
  worker->pool = g_thread_pool_new (run_cb, worker, 1, TRUE, NULL);
  return worker;
}

void
zb_worker_free (ZbWorker *worker)
{
  /* The handle belongs to the thread, so the thread closes it. */
  zb_worker_run (worker, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  g_thread_pool_free (worker->pool, FALSE, TRUE);
  g_free (worker->path);
  g_free (worker);
}

void
zb_worker_run (ZbWorker *worker,
               gpointer source,
               ZbWork work,
               gpointer data,
               GDestroyNotify free_data,
               GDestroyNotify free_result,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  *job = (Job){work, data, free_data, free_result};
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_thread_pool_push (worker->pool, task, NULL);
}

gpointer
zb_worker_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
zb_worker_renew (ZbWorker *worker)
{
  g_atomic_int_set (&worker->renew, TRUE);
}
