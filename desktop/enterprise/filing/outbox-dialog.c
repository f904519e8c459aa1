/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/outbox-dialog.h"

#include <glib/gi18n.h>

#include "client/outbox-table.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/filing/outbox-row.h"

/* Between two looks while something waits: how far it is stands on the disk. */
#define LOOK_SECONDS 1

struct _ZbOutboxDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  guint look;       /* source */
  gboolean looking;

  /* Template */
  AdwWindowTitle *title;
  GtkWidget *send;
  GtkLabel *message;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ZbOutboxDialog, zb_outbox_dialog, ADW_TYPE_WINDOW)

static void look (ZbOutboxDialog *dialog);

static void
say_error (ZbOutboxDialog *dialog, const GError *error)
{
  g_autofree char *words = error != NULL ? zb_error_words (error) : NULL;

  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

/* Pausing and letting go */

typedef struct {
  char *message;
  gboolean paused;
} Wish;

static void
wish_free (gpointer data)
{
  g_free (((Wish *)data)->message);
  g_free (data);
}

static gpointer
pause_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;

  return zb_outbox_pause (workspace, wish->message, wish->paused, error) ? ZB_WORK_DONE : NULL;
}

/* Asks the bureau again: it sends what may go now. */
static void
send_what_waits (ZbOutboxDialog *dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.refresh", NULL);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbOutboxDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL) {
    say_error (dialog, error);
    return;
  }
  /* What is under way may be the one that was paused; the others go on with the next talk. */
  zb_office_break_off (dialog->office);
  send_what_waits (dialog);
  look (dialog);
}

static void
run_pause (ZbOutboxDialog *dialog, ZbOutboxRow *row, gboolean paused)
{
  Wish *wish = g_new0 (Wish, 1);

  *wish = (Wish){g_strdup (zb_outbox_row_get_message (row)), paused};
  say_error (dialog, NULL);
  zb_worker_run (zb_office_disk (dialog->office), dialog, pause_work, wish, wish_free, NULL, NULL,
                 paused_cb, g_object_ref (dialog));
}

static void
pause_cb (ZbOutboxRow *row, gboolean paused, ZbOutboxDialog *dialog)
{
  run_pause (dialog, row, paused);
}

/* Letting go makes it due at once. */
static void
hurry_cb (ZbOutboxRow *row, ZbOutboxDialog *dialog)
{
  run_pause (dialog, row, FALSE);
}

static void
send_cb (GtkWidget *widget, ZbOutboxDialog *dialog)
{
  send_what_waits (dialog);
}

static void
send_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_what_waits (ZB_OUTBOX_DIALOG (widget));
}

/* Showing */

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *heading = zb_outbox_heading (zb_outbox_row_get_state (ZB_OUTBOX_ROW (row)));
  const char *above =
      before != NULL ? zb_outbox_heading (zb_outbox_row_get_state (ZB_OUTBOX_ROW (before))) : NULL;
  GtkWidget *label = NULL;

  if (g_strcmp0 (heading, above) != 0) {
    label = gtk_label_new (heading);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "due-heading");
  }
  gtk_list_box_row_set_header (row, label);
}

static ZbOutboxRow *
get_row (ZbOutboxDialog *dialog, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (dialog->list, (int)index);

  if (row != NULL)
    return ZB_OUTBOX_ROW (row);
  ZbOutboxRow *fresh = zb_outbox_row_new ();
  g_signal_connect_object (fresh, "pause", G_CALLBACK (pause_cb), dialog, 0);
  g_signal_connect_object (fresh, "hurry", G_CALLBACK (hurry_cb), dialog, 0);
  gtk_list_box_append (dialog->list, GTK_WIDGET (fresh));
  return fresh;
}

/* Rows stay where they are and show what has their place now, so that the keyboard's place stays.
 */
static void
show_lines (ZbOutboxDialog *dialog, const GPtrArray *lines)
{
  gboolean talking = zb_office_is_talking (dialog->office);
  gint64 now = zb_office_now (dialog->office);
  GtkListBoxRow *row;
  guint n_waiting = 0;

  for (guint i = 0; i < lines->len; i++) {
    const ZbOutboxLine *line = lines->pdata[i];
    g_autofree char *title =
        zb_office_dup_title (dialog->office, line->account, line->sent->form, line->sent->period);
    ZbOutboxRow *one = get_row (dialog, i);
    zb_outbox_row_show (one, line, title, talking, now);
    n_waiting += zb_outbox_row_get_state (one) <= ZB_OUTBOX_PAUSED;
  }
  while ((row = gtk_list_box_get_row_at_index (dialog->list, (int)lines->len)) != NULL)
    gtk_list_box_remove (dialog->list, GTK_WIDGET (row));
  gtk_list_box_invalidate_headers (dialog->list);
  gtk_stack_set_visible_child_name (dialog->stack, lines->len > 0 ? "list" : "empty");
  g_autofree char *words =
      n_waiting > 0
          ? g_strdup_printf (ngettext ("%u report waits", "%u reports wait", n_waiting), n_waiting)
          : g_strdup (_ ("Nothing waits"));
  adw_window_title_set_subtitle (dialog->title, words);
  gtk_widget_set_sensitive (dialog->send, n_waiting > 0);
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  return zb_outbox_list_read (workspace, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbOutboxDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = zb_worker_finish (result, &error);

  dialog->looking = FALSE;
  if (lines == NULL)
    say_error (dialog, error);
  else
    show_lines (dialog, lines);
}

static void
look (ZbOutboxDialog *dialog)
{
  if (dialog->looking)
    return;
  dialog->looking = TRUE;
  zb_worker_run (zb_office_disk (dialog->office), dialog, read_work, NULL, NULL,
                 (GDestroyNotify)g_ptr_array_unref, NULL, read_cb, g_object_ref (dialog));
}

static gboolean
look_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
zb_outbox_dialog_close_request (GtkWindow *window)
{
  g_clear_handle_id (&ZB_OUTBOX_DIALOG (window)->look, g_source_remove);
  return GTK_WINDOW_CLASS (zb_outbox_dialog_parent_class)->close_request (window);
}

static void
zb_outbox_dialog_dispose (GObject *object)
{
  ZbOutboxDialog *dialog = ZB_OUTBOX_DIALOG (object);

  g_clear_handle_id (&dialog->look, g_source_remove);
  g_clear_object (&dialog->office);
  G_OBJECT_CLASS (zb_outbox_dialog_parent_class)->dispose (object);
}

static void
zb_outbox_dialog_class_init (ZbOutboxDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_outbox_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = zb_outbox_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/outbox-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxDialog, send);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_install_action (widget_class, "outbox.send", NULL, send_action_cb);
}

static void
zb_outbox_dialog_init (ZbOutboxDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  gtk_list_box_set_header_func (dialog->list, update_header_cb, NULL, NULL);
}

ZbOutboxDialog *
zb_outbox_dialog_new (GtkWindow *parent, ZbOffice *office)
{
  ZbOutboxDialog *dialog = g_object_new (ZB_TYPE_OUTBOX_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  dialog->look = g_timeout_add_seconds (LOOK_SECONDS, look_cb, dialog);
  g_signal_connect_object (office, "changed", G_CALLBACK (look), dialog, G_CONNECT_SWAPPED);
  look (dialog);
  return dialog;
}
