/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/evidence-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/filing/evidence-list.h"
#include "desktop/enterprise/office/receipt-words.h"
#include "desktop/enterprise/office/time-words.h"

struct _ZbEvidenceDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  char *message_id; /* owned */

  /* Template */
  AdwToastOverlay *toasts;
  GtkBox *list;
};

G_DEFINE_FINAL_TYPE (ZbEvidenceDialog, zb_evidence_dialog, ADW_TYPE_WINDOW)

static void
say (ZbEvidenceDialog *dialog, const char *words)
{
  adw_toast_overlay_add_toast (dialog->toasts, adw_toast_new (words));
}

static void
say_error (ZbEvidenceDialog *dialog, const GError *error)
{
  g_autofree char *words = zb_error_words (error);
  say (dialog, words);
}

static void
add_row (AdwPreferencesGroup *group, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *value = gtk_label_new (text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (value), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  adw_preferences_group_add (group, row);
}

static void
add_receipt (AdwPreferencesGroup *group, const ZbReceipt *receipt)
{
  const char *outcome = zb_receipt_outcome_words (receipt);
  g_autofree char *received = zb_time_words (receipt->received);
  g_autofree char *when = receipt->late ? g_strdup_printf (_ ("%s, after the deadline"), received)
                                        : g_strdup (received);

  add_row (group, _ ("Number"), receipt->id);
  add_row (group, _ ("Time"), when);
  if (outcome != NULL)
    add_row (group, _ ("Outcome"), outcome);
  if (receipt->reason_text != NULL)
    add_row (group, _ ("Why"), receipt->reason_text);
  if (receipt->decider != NULL)
    add_row (group, _ ("Decided by"), receipt->decider);
  if (receipt->decided_at != NULL) {
    g_autofree char *decided = zb_time_words (receipt->decided);
    g_autofree char *at = g_strdup_printf (_ ("node %s, %s"), receipt->decided_at, decided);

    add_row (group, _ ("Decided at"), at);
  }
  if (receipt->comment != NULL && receipt->comment[0] != '\0')
    add_row (group, _ ("Comment"), receipt->comment);
  if (receipt->disclaimer_zh != NULL)
    add_row (group, _ ("Note"),
             zb_language_text (&(ZbText){receipt->disclaimer_zh, receipt->disclaimer_en}));
}

static void
add_line (ZbEvidenceDialog *dialog, const ZbEvidenceLine *line)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  gtk_box_append (dialog->list, GTK_WIDGET (group));
  if (line->fault != NULL) {
    adw_preferences_group_set_title (group, _ ("Receipt that does not verify"));
    add_row (group, _ ("Why"), line->fault);
    return;
  }
  /* Translators: the place of an entry in a log of so many. */
  g_autofree char *place =
      g_strdup_printf (_ ("entry %lu of %lu"), (gulong)line->index + 1, (gulong)line->size);
  adw_preferences_group_set_title (group, zb_receipt_kind_words (line->receipt));
  add_receipt (group, line->receipt);
  add_row (group, _ ("Place in the bureau’s log"), place);
  add_row (group, _ ("Verified"), _ ("✓ signature and place in the log are right"));
  add_row (group, _ ("Attested by"), line->node);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbEvidenceDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = zb_evidence_list_read_finish (result, &error);

  if (lines == NULL)
    say_error (dialog, error);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    add_line (dialog, lines->pdata[i]);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbEvidenceDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_evidence_list_export_finish (result, &error))
    say (dialog, _ ("Exported. “zhibao receipt verify” checks the files."));
  else
    say_error (dialog, error);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbEvidenceDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (folder);
    zb_evidence_list_export_async (dialog->office, dialog->message_id, path, exported_cb,
                                   g_object_ref (dialog));
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
export_cb (GtkButton *button, ZbEvidenceDialog *dialog)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Export to a Folder"), GTK_WINDOW (dialog),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
zb_evidence_dialog_dispose (GObject *object)
{
  ZbEvidenceDialog *dialog = ZB_EVIDENCE_DIALOG (object);
  g_clear_object (&dialog->office);
  g_clear_pointer (&dialog->message_id, g_free);
  G_OBJECT_CLASS (zb_evidence_dialog_parent_class)->dispose (object);
}

static void
zb_evidence_dialog_class_init (ZbEvidenceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_evidence_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/evidence-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbEvidenceDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, ZbEvidenceDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
}

static void
zb_evidence_dialog_init (ZbEvidenceDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbEvidenceDialog *
zb_evidence_dialog_new (GtkWindow *parent, ZbOffice *office, gint64 account, const char *message_id)
{
  ZbEvidenceDialog *dialog = g_object_new (ZB_TYPE_EVIDENCE_DIALOG, "transient-for", parent, NULL);
  dialog->office = g_object_ref (office);
  dialog->message_id = g_strdup (message_id);
  zb_evidence_list_read_async (office, account, message_id, read_cb, g_object_ref (dialog));
  return dialog;
}
