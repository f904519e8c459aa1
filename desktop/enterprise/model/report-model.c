/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/shared-words.h"
#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/model/report-model-private.h"
#include "forms/form-lookup.h"
#include "forms/prefill.h"

enum { EDITED, CHECKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void zb_report_model_iface_init (ZbGridModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZbReportModel,
                               zb_report_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ZB_TYPE_GRID_MODEL,
                                                      zb_report_model_iface_init))

char *
zb_report_model_dup_item_id (ZbReportModel *model, const ZbReportPlace *place)
{
  return zb_form_item_id (model->form, place->section,
                          zb_report_row_key (model->report, place->section, place->row),
                          place->column);
}

static void
emit_all_cells (ZbReportModel *model)
{
  zb_grid_model_cells_changed (ZB_GRID_MODEL (model), 0, 0, zb_report_layout_n_rows (model->layout),
                               zb_report_layout_n_columns (model->layout));
}

static void
take_findings (ZbReportModel *model)
{
  zb_cell_marks_take_findings (model->marks, zb_check_findings (zb_desk_check (model->desk)),
                               model->report);
}

void
zb_report_model_settle (ZbReportModel *model)
{
  if (model->depth > 0)
    return;
  zb_check_update (zb_desk_check (model->desk));
  take_findings (model);
  emit_all_cells (model);
  g_signal_emit (model, signals[EDITED], 0);
  g_signal_emit (model, signals[CHECKED], 0);
}

void
zb_report_model_mark_suspects (ZbReportModel *model, const GPtrArray *item_ids)
{
  if (zb_cell_marks_set_suspects (model->marks, item_ids))
    emit_all_cells (model);
}

void
zb_report_model_set_notes (ZbReportModel *model, GHashTable *notes)
{
  g_hash_table_ref (notes);
  g_clear_pointer (&model->notes, g_hash_table_unref);
  model->notes = notes;
  emit_all_cells (model);
}

static const char *
find_note (ZbReportModel *model, const char *item_id)
{
  return model->notes != NULL ? g_hash_table_lookup (model->notes, item_id) : NULL;
}

void
zb_report_model_lay_out (ZbReportModel *model)
{
  g_clear_pointer (&model->layout, zb_report_layout_free);
  model->layout = zb_report_layout_new (model->report, model->editable, zb_language_get ());
}

static const ZbReport *
earlier_cb (const char *form, ZbPeriod period, gpointer data)
{
  return zb_desk_earlier (data, form, period);
}

void
zb_report_model_note_prefilled (ZbReportModel *model, guint section, guint row)
{
  for (guint c = 0; c < model->form->sections[section].n_columns; c++) {
    ZbCellSpec spec;
    if (!zb_report_cell_spec (model->report, section, row, c, &spec) ||
        !(spec.flags & ZB_CELL_PREFILLED))
      continue;
    char *text = zb_report_prefill_text (model->report, section, row, c, earlier_cb, model->desk);
    if (text != NULL)
      g_hash_table_replace (model->prefilled,
                            zb_report_model_dup_item_id (model, &(ZbReportPlace){section, row, c}),
                            text);
  }
}

ZbReportModel *
zb_report_model_new (ZbDesk *desk, gboolean joint, gboolean editable)
{
  ZbReportModel *model = g_object_new (ZB_TYPE_REPORT_MODEL, NULL);
  model->desk = desk;
  model->report = zb_desk_report (desk);
  model->form = zb_report_form (model->report);
  model->joint = joint;
  model->editable = editable;
  zb_report_model_lay_out (model);
  for (guint s = 0; s < model->form->n_sections; s++)
    for (guint r = 0; r < zb_report_n_rows (model->report, s); r++)
      zb_report_model_note_prefilled (model, s, r);
  take_findings (model);
  return model;
}

ZbDesk *
zb_report_model_desk (ZbReportModel *model)
{
  return model->desk;
}

ZbReport *
zb_report_model_report (ZbReportModel *model)
{
  return model->report;
}

gboolean
zb_report_model_is_editable (ZbReportModel *model)
{
  return model->editable;
}

gboolean
zb_report_model_is_joint (ZbReportModel *model)
{
  return model->joint;
}

/* The table's measure, that of its first cell; NULL where each row names its own. */
static const ZbMeasure *
get_table_measure (ZbReportModel *model)
{
  const ZbSection *first = &model->form->sections[0];
  return zb_report_layout_has_measures (model->layout) || first->n_columns == 0
             ? NULL
             : first->specs[0].measure;
}

const char *
zb_report_model_measure (ZbReportModel *model)
{
  const ZbMeasure *measure = get_table_measure (model);
  return measure != NULL ? zb_language_text (&measure->name) : NULL;
}

void
zb_report_model_set_base (ZbReportModel *model, ZbReport *base)
{
  g_clear_pointer (&model->base, zb_report_unref);
  model->base = base != NULL ? zb_report_ref (base) : NULL;
  emit_all_cells (model);
}

void
zb_report_model_add_remark (ZbReportModel *model, const char *item_id, const char *text)
{
  zb_cell_marks_add_remark (model->marks, item_id, text);
  emit_all_cells (model);
}

/* What the grid draws */

static guint
get_n_rows (ZbGridModel *grid)
{
  return zb_report_layout_n_rows (ZB_REPORT_MODEL (grid)->layout);
}

static guint
get_n_columns (ZbGridModel *grid)
{
  return zb_report_layout_n_columns (ZB_REPORT_MODEL (grid)->layout);
}

static guint
get_n_frozen (ZbGridModel *grid)
{
  return zb_report_layout_n_frozen (ZB_REPORT_MODEL (grid)->layout);
}

static void
get_column (ZbGridModel *grid, guint column, ZbGridColumn *ret_column)
{
  zb_report_layout_column (ZB_REPORT_MODEL (grid)->layout, column, ret_column);
}

/* Chinese characters are two digits wide. */
static guint
get_width (const char *text)
{
  guint width = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return width;
}

static const char *
get_row_name (ZbReportModel *model, const ZbReportPlace *place)
{
  const ZbSection *section = &model->form->sections[place->section];
  if (!section->dynamic)
    return zb_language_text (&section->rows[place->row].label);
  const ZbCode *code = zb_code_list_find (
      section->keys, zb_report_row_key (model->report, place->section, place->row));
  return code != NULL ? zb_language_text (&code->name) : _ ("not in the list");
}

static const ZbMeasure *
get_row_measure (ZbReportModel *model, const ZbReportPlace *place)
{
  ZbCellSpec spec;
  for (guint c = 0; c < model->form->sections[place->section].n_columns; c++)
    if (zb_report_cell_spec (model->report, place->section, place->row, c, &spec) &&
        spec.measure != NULL)
      return spec.measure;
  return NULL;
}

/* With the measure behind it where it is another than the table's. */
static char *
dup_row_name (ZbReportModel *model, const ZbReportPlace *place)
{
  const char *name = get_row_name (model, place);
  const ZbMeasure *measure = get_row_measure (model, place);
  const ZbMeasure *table = get_table_measure (model);

  if (table == NULL || measure == NULL || measure == table)
    return g_strdup (name);
  /* Translators: the name of a row and its unit of measure. */
  return g_strdup_printf (_ ("%s (%s)"), name, zb_language_text (&measure->name));
}

static void
get_row (ZbGridModel *grid, guint row, ZbGridRow *ret_row)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  guint s = zb_report_layout_row_section (model->layout, row);
  ZbReportPlace place;
  ZbLayoutColumn kind;

  ret_row->kind = zb_report_layout_row_kind (model->layout, row);
  ret_row->lines = 1;
  if (ret_row->kind == ZB_GRID_ROW_NOTE)
    ret_row->lines = get_width (zb_language_text (&model->form->note)) / 150 + 1;
  if (!zb_report_layout_place (model->layout, row, 0, &kind, &place))
    return;
  ret_row->removable = model->editable && model->form->sections[s].dynamic;
}

static ZbGridHead *
get_head (ZbGridModel *grid, guint row)
{
  return zb_report_layout_head (ZB_REPORT_MODEL (grid)->layout, row);
}

static char *
dup_row_text (ZbGridModel *grid, guint row)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  const ZbSection *section =
      &model->form->sections[zb_report_layout_row_section (model->layout, row)];

  switch (zb_report_layout_row_kind (model->layout, row)) {
  case ZB_GRID_ROW_TITLE:
    return g_strdup (zb_language_text (&section->title));
  case ZB_GRID_ROW_NOTE:
    return g_strdup (zb_language_text (&model->form->note));
  case ZB_GRID_ROW_ADD:
    /* Translators: the title of a code list, such as “Products”. */
    return g_strdup_printf (_ ("＋ Add a row: %s…"),
                            zb_language_text (zb_code_list_title (section->keys)));
  case ZB_GRID_ROW_CELLS:
  case ZB_GRID_ROW_HEAD:
  default:
    return g_strdup ("");
  }
}

static void
show_stub (ZbReportModel *model,
           ZbLayoutColumn kind,
           const ZbReportPlace *place,
           ZbGridContent *content)
{
  const ZbSection *section = &model->form->sections[place->section];
  const ZbMeasure *measure;

  content->flags = ZB_GRID_CELL_STUB;
  content->align = kind == ZB_LAYOUT_NAME ? ZB_GRID_ALIGN_START : ZB_GRID_ALIGN_CENTRE;
  if (kind == ZB_LAYOUT_NAME) {
    content->text = dup_row_name (model, place);
    content->indent = section->dynamic ? 0 : section->rows[place->row].indent;
  } else if (kind == ZB_LAYOUT_CODE) {
    content->text = g_strdup (zb_report_row_key (model->report, place->section, place->row));
  } else {
    measure = get_row_measure (model, place);
    content->text = g_strdup (measure != NULL ? zb_language_text (&measure->name) : "");
  }
}

static gboolean
differs_from_base (ZbReportModel *model, const ZbReportPlace *place)
{
  const char *key = zb_report_row_key (model->report, place->section, place->row);
  int row = model->base != NULL ? zb_report_find_row (model->base, place->section, key) : -1;

  if (row < 0)
    return model->base != NULL;
  g_autofree char *before =
      zb_cell_entry_plain (model->base, place->section, (guint)row, place->column);
  g_autofree char *now =
      zb_cell_entry_plain (model->report, place->section, place->row, place->column);
  return strcmp (before, now) != 0;
}

/* Whether the cell still holds what another form said. */
static gboolean
is_shared (ZbReportModel *model, const ZbReportPlace *place, const char *item_id)
{
  const ZbSharedFigure *shared = zb_desk_shared (model->desk, item_id);

  if (shared == NULL)
    return FALSE;
  g_autofree char *now =
      zb_cell_entry_plain (model->report, place->section, place->row, place->column);
  return strcmp (now, shared->text) == 0;
}

static ZbGridCellFlags
get_flags (ZbReportModel *model,
           const ZbReportPlace *place,
           const ZbCellSpec *spec,
           const char *item_id)
{
  ZbGridCellFlags flags = model->editable ? 0 : ZB_GRID_CELL_LOCKED;
  const char *prefilled = g_hash_table_lookup (model->prefilled, item_id);

  if (spec->flags & ZB_CELL_NOT_APPLICABLE || (model->joint && spec->flags & ZB_CELL_NOT_IN_JOINT))
    flags |= ZB_GRID_CELL_NOT_APPLICABLE;
  if (spec->flags & ZB_CELL_COMPUTED)
    flags |= ZB_GRID_CELL_COMPUTED;
  if (spec->flags & ZB_CELL_LOCKED)
    flags |= ZB_GRID_CELL_LOCKED;
  if (prefilled != NULL) {
    g_autofree char *now =
        zb_cell_entry_plain (model->report, place->section, place->row, place->column);
    if (strcmp (prefilled, now) == 0)
      flags |= ZB_GRID_CELL_PREFILLED;
  } else if (is_shared (model, place, item_id)) {
    flags |= ZB_GRID_CELL_PREFILLED;
  }
  if (zb_cell_marks_remark (model->marks, item_id) != NULL)
    flags |= ZB_GRID_CELL_REMARK;
  if (find_note (model, item_id) != NULL)
    flags |= ZB_GRID_CELL_NOTE;
  if (differs_from_base (model, place))
    flags |= ZB_GRID_CELL_CHANGED;
  if (zb_cell_marks_is_suspect (model->marks, item_id))
    flags |= ZB_GRID_CELL_SUSPECT;
  return flags;
}

static void
get_content (ZbGridModel *grid, guint row, guint column, ZbGridContent *content)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  ZbLayoutColumn kind;
  ZbReportPlace place;
  ZbCellSpec spec;

  content->flags = ZB_GRID_CELL_ABSENT;
  if (!zb_report_layout_place (model->layout, row, column, &kind, &place))
    return;
  if (kind != ZB_LAYOUT_FIGURE) {
    show_stub (model, kind, &place, content);
    return;
  }
  if (place.column >= model->form->sections[place.section].n_columns ||
      !zb_report_cell_spec (model->report, place.section, place.row, place.column, &spec))
    return;
  g_autofree char *item_id = zb_report_model_dup_item_id (model, &place);
  content->flags = get_flags (model, &place, &spec, item_id);
  content->mark = zb_cell_marks_get (model->marks, item_id);
  content->align = spec.type == ZB_CELL_NUMBER ? ZB_GRID_ALIGN_END : ZB_GRID_ALIGN_START;
  if (content->flags & ZB_GRID_CELL_NOT_APPLICABLE) {
    content->align = ZB_GRID_ALIGN_CENTRE;
    content->text = g_strdup ("—");
  } else {
    content->text = zb_cell_entry_show (model->report, place.section, place.row, place.column);
  }
}

static char *
dup_column_name (const ZbSection *section, guint column)
{
  GString *name = g_string_new (zb_language_text (&section->columns[column].label));
  for (guint group = section->columns[column].group; group != 0;
       group = section->groups[group - 1].parent) {
    g_string_prepend (name, ", ");
    g_string_prepend (name, zb_language_text (&section->groups[group - 1].label));
  }
  return g_string_free (name, FALSE);
}

static char *
dup_name (ZbGridModel *grid, guint row, guint column)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  ZbLayoutColumn kind;
  ZbReportPlace place;

  if (!zb_report_layout_place (model->layout, row, column, &kind, &place))
    return g_strdup ("");
  const ZbSection *section = &model->form->sections[place.section];
  const char *row_name = get_row_name (model, &place);
  if (kind != ZB_LAYOUT_FIGURE || place.column >= section->n_columns)
    return g_strdup (row_name);
  g_autofree char *column_name = dup_column_name (section, place.column);
  return g_strdup_printf ("%s, %s", row_name, column_name);
}

/* What another form says of this cell; a pre-filled cell has its source already. */
static void
append_shared (ZbReportModel *model, const ZbReportPlace *place, const char *item_id, GString *text)
{
  const ZbSharedFigure *shared = zb_desk_shared (model->desk, item_id);

  if (shared == NULL || g_hash_table_contains (model->prefilled, item_id))
    return;
  g_autofree char *now =
      zb_cell_entry_plain (model->report, place->section, place->row, place->column);
  g_autofree char *source = zb_shared_figure_words (shared, zb_language_get ());
  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (strcmp (now, shared->text) == 0)
    g_string_append_printf (text, _ ("Filled in from %s"), source);
  else {
    g_autofree char *other = zb_shared_figure_show (shared);
    g_string_append_printf (text, _ ("Another form says %s: %s"), other, source);
  }
}

static char *
dup_tooltip (ZbGridModel *grid, guint row, guint column)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  ZbLayoutColumn kind;
  ZbReportPlace place;

  if (!zb_report_layout_place (model->layout, row, column, &kind, &place))
    return NULL;
  if (kind != ZB_LAYOUT_FIGURE)
    return kind == ZB_LAYOUT_NAME ? dup_row_name (model, &place) : NULL;
  if (place.column >= model->form->sections[place.section].n_columns)
    return NULL;
  g_autofree char *item_id = zb_report_model_dup_item_id (model, &place);
  g_autofree char *messages = zb_cell_marks_dup_messages (model->marks, item_id);
  const char *remark = zb_cell_marks_remark (model->marks, item_id);
  const char *prefilled = g_hash_table_lookup (model->prefilled, item_id);
  GString *text = g_string_new (messages);

  if (remark != NULL)
    g_string_append_printf (text, _ ("%sThe reviewer: %s"), text->len > 0 ? "\n" : "", remark);
  if (prefilled != NULL)
    g_string_append_printf (text, _ ("%sFilled in from an earlier report: %s"),
                            text->len > 0 ? "\n" : "", prefilled);
  append_shared (model, &place, item_id, text);
  if (find_note (model, item_id) != NULL)
    g_string_append_printf (text, _ ("%sNote: %s"), text->len > 0 ? "\n" : "",
                            find_note (model, item_id));
  return g_string_free (text, text->len == 0);
}

static char *
dup_plain_text (ZbGridModel *grid, guint row, guint column)
{
  ZbReportModel *model = ZB_REPORT_MODEL (grid);
  g_auto (ZbGridContent) content = {0};
  ZbLayoutColumn kind;
  ZbReportPlace place;

  if (!zb_report_layout_place (model->layout, row, column, &kind, &place))
    return g_strdup ("");
  if (kind == ZB_LAYOUT_FIGURE && place.column < model->form->sections[place.section].n_columns)
    return zb_cell_entry_plain (model->report, place.section, place.row, place.column);
  get_content (grid, row, column, &content);
  return g_strdup (content.text != NULL ? content.text : "");
}

static void
zb_report_model_iface_init (ZbGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_n_frozen = get_n_frozen;
  iface->get_column = get_column;
  iface->get_row = get_row;
  iface->get_head = get_head;
  iface->dup_row_text = dup_row_text;
  iface->get_content = get_content;
  iface->dup_name = dup_name;
  iface->dup_tooltip = dup_tooltip;
  iface->dup_plain_text = dup_plain_text;
  iface->commit = zb_report_model_commit;
  iface->begin_group = zb_report_model_begin_group;
  iface->end_group = zb_report_model_end_group;
  iface->undo = zb_report_model_undo;
  iface->remove_row = zb_report_model_remove_row;
}

static void
zb_report_model_finalize (GObject *object)
{
  ZbReportModel *model = ZB_REPORT_MODEL (object);
  g_clear_pointer (&model->marks, zb_cell_marks_free);
  g_clear_pointer (&model->layout, zb_report_layout_free);
  g_clear_pointer (&model->history, zb_report_history_free);
  g_clear_pointer (&model->prefilled, g_hash_table_unref);
  g_clear_pointer (&model->notes, g_hash_table_unref);
  g_clear_pointer (&model->base, zb_report_unref);
  g_clear_pointer (&model->desk, zb_desk_free);
  g_clear_pointer (&model->waiting_for, g_free);
  G_OBJECT_CLASS (zb_report_model_parent_class)->finalize (object);
}

static void
zb_report_model_class_init (ZbReportModelClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = zb_report_model_finalize;
  signals[EDITED] =
      g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHECKED] =
      g_signal_new ("checked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_report_model_init (ZbReportModel *model)
{
  model->history = zb_report_history_new ();
  model->marks = zb_cell_marks_new ();
  model->prefilled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
