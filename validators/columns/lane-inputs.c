/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-inputs.h"

#include "forms/report.h"
#include "validators/columns/lane-mask.h"
#include "validators/figure.h"
#include "validators/wide.h"

#include <string.h>

/* Lanes that were gathered. */
typedef struct {
  guint64 mark; /* of what: a block of reports, or the serial of a frame of rows; plus one */
  gint64 *lanes;
  ZbLaneMask blank, missing;
  gboolean has_blank, has_missing, unfit;
  gint64 low, high;
} Gathered;

struct _ZbLaneInputs {
  const ZbColumnWorld *world;
  Gathered *reports;  /* by slot */
  Gathered *expanded; /* by slot: in a frame of rows */
  Gathered *rows;     /* by row slot */
};

ZbLaneInputs *
zb_lane_inputs_new (const ZbColumnWorld *world)
{
  ZbLaneInputs *inputs = g_new0 (ZbLaneInputs, 1);
  const ZbReferences *references = world->ruleset->references;

  inputs->world = world;
  inputs->reports = g_new0 (Gathered, references->slots->len + 1);
  inputs->expanded = g_new0 (Gathered, references->slots->len + 1);
  inputs->rows = g_new0 (Gathered, references->row_slots->len + 1);
  return inputs;
}

void
zb_lane_inputs_free (ZbLaneInputs *inputs)
{
  const ZbReferences *references;

  if (inputs == NULL)
    return;
  references = inputs->world->ruleset->references;
  for (guint i = 0; i < references->slots->len; i++) {
    g_aligned_free (inputs->reports[i].lanes);
    g_aligned_free (inputs->expanded[i].lanes);
  }
  for (guint i = 0; i < references->row_slots->len; i++)
    g_aligned_free (inputs->rows[i].lanes);
  g_free (inputs->reports);
  g_free (inputs->expanded);
  g_free (inputs->rows);
  g_free (inputs);
}

/* Whether they have been gathered for @mark; else room for them. */
static gboolean
begin (Gathered *gathered, guint64 mark)
{
  if (gathered->mark == mark)
    return TRUE;
  gathered->mark = mark;
  if (gathered->lanes == NULL)
    gathered->lanes = g_aligned_alloc (ZB_LANES, sizeof (gint64), ZB_COLUMN_ALIGN);
  gathered->has_blank = gathered->has_missing = gathered->unfit = FALSE;
  gathered->low = gathered->high = 0;
  zb_lane_mask_fill (&gathered->blank, FALSE);
  zb_lane_mask_fill (&gathered->missing, FALSE);
  return FALSE;
}

static void
put_value (Gathered *gathered, guint lane, gint64 value)
{
  gathered->lanes[lane] = value;
  gathered->low = MIN (gathered->low, value);
  gathered->high = MAX (gathered->high, value);
}

static void
put_absence (Gathered *gathered, guint lane, guint flags)
{
  gathered->lanes[lane] = 0;
  if (flags & ZB_FIGURE_MISSING) {
    zb_lane_mask_put (&gathered->missing, lane);
    gathered->has_missing = TRUE;
  } else {
    zb_lane_mask_put (&gathered->blank, lane);
    gathered->has_blank = TRUE;
  }
}

/* Lane @at of @block as lane @lane. */
static void
put_lane (Gathered *gathered, guint lane, const ZbLaneBlock *block, guint at)
{
  if (block->missing != NULL && zb_lane_mask_has (block->missing, at))
    put_absence (gathered, lane, ZB_FIGURE_MISSING);
  else if (block->blank != NULL && zb_lane_mask_has (block->blank, at))
    put_absence (gathered, lane, ZB_FIGURE_BLANK);
  else
    put_value (gathered, lane, zb_lane_block_at (block, at));
}

static ZbLaneBlock
block_of (const Gathered *gathered)
{
  return (ZbLaneBlock){.low = gathered->low,
                       .high = gathered->high,
                       .lanes = gathered->lanes,
                       .width = sizeof (gint64),
                       .blank = gathered->has_blank ? gathered->blank.words : NULL,
                       .missing = gathered->has_missing ? gathered->missing.words : NULL,
                       .unfit = gathered->unfit};
}

static void
gather_reports (const ZbLaneInputs *inputs, guint slot, guint block, Gathered *gathered)
{
  const ZbColumnSlot *bound = &inputs->world->slots[slot];
  const ZbColumnSource *source = &inputs->world->sources[bound->source];
  guint n = zb_column_file_n_reports (inputs->world->file), first = block * ZB_LANES;
  guint at = G_MAXUINT, in = G_MAXUINT;
  ZbLaneBlock lanes = {0};

  for (guint lane = 0; lane < ZB_LANES; lane++) {
    guint part, other;

    if (first + lane >= n || !zb_column_source_find (source, first + lane, &part, &other)) {
      put_absence (gathered, lane, bound->absent);
      continue;
    }
    if (bound->cells[part].column < 0) {
      put_absence (gathered, lane, bound->cells[part].absent);
      continue;
    }
    if (at != other / ZB_LANES || in != part) {
      at = other / ZB_LANES;
      in = part;
      lanes = zb_column_file_block (source->parts[part].file, (guint)bound->cells[part].column, at);
    }
    put_lane (gathered, lane, &lanes, other % ZB_LANES);
  }
}

/* The lanes of a block of reports. */
static ZbLaneBlock
report_lanes (ZbLaneInputs *inputs, guint slot, guint block)
{
  const ZbColumnSlot *bound = &inputs->world->slots[slot];
  Gathered *gathered = &inputs->reports[slot];

  if (bound->source == 0)
    return zb_column_file_block (inputs->world->file, (guint)bound->column, block);
  if (!begin (gathered, (guint64)block + 1))
    gather_reports (inputs, slot, block, gathered);
  return block_of (gathered);
}

ZbLaneBlock
zb_lane_inputs_slot (ZbLaneInputs *inputs, const ZbLaneFrame *frame, guint slot)
{
  ZbLaneBlock lanes = report_lanes (inputs, slot, frame->block);
  Gathered *gathered = &inputs->expanded[slot];

  if (frame->section < 0)
    return lanes;
  if (!begin (gathered, frame->serial + 1)) {
    for (guint lane = 0; lane < ZB_LANES; lane++)
      put_lane (gathered, lane, &lanes, frame->reports[lane]);
  }
  return block_of (gathered);
}

/* The row of report @report in @part that has @key; -1 if there is none. */
static gint64
find_row (const ZbColumnPart *part, const ZbColumnCell *cell, guint report, gint64 key)
{
  guint block = report / ZB_LANES;
  const guint32 *starts = zb_column_file_row_starts (part->file, cell->section, block);
  guint first = zb_column_file_first_row_block (part->file, cell->section, block);

  for (guint row = starts[report % ZB_LANES]; row < starts[report % ZB_LANES + 1]; row++) {
    ZbLaneBlock keys =
        zb_column_file_row_lanes (part->file, (guint)cell->keys, first + row / ZB_LANES);

    if (zb_lane_block_at (&keys, row % ZB_LANES) == key)
      return row;
  }
  return -1;
}

/* The cell of a row slot in another section or report, in the row with @key; *@ret_shift is the
 * power of ten that comes with the row, -1 where it has none that counts. */
static gint64
read_matched (const ZbLaneInputs *inputs,
              const ZbColumnSlot *bound,
              guint report,
              gint64 key,
              int *ret_shift,
              guint8 *ret_state)
{
  const ZbColumnSource *source = &inputs->world->sources[bound->source];
  guint n_keys = zb_column_file_n_keys (inputs->world->file), part, other;
  const ZbColumnCell *cell;
  ZbLaneBlock block;
  gint64 row = -1;

  *ret_shift = 0;
  *ret_state = bound->absent & ZB_FIGURE_MISSING ? ZB_STATE_WITHHELD : ZB_STATE_BLANK;
  if (!zb_column_source_find (source, report, &part, &other))
    return 0;
  cell = &bound->cells[part];
  if (key >= 0 && key < n_keys && source->keys[part][key] >= 0)
    row = find_row (&source->parts[part], cell, other, source->keys[part][key]);
  *ret_state = row < 0 ? ZB_STATE_BLANK : ZB_STATE_WITHHELD;
  if (row < 0 || cell->column < 0)
    return 0;
  if (cell->shifts != NULL)
    *ret_shift = cell->shifts[key];
  block = zb_column_file_row_lanes (
      source->parts[part].file, (guint)cell->column,
      zb_column_file_first_row_block (source->parts[part].file, cell->section, other / ZB_LANES) +
          (guint)row / ZB_LANES);
  *ret_state = zb_lane_block_state (&block, (guint)row % ZB_LANES);
  return zb_lane_block_at (&block, (guint)row % ZB_LANES);
}

/* A column of the judged rows themselves: the figure at @at of a row block with @keys. */
static gint64
read_own (const ZbColumnSlot *bound,
          const ZbLaneBlock *lanes,
          const ZbLaneBlock *keys,
          guint at,
          int *ret_shift,
          guint8 *ret_state)
{
  gint64 key = zb_lane_block_at (keys, at);

  *ret_shift = bound->cells[0].shifts[MAX (key, 0)];
  *ret_state = zb_lane_block_state (lanes, at);
  return zb_lane_block_at (lanes, at);
}

static ZbLaneBlock
keys_of (const ZbColumnFile *file, guint section, guint row_block)
{
  return zb_column_file_row_lanes (file, (guint)zb_column_file_find (file, section, -1, -1),
                                   row_block);
}

gint64
zb_lane_inputs_row (const ZbLaneInputs *inputs,
                    guint row_slot,
                    guint section,
                    guint report,
                    guint row,
                    int *ret_shift,
                    guint8 *ret_state)
{
  const ZbColumnSlot *bound = &inputs->world->row_slots[row_slot];
  const ZbColumnFile *file = inputs->world->file;
  guint block = report / ZB_LANES;
  guint at = zb_column_file_row_starts (file, section, block)[report % ZB_LANES] + row;
  guint row_block = zb_column_file_first_row_block (file, section, block) + at / ZB_LANES;
  ZbLaneBlock keys = keys_of (file, section, row_block), lanes;

  if (bound->column < 0)
    return read_matched (inputs, bound, report, zb_lane_block_at (&keys, at % ZB_LANES), ret_shift,
                         ret_state);
  lanes = zb_column_file_row_lanes (file, (guint)bound->column, row_block);
  if (bound->cells != NULL)
    return read_own (bound, &lanes, &keys, at % ZB_LANES, ret_shift, ret_state);
  *ret_shift = 0;
  *ret_state = zb_lane_block_state (&lanes, at % ZB_LANES);
  return zb_lane_block_at (&lanes, at % ZB_LANES);
}

/* A row's figure as lane @lane, by the power of ten that comes with it. */
static void
put_row (Gathered *gathered, guint lane, gint64 value, int shift, guint8 state)
{
  ZbWide scaled;

  if (shift < 0 || state != ZB_STATE_VALUE) {
    put_absence (gathered, lane,
                 shift < 0 || state == ZB_STATE_WITHHELD ? ZB_FIGURE_MISSING : ZB_FIGURE_BLANK);
    return;
  }
  scaled = value * zb_wide_power ((guint)shift);
  gathered->unfit |= scaled > G_MAXINT64 || scaled < G_MININT64;
  put_value (gathered, lane, (gint64)scaled);
}

/* The rows at hand, each by its key. */
static void
gather_rows (const ZbLaneInputs *inputs,
             const ZbLaneFrame *frame,
             const ZbColumnSlot *bound,
             Gathered *gathered)
{
  const ZbColumnFile *file = inputs->world->file;
  ZbLaneBlock keys = keys_of (file, (guint)frame->section, frame->row_block), own = {0};
  guint n_rows = MIN (frame->starts[ZB_LANES] - frame->first, ZB_LANES);

  if (bound->column >= 0)
    own = zb_column_file_row_lanes (file, (guint)bound->column, frame->row_block);
  for (guint lane = 0; lane < n_rows; lane++) {
    guint8 state;
    int shift;
    gint64 value =
        bound->column >= 0
            ? read_own (bound, &own, &keys, lane, &shift, &state)
            : read_matched (inputs, bound, frame->block * ZB_LANES + frame->reports[lane],
                            zb_lane_block_at (&keys, lane), &shift, &state);

    put_row (gathered, lane, value, shift, state);
  }
  for (guint lane = n_rows; lane < ZB_LANES; lane++)
    put_absence (gathered, lane, ZB_FIGURE_BLANK);
}

ZbLaneBlock
zb_lane_inputs_row_slot (ZbLaneInputs *inputs, const ZbLaneFrame *frame, guint row_slot)
{
  const ZbColumnSlot *bound = &inputs->world->row_slots[row_slot];
  Gathered *gathered = &inputs->rows[row_slot];

  if (bound->cells == NULL)
    return zb_column_file_row_lanes (inputs->world->file, (guint)bound->column, frame->row_block);
  if (!begin (gathered, frame->serial + 1))
    gather_rows (inputs, frame, bound, gathered);
  return block_of (gathered);
}
