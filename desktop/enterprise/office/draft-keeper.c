/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/draft-keeper.h"

#include "client/draft.h"
#include "forms/report-writer.h"

struct _ZbDraftKeeper {
  gatomicrefcount count; /* the owner's, and one while a save is under way */
  ZbOffice *office;      /* owned */
  gint64 account;
  ZbDraftSaved saved; /* NULL once nobody listens */
  gpointer user_data;
  gboolean busy;
  gboolean stopped;
  ZbReport *next; /* owned (nullable): to be written after the one under way */

  /* The disk worker's alone */
  GBytes *seen; /* owned (nullable): what is on disk, as far as is known here */
};

typedef struct {
  ZbDraftKeeper *keeper; /* borrowed: kept alive until the callback */
  ZbReport *report;
  gboolean over;
} Draft;

static void
draft_free (gpointer data)
{
  Draft *draft = data;
  zb_report_unref (draft->report);
  g_free (draft);
}

ZbDraftKeeper *
zb_draft_keeper_ref (ZbDraftKeeper *keeper)
{
  g_atomic_ref_count_inc (&keeper->count);
  return keeper;
}

void
zb_draft_keeper_unref (ZbDraftKeeper *keeper)
{
  if (!g_atomic_ref_count_dec (&keeper->count))
    return;
  g_clear_pointer (&keeper->next, zb_report_unref);
  g_clear_pointer (&keeper->seen, g_bytes_unref);
  g_clear_object (&keeper->office);
  g_free (keeper);
}

static gpointer
save_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Draft *draft = data;
  ZbDraftKeeper *keeper = draft->keeper;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, keeper->account, error);

  if (account == NULL)
    return NULL;
  if (!draft->over)
    return zb_draft_save_over (workspace, account, draft->report, &keeper->seen, error)
               ? ZB_WORK_DONE
               : NULL;
  if (!zb_draft_save (workspace, account, draft->report, error))
    return NULL;
  g_clear_pointer (&keeper->seen, g_bytes_unref);
  keeper->seen = zb_report_write (draft->report);
  return ZB_WORK_DONE;
}

gboolean
zb_draft_keeper_check (const ZbDraftKeeper *keeper,
                       ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const ZbReport *report,
                       GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  return zb_draft_check_seen (workspace, account, zb_report_form (report)->id, period, keeper->seen,
                              error);
}

static void write_out (ZbDraftKeeper *keeper, ZbReport *report, gboolean over);

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbDraftKeeper *keeper = user_data;
  GApplication *application = g_application_get_default ();
  g_autoptr (GError) error = NULL;

  zb_worker_finish (result, &error);
  keeper->busy = FALSE;
  keeper->stopped = g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  if (keeper->next != NULL && !keeper->stopped)
    write_out (keeper, g_steal_pointer (&keeper->next), FALSE);
  else if (keeper->saved != NULL)
    keeper->saved (error, keeper->user_data);
  zb_draft_keeper_unref (keeper);
  if (application != NULL)
    g_application_release (application);
}

/* @report is taken. */
static void
write_out (ZbDraftKeeper *keeper, ZbReport *report, gboolean over)
{
  GApplication *application = g_application_get_default ();
  Draft *draft = g_new0 (Draft, 1);
  *draft = (Draft){keeper, report, over};
  /* Closing the window must not end the program before the draft is on disk. */
  if (application != NULL)
    g_application_hold (application);
  keeper->busy = TRUE;
  zb_worker_run (zb_office_disk (keeper->office), keeper->office, save_work, draft, draft_free,
                 NULL, NULL, saved_cb, zb_draft_keeper_ref (keeper));
}

ZbDraftKeeper *
zb_draft_keeper_new (
    ZbOffice *office, gint64 account, GBytes *seen, ZbDraftSaved saved, gpointer user_data)
{
  ZbDraftKeeper *keeper = g_new0 (ZbDraftKeeper, 1);
  g_atomic_ref_count_init (&keeper->count);
  keeper->office = g_object_ref (office);
  keeper->account = account;
  keeper->seen = seen != NULL ? g_bytes_ref (seen) : NULL;
  keeper->saved = saved;
  keeper->user_data = user_data;
  return keeper;
}

void
zb_draft_keeper_leave (ZbDraftKeeper *keeper)
{
  keeper->saved = NULL;
  zb_draft_keeper_unref (keeper);
}

void
zb_draft_keeper_save (ZbDraftKeeper *keeper, const ZbReport *report)
{
  ZbReport *copy = zb_report_copy (report);

  if (!keeper->busy && !keeper->stopped) {
    write_out (keeper, copy, FALSE);
    return;
  }
  g_clear_pointer (&keeper->next, zb_report_unref);
  keeper->next = copy;
}

void
zb_draft_keeper_overwrite (ZbDraftKeeper *keeper, const ZbReport *report)
{
  if (keeper->busy)
    return;
  g_clear_pointer (&keeper->next, zb_report_unref);
  keeper->stopped = FALSE;
  write_out (keeper, zb_report_copy (report), TRUE);
}

gboolean
zb_draft_keeper_is_stopped (const ZbDraftKeeper *keeper)
{
  return keeper->stopped;
}
