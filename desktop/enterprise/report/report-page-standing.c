/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/report-page-standing.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/report/correcting.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/time-words.h"
#include "desktop/enterprise/report/report-page-carry.h"

/* How the report stands: the verdict, the next step, and whether the draft is on disk. */

/* Milliseconds without a key after which the hands are taken to rest. */
#define REST 600

guint
zb_report_page_n_refused (ZbReportPage *page)
{
  return page->grid != NULL ? zb_form_grid_get_n_refused (ZB_FORM_GRID (page->grid)) : 0;
}

static ZbReportStep
find_step (ZbReportPage *page, const ZbTally *tally)
{
  ZbReportStep step =
      zb_report_step_find (tally, page->opened->due->state, page->opened->editable,
                           page->opened->due->mine != 0, page->opened->n_evidence > 0);

  /* What the bureau has permitted is the next thing to do. */
  if (page->opened->due->state == ZB_DUE_ACCEPTED &&
      page->opened->due->correct_until > zb_office_now (page->office) &&
      zb_correcting_find (page->opened, zb_office_now (page->office)) == ZB_CORRECTING_NOW)
    return ZB_STEP_CORRECT;
  if (step == ZB_STEP_SIGN && zb_set_parts_find_open (page->opened->parts, page->opened->form))
    return ZB_STEP_NEXT_FORM;
  return step;
}

ZbReportStep
zb_report_page_get_step (ZbReportPage *page)
{
  ZbTally tally = zb_report_model_tally (page->model, zb_report_page_n_refused (page));
  return find_step (page, &tally);
}

/* While it is filled, the bar says what the verdict says. */
static void
show_part (ZbReportPage *page, const ZbTally *tally)
{
  ZbSetPart *part = zb_set_parts_find (page->opened->parts, page->opened->form);
  guint hard = tally->n_hard + tally->n_refused, explain = tally->n_quasi + tally->n_soft;

  if (part == NULL || !page->opened->editable)
    return;
  part->state = hard > 0 ? ZB_PART_HARD : explain > 0 ? ZB_PART_EXPLAIN : ZB_PART_READY;
  part->n = hard > 0 ? hard : explain;
  zb_set_bar_update (page->set_bar, part);
}

void
zb_report_page_show_standing (ZbReportPage *page)
{
  ZbTally tally = zb_report_model_tally (page->model, zb_report_page_n_refused (page));
  const char *words = zb_report_step_words (find_step (page, &tally));

  zb_verdict_line_set_tally (page->verdict, &tally);
  show_part (page, &tally);
  gtk_widget_set_visible (GTK_WIDGET (page->next), words != NULL);
  if (words != NULL)
    gtk_button_set_label (page->next, words);
  if (adw_flap_get_reveal_flap (page->flap))
    zb_findings_panel_show (page->panel, page->model, zb_report_page_n_refused (page));
}

void
zb_report_page_show_aside (ZbReportPage *page, gboolean only_sum)
{
  guint row, column, n_rows, n_columns;
  gboolean selected =
      zb_form_grid_get_selection (ZB_FORM_GRID (page->grid), &row, &column, &n_rows, &n_columns);
  gboolean block = selected && n_rows * n_columns > 1;
  g_autofree char *aside = NULL;

  if (only_sum && !block)
    return;
  if (block)
    aside = zb_report_model_dup_sum (page->model, row, column, n_rows, n_columns);
  else if (selected)
    aside = zb_report_model_dup_earlier (page->model, row, column);
  zb_verdict_line_set_aside (page->verdict, aside);
}

static gboolean
show_standing_cb (gpointer user_data)
{
  ZbReportPage *page = user_data;
  page->show_source = 0;
  zb_report_page_show_standing (page);
  zb_report_page_show_aside (page, TRUE);
  return G_SOURCE_REMOVE;
}

/* Once for many changes. After a key GDK paints at the priority that follows that of events: what
 * comes later than that waits for another frame, and so does the next key. */
static void
show_standing_soon (ZbReportPage *page)
{
  if (page->show_source == 0)
    page->show_source = g_idle_add_full (GDK_PRIORITY_EVENTS, show_standing_cb, page, NULL);
}

void
zb_report_page_show_conflict (ZbReportPage *page)
{
  gboolean stopped = zb_draft_keeper_is_stopped (page->keeper);
  gtk_widget_set_visible (page->conflict, stopped);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "report.next-step",
                                 !stopped && !zb_report_page_is_outdated (page));
}

static void
forget_saved (ZbReportPage *page)
{
  g_clear_handle_id (&page->saved_source, g_source_remove);
  g_clear_pointer (&page->saved_words, g_free);
}

static gboolean
rested_cb (gpointer user_data)
{
  ZbReportPage *page = user_data;

  page->saved_source = 0;
  zb_verdict_line_set_note (page->verdict, page->saved_words);
  g_clear_pointer (&page->saved_words, g_free);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (ZbReportPage *page)
{
  g_clear_handle_id (&page->saved_source, g_source_remove);
  page->saved_source = g_timeout_add (REST, rested_cb, page);
}

/* That it is saved is told when the hands rest: a frame drawn for it amid figures that are being
 * typed would make the next key wait for the one after. That it is not saved is told at once. */
void
zb_report_page_saved_cb (const GError *error, gpointer user_data)
{
  ZbReportPage *page = user_data;

  forget_saved (page);
  zb_report_page_show_conflict (page);
  if (error == NULL) {
    g_autofree char *now = zb_hour_words (zb_office_now (page->office));
    page->saved_words = g_strdup_printf (_ ("Draft saved, %s"), now);
    wait_for_rest (page);
    return;
  }
  g_autofree char *words = zb_error_words (error);
  g_autofree char *text = g_strdup_printf (_ ("The draft could not be saved: %s"), words);
  zb_verdict_line_set_note (page->verdict, text);
  if (!zb_draft_keeper_is_stopped (page->keeper))
    zb_report_page_say (page, text);
}

static void
edited_cb (ZbReportModel *model, ZbReportPage *page)
{
  page->edited = TRUE;
  forget_saved (page);
  zb_verdict_line_set_note (page->verdict, _ ("Saving…"));
  zb_draft_keeper_save (page->keeper, zb_report_model_report (model));
}

static void
checked_cb (ZbReportModel *model, ZbReportPage *page)
{
  gtk_widget_set_visible (GTK_WIDGET (page->current), FALSE);
  show_standing_soon (page);
}

static void
refused_cb (ZbFormGrid *grid, GParamSpec *pspec, ZbReportPage *page)
{
  show_standing_soon (page);
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint keyval,
            guint keycode,
            GdkModifierType state,
            ZbReportPage *page)
{
  if (page->saved_source != 0)
    wait_for_rest (page);
  return FALSE;
}

void
zb_report_page_watch_keys (ZbReportPage *page)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (pressed_cb), page);
  gtk_widget_add_controller (GTK_WIDGET (page), keys);
}

void
zb_report_page_watch (ZbReportPage *page)
{
  g_signal_connect_object (page->model, "edited", G_CALLBACK (edited_cb), page, 0);
  g_signal_connect_object (page->model, "checked", G_CALLBACK (checked_cb), page, 0);
  g_signal_connect (page->grid, "notify::n-refused", G_CALLBACK (refused_cb), page);
}

void
zb_report_page_unwatch (ZbReportPage *page)
{
  g_clear_handle_id (&page->show_source, g_source_remove);
  forget_saved (page);
}
