/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/cell-place.h"

#include "forms/form-lookup.h"

#include <string.h>

static gboolean
is_chinese (const char *language)
{
  return g_str_has_prefix (language, "zh");
}

/* What all places have in common: report, form, period, section and column. */
static ZbCellPlace
place_in_source (const ZbWorld *world, guint source_index, const char *section, const char *column)
{
  const ZbSource *source = &g_array_index (world->references->sources, ZbSource, source_index);
  const ZbBoundSource *bound = &world->sources[source_index];
  const ZbForm *own = zb_report_form (world->report);
  ZbCellPlace place = {.report = bound->report,
                       .form_id = source->form == NULL ? own->id : source->form,
                       .period = bound->period,
                       .has_period = bound->period.year != 0,
                       .is_own = source_index == 0,
                       .section_id = section,
                       .column = column,
                       .row_index = -1,
                       .column_index = -1};
  int index;

  place.form = place.report != NULL ? zb_report_form (place.report) : source->known;
  if (place.form == NULL)
    return place;
  index = zb_form_find_section (place.form, section);
  if (index < 0)
    return place;
  place.section = &place.form->sections[index];
  place.column_index = zb_section_find_column (place.section, column);
  return place;
}

static guint
section_index (const ZbCellPlace *place)
{
  return (guint)(place->section - place->form->sections);
}

static void
find_row (ZbCellPlace *place)
{
  if (place->section == NULL)
    return;
  if (place->report != NULL)
    place->row_index = zb_report_find_row (place->report, section_index (place), place->row);
  else if (!place->section->dynamic)
    place->row_index = zb_section_find_row (place->section, place->row);
}

/* The row where the rules' own edition of the form has it, if that is where it lies here. */
static gboolean
take_known_row (ZbCellPlace *place, int row_index)
{
  const ZbSection *section = place->section;

  if (section == NULL || section->dynamic || row_index < 0 || (guint)row_index >= section->n_rows ||
      strcmp (section->rows[row_index].code, place->row) != 0)
    return FALSE;
  place->row_index = row_index;
  return TRUE;
}

ZbCellPlace
zb_cell_place_of_slot (const ZbWorld *world, guint slot)
{
  const ZbSlot *named = &g_array_index (world->references->slots, ZbSlot, slot);
  ZbCellPlace place = place_in_source (world, named->source, named->section, named->column);

  place.row = named->row;
  if (!take_known_row (&place, named->row_index))
    find_row (&place);
  return place;
}

ZbCellPlace
zb_cell_place_of_row_slot (const ZbWorld *world, guint row_slot, guint row)
{
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, row_slot);
  const ZbPair *pair = &g_array_index (world->references->pairs, ZbPair, slot->pair);
  const ZbBoundDomain *domain = &world->domains[pair->domain];
  ZbCellPlace place = place_in_source (world, pair->source, pair->section, slot->column);

  place.row = zb_report_row_key (domain->report, domain->section, row);
  find_row (&place);
  return place;
}

ZbCellPlace
zb_cell_place_of_key_slot (const ZbWorld *world, guint key_slot, const char *key)
{
  const ZbKeySlot *slot = &g_array_index (world->references->key_slots, ZbKeySlot, key_slot);
  ZbCellPlace place = place_in_source (world, slot->source, slot->section, slot->column);

  place.row = key;
  find_row (&place);
  return place;
}

ZbCellPlace
zb_cell_place_of_report (const ZbReport *report, guint section, guint row, guint column)
{
  const ZbForm *form = zb_report_form (report);

  return (ZbCellPlace){.report = report,
                       .form = form,
                       .form_id = form->id,
                       .period = zb_report_period (report),
                       .has_period = TRUE,
                       .is_own = TRUE,
                       .section_id = form->sections[section].id,
                       .row = zb_report_row_key (report, section, row),
                       .column = form->sections[section].columns[column].code,
                       .section = &form->sections[section],
                       .row_index = (int)row,
                       .column_index = (int)column};
}

static gboolean
is_there (const ZbCellPlace *place)
{
  return place->report != NULL && place->row_index >= 0 && place->column_index >= 0;
}

static ZbCell
cell_of (const ZbCellPlace *place)
{
  return zb_report_cell (place->report, section_index (place), (guint)place->row_index,
                         (guint)place->column_index);
}

ZbCellState
zb_cell_place_state (const ZbCellPlace *place)
{
  return is_there (place) ? cell_of (place).state : ZB_STATE_BLANK;
}

static gboolean
decimal_of (const ZbCellPlace *place, ZbDecimal *ret_value)
{
  return zb_report_decimal (place->report, section_index (place), (guint)place->row_index,
                            (guint)place->column_index, ret_value);
}

char *
zb_cell_place_value (const ZbCellPlace *place)
{
  ZbDecimal value;

  if (zb_cell_place_state (place) != ZB_STATE_VALUE)
    return NULL;
  if (decimal_of (place, &value))
    return zb_decimal_to_string (value);
  return g_strdup (cell_of (place).text);
}

char *
zb_cell_place_display (const ZbCellPlace *place, const char *language)
{
  ZbDecimal value;

  switch (zb_cell_place_state (place)) {
  case ZB_STATE_VALUE:
    return decimal_of (place, &value) ? zb_decimal_to_display (value)
                                      : g_strdup (cell_of (place).text);
  case ZB_STATE_NOT_APPLICABLE:
    return g_strdup ("—");
  case ZB_STATE_OUT_OF_SCOPE:
    return g_strdup (is_chinese (language) ? "不在范围内" : "out of scope");
  case ZB_STATE_WITHHELD:
    return g_strdup (is_chinese (language) ? "保密" : "withheld");
  default:
    return g_strdup (is_chinese (language) ? "空" : "blank");
  }
}

static gboolean
spec_of (const ZbCellPlace *place, ZbCellSpec *ret_spec)
{
  const ZbSection *section = place->section;

  if (section != NULL && !section->dynamic && place->row_index >= 0 && place->column_index >= 0) {
    *ret_spec =
        section->specs[(guint)place->row_index * section->n_columns + (guint)place->column_index];
    return TRUE;
  }
  return place->section != NULL && place->column_index >= 0 &&
         zb_section_cell_spec (place->section, place->row, (guint)place->column_index, ret_spec);
}

const ZbMeasure *
zb_cell_place_measure (const ZbCellPlace *place)
{
  ZbCellSpec spec;

  return spec_of (place, &spec) && spec.type == ZB_CELL_NUMBER ? spec.measure : NULL;
}

char *
zb_cell_place_row_name (const ZbCellPlace *place, const char *language)
{
  const ZbCode *entry;
  int row;

  if (place->section == NULL)
    return g_strdup ("");
  if (place->section->dynamic) {
    entry = zb_code_list_find (place->section->keys, place->row);
    return g_strdup (entry == NULL ? "" : zb_text_get (&entry->name, language));
  }
  row = place->row_index >= 0 ? place->row_index : zb_section_find_row (place->section, place->row);
  return g_strdup (row < 0 ? "" : zb_text_get (&place->section->rows[row].label, language));
}

char *
zb_cell_place_column_name (const ZbCellPlace *place, const char *language)
{
  const ZbSection *section = place->section;
  const ZbColumn *column;
  GString *name;
  guint group;

  if (section == NULL || place->column_index < 0)
    return g_strdup (place->column);
  column = &section->columns[place->column_index];
  name = g_string_new (zb_text_get (&column->label, language));
  for (group = column->group; group > 0; group = section->groups[group - 1].parent) {
    if (!is_chinese (language) && name->len > 0)
      g_string_prepend (name, ", ");
    g_string_prepend (name, zb_text_get (&section->groups[group - 1].label, language));
  }
  return g_string_free (name, FALSE);
}
