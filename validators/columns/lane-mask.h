/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/lanes.h"

/* Masks: conditions and states of all lanes at once. */

void zb_lane_mask_fill (ZbLaneMask *mask, gboolean set);
/* mask |= words (nullable: nothing) */
void zb_lane_mask_add (ZbLaneMask *mask, const guint64 *words);
/* mask &= ~words (nullable: nothing) */
void zb_lane_mask_remove (ZbLaneMask *mask, const guint64 *words);
/* mask &= words */
void zb_lane_mask_keep (ZbLaneMask *mask, const guint64 *words);
void zb_lane_mask_invert (ZbLaneMask *mask);
gboolean zb_lane_mask_is_empty (const ZbLaneMask *mask);
gboolean zb_lane_mask_has (const guint64 *words, guint lane);
void zb_lane_mask_put (ZbLaneMask *mask, guint lane);
guint zb_lane_mask_count (const ZbLaneMask *mask);
/* Takes out the lowest lane that is set; -1 if there is none. @word remembers where to look. */
int zb_lane_mask_take (ZbLaneMask *mask, guint *word);
