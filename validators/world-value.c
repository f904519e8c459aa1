/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/world.h"

#include "forms/form-lookup.h"

/* Withheld figures exist, but not for us. The other states have no value. */
static guint
state_flags (guint8 state)
{
  return state == ZB_STATE_WITHHELD ? ZB_FIGURE_MISSING : ZB_FIGURE_BLANK;
}

static void
read_number (gint64 number, guint8 state, guint shift, gboolean interval, ZbFigure *ret_figure)
{
  ZbWide unit = shift == 0 ? 1 : zb_wide_power (shift);

  if (state != ZB_STATE_VALUE)
    *ret_figure = zb_figure_flagged (state_flags (state));
  else
    *ret_figure = (ZbFigure){.num = number * unit, .den = 1, .num_slack = interval ? unit : 0};
}

void
zb_world_slot (const ZbWorld *world, guint slot, gboolean interval, ZbFigure *ret_figure)
{
  const ZbBoundSlot *bound = &world->slots[slot];

  if (bound->number == NULL)
    *ret_figure = zb_figure_flagged (bound->absent);
  else
    read_number (*bound->number, *bound->state, bound->shift, interval, ret_figure);
}

/* The flags of a row's cell that is not there, or 0. */
static guint
row_absence (const ZbBoundPair *pair, const ZbBoundColumn *column, guint row)
{
  if (pair->report == NULL)
    return pair->absent;
  if (pair->rows[row] < 0)
    return ZB_FIGURE_BLANK;
  return column->column < 0 ? ZB_FIGURE_MISSING : 0;
}

void
zb_world_row_cell (
    const ZbWorld *world, guint row_slot, guint row, gboolean interval, ZbFigure *ret_figure)
{
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, row_slot);
  const ZbBoundColumn *column = &world->columns[row_slot];
  const ZbBoundPair *pair = &world->pairs[slot->pair];
  guint absent = row_absence (pair, column, row);
  int shift = absent == 0 && slot->type.late ? pair->shifts[row] : column->shift;
  gsize cell;

  if (absent != 0 || shift < 0) {
    *ret_figure = zb_figure_flagged (absent != 0 ? absent : ZB_FIGURE_MISSING);
    return;
  }
  cell = (gsize)pair->rows[row] * pair->n_columns + (gsize)column->column;
  read_number (pair->numbers[cell], pair->states[cell], (guint)shift, interval, ret_figure);
}

const ZbCode *
zb_world_entry (const ZbWorld *world, guint domain, guint row, const ZbCodeList **ret_list)
{
  const ZbBoundDomain *bound = &world->domains[domain];
  const ZbSection *section = &zb_report_form (bound->report)->sections[bound->section];

  *ret_list = section->keys;
  return zb_report_row_entry (bound->report, bound->section, row);
}

/* Where a key slot's cell lies; FALSE with the flags of its absence. */
static gboolean
find_key_cell (const ZbWorld *world,
               const ZbKeySlot *slot,
               const char *key,
               guint *ret_section,
               guint *ret_row,
               guint *ret_column,
               guint *ret_flags)
{
  const ZbBoundSource *source = &world->sources[slot->source];
  const ZbForm *form;
  int section, row, column;

  *ret_flags = source->left_out ? ZB_FIGURE_BLANK : ZB_FIGURE_MISSING;
  if (source->report == NULL)
    return FALSE;
  form = zb_report_form (source->report);
  section = zb_form_find_section (form, slot->section);
  column = zb_world_asked (source, section)
               ? zb_section_find_column (&form->sections[section], slot->column)
               : -1;
  if (column < 0)
    return FALSE;
  *ret_flags = ZB_FIGURE_BLANK;
  row = zb_report_find_row (source->report, (guint)section, key);
  if (row < 0)
    return FALSE;
  *ret_section = (guint)section;
  *ret_row = (guint)row;
  *ret_column = (guint)column;
  return TRUE;
}

ZbFigure
zb_world_key_cell (
    const ZbWorld *world, guint key_slot, const char *key, int domain, guint row, gboolean interval)
{
  const ZbKeySlot *slot = &g_array_index (world->references->key_slots, ZbKeySlot, key_slot);
  guint section, found, column, flags;
  const ZbReport *report = world->sources[slot->source].report;
  const ZbCode *entry = NULL;
  const ZbCodeList *list;
  ZbCellSpec spec;
  ZbFigure figure;
  ZbCell cell;
  int shift = 0;

  if (!find_key_cell (world, slot, key, &section, &found, &column, &flags))
    return zb_figure_flagged (flags);
  if (!zb_report_cell_spec (report, section, found, column, &spec) || spec.type != ZB_CELL_NUMBER)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  if (domain >= 0)
    entry = zb_world_entry (world, (guint)domain, row, &list);
  if (slot->type.late && entry != NULL && entry->measure != NULL && spec.measure != NULL &&
      !zb_measure_shift (spec.measure, entry->measure, &shift))
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  if (slot->type.late)
    shift += -ZB_LATE_EXPONENT - (int)spec.scale;
  else
    shift = zb_quantity_of_spec (&spec, NULL).exponent - slot->type.exponent;
  if (shift < 0 || shift > 18)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  cell = zb_report_cell (report, section, found, column);
  read_number (cell.number, (guint8)cell.state, (guint)shift, interval, &figure);
  return figure;
}

static ZbFigure
text_of (const ZbReport *report, guint section, guint row, guint column)
{
  ZbCell cell = zb_report_cell (report, section, row, column);

  if (cell.state != ZB_STATE_VALUE)
    return zb_figure_flagged (state_flags ((guint8)cell.state));
  return zb_figure_text (cell.text);
}

ZbFigure
zb_world_row_text (const ZbWorld *world, guint row_slot, guint row)
{
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, row_slot);
  const ZbBoundColumn *column = &world->columns[row_slot];
  const ZbBoundPair *pair = &world->pairs[slot->pair];
  guint absent = row_absence (pair, column, row);

  if (absent != 0)
    return zb_figure_flagged (absent);
  return text_of (pair->report, pair->section, (guint)pair->rows[row], (guint)column->column);
}

ZbFigure
zb_world_slot_text (const ZbWorld *world, guint slot)
{
  const ZbBoundSlot *bound = &world->slots[slot];
  guint source = g_array_index (world->references->slots, ZbSlot, slot).source;

  if (bound->number == NULL)
    return zb_figure_flagged (bound->absent);
  return text_of (world->sources[source].report, bound->section, bound->row, bound->column);
}

ZbFigure
zb_world_key_text (const ZbWorld *world, guint key_slot, const char *key)
{
  const ZbKeySlot *slot = &g_array_index (world->references->key_slots, ZbKeySlot, key_slot);
  guint section, row, column, flags;

  if (!find_key_cell (world, slot, key, &section, &row, &column, &flags))
    return zb_figure_flagged (flags);
  return text_of (world->sources[slot->source].report, section, row, column);
}

ZbFigure
zb_world_field (const ZbWorld *world, guint field)
{
  const ZbFieldSlot *slot = &g_array_index (world->references->fields, ZbFieldSlot, field);
  const ZbBoundSource *source = &world->sources[slot->source];
  const ZbReport *report = source->report;
  int index;

  if (report == NULL)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  index = zb_form_find_field (zb_report_form (report), slot->id);
  if (index < 0 ||
      (source->view != NULL && zb_form_find_field (zb_report_form (source->stored), slot->id) < 0))
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  return zb_figure_text (zb_report_field (report, (guint)index));
}

ZbFigure
zb_world_register (const ZbWorld *world, guint name)
{
  const char *value = world->context.interface->attribute (
      world->context.self, g_ptr_array_index (world->references->names, name));

  return value == NULL ? zb_figure_flagged (ZB_FIGURE_MISSING) : zb_figure_text (value);
}

ZbFigure
zb_world_parameter (ZbWorld *world, guint name, int adopt, gboolean as_it_stands)
{
  ZbBoundParameter *parameter = &world->parameters[name];
  int power;

  if (!parameter->asked) {
    parameter->asked = TRUE;
    parameter->known = world->context.interface->parameter (
        world->context.self, g_ptr_array_index (world->references->names, name),
        zb_report_period (world->report), &parameter->value, &parameter->measure);
  }
  if (!parameter->known)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  power = -ZB_PARAMETER_EXPONENT - (int)parameter->value.scale;
  if (!as_it_stands)
    power += parameter->measure == NULL ? adopt : parameter->measure->exponent;
  return zb_figure_scale (zb_figure_whole (parameter->value.digits), power);
}
