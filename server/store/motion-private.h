/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"

gboolean zb_apply_motion (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_motion_approval (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_motion_rejection (ZbApply *apply, gconstpointer what, GError **error);

/* Does @act as a part of another, whose time and log it shares. STALE for a repetition of what is
 * in the log already. */
gboolean zb_act_apply_part (ZbApply *whole, const ZbAct *act, GError **error);
