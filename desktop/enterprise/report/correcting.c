/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/correcting.h"

#include "forms/form-set.h"

static gboolean
is_open (const ZbDue *due, gint64 now)
{
  gint64 until = MAX (due->closes, MAX (due->permit_until, due->correct_until));
  return until == 0 || now <= until;
}

static ZbCorrecting
find_accepted (const ZbReportCase *opened, const ZbFiling *filing, gint64 now)
{
  gboolean granted = opened->due->correct_until > now;
  gboolean asked = opened->permit != NULL && opened->permit->state == ZB_PERMIT_ASKED;

  switch (filing->correction) {
  case ZB_CORRECTION_NOTE:
    return ZB_CORRECTING_NOTE;
  case ZB_CORRECTION_PERMIT:
    return granted ? ZB_CORRECTING_NOW : asked ? ZB_CORRECTING_ASKED : ZB_CORRECTING_ASK;
  case ZB_CORRECTION_FREE:
  default:
    if (is_open (opened->due, now))
      return ZB_CORRECTING_NOW;
    return asked ? ZB_CORRECTING_ASKED : ZB_CORRECTING_ASK;
  }
}

ZbCorrecting
zb_correcting_find (const ZbReportCase *opened, gint64 now)
{
  const ZbDue *due = opened->due;
  ZbPeriod period;

  /* What was sent from another computer has its figures there. */
  if (opened->editable || opened->sent == NULL || due->message == NULL ||
      g_strcmp0 (opened->sent->id, due->message) != 0 ||
      !zb_period_parse (due->period, &period, NULL))
    return ZB_CORRECTING_NOT;
  ZbPackage *head = zb_catalogue_find (opened->catalogue, due->form, period, NULL);
  if (head != NULL && due->state == ZB_DUE_ACCEPTED)
    return find_accepted (opened, &zb_package_form (head)->filing, now);
  gboolean under_way = due->state == ZB_DUE_SUBMITTED || due->state == ZB_DUE_PASSED;
  return under_way && is_open (due, now) ? ZB_CORRECTING_NOW : ZB_CORRECTING_NOT;
}

gboolean
zb_correcting_may_withdraw (const ZbReportCase *opened, gint64 now)
{
  const ZbDue *due = opened->due;

  return !opened->editable && opened->sent != NULL && due->message != NULL &&
         g_strcmp0 (opened->sent->id, due->message) == 0 && due->state == ZB_DUE_SUBMITTED &&
         (due->closes == 0 || now <= due->closes);
}

typedef struct {
  gint64 account;
  gint64 report;
  char *form, *period, *reason; /* (nullable) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->form);
  g_free (question->period);
  g_free (question->reason);
  g_free (question);
}

static gpointer
touched_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, question->account, error);
  g_autoptr (ZbSession) session = account != NULL ? zb_session_new (account, error) : NULL;

  return session != NULL ? zb_touched_fetch (session, question->report, error) : NULL;
}

void
zb_correcting_touched_async (ZbOffice *office,
                             gint64 account,
                             gint64 report,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  *question = (Question){.account = account, .report = report};
  zb_worker_run (zb_office_network (office), office, touched_work, question, question_free,
                 (GDestroyNotify)zb_touched_free, NULL, callback, user_data);
}

ZbTouched *
zb_correcting_touched_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}

static gpointer
ask_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, question->account, error);
  g_autoptr (ZbSession) session = account != NULL ? zb_session_new (account, error) : NULL;

  if (session == NULL || !zb_permit_ask (workspace, account, session, question->form,
                                         question->period, question->reason, error))
    return NULL;
  return ZB_WORK_DONE;
}

void
zb_correcting_ask_async (ZbOffice *office,
                         gint64 account,
                         const char *form,
                         const char *period,
                         const char *reason,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  *question = (Question){account, 0, g_strdup (form), g_strdup (period), g_strdup (reason)};
  zb_worker_run (zb_office_network (office), office, ask_work, question, question_free, NULL, NULL,
                 callback, user_data);
}

gboolean
zb_correcting_ask_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error) != NULL;
}
