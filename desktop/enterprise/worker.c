/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/worker.h"

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

static void
run_cb (gpointer item, gpointer user_data)
{
  ZbWorker *worker = user_data;
  g_autoptr (GTask) task = item;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result = NULL;

  if (job->work == NULL) {
    g_clear_pointer (&worker->workspace, zb_workspace_free);
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  ZbWorkspace *workspace = get_workspace (worker, &error);
  if (workspace != NULL)
    result = job->work (workspace, job->data, g_task_get_cancellable (task), &error);
  if (result != NULL)
    g_task_return_pointer (task, result, job->free_result);
  else
    g_task_return_error (task, error);
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
