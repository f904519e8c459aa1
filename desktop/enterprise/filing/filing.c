/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/filing.h"

#include <glib/gi18n.h>

#include "client/cosigning.h"
#include "client/draft.h"
#include "client/mailbox.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "client/renewal.h"
#include "client/sent.h"
#include "client/set-desk.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-set.h"

/* Ordinary reports; 0 is the most urgent. */
#define PRIORITY 1

typedef struct {
  gint64 account;
  ZbReport *report;      /* (nullable) */
  ZbDraftKeeper *keeper; /* (nullable) */
  char *passphrase;
  guint roles;
  char *withdraws; /* (nullable) message */
} Signing;

static void
signing_free (gpointer data)
{
  Signing *signing = data;
  g_clear_pointer (&signing->report, zb_report_unref);
  g_clear_pointer (&signing->keeper, zb_draft_keeper_unref);
  g_free (signing->withdraws);
  g_free (signing->passphrase);
  g_free (signing);
}

/* The reports that are signed with this one: itself, or its set as it lies on disk. (transfer
 * container) ZbReport; the set keeps those it holds. */
static GPtrArray *
list_reports (ZbWorkspace *workspace,
              const ZbAccount *account,
              const Signing *signing,
              ZbSetDesk **ret_set,
              GError **error)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  const char *form = zb_report_form (signing->report)->id;
  ZbPeriod period = zb_report_period (signing->report);

  if (zb_form_set_head (catalogue, form, period) == NULL) {
    GPtrArray *one = g_ptr_array_new ();
    g_ptr_array_add (one, signing->report);
    return one;
  }
  *ret_set = zb_set_desk_open (workspace, account, form, period, error);
  if (*ret_set == NULL)
    return NULL;
  if (zb_set_desk_may_send (*ret_set))
    return zb_set_desk_stamp (*ret_set);
  g_autofree char *faults =
      zb_set_faults_to_text (zb_set_desk_faults (*ret_set), zb_language_get ());
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s",
               faults[0] != '\0' ? faults : _ ("A form of this set still has findings."));
  return NULL;
}

/* Signs @reports (nullable: an error is set) into the outbox, or for others to sign. (transfer
 * full) the message's id. */
static char *
seal (ZbWorkspace *workspace,
      const ZbAccount *account,
      const GPtrArray *reports,
      const Signing *signing,
      GError **error)
{
  g_autoptr (ZbSigner) signer =
      reports != NULL ? zb_account_open_signer (account, signing->passphrase, error) : NULL;
  ZbSealed sealed = {0};
  guint missing = 0;

  if (signer == NULL || !zb_cosign_seal (workspace, account, reports, signer, signing->roles,
                                         PRIORITY, &sealed, &missing, error))
    return NULL;
  char *id = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return id;
}

static gpointer
sign_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Signing *signing = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, signing->account, error);
  gboolean as_seen = account != NULL && zb_draft_keeper_check (signing->keeper, workspace, account,
                                                               signing->report, error);
  g_autoptr (ZbSetDesk) set = NULL;
  g_autoptr (GPtrArray) reports =
      as_seen ? list_reports (workspace, account, signing, &set, error) : NULL;

  return seal (workspace, account, reports, signing, error);
}

/* One without figures for each report of @message. (transfer full) ZbReport. */
static GPtrArray *
list_withdrawals (ZbWorkspace *workspace, const char *message, GError **error)
{
  g_autoptr (GPtrArray) sent = zb_sent_read_reports (workspace, message, error);
  GPtrArray *reports =
      sent != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref) : NULL;

  for (guint i = 0; sent != NULL && i < sent->len; i++) {
    const ZbReport *one = sent->pdata[i];
    ZbReport *report = zb_report_new (zb_report_form (one), zb_report_package (one),
                                      zb_report_unit (one), zb_report_period (one));
    zb_report_set_kind (report, ZB_REPORT_WITHDRAWAL);
    zb_report_set_replaces (report, message);
    g_ptr_array_add (reports, report);
  }
  return reports;
}

static gpointer
withdraw_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Signing *signing = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, signing->account, error);
  g_autoptr (GPtrArray) reports =
      account != NULL ? list_withdrawals (workspace, signing->withdraws, error) : NULL;

  return seal (workspace, account, reports, signing, error);
}

void
zb_filing_withdraw_async (ZbOffice *office,
                          gint64 account,
                          const char *message_id,
                          const char *passphrase,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Signing *signing = g_new0 (Signing, 1);
  *signing = (Signing){
      .account = account, .passphrase = g_strdup (passphrase), .withdraws = g_strdup (message_id)};
  zb_worker_run (zb_office_disk (office), office, withdraw_work, signing, signing_free, g_free,
                 NULL, callback, user_data);
}

void
zb_filing_sign_async (ZbOffice *office,
                      gint64 account,
                      const ZbReport *report,
                      ZbDraftKeeper *keeper,
                      guint roles,
                      const char *passphrase,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Signing *signing = g_new0 (Signing, 1);
  *signing = (Signing){.account = account,
                       .report = zb_report_copy (report),
                       .keeper = zb_draft_keeper_ref (keeper),
                       .roles = roles,
                       .passphrase = g_strdup (passphrase)};
  zb_worker_run (zb_office_disk (office), office, sign_work, signing, signing_free, g_free, NULL,
                 callback, user_data);
}

char *
zb_filing_sign_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}

typedef struct {
  gint64 account;
  ZbFilingProgress progress; /* (nullable) */
  gpointer progress_data;
} Sending;

typedef struct {
  ZbFilingProgress progress;
  gpointer progress_data;
  guint64 sent, total;
} Told;

static gboolean
tell_cb (gpointer data)
{
  const Told *told = data;
  told->progress (told->sent, told->total, told->progress_data);
  return G_SOURCE_REMOVE;
}

/* On the network worker; hands on to the main loop. */
static void
progress_cb (const char *id, guint64 sent, guint64 total, gpointer data)
{
  const Sending *sending = data;
  Told *told = g_new0 (Told, 1);
  *told = (Told){sending->progress, sending->progress_data, sent, total};
  /* Before idle, so that what is told comes before the outcome. */
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, told, g_free);
}

static gpointer
send_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  Sending *sending = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, sending->account, error);
  g_autoptr (ZbSession) session =
      account != NULL ? zb_renewal_open_session (workspace, account, error) : NULL;

  if (session != NULL)
    zb_session_set_cancellable (session, cancellable);
  if (session == NULL || !zb_outbox_hurry (workspace, account, error) ||
      !zb_post_deliver (workspace, account, session, sending->progress != NULL ? progress_cb : NULL,
                        sending, cancellable, NULL, error))
    return NULL;
  /* The report is there or waits; the bureau's list being late changes neither. */
  if (zb_mailbox_sync (workspace, account, session, NULL, NULL))
    zb_due_sync (workspace, account, session, NULL);
  return ZB_WORK_DONE;
}

static void
read_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zb_office_load_finish (ZB_OFFICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else
    zb_office_load_async (ZB_OFFICE (source), read_in_cb, g_steal_pointer (&task));
}

void
zb_filing_send_async (ZbOffice *office,
                      gint64 account,
                      ZbFilingProgress progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Sending *sending = g_new0 (Sending, 1);
  *sending = (Sending){account, progress, progress_data};
  /* What was sent was sent, however late it was cancelled. */
  GTask *task = g_task_new (office, NULL, callback, user_data);
  zb_worker_run (zb_office_network (office), office, send_work, sending, g_free, NULL, cancellable,
                 sent_cb, task);
}

gboolean
zb_filing_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
commit_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Sending *sending = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, sending->account, error);
  g_autoptr (ZbSession) session =
      account != NULL ? zb_renewal_open_session (workspace, account, error) : NULL;
  guint n = 0;

  return session != NULL && zb_post_commit (workspace, account, session, &n, error) ? ZB_WORK_DONE
                                                                                    : NULL;
}

void
zb_filing_commit_async (ZbOffice *office,
                        gint64 account,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Sending *sending = g_new0 (Sending, 1);
  sending->account = account;
  GTask *task = g_task_new (office, NULL, callback, user_data);
  zb_worker_run (zb_office_network (office), office, commit_work, sending, g_free, NULL,
                 cancellable, sent_cb, task);
}

gboolean
zb_filing_commit_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
