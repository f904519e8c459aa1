/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/correction-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/report/correcting.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/permit-words.h"
#include "validators/explanation.h"

struct _ZbCorrectionDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  gint64 account;
  char *form, *period; /* owned */

  /* Template */
  GtkWidget *ask;
  GtkLabel *touched;
  GtkTextView *reason;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (ZbCorrectionDialog, zb_correction_dialog, ADW_TYPE_WINDOW)

enum { ASKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (ZbCorrectionDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words);
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), TRUE);
}

/* Takes @words. */
static void
add_line (GString *text, char *words)
{
  g_autofree char *taken = words;
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", taken);
}

static void
touched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbCorrectionDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTouched) touched = zb_correcting_touched_finish (result, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (touched == NULL) {
    g_autofree char *words = zb_error_words (error);
    gtk_label_set_text (dialog->touched, words);
    return;
  }
  if (touched->reports->len == 0)
    add_line (text, g_strdup (_ ("No other report of the enterprise looks at these figures.")));
  else
    add_line (text, g_strdup (_ ("These reports look at its figures; check whether they have to be "
                                 "corrected too:")));
  for (guint i = 0; i < touched->reports->len; i++)
    add_line (text, zb_touched_report_dup_words (touched->reports->pdata[i]));
  for (guint i = 0; i < touched->totals->len; i++)
    add_line (text, zb_touched_total_dup_words (touched->totals->pdata[i]));
  gtk_label_set_text (dialog->touched, text->str);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbCorrectionDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (dialog->ask, TRUE);
  if (!zb_correcting_ask_finish (result, &error)) {
    g_autofree char *words = zb_error_words (error);
    say (dialog, words);
    return;
  }
  g_signal_emit (dialog, signals[ASKED], 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
ask_cb (GtkButton *button, ZbCorrectionDialog *dialog)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (dialog->reason);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *text = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
  if (!zb_explanation_check_text (text, NULL)) {
    say (dialog, _ ("Say in at least 8 characters what was wrong and how it came about; the bureau "
                    "decides by it."));
    gtk_widget_grab_focus (GTK_WIDGET (dialog->reason));
    return;
  }
  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  gtk_widget_set_sensitive (dialog->ask, FALSE);
  zb_correcting_ask_async (dialog->office, dialog->account, dialog->form, dialog->period, text,
                           asked_cb, g_object_ref (dialog));
}

static void
zb_correction_dialog_dispose (GObject *object)
{
  ZbCorrectionDialog *dialog = ZB_CORRECTION_DIALOG (object);
  g_clear_object (&dialog->office);
  g_clear_pointer (&dialog->form, g_free);
  g_clear_pointer (&dialog->period, g_free);
  G_OBJECT_CLASS (zb_correction_dialog_parent_class)->dispose (object);
}

static void
zb_correction_dialog_class_init (ZbCorrectionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_correction_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/correction-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbCorrectionDialog, ask);
  gtk_widget_class_bind_template_child (widget_class, ZbCorrectionDialog, touched);
  gtk_widget_class_bind_template_child (widget_class, ZbCorrectionDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, ZbCorrectionDialog, message);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_correction_dialog_init (ZbCorrectionDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->reason));
}

ZbCorrectionDialog *
zb_correction_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbReportCase *opened)
{
  ZbCorrectionDialog *dialog =
      g_object_new (ZB_TYPE_CORRECTION_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  dialog->account = opened->account->id;
  dialog->form = g_strdup (opened->due->form);
  dialog->period = g_strdup (opened->due->period);
  if (opened->due->accepted != 0)
    zb_correcting_touched_async (office, opened->account->id, opened->due->accepted, touched_cb,
                                 g_object_ref (dialog));
  else
    gtk_label_set_text (dialog->touched, _ ("Not known here; refresh first."));
  return dialog;
}
