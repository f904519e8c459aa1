/* SPDX-License-Identifier: Apache-2.0 */
/* One lane, as the world of a report of its own, which has the one row where the lane is a row: for
 * what lanes leave to the machine. */
#include "validators/columns/lane-steps.h"

static void
load_slot (ZbLaneRun *run, guint slot, guint lane)
{
  ZbLaneBlock block = zb_lane_run_block (run, slot);

  run->numbers[slot] = zb_lane_block_at (&block, lane);
  run->states[slot] = zb_lane_block_state (&block, lane);
}

static const ZbDomain *
domain_at (const ZbLaneRun *run, guint index)
{
  return &g_array_index (run->world->ruleset->references->domains, ZbDomain, index);
}

static guint
count_rows (const ZbLaneRun *run, guint domain, guint report)
{
  const guint32 *starts = zb_column_file_row_starts (
      run->world->file, (guint)domain_at (run, domain)->section_index, report / ZB_LANES);

  return starts[report % ZB_LANES + 1] - starts[report % ZB_LANES];
}

/* Room for @n rows, each with all row slots there are. */
static void
reserve_rows (ZbLaneRun *run, guint n)
{
  gsize width = run->world->ruleset->references->row_slots->len;

  run->row_numbers = g_renew (gint64, run->row_numbers, width * n + 1);
  run->row_states = g_renew (guint8, run->row_states, width * n + 1);
}

/* A column of rows from row @first on, under the number that it has among row slots. */
static void
load_row_slot (ZbLaneRun *run, guint row_slot, guint report, guint first)
{
  const ZbReferences *references = run->world->ruleset->references;
  guint width = references->row_slots->len;
  guint index = g_array_index (references->row_slots, ZbRowSlot, row_slot).pair;
  guint domain = g_array_index (references->pairs, ZbPair, index).domain;
  guint n = run->one->domains[domain].n_rows;
  ZbBoundPair *pair = &run->one->pairs[index];
  ZbBoundColumn *column = &run->one->columns[row_slot];

  pair->report = run->world->blank;
  pair->n_columns = width;
  pair->numbers = run->row_numbers;
  pair->states = run->row_states;
  pair->rows = g_renew (gint32, pair->rows, n + 1);
  pair->shifts = g_renew (gint8, pair->shifts, n + 1);
  column->column = (int)row_slot;
  column->shift = run->world->row_slots[row_slot].shift;
  for (guint row = 0; row < n; row++) {
    gsize at = (gsize)row * width + row_slot;
    int shift;

    pair->rows[row] = (gint32)row;
    run->row_numbers[at] =
        zb_lane_inputs_row (run->inputs, row_slot, (guint)domain_at (run, domain)->section_index,
                            report, first + row, &shift, &run->row_states[at]);
    if (g_array_index (references->row_slots, ZbRowSlot, row_slot).type.late)
      pair->shifts[row] = (gint8)shift;
  }
}

void
zb_lane_run_load (ZbLaneRun *run, const ZbLaneKernel *kernel, guint lane)
{
  const ZbLaneFrame *frame = &run->frame;
  gboolean is_row = frame->section >= 0;
  guint report = frame->block * ZB_LANES + (is_row ? frame->reports[lane] : lane);
  guint most = 0, first = is_row ? zb_lane_frame_row (frame, lane) : 0;

  for (guint i = 0; i < kernel->slots->len; i++)
    load_slot (run, g_array_index (kernel->slots, guint, i), lane);
  for (guint i = 0; i < kernel->domains->len; i++) {
    guint domain = g_array_index (kernel->domains, guint, i);
    guint n = is_row ? 1 : count_rows (run, domain, report);

    run->one->domains[domain].report = run->world->blank;
    run->one->domains[domain].n_rows = n;
    most = MAX (most, n);
  }
  if (kernel->row_slots->len > 0)
    reserve_rows (run, most);
  for (guint i = 0; i < kernel->row_slots->len; i++)
    load_row_slot (run, g_array_index (kernel->row_slots, guint, i), report, first);
  zb_machine_bind_row (run->machine, kernel->instance->domain, 0);
}
