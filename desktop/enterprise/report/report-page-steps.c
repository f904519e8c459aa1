/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/filing/evidence-dialog.h"
#include "desktop/enterprise/findings/explain-dialog.h"
#include "desktop/enterprise/filing/filing.h"
#include "desktop/enterprise/model/finding-words.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/report/report-page-entry.h"
#include "desktop/enterprise/report/report-page-standing.h"
#include "desktop/enterprise/report/sign-dialog.h"
#include "forms/form-lookup.h"

#define SUBJECT_KEY "zb-subject"

static GtkWindow *
get_window (ZbReportPage *page)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
}

/* Explaining */

static const ZbFinding *
find_finding (ZbReportPage *page, const char *instance)
{
  const GPtrArray *findings =
      zb_check_findings (zb_desk_check (zb_report_model_desk (page->model)));
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    if (strcmp (finding->instance, instance) == 0)
      return finding;
  }
  return NULL;
}

/* Who explains: the preparer as the form names him, else the enterprise. */
static const char *
get_author (ZbReportPage *page)
{
  ZbReport *report = zb_report_model_report (page->model);
  const ZbForm *form = zb_report_form (report);
  for (guint i = 0; i < form->n_signers; i++) {
    const char *name = zb_report_field (report, form->n_fields + i);
    if (strcmp (form->signers[i].id, "preparer") == 0 && name != NULL)
      return name;
  }
  return page->opened->account->name;
}

static void
explained_cb (ZbExplainDialog *dialog, const char *reason, const char *text, ZbReportPage *page)
{
  const ZbFinding *finding =
      find_finding (page, g_object_get_data (G_OBJECT (dialog), SUBJECT_KEY));

  if (finding != NULL)
    zb_report_model_explain (page->model, finding, reason, text, get_author (page),
                             zb_office_now (page->office));
}

static void
reasoned_cb (ZbExplainDialog *dialog, const char *reason, const char *text, ZbReportPage *page)
{
  zb_report_model_give_reason (page->model, g_object_get_data (G_OBJECT (dialog), SUBJECT_KEY),
                               reason);
}

/* @explanation: what was given before (nullable). */
static ZbExplainDialog *
ask (ZbReportPage *page,
     const char *question,
     const char *list,
     const ZbExplanation *explanation,
     const char *subject,
     GCallback given)
{
  const ZbCodeList *reasons = zb_report_case_reasons (page->opened, list);
  gboolean with_text = strcmp (list, "reasons") == 0;

  if (reasons == NULL) {
    zb_report_page_say (page, _ ("The list of reasons is not here yet. Refresh while the bureau "
                                 "can be reached."));
    return NULL;
  }
  ZbExplainDialog *dialog = zb_explain_dialog_new (
      get_window (page), question, reasons, explanation != NULL ? explanation->reason : NULL,
      explanation != NULL ? explanation->text : NULL, with_text);
  g_object_set_data_full (G_OBJECT (dialog), SUBJECT_KEY, g_strdup (subject), g_free);
  g_signal_connect_object (dialog, "given", given, page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

/* What was said of the same in the period before, if that report is at hand. */
static void
offer_earlier (ZbReportPage *page, ZbExplainDialog *dialog, const char *instance)
{
  ZbReport *report = zb_report_model_report (page->model);
  const ZbForm *form = zb_report_form (report);
  ZbPeriod before = zb_period_add (zb_report_period (report), -1);

  zb_form_previous (form, zb_report_period (report), &before);
  const ZbReport *earlier = zb_desk_earlier (zb_report_model_desk (page->model), form->id, before);
  const ZbExplanation *said =
      earlier != NULL ? zb_report_find_explanation (earlier, instance) : NULL;
  if (said == NULL)
    return;
  g_autofree char *when = zb_period_to_display (before, zb_language_get (), FALSE);
  zb_explain_dialog_offer (dialog, when, said->reason, said->text);
}

void
zb_report_page_ask_explanation (ZbReportPage *page, const char *instance)
{
  const ZbFinding *finding = find_finding (page, instance);
  if (finding == NULL)
    return;
  ZbExplainDialog *dialog =
      ask (page, zb_language_text (zb_finding_message (finding)), "reasons",
           zb_report_find_explanation (zb_report_model_report (page->model), instance), instance,
           G_CALLBACK (explained_cb));
  if (dialog != NULL)
    offer_earlier (page, dialog, instance);
}

void
zb_report_page_ask_reason (ZbReportPage *page, const char *item_id)
{
  g_autofree char *before =
      zb_finding_dup_figure (zb_report_model_prefilled (page->model, item_id));
  g_autofree char *question =
      g_strdup_printf (_ ("This figure was filled in from an earlier report as %s. Why was it "
                          "changed?"),
                       before);
  ask (page, question, "prefill-reasons", NULL, item_id, G_CALLBACK (reasoned_cb));
}

/* Signing and sending */

static void
signed_cb (ZbSignDialog *dialog, const char *message_id, ZbReportPage *page)
{
  guint left = zb_sign_dialog_get_left (dialog);

  /* How it is being sent is shown, and what came of it. */
  if (left == 0) {
    zb_report_page_send (page);
    return;
  }
  g_autofree char *next =
      zb_signing_roles_to_words (zb_signing_roles_first (left), zb_language_get ());
  g_autofree char *words = g_strdup_printf (_ ("Signed. Next to sign: %s."), next);
  zb_report_page_say (page, words);
  zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

void
zb_report_page_sign (ZbReportPage *page)
{
  const ZbReportCase *opened = page->opened;
  const ZbSigningSubject subject = {
      .account = opened->account,
      .due = opened->due,
      .report = zb_report_model_report (page->model),
      .parts = opened->parts,
      .keeper = opened->editable ? page->keeper : NULL,
      .cosign = opened->editable || opened->cosign == NULL ? NULL : opened->cosign->message,
      .to_sign = opened->to_sign,
      .mine = opened->mine,
      .joint = zb_report_model_is_joint (page->model),
  };

  if (opened->editable)
    zb_desk_stamp (zb_report_model_desk (page->model));
  ZbSignDialog *dialog = zb_sign_dialog_new (get_window (page), page->office, &subject);
  g_signal_connect_object (dialog, "signed", G_CALLBACK (signed_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
progress_cb (guint64 sent, guint64 total, gpointer user_data)
{
  ZbReportPage *page = user_data;
  if (total > 0)
    gtk_progress_bar_set_fraction (page->sending_bar, (double)sent / (double)total);
}

/* Before the deadline, what is signed and not yet sent can at least be committed to. */
static gboolean
may_commit (ZbReportPage *page)
{
  const ZbDue *due = page->opened->due;

  return MAX (due->deadline, due->resubmit_by) > zb_office_now (page->office) &&
         due->committed == 0;
}

static void
finish_sending (ZbReportPage *page)
{
  gtk_widget_set_visible (page->sending, FALSE);
  g_clear_object (&page->sending_cancellable);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.next-step", TRUE);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  finish_sending (page);
  if (zb_filing_commit_finish (result, &error))
    zb_report_page_say (page, _ ("Committed. The report stays in the outbox and is sent later."));
  else
    zb_report_page_say_error (page, error);
  zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
commit (ZbReportPage *page)
{
  page->commits = FALSE;
  g_clear_object (&page->sending_cancellable);
  page->sending_cancellable = g_cancellable_new ();
  gtk_label_set_text (page->sending_words, _ ("Committing…"));
  gtk_progress_bar_set_fraction (page->sending_bar, 0);
  gtk_widget_set_visible (page->commit, FALSE);
  gtk_widget_set_visible (page->sending, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.next-step", FALSE);
  zb_filing_commit_async (page->office, page->opened->account->id, page->sending_cancellable,
                          committed_cb, g_object_ref (page));
}

/* While it is being sent, that is stopped first. */
static void
commit_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (page->sending_cancellable == NULL) {
    commit (page);
    return;
  }
  page->commits = TRUE;
  g_cancellable_cancel (page->sending_cancellable);
}

void
zb_report_page_show_commit (ZbReportPage *page)
{
  gboolean waits = page->opened->due->state == ZB_DUE_QUEUED;

  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.commit", waits && may_commit (page));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  gboolean sent = zb_filing_send_finish (result, &error);
  if (page->commits) {
    commit (page);
    return;
  }
  finish_sending (page);
  if (!sent)
    zb_report_page_say_error (page, error);
  zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

void
zb_report_page_send (ZbReportPage *page)
{
  if (page->sending_cancellable != NULL)
    return;
  page->sending_cancellable = g_cancellable_new ();
  gtk_label_set_text (page->sending_words, _ ("Sending to the bureau…"));
  gtk_progress_bar_set_fraction (page->sending_bar, 0);
  gtk_widget_set_visible (page->commit, may_commit (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.commit", may_commit (page));
  gtk_widget_set_visible (page->sending, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.next-step", FALSE);
  zb_filing_send_async (page->office, page->opened->account->id, progress_cb, page,
                        page->sending_cancellable, sent_cb, g_object_ref (page));
}

static void
cancel_sending_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (ZB_REPORT_PAGE (widget)->sending_cancellable);
}

static void
show_receipts (ZbReportPage *page)
{
  if (page->opened->sent == NULL)
    return;
  gtk_window_present (GTK_WINDOW (zb_evidence_dialog_new (
      get_window (page), page->office, page->opened->account->id, page->opened->sent->id)));
}

static void
receipts_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_receipts (ZB_REPORT_PAGE (widget));
}

static void
open_next_form (ZbReportPage *page)
{
  const ZbSetPart *part = zb_set_parts_find_open (page->opened->parts, page->opened->form);
  g_autofree char *form = part != NULL ? g_strdup (zb_package_form (part->package)->id) : NULL;

  if (form != NULL)
    zb_report_page_open_form (page, form);
}

static void
next_step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (page->model == NULL || !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return;
  switch (zb_report_page_get_step (page)) {
  case ZB_STEP_CHECK:
    zb_report_page_set_findings_shown (page, TRUE);
    zb_findings_panel_next (page->panel);
    break;
  case ZB_STEP_EXPLAIN:
    if (!adw_flap_get_folded (page->flap))
      zb_report_page_set_findings_shown (page, TRUE);
    zb_findings_panel_explain_first (page->panel, page->model);
    break;
  case ZB_STEP_NEXT_FORM:
    open_next_form (page);
    break;
  case ZB_STEP_SIGN:
    if (!zb_report_page_ask_differences (page))
      zb_report_page_sign (page);
    break;
  case ZB_STEP_SEND:
    zb_report_page_send (page);
    break;
  case ZB_STEP_RECEIPT:
    show_receipts (page);
    break;
  case ZB_STEP_CORRECT:
    zb_report_page_reopen (page, ZB_OPEN_TO_CORRECT);
    break;
  case ZB_STEP_NONE:
  default:
    break;
  }
}

void
zb_report_page_install_steps (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.next-step", NULL, next_step_cb);
  gtk_widget_class_install_action (widget_class, "report.receipts", NULL, receipts_cb);
  gtk_widget_class_install_action (widget_class, "report.commit", NULL, commit_action_cb);
  gtk_widget_class_install_action (widget_class, "report.cancel-sending", NULL, cancel_sending_cb);
}
