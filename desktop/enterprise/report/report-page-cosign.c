/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/report-page-cosign.h"

#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/filing/cosign-filing.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/report/report-page-private.h"
#include "desktop/enterprise/office/time-words.h"
#include "forms/signing-role.h"

#define MAX_REMARK 500 /* characters */

/* "王小明 (preparer), 5 July 10:20; …" (transfer full) */
static char *
dup_signers (const ZbCosign *cosign)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < cosign->signers->len; i++) {
    const ZbCosigner *signer = cosign->signers->pdata[i];
    guint roles = ZB_SIGNING_ALL;
    g_autofree char *when = zb_time_words (signer->time);

    if (signer->roles[0] != '\0')
      zb_signing_roles_parse (signer->roles, &roles, NULL);
    g_autofree char *words = zb_signing_roles_to_words (roles, zb_language_get ());
    g_string_append (text, i > 0 ? _ ("; ") : "");
    /* Translators: a person, in which roles he signed, and when. */
    g_string_append_printf (text, _ ("%s (%s), %s"), signer->name, words, when);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_own (const ZbReportCase *opened, const char *name)
{
  g_autofree char *person = zb_account_person (opened->account);

  return strcmp (person, name) == 0;
}

char *
zb_report_page_dup_cosign_info (const ZbReportCase *opened)
{
  const ZbCosign *cosign = opened->cosign;

  if (cosign == NULL)
    return zb_report_page_dup_permit_info (opened);
  g_autofree char *signers = dup_signers (cosign);
  g_autofree char *missing = zb_signing_roles_to_words (cosign->missing, zb_language_get ());
  if (cosign->taken_back_by != NULL && !is_own (opened, cosign->taken_back_by))
    return g_strdup_printf (_ ("%s has taken the report back to change it, so these signatures are "
                               "void: %s. It comes here again when it is signed anew."),
                            cosign->taken_back_by, signers);
  if (cosign->voided)
    return g_strdup_printf (_ ("The report was changed after it had been signed, so these "
                               "signatures are void: %s. Sign it anew when it is ready."),
                            signers);
  if (cosign->remark != NULL)
    return g_strdup_printf (_ ("Given back by %s: %s\nSigned by %s. Change the report, and sign it "
                               "anew."),
                            cosign->remark_by != NULL ? cosign->remark_by : "", cosign->remark,
                            signers);
  if (cosign->mine != 0) {
    g_autofree char *mine = zb_signing_roles_to_words (cosign->mine, zb_language_get ());
    return g_strdup_printf (_ ("Signed by %s.\nIt waits for your signature as %s."), signers, mine);
  }
  return g_strdup_printf (_ ("Signed by %s.\nIt is not sent yet: still to sign: %s."), signers,
                          missing);
}

static const char *
get_message (ZbReportPage *page)
{
  return page->opened->cosign->message;
}

/* What cannot be done is not offered. */
static void
allow (ZbReportPage *page, const char *action, gboolean allowed)
{
  GtkWidget *button = gtk_widget_get_first_child (page->cosign);

  gtk_widget_action_set_enabled (GTK_WIDGET (page), action, allowed);
  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), action) == 0)
      gtk_widget_set_visible (button, allowed);
}

void
zb_report_page_show_cosign (ZbReportPage *page)
{
  const ZbCosign *cosign = page->opened->cosign;
  gboolean waits = cosign != NULL && !cosign->voided;
  gboolean goes_on = waits && cosign->remark == NULL;

  gtk_widget_set_visible (page->cosign, waits);
  allow (page, "report.save-signed", goes_on);
  allow (page, "report.leave-signed", goes_on);
  allow (page, "report.give-back", goes_on && cosign->mine != 0);
  allow (page, "report.take-back", waits);
}

/* Each act ends here: with its words in @data, or with what went wrong. */
typedef struct {
  ZbReportPage *page; /* owned */
  const char *words;
} Ending;

static Ending *
ending_new (ZbReportPage *page, const char *words)
{
  Ending *ending = g_new0 (Ending, 1);
  *ending = (Ending){g_object_ref (page), words};
  return ending;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Ending *ending = user_data;
  g_autoptr (ZbReportPage) page = ending->page;
  g_autoptr (GError) error = NULL;

  if (!zb_cosign_filing_finish (result, &error)) {
    zb_report_page_say_error (page, error);
    return;
  }
  zb_report_page_say (page, ending->words);
  if (page->opened != NULL)
    zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static GtkWindow *
get_window (ZbReportPage *page)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, ZbReportPage *page)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && page->opened != NULL && page->opened->cosign != NULL)
    zb_cosign_filing_save_async (
        page->office, page->opened->account->id, get_message (page), path, ended_cb,
        ending_new (page, _ ("Saved. Give the file to the next signer, who opens it with “Open a "
                             "Report to Sign…”.")));
  g_object_unref (dialog);
}

static void
save_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  const ZbDue *due = page->opened->due;
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save for the Next Signer"), get_window (page),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *plain = g_strjoin (" ", due->code, due->period, NULL);
  g_autofree char *file = g_strconcat (g_strdelimit (plain, "/\\", '_'), ".asice", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response_cb), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
leave_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  zb_cosign_filing_leave_async (
      page->office, page->opened->account->id, get_message (page), NULL, ended_cb,
      ending_new (page, _ ("Left at the bureau. The next signer finds it in his list.")));
}

static void
give_back_response_cb (AdwMessageDialog *dialog, const char *response, ZbReportPage *page)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  const char *remark = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (g_strcmp0 (response, "back") != 0 || page->opened == NULL || page->opened->cosign == NULL)
    return;
  if (remark[0] == '\0') {
    zb_report_page_say (page, _ ("Say in a few words what is to be changed."));
    return;
  }
  zb_cosign_filing_leave_async (
      page->office, page->opened->account->id, get_message (page), remark, ended_cb,
      ending_new (page, _ ("Given back with your remark to who signed before.")));
}

static void
give_back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  GtkWidget *dialog = adw_message_dialog_new (
      get_window (page), _ ("Give It Back?"),
      _ ("You do not sign. Who signed before finds the report in his list with your remark."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("What is to be changed"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_REMARK);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is to be changed"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "back",
                                    _ ("_Give Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "back",
                                              ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (give_back_response_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
take_back_response_cb (AdwMessageDialog *dialog, const char *response, ZbReportPage *page)
{
  if (g_strcmp0 (response, "change") == 0 && page->opened != NULL && page->opened->cosign != NULL)
    zb_cosign_filing_take_back_async (
        page->office, page->opened->account->id, get_message (page), ended_cb,
        ending_new (page, _ ("It is a draft again, and the signatures on it are void.")));
}

static void
take_back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  g_autofree char *signers = dup_signers (page->opened->cosign);
  GtkWidget *dialog = adw_message_dialog_new (get_window (page), _ ("Change the Report?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("These signatures become void: %s. All must then sign the changed report anew."), signers);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "change",
                                    _ ("C_hange"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "change",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (take_back_response_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
zb_report_page_install_cosign (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.save-signed", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "report.leave-signed", NULL, leave_cb);
  gtk_widget_class_install_action (widget_class, "report.give-back", NULL, give_back_cb);
  gtk_widget_class_install_action (widget_class, "report.take-back", NULL, take_back_cb);
}
