/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "client/workspace.h"

/* A thread with a handle of its own on the workspace. Whatever touches disk or network runs here,
 * one piece of work after the other, and its outcome comes back to the main loop. */
typedef struct _ZbWorker ZbWorker;

/* Runs on the worker's thread. NULL if and only if @error is set. */
typedef gpointer (*ZbWork) (ZbWorkspace *workspace,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

/* What a ZbWork that only succeeds or fails returns. */
#define ZB_WORK_DONE ((gpointer)&zb_work_done)
extern const char zb_work_done;

/* The workspace at @path is opened with the first piece of work; failing to open it fails the work.
 */
ZbWorker *zb_worker_new (const char *path, const ZbClock *clock);
/* Finishes all work under way first. */
void zb_worker_free (ZbWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWorker, zb_worker_free)

/* @data and what @work returned are freed by @free_data and @free_result (both nullable) when
 * nobody takes them. @callback runs on the main loop, also when cancelled. @source (nullable) is
 * kept alive until then. */
void zb_worker_run (ZbWorker *worker,
                    gpointer source,
                    ZbWork work,
                    gpointer data,
                    GDestroyNotify free_data,
                    GDestroyNotify free_result,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
/* (transfer full) what the work returned. */
gpointer zb_worker_finish (GAsyncResult *result, GError **error);

/* Opens the workspace anew before the next piece of work: another handle fetched forms. */
void zb_worker_renew (ZbWorker *worker);
