/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-model-incoming.h"

#include "desktop/enterprise/model/report-model-private.h"
#include "forms/form-lookup.h"

gboolean
zb_report_model_find_place (ZbReportModel *model, guint row, guint column, ZbReportPlace *ret_place)
{
  ZbLayoutColumn kind;

  return row < zb_report_layout_n_rows (model->layout) &&
         column < zb_report_layout_n_columns (model->layout) &&
         zb_report_layout_row_kind (model->layout, row) == ZB_GRID_ROW_CELLS &&
         zb_report_layout_place (model->layout, row, column, &kind, ret_place) &&
         kind == ZB_LAYOUT_FIGURE &&
         ret_place->column < model->form->sections[ret_place->section].n_columns;
}

char *
zb_report_model_dup_place_id (ZbReportModel *model, const ZbReportPlace *place)
{
  return zb_report_model_dup_item_id (model, place);
}

/* A measure that is said of a whole block holds for the cells that count the same. */
static const ZbMeasure *
choose_measure (ZbReportModel *model, const ZbReportPlace *place, const ZbMeasure *measure)
{
  ZbCellSpec spec;
  int shift;

  return measure != NULL &&
                 zb_report_cell_spec (model->report, place->section, place->row, place->column,
                                      &spec) &&
                 spec.measure != NULL && zb_measure_shift (measure, spec.measure, &shift)
             ? measure
             : NULL;
}

static void
offer_cell (ZbReportModel *model,
            ZbIncoming *incoming,
            const ZbIncomingSource *source,
            guint row,
            guint column)
{
  ZbReportPlace place;
  ZbIncomingSource measured = *source;

  if (*source->text == '\0')
    return;
  if (!zb_report_model_find_place (model, row, column, &place)) {
    zb_incoming_offer_unknown (incoming, source, ZB_INCOMING_UNKNOWN_COLUMN);
    return;
  }
  measured.measure = choose_measure (model, &place, source->measure);
  zb_incoming_offer (incoming, &measured, place.section,
                     zb_report_row_key (model->report, place.section, place.row), place.column);
}

ZbIncoming *
zb_report_model_offer_block (ZbReportModel *model,
                             const ZbTextBlock *block,
                             guint row,
                             guint column,
                             const ZbMeasure *measure)
{
  ZbIncoming *incoming = zb_incoming_new (model->report);

  for (guint r = 0; r < zb_text_block_get_n_rows (block); r++)
    for (guint c = 0; c < zb_text_block_get_n_columns (block); c++) {
      const char *text = zb_text_block_get (block, r, c);
      g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
      g_autofree char *place = g_strdup_printf ("%u:%u", r + 1, c + 1);
      ZbIncomingSource source = {place, place, stripped, 0, r, c, measure};

      offer_cell (model, incoming, &source, row + r, column + c);
    }
  return incoming;
}

static gboolean
take_cell (ZbReportModel *model, const ZbIncomingCell *cell)
{
  const ZbSection *section = &model->form->sections[cell->section];
  guint row, column;

  if (cell->field >= 0)
    return zb_report_model_set_field (model, (guint)cell->field, cell->after, NULL);
  if (section->dynamic && zb_report_find_row (model->report, cell->section, cell->key) < 0 &&
      !zb_report_model_add_row (model, cell->section, cell->key, &row, &column, NULL))
    return FALSE;
  return zb_report_model_find_item (model, section->id, cell->key,
                                    section->columns[cell->cell_column].code, &row, &column) &&
         zb_grid_model_commit (ZB_GRID_MODEL (model), row, column, cell->after, NULL);
}

guint
zb_report_model_take (ZbReportModel *model, const ZbIncoming *incoming)
{
  const GPtrArray *cells = zb_incoming_cells (incoming);
  guint n = 0;

  zb_grid_model_begin_group (ZB_GRID_MODEL (model));
  for (guint i = 0; i < cells->len; i++) {
    const ZbIncomingCell *cell = cells->pdata[i];

    if (cell->verdict <= ZB_INCOMING_CHANGED && take_cell (model, cell))
      n++;
  }
  zb_grid_model_end_group (ZB_GRID_MODEL (model));
  return n;
}
