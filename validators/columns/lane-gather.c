/* SPDX-License-Identifier: Apache-2.0 */
/* Sums, counts, averages and extremes: of values and cells of one report lane by lane, of its rows
 * folded into its lane first. */
#include "validators/columns/lane-steps.h"

#include <string.h>

/* An aggregate while it is gathered: @into->num is the sum or extreme, @into->den of an average the
 * count. */
typedef struct {
  ZbFunctionKind function;
  ZbLaneRegister *into;
  ZbLaneMask have; /* lanes with a value */
} Gathering;

static gboolean
is_extreme (const Gathering *gathering)
{
  return gathering->function == ZB_FUNCTION_MIN || gathering->function == ZB_FUNCTION_MAX;
}

static void
gathering_init (ZbLaneRun *run, Gathering *gathering, const ZbLaneOp *op, guint index)
{
  gathering->function = op->expression->function;
  gathering->into = zb_lane_run_begin (run, index);
  zb_lane_mask_fill (&gathering->have, FALSE);
  zb_lane_part_set_constant (&gathering->into->num, 0);
  zb_lane_part_set_constant (&gathering->into->den, 0);
}

/* Takes in a value; lanes of @out have none. @value and scratch 1 and 2 are used up. */
static gboolean
gather (ZbLaneRun *run, Gathering *gathering, ZbLanePart *value, const ZbLaneMask *out)
{
  ZbLanePart *nothing = &run->scratch[1], *one = &run->scratch[2];
  ZbLaneRegister *into = gathering->into;
  ZbLaneMask take, less, equal, in = *out;

  zb_lane_mask_invert (&in);
  zb_lane_part_set_constant (nothing, 0);
  if (is_extreme (gathering)) {
    zb_lane_part_order (run->kernels, value, &into->num, &less, &equal);
    take = less;
    if (gathering->function == ZB_FUNCTION_MAX) {
      zb_lane_mask_add (&take, equal.words);
      zb_lane_mask_invert (&take);
    }
    for (guint i = 0; i < ZB_LANE_WORDS; i++)
      take.words[i] = in.words[i] & (take.words[i] | ~gathering->have.words[i]);
    zb_lane_part_choose (&into->num, value, &take);
    zb_lane_mask_add (&gathering->have, in.words);
    return TRUE;
  }
  zb_lane_mask_add (&gathering->have, in.words);
  /* Counting, a value is one and what is left out nothing. */
  if (gathering->function == ZB_FUNCTION_COUNT)
    zb_lane_part_set_constant (value, 1);
  if (!zb_lane_mask_is_empty (out))
    zb_lane_part_choose (value, nothing, out);
  if (!zb_lane_part_add (run->kernels, &into->num, &into->num, value))
    return FALSE;
  if (gathering->function != ZB_FUNCTION_AVERAGE)
    return TRUE;
  zb_lane_part_set_constant (one, 1);
  zb_lane_part_set_constant (nothing, 0);
  zb_lane_part_choose (one, nothing, out);
  return zb_lane_part_add (run->kernels, &into->den, &into->den, one);
}

/* A sum over nothing is zero; an average or extreme of nothing is blank. */
static void
gathering_end (ZbLaneRun *run, Gathering *gathering)
{
  ZbLaneRegister *into = gathering->into;
  ZbLaneMask nothing = gathering->have;

  if (!is_extreme (gathering) && gathering->function != ZB_FUNCTION_AVERAGE)
    return;
  zb_lane_mask_invert (&nothing);
  if (gathering->function == ZB_FUNCTION_AVERAGE) {
    into->has_den = TRUE;
    zb_lane_part_set_constant (&run->scratch[1], 1);
    zb_lane_part_choose (&into->den, &run->scratch[1], &nothing);
    into->den.low = MAX (into->den.low, 1);
  }
  if (into->is_flawed) {
    zb_lane_mask_remove (&nothing, into->missing.words);
    zb_lane_mask_remove (&nothing, into->refused.words);
  }
  if (zb_lane_mask_is_empty (&nothing))
    return;
  into->is_flawed = TRUE;
  zb_lane_mask_add (&into->blank, nothing.words);
}

static gboolean
gather_operand (ZbLaneRun *run, Gathering *gathering, guint index)
{
  ZbLaneRegister *value = zb_lane_run_register (run, index);
  ZbLaneMask out = value->blank;

  if (value->has_den)
    return FALSE;
  zb_lane_mask_add (&out, value->missing.words);
  zb_lane_mask_add (&out, value->refused.words);
  if (value->is_flawed) {
    zb_lane_mask_add (&gathering->into->missing, value->missing.words);
    zb_lane_mask_add (&gathering->into->refused, value->refused.words);
    gathering->into->is_flawed = TRUE;
  }
  return gather (run, gathering, &value->num, &out);
}

/* The power of ten of a cell or column: its own and the one its aggregate counts it by. */
static int
shift_of (const ZbLaneOp *op, guint index, const ZbColumnSlot *slot)
{
  const GArray *shifts = op->expression->shifts;

  return slot->shift + (shifts->len > 0 ? g_array_index (shifts, int, index) : 0);
}

static gboolean
gather_cell (ZbLaneRun *run, const ZbLaneOp *op, guint index, Gathering *gathering)
{
  guint slot = g_array_index (op->expression->cells, guint, index);
  ZbLaneBlock block = zb_lane_run_block (run, slot);
  int shift = shift_of (op, index, &run->world->slots[slot]);
  ZbLaneMask out;

  if (shift < 0 || shift > ZB_WIDE_MAX_POWER)
    return FALSE;
  zb_lane_run_note_cell (run, gathering->into, &block, ZB_POLICY_ZERO);
  zb_lane_mask_fill (&out, FALSE);
  zb_lane_mask_add (&out, block.blank);
  zb_lane_mask_add (&out, block.missing);
  return zb_lane_run_take (run, &block, zb_wide_power ((guint)shift), &run->scratch[0]) &&
         gather (run, gathering, &run->scratch[0], &out);
}

/* Rows that are folded into run->gathered and run->n_gathered, by report. */
typedef struct {
  ZbFunctionKind function;
  ZbWide low, high; /* of the values so far */
} Folding;

static void
folding_init (ZbLaneRun *run, Folding *folding, ZbFunctionKind function)
{
  *folding = (Folding){.function = function};
  memset (run->gathered, 0, ZB_LANES * sizeof *run->gathered);
  memset (run->n_gathered, 0, ZB_LANES * sizeof *run->n_gathered);
}

static guint
most_rows (const ZbLaneFrame *frame)
{
  guint most = 0;

  for (guint lane = 0; lane < ZB_LANES; lane++)
    most = MAX (most, frame->starts[lane + 1] - frame->starts[lane]);
  return most;
}

/* Whether what is to be folded is sure to fit. */
static gboolean
widen (const ZbLaneRun *run, Folding *folding, const ZbLanePart *value)
{
  gboolean adds = folding->function == ZB_FUNCTION_SUM || folding->function == ZB_FUNCTION_AVERAGE;
  ZbWide most = adds ? most_rows (&run->frame) : 1, low, high;

  if (value->is_wide)
    return FALSE;
  folding->low = MIN (folding->low, value->low);
  folding->high = MAX (folding->high, value->high);
  return zb_wide_multiply (folding->low, most, &low) &&
         zb_wide_multiply (folding->high, most, &high) && zb_lane_fits (low, high);
}

static gint64
folded (const Folding *folding, gint64 before, gint64 value, gboolean is_first)
{
  if (is_first)
    return value;
  if (folding->function == ZB_FUNCTION_MIN)
    return MIN (before, value);
  return folding->function == ZB_FUNCTION_MAX ? MAX (before, value) : before + value;
}

/* The rows at hand whose bits are set in @in. */
static gboolean
fold (ZbLaneRun *run, Folding *folding, ZbLanePart *value, const ZbLaneMask *in)
{
  ZbLaneMask rest = *in;
  guint word = 0;
  int row;

  if (!widen (run, folding, value))
    return FALSE;
  zb_lane_part_fill (value);
  while ((row = zb_lane_mask_take (&rest, &word)) >= 0) {
    guint lane = run->frame.reports[row];

    run->gathered[lane] =
        folded (folding, run->gathered[lane], value->lanes[row], run->n_gathered[lane] == 0);
    run->n_gathered[lane]++;
  }
  return TRUE;
}

/* What was folded of all rows, as one value of each report; FALSE with nothing lost if its bounds
 * do not tell that it fits. */
static gboolean
take_folded (ZbLaneRun *run, const Folding *folding, Gathering *gathering)
{
  ZbLanePart *value = &run->scratch[0];
  ZbLaneMask out;
  gint64 low = 0, high = 0;
  ZbLanePart *count = &run->scratch[2];
  gint64 most = 0;

  zb_lane_mask_fill (&out, FALSE);
  for (guint lane = 0; lane < ZB_LANES; lane++) {
    if (gathering->function == ZB_FUNCTION_COUNT)
      run->gathered[lane] = run->n_gathered[lane];
    if (run->n_gathered[lane] == 0)
      zb_lane_mask_put (&out, lane);
    value->lanes[lane] = run->gathered[lane];
    low = MIN (low, value->lanes[lane]);
    high = MAX (high, value->lanes[lane]);
    most = MAX (most, (gint64)run->n_gathered[lane]);
  }
  zb_lane_part_begin (value, low, high);
  if (is_extreme (gathering))
    return gather (run, gathering, value, &out);
  zb_lane_mask_invert (&out);
  zb_lane_mask_add (&gathering->have, out.words);
  if (!zb_lane_part_add (run->kernels, &gathering->into->num, &gathering->into->num, value))
    return FALSE;
  if (gathering->function != ZB_FUNCTION_AVERAGE)
    return TRUE;
  for (guint lane = 0; lane < ZB_LANES; lane++)
    count->lanes[lane] = run->n_gathered[lane];
  zb_lane_part_begin (count, 0, most);
  return zb_lane_part_add (run->kernels, &gathering->into->den, &gathering->into->den, count);
}

void
zb_lane_run_fold (const ZbLaneRun *run, const ZbLaneMask *rows, ZbLaneMask *into)
{
  ZbLaneMask rest = *rows;
  guint word = 0;
  int row;

  while ((row = zb_lane_mask_take (&rest, &word)) >= 0)
    zb_lane_mask_put (into, run->frame.reports[row]);
}

/* All rows at hand, of reports that are judged. */
static ZbLaneMask
all_rows (const ZbLaneRun *run)
{
  return run->frame.live;
}

/* Counts rows of a column among what the rule looked at. */
static void
note_rows (ZbLaneRun *run, const ZbLaneMask *rows, const ZbLaneMask *filled)
{
  zb_lane_run_fold (run, rows, &run->looked);
  if (!run->all_seen)
    zb_lane_run_fold (run, filled, &run->seen);
}

static gboolean
fold_column (ZbLaneRun *run, guint row_slot, int shift, Folding *folding, ZbLaneRegister *into)
{
  ZbLaneBlock block = zb_lane_inputs_row_slot (run->inputs, &run->frame, row_slot);
  ZbLaneMask rows = all_rows (run), filled = rows, missing = rows;
  ZbLanePart *value = &run->scratch[0];

  zb_lane_mask_remove (&filled, block.blank);
  zb_lane_mask_remove (&filled, block.missing);
  note_rows (run, &rows, &filled);
  if (block.missing != NULL) {
    zb_lane_mask_keep (&missing, block.missing);
    zb_lane_run_fold (run, &missing, &into->missing);
    into->is_flawed = TRUE;
  }
  return zb_lane_run_take (run, &block, zb_wide_power ((guint)shift), value) &&
         fold (run, folding, value, &filled);
}

static guint
section_of_domain (const ZbLaneRun *run, guint domain)
{
  return (guint)g_array_index (run->world->ruleset->references->domains, ZbDomain, domain)
      .section_index;
}

guint
zb_lane_run_section_of (const ZbLaneRun *run, guint row_slot)
{
  const ZbReferences *references = run->world->ruleset->references;
  guint pair = g_array_index (references->row_slots, ZbRowSlot, row_slot).pair;

  return section_of_domain (run, g_array_index (references->pairs, ZbPair, pair).domain);
}

static gboolean
gather_column (ZbLaneRun *run, const ZbLaneOp *op, guint index, Gathering *gathering)
{
  guint row_slot = g_array_index (op->expression->columns, guint, index);
  const ZbColumnFile *file = run->world->file;
  guint section = zb_lane_run_section_of (run, row_slot), block = run->frame.block;
  int shift = shift_of (op, op->expression->cells->len + index, &run->world->row_slots[row_slot]);
  gboolean fits = shift >= 0 && shift <= ZB_WIDE_MAX_POWER;
  Folding folding;

  folding_init (run, &folding, gathering->function);
  for (guint i = 0; fits && i < zb_lane_frame_n_row_blocks (file, block, section); i++) {
    zb_lane_frame_set_rows (&run->frame, file, block, section, i);
    fits = fold_column (run, row_slot, shift, &folding, gathering->into);
  }
  zb_lane_frame_set_reports (&run->frame, file, block);
  return fits && take_folded (run, &folding, gathering);
}

static void
move_register (ZbLaneRun *run, const ZbLaneRegister *from, guint index)
{
  ZbLaneRegister *result = zb_lane_run_begin (run, index);

  zb_lane_part_copy (&result->num, &from->num);
  result->has_den = from->has_den;
  if (from->has_den)
    zb_lane_part_copy (&result->den, &from->den);
  if (!from->is_flawed)
    return;
  result->is_flawed = TRUE;
  result->blank = from->blank;
  result->missing = from->missing;
  result->refused = from->refused;
}

/* Gathered in a register beyond the operands, then moved to where it belongs. */
gboolean
zb_lane_run_aggregate (ZbLaneRun *run, const ZbLaneOp *op)
{
  Gathering gathering;

  gathering_init (run, &gathering, op, op->result + op->n + 1u);
  for (guint i = 0; i < op->n; i++) {
    if (!gather_operand (run, &gathering, op->result + i))
      return FALSE;
  }
  for (guint i = 0; i < op->expression->cells->len; i++) {
    if (!gather_cell (run, op, i, &gathering))
      return FALSE;
  }
  for (guint i = 0; i < op->expression->columns->len; i++) {
    if (!gather_column (run, op, i, &gathering))
      return FALSE;
  }
  gathering_end (run, &gathering);
  move_register (run, gathering.into, op->result);
  return TRUE;
}

gboolean
zb_lane_run_n_rows (ZbLaneRun *run, const ZbLaneOp *op)
{
  guint section = section_of_domain (run, (guint)op->index);
  const guint32 *starts = zb_column_file_row_starts (run->world->file, section, run->frame.block);
  ZbLaneRegister *result = zb_lane_run_begin (run, op->result);
  gint64 most = 0;

  for (guint lane = 0; lane < ZB_LANES; lane++) {
    result->num.lanes[lane] = (gint64)starts[lane + 1] - starts[lane];
    most = MAX (most, result->num.lanes[lane]);
  }
  zb_lane_part_begin (&result->num, 0, most);
  return TRUE;
}

/* What a rule has looked at, put aside while a loop looks at rows. */
typedef struct {
  gboolean counts, all_seen;
  ZbLaneMask seen;
} Looks;

static Looks
begin_looks (ZbLaneRun *run)
{
  Looks before = {run->counts, run->all_seen, run->seen};

  run->counts = run->all_seen = FALSE;
  zb_lane_mask_fill (&run->seen, FALSE);
  return before;
}

static void
end_looks (ZbLaneRun *run, const Looks *before)
{
  ZbLaneMask rows = all_rows (run), seen = rows;

  if (!run->all_seen)
    zb_lane_mask_keep (&seen, run->seen.words);
  if (!run->counts)
    zb_lane_mask_fill (&rows, FALSE);
  run->counts = before->counts;
  run->all_seen = before->all_seen;
  run->seen = before->seen;
  note_rows (run, &rows, &seen);
}

/* Whether a loop's rows have a condition, and not a figure, in their register. */
static gboolean
gives_condition (const ZbExpression *loop)
{
  return zb_expression_child (loop, 0)->type.kind == ZB_VALUE_CONDITION;
}

/* The register of the rows at hand: those that count go into the folding. */
static gboolean
fold_register (ZbLaneRun *run,
               const ZbLaneOp *op,
               ZbLaneRegister *rows,
               Folding *folding,
               ZbLaneRegister *flaws)
{
  gboolean is_condition = gives_condition (op->expression);
  ZbLaneMask in = all_rows (run), part, less, equal;
  ZbLanePart *value = is_condition ? &run->scratch[0] : &rows->num;

  if (!is_condition && rows->has_den)
    return FALSE;
  if (rows->is_flawed) {
    part = in;
    zb_lane_mask_keep (&part, rows->missing.words);
    zb_lane_run_fold (run, &part, &flaws->missing);
    part = in;
    zb_lane_mask_keep (&part, rows->refused.words);
    zb_lane_run_fold (run, &part, &flaws->refused);
    flaws->is_flawed = TRUE;
    zb_lane_mask_remove (&in, rows->blank.words);
    zb_lane_mask_remove (&in, rows->missing.words);
    zb_lane_mask_remove (&in, rows->refused.words);
  }
  if (is_condition) {
    zb_lane_part_set_constant (value, 1);
    zb_lane_mask_keep (&in, rows->truth.words);
    if (folding->function != ZB_FUNCTION_COUNT)
      return FALSE;
  } else if (folding->function == ZB_FUNCTION_COUNT) {
    zb_lane_part_set_constant (&run->scratch[1], 0);
    zb_lane_part_order (run->kernels, value, &run->scratch[1], &less, &equal);
    zb_lane_mask_remove (&in, equal.words);
  }
  return fold (run, folding, value, &in);
}

gboolean
zb_lane_run_loop (ZbLaneRun *run, const ZbLaneKernel *kernel, guint at)
{
  const ZbLaneOp *op = &g_array_index (kernel->ops, ZbLaneOp, at);
  guint section = section_of_domain (run, (guint)op->index), block = run->frame.block;
  const ZbColumnFile *file = run->world->file;
  ZbLaneRegister *flaws = zb_lane_run_begin (run, kernel->n_registers + 2);
  Gathering gathering;
  Folding folding;
  gboolean fits = TRUE;

  folding_init (run, &folding, op->expression->function);
  for (guint i = 0; fits && i < zb_lane_frame_n_row_blocks (file, block, section); i++) {
    Looks before = begin_looks (run);

    zb_lane_frame_set_rows (&run->frame, file, block, section, i);
    fits = zb_lane_run_ops (run, kernel, at + 1, op->n) &&
           fold_register (run, op, zb_lane_run_register (run, op->result), &folding, flaws);
    end_looks (run, &before);
  }
  zb_lane_frame_set_reports (&run->frame, file, block);
  if (!fits)
    return FALSE;
  gathering_init (run, &gathering, op, op->result);
  if (flaws->is_flawed) {
    gathering.into->is_flawed = TRUE;
    gathering.into->missing = flaws->missing;
    gathering.into->refused = flaws->refused;
  }
  if (!take_folded (run, &folding, &gathering))
    return FALSE;
  gathering_end (run, &gathering);
  return TRUE;
}
