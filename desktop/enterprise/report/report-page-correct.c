/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "client/journal.h"
#include "desktop/enterprise/report/correcting.h"
#include "desktop/enterprise/report/correction-dialog.h"
#include "desktop/enterprise/office/permit-words.h"
#include "desktop/enterprise/report/report-page-private.h"
#include "desktop/enterprise/report/sign-dialog.h"
#include "desktop/enterprise/office/time-words.h"
#include "desktop/enterprise/report/versions-dialog.h"

static GtkWindow *
get_window (ZbReportPage *page)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
}

char *
zb_report_page_dup_permit_info (const ZbReportCase *opened)
{
  gboolean accepted = opened->due->state == ZB_DUE_ACCEPTED;

  if (opened->permit == NULL || (!accepted && opened->base == NULL))
    return NULL;
  if (opened->permit->state == ZB_PERMIT_USED && opened->base == NULL)
    return NULL;
  return zb_permit_dup_words (opened->permit);
}

void
zb_report_page_show_correcting (ZbReportPage *page)
{
  GtkWidget *widget = GTK_WIDGET (page);
  gint64 now = zb_office_now (page->office);
  ZbCorrecting correcting = zb_correcting_find (page->opened, now);

  gtk_widget_action_set_enabled (widget, "report.correct", correcting == ZB_CORRECTING_NOW);
  gtk_widget_action_set_enabled (widget, "report.ask-correction", correcting == ZB_CORRECTING_ASK);
  gtk_widget_action_set_enabled (widget, "report.withdraw",
                                 zb_correcting_may_withdraw (page->opened, now));
  gtk_widget_action_set_enabled (widget, "report.versions", TRUE);
}

static void
versions_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  gtk_window_present (
      GTK_WINDOW (zb_versions_dialog_new (get_window (page), page->office, page->opened)));
}

static void
correct_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_report_page_reopen (ZB_REPORT_PAGE (widget), ZB_OPEN_TO_CORRECT);
}

static void
asked_cb (ZbCorrectionDialog *dialog, ZbReportPage *page)
{
  zb_report_page_say (page, _ ("Asked. The bureau’s answer comes with the next refresh."));
  zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
ask_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  ZbCorrectionDialog *dialog =
      zb_correction_dialog_new (get_window (page), page->office, page->opened);

  g_signal_connect_object (dialog, "asked", G_CALLBACK (asked_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
withdrawn_cb (ZbSignDialog *dialog, const char *message_id, ZbReportPage *page)
{
  zb_report_page_say (page, _ ("Signed. The withdrawal is in the outbox."));
  zb_report_page_send (page);
}

static void
withdraw_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  const ZbReportCase *opened = page->opened;
  const ZbSigningSubject subject = {
      .account = opened->account,
      .due = opened->due,
      .report = zb_report_model_report (page->model),
      .parts = opened->parts,
      .withdraws = opened->sent->id,
      .joint = zb_report_model_is_joint (page->model),
  };
  ZbSignDialog *dialog = zb_sign_dialog_new (get_window (page), page->office, &subject);

  g_signal_connect_object (dialog, "signed", G_CALLBACK (withdrawn_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The journal */

typedef struct {
  gint64 account;
  char *form, *period, *text;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;
  g_free (note->form);
  g_free (note->period);
  g_free (note->text);
  g_free (note);
}

static gpointer
note_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Note *note = data;
  return zb_journal_add (workspace, note->account, note->form, note->period, note->text, error)
             ? ZB_WORK_DONE
             : NULL;
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    zb_report_page_say_error (page, error);
  else
    zb_report_page_say (page, _ ("Corrected and noted in the journal. Ctrl+Z takes it back."));
}

void
zb_report_page_note_correction (ZbReportPage *page, const char *changes)
{
  Note *note = g_new0 (Note, 1);
  *note = (Note){page->opened->account->id, g_strdup (page->opened->form),
                 g_strdup (page->opened->due->period), g_strdup (changes)};
  zb_worker_run (zb_office_disk (page->office), page->office, note_work, note, note_free, NULL,
                 NULL, noted_cb, g_object_ref (page));
}

void
zb_report_page_install_correct (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.versions", NULL, versions_cb);
  gtk_widget_class_install_action (widget_class, "report.correct", NULL, correct_cb);
  gtk_widget_class_install_action (widget_class, "report.ask-correction", NULL, ask_cb);
  gtk_widget_class_install_action (widget_class, "report.withdraw", NULL, withdraw_cb);
}
