/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-steps.h"

/* No product of a sum may pass this, so that no sum of ZbLaneOp.n of them leaves 128 bits. */
#define MAX_PRODUCT ((ZbWide)1 << 108)

/* A sum whose terms have been looked at in one block. */
typedef struct {
  ZbWide low, high;  /* of the sum */
  ZbWide magnitude;  /* of the sum of absolute values */
  guint64 start;     /* constant and bases, wrapped to 64 bits */
  guint width;       /* of the widest lanes */
  gboolean is_whole; /* no cell is blank or missing */
} Survey;

static const ZbTerm *
term_at (const ZbLaneRun *run, const ZbLaneOp *op, guint index)
{
  return &g_array_index (run->world->ruleset->program->terms, ZbTerm, (guint)op->index + index);
}

static ZbWide
factor_of (const ZbLaneRun *run, const ZbTerm *term)
{
  return term->coefficient * zb_wide_power (run->world->slots[term->slot].shift);
}

void
zb_lane_run_note_cell (ZbLaneRun *run, ZbLaneRegister *into, const ZbLaneBlock *block, guint policy)
{
  ZbLaneMask seen;

  if (policy != ZB_POLICY_LOOK)
    run->counts = TRUE;
  if (block->blank == NULL && block->missing == NULL) {
    run->all_seen |= policy != ZB_POLICY_LOOK;
    return;
  }
  if (policy != ZB_POLICY_LOOK && !run->all_seen) {
    zb_lane_mask_fill (&seen, TRUE);
    if (policy != ZB_POLICY_FAIL)
      zb_lane_mask_remove (&seen, block->blank);
    zb_lane_mask_remove (&seen, block->missing);
    zb_lane_mask_add (&run->seen, seen.words);
  }
  if (block->missing != NULL || policy != ZB_POLICY_ZERO)
    into->is_flawed = TRUE;
  zb_lane_mask_add (&into->missing, block->missing);
  if (policy == ZB_POLICY_FAIL)
    zb_lane_mask_add (&into->refused, block->blank);
  else if (policy != ZB_POLICY_ZERO)
    zb_lane_mask_add (&into->blank, block->blank);
}

static gboolean
survey_term (ZbLaneRun *run, const ZbTerm *term, ZbLaneRegister *into, Survey *survey)
{
  ZbLaneBlock block = zb_lane_run_block (run, term->slot);
  ZbWide factor = factor_of (run, term);
  ZbWide low, high, magnitude;

  if (!zb_wide_multiply (factor, block.low, &low) || !zb_wide_multiply (factor, block.high, &high))
    return FALSE;
  magnitude = MAX (low < 0 ? -low : low, high < 0 ? -high : high);
  if (magnitude > MAX_PRODUCT)
    return FALSE;
  survey->low += MIN (low, high);
  survey->high += MAX (low, high);
  survey->magnitude += magnitude;
  survey->start += (guint64)factor * (guint64)block.base;
  survey->width = MAX (survey->width, block.width);
  survey->is_whole &= block.blank == NULL && block.missing == NULL;
  zb_lane_run_note_cell (run, into, &block, term->policy);
  return TRUE;
}

static gboolean
survey_sum (ZbLaneRun *run, const ZbLaneOp *op, ZbLaneRegister *into, Survey *ret_survey)
{
  Survey survey = {.low = op->constant,
                   .high = op->constant,
                   .magnitude = op->constant < 0 ? -(ZbWide)op->constant : op->constant,
                   .start = (guint64)op->constant,
                   .is_whole = TRUE};

  for (guint i = 0; i < op->n; i++) {
    if (!survey_term (run, term_at (run, op, i), into, &survey))
      return FALSE;
  }
  *ret_survey = survey;
  return TRUE;
}

static void
add_narrow (ZbLaneRun *run, const ZbLaneOp *op, const Survey *survey, guint32 *sums)
{
  gboolean started = FALSE;

  for (guint i = 0; i < op->n; i++) {
    const ZbTerm *term = term_at (run, op, i);
    ZbLaneBlock block = zb_lane_run_block (run, term->slot);
    guint32 factor = (guint32)factor_of (run, term);

    if (block.width == 0)
      continue;
    if (started)
      run->kernels->add32 (sums, factor, block.lanes, block.width);
    else
      run->kernels->start32 (sums, (guint32)survey->start, factor, block.lanes, block.width);
    started = TRUE;
  }
  if (!started)
    run->kernels->start32 (sums, (guint32)survey->start, 0, NULL, 0);
}

static void
add_long (ZbLaneRun *run, const ZbLaneOp *op, const Survey *survey, guint64 *sums)
{
  gboolean started = FALSE;

  for (guint i = 0; i < op->n; i++) {
    const ZbTerm *term = term_at (run, op, i);
    ZbLaneBlock block = zb_lane_run_block (run, term->slot);
    guint64 factor = (guint64)factor_of (run, term);

    if (block.width == 0)
      continue;
    if (started)
      run->kernels->add64 (sums, factor, block.lanes, block.width);
    else
      run->kernels->start64 (sums, survey->start, factor, block.lanes, block.width);
    started = TRUE;
  }
  if (!started)
    run->kernels->start64 (sums, survey->start, 0, NULL, 0);
}

static void
add_wide (ZbLaneRun *run, const ZbLaneOp *op, ZbWide *sums)
{
  for (guint lane = 0; lane < ZB_LANES; lane++)
    sums[lane] = op->constant;
  for (guint i = 0; i < op->n; i++) {
    const ZbTerm *term = term_at (run, op, i);
    ZbLaneBlock block = zb_lane_run_block (run, term->slot);
    ZbWide factor = factor_of (run, term);

    for (guint lane = 0; lane < ZB_LANES; lane++)
      sums[lane] += factor * zb_lane_block_at (&block, lane);
  }
}

/* Into 64 or 128 bits, as the bounds demand. */
static void
fill_part (ZbLaneRun *run, const ZbLaneOp *op, const Survey *survey, ZbLanePart *part)
{
  if (survey->low == survey->high)
    zb_lane_part_set_constant (part, survey->low);
  else if (zb_lane_part_begin (part, survey->low, survey->high))
    add_wide (run, op, (ZbWide *)(void *)part->lanes);
  else
    add_long (run, op, survey, (guint64 *)part->lanes);
}

gboolean
zb_lane_run_sum (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *result = zb_lane_run_begin (run, op->result);
  Survey survey;

  if (!survey_sum (run, op, result, &survey))
    return FALSE;
  fill_part (run, op, &survey, &result->num);
  return TRUE;
}

/* How far beside the demand still holds; FALSE if that is not sure to fit. */
static gboolean
allowance (ZbLaneRun *run, const ZbLaneOp *op, const Survey *survey, ZbWide *ret_allowance)
{
  const GArray *tolerances = op->expression->tolerances;
  ZbWide widest = op->near, scaled;

  for (guint i = 0; tolerances != NULL && i < tolerances->len; i++) {
    guint scale = g_array_index (tolerances, ZbTolerance, i).scale;

    if (!zb_wide_scale (survey->magnitude, MAX (scale, 1), &scaled))
      return FALSE;
  }
  if (run->with_slack && survey->is_whole)
    widest = MAX (widest, op->slack / 2);
  *ret_allowance = MAX (widest, 0);
  return TRUE;
}

/* The sums that hold, between @low and @high of the block; those beyond if the result is TRUE. */
static gboolean
range_of (const ZbLaneOp *op, ZbWide near, ZbWide *low, ZbWide *high)
{
  switch ((ZbRelation)op->relation) {
  case ZB_RELATION_GREATER_EQUAL:
    *low = MAX (*low, -near);
    return FALSE;
  case ZB_RELATION_LESS_EQUAL:
    *high = MIN (*high, near);
    return FALSE;
  case ZB_RELATION_GREATER:
    *low = MAX (*low, 1);
    return FALSE;
  case ZB_RELATION_LESS:
    *high = MIN (*high, -1);
    return FALSE;
  default:
    *low = MAX (*low, -near);
    *high = MIN (*high, near);
    return op->relation == ZB_RELATION_NOT_EQUAL;
  }
}

static void
compare_sums (ZbLaneRun *run,
              const ZbLaneOp *op,
              const Survey *survey,
              ZbWide low,
              ZbWide high,
              ZbLaneMask *ret_within)
{
  ZbLaneSums *sums = &run->sums;

  if (survey->width <= 4 && survey->low >= G_MININT32 && survey->high <= G_MAXINT32) {
    sums->bits = 32;
    add_narrow (run, op, survey, sums->narrow);
    run->kernels->within32 (sums->narrow, (guint32)low, (guint32)(high - low), ret_within->words);
    return;
  }
  fill_part (run, op, survey, &sums->wide);
  zb_lane_part_fill (&sums->wide);
  sums->bits = sums->wide.is_wide ? 128 : 64;
  if (!sums->wide.is_wide) {
    run->kernels->within64 ((const guint64 *)sums->wide.lanes, (guint64)low, (guint64)(high - low),
                            ret_within->words);
    return;
  }
  zb_lane_mask_fill (ret_within, FALSE);
  for (guint lane = 0; lane < ZB_LANES; lane++) {
    ZbWide sum = zb_lane_part_at (&sums->wide, lane);

    if (sum >= low && sum <= high)
      zb_lane_mask_put (ret_within, lane);
  }
}

gboolean
zb_lane_run_demand (ZbLaneRun *run, const ZbLaneOp *op)
{
  ZbLaneRegister *result = zb_lane_run_begin (run, op->result);
  ZbWide near, low, high;
  Survey survey;
  gboolean beyond;

  if (!survey_sum (run, op, result, &survey) || !allowance (run, op, &survey, &near))
    return FALSE;
  low = survey.low;
  high = survey.high;
  beyond = range_of (op, near, &low, &high);
  run->sums.bits = 0;
  if (low > high)
    zb_lane_mask_fill (&result->truth, FALSE);
  else if (low == survey.low && high == survey.high)
    zb_lane_mask_fill (&result->truth, TRUE);
  else
    compare_sums (run, op, &survey, low, high, &result->truth);
  if (beyond)
    zb_lane_mask_invert (&result->truth);
  return TRUE;
}
