/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/world.h"

#include "formats/digits.h"
#include "forms/form-lookup.h"
#include "validators/language/expression-kind.h"
#include "validators/source-period.h"

#include <string.h>

static void
bind_source (ZbWorld *world, guint index)
{
  const ZbSource *source = &g_array_index (world->references->sources, ZbSource, index);
  ZbBoundSource *bound = &world->sources[index];
  const ZbForm *form = zb_report_form (world->report);

  bound->why = ZB_AVAILABLE;
  bound->why_asked = TRUE;
  if (index == 0) {
    bound->report = world->report;
    bound->period = zb_report_period (world->report);
    return;
  }
  bound->why = source->known == NULL ? ZB_NOT_INSTALLED : ZB_NOT_COLLECTED;
  if (source->known == NULL ||
      !zb_source_period (source, source->known, zb_report_period (world->report), &bound->period,
                         &bound->left_out))
    return;
  bound->report = world->context.interface->report (
      world->context.self, source->form == NULL ? form->id : source->form, bound->period, NULL);
  bound->stored = bound->report;
  bound->why = ZB_AVAILABLE;
  bound->why_asked = bound->report != NULL;
  if (bound->report == NULL ||
      strcmp (zb_report_form (bound->report)->edition, source->known->edition) == 0)
    return;
  bound->view =
      zb_revision_view_new (world->references->catalogue, bound->report, (ZbForm *)source->known);
  bound->report = bound->view->report;
}

ZbAvailability
zb_world_why (const ZbWorld *world, guint source)
{
  const ZbSource *asked = &g_array_index (world->references->sources, ZbSource, source);
  ZbBoundSource *bound = &world->sources[source];

  if (!bound->why_asked)
    world->context.interface->report (
        world->context.self, asked->form == NULL ? zb_report_form (world->report)->id : asked->form,
        bound->period, &bound->why);
  bound->why_asked = TRUE;
  return bound->why;
}

static ZbRevisionRows
rows_of (const ZbBoundSource *source, int section)
{
  return source->view == NULL || section < 0 ? ZB_ROWS_AS_REPORTED
                                             : (ZbRevisionRows)source->view->rows[section];
}

gboolean
zb_world_asked (const ZbBoundSource *source, int section)
{
  return section >= 0 && rows_of (source, section) != ZB_ROWS_NOT_ASKED;
}

/* The flags of a cell that @source does not have. */
static guint8
absence (const ZbBoundSource *source)
{
  return source->left_out ? ZB_FIGURE_BLANK : ZB_FIGURE_MISSING;
}

int
zb_world_shift (const ZbCellSpec *spec, const ZbQuantity *type)
{
  int exponent = -(int)spec->scale;
  ZbQuantity found = zb_quantity_of_spec (spec, NULL);

  if (spec->type != ZB_CELL_NUMBER || type->kind != ZB_VALUE_NUMBER)
    return (spec->type == ZB_CELL_NUMBER) == (type->kind == ZB_VALUE_NUMBER) ? 0 : -1;
  if (found.nature != type->nature || found.n_factors != type->n_factors ||
      (found.n_factors > 0 && found.factors[0].dimension != type->factors[0].dimension))
    return -1;
  exponent = found.exponent - type->exponent;
  return exponent >= 0 && exponent <= 18 ? exponent : -1;
}

/* Where the figure of a bound slot lies. */
static void
point_at_cell (const ZbReport *report, ZbBoundSlot *bound)
{
  gsize cell = (gsize)bound->row * zb_report_form (report)->sections[bound->section].n_columns +
               bound->column;

  bound->number = zb_report_numbers (report, bound->section) + cell;
  bound->state = zb_report_states (report, bound->section) + cell;
}

/* Whether a source's report is of the very form that the rules were compiled for, as nearly every
 * one is: then all lies where it lay then and is in the unit it had. */
static gboolean
is_known (const ZbWorld *world, guint source)
{
  return zb_report_form (world->sources[source].report) ==
         g_array_index (world->references->sources, ZbSource, source).known;
}

/* A section of a source's report, by its number in the known form or by its id. */
static int
find_section (const ZbWorld *world, guint source, int known, const char *id)
{
  return is_known (world, source)
             ? known
             : zb_form_find_section (zb_report_form (world->sources[source].report), id);
}

/* A cell of a fixed row in the known form, which is nearly every cell. */
static gboolean
bind_known_slot (const ZbWorld *world, const ZbSlot *slot, ZbBoundSlot *bound)
{
  const ZbBoundSource *source = &world->sources[slot->source];

  if (slot->row_index < 0 || !is_known (world, slot->source) ||
      !zb_world_asked (source, slot->section_index))
    return FALSE;
  bound->section = (guint)slot->section_index;
  bound->row = (guint)slot->row_index;
  bound->column = (guint)slot->column_index;
  point_at_cell (source->report, bound);
  return TRUE;
}

static void
bind_slot (ZbWorld *world, guint index)
{
  const ZbSlot *slot = &g_array_index (world->references->slots, ZbSlot, index);
  const ZbBoundSource *source = &world->sources[slot->source];
  ZbBoundSlot *bound = &world->slots[index];
  int section, row, column, shift;
  const ZbForm *form;
  ZbCellSpec spec;

  *bound = (ZbBoundSlot){.absent = absence (source)};
  if (source->report == NULL || slot->section_index < 0 || bind_known_slot (world, slot, bound))
    return;
  form = zb_report_form (source->report);
  section = zb_form_find_section (form, slot->section);
  column = zb_world_asked (source, section)
               ? zb_section_find_column (&form->sections[section], slot->column)
               : -1;
  if (column < 0)
    return;
  bound->absent = ZB_FIGURE_BLANK;
  row = zb_report_find_row (source->report, (guint)section, slot->row);
  if (row < 0)
    return;
  bound->absent = ZB_FIGURE_MISSING;
  if (!zb_report_cell_spec (source->report, (guint)section, (guint)row, (guint)column, &spec))
    return;
  shift = zb_world_shift (&spec, &slot->type);
  if (shift < 0)
    return;
  bound->section = (guint)section;
  bound->row = (guint)row;
  bound->column = (guint)column;
  bound->shift = (guint8)shift;
  point_at_cell (source->report, bound);
}

static void
bind_domain (ZbWorld *world, guint index)
{
  const ZbDomain *domain = &g_array_index (world->references->domains, ZbDomain, index);
  const ZbBoundSource *source = &world->sources[domain->source];
  ZbBoundDomain *bound = &world->domains[index];
  int section;

  *bound = (ZbBoundDomain){.absent = absence (source)};
  if (source->report == NULL)
    return;
  section = find_section (world, domain->source, domain->section_index, domain->section);
  if (section < 0 || !zb_report_form (source->report)->sections[section].dynamic ||
      rows_of (source, section) != ZB_ROWS_AS_REPORTED)
    return;
  bound->report = source->report;
  bound->section = (guint)section;
  bound->n_rows = zb_report_n_rows (source->report, bound->section);
}

/* From a row's own measure to that of the domain's row with the same key. */
static gint8
late_shift (const ZbBoundDomain *domain, const ZbBoundPair *pair, guint row)
{
  const ZbCode *entry = zb_report_row_entry (domain->report, domain->section, row);
  ZbCellSpec spec;
  int shift = 0;

  if (pair->rows[row] < 0 ||
      !zb_report_cell_spec (pair->report, pair->section, (guint)pair->rows[row],
                            (guint)pair->late_column, &spec))
    return -1;
  if (entry != NULL && entry->measure != NULL && spec.measure != NULL &&
      !zb_measure_shift (spec.measure, entry->measure, &shift))
    return -1;
  shift += -ZB_LATE_EXPONENT - (int)spec.scale;
  return shift >= 0 && shift <= 18 ? (gint8)shift : -1;
}

/* The row of a pair that goes with row @row of its domain; -1 if there is none. */
static int
find_row (const ZbBoundPair *pair, const ZbBoundDomain *domain, guint row)
{
  if (pair->report == domain->report && pair->section == domain->section)
    return (int)row;
  return zb_report_find_row (pair->report, pair->section,
                             zb_report_row_key (domain->report, domain->section, row));
}

static void
bind_pair (ZbWorld *world, guint index)
{
  const ZbPair *pair = &g_array_index (world->references->pairs, ZbPair, index);
  const ZbBoundDomain *domain = &world->domains[pair->domain];
  const ZbBoundSource *source = &world->sources[pair->source];
  ZbBoundPair *bound = &world->pairs[index];
  int section = -1;

  g_clear_pointer (&bound->rows, g_free);
  g_clear_pointer (&bound->shifts, g_free);
  bound->report = NULL;
  bound->absent = absence (source);
  if (source->report != NULL)
    section = find_section (world, pair->source, pair->section_index, pair->section);
  if (!zb_world_asked (source, section) || domain->report == NULL)
    return;
  bound->report = source->report;
  bound->section = (guint)section;
  bound->n_columns = zb_report_form (source->report)->sections[section].n_columns;
  bound->numbers = zb_report_numbers (source->report, bound->section);
  bound->states = zb_report_states (source->report, bound->section);
  bound->rows = g_new (gint32, domain->n_rows + 1);
  for (guint row = 0; row < domain->n_rows; row++)
    bound->rows[row] = find_row (bound, domain, row);
  if (bound->late_column < 0)
    return;
  bound->shifts = g_new (gint8, domain->n_rows + 1);
  for (guint row = 0; row < domain->n_rows; row++)
    bound->shifts[row] = late_shift (domain, bound, row);
}

static void
bind_column (ZbWorld *world, guint index)
{
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, index);
  const ZbBoundPair *pair = &world->pairs[slot->pair];
  ZbBoundColumn *bound = &world->columns[index];
  const ZbSection *section;
  int shift = 0;

  bound->column = -1;
  if (pair->report == NULL)
    return;
  if (is_known (world, g_array_index (world->references->pairs, ZbPair, slot->pair).source)) {
    bound->column = slot->column_index;
    return;
  }
  section = &zb_report_form (pair->report)->sections[pair->section];
  bound->column = zb_section_find_column (section, slot->column);
  if (bound->column >= 0 && !slot->type.late)
    shift = zb_world_shift (&section->specs[bound->column], &slot->type);
  if (shift < 0)
    bound->column = -1;
  else
    bound->shift = (guint8)shift;
}

static void
bind_periods (ZbWorld *world)
{
  const ZbForm *form = zb_report_form (world->report);
  ZbPeriod period = zb_report_period (world->report);
  ZbPeriod previous;
  GDate days[2];

  world->first = !zb_form_previous (form, period, &previous);
  world->joint = world->context.interface->is_joint (world->context.self, form, period);
  world->periods[ZB_PERIOD_WORD_MONTH] = zb_period_month (period);
  world->periods[ZB_PERIOD_WORD_MONTHS] = zb_period_month (period);
  world->periods[ZB_PERIOD_WORD_QUARTER] = zb_period_quarter (period);
  world->periods[ZB_PERIOD_WORD_YEAR] = period.year;
  days[0] = zb_period_first_day (period);
  days[1] = zb_period_last_day (period);
  for (guint i = 0; i < 2; i++) {
    strcpy (world->days[i], "0000-00-00");
    zb_digits_put (world->days[i], 4, g_date_get_year (&days[i]));
    zb_digits_put (world->days[i] + 5, 2, g_date_get_month (&days[i]));
    zb_digits_put (world->days[i] + 8, 2, g_date_get_day (&days[i]));
  }
  world->periods[ZB_PERIOD_WORD_PERIOD] = period.year * 100 + (gint64)zb_period_month (period);
}

static void
find_late_columns (ZbWorld *world)
{
  const ZbReferences *references = world->references;

  for (guint i = 0; i < references->pairs->len; i++)
    world->pairs[i].late_column = -1;
  for (guint i = 0; i < references->row_slots->len; i++) {
    const ZbRowSlot *slot = &g_array_index (references->row_slots, ZbRowSlot, i);

    if (slot->type.late)
      world->pairs[slot->pair].late_column = slot->column_index;
  }
}

static void
note_rows (ZbWorld *world, guint section)
{
  ZbBoundRows *rows = &world->rows[section];

  if (rows->keys == NULL)
    rows->keys = g_string_new (NULL);
  g_string_truncate (rows->keys, 0);
  rows->numbers = zb_report_numbers (world->report, section);
  rows->n_rows = zb_report_n_rows (world->report, section);
  for (guint i = 0; i < rows->n_rows; i++) {
    const char *key = zb_report_row_key (world->report, section, i);

    g_string_append_len (rows->keys, key, (gssize)strlen (key) + 1);
  }
}

gboolean
zb_world_rows_changed (const ZbWorld *world, guint section)
{
  const ZbBoundRows *rows = &world->rows[section];
  const char *key;

  if (rows->keys == NULL || rows->n_rows != zb_report_n_rows (world->report, section) ||
      rows->numbers != zb_report_numbers (world->report, section))
    return TRUE;
  key = rows->keys->str;
  for (guint i = 0; i < rows->n_rows; i++, key += strlen (key) + 1) {
    if (strcmp (key, zb_report_row_key (world->report, section, i)) != 0)
      return TRUE;
  }
  return FALSE;
}

static gpointer
take_room (guint8 **room, guint n, gsize size)
{
  gpointer taken = *room;

  *room += n * size;
  return taken;
}

/* A world is made for each report that is judged: all its vectors lie in one piece, of zeros, those
 * with pointers first, as their alignment asks. */
static void
make_room (ZbWorld *world, guint n_sections)
{
  const ZbReferences *references = world->references;
  gsize size = references->sources->len * sizeof (ZbBoundSource) +
               references->slots->len * sizeof (ZbBoundSlot) +
               references->domains->len * sizeof (ZbBoundDomain) +
               references->pairs->len * sizeof (ZbBoundPair) +
               references->names->len * sizeof (ZbBoundParameter) +
               n_sections * sizeof (ZbBoundRows) +
               references->row_slots->len * sizeof (ZbBoundColumn);
  guint8 *room = world->room = g_malloc0 (size);

  world->sources = take_room (&room, references->sources->len, sizeof (ZbBoundSource));
  world->slots = take_room (&room, references->slots->len, sizeof (ZbBoundSlot));
  world->domains = take_room (&room, references->domains->len, sizeof (ZbBoundDomain));
  world->pairs = take_room (&room, references->pairs->len, sizeof (ZbBoundPair));
  world->parameters = take_room (&room, references->names->len, sizeof (ZbBoundParameter));
  world->rows = take_room (&room, n_sections, sizeof (ZbBoundRows));
  world->columns = take_room (&room, references->row_slots->len, sizeof (ZbBoundColumn));
}

ZbWorld *
zb_world_new (const ZbReferences *references, const ZbReport *report, ZbContext context)
{
  ZbWorld *world = g_new0 (ZbWorld, 1);

  world->references = references;
  world->report = report;
  world->context = context;
  make_room (world, zb_report_form (report)->n_sections);
  bind_periods (world);
  find_late_columns (world);
  for (guint i = 0; i < zb_report_form (report)->n_sections; i++) {
    if (zb_report_form (report)->sections[i].dynamic)
      note_rows (world, i);
  }
  for (guint i = 0; i < references->sources->len; i++)
    bind_source (world, i);
  for (guint i = 0; i < references->slots->len; i++)
    bind_slot (world, i);
  for (guint i = 0; i < references->domains->len; i++)
    bind_domain (world, i);
  for (guint i = 0; i < references->pairs->len; i++)
    bind_pair (world, i);
  for (guint i = 0; i < references->row_slots->len; i++)
    bind_column (world, i);
  return world;
}

void
zb_world_free (ZbWorld *world)
{
  if (world == NULL)
    return;
  for (guint i = 0; i < world->references->pairs->len; i++) {
    g_free (world->pairs[i].rows);
    g_free (world->pairs[i].shifts);
  }
  for (guint i = 0; i < zb_report_form (world->report)->n_sections; i++)
    if (world->rows[i].keys != NULL)
      g_string_free (world->rows[i].keys, TRUE);
  for (guint i = 0; i < world->references->sources->len; i++)
    g_clear_pointer (&world->sources[i].view, zb_revision_view_free);
  g_free (world->room);
  g_free (world);
}

void
zb_world_rebind_section (ZbWorld *world, guint section)
{
  const ZbReferences *references = world->references;
  const char *id = zb_report_form (world->report)->sections[section].id;

  note_rows (world, section);
  for (guint i = 0; i < references->slots->len; i++) {
    const ZbSlot *slot = &g_array_index (references->slots, ZbSlot, i);

    if (slot->source == 0 && slot->section_index == (int)section)
      bind_slot (world, i);
  }
  for (guint i = 0; i < references->domains->len; i++) {
    const ZbDomain *domain = &g_array_index (references->domains, ZbDomain, i);

    if (domain->source == 0 && strcmp (domain->section, id) == 0)
      bind_domain (world, i);
  }
  for (guint i = 0; i < references->pairs->len; i++)
    bind_pair (world, i);
}
