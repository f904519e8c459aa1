/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/history.h"

#include "forms/form-lookup.h"
#include "validators/check-private.h"

#include <string.h>

static gboolean
find_before (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_before)
{
  ZbPeriod before = period;

  /* January may be exempt or reported with February. */
  for (guint i = 0; i < 2; i++) {
    before = zb_period_add (before, -1);
    if (!zb_form_collects (form, before))
      continue;
    *ret_before = before;
    return TRUE;
  }
  return FALSE;
}

/* The figure that @report has in the same place, at the scale and in the measure of @spec. */
static gboolean
find_figure (const ZbReport *report,
             const ZbReport *now,
             const ZbDemandCell *cell,
             const ZbCellSpec *spec,
             gint64 *ret_number)
{
  const ZbSection *section = &zb_report_form (now)->sections[cell->section];
  const ZbForm *form = zb_report_form (report);
  int other = zb_form_find_section (form, section->id);
  int row = other < 0 ? -1
                      : zb_report_find_row (report, (guint)other,
                                            zb_report_row_key (now, cell->section, cell->row));
  int column = other < 0 ? -1
                         : zb_section_find_column (&form->sections[other],
                                                   section->columns[cell->column].code);
  ZbDecimal value;
  ZbCellSpec past;
  int shift = 0;
  ZbWide number;

  if (row < 0 || column < 0 ||
      !zb_report_cell_spec (report, (guint)other, (guint)row, (guint)column, &past) ||
      !zb_report_decimal (report, (guint)other, (guint)row, (guint)column, &value))
    return FALSE;
  if (past.measure != NULL && spec->measure != NULL &&
      !zb_measure_shift (past.measure, spec->measure, &shift))
    return FALSE;
  shift += (int)spec->scale - (int)value.scale;
  if (ABS (shift) > 18)
    return FALSE;
  if (shift >= 0) {
    if (!zb_wide_scale (value.digits, (guint)shift, &number))
      return FALSE;
  } else if (!zb_wide_divide_round (value.digits, zb_wide_power ((guint)-shift), ZB_ROUND_HALF_UP,
                                    &number)) {
    return FALSE;
  }
  if (number > ZB_DECIMAL_MAX_DIGITS || number < -ZB_DECIMAL_MAX_DIGITS)
    return FALSE;
  *ret_number = (gint64)number;
  return TRUE;
}

static void
look_up (const ZbCheck *check, const ZbDemandCell *cell, ZbPastFigure *figure)
{
  const ZbForm *form = zb_report_form (check->report);
  g_autoptr (ZbRevisionView) view = NULL;
  ZbAvailability why;
  ZbCellSpec spec;
  const ZbReport *report;

  if (!figure->has_period ||
      !zb_report_cell_spec (check->report, cell->section, cell->row, cell->column, &spec))
    return;
  report = check->context.interface->report (check->context.self, form->id, figure->period, &why);
  if (report != NULL && strcmp (zb_report_form (report)->edition, form->edition) != 0)
    view = zb_revision_view_new (check->ruleset->references->catalogue, report, (ZbForm *)form);
  if (view != NULL)
    report = view->report;
  if (report != NULL)
    figure->has_figure = find_figure (report, check->report, cell, &spec, &figure->number);
}

static gboolean
is_cell (ZbCheck *check, const ZbExpression *expression, const ZbDemandCell *cell)
{
  ZbCellPlace place;

  if (expression->kind != ZB_EXPRESSION_CELL && expression->kind != ZB_EXPRESSION_ROW_CELL)
    return FALSE;
  if (expression->kind == ZB_EXPRESSION_CELL)
    place = zb_cell_place_of_slot (check->world, expression->index);
  else
    place = zb_cell_place_of_row_slot (check->world, expression->index,
                                       check->machine->rows[expression->variable]);
  return place.is_own && place.report == check->report && place.row_index == (int)cell->row &&
         place.column_index == (int)cell->column &&
         place.section == &place.form->sections[cell->section];
}

/* Whether it looks at the same cell of last time. */
static gboolean
looks_back (ZbCheck *check, const ZbExpression *expression, const ZbDemandCell *cell)
{
  const ZbForm *form = zb_report_form (check->report);
  const ZbSection *section = &form->sections[cell->section];
  ZbCellPlace place = {0};

  if (expression->kind == ZB_EXPRESSION_CELL)
    place = zb_cell_place_of_slot (check->world, expression->index);
  else if (expression->kind == ZB_EXPRESSION_ROW_CELL)
    place = zb_cell_place_of_row_slot (check->world, expression->index,
                                       check->machine->rows[expression->variable]);
  if (place.section_id != NULL && place.report != check->report && place.row != NULL &&
      strcmp (place.form_id, form->id) == 0 && strcmp (place.section_id, section->id) == 0 &&
      strcmp (place.column, section->columns[cell->column].code) == 0 &&
      strcmp (place.row, zb_report_row_key (check->report, cell->section, cell->row)) == 0)
    return TRUE;
  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    if (looks_back (check, zb_expression_child (expression, i), cell))
      return TRUE;
  }
  return FALSE;
}

/* What @comparison, "cell = formula", makes of the cell; FALSE if that is no whole number at its
 * scale. */
static gboolean
solve (ZbCheck *check,
       const ZbInstance *instance,
       const ZbExpression *comparison,
       const ZbDemandCell *cell,
       gint64 *ret_number)
{
  const ZbExpression *left = zb_expression_child (comparison, 0);
  const ZbExpression *right = zb_expression_child (comparison, 1);
  ZbFigure now, sum;

  if (!is_cell (check, left, cell) || !looks_back (check, right, cell) || cell->number == 0)
    return FALSE;
  now = zb_machine_compute_part (check->machine, left, instance->policies, FALSE);
  sum = zb_machine_compute_part (check->machine, right, instance->policies, FALSE);
  if (now.flags != 0 || sum.flags != 0 || now.num % cell->number != 0 || now.num == 0 ||
      sum.num % (sum.den * (now.num / cell->number)) != 0)
    return FALSE;
  sum.num /= sum.den * (now.num / cell->number);
  if (sum.num > ZB_DECIMAL_MAX_DIGITS || sum.num < -ZB_DECIMAL_MAX_DIGITS)
    return FALSE;
  *ret_number = (gint64)sum.num;
  return TRUE;
}

/* Looks through the conditions that a rule joins by "and". */
static gboolean
solve_any (ZbCheck *check,
           const ZbInstance *instance,
           const ZbExpression *condition,
           const ZbDemandCell *cell,
           gint64 *ret_number)
{
  if (condition->kind == ZB_EXPRESSION_COMPARE && condition->relation == ZB_RELATION_EQUAL)
    return solve (check, instance, condition, cell, ret_number);
  for (guint i = 0;
       condition->kind == ZB_EXPRESSION_AND && i < zb_expression_n_children (condition); i++) {
    if (solve_any (check, instance, zb_expression_child (condition, i), cell, ret_number))
      return TRUE;
  }
  return FALSE;
}

/* What rules of any severity say that the cell is, in terms of what it was. */
static void
find_sum (ZbCheck *check, const ZbDemandCell *cell, ZbCellHistory *history)
{
  const ZbRuleset *ruleset = check->ruleset;
  const ZbDependentIndex *index = &ruleset->dependencies->cells;
  guint place = zb_dependencies_place (ruleset->dependencies, ruleset->form, cell->section,
                                       cell->row, cell->column);

  for (guint32 i = index->offsets[place]; !history->has_sum && i < index->offsets[place + 1]; i++) {
    const ZbDependent *dependent = &index->dependents[i];
    const ZbInstance *instance = zb_check_instance (check, dependent->instance);

    if (instance->target != NULL || (instance->domain >= 0 && !dependent->same_row))
      continue;
    zb_machine_bind_row (check->machine, instance->domain, cell->row);
    if (instance->guard != NULL && zb_machine_judge_part (check->machine, instance->guard,
                                                          instance->policies) != ZB_OUTCOME_PASS)
      continue;
    history->has_sum = solve_any (check, instance, instance->body, cell, &history->sum);
  }
}

ZbCellHistory
zb_cell_history_read (ZbCheck *check, const ZbDemandCell *cell)
{
  const ZbForm *form = zb_report_form (check->report);
  ZbPeriod period = zb_report_period (check->report);
  ZbCellHistory history = {0};

  history.last.has_period = find_before (form, period, &history.last.period);
  history.last_year.period = period;
  history.last_year.period.year--;
  history.last_year.has_period = zb_form_collects (form, history.last_year.period);
  look_up (check, cell, &history.last);
  look_up (check, cell, &history.last_year);
  if (cell->is_filled && history.last.has_figure && history.last.number == cell->number)
    find_sum (check, cell, &history);
  return history;
}
