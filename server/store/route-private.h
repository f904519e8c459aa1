/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"

/* What the acts of routes and of messages between nodes do. */
gboolean zb_apply_route_table (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_route_table_confirmation (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_route_table_end (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_forward_note (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_forward_step (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_relayed_decision (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_feed (ZbApply *apply, gconstpointer what, GError **error);
