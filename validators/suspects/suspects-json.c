/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/suspects-json.h"

const char *
zb_family_outcome_to_string (ZbFamilyOutcome outcome)
{
  static const char *const names[] = {"found", "too-many", "too-large", "contradiction"};

  return names[outcome];
}

const char *
zb_slip_kind_to_string (ZbSlipKind kind)
{
  static const char *const names[] = {"unit", "sign", "digits", "row", "retyped"};

  return names[kind];
}

static void
write_names (ZbJsonWriter *writer, const char *key, const GPtrArray *names)
{
  zb_json_writer_begin_array (writer, key);
  for (guint i = 0; i < names->len; i++)
    zb_json_writer_string (writer, NULL, g_ptr_array_index (names, i));
  zb_json_writer_end_array (writer);
}

static const char *
item_of (const ZbSuspectBlock *block, guint cell)
{
  return ((const ZbSuspectCell *)g_ptr_array_index (block->cells, cell))->item;
}

static void
write_past (ZbJsonWriter *writer, const char *key, const char *period, const char *value)
{
  zb_json_writer_begin_object (writer, key);
  zb_json_writer_string (writer, "period", period);
  zb_json_writer_string (writer, "value", value);
  zb_json_writer_end_object (writer);
}

static void
write_cell (ZbJsonWriter *writer, const ZbSuspectCell *cell)
{
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "item", cell->item);
  zb_json_writer_begin_object (writer, "label");
  zb_json_writer_string (writer, "zh", cell->operand->label.zh);
  zb_json_writer_string (writer, "en", cell->operand->label.en);
  zb_json_writer_end_object (writer);
  zb_json_writer_string (writer, "value", cell->operand->value);
  zb_json_writer_string (writer, "measure", cell->operand->measure);
  zb_json_writer_integer (writer, "weight", cell->weight);
  zb_json_writer_boolean (writer, "owed", cell->is_owed);
  write_past (writer, "last", cell->last_period, cell->last_value);
  write_past (writer, "last_year", cell->last_year_period, cell->last_year_value);
  zb_json_writer_end_object (writer);
}

static void
write_sets (ZbJsonWriter *writer, const ZbSuspectBlock *block)
{
  zb_json_writer_begin_array (writer, "sets");
  for (guint i = 0; i < block->sets->len; i++) {
    const GArray *set = g_ptr_array_index (block->sets, i);

    zb_json_writer_begin_array (writer, NULL);
    for (guint j = 0; j < set->len; j++)
      zb_json_writer_string (writer, NULL, item_of (block, g_array_index (set, guint, j)));
    zb_json_writer_end_array (writer);
  }
  zb_json_writer_end_array (writer);
}

static void
write_offer (ZbJsonWriter *writer, const ZbSuspectBlock *block)
{
  const ZbSuspectOffer *offer = block->offer;

  if (offer == NULL)
    return;
  zb_json_writer_begin_object (writer, "offer");
  zb_json_writer_string (writer, "slip", zb_slip_kind_to_string (offer->kind));
  zb_json_writer_integer (writer, "power", offer->power);
  zb_json_writer_begin_array (writer, "changes");
  for (guint i = 0; i < offer->changes->len; i++) {
    const ZbSuspectChange *change = g_ptr_array_index (offer->changes, i);

    zb_json_writer_begin_object (writer, NULL);
    zb_json_writer_string (writer, "item", item_of (block, change->cell));
    zb_json_writer_string (writer, "value", change->value);
    zb_json_writer_end_object (writer);
  }
  zb_json_writer_end_array (writer);
  zb_json_writer_end_object (writer);
}

static void
write_block (ZbJsonWriter *writer, const ZbSuspectBlock *block)
{
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "outcome", zb_family_outcome_to_string (block->outcome));
  write_names (writer, "rules", block->rules);
  write_sets (writer, block);
  zb_json_writer_begin_array (writer, "cells");
  for (guint i = 0; i < block->cells->len; i++)
    write_cell (writer, g_ptr_array_index (block->cells, i));
  zb_json_writer_end_array (writer);
  write_offer (writer, block);
  write_names (writer, "assumed", block->assumed);
  zb_json_writer_end_object (writer);
}

void
zb_suspects_write_json (const ZbSuspects *suspects, ZbJsonWriter *writer, const char *key)
{
  zb_json_writer_begin_object (writer, key);
  zb_json_writer_boolean (writer, "too_large", suspects->too_large);
  zb_json_writer_boolean (writer, "joint", suspects->is_joint);
  zb_json_writer_begin_array (writer, "blocks");
  for (guint i = 0; i < suspects->blocks->len; i++)
    write_block (writer, g_ptr_array_index (suspects->blocks, i));
  zb_json_writer_end_array (writer);
  write_names (writer, "helpless", suspects->helpless);
  zb_json_writer_end_object (writer);
}
