/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-world.h"

#include "forms/form-lookup.h"
#include "validators/source-period.h"

#include <string.h>

static const ZbSource *
source_at (const ZbColumnWorld *world, guint index)
{
  return &g_array_index (world->ruleset->references->sources, ZbSource, index);
}

/* Whether all of them were made in the edition that the rules know; what others mean in its terms
 * is found report by report. */
static gboolean
are_of_edition (const ZbColumnSource *source, const ZbForm *known)
{
  for (guint i = 0; i < source->n_parts; i++)
    if (strcmp (source->parts[i].form->edition, known->edition) != 0)
      return FALSE;
  return TRUE;
}

static void
bind_source (ZbColumnWorld *world, guint index, ZbColumnNeighbours neighbours)
{
  const ZbSource *source = source_at (world, index);
  const ZbForm *form = world->ruleset->form;
  ZbColumnSource *bound = &world->sources[index];
  gboolean left_out = FALSE;
  ZbPeriod period;

  bound->absent = ZB_FIGURE_MISSING;
  bound->is_known = TRUE;
  if (index == 0) {
    bound->parts = &world->own;
    bound->n_parts = 1;
    return;
  }
  if (source->known == NULL ||
      !zb_source_period (source, source->known, zb_column_file_period (world->file), &period,
                         &left_out)) {
    bound->absent = left_out ? ZB_FIGURE_BLANK : ZB_FIGURE_MISSING;
    return;
  }
  bound->is_known =
      neighbours.find != NULL &&
      neighbours.find (neighbours.self, source->form == NULL ? form->id : source->form, period,
                       &bound->parts, &bound->n_parts) &&
      are_of_edition (bound, source->known);
}

/* Column @column of the part's file, if it counts in what the rules were compiled for; FALSE if
 * parts differ in that. */
static gboolean
bind_figures (const ZbCellSpec *spec,
              const ZbQuantity *type,
              ZbColumnSlot *bound,
              ZbColumnCell *cell,
              int column)
{
  int shift = zb_world_shift (spec, type);

  cell->column = shift < 0 ? -1 : column;
  if (cell->column < 0)
    return TRUE;
  if (bound->shift != G_MAXUINT8 && bound->shift != shift)
    return FALSE;
  bound->shift = (guint8)shift;
  return TRUE;
}

/* A cell of a fixed section in one part, as a report's own binding finds it. FALSE where columns
 * cannot tell, or the parts differ in scale. */
static gboolean
bind_cell (const ZbColumnPart *part, const ZbSlot *slot, ZbColumnSlot *bound, ZbColumnCell *cell)
{
  int section = zb_form_find_section (part->form, slot->section), row, column;
  const ZbSection *found;

  cell->column = -1;
  cell->absent = ZB_FIGURE_MISSING;
  if (section < 0)
    return TRUE;
  found = &part->form->sections[section];
  column = zb_section_find_column (found, slot->column);
  if (column < 0)
    return TRUE;
  if (found->dynamic)
    return FALSE;
  row = zb_section_find_row (found, slot->row);
  if (row < 0) {
    cell->absent = ZB_FIGURE_BLANK;
    return TRUE;
  }
  return bind_figures (&found->specs[(guint)row * found->n_columns + (guint)column], &slot->type,
                       bound, cell, zb_column_file_find (part->file, (guint)section, row, column));
}

static void
bind_slot (ZbColumnWorld *world, guint index)
{
  const ZbSlot *slot = &g_array_index (world->ruleset->references->slots, ZbSlot, index);
  const ZbColumnSource *source = &world->sources[slot->source];
  ZbColumnSlot *bound = &world->slots[index];

  *bound = (ZbColumnSlot){
      .source = slot->source, .shift = G_MAXUINT8, .absent = source->absent, .column = -1};
  if (!source->is_known || slot->type.kind != ZB_VALUE_NUMBER || slot->type.late ||
      (slot->source == 0 && slot->section_index < 0))
    return;
  bound->cells = g_new0 (ZbColumnCell, source->n_parts + 1);
  bound->in_lanes = TRUE;
  for (guint i = 0; i < source->n_parts && slot->section_index >= 0; i++)
    bound->in_lanes &= bind_cell (&source->parts[i], slot, bound, &bound->cells[i]);
  for (guint i = 0; i < source->n_parts && slot->section_index < 0; i++)
    bound->cells[i] = (ZbColumnCell){.column = -1, .absent = source->absent};
  if (bound->shift == G_MAXUINT8)
    bound->shift = 0;
  if (slot->source > 0)
    return;
  bound->column = bound->cells[0].column;
  bound->in_lanes &= bound->column >= 0;
  g_clear_pointer (&bound->cells, g_free);
}

/* Where the measures of a pair's rows are looked up, as a report's own binding does. */
static int
late_column_of (const ZbReferences *references, guint pair)
{
  int column = -1;

  for (guint i = 0; i < references->row_slots->len; i++) {
    const ZbRowSlot *slot = &g_array_index (references->row_slots, ZbRowSlot, i);

    if (slot->pair == pair && slot->type.late)
      column = slot->column_index;
  }
  return column;
}

/* From the measure of the row with @key to that of the domain's row with the same key. */
static gint8
late_shift (const ZbSection *domain, const ZbSection *section, guint column, const char *key)
{
  const ZbCode *entry = zb_code_list_find (domain->keys, key);
  ZbCellSpec spec;
  int shift = 0;

  if (!zb_section_cell_spec (section, key, column, &spec) ||
      (entry != NULL && entry->measure != NULL && spec.measure != NULL &&
       !zb_measure_shift (spec.measure, entry->measure, &shift)))
    return -1;
  shift += -ZB_LATE_EXPONENT - (int)spec.scale;
  return shift >= 0 && shift <= 18 ? (gint8)shift : -1;
}

static gint8 *
late_shifts (const ZbColumnWorld *world, const ZbSection *section, const ZbPair *pair, guint index)
{
  const ZbReferences *references = world->ruleset->references;
  const ZbDomain *domain = &g_array_index (references->domains, ZbDomain, pair->domain);
  int column = late_column_of (references, index);
  guint n = zb_column_file_n_keys (world->file);
  gint8 *shifts = g_new (gint8, n + 1);

  for (guint key = 0; key < n; key++)
    shifts[key] = column < 0
                      ? -1
                      : late_shift (&world->ruleset->form->sections[domain->section_index], section,
                                    (guint)column, zb_column_file_key (world->file, key));
  return shifts;
}

/* A column of a part's section whose rows go by the keys of the domain's. */
static gboolean
bind_row_cell (const ZbColumnWorld *world,
               const ZbColumnPart *part,
               const ZbRowSlot *slot,
               ZbColumnSlot *bound,
               ZbColumnCell *cell)
{
  const ZbPair *pair = &g_array_index (world->ruleset->references->pairs, ZbPair, slot->pair);
  int section = zb_form_find_section (part->form, pair->section), column;
  const ZbSection *found;

  *cell = (ZbColumnCell){.column = -1, .keys = -1, .absent = ZB_FIGURE_MISSING};
  if (section < 0 || !part->form->sections[section].dynamic)
    return FALSE;
  found = &part->form->sections[section];
  cell->section = (guint)section;
  cell->keys = zb_column_file_find (part->file, (guint)section, -1, -1);
  column = zb_section_find_column (found, slot->column);
  if (column < 0)
    return TRUE;
  if (slot->type.late) {
    cell->column = zb_column_file_find (part->file, (guint)section, -1, column);
    cell->shifts = late_shifts (world, found, pair, slot->pair);
    return TRUE;
  }
  return bind_figures (&found->specs[column], &slot->type, bound, cell,
                       zb_column_file_find (part->file, (guint)section, -1, column));
}

static void
bind_row_slot (ZbColumnWorld *world, guint index)
{
  const ZbReferences *references = world->ruleset->references;
  const ZbRowSlot *slot = &g_array_index (references->row_slots, ZbRowSlot, index);
  const ZbPair *pair = &g_array_index (references->pairs, ZbPair, slot->pair);
  const ZbDomain *domain = &g_array_index (references->domains, ZbDomain, pair->domain);
  const ZbColumnSource *source = &world->sources[pair->source];
  ZbColumnSlot *bound = &world->row_slots[index];

  *bound = (ZbColumnSlot){
      .source = pair->source, .shift = G_MAXUINT8, .absent = source->absent, .column = -1};
  if (domain->source != 0 || domain->section_index < 0 || !source->is_known ||
      slot->type.kind != ZB_VALUE_NUMBER)
    return;
  bound->cells = g_new0 (ZbColumnCell, source->n_parts + 1);
  bound->n_cells = source->n_parts;
  bound->in_lanes = TRUE;
  for (guint i = 0; i < source->n_parts; i++)
    bound->in_lanes &= bind_row_cell (world, &source->parts[i], slot, bound, &bound->cells[i]);
  if (bound->shift == G_MAXUINT8)
    bound->shift = 0;
  if (pair->source > 0 || pair->section_index != domain->section_index)
    return;
  bound->column = bound->cells[0].column;
  bound->in_lanes &= bound->column >= 0;
  if (!slot->type.late)
    g_clear_pointer (&bound->cells, g_free);
}

/* Keys are numbered file by file. */
static void
match_keys (ZbColumnWorld *world, ZbColumnSource *source)
{
  guint n_keys = zb_column_file_n_keys (world->file);

  source->keys = g_new0 (gint32 *, source->n_parts + 1);
  for (guint i = 0; i < source->n_parts; i++) {
    source->keys[i] = g_new (gint32, n_keys + 1);
    for (guint key = 0; key < n_keys; key++)
      source->keys[i][key] = source->parts[i].file == world->file
                                 ? (gint32)key
                                 : zb_column_file_find_key (source->parts[i].file,
                                                            zb_column_file_key (world->file, key));
  }
}

ZbColumnWorld *
zb_column_world_new (ZbRuleset *ruleset,
                     ZbColumnFile *file,
                     ZbContext context,
                     ZbColumnNeighbours neighbours)
{
  ZbColumnWorld *world = g_new0 (ZbColumnWorld, 1);
  const ZbReferences *references = ruleset->references;

  world->ruleset = zb_ruleset_ref (ruleset);
  world->file = zb_column_file_ref (file);
  world->own = (ZbColumnPart){.file = file, .form = ruleset->form};
  world->context = context;
  world->blank = zb_report_new (ruleset->form, "", "", zb_column_file_period (file));
  world->sources = g_new0 (ZbColumnSource, references->sources->len + 1);
  world->slots = g_new0 (ZbColumnSlot, references->slots->len + 1);
  world->row_slots = g_new0 (ZbColumnSlot, references->row_slots->len + 1);
  for (guint i = 0; i < references->sources->len; i++)
    bind_source (world, i, neighbours);
  for (guint i = 0; i < references->slots->len; i++)
    bind_slot (world, i);
  for (guint i = 0; i < references->row_slots->len; i++) {
    ZbColumnSource *source;

    bind_row_slot (world, i);
    source = &world->sources[world->row_slots[i].source];
    if (world->row_slots[i].cells != NULL && source->keys == NULL)
      match_keys (world, source);
  }
  return world;
}

gboolean
zb_column_source_find (const ZbColumnSource *source,
                       guint report,
                       guint *ret_part,
                       guint *ret_report)
{
  for (guint i = 0; i < source->n_parts; i++) {
    const ZbColumnPart *part = &source->parts[i];
    gint64 other = part->reports == NULL ? (gint64)report : part->reports[report];

    if (other < 0 || other >= zb_column_file_n_reports (part->file))
      continue;
    *ret_part = i;
    *ret_report = (guint)other;
    return TRUE;
  }
  return FALSE;
}

/* Which version it is; 0 where there is none. */
static gint64
stamp_beside (const ZbColumnSource *source, guint report)
{
  guint part, other;

  return zb_column_source_find (source, report, &part, &other)
             ? zb_column_file_stamp (source->parts[part].file, other)
             : 0;
}

static gboolean
is_same_report (const ZbColumnWorld *world, const ZbColumnWorld *before, guint report)
{
  if (zb_column_file_stamp (world->file, report) != zb_column_file_stamp (before->file, report) ||
      strcmp (zb_column_file_unit (world->file, report),
              zb_column_file_unit (before->file, report)) != 0)
    return FALSE;
  for (guint i = 1; i < world->ruleset->references->sources->len; i++) {
    if (world->sources[i].is_known != before->sources[i].is_known ||
        stamp_beside (&world->sources[i], report) != stamp_beside (&before->sources[i], report))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_column_world_same (const ZbColumnWorld *world, const ZbColumnWorld *before, guint block)
{
  guint first = block * ZB_LANES;
  guint n = zb_column_file_n_reports (world->file);
  guint n_before = zb_column_file_n_reports (before->file);

  if (first >= n_before || MIN (n - first, ZB_LANES) != MIN (n_before - first, ZB_LANES))
    return FALSE;
  for (guint i = first; i < MIN (n, first + ZB_LANES); i++) {
    if (!is_same_report (world, before, i))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_column_world_same_whole (const ZbColumnWorld *world, const ZbColumnWorld *before, guint report)
{
  for (guint i = 1; i < world->ruleset->references->sources->len; i++) {
    if (!world->sources[i].is_known)
      return FALSE;
  }
  return report < zb_column_file_n_reports (before->file) &&
         is_same_report (world, before, report) && world->reg != NULL && before->reg != NULL &&
         zb_column_register_same (world->reg, before->reg, report);
}

void
zb_column_world_free (ZbColumnWorld *world)
{
  const ZbReferences *references;

  if (world == NULL)
    return;
  references = world->ruleset->references;
  for (guint i = 0; i < references->slots->len; i++)
    g_free (world->slots[i].cells);
  for (guint i = 0; i < references->row_slots->len; i++) {
    for (guint j = 0; world->row_slots[i].cells != NULL && j < world->row_slots[i].n_cells; j++)
      g_free (world->row_slots[i].cells[j].shifts);
    g_free (world->row_slots[i].cells);
  }
  for (guint i = 0; i < references->sources->len; i++) {
    for (guint part = 0; world->sources[i].keys != NULL && part < world->sources[i].n_parts; part++)
      g_free (world->sources[i].keys[part]);
    g_free (world->sources[i].keys);
  }
  zb_column_register_free (world->reg);
  g_free (world->slots);
  g_free (world->row_slots);
  g_free (world->sources);
  zb_report_unref (world->blank);
  zb_column_file_unref (world->file);
  zb_ruleset_unref (world->ruleset);
  g_free (world);
}
