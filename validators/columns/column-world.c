/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-world.h"

static void
bind_slot (ZbColumnWorld *world, guint index)
{
  const ZbForm *form = world->ruleset->form;
  const ZbSlot *slot = &g_array_index (world->ruleset->references->slots, ZbSlot, index);
  ZbColumnSlot *bound = &world->slots[index];
  const ZbSection *section;
  int shift;

  *bound = (ZbColumnSlot){.column = -1, .absent = ZB_FIGURE_MISSING};
  if (slot->source != 0 || slot->section_index < 0 || slot->column_index < 0 ||
      slot->row_index < 0 || slot->type.kind != ZB_VALUE_NUMBER)
    return;
  section = &form->sections[slot->section_index];
  shift = zb_world_shift (
      &section->specs[(guint)slot->row_index * section->n_columns + (guint)slot->column_index],
      &slot->type);
  if (shift < 0)
    return;
  bound->column = zb_column_file_find (world->file, (guint)slot->section_index, slot->row_index,
                                       slot->column_index);
  bound->file = world->file;
  bound->shift = (guint8)shift;
  bound->in_lanes = bound->column >= 0;
}

ZbColumnWorld *
zb_column_world_new (ZbRuleset *ruleset, ZbColumnFile *file, ZbContext context)
{
  ZbColumnWorld *world = g_new0 (ZbColumnWorld, 1);
  const GArray *slots = ruleset->references->slots;

  world->ruleset = zb_ruleset_ref (ruleset);
  world->file = zb_column_file_ref (file);
  world->context = context;
  world->blank = zb_report_new (ruleset->form, "", "", zb_column_file_period (file));
  world->slots = g_new0 (ZbColumnSlot, slots->len + 1);
  for (guint i = 0; i < slots->len; i++)
    bind_slot (world, i);
  return world;
}

void
zb_column_world_free (ZbColumnWorld *world)
{
  if (world == NULL)
    return;
  g_free (world->slots);
  zb_report_unref (world->blank);
  zb_column_file_unref (world->file);
  zb_ruleset_unref (world->ruleset);
  g_free (world);
}
