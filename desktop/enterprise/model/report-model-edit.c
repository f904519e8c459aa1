/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/model/report-model-private.h"
#include "forms/form-lookup.h"
#include "forms/report-notes.h"
#include "validators/awaited.h"
#include "validators/explanation.h"

static gboolean
refuse (const GError *cause, GError **error)
{
  g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED, cause->message);
  return FALSE;
}

/* A changed pre-filled figure needs its reason anew, one put back needs none. */
static void
drop_reason (ZbReportModel *model, const ZbReportPlace *place)
{
  g_autofree char *item_id = zb_report_model_dup_item_id (model, place);
  zb_report_remove_prefill_change (model->report, item_id);
}

static gboolean
set_text (ZbReportModel *model, const ZbReportPlace *place, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!zb_report_set_canonical (model->report, place->section, place->row, place->column, text,
                                &cause))
    return refuse (cause, error);
  drop_reason (model, place);
  zb_check_touch_cell (zb_desk_check (model->desk), place->section, place->row, place->column);
  return TRUE;
}

gboolean
zb_report_model_commit (
    ZbGridModel *grid, guint row, guint column, const char *typed, GError **error)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  ZbLayoutColumn kind;
  ZbReportPlace place;
  ZbCellSpec spec;
  g_autofree char *text = NULL;

  if (!zb_grid_model_may_edit (grid, row, column, error) ||
      !zb_report_layout_place (model->layout, row, column, &kind, &place) ||
      !zb_report_cell_spec (model->report, place.section, place.row, place.column, &spec))
    return FALSE;
  if (!zb_cell_entry_read (&spec, typed, &text, error))
    return FALSE;
  g_autofree char *before =
      zb_cell_entry_plain (model->report, place.section, place.row, place.column);
  if (strcmp (before, text) == 0)
    return TRUE;
  if (!set_text (model, &place, text, error))
    return FALSE;
  zb_report_history_note_cell (model->history, place.section,
                               zb_report_row_key (model->report, place.section, place.row),
                               place.column, before, text);
  zb_report_model_settle (model);
  return TRUE;
}

void
zb_report_model_begin_group (ZbGridModel *grid)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  model->depth++;
  zb_report_history_begin (model->history);
}

void
zb_report_model_end_group (ZbGridModel *grid)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  model->depth--;
  zb_report_history_end (model->history);
  zb_report_model_settle (model);
}

/* Rows */

static void
touch_rows (ZbReportModel *model, guint section)
{
  zb_check_touch_section (zb_desk_check (model->desk), section);
}

static gboolean
find_cell (
    ZbReportModel *model, guint section, guint row, guint column, guint *ret_row, guint *ret_column)
{
  return zb_report_layout_find (model->layout, &(ZbReportPlace){section, row, column}, ret_row,
                                ret_column);
}

/* Puts a row in and tells the grid; gives its place in the report. */
static int
insert_row (ZbReportModel *model, guint section, const char *key, GError **error)
{
  guint grid_row, grid_column;
  int row = zb_report_add_row (model->report, section, key, error);

  if (row < 0)
    return -1;
  zb_report_model_note_prefilled (model, section, (guint)row);
  zb_report_model_lay_out (model);
  touch_rows (model, section);
  if (find_cell (model, section, (guint)row, 0, &grid_row, &grid_column))
    zb_grid_model_rows_changed (ZB_GRID_MODEL (model), grid_row, 0, 1);
  return row;
}

static void
take_out_row (ZbReportModel *model, guint section, guint row)
{
  guint grid_row, grid_column;
  gboolean shown = find_cell (model, section, row, 0, &grid_row, &grid_column);

  zb_report_remove_row (model->report, section, row);
  zb_report_model_lay_out (model);
  touch_rows (model, section);
  if (shown)
    zb_grid_model_rows_changed (ZB_GRID_MODEL (model), grid_row, 1, 0);
}

int
zb_report_model_dynamic_section (ZbReportModel *model, guint row)
{
  guint section = zb_report_layout_row_section (model->layout, row);
  return model->form->sections[section].dynamic ? (int)section : -1;
}

/* A new row starts with what the system knows of it. */
static void
fill_row (ZbReportModel *model, guint section, guint row)
{
  for (guint c = 0; c < model->form->sections[section].n_columns; c++) {
    ZbReportPlace place = {section, row, c};
    g_autofree char *item_id = zb_report_model_dup_item_id (model, &place);
    const char *text = g_hash_table_lookup (model->prefilled, item_id);
    if (text == NULL || !set_text (model, &place, text, NULL))
      continue;
    zb_report_history_note_cell (model->history, section,
                                 zb_report_row_key (model->report, section, row), c, "", text);
  }
}

gboolean
zb_report_model_add_row (ZbReportModel *model,
                         guint section,
                         const char *key,
                         guint *ret_row,
                         guint *ret_column,
                         GError **error)
{
  int row = zb_report_find_row (model->report, section, key);

  if (row < 0) {
    row = insert_row (model, section, key, error);
    if (row < 0)
      return FALSE;
    zb_report_history_begin (model->history);
    zb_report_history_note_row (model->history, ZB_EDIT_ADD_ROW, section, key);
    fill_row (model, section, (guint)row);
    zb_report_history_end (model->history);
    zb_report_model_settle (model);
  }
  for (guint c = 0; c < model->form->sections[section].n_columns; c++)
    if (find_cell (model, section, (guint)row, c, ret_row, ret_column) &&
        zb_grid_model_may_edit (ZB_GRID_MODEL (model), *ret_row, *ret_column, NULL))
      return TRUE;
  return find_cell (model, section, (guint)row, 0, ret_row, ret_column);
}

gboolean
zb_report_model_remove_row (ZbGridModel *grid, guint row, GError **error)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  ZbLayoutColumn kind;
  ZbReportPlace place;
  ZbGridRow info;

  zb_grid_model_get_row (grid, row, &info);
  if (!info.removable || !zb_report_layout_place (model->layout, row, 0, &kind, &place)) {
    g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_LOCKED,
                         _ ("This row belongs to the form and stays."));
    return FALSE;
  }
  g_autofree char *key = g_strdup (zb_report_row_key (model->report, place.section, place.row));
  zb_report_history_begin (model->history);
  for (guint c = 0; c < model->form->sections[place.section].n_columns; c++) {
    g_autofree char *before = zb_cell_entry_plain (model->report, place.section, place.row, c);
    if (before[0] != '\0')
      zb_report_history_note_cell (model->history, place.section, key, c, before, "");
  }
  zb_report_history_note_row (model->history, ZB_EDIT_REMOVE_ROW, place.section, key);
  zb_report_history_end (model->history);
  take_out_row (model, place.section, place.row);
  zb_report_model_settle (model);
  return TRUE;
}

/* Undo */

static void
apply (ZbReportModel *model, const ZbReportEdit *edit, gboolean redo)
{
  int row = zb_report_find_row (model->report, edit->section, edit->key);

  if (edit->kind == ZB_EDIT_CELL && row >= 0)
    set_text (model, &(ZbReportPlace){edit->section, (guint)row, edit->column},
              redo ? edit->after : edit->before, NULL);
  else if (edit->kind != ZB_EDIT_CELL && (edit->kind == ZB_EDIT_ADD_ROW) == redo)
    insert_row (model, edit->section, edit->key, NULL);
  else if (edit->kind != ZB_EDIT_CELL && row >= 0)
    take_out_row (model, edit->section, (guint)row);
}

/* The place of an edit after it was applied; the section's first row when its own is gone. */
static gboolean
find_edit (ZbReportModel *model, const ZbReportEdit *edit, guint *ret_row, guint *ret_column)
{
  int row = zb_report_find_row (model->report, edit->section, edit->key);
  return find_cell (model, edit->section, row >= 0 ? (guint)row : 0, edit->column, ret_row,
                    ret_column);
}

gboolean
zb_report_model_undo (ZbGridModel *grid, gboolean redo, guint *ret_row, guint *ret_column)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  g_autoptr (GPtrArray) edits = zb_report_history_take_step (model->history, redo);

  if (edits->len == 0)
    return FALSE;
  for (guint i = 0; i < edits->len; i++)
    apply (model, edits->pdata[i], redo);
  zb_report_model_settle (model);
  if (!find_edit (model, edits->pdata[edits->len - 1], ret_row, ret_column))
    *ret_row = *ret_column = 0;
  return TRUE;
}

/* Beside the cells */

gboolean
zb_report_model_find_item (ZbReportModel *model,
                           const char *section,
                           const char *row_key,
                           const char *column,
                           guint *ret_row,
                           guint *ret_column)
{
  int s = zb_form_find_section (model->form, section);
  int row = s >= 0 ? zb_report_find_row (model->report, (guint)s, row_key) : -1;
  int c = row >= 0 ? zb_section_find_column (&model->form->sections[s], column) : -1;

  return c >= 0 && find_cell (model, (guint)s, (guint)row, (guint)c, ret_row, ret_column);
}

gboolean
zb_report_model_set_field (ZbReportModel *model, guint field, const char *typed, GError **error)
{
  const char *before = zb_report_field (model->report, field);
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;

  if (!zb_cell_entry_read (&zb_form_field (model->form, field)->spec, typed, &text, error))
    return FALSE;
  if (g_strcmp0 (before != NULL ? before : "", text) == 0)
    return TRUE;
  if (!zb_report_set_field (model->report, field, text, &cause))
    return refuse (cause, error);
  zb_check_touch_fields (zb_desk_check (model->desk));
  zb_report_model_settle (model);
  return TRUE;
}

void
zb_report_model_explain (ZbReportModel *model,
                         const ZbFinding *finding,
                         const char *reason,
                         const char *text,
                         const char *author,
                         gint64 time)
{
  ZbExplanation *explanation = zb_explanation_new (finding, reason, text, author, time);
  zb_report_explain (model->report, explanation);
  zb_explanation_free (explanation);
  zb_check_touch_explanations (zb_desk_check (model->desk));
  zb_report_model_settle (model);
}

const char *
zb_report_model_prefilled (ZbReportModel *model, const char *item_id)
{
  return g_hash_table_lookup (model->prefilled, item_id);
}

/* What stands in the cell of an item now; NULL if its row is gone. (transfer full) */
static char *
dup_item_text (ZbReportModel *model, const char *item_id)
{
  guint section, column;
  char *key;

  if (!zb_form_split_item_id (model->form, item_id, &section, &key, &column))
    return NULL;
  g_autofree char *owned = key;
  int row = zb_report_find_row (model->report, section, key);
  return row >= 0 ? zb_cell_entry_plain (model->report, section, (guint)row, column) : NULL;
}

static const ZbPrefillChange *
find_change (const ZbReport *report, const char *item_id)
{
  for (guint i = 0; i < zb_report_n_prefill_changes (report); i++)
    if (strcmp (zb_report_prefill_change (report, i)->cell, item_id) == 0)
      return zb_report_prefill_change (report, i);
  return NULL;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
zb_report_model_list_unreasoned (ZbReportModel *model)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer item_id, text;

  g_hash_table_iter_init (&iter, model->prefilled);
  while (g_hash_table_iter_next (&iter, &item_id, &text)) {
    g_autofree char *now = dup_item_text (model, item_id);
    if (now != NULL && strcmp (now, text) != 0 && find_change (model->report, item_id) == NULL)
      g_ptr_array_add (list, g_strdup (item_id));
  }
  g_ptr_array_sort (list, compare_texts);
  return list;
}

void
zb_report_model_give_reason (ZbReportModel *model, const char *item_id, const char *reason)
{
  g_autofree char *now = dup_item_text (model, item_id);
  const char *from = g_hash_table_lookup (model->prefilled, item_id);

  if (now == NULL || from == NULL)
    return;
  zb_report_add_prefill_change (
      model->report, &(ZbPrefillChange){(char *)item_id, (char *)from, now, (char *)reason});
  zb_report_model_settle (model);
}

/* Forms that one line has room for. */
#define MOST_AWAITED 2

/* A tally taken twice of the same report is told the same words at the same place. */
static const char *
name_awaited (ZbReportModel *model)
{
  g_autoptr (GArray) awaited = zb_check_awaited (zb_desk_check (model->desk));
  g_autofree char *words = zb_awaited_to_text (awaited, zb_report_period (model->report),
                                               MOST_AWAITED, zb_language_get ());

  if (g_strcmp0 (words, model->waiting_for) != 0) {
    g_free (model->waiting_for);
    model->waiting_for = g_steal_pointer (&words);
  }
  return model->waiting_for;
}

ZbTally
zb_report_model_tally (ZbReportModel *model, guint n_refused)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (model->desk));
  ZbVerdict verdict = zb_check_verdict (zb_desk_check (model->desk));
  g_autoptr (GPtrArray) unreasoned = zb_report_model_list_unreasoned (model);
  ZbTally tally = {.state = ZB_TALLY_CHECKED, .n_refused = n_refused};

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    gboolean blocks = zb_finding_blocks (finding);
    if (finding->severity == ZB_SEVERITY_HARD && blocks)
      tally.n_hard++;
    else if (finding->severity == ZB_SEVERITY_QUASI && blocks)
      tally.n_quasi++;
    else if (finding->severity == ZB_SEVERITY_SOFT && blocks)
      tally.n_soft++;
    else if (finding->explanation == ZB_EXPLANATION_VALID)
      tally.n_explained++;
    else
      tally.n_info++;
  }
  tally.n_quasi += unreasoned->len;
  tally.n_later = zb_verdict_at_bureau (&verdict);
  tally.n_other_edition = verdict.other_edition;
  tally.n_waiting = verdict.waiting;
  tally.waiting_for = name_awaited (model);
  return tally;
}
