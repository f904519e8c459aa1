/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/report-page.h"
#include "desktop/enterprise/report/report-page-standing.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/report/correcting.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/office/problem-words.h"
#include "desktop/enterprise/report/report-page-carry.h"
#include "desktop/enterprise/report/report-page-context.h"
#include "desktop/enterprise/report/report-page-cosign.h"
#include "desktop/enterprise/report/report-page-entry.h"
#include "desktop/enterprise/model/report-sheet.h"
#include "desktop/enterprise/office/time-words.h"

/* Pixels: the heads and some rows of a table are in view however low the window is. */
#define LEAST_TABLE 240

G_DEFINE_FINAL_TYPE (ZbReportPage, zb_report_page, GTK_TYPE_WIDGET)

enum { BACK, SAY, REOPEN, OPEN_FORM, N_SIGNALS };
static guint signals[N_SIGNALS];

void
zb_report_page_say (ZbReportPage *page, const char *words)
{
  g_signal_emit (page, signals[SAY], 0, words);
}

void
zb_report_page_say_error (ZbReportPage *page, const GError *error)
{
  g_autofree char *words = zb_error_words (error);
  zb_report_page_say (page, words);
}

void
zb_report_page_reopen (ZbReportPage *page, ZbOpenMode mode)
{
  g_signal_emit (page, signals[REOPEN], 0, (guint)mode);
}

const ZbReportCase *
zb_report_page_get_case (ZbReportPage *page)
{
  return page->opened;
}

void
zb_report_page_open_form (ZbReportPage *page, const char *form)
{
  if (page->grid != NULL && !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    zb_report_page_say (
        page, _ ("A cell holds a text that is no value. Correct it, or press Escape in it."));
  else
    g_signal_emit (page, signals[OPEN_FORM], 0, form);
}

static void
chosen_cb (ZbSetBar *bar, const char *form, ZbReportPage *page)
{
  zb_report_page_open_form (page, form);
}

static void
focused_cb (ZbFormGrid *grid, guint row, guint column, ZbReportPage *page)
{
  zb_report_page_show_aside (page, FALSE);
}

static void
notice_cb (ZbFormGrid *grid, const char *message, ZbReportPage *page)
{
  zb_report_page_say (page, message);
}

static gboolean
activate_row_cb (ZbFormGrid *grid, guint row, ZbReportPage *page)
{
  zb_report_page_pick_row (page, row);
  return TRUE;
}

/* What the bureau said of it, or why it waits; NULL if there is nothing to say. */
static char *
dup_info (const ZbReportCase *opened)
{
  const ZbReceipt *decision = opened->decision;
  ZbDueState state = opened->due->state;

  if (decision != NULL && (state == ZB_DUE_RETURNED || opened->base != NULL)) {
    gint64 until = decision->resubmit_by != 0 ? decision->resubmit_by : opened->due->resubmit_by;
    const char *comment = decision->comment != NULL ? decision->comment : "";
    g_autofree char *when = zb_time_words (until);
    if (until == 0)
      return g_strdup_printf (_ ("Returned: %s\nRemarks are on the cells with a speech mark."),
                              comment);
    return g_strdup_printf (
        _ ("Returned, to be sent again by %s: %s\nRemarks are on the cells with "
           "a speech mark."),
        when, comment);
  }
  if (state == ZB_DUE_REFUSED && opened->refusal != NULL)
    return g_strdup_printf (_ ("The bureau’s machine check refused this version: %s"),
                            opened->refusal->reason_text != NULL ? opened->refusal->reason_text
                                                                 : _ ("see the receipts"));
  if (state == ZB_DUE_REFUSED && opened->sent != NULL && opened->sent->reason != NULL) {
    const char *words = zb_problem_words (opened->sent->code);
    return g_strdup_printf (_ ("The bureau’s server did not take it: %s"),
                            words != NULL ? words : opened->sent->reason);
  }
  if (state == ZB_DUE_QUEUED && opened->due->committed != 0) {
    g_autofree char *when = zb_time_words (opened->due->committed);
    g_autofree char *until = zb_time_words (opened->due->committed_until);
    if (opened->due->committed_until != 0)
      /* Translators: two times. */
      return g_strdup_printf (
          _ ("Committed on %s: the bureau has receipted the digest of the signed report (R0), and "
             "takes it as in time if the report itself is there by %s. It stays in the outbox and "
             "is sent as soon as it can be."),
          when, until);
    return g_strdup_printf (
        _ ("Committed on %s: the bureau has receipted the digest of the signed report (R0), and "
           "takes it as in time if the report itself follows within its hours of grace. It stays "
           "in the outbox and is sent as soon as it can be."),
        when);
  }
  if (state == ZB_DUE_QUEUED && opened->sent != NULL && opened->sent->attempts > 0)
    return g_strdup (_ ("Not sent yet: the bureau’s server could not be reached. The signed report "
                        "stays in the outbox and is sent as soon as it can be."));
  if (state == ZB_DUE_QUEUED)
    return g_strdup (_ ("Signed and in the outbox, not sent yet."));
  return zb_report_page_dup_cosign_info (opened);
}

static void
show_info (ZbReportPage *page)
{
  g_autofree char *info = dup_info (page->opened);
  gtk_widget_set_visible (GTK_WIDGET (page->info), info != NULL);
  gtk_label_set_text (page->info, info != NULL ? info : "");
  gtk_widget_set_visible (page->receipts, page->opened->n_evidence > 0 &&
                                              zb_report_page_get_step (page) != ZB_STEP_RECEIPT);
}

/* Each on the cell of the form it is on. */
static void
add_remarks (ZbReportPage *page)
{
  const ZbReportCase *opened = page->opened;
  const ZbReceipt *decision = opened->decision;

  for (guint i = 0; decision != NULL && i < decision->remarks->len; i++) {
    const ZbRemark *remark = decision->remarks->pdata[i];
    const char *cell = zb_set_remark_cell (remark, opened->due->form, opened->form);
    if (cell != NULL)
      zb_report_model_add_remark (page->model, cell, remark->text);
  }
  zb_set_parts_count_remarks (opened->parts, opened->due->form, decision);
}

static void
make_grid (ZbReportPage *page)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  page->grid = zb_form_grid_new (ZB_GRID_MODEL (page->model));
  g_signal_connect (page->grid, "notice", G_CALLBACK (notice_cb), page);
  g_signal_connect (page->grid, "cell-focused", G_CALLBACK (focused_cb), page);
  g_signal_connect (page->grid, "activate-row", G_CALLBACK (activate_row_cb), page);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LEAST_TABLE);
  /* Bars that come and go draw frames of their own, for which the next key would wait; these also
   * tell at any time how much of the form there is. */
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page->grid);
  zb_form_sheet_set_body (page->sheet, scrolled);
}

static void
show_title (ZbReportPage *page)
{
  const ZbDue *due = page->opened->due;
  ZbReport *report = zb_report_model_report (page->model);
  const ZbForm *form = zb_report_form (report);
  g_autofree char *title = g_strdup_printf ("%s %s", form->code, zb_language_text (&form->title));
  g_autofree char *period =
      zb_period_to_display (zb_report_period (report), zb_language_get (), due->joint);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", page->opened->account->name, period);

  adw_window_title_set_title (page->title, title);
  adw_window_title_set_subtitle (page->title, subtitle);
}

static void
show_disclaimer (ZbReportPage *page)
{
  const ZbText *disclaimer = &page->opened->due->disclaimer;

  gtk_label_set_text (page->disclaimer, zb_language_text (disclaimer));
  gtk_widget_set_visible (GTK_WIDGET (page->disclaimer), disclaimer->zh != NULL);
}

static void
let_go (ZbReportPage *page)
{
  zb_report_page_unwatch (page);
  g_clear_handle_id (&page->context_source, g_source_remove);
  page->edited = FALSE;
  gtk_search_bar_set_search_mode (page->find_bar, FALSE);
  zb_form_sheet_set_body (page->sheet, NULL);
  page->grid = NULL;
  g_clear_pointer (&page->keeper, zb_draft_keeper_leave);
  g_clear_pointer (&page->lore, zb_cell_lore_free);
  g_clear_object (&page->model);
  g_clear_pointer (&page->opened, zb_report_case_free);
}

void
zb_report_page_show (ZbReportPage *page, ZbOffice *office, ZbReportCase *opened)
{
  let_go (page);
  g_set_object (&page->office, office);
  page->opened = opened;
  page->model =
      zb_report_model_new (g_steal_pointer (&opened->desk), opened->due->joint, opened->editable);
  page->keeper = zb_draft_keeper_new (office, opened->account->id, opened->seen,
                                      zb_report_page_saved_cb, page);
  zb_report_model_set_base (page->model, opened->base);
  add_remarks (page);
  make_grid (page);
  zb_report_page_watch (page);
  zb_report_sheet_fill (page->sheet, page->model, opened->account->name);
  show_title (page);
  zb_set_bar_show (page->set_bar, opened->parts, opened->form);
  show_disclaimer (page);
  show_info (page);
  zb_report_page_show_context (page);
  zb_report_page_show_carry (page);
  zb_report_page_show_correcting (page);
  zb_report_page_show_leaving (page);
  zb_report_page_show_commit (page);
  zb_report_page_show_cosign (page);
  zb_report_page_show_conflict (page);
  gtk_widget_set_visible (GTK_WIDGET (page->current), FALSE);
  zb_verdict_line_set_note (page->verdict, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.undo", opened->editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.redo", opened->editable);
  zb_report_page_show_standing (page);
  zb_report_page_apply_view (page);
  zb_report_page_read_lore (page);
  gtk_widget_grab_focus (page->grid);
}

gboolean
zb_report_page_leave (ZbReportPage *page)
{
  if (page->grid != NULL && !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return FALSE;
  let_go (page);
  return TRUE;
}

void
zb_report_page_set_findings_shown (ZbReportPage *page, gboolean shown)
{
  adw_flap_set_reveal_flap (page->flap, shown);
  if (shown && page->model != NULL)
    zb_findings_panel_show (page->panel, page->model, zb_report_page_n_refused (page));
}

/* The panel's and the line's signals */

static void
show_current (ZbReportPage *page, const char *message)
{
  gtk_label_set_text (page->current, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (page->current), message != NULL);
}

static void
jump_cb (ZbFindingsPanel *panel,
         const char *section,
         const char *key,
         const char *column,
         ZbReportPage *page)
{
  guint row, grid_column;
  if (!zb_report_model_find_item (page->model, section, key, column, &row, &grid_column))
    return;
  if (adw_flap_get_folded (page->flap)) {
    /* The panel lies over the cells here: it gives way, its words stay. */
    adw_flap_set_reveal_flap (page->flap, FALSE);
    show_current (page, zb_findings_panel_get_message (page->panel));
  }
  zb_form_grid_focus_cell (ZB_FORM_GRID (page->grid), row, grid_column);
}

static void
jump_refused_cb (ZbFindingsPanel *panel, ZbReportPage *page)
{
  guint row, column;
  if (zb_form_grid_get_first_refused (ZB_FORM_GRID (page->grid), &row, &column))
    zb_form_grid_focus_cell (ZB_FORM_GRID (page->grid), row, column);
}

static void
explain_cb (ZbFindingsPanel *panel, const char *instance, ZbReportPage *page)
{
  zb_report_page_ask_explanation (page, instance);
}

static void
give_reason_cb (ZbFindingsPanel *panel, const char *item_id, ZbReportPage *page)
{
  zb_report_page_ask_reason (page, item_id);
}

static void
corrected_cb (ZbFindingsPanel *panel, const char *changes, ZbReportPage *page)
{
  zb_report_page_note_correction (page, changes);
}

static void
part_activated_cb (ZbVerdictLine *line, guint part, ZbReportPage *page)
{
  zb_report_page_set_findings_shown (page, TRUE);
}

static void
reveal_cb (AdwFlap *flap, GParamSpec *pspec, ZbReportPage *page)
{
  if (adw_flap_get_reveal_flap (flap))
    gtk_widget_set_visible (GTK_WIDGET (page->current), FALSE);
  if (adw_flap_get_reveal_flap (flap) && page->model != NULL)
    zb_findings_panel_show (page->panel, page->model, zb_report_page_n_refused (page));
}

/* Actions */

static void
back_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[BACK], 0);
}

static void
load_other_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_report_page_reopen (ZB_REPORT_PAGE (widget), ZB_OPEN_AS_IT_STANDS);
}

static void
keep_mine_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  if (page->keeper != NULL)
    zb_draft_keeper_overwrite (page->keeper, zb_report_model_report (page->model));
}

static void
undo_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  gboolean undo = g_strcmp0 (name, "report.undo") == 0;
  if (page->grid != NULL)
    gtk_widget_activate_action (page->grid, undo ? "grid.undo" : "grid.redo", NULL);
}

static void
findings_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  zb_report_page_set_findings_shown (page, !adw_flap_get_reveal_flap (page->flap));
}

static void
next_finding_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  zb_report_page_set_findings_shown (page, TRUE);
  zb_findings_panel_next (page->panel);
}

static void
zb_report_page_dispose (GObject *object)
{
  ZbReportPage *page = ZB_REPORT_PAGE (object);
  GtkWidget *child;

  if (page->sheet != NULL)
    let_go (page);
  g_clear_pointer (&page->picker, gtk_widget_unparent);
  g_clear_pointer (&page->cell_box, gtk_widget_unparent);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page))) != NULL)
    gtk_widget_unparent (child);
  page->sheet = NULL;
  g_clear_object (&page->office);
  g_clear_pointer (&page->context_fetched, g_free);
  G_OBJECT_CLASS (zb_report_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, title);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, next);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, findings_toggle);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, receipts);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, set_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, disclaimer);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, context_words);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, info);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, cosign);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, current);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, conflict);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, carried);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, carried_words);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, carried_turn);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, sending);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, sending_words);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, sending_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, commit);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, flap);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, sheet);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, panel);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, verdict);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, jump_cb);
  gtk_widget_class_bind_template_callback (widget_class, jump_refused_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, corrected_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_activated_cb);
}

static void
zb_report_page_class_init (ZbReportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_report_page_dispose;
  g_type_ensure (ZB_TYPE_FORM_SHEET);
  g_type_ensure (ZB_TYPE_FINDINGS_PANEL);
  g_type_ensure (ZB_TYPE_SET_BAR);
  g_type_ensure (ZB_TYPE_VERDICT_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/report-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "report.back", NULL, back_action_cb);
  gtk_widget_class_install_action (widget_class, "report.load-other", NULL, load_other_action_cb);
  gtk_widget_class_install_action (widget_class, "report.keep-mine", NULL, keep_mine_action_cb);
  gtk_widget_class_install_action (widget_class, "report.undo", NULL, undo_action_cb);
  gtk_widget_class_install_action (widget_class, "report.redo", NULL, undo_action_cb);
  gtk_widget_class_install_action (widget_class, "report.findings", NULL, findings_action_cb);
  gtk_widget_class_install_action (widget_class, "report.next-finding", NULL,
                                   next_finding_action_cb);
  zb_report_page_install_steps (widget_class);
  zb_report_page_install_find (widget_class);
  zb_report_page_install_incoming (widget_class);
  zb_report_page_install_cell (widget_class);
  zb_report_page_install_view (widget_class);
  zb_report_page_install_paper (widget_class);
  zb_report_page_install_carry (widget_class);
  zb_report_page_install_correct (widget_class);
  zb_report_page_install_cosign (widget_class);
  zb_report_page_install_set (widget_class);
  signals[BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAY] = g_signal_new ("say", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
  signals[OPEN_FORM] = g_signal_new ("open-form", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REOPEN] = g_signal_new ("reopen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
zb_report_page_init (ZbReportPage *page)
{
  page->zoom = zb_report_page_usual_zoom ();
  gtk_widget_init_template (GTK_WIDGET (page));
  zb_report_page_watch_keys (page);
  g_signal_connect (page->flap, "notify::reveal-flap", G_CALLBACK (reveal_cb), page);
}
