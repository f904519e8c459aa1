/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "desktop/enterprise/office/draft-bin.h"
#include "desktop/enterprise/report/report-page-private.h"

/* A form of a set that is left out. The toast keeps it, so that nothing that was typed is gone. */
typedef struct {
  ZbReportPage *page; /* owned */
  ZbDraftBin *bin;    /* owned */
  char *code;         /* owned, of the form */
} Leaving;

static void
leaving_free (gpointer data, GClosure *closure)
{
  Leaving *leaving = data;
  g_object_unref (leaving->page);
  zb_draft_bin_unref (leaving->bin);
  g_free (leaving->code);
  g_free (leaving);
}

/* Whoever has begun the form anew meanwhile keeps what he entered. */
static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (!zb_draft_bin_finish (result, &error)) {
    g_autofree char *words = zb_draft_bin_error_words (error);
    zb_report_page_say (page, words);
  } else if (page->opened != NULL)
    zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
take_back_cb (AdwToast *toast, Leaving *leaving)
{
  gint64 last = zb_draft_bin_last (leaving->bin);

  if (last != 0)
    zb_draft_bin_restore_async (leaving->bin, last, taken_cb, g_object_ref (leaving->page));
}

static void
tell_left (Leaving *leaving)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (leaving->page), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text = g_strdup_printf (_ ("%s is left out of the set."), leaving->code);
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

  if (!zb_draft_bin_finish (result, &error)) {
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
  char period[ZB_PERIOD_TEXT_SIZE];

  if (!zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return;
  const ZbReport *report = zb_report_model_report (page->model);
  const ZbForm *form = zb_report_form (report);
  Leaving *leaving = g_new0 (Leaving, 1);
  *leaving = (Leaving){g_object_ref (page), zb_draft_bin_new (page->office), g_strdup (form->code)};
  zb_draft_bin_drop_async (leaving->bin, page->opened->account->id, form->id,
                           zb_period_format (zb_report_period (report), period), ZB_DROP_ALONE,
                           left_cb, leaving);
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
