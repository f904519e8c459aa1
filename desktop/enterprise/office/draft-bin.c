/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/draft-bin.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"

struct _ZbDraftBin {
  gatomicrefcount count; /* the owner's, and one while work is under way */
  ZbOffice *office;      /* owned */
  gboolean busy;
  gint64 last; /* 0: none */
};

/* What is to be dropped, or brought back. */
typedef struct {
  gint64 account;
  char *form, *period;
  ZbDropExtent extent;
  gint64 id;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

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
  g_object_unref (bin->office);
  g_free (bin);
}

static gpointer
drop_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  gint64 id = account != NULL ? zb_dropped_drafts_take (workspace, account, wish->form,
                                                        wish->period, wish->extent, error)
                              : 0;

  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

static gpointer
restore_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;

  return zb_dropped_drafts_put_back (workspace, wish->id, error)
             ? g_memdup2 (&wish->id, sizeof wish->id)
             : NULL;
}

/* @id (nullable): what was dropped or brought back. */
static void
finish (GTask *task, const gint64 *id, GError *error)
{
  ZbDraftBin *bin = g_task_get_task_data (task);

  bin->busy = FALSE;
  if (id == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZbDraftBin *bin = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree gint64 *id = zb_worker_finish (result, &error);

  if (id != NULL)
    bin->last = *id;
  finish (task, id, error);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZbDraftBin *bin = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree gint64 *id = zb_worker_finish (result, &error);

  if (id != NULL && bin->last == *id)
    bin->last = 0;
  finish (task, id, error);
}

/* @wish is taken. */
static void
run (ZbDraftBin *bin, ZbWork work, Wish *wish, GAsyncReadyCallback done, GTask *task)
{
  g_task_set_task_data (task, zb_draft_bin_ref (bin), (GDestroyNotify)zb_draft_bin_unref);
  bin->busy = TRUE;
  zb_worker_run (zb_office_disk (bin->office), bin->office, work, wish, wish_free, g_free, NULL,
                 done, task);
}

void
zb_draft_bin_drop_async (ZbDraftBin *bin,
                         gint64 account,
                         const char *form,
                         const char *period,
                         ZbDropExtent extent,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Wish *wish = g_new0 (Wish, 1);

  *wish = (Wish){account, g_strdup (form), g_strdup (period), extent, 0};
  run (bin, drop_work, wish, dropped_cb, g_task_new (bin->office, NULL, callback, user_data));
}

void
zb_draft_bin_restore_async (ZbDraftBin *bin,
                            gint64 id,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->id = id;
  run (bin, restore_work, wish, restored_cb, g_task_new (bin->office, NULL, callback, user_data));
}

gboolean
zb_draft_bin_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gint64
zb_draft_bin_last (const ZbDraftBin *bin)
{
  return bin->busy ? 0 : bin->last;
}

static gpointer
list_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  return zb_dropped_drafts_list (workspace, error);
}

void
zb_draft_bin_list_async (ZbDraftBin *bin, GAsyncReadyCallback callback, gpointer user_data)
{
  zb_worker_run (zb_office_disk (bin->office), bin->office, list_work, NULL, NULL,
                 (GDestroyNotify)g_ptr_array_unref, NULL, callback, user_data);
}

GPtrArray *
zb_draft_bin_list_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}

char *
zb_draft_bin_error_words (const GError *error)
{
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS))
    return g_strdup (_ ("This report was begun anew or signed meanwhile, so the draft that was "
                        "thrown away stays where it is."));
  return zb_error_words (error);
}
