/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/draft-bin-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/time-words.h"

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define ID_KEY "zb-id"

struct _ZbDraftBinDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  ZbDraftBin *bin;  /* owned */

  /* Template */
  GtkLabel *message;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ZbDraftBinDialog, zb_draft_bin_dialog, ADW_TYPE_WINDOW)

static void look (ZbDraftBinDialog *dialog);

/* @words (nullable) */
static void
say (ZbDraftBinDialog *dialog, const char *words, gboolean wrong)
{
  GtkWidget *message = GTK_WIDGET (dialog->message);

  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (message, words != NULL);
  if (wrong)
    gtk_widget_add_css_class (message, "error");
  else
    gtk_widget_remove_css_class (message, "error");
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  zb_office_load_finish (ZB_OFFICE (source), result, NULL);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbDraftBinDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_draft_bin_finish (result, &error))
    say (dialog, _ ("The draft is back as it was."), FALSE);
  else {
    g_autofree char *words = zb_draft_bin_error_words (error);
    say (dialog, words, TRUE);
  }
  zb_office_load_async (dialog->office, reloaded_cb, NULL);
  look (dialog);
}

static void
restore_cb (GtkWidget *button, ZbDraftBinDialog *dialog)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), ID_KEY);

  say (dialog, NULL, FALSE);
  zb_draft_bin_restore_async (dialog->bin, *id, restored_cb, g_object_ref (dialog));
}

static void
add_row (ZbDraftBinDialog *dialog, const ZbDroppedDraft *dropped)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Bring Back"));
  g_autofree char *title =
      zb_office_dup_title (dialog->office, dropped->account, dropped->form, dropped->period);
  g_autofree char *when = zb_time_words (dropped->time);
  g_autofree char *until = zb_day_words (dropped->time + ZB_DROPPED_DRAFTS_DAYS * DAY);
  /* Translators: an enterprise, a time, a day. */
  g_autofree char *told =
      g_strdup_printf (_ ("%s\nThrown away %s, kept until %s"), dropped->enterprise, when, until);
  g_autofree char *named = g_strdup_printf (_ ("Bring back %s"), title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), told);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, named,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_memdup2 (&dropped->id, sizeof dropped->id),
                          g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (restore_cb), dialog);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (dialog->list, row);
}

static void
show_list (ZbDraftBinDialog *dialog, const GPtrArray *list)
{
  GtkWidget *row;

  /* GTK warns when what has the keyboard goes. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (dialog->list))) != NULL)
    gtk_list_box_remove (dialog->list, row);
  for (guint i = 0; i < list->len; i++)
    add_row (dialog, list->pdata[i]);
  gtk_stack_set_visible_child_name (dialog->stack, list->len > 0 ? "list" : "empty");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbDraftBinDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = zb_draft_bin_list_finish (result, &error);

  if (list != NULL)
    show_list (dialog, list);
  else {
    g_autofree char *words = zb_error_words (error);
    say (dialog, words, TRUE);
  }
}

static void
look (ZbDraftBinDialog *dialog)
{
  zb_draft_bin_list_async (dialog->bin, listed_cb, g_object_ref (dialog));
}

static void
zb_draft_bin_dialog_dispose (GObject *object)
{
  ZbDraftBinDialog *dialog = ZB_DRAFT_BIN_DIALOG (object);

  g_clear_pointer (&dialog->bin, zb_draft_bin_unref);
  g_clear_object (&dialog->office);
  G_OBJECT_CLASS (zb_draft_bin_dialog_parent_class)->dispose (object);
}

static void
zb_draft_bin_dialog_class_init (ZbDraftBinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_draft_bin_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/draft-bin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbDraftBinDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbDraftBinDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbDraftBinDialog, list);
}

static void
zb_draft_bin_dialog_init (ZbDraftBinDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbDraftBinDialog *
zb_draft_bin_dialog_new (GtkWindow *parent, ZbOffice *office, ZbDraftBin *bin)
{
  ZbDraftBinDialog *dialog = g_object_new (ZB_TYPE_DRAFT_BIN_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  dialog->bin = zb_draft_bin_ref (bin);
  look (dialog);
  return dialog;
}
