/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/paper/print-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/paper/paper-print.h"
#include "desktop/enterprise/paper/report-papers.h"

struct _ZbPrintDialog {
  AdwWindow parent_instance;

  ZbOffice *office;    /* owned */
  GPtrArray *items;    /* owned: ZbDueItem, as they stand in the list */
  GPtrArray *switches; /* owned: the GtkCheckButton of each, borrowed */
  gboolean busy;

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwPreferencesGroup *list;
  GtkCheckButton *all;
  GtkWidget *print;
  GtkWidget *save;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (ZbPrintDialog, zb_print_dialog, ADW_TYPE_WINDOW)

static void
say (ZbPrintDialog *dialog, const char *words)
{
  adw_toast_overlay_add_toast (dialog->toasts, adw_toast_new (words));
}

static void
say_error (ZbPrintDialog *dialog, const GError *error)
{
  g_autofree char *words = zb_error_words (error);
  say (dialog, words);
}

static gboolean
is_draft (ZbDueItem *item)
{
  return zb_due_item_get_due (item)->state == ZB_DUE_DRAFT;
}

/* Begun here or sent. */
static gboolean
is_offered (ZbDueItem *item)
{
  ZbDueState state = zb_due_item_get_due (item)->state;

  return state != ZB_DUE_NOT_OPEN && state != ZB_DUE_OPEN && state != ZB_DUE_WITHDRAWN &&
         state != ZB_DUE_CLOSED;
}

static guint
count_chosen (ZbPrintDialog *dialog)
{
  guint n = 0;

  for (guint i = 0; i < dialog->switches->len; i++)
    n += gtk_check_button_get_active (dialog->switches->pdata[i]);
  return n;
}

static void
show_count (ZbPrintDialog *dialog)
{
  guint n = count_chosen (dialog);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u report chosen", "%u reports chosen", n), n);

  gtk_label_set_text (dialog->count, words);
  gtk_widget_set_sensitive (dialog->print, n > 0 && !dialog->busy);
  gtk_widget_set_sensitive (dialog->save, n > 0 && !dialog->busy);
}

static void
toggled_cb (GtkCheckButton *button, ZbPrintDialog *dialog)
{
  show_count (dialog);
}

static void
all_cb (GtkCheckButton *button, ZbPrintDialog *dialog)
{
  gboolean active = gtk_check_button_get_active (button);

  for (guint i = 0; i < dialog->switches->len; i++)
    gtk_check_button_set_active (dialog->switches->pdata[i], active);
}

static GPtrArray *
list_wishes (ZbPrintDialog *dialog)
{
  GPtrArray *wishes = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_wish_free);

  for (guint i = 0; i < dialog->items->len; i++) {
    ZbDueItem *item = dialog->items->pdata[i];
    const ZbDue *due = zb_due_item_get_due (item);
    g_autofree char *name =
        g_strjoin (" ", due->code, due->period, zb_due_item_get_enterprise (item), NULL);

    if (!gtk_check_button_get_active (dialog->switches->pdata[i]))
      continue;
    ZbPaperWish *wish = zb_paper_wish_new (due->account, due->form, due->period, name);
    wish->draft = is_draft (item);
    g_ptr_array_add (wishes, wish);
  }
  return wishes;
}

static void
set_busy (ZbPrintDialog *dialog, gboolean busy)
{
  dialog->busy = busy;
  /* GTK warns when what has the keyboard turns insensitive. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  show_count (dialog);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, ZbPrintDialog *dialog)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    say_error (dialog, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbPrintDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *papers = zb_report_papers_read_finish (result, &error);

  set_busy (dialog, FALSE);
  if (papers == NULL) {
    say_error (dialog, error);
    return;
  }
  g_autoptr (GtkPrintOperation) operation = zb_papers_print_new (papers, _ ("Reports"));
  g_signal_connect_object (operation, "done", G_CALLBACK (done_cb), dialog, 0);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (dialog),
                           NULL);
}

static void
print_cb (GtkButton *button, ZbPrintDialog *dialog)
{
  g_autoptr (GPtrArray) wishes = list_wishes (dialog);

  set_busy (dialog, TRUE);
  zb_report_papers_read_async (dialog->office, wishes, read_cb, g_object_ref (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbPrintDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (dialog, FALSE);
  if (zb_report_papers_save_finish (result, &error))
    say (dialog, _ ("The reports are saved as PDF."));
  else
    say_error (dialog, error);
}

/* A file for all, or a folder for a file of each. */
static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbPrintDialog *dialog)
{
  gboolean each = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (chooser)) ==
                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER;

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    g_autoptr (GPtrArray) wishes = list_wishes (dialog);
    set_busy (dialog, TRUE);
    zb_report_papers_save_async (dialog->office, wishes, path, each, saved_cb,
                                 g_object_ref (dialog));
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
save_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean each = g_strcmp0 (name, "print.save-each") == 0;
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      each ? _ ("A PDF File of Each, Into a Folder") : _ ("One PDF File of All"),
      GTK_WINDOW (widget),
      each ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  if (!each)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("Reports.pdf"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_row (ZbPrintDialog *dialog, ZbDueItem *item)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_check_button_new ();
  g_autofree char *title = zb_due_item_dup_title (item);
  g_autofree char *period = zb_due_item_dup_period (item);
  const char *state =
      is_draft (item) ? _ ("draft, with a watermark") : zb_due_item_get_state_words (item);
  g_autofree char *subtitle =
      g_strjoin (" · ", period, zb_due_item_get_enterprise (item), state, NULL);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), dialog, 0);
  adw_preferences_group_add (dialog->list, row);
  g_ptr_array_add (dialog->items, g_object_ref (item));
  g_ptr_array_add (dialog->switches, button);
}

static void
zb_print_dialog_dispose (GObject *object)
{
  ZbPrintDialog *dialog = ZB_PRINT_DIALOG (object);

  g_clear_object (&dialog->office);
  g_clear_pointer (&dialog->items, g_ptr_array_unref);
  g_clear_pointer (&dialog->switches, g_ptr_array_unref);
  G_OBJECT_CLASS (zb_print_dialog_parent_class)->dispose (object);
}

static void
zb_print_dialog_class_init (ZbPrintDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_print_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/print-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, all);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, print);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, save);
  gtk_widget_class_bind_template_child (widget_class, ZbPrintDialog, count);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_install_action (widget_class, "print.save-one", NULL, save_action_cb);
  gtk_widget_class_install_action (widget_class, "print.save-each", NULL, save_action_cb);
}

static void
zb_print_dialog_init (ZbPrintDialog *dialog)
{
  dialog->items = g_ptr_array_new_with_free_func (g_object_unref);
  dialog->switches = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbPrintDialog *
zb_print_dialog_new (GtkWindow *parent, ZbOffice *office, GListModel *due)
{
  ZbPrintDialog *dialog = g_object_new (ZB_TYPE_PRINT_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  for (guint i = 0; i < g_list_model_get_n_items (due); i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (due, i);

    if (is_offered (item))
      add_row (dialog, item);
  }
  gtk_stack_set_visible_child_name (dialog->stack, dialog->items->len > 0 ? "list" : "empty");
  show_count (dialog);
  return dialog;
}
