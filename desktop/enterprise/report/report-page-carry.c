/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/report-page-carry.h"

#include <glib/gi18n.h>

#include "client/carry-words.h"
#include "client/draft.h"
#include "desktop/enterprise/report/carry-dialog.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/report/report-page-private.h"
#include "paper/form-paper.h"

/* A draft of the edition before: said, shown, taken up again. */

void
zb_report_page_show_carry (ZbReportPage *page)
{
  const ZbDraftCarry *carry = page->opened->editable ? page->opened->carry : NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (page->carried, carry != NULL);
  if (carry == NULL)
    return;
  words = carry->undone
              ? g_strdup_printf (_ ("This draft is in edition %s; the bureau asks for edition %s "
                                    "now. It can be changed here, but not sent."),
                                 carry->account->from, carry->account->to)
              : zb_carry_summary (carry->account);
  gtk_label_set_text (page->carried_words, words);
  gtk_button_set_label (page->carried_turn,
                        carry->undone ? _ ("Carry It Over") : _ ("Back to the Old Draft"));
}

gboolean
zb_report_page_is_outdated (ZbReportPage *page)
{
  return page->opened->carry != NULL && page->opened->carry->undone;
}

static void
tell_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  const ZbReportCase *opened = page->opened;
  g_autoptr (ZbPaper) paper = NULL;

  if (opened == NULL || opened->carry == NULL)
    return;
  const ZbReport *before = opened->carry->before;
  const ZbPackage *package =
      zb_catalogue_find_digest (opened->catalogue, zb_report_package (before));
  ZbFormPaper wanted = {
      .language = g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en",
      .report = before,
      .unit_name = opened->account->name,
      .draft = TRUE,
      .catalogue = opened->catalogue,
  };
  if (package != NULL)
    paper = zb_form_paper_new (package, &wanted);
  ZbCarryDialog *dialog =
      zb_carry_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), opened->carry, paper);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* From one edition's draft to the other's */

typedef struct {
  gint64 account;
  ZbReport *report; /* as it stands on the page */
  gboolean undo;
} Turn;

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  zb_report_unref (turn->report);
  g_free (turn);
}

static gpointer
turn_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  Turn *turn = data;
  const char *form = zb_report_form (turn->report)->id;
  g_autofree char *period = zb_period_to_string (zb_report_period (turn->report));
  g_autoptr (ZbAccount) account = zb_account_read (workspace, turn->account, error);

  /* The last key pressed may not be on disk yet. */
  if (account == NULL || !zb_draft_save (workspace, account, turn->report, error))
    return NULL;
  return (turn->undo ? zb_draft_carry_undo : zb_draft_carry_redo) (workspace, account, form, period,
                                                                   error)
             ? ZB_WORK_DONE
             : NULL;
}

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    zb_report_page_say_error (page, error);
  else if (page->opened != NULL)
    zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
turn_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  Turn *turn;

  if (page->opened == NULL || page->opened->carry == NULL || page->grid == NULL ||
      !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return;
  turn = g_new0 (Turn, 1);
  *turn = (Turn){page->opened->account->id, zb_report_copy (zb_report_model_report (page->model)),
                 !page->opened->carry->undone};
  zb_worker_run (zb_office_disk (page->office), page, turn_work, turn, turn_free, NULL, NULL,
                 turned_cb, g_object_ref (page));
}

void
zb_report_page_install_carry (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.carry-tell", NULL, tell_action_cb);
  gtk_widget_class_install_action (widget_class, "report.carry-turn", NULL, turn_action_cb);
}
