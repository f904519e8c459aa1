/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/draft-keeper.h"

#include "client/draft.h"

struct _ZbDraftKeeper {
  gatomicrefcount count; /* the owner's, and one while a save is under way */
  ZbOffice *office;      /* owned */
  gint64 account;
  ZbDraftSaved saved; /* NULL once nobody listens */
  gpointer user_data;
  gboolean busy;
  ZbReport *next; /* owned (nullable): to be written after the one under way */
};

typedef struct {
  gint64 account;
  ZbReport *report;
} Draft;

static void
draft_free (gpointer data)
{
  Draft *draft = data;
  zb_report_unref (draft->report);
  g_free (draft);
}

static void
unref (ZbDraftKeeper *keeper)
{
  if (!g_atomic_ref_count_dec (&keeper->count))
    return;
  g_clear_pointer (&keeper->next, zb_report_unref);
  g_clear_object (&keeper->office);
  g_free (keeper);
}

static gpointer
save_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Draft *draft = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, draft->account, error);

  if (account == NULL || !zb_draft_save (workspace, account, draft->report, error))
    return NULL;
  return ZB_WORK_DONE;
}

static void write_out (ZbDraftKeeper *keeper, ZbReport *report);

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbDraftKeeper *keeper = user_data;
  GApplication *application = g_application_get_default ();
  g_autoptr (GError) error = NULL;

  zb_worker_finish (result, &error);
  keeper->busy = FALSE;
  if (keeper->next != NULL)
    write_out (keeper, g_steal_pointer (&keeper->next));
  else if (keeper->saved != NULL)
    keeper->saved (error, keeper->user_data);
  unref (keeper);
  if (application != NULL)
    g_application_release (application);
}

/* @report is taken. */
static void
write_out (ZbDraftKeeper *keeper, ZbReport *report)
{
  GApplication *application = g_application_get_default ();
  Draft *draft = g_new0 (Draft, 1);
  *draft = (Draft){keeper->account, report};
  /* Closing the window must not end the program before the draft is on disk. */
  if (application != NULL)
    g_application_hold (application);
  keeper->busy = TRUE;
  g_atomic_ref_count_inc (&keeper->count);
  zb_worker_run (zb_office_disk (keeper->office), keeper->office, save_work, draft, draft_free,
                 NULL, NULL, saved_cb, keeper);
}

ZbDraftKeeper *
zb_draft_keeper_new (ZbOffice *office, gint64 account, ZbDraftSaved saved, gpointer user_data)
{
  ZbDraftKeeper *keeper = g_new0 (ZbDraftKeeper, 1);
  g_atomic_ref_count_init (&keeper->count);
  keeper->office = g_object_ref (office);
  keeper->account = account;
  keeper->saved = saved;
  keeper->user_data = user_data;
  return keeper;
}

void
zb_draft_keeper_free (ZbDraftKeeper *keeper)
{
  keeper->saved = NULL;
  unref (keeper);
}

void
zb_draft_keeper_save (ZbDraftKeeper *keeper, const ZbReport *report)
{
  ZbReport *copy = zb_report_copy (report);

  if (!keeper->busy) {
    write_out (keeper, copy);
    return;
  }
  g_clear_pointer (&keeper->next, zb_report_unref);
  keeper->next = copy;
}

gboolean
zb_draft_keeper_is_busy (const ZbDraftKeeper *keeper)
{
  return keeper->busy;
}
