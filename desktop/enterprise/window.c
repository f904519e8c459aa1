/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/window.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/filing/batch-dialog.h"
#include "desktop/enterprise/filing/cosign-filing.h"
#include "desktop/enterprise/account/enrol-page.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/home/home-page.h"
#include "desktop/enterprise/report/report-page.h"
#include "desktop/enterprise/filing/signed-file.h"
#include "desktop/enterprise/window-menu.h"

/* Between two looks at an outbox in which something waits; the courier's back-off decides what is
 * due by then. */
#define RETRY_SECONDS 30

struct _ZbWindow {
  AdwApplicationWindow parent_instance;

  ZbOffice *office; /* owned */
  ZbDraftBin *bin;  /* owned */
  char *invitation; /* owned (nullable), until it is used */
  gboolean syncing;
  gboolean again;        /* asked for while one was under way that may have looked before */
  GCancellable *closing; /* owned: breaks off what the network is asked for */
  guint retry;           /* source: the outbox is to be looked at again */
  GCancellable *opening; /* owned (nullable): the report asked for last, until it is shown */
  AdwToast *toast;       /* weak: the latest */
  char *done;            /* owned (nullable): to be told once all is read anew */
  gboolean taken_over;   /* what it tells of */

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  ZbEnrolPage *enrol_page;
  ZbHomePage *home_page;
  ZbReportPage *report_page;
};

G_DEFINE_FINAL_TYPE (ZbWindow, zb_window, ADW_TYPE_APPLICATION_WINDOW)

/* What was said before is old by now, and would lie over another page. */
static void
clear_words (ZbWindow *window)
{
  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
}

/* With a button for what may come next; @action is of the window. */
static void
offer (ZbWindow *window, const char *text, const char *button, const char *action)
{
  AdwToast *toast = adw_toast_new (text);

  clear_words (window);
  g_set_weak_pointer (&window->toast, toast);
  adw_toast_set_timeout (toast, button != NULL ? 20 : 10);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  adw_toast_overlay_add_toast (window->toasts, toast);
}

static void
say (ZbWindow *window, const char *text)
{
  offer (window, text, NULL, NULL);
}

static void
offer_history (ZbWindow *window, const char *text)
{
  offer (window, text, _ ("_Fetch What Was Sent…"), "win.recover");
}

static void
stop_opening (ZbWindow *window)
{
  g_cancellable_cancel (window->opening);
  g_clear_object (&window->opening);
}

static void
show_home (ZbWindow *window)
{
  clear_words (window);
  stop_opening (window);
  gtk_stack_set_visible_child_name (window->stack, "home");
}

/* What is open for reading only shows what the bureau has said since; what is being opened shows it
 * anyway. */
static void
show_news (ZbWindow *window)
{
  const ZbReportCase *opened = zb_report_page_get_case (window->report_page);
  if (opened == NULL || opened->editable || window->opening != NULL)
    return;
  g_autoptr (ZbDueItem) item = zb_office_find_due (window->office, opened->due->account,
                                                   opened->due->form, opened->due->period);
  const ZbDue *now = item != NULL ? zb_due_item_get_due (item) : NULL;
  gboolean asked = opened->permit != NULL && opened->permit->state == ZB_PERMIT_ASKED;
  if (now != NULL && (asked || now->state != opened->due->state ||
                      now->correct_until != opened->due->correct_until))
    zb_report_page_reopen (window->report_page, ZB_OPEN_AS_IT_STANDS);
}

static void refresh (ZbWindow *window, gboolean asked);

static void
sync_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  window->syncing = FALSE;
  if (g_cancellable_is_cancelled (window->closing))
    return;
  zb_home_page_set_busy (window->home_page, FALSE);
  show_news (window);
  if (zb_office_sync_finish (ZB_OFFICE (source), result, &error))
    zb_home_page_set_trouble (window->home_page, NULL);
  else {
    g_autofree char *words = zb_error_words (error);
    zb_home_page_set_trouble (window->home_page, words);
  }
  if (window->again)
    refresh (window, TRUE);
}

static void
refresh (ZbWindow *window, gboolean asked)
{
  if (window->syncing) {
    window->again = window->again || asked;
    return;
  }
  window->again = FALSE;
  window->syncing = TRUE;
  zb_home_page_set_busy (window->home_page, TRUE);
  zb_office_sync_async (window->office, asked, window->closing, sync_cb, g_object_ref (window));
}

static gboolean
retry_cb (gpointer user_data)
{
  ZbWindow *window = user_data;
  window->retry = 0;
  refresh (window, FALSE);
  return G_SOURCE_REMOVE;
}

/* A signed report goes out by itself once the bureau can be reached. */
static void
changed_cb (ZbOffice *office, ZbWindow *window)
{
  if (zb_office_n_queued (office) > 0 && window->retry == 0)
    window->retry = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, window);
}

static void
refresh_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  refresh (ZB_WINDOW (widget), TRUE);
}

static void
show_enrol (ZbWindow *window)
{
  clear_words (window);
  stop_opening (window);
  g_autofree char *invitation = g_steal_pointer (&window->invitation);
  zb_enrol_page_begin (window->enrol_page, window->office, invitation);
  gtk_stack_set_visible_child_name (window->stack, "enrol");
}

static void
enrol_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_enrol (ZB_WINDOW (widget));
}

static void open_cb (ZbHomePage *page, ZbDueItem *item, ZbWindow *window);

static void
batch_open_cb (ZbBatchDialog *dialog, ZbDueItem *item, ZbWindow *window)
{
  open_cb (window->home_page, item, window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
batch_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbWindow *window = ZB_WINDOW (widget);
  ZbBatchDialog *dialog = zb_batch_dialog_new (GTK_WINDOW (window), window->office);

  g_signal_connect_object (dialog, "open", G_CALLBACK (batch_open_cb), window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
done_load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  if (!zb_office_load_finish (window->office, result, &error)) {
    g_autofree char *words = zb_error_words (error);
    say (window, words);
    return;
  }
  show_home (window);
  if (window->taken_over)
    offer_history (window, window->done);
  else
    say (window, window->done);
  refresh (window, TRUE);
}

static void
tell (ZbWindow *window, const char *words, gboolean taken_over)
{
  g_free (window->done);
  window->done = g_strdup (words);
  window->taken_over = taken_over;
  zb_office_load_async (window->office, done_load_cb, g_object_ref (window));
}

void
zb_window_tell_done (ZbWindow *window, const char *words)
{
  tell (window, words, FALSE);
}

void
zb_window_tell_taken_over (ZbWindow *window, const char *words)
{
  tell (window, words, TRUE);
}

ZbOffice *
zb_window_get_office (ZbWindow *window)
{
  return window->office;
}

ZbDraftBin *
zb_window_get_draft_bin (ZbWindow *window)
{
  return window->bin;
}

static void
enrolled_cb (ZbEnrolPage *page, ZbWindow *window)
{
  show_home (window);
  if (zb_office_newest_has_history (window->office))
    offer_history (window, _ ("Enrolled. What was sent from elsewhere can be fetched now."));
  else
    say (window, _ ("Enrolled. Keep the passphrase, or the token with its PIN, safe."));
}

static void
left_cb (ZbEnrolPage *page, ZbWindow *window)
{
  show_home (window);
}

/* Opening a report: the one asked for last is shown, unless one has left for home meanwhile. */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  ZbReportCase *opened = zb_report_case_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&window->opening);
  if (opened == NULL) {
    g_autofree char *words = zb_error_words (error);
    show_home (window);
    say (window, words);
    return;
  }
  /* In view first: only then the table can take the keyboard. */
  gtk_stack_set_visible_child_name (window->stack, "report");
  zb_report_page_show (window->report_page, window->office, opened);
}

static void
open_case (ZbWindow *window, const ZbDue *due, const char *form, ZbOpenMode mode)
{
  stop_opening (window);
  window->opening = g_cancellable_new ();
  zb_report_case_open_async (window->office, due, form, mode, window->opening, opened_cb,
                             g_object_ref (window));
}

static void
open_cb (ZbHomePage *page, ZbDueItem *item, ZbWindow *window)
{
  clear_words (window);
  open_case (window, zb_due_item_get_due (item), NULL, ZB_OPEN_AS_IT_STANDS);
}

/* What is typed before the next form is in view is not meant for the one before; keys with Alt lead
 * out of both. */
static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, ZbWindow *window)
{
  const char *page = gtk_stack_get_visible_child_name (window->stack);

  return window->opening != NULL && (state & GDK_ALT_MASK) == 0 && g_strcmp0 (page, "report") == 0;
}

static void
hold_keys (ZbWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  if (!zb_office_load_finish (window->office, result, &error)) {
    g_autofree char *words = zb_error_words (error);
    say (window, words);
  }
}

/* Drafts thrown away, and brought back */

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_draft_bin_finish (result, &error))
    offer (window, _ ("The draft was thrown away."), _ ("_Undo"), "win.restore-draft");
  else {
    g_autofree char *words = zb_error_words (error);
    say (window, words);
  }
  zb_office_load_async (window->office, reloaded_cb, g_object_ref (window));
}

static void
drop_draft_cb (ZbHomePage *page, ZbDueItem *item, ZbWindow *window)
{
  const ZbDue *due = zb_due_item_get_due (item);

  zb_draft_bin_drop_async (window->bin, due->account, due->form, due->period, ZB_DROP_WITH_SET,
                           dropped_cb, g_object_ref (window));
}

static void
back_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = zb_draft_bin_finish (result, &error)
                               ? g_strdup (_ ("The draft is back as it was."))
                               : zb_draft_bin_error_words (error);

  say (window, words);
  zb_office_load_async (window->office, reloaded_cb, g_object_ref (window));
}

static void
restore_draft_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbWindow *window = ZB_WINDOW (widget);
  gint64 last = zb_draft_bin_last (window->bin);

  if (last != 0)
    zb_draft_bin_restore_async (window->bin, last, back_again_cb, g_object_ref (window));
}

/* A report that others have signed, as a file */

static void
file_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  gint64 account = 0;
  g_autoptr (ZbCosign) cosign = zb_cosign_filing_open_finish (result, &account, &error);
  g_autoptr (ZbDueItem) item =
      cosign != NULL ? zb_office_find_due (window->office, account, cosign->form, cosign->period)
                     : NULL;
  g_autofree char *words = error != NULL ? zb_error_words (error) : NULL;

  if (item != NULL)
    open_case (window, zb_due_item_get_due (item), NULL, ZB_OPEN_AS_IT_STANDS);
  else
    say (window,
         words != NULL ? words : _ ("The bureau does not ask for this report, or not any more."));
}

static void
open_file (GtkWidget *widget, GFile *file)
{
  ZbWindow *window = ZB_WINDOW (widget);
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL && zb_report_page_leave (window->report_page))
    zb_cosign_filing_open_async (window->office, path, file_opened_cb, g_object_ref (window));
}

static void
open_signed_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_signed_file_choose (GTK_WINDOW (widget), open_file);
}

static void
reopen_cb (ZbReportPage *page, guint mode, ZbWindow *window)
{
  const ZbReportCase *opened = zb_report_page_get_case (page);
  if (opened != NULL)
    open_case (window, opened->due, opened->form, mode);
}

static void
open_form_cb (ZbReportPage *page, const char *form, ZbWindow *window)
{
  const ZbReportCase *opened = zb_report_page_get_case (page);
  if (opened != NULL)
    open_case (window, opened->due, form, ZB_OPEN_AS_IT_STANDS);
}

static void
back_cb (ZbReportPage *page, ZbWindow *window)
{
  if (!zb_report_page_leave (page)) {
    say (window, _ ("A cell holds a text that is no value. Correct it, or press Escape in it."));
    return;
  }
  zb_office_load_async (window->office, reloaded_cb, g_object_ref (window));
  show_home (window);
}

static void
say_cb (ZbReportPage *page, const char *words, ZbWindow *window)
{
  say (window, words);
}

static gboolean
zb_window_close_request (GtkWindow *base)
{
  ZbWindow *window = ZB_WINDOW (base);

  /* What is being typed counts as entered when the window closes. */
  zb_report_page_leave (window->report_page);
  stop_opening (window);
  g_cancellable_cancel (window->closing);
  return GTK_WINDOW_CLASS (zb_window_parent_class)->close_request (base);
}

static void
first_load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  if (!zb_office_load_finish (window->office, result, &error)) {
    g_autofree char *words = zb_error_words (error);
    zb_home_page_set_trouble (window->home_page, words);
    show_home (window);
    return;
  }
  if (zb_office_n_enterprises (window->office) == 0 || window->invitation != NULL) {
    show_enrol (window);
    return;
  }
  show_home (window);
  refresh (window, FALSE);
}

static void
zb_window_dispose (GObject *object)
{
  ZbWindow *window = ZB_WINDOW (object);
  g_clear_handle_id (&window->retry, g_source_remove);
  g_clear_weak_pointer (&window->toast);
  g_clear_object (&window->closing);
  stop_opening (window);
  g_clear_pointer (&window->bin, zb_draft_bin_unref);
  g_clear_object (&window->office);
  g_clear_pointer (&window->invitation, g_free);
  g_clear_pointer (&window->done, g_free);
  G_OBJECT_CLASS (zb_window_parent_class)->dispose (object);
}

static void
zb_window_class_init (ZbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = zb_window_close_request;
  g_type_ensure (ZB_TYPE_ENROL_PAGE);
  g_type_ensure (ZB_TYPE_HOME_PAGE);
  g_type_ensure (ZB_TYPE_REPORT_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/window.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ZbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbWindow, enrol_page);
  gtk_widget_class_bind_template_child (widget_class, ZbWindow, home_page);
  gtk_widget_class_bind_template_child (widget_class, ZbWindow, report_page);
  gtk_widget_class_bind_template_callback (widget_class, enrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_draft_cb);
  gtk_widget_class_bind_template_callback (widget_class, reopen_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_form_cb);
  gtk_widget_class_bind_template_callback (widget_class, say_cb);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action_cb);
  gtk_widget_class_install_action (widget_class, "win.enrol", NULL, enrol_action_cb);
  gtk_widget_class_install_action (widget_class, "win.batch", NULL, batch_action_cb);
  gtk_widget_class_install_action (widget_class, "win.open-signed", NULL, open_signed_cb);
  gtk_widget_class_install_action (widget_class, "win.restore-draft", NULL, restore_draft_cb);
  zb_window_menu_install (widget_class);
}

static void
zb_window_init (ZbWindow *window)
{
  window->closing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (window));
  zb_signed_file_accept_drops (GTK_WIDGET (window), open_file);
  hold_keys (window);
}

ZbWindow *
zb_window_new (GtkApplication *application, ZbOffice *office, const char *invitation)
{
  ZbWindow *window = g_object_new (ZB_TYPE_WINDOW, "application", application, NULL);
  window->office = g_object_ref (office);
  window->bin = zb_draft_bin_new (office);
  g_signal_connect_object (office, "changed", G_CALLBACK (changed_cb), window, 0);
  window->invitation = g_strdup (invitation);
  zb_home_page_set_office (window->home_page, office);
  zb_office_load_async (office, first_load_cb, g_object_ref (window));
  return window;
}
