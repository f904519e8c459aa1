/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lanes.h"

#include "forms/report.h"
#include "validators/columns/lane-mask.h"

extern const ZbLaneKernels zb_lane_kernels_baseline;
#ifdef ZB_LANES_X86
extern const ZbLaneKernels zb_lane_kernels_avx2, zb_lane_kernels_avx512;

static gboolean
has_avx512 (void)
{
  return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
         __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl");
}
#endif

const ZbLaneKernels *
zb_lane_kernels_at (guint index)
{
#ifdef ZB_LANES_X86
  if (has_avx512 () && index-- == 0)
    return &zb_lane_kernels_avx512;
  if (__builtin_cpu_supports ("avx2") && index-- == 0)
    return &zb_lane_kernels_avx2;
#endif
  return index == 0 ? &zb_lane_kernels_baseline : NULL;
}

const ZbLaneKernels *
zb_lane_kernels (void)
{
  return zb_lane_kernels_at (0);
}

gint64
zb_lane_block_at (const ZbLaneBlock *block, guint lane)
{
  guint64 value = 0;

  if (block->width == 1)
    value = ((const guint8 *)block->lanes)[lane];
  else if (block->width == 2)
    value = ((const guint16 *)block->lanes)[lane];
  else if (block->width == 4)
    value = ((const guint32 *)block->lanes)[lane];
  else if (block->width == 8)
    value = ((const guint64 *)block->lanes)[lane];
  return (gint64)((guint64)block->base + value);
}

guint8
zb_lane_block_state (const ZbLaneBlock *block, guint lane)
{
  if (block->missing != NULL && zb_lane_mask_has (block->missing, lane))
    return ZB_STATE_WITHHELD;
  return block->blank != NULL && zb_lane_mask_has (block->blank, lane) ? ZB_STATE_BLANK
                                                                       : ZB_STATE_VALUE;
}
