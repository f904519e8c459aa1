/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/draft-bin.h"

#include "client/dropped-drafts.h"

struct _ZbDraftBin {
  gatomicrefcount count; /* the owner's, and one while work is under way */
  ZbOffice *office;      /* owned */
  gboolean busy;
  ZbDroppedDrafts *last; /* owned (nullable); the disk worker's while it is busy */
};

/* What is to be dropped; nothing to be brought back. */
typedef struct {
  ZbDraftBin *bin; /* owned */
  gint64 account;
  char *form, *period;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zb_draft_bin_unref (wish->bin);
  g_free (wish->form);
  g_free (wish->period);
  g_free (wish);
}

ZbDraftBin *
zb_draft_bin_new (ZbOffice *office)
{
  ZbDraftBin *bin = g_new0 (ZbDraftBin, 1);

  g_atomic_ref_count_init (&bin->count);
  bin->office = g_object_ref (office);
  return bin;
}

ZbDraftBin *
zb_draft_bin_ref (ZbDraftBin *bin)
{
  g_atomic_ref_count_inc (&bin->count);
  return bin;
}

void
zb_draft_bin_unref (ZbDraftBin *bin)
{
  if (!g_atomic_ref_count_dec (&bin->count))
    return;
  g_clear_pointer (&bin->last, zb_dropped_drafts_free);
  g_object_unref (bin->office);
  g_free (bin);
}

static gpointer
drop_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  ZbDroppedDrafts *dropped =
      account != NULL ? zb_dropped_drafts_take (workspace, account, wish->form, wish->period, error)
                      : NULL;

  if (dropped == NULL)
    return NULL;
  g_clear_pointer (&wish->bin->last, zb_dropped_drafts_free);
  wish->bin->last = dropped;
  return ZB_WORK_DONE;
}

static gpointer
restore_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;

  if (!zb_dropped_drafts_put_back (workspace, wish->bin->last, error))
    return NULL;
  g_clear_pointer (&wish->bin->last, zb_dropped_drafts_free);
  return ZB_WORK_DONE;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZbDraftBin *bin = g_task_get_task_data (task);
  GError *error = NULL;

  bin->busy = FALSE;
  if (zb_worker_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
run (ZbDraftBin *bin,
     ZbWork work,
     const ZbDue *due,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  GTask *task = g_task_new (bin->office, NULL, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  g_task_set_task_data (task, zb_draft_bin_ref (bin), (GDestroyNotify)zb_draft_bin_unref);
  wish->bin = zb_draft_bin_ref (bin);
  if (due != NULL) {
    wish->account = due->account;
    wish->form = g_strdup (due->form);
    wish->period = g_strdup (due->period);
  }
  bin->busy = TRUE;
  zb_worker_run (zb_office_disk (bin->office), bin->office, work, wish, wish_free, NULL, NULL,
                 done_cb, task);
}

void
zb_draft_bin_drop_async (ZbDraftBin *bin,
                         const ZbDue *due,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  run (bin, drop_work, due, callback, user_data);
}

void
zb_draft_bin_restore_async (ZbDraftBin *bin, GAsyncReadyCallback callback, gpointer user_data)
{
  run (bin, restore_work, NULL, callback, user_data);
}

gboolean
zb_draft_bin_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
zb_draft_bin_holds (const ZbDraftBin *bin)
{
  return !bin->busy && bin->last != NULL;
}
