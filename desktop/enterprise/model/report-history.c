/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-history.h"

struct _ZbReportHistory {
  GPtrArray *edits; /* ZbReportEdit */
  guint n_done;     /* how many of them are in force */
  guint step;
  guint depth;
};

static void
edit_free (gpointer data)
{
  ZbReportEdit *edit = data;
  g_free (edit->key);
  g_free (edit->before);
  g_free (edit->after);
  g_free (edit);
}

ZbReportHistory *
zb_report_history_new (void)
{
  ZbReportHistory *history = g_new0 (ZbReportHistory, 1);
  history->edits = g_ptr_array_new_with_free_func (edit_free);
  return history;
}

void
zb_report_history_free (ZbReportHistory *history)
{
  g_ptr_array_unref (history->edits);
  g_free (history);
}

void
zb_report_history_begin (ZbReportHistory *history)
{
  if (history->depth++ == 0)
    history->step++;
}

void
zb_report_history_end (ZbReportHistory *history)
{
  g_return_if_fail (history->depth > 0);
  history->depth--;
}

static void
note (ZbReportHistory *history, ZbReportEdit edit)
{
  if (history->depth == 0)
    history->step++;
  edit.step = history->step;
  g_ptr_array_set_size (history->edits, (int)history->n_done);
  g_ptr_array_add (history->edits, g_memdup2 (&edit, sizeof edit));
  history->n_done++;
}

void
zb_report_history_note_cell (ZbReportHistory *history,
                             guint section,
                             const char *key,
                             guint column,
                             const char *before,
                             const char *after)
{
  note (history, (ZbReportEdit){ZB_EDIT_CELL, 0, section, g_strdup (key), column, g_strdup (before),
                                g_strdup (after)});
}

void
zb_report_history_note_row (ZbReportHistory *history,
                            ZbEditKind kind,
                            guint section,
                            const char *key)
{
  note (history, (ZbReportEdit){.kind = kind, .section = section, .key = g_strdup (key)});
}

gboolean
zb_report_history_can (const ZbReportHistory *history, gboolean redo)
{
  return redo ? history->n_done < history->edits->len : history->n_done > 0;
}

GPtrArray *
zb_report_history_take_step (ZbReportHistory *history, gboolean redo)
{
  GPtrArray *taken = g_ptr_array_new ();
  guint step = 0;

  while (zb_report_history_can (history, redo)) {
    ZbReportEdit *edit = history->edits->pdata[redo ? history->n_done : history->n_done - 1];
    if (taken->len > 0 && edit->step != step)
      break;
    step = edit->step;
    history->n_done = redo ? history->n_done + 1 : history->n_done - 1;
    g_ptr_array_add (taken, edit);
  }
  return taken;
}
