/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/versions-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/filing/evidence-dialog.h"
#include "desktop/enterprise/office/permit-words.h"
#include "desktop/enterprise/office/receipt-words.h"
#include "desktop/enterprise/model/report-difference.h"
#include "desktop/enterprise/office/time-words.h"
#include "desktop/enterprise/model/version-list.h"

#define MESSAGE_KEY "zb-message"

struct _ZbVersionsDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  gint64 account;

  /* Template */
  AdwWindowTitle *title;
  GtkLabel *message;
  GtkBox *list;
};

G_DEFINE_FINAL_TYPE (ZbVersionsDialog, zb_versions_dialog, ADW_TYPE_WINDOW)

static void
say (ZbVersionsDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words);
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), TRUE);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

/* "Accepted · 9 July 2024, 12:00", and below it who said what, and until when to send again. */
static GtkWidget *
make_receipt_row (const ZbReceipt *receipt)
{
  gboolean checked =
      receipt->kind == ZB_RECEIPT_OUTCOME && g_strcmp0 (receipt->outcome, "refused") != 0;
  const char *outcome = checked ? _ ("Machine check passed") : zb_receipt_outcome_words (receipt);
  g_autofree char *when = zb_time_words (receipt->received);
  g_autofree char *title = g_strdup_printf (
      "%s · %s", outcome != NULL ? outcome : zb_receipt_kind_words (receipt), when);
  g_autoptr (GString) text = g_string_new (receipt->decider);
  const char *said = receipt->comment != NULL ? receipt->comment : receipt->reason_text;

  if (said != NULL && said[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? _ (": ") : "", said);
  if (receipt->resubmit_by != 0) {
    g_autofree char *until = zb_time_words (receipt->resubmit_by);
    g_string_append_printf (text, _ (" To be sent again by %s."), until);
  }
  for (guint i = 0; receipt->remarks != NULL && i < receipt->remarks->len; i++) {
    const ZbRemark *remark = receipt->remarks->pdata[i];
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", remark->cell, remark->text);
  }
  return make_row (title, text->str);
}

/* One row that opens to the figures: "3 places changed". */
static GtkWidget *
make_changes_row (const GPtrArray *changes)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *title =
      changes->len == 0 ? g_strdup (_ ("Nothing changed against the version before"))
                        : g_strdup_printf (ngettext ("%u place changed against the version before",
                                                     "%u places changed against the version before",
                                                     changes->len),
                                           changes->len);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  for (guint i = 0; i < changes->len; i++) {
    const ZbReportChange *change = changes->pdata[i];
    const char *before = change->before[0] != '\0' ? change->before : _ ("blank");
    const char *after = change->after[0] != '\0' ? change->after : _ ("blank");
    g_autofree char *figures = g_strdup_printf ("%s → %s", before, after);
    GtkWidget *row = make_row (figures, change->name);
    GtkWidget *item = gtk_label_new (change->item);
    gtk_widget_add_css_class (item, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), item);
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  }
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), changes->len > 0);
  return expander;
}

static void
receipts_cb (GtkButton *button, ZbVersionsDialog *dialog)
{
  const char *message = g_object_get_data (G_OBJECT (button), MESSAGE_KEY);
  gtk_window_present (GTK_WINDOW (
      zb_evidence_dialog_new (GTK_WINDOW (dialog), dialog->office, dialog->account, message)));
}

static const char *
get_kind_words (const ZbSent *sent)
{
  if (g_strcmp0 (sent->kind, "correction") == 0)
    return _ ("correction");
  if (g_strcmp0 (sent->kind, "withdrawal") == 0)
    return _ ("withdrawal");
  if (g_strcmp0 (sent->kind, "nil") == 0)
    return _ ("nil report");
  return _ ("first version");
}

static void
add_version (ZbVersionsDialog *dialog, const ZbVersion *version)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *title =
      g_strdup_printf (_ ("Version %u · %s"), version->number, get_kind_words (version->sent));
  g_autofree char *when = zb_time_words (version->sent->created);
  g_autofree char *signed_at = g_strdup_printf (_ ("Signed %s"), when);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, signed_at);
  if (version->receipts->len > 0) {
    GtkWidget *button = gtk_button_new_with_label (_ ("Receipts…"));
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    g_object_set_data_full (G_OBJECT (button), MESSAGE_KEY, g_strdup (version->sent->id), g_free);
    g_signal_connect (button, "clicked", G_CALLBACK (receipts_cb), dialog);
    adw_preferences_group_set_header_suffix (group, button);
  } else {
    adw_preferences_group_add (group, make_row (_ ("Not sent yet"), _ ("It waits in the outbox.")));
  }
  for (guint i = 0; i < version->receipts->len; i++)
    adw_preferences_group_add (group, make_receipt_row (version->receipts->pdata[i]));
  if (version->changes != NULL)
    adw_preferences_group_add (group, make_changes_row (version->changes));
  gtk_box_append (dialog->list, GTK_WIDGET (group));
}

static void
add_permit (ZbVersionsDialog *dialog, const ZbPermit *permit)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *words = zb_permit_dup_words (permit);
  g_autofree char *why = g_strdup_printf (_ ("Reason given: %s"), permit->reason);

  adw_preferences_group_set_title (group, _ ("Request to Correct"));
  adw_preferences_group_add (group, make_row (words, why));
  gtk_box_append (dialog->list, GTK_WIDGET (group));
}

static void
add_journal (ZbVersionsDialog *dialog, const GPtrArray *journal)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Journal"));
  adw_preferences_group_set_description (
      group, _ ("Corrections that the program proposed and a person confirmed."));
  for (guint i = 0; i < journal->len; i++) {
    const ZbJournalEntry *entry = journal->pdata[i];
    g_autofree char *when = zb_time_words (entry->time);
    adw_preferences_group_add (group, make_row (entry->text, when));
  }
  gtk_box_append (dialog->list, GTK_WIDGET (group));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbVersionsDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbVersionList) list = zb_version_list_read_finish (result, &error);

  if (list == NULL) {
    g_autofree char *words = zb_error_words (error);
    say (dialog, words);
    return;
  }
  if (list->versions->len == 0)
    say (dialog, _ ("No version was signed on this computer yet."));
  if (list->permit != NULL)
    add_permit (dialog, list->permit);
  for (guint i = 0; i < list->versions->len; i++)
    add_version (dialog, list->versions->pdata[i]);
  if (list->journal->len > 0)
    add_journal (dialog, list->journal);
}

static void
zb_versions_dialog_dispose (GObject *object)
{
  g_clear_object (&ZB_VERSIONS_DIALOG (object)->office);
  G_OBJECT_CLASS (zb_versions_dialog_parent_class)->dispose (object);
}

static void
zb_versions_dialog_class_init (ZbVersionsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_versions_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/versions-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbVersionsDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ZbVersionsDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbVersionsDialog, list);
}

static void
zb_versions_dialog_init (ZbVersionsDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbVersionsDialog *
zb_versions_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbReportCase *opened)
{
  ZbVersionsDialog *dialog = g_object_new (ZB_TYPE_VERSIONS_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title =
      zb_office_dup_title (office, opened->account->id, opened->form, opened->due->period);
  g_autofree char *about = g_strdup_printf ("%s · %s", opened->account->name, title);

  dialog->office = g_object_ref (office);
  dialog->account = opened->account->id;
  adw_window_title_set_subtitle (dialog->title, about);
  zb_version_list_read_async (office, opened->account->id, opened->due->form, opened->form,
                              opened->due->period, read_cb, g_object_ref (dialog));
  return dialog;
}
