/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "client/draft.h"
#include "desktop/enterprise/report/report-page-private.h"

/* A form of a set that is left out, or taken back in. */
typedef struct {
  gint64 account;
  ZbReport *report;
} Member;

static void
member_free (gpointer data)
{
  Member *member = data;
  zb_report_unref (member->report);
  g_free (member);
}

static gpointer
leave_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Member *member = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, member->account, error);
  char period[ZB_PERIOD_TEXT_SIZE];

  if (account == NULL ||
      !zb_draft_drop (workspace, account, zb_report_form (member->report)->id,
                      zb_period_format (zb_report_period (member->report), period), error))
    return NULL;
  return ZB_WORK_DONE;
}

static gpointer
take_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Member *member = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, member->account, error);
  g_autoptr (GBytes) seen = NULL;

  /* Whoever has begun the form anew meanwhile keeps what he entered. */
  if (account == NULL || !zb_draft_save_over (workspace, account, member->report, &seen, error))
    return NULL;
  return ZB_WORK_DONE;
}

/* @report is taken. */
static void
run (ZbReportPage *page,
     ZbWork work,
     gint64 account,
     ZbReport *report,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  Member *member = g_new0 (Member, 1);
  *member = (Member){account, report};
  zb_worker_run (zb_office_disk (page->office), page->office, work, member, member_free, NULL, NULL,
                 callback, user_data);
}

/* What the toast keeps, so that nothing that was typed is gone. */
typedef struct {
  ZbReportPage *page; /* owned */
  gint64 account;
  ZbReport *report; /* owned */
} Leaving;

static void
leaving_free (gpointer data, GClosure *closure)
{
  Leaving *leaving = data;
  g_object_unref (leaving->page);
  zb_report_unref (leaving->report);
  g_free (leaving);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    zb_report_page_say_error (page, error);
  else if (page->opened != NULL)
    zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
take_back_cb (AdwToast *toast, Leaving *leaving)
{
  run (leaving->page, take_work, leaving->account, zb_report_ref (leaving->report), taken_cb,
       g_object_ref (leaving->page));
}

static void
tell_left (Leaving *leaving)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (leaving->page), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text =
      g_strdup_printf (_ ("%s is left out of the set."), zb_report_form (leaving->report)->code);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Take It Back In"));
  adw_toast_set_timeout (toast, 0);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (take_back_cb), leaving, leaving_free,
                         0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Leaving *leaving = user_data;
  g_autoptr (ZbReportPage) page = g_object_ref (leaving->page);
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL) {
    zb_report_page_say_error (page, error);
    leaving_free (leaving, NULL);
    return;
  }
  tell_left (leaving);
  if (page->opened != NULL)
    zb_report_page_open_form (page, page->opened->due->form);
}

static void
leave_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (!zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return;
  Leaving *leaving = g_new0 (Leaving, 1);
  *leaving = (Leaving){g_object_ref (page), page->opened->account->id,
                       zb_report_copy (zb_report_model_report (page->model))};
  run (page, leave_work, leaving->account, zb_report_ref (leaving->report), left_cb, leaving);
}

void
zb_report_page_show_leaving (ZbReportPage *page)
{
  const ZbSetPart *part = zb_set_parts_find (page->opened->parts, page->opened->form);

  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.leave-out",
                                 page->opened->editable && part != NULL && part->may_leave);
}

void
zb_report_page_install_set (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.leave-out", NULL, leave_out_cb);
}
