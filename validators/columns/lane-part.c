/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-part.h"

#include <stdlib.h>
#include <string.h>

void
zb_lane_part_init (ZbLanePart *part)
{
  *part = (ZbLanePart){.lanes = g_aligned_alloc (ZB_LANES, sizeof (ZbWide), ZB_COLUMN_ALIGN)};
}

void
zb_lane_part_clear (ZbLanePart *part)
{
  g_aligned_free (part->lanes);
}

gboolean
zb_lane_fits (ZbWide low, ZbWide high)
{
  return low >= -(ZbWide)G_MAXINT64 && high <= G_MAXINT64;
}

static ZbWide *
wide_lanes (const ZbLanePart *part)
{
  return (ZbWide *)(void *)part->lanes;
}

void
zb_lane_part_set_constant (ZbLanePart *part, ZbWide value)
{
  part->low = part->high = value;
  part->is_wide = !zb_lane_fits (value, value);
  part->has_lanes = FALSE;
}

gboolean
zb_lane_part_begin (ZbLanePart *part, ZbWide low, ZbWide high)
{
  part->low = low;
  part->high = high;
  part->is_wide = !zb_lane_fits (low, high);
  part->has_lanes = TRUE;
  return part->is_wide;
}

void
zb_lane_part_fill (ZbLanePart *part)
{
  if (part->has_lanes)
    return;
  for (guint i = 0; i < ZB_LANES; i++) {
    if (part->is_wide)
      wide_lanes (part)[i] = part->low;
    else
      part->lanes[i] = (gint64)part->low;
  }
  part->has_lanes = TRUE;
}

ZbWide
zb_lane_part_at (const ZbLanePart *part, guint lane)
{
  if (!part->has_lanes)
    return part->low;
  return part->is_wide ? wide_lanes (part)[lane] : part->lanes[lane];
}

void
zb_lane_part_narrow (ZbLanePart *part)
{
  if (!part->is_wide || !zb_lane_fits (part->low, part->high))
    return;
  for (guint i = 0; part->has_lanes && i < ZB_LANES; i++)
    part->lanes[i] = (gint64)wide_lanes (part)[i];
  part->is_wide = FALSE;
}

void
zb_lane_part_copy (ZbLanePart *part, const ZbLanePart *other)
{
  part->low = other->low;
  part->high = other->high;
  part->is_wide = other->is_wide;
  part->has_lanes = other->has_lanes;
  if (part->has_lanes)
    memcpy (part->lanes, other->lanes, ZB_LANES * (part->is_wide ? 16 : 8));
}

gboolean
zb_lane_part_add (const ZbLaneKernels *kernels, ZbLanePart *result, ZbLanePart *a, ZbLanePart *b)
{
  ZbWide low, high;

  if (!zb_wide_add (a->low, b->low, &low) || !zb_wide_add (a->high, b->high, &high))
    return FALSE;
  if (low == high) {
    zb_lane_part_set_constant (result, low);
    return TRUE;
  }
  zb_lane_part_fill (a);
  zb_lane_part_fill (b);
  if (zb_lane_fits (low, high) && !a->is_wide && !b->is_wide) {
    kernels->sum64 (result->lanes, a->lanes, b->lanes);
    zb_lane_part_begin (result, low, high);
    return TRUE;
  }
  /* From the end, for the result may lie where narrower operands are. */
  for (guint i = ZB_LANES; i-- > 0;)
    wide_lanes (result)[i] = zb_lane_part_at (a, i) + zb_lane_part_at (b, i);
  zb_lane_part_begin (result, low, high);
  result->is_wide = TRUE;
  return TRUE;
}

static gboolean
multiply_bounds (const ZbLanePart *a, const ZbLanePart *b, ZbWide *ret_low, ZbWide *ret_high)
{
  ZbWide products[4];

  if (!zb_wide_multiply (a->low, b->low, &products[0]) ||
      !zb_wide_multiply (a->low, b->high, &products[1]) ||
      !zb_wide_multiply (a->high, b->low, &products[2]) ||
      !zb_wide_multiply (a->high, b->high, &products[3]))
    return FALSE;
  *ret_low = MIN (MIN (products[0], products[1]), MIN (products[2], products[3]));
  *ret_high = MAX (MAX (products[0], products[1]), MAX (products[2], products[3]));
  return TRUE;
}

gboolean
zb_lane_part_multiply (const ZbLaneKernels *kernels,
                       ZbLanePart *result,
                       ZbLanePart *a,
                       ZbLanePart *b)
{
  ZbWide low, high;

  if (!multiply_bounds (a, b, &low, &high))
    return FALSE;
  if (low == high) {
    zb_lane_part_set_constant (result, low);
    return TRUE;
  }
  if (zb_lane_fits (low, high) && !a->is_wide && !b->is_wide) {
    if (!b->has_lanes) {
      zb_lane_part_fill (a);
      kernels->scaled64 (result->lanes, a->lanes, (gint64)b->low);
    } else if (!a->has_lanes) {
      kernels->scaled64 (result->lanes, b->lanes, (gint64)a->low);
    } else {
      kernels->product64 (result->lanes, a->lanes, b->lanes);
    }
    zb_lane_part_begin (result, low, high);
    return TRUE;
  }
  zb_lane_part_fill (a);
  zb_lane_part_fill (b);
  for (guint i = ZB_LANES; i-- > 0;)
    wide_lanes (result)[i] = zb_lane_part_at (a, i) * zb_lane_part_at (b, i);
  zb_lane_part_begin (result, low, high);
  result->is_wide = TRUE;
  return TRUE;
}

gboolean
zb_lane_part_scale (const ZbLaneKernels *kernels, ZbLanePart *part, ZbWide factor)
{
  ZbWide low, high;

  if (factor == 1)
    return TRUE;
  if (!zb_wide_multiply (part->low, factor, &low) || !zb_wide_multiply (part->high, factor, &high))
    return FALSE;
  if (low == high) {
    zb_lane_part_set_constant (part, low);
    return TRUE;
  }
  if (!part->is_wide && zb_lane_fits (MIN (low, high), MAX (low, high))) {
    kernels->scaled64 (part->lanes, part->lanes, (gint64)factor);
  } else {
    for (guint i = ZB_LANES; i-- > 0;)
      wide_lanes (part)[i] = zb_lane_part_at (part, i) * factor;
    part->is_wide = TRUE;
  }
  part->low = MIN (low, high);
  part->high = MAX (low, high);
  return TRUE;
}

void
zb_lane_part_absolute (const ZbLaneKernels *kernels, ZbLanePart *part)
{
  ZbWide low = part->low, high = part->high;

  if (low >= 0)
    return;
  if (!part->has_lanes) {
    zb_lane_part_set_constant (part, -low);
    return;
  }
  if (!part->is_wide) {
    kernels->absolute64 (part->lanes, part->lanes);
  } else {
    for (guint i = 0; i < ZB_LANES; i++)
      wide_lanes (part)[i] =
          wide_lanes (part)[i] < 0 ? -wide_lanes (part)[i] : wide_lanes (part)[i];
  }
  part->high = MAX (high, -low);
  part->low = high < 0 ? -high : 0;
}

/* Bounds of lanes of which some are negated. */
static void
widen_bounds (ZbLanePart *part)
{
  ZbWide low = part->low, high = part->high;

  part->low = MIN (low, -high);
  part->high = MAX (high, -low);
}

void
zb_lane_part_negate (ZbLanePart *part, const ZbLaneMask *mask)
{
  ZbLaneMask rest = *mask;
  guint word = 0;
  int lane;

  zb_lane_part_fill (part);
  widen_bounds (part);
  while ((lane = zb_lane_mask_take (&rest, &word)) >= 0) {
    if (part->is_wide)
      wide_lanes (part)[lane] = -wide_lanes (part)[lane];
    else
      part->lanes[lane] = -part->lanes[lane];
  }
}

static void
widen (ZbLanePart *part)
{
  zb_lane_part_fill (part);
  if (part->is_wide)
    return;
  for (guint i = ZB_LANES; i-- > 0;)
    wide_lanes (part)[i] = part->lanes[i];
  part->is_wide = TRUE;
}

void
zb_lane_part_choose (ZbLanePart *part, ZbLanePart *other, const ZbLaneMask *mask)
{
  ZbLaneMask rest = *mask;
  guint word = 0;
  int lane;

  zb_lane_part_fill (part);
  zb_lane_part_fill (other);
  if (part->is_wide || other->is_wide) {
    widen (part);
    widen (other);
  }
  part->low = MIN (part->low, other->low);
  part->high = MAX (part->high, other->high);
  while ((lane = zb_lane_mask_take (&rest, &word)) >= 0) {
    if (part->is_wide)
      wide_lanes (part)[lane] = wide_lanes (other)[lane];
    else
      part->lanes[lane] = other->lanes[lane];
  }
}

void
zb_lane_part_order (const ZbLaneKernels *kernels,
                    ZbLanePart *a,
                    ZbLanePart *b,
                    ZbLaneMask *ret_less,
                    ZbLaneMask *ret_equal)
{
  zb_lane_part_fill (a);
  zb_lane_part_fill (b);
  if (!a->is_wide && !b->is_wide) {
    kernels->order64 (a->lanes, b->lanes, ret_less->words, ret_equal->words);
    return;
  }
  zb_lane_mask_fill (ret_less, FALSE);
  zb_lane_mask_fill (ret_equal, FALSE);
  for (guint i = 0; i < ZB_LANES; i++) {
    ZbWide left = zb_lane_part_at (a, i), right = zb_lane_part_at (b, i);

    if (left < right)
      zb_lane_mask_put (ret_less, i);
    else if (left == right)
      zb_lane_mask_put (ret_equal, i);
  }
}
