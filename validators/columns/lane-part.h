/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/lane-mask.h"
#include "validators/wide.h"

/* Whole numbers of all lanes, with bounds that are proven for the block: they decide whether 64
 * bits hold them. A part whose bounds are equal is a constant and may have no lanes yet. */
typedef struct {
  ZbWide low, high;
  gboolean is_wide;   /* lanes of 128 bits */
  gboolean has_lanes; /* FALSE only of a constant */
  gint64 *lanes;      /* room for ZB_LANES of 128 bits */
} ZbLanePart;

void zb_lane_part_init (ZbLanePart *part);
void zb_lane_part_clear (ZbLanePart *part);

gboolean zb_lane_fits (ZbWide low, ZbWide high); /* in 64 bits */
void zb_lane_part_set_constant (ZbLanePart *part, ZbWide value);
/* Says that @low and @high bound what is about to be written to the lanes; returns whether those
 * are wide. */
gboolean zb_lane_part_begin (ZbLanePart *part, ZbWide low, ZbWide high);
void zb_lane_part_fill (ZbLanePart *part); /* gives a constant its lanes */
/* Makes wide lanes narrow where their bounds allow it. */
void zb_lane_part_narrow (ZbLanePart *part);
ZbWide zb_lane_part_at (const ZbLanePart *part, guint lane);
void zb_lane_part_copy (ZbLanePart *part, const ZbLanePart *other);

/* Each returns FALSE, leaving the result in doubt, if the bounds leave 128 bits. @result may be
 * @a. */
gboolean
zb_lane_part_add (const ZbLaneKernels *kernels, ZbLanePart *result, ZbLanePart *a, ZbLanePart *b);
gboolean zb_lane_part_multiply (const ZbLaneKernels *kernels,
                                ZbLanePart *result,
                                ZbLanePart *a,
                                ZbLanePart *b);
gboolean zb_lane_part_scale (const ZbLaneKernels *kernels, ZbLanePart *part, ZbWide factor);
void zb_lane_part_absolute (const ZbLaneKernels *kernels, ZbLanePart *part);
/* Negates the lanes of @mask. */
void zb_lane_part_negate (ZbLanePart *part, const ZbLaneMask *mask);
/* Takes the lanes of @mask from @other. */
void zb_lane_part_choose (ZbLanePart *part, ZbLanePart *other, const ZbLaneMask *mask);
void zb_lane_part_order (const ZbLaneKernels *kernels,
                         ZbLanePart *a,
                         ZbLanePart *b,
                         ZbLaneMask *ret_less,
                         ZbLaneMask *ret_equal);
