/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/shared-figure.h"

#include "forms/form-lookup.h"

#include <string.h>

void
zb_shared_figure_free (ZbSharedFigure *figure)
{
  g_free (figure->item);
  g_free (figure->text);
  g_free (figure->original);
  g_free (figure->form);
  g_free (figure->source_item);
  g_free (figure->version);
  g_free (figure);
}

/* One missing digit is what 千元 lack against 万元 with two decimals; a figure that lacks more is
 * no figure for a ledger in 元. */
#define MAX_MISSING_DIGITS 1

/* The value of a number cell in the measure of @target. */
static gboolean
take_number (ZbSharedFigure *figure,
             ZbDecimal value,
             const ZbCellSpec *spec,
             const ZbCellSpec *target)
{
  int missing = value.digits == 0 ? 0 : zb_cell_missing_digits (spec, target);
  ZbDecimal converted;

  figure->precision = missing > 0 ? ZB_FIGURE_COARSE : ZB_FIGURE_EXACT;
  figure->offered = missing > MAX_MISSING_DIGITS;
  if (!zb_cell_convert (value, spec, target, &converted)) {
    figure->precision = ZB_FIGURE_ROUNDED;
    if (!zb_cell_convert_half_up (value, spec, target, &converted))
      return FALSE;
  }
  figure->original = zb_decimal_to_string (value);
  figure->measure = spec->measure;
  figure->text = zb_decimal_to_string (converted);
  return TRUE;
}

/* Reads the cell of @place in @source, whose edition may number its cells otherwise; FALSE if it
 * holds nothing. */
static gboolean
read_place (const ZbReport *source,
            const ZbConceptPlace *place,
            const ZbCellSpec *target,
            ZbSharedFigure *figure)
{
  const ZbSection *section = &place->form->sections[place->section];
  const ZbForm *form = zb_report_form (source);
  int s = zb_form_find_section (form, section->id);
  int column =
      s < 0 ? -1
            : zb_section_find_column (&form->sections[s], section->columns[place->column].code);
  int row = column < 0 ? -1 : zb_report_find_row (source, (guint)s, section->rows[place->row].code);
  ZbCellSpec spec;

  if (row < 0 || !zb_report_cell_spec (source, (guint)s, (guint)row, (guint)column, &spec))
    return FALSE;
  ZbCell cell = zb_report_cell (source, (guint)s, (guint)row, (guint)column);
  if (cell.state != ZB_STATE_VALUE || spec.type != target->type)
    return FALSE;
  if (spec.type == ZB_CELL_NUMBER)
    return take_number (figure, (ZbDecimal){cell.number, spec.scale}, &spec, target);
  figure->text = g_strdup (cell.text);
  figure->original = g_strdup (cell.text);
  return TRUE;
}

static gboolean
may_hold (const ZbReport *report,
          const ZbCellSpec *target,
          const ZbConceptPlace *place,
          ZbPeriod *ret_period)
{
  ZbPeriod period = zb_report_period (report);

  *ret_period = zb_period_to_kind (period, place->form->period_kind);
  return place->spec->span == target->span &&
         strcmp (place->form->id, zb_report_form (report)->id) != 0 &&
         zb_span_agrees (target->span, period, *ret_period) &&
         zb_form_serves (place->form, *ret_period);
}

static gboolean
is_better (const ZbSharedFigure *figure, const ZbSharedFigure *than)
{
  gboolean coarse = figure->precision == ZB_FIGURE_COARSE;
  gboolean other_coarse = than->precision == ZB_FIGURE_COARSE;

  return coarse != other_coarse ? other_coarse : figure->standing > than->standing;
}

/* Takes over @best's place if @place has a better figure. */
static void
consider (ZbSharedFigure **best,
          const ZbConceptPlace *place,
          ZbPeriod period,
          const ZbFigureSource *source,
          const ZbCellSpec *target)
{
  g_autoptr (ZbSharedFigure) figure = g_new0 (ZbSharedFigure, 1);
  const ZbForm *form = place->form;
  const char *row = form->sections[place->section].rows[place->row].code;

  figure->standing = source->standing;
  if (!read_place (source->report, place, target, figure) ||
      (*best != NULL && !is_better (figure, *best)))
    return;
  figure->form = g_strdup (form->code);
  figure->source_item = zb_form_item_id (form, place->section, row, place->column);
  figure->period = period;
  figure->version = g_strdup (source->version);
  g_clear_pointer (best, zb_shared_figure_free);
  *best = g_steal_pointer (&figure);
}

ZbSharedFigure *
zb_shared_figure_find (const ZbReport *report,
                       guint section,
                       guint row,
                       guint column,
                       const ZbConceptIndex *index,
                       ZbFigureSourceFinder finder,
                       gpointer data)
{
  static const guint never = ZB_CELL_COMPUTED | ZB_CELL_NOT_APPLICABLE | ZB_CELL_LOCKED;
  const ZbForm *form = zb_report_form (report);
  ZbSharedFigure *figure = NULL;
  ZbCellSpec spec;

  if (!zb_report_cell_spec (report, section, row, column, &spec) || spec.concept == NULL ||
      (spec.flags & never) ||
      ((spec.flags & ZB_CELL_NOT_IN_JOINT) && zb_form_is_joint (form, zb_report_period (report))))
    return NULL;
  const GArray *places = zb_concept_index_places (index, spec.concept->code);
  for (guint i = 0; places != NULL && i < places->len; i++) {
    const ZbConceptPlace *place = &g_array_index (places, ZbConceptPlace, i);
    ZbFigureSource source = {0};
    ZbPeriod period;

    if (may_hold (report, &spec, place, &period) && finder (place->form->id, period, data, &source))
      consider (&figure, place, period, &source, &spec);
  }
  if (figure != NULL)
    figure->item =
        zb_form_item_id (form, section, zb_report_row_key (report, section, row), column);
  return figure;
}

GPtrArray *
zb_shared_figures_list (const ZbReport *report,
                        const ZbConceptIndex *index,
                        ZbFigureSourceFinder finder,
                        gpointer data)
{
  GPtrArray *figures = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_shared_figure_free);
  const ZbForm *form = zb_report_form (report);

  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];

    for (guint i = 0; i < section->n_rows * section->n_columns; i++) {
      ZbSharedFigure *figure = NULL;

      if (section->specs[i].concept != NULL)
        figure = zb_shared_figure_find (report, s, i / section->n_columns, i % section->n_columns,
                                        index, finder, data);
      if (figure != NULL)
        g_ptr_array_add (figures, figure);
    }
  }
  return figures;
}

guint
zb_report_fill_shared (ZbReport *report, const GPtrArray *figures)
{
  const ZbForm *form = zb_report_form (report);
  guint filled = 0;

  for (guint i = 0; i < figures->len; i++) {
    const ZbSharedFigure *figure = figures->pdata[i];
    g_autofree char *key = NULL;
    guint section, column;

    if (figure->offered || !zb_form_split_item_id (form, figure->item, &section, &key, &column))
      continue;
    int row = zb_report_find_row (report, section, key);
    if (row >= 0 && zb_report_cell (report, section, (guint)row, column).state == ZB_STATE_BLANK &&
        zb_report_set_canonical (report, section, (guint)row, column, figure->text, NULL))
      filled++;
  }
  return filled;
}
