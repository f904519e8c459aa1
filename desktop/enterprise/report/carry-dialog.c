/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/carry-dialog.h"

#include <glib/gi18n.h>

#include "client/carry-words.h"
#include "desktop/enterprise/office/language.h"
#include "paper/paper-text.h"

/* Columns of text that the old draft is laid out in. */
#define PAPER_WIDTH 96

struct _ZbCarryDialog {
  AdwWindow parent_instance;

  /* Template */
  GtkLabel *summary;
  GtkBox *list;
  GtkTextView *before;
};

G_DEFINE_FINAL_TYPE (ZbCarryDialog, zb_carry_dialog, ADW_TYPE_WINDOW)

static void
add_item (AdwPreferencesGroup *group, const ZbCarriedItem *item)
{
  const char *language = g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en";
  g_autofree char *words = zb_carried_words (item, language);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_group_add (group, row);
}

/* Those of the fates from @first to @last; nothing where there are none. */
static void
add_group (ZbCarryDialog *dialog,
           const ZbRevisionAccount *account,
           const char *title,
           ZbCarriedFate first,
           ZbCarriedFate last)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < account->items->len; i++) {
    const ZbCarriedItem *item = account->items->pdata[i];

    if (item->fate < first || item->fate > last)
      continue;
    if (group == NULL) {
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, title);
      gtk_box_append (dialog->list, GTK_WIDGET (group));
    }
    add_item (group, item);
  }
}

static void
zb_carry_dialog_class_init (ZbCarryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/carry-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbCarryDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, ZbCarryDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZbCarryDialog, before);
}

static void
zb_carry_dialog_init (ZbCarryDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbCarryDialog *
zb_carry_dialog_new (GtkWindow *parent, const ZbDraftCarry *carry, const ZbPaper *before)
{
  ZbCarryDialog *dialog = g_object_new (ZB_TYPE_CARRY_DIALOG, "transient-for", parent, NULL);
  g_autofree char *summary = zb_carry_summary (carry->account);

  gtk_label_set_text (dialog->summary, summary);
  add_group (dialog, carry->account, _ ("Left Behind"), ZB_CARRIED_DIVIDED, ZB_CARRIED_INEXACT);
  add_group (dialog, carry->account, _ ("Shared Out, to Be Checked"), ZB_CARRIED_SPLIT,
             ZB_CARRIED_SPLIT);
  add_group (dialog, carry->account, _ ("Put Elsewhere"), ZB_CARRIED_MOVED, ZB_CARRIED_MERGED);
  if (before != NULL) {
    g_autofree char *text = zb_paper_to_text (before, PAPER_WIDTH);
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (dialog->before), text, -1);
  }
  return dialog;
}
