/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "desktop/enterprise/model/finding-words.h"
#include "desktop/enterprise/model/report-model-private.h"
#include "forms/form-lookup.h"

typedef __int128 Wide;

/* Figures put together, at the most decimals any of them has. */
typedef struct {
  Wide sum; /* of millionths */
  guint n;
  guint scale;
  const ZbMeasure *measure; /* of all of them, once n > 0 */
  gboolean mixed;           /* of different measures */
} Sum;

static Wide
get_power (guint n)
{
  Wide power = 1;
  while (n-- > 0)
    power *= 10;
  return power;
}

static gboolean
find_place (ZbReportModel *model, guint row, guint column, ZbReportPlace *ret_place)
{
  ZbLayoutColumn kind;
  return zb_report_layout_place (model->layout, row, column, &kind, ret_place) &&
         kind == ZB_LAYOUT_FIGURE &&
         ret_place->column < model->form->sections[ret_place->section].n_columns;
}

static void
add_cell (ZbReportModel *model, const ZbReportPlace *place, Sum *sum)
{
  ZbCellSpec spec;
  ZbDecimal value;

  if (!zb_report_cell_spec (model->report, place->section, place->row, place->column, &spec) ||
      spec.type != ZB_CELL_NUMBER ||
      !zb_report_decimal (model->report, place->section, place->row, place->column, &value))
    return;
  if (sum->n++ == 0)
    sum->measure = spec.measure;
  sum->mixed = sum->mixed || sum->measure != spec.measure;
  sum->scale = MAX (sum->scale, value.scale);
  /* Any form's cells are too few for 18 digits each to overflow. */
  sum->sum += value.digits * get_power (ZB_DECIMAL_MAX_SCALE - value.scale);
}

char *
zb_report_model_dup_sum (
    ZbReportModel *model, guint row, guint column, guint n_rows, guint n_columns)
{
  Sum sum = {0};
  ZbReportPlace place;

  for (guint i = 0; i < n_rows; i++)
    for (guint k = 0; k < n_columns; k++)
      if (find_place (model, row + i, column + k, &place))
        add_cell (model, &place, &sum);
  if (sum.n < 2)
    return NULL;
  Wide digits = sum.sum / get_power (ZB_DECIMAL_MAX_SCALE - sum.scale);
  gboolean shown =
      !sum.mixed && digits <= ZB_DECIMAL_MAX_DIGITS && digits >= -ZB_DECIMAL_MAX_DIGITS;
  g_autofree char *figures = g_strdup_printf (ngettext ("%u figure", "%u figures", sum.n), sum.n);
  if (!shown)
    return g_steal_pointer (&figures);
  g_autofree char *total = zb_decimal_to_display ((ZbDecimal){(gint64)digits, sum.scale});
  /* Translators: the sum of the selected cells, and how many figures they hold. */
  return g_strdup_printf (_ ("Sum %s · %s"), total, figures);
}

char *
zb_report_model_dup_earlier (ZbReportModel *model, guint row, guint column)
{
  ZbReportPlace place;

  if (!find_place (model, row, column, &place))
    return NULL;
  const ZbSection *section = &model->form->sections[place.section];
  g_autofree char *period = zb_period_to_string (zb_report_period (model->report));
  g_autofree char *key = g_strdup (zb_report_row_key (model->report, place.section, place.row));
  const ZbOperand cell = {
      .form = (char *)model->form->id,
      .section = (char *)section->id,
      .row = key,
      .column = (char *)section->columns[place.column].code,
      .period = period,
  };
  return zb_finding_dup_history (model->desk, &cell);
}

/* The bureau's remarks */

const char *
zb_report_model_remark (ZbReportModel *model, const char *item_id)
{
  return zb_cell_marks_remark (model->marks, item_id);
}

GPtrArray *
zb_report_model_list_remarks (ZbReportModel *model)
{
  return zb_cell_marks_list_remarks (model->marks);
}

char *
zb_report_model_dup_item_name (ZbReportModel *model, const char *item_id)
{
  g_autofree char *key = NULL;
  guint section, column, row, grid_column;

  if (!zb_form_split_item_id (model->form, item_id, &section, &key, &column) ||
      !zb_report_model_find_item (model, model->form->sections[section].id, key,
                                  model->form->sections[section].columns[column].code, &row,
                                  &grid_column))
    return g_strdup (item_id);
  return zb_grid_model_dup_name (ZB_GRID_MODEL (model), row, grid_column);
}
