/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-view.h"

#include "forms/form-lookup.h"
#include "forms/revision-path.h"

#include <string.h>

/* One step from an edition to the one next to it. */
typedef struct {
  const ZbRevisionMap *map;
  gboolean back;
  const ZbReport *from;
  ZbReport *to;
} Step;

/* New keys were not asked for: of a chosen row that is missing nobody can say it was nothing. */
static void
add_rows (const Step *step, guint section)
{
  const char *id = zb_report_form (step->to)->sections[section].id;
  g_autoptr (GPtrArray) keys = zb_revision_list_keys (step->map, step->back, step->from, id);
  g_autoptr (GPtrArray) new_keys = zb_revision_list_new_keys (step->map, step->back, id);

  g_ptr_array_extend_and_steal (keys, g_steal_pointer (&new_keys));
  for (guint i = 0; i < keys->len; i++)
    zb_report_add_row (step->to, section, keys->pdata[i], NULL);
}

static void
view_cell (const Step *step, guint section, guint row, guint column)
{
  const ZbSection *described = &zb_report_form (step->to)->sections[section];
  const char *key = zb_report_row_key (step->to, section, row);
  const char *code = described->columns[column].code;
  g_autofree char *text = NULL;
  ZbComparability comparability;
  ZbCellSpec spec;

  if (!zb_report_cell_spec (step->to, section, row, column, &spec) ||
      (spec.flags & ZB_CELL_NOT_APPLICABLE))
    return;
  text = zb_revision_take (step->map, step->back, step->from, described->id, key, code, &spec,
                           &comparability);
  if (comparability == ZB_COMPARABLE && text != NULL &&
      zb_report_set_canonical (step->to, section, row, column, text, NULL))
    return;
  if (comparability != ZB_COMPARABLE ||
      !zb_revision_is_blank (step->map, step->back, step->from, described->id, key, code))
    zb_report_set_state (step->to, section, row, column, ZB_STATE_WITHHELD);
}

static void
view_section (const Step *step, guint section, guint8 *rows)
{
  const ZbSection *described = &zb_report_form (step->to)->sections[section];

  if (described->dynamic)
    add_rows (step, section);
  rows[section] = MAX (rows[section], zb_revision_rows (step->map, step->back, described->id));
  for (guint row = 0; row < zb_report_n_rows (step->to, section); row++)
    for (guint column = 0; column < described->n_columns; column++)
      view_cell (step, section, row, column);
}

static void
view_fields (const Step *step)
{
  const ZbForm *form = zb_report_form (step->to);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    int field = zb_form_find_field (zb_report_form (step->from), zb_form_field (form, i)->id);

    if (field >= 0)
      zb_report_set_field (step->to, i, zb_report_field (step->from, (guint)field), NULL);
  }
}

/* What was changed one edition earlier is so here too. */
static guint8 *
take_rows (const Step *step, const guint8 *before)
{
  const ZbForm *form = zb_report_form (step->to);
  guint8 *rows = g_new0 (guint8, form->n_sections + 1);

  for (guint i = 0; before != NULL && i < form->n_sections; i++) {
    int section = zb_form_find_section (zb_report_form (step->from), form->sections[i].id);

    rows[i] = section < 0 ? ZB_ROWS_NOT_ASKED : before[section];
  }
  return rows;
}

/* One edition on. */
static void
take_step (ZbRevisionView *view, const ZbReport *report, ZbForm *form)
{
  g_autoptr (ZbRevisionMap) owned = NULL;
  g_autofree guint8 *before = g_steal_pointer (&view->rows);
  g_autoptr (ZbReport) from = zb_report_ref ((ZbReport *)report);
  Step step = {.from = from};

  step.map = zb_revision_map_between (zb_report_form (from), form, &step.back, &owned);
  step.to = zb_report_new (form, zb_report_package (from), zb_report_unit (from),
                           zb_report_period (from));
  zb_report_set_kind (step.to, zb_report_kind (from));
  view->rows = take_rows (&step, before);
  view_fields (&step);
  for (guint section = 0; section < form->n_sections; section++)
    view_section (&step, section, view->rows);
  g_clear_pointer (&view->report, zb_report_unref);
  view->report = step.to;
}

ZbRevisionView *
zb_revision_view_new (const ZbCatalogue *catalogue, const ZbReport *report, ZbForm *form)
{
  ZbRevisionView *view = g_new0 (ZbRevisionView, 1);
  g_autoptr (GPtrArray) path = zb_revision_path (catalogue, zb_report_form (report), form);

  for (guint i = 0; i < path->len; i++)
    take_step (view, view->report != NULL ? view->report : report, path->pdata[i]);
  return view;
}

void
zb_revision_view_free (ZbRevisionView *view)
{
  if (view == NULL)
    return;
  g_clear_pointer (&view->report, zb_report_unref);
  g_free (view->rows);
  g_free (view);
}
