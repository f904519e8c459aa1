/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/explain-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/language.h"
#include "validators/explanation.h"

struct _ZbExplainDialog {
  AdwWindow parent_instance;

  const ZbCodeList *reasons; /* borrowed */
  gboolean with_text;
  char *earlier_reason, *earlier_text; /* owned (nullable): what is offered */

  /* Template */
  GtkLabel *question;
  GtkDropDown *reason;
  GtkWidget *text_box;
  GtkTextView *text;
  GtkLabel *message;
  GtkWidget *offer_box;
  GtkLabel *offer;
};

G_DEFINE_FINAL_TYPE (ZbExplainDialog, zb_explain_dialog, ADW_TYPE_WINDOW)

enum { GIVEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (ZbExplainDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words);
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), TRUE);
}

static char *
dup_text (ZbExplainDialog *dialog)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (dialog->text);
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
keep_cb (GtkButton *button, ZbExplainDialog *dialog)
{
  guint selected = gtk_drop_down_get_selected (dialog->reason);
  g_autofree char *text = dup_text (dialog);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION) {
    say (dialog, _ ("Choose a reason first."));
    gtk_widget_grab_focus (GTK_WIDGET (dialog->reason));
    return;
  }
  if (dialog->with_text && !zb_explanation_check_text (text, NULL)) {
    say (dialog, _ ("Say what happened in at least 8 characters; phrases such as “checked, "
                    "correct” explain nothing."));
    gtk_widget_grab_focus (GTK_WIDGET (dialog->text));
    return;
  }
  g_signal_emit (dialog, signals[GIVEN], 0, zb_code_list_at (dialog->reasons, selected - 1)->code,
                 text);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
fill_reasons (ZbExplainDialog *dialog, const char *reason)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _ ("Choose…"));
  for (guint i = 0; i < zb_code_list_length (dialog->reasons); i++) {
    const ZbCode *code = zb_code_list_at (dialog->reasons, i);
    gtk_string_list_append (names, zb_language_text (&code->name));
    if (g_strcmp0 (code->code, reason) == 0)
      selected = i + 1;
  }
  gtk_drop_down_set_model (dialog->reason, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (dialog->reason, selected);
}

static void
select_reason (ZbExplainDialog *dialog, const char *reason)
{
  for (guint i = 0; i < zb_code_list_length (dialog->reasons); i++)
    if (g_strcmp0 (zb_code_list_at (dialog->reasons, i)->code, reason) == 0)
      gtk_drop_down_set_selected (dialog->reason, i + 1);
}

static void
use_cb (GtkButton *button, ZbExplainDialog *dialog)
{
  select_reason (dialog, dialog->earlier_reason);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (dialog->text), dialog->earlier_text, -1);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->text));
}

void
zb_explain_dialog_offer (ZbExplainDialog *dialog,
                         const char *when,
                         const char *reason,
                         const char *text)
{
  const ZbCode *code = reason != NULL ? zb_code_list_find (dialog->reasons, reason) : NULL;
  const char *name = code != NULL ? zb_language_text (&code->name) : "—";
  /* Translators: a period, the reason chosen then, what was said then. */
  g_autofree char *words = g_strdup_printf (_ ("In %s: %s. %s"), when, name, text);

  g_free (dialog->earlier_reason);
  g_free (dialog->earlier_text);
  dialog->earlier_reason = g_strdup (reason);
  dialog->earlier_text = g_strdup (text);
  gtk_label_set_text (dialog->offer, words);
  gtk_widget_set_visible (dialog->offer_box, TRUE);
}

static void
zb_explain_dialog_finalize (GObject *object)
{
  ZbExplainDialog *dialog = ZB_EXPLAIN_DIALOG (object);
  g_free (dialog->earlier_reason);
  g_free (dialog->earlier_text);
  G_OBJECT_CLASS (zb_explain_dialog_parent_class)->finalize (object);
}

static void
zb_explain_dialog_class_init (ZbExplainDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/explain-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, question);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, text_box);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, text);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, offer_box);
  gtk_widget_class_bind_template_child (widget_class, ZbExplainDialog, offer);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  G_OBJECT_CLASS (klass)->finalize = zb_explain_dialog_finalize;
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  signals[GIVEN] = g_signal_new ("given", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
zb_explain_dialog_init (ZbExplainDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbExplainDialog *
zb_explain_dialog_new (GtkWindow *parent,
                       const char *question,
                       const ZbCodeList *reasons,
                       const char *reason,
                       const char *text,
                       gboolean with_text)
{
  ZbExplainDialog *dialog = g_object_new (ZB_TYPE_EXPLAIN_DIALOG, "transient-for", parent, NULL);
  dialog->reasons = reasons;
  dialog->with_text = with_text;
  gtk_label_set_text (dialog->question, question);
  fill_reasons (dialog, reason);
  gtk_widget_set_visible (dialog->text_box, with_text);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (dialog->text), text != NULL ? text : "", -1);
  return dialog;
}
