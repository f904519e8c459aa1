/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What one node sends to the next: the container as it came, and beside it the evidence of arrival
 * (R1) of each node that it has passed, the first one first. So the next node knows since when it
 * is under way, who looked at it, and whether it goes round in circles. A stored zip:
 * container.asice, hops/1.evidence, hops/2.evidence … */
typedef struct {
  GBytes *container;
  GPtrArray *hops; /* GBytes, 1 to ZB_ROUTE_MAX_HOPS */
} ZbTransfer;

void zb_transfer_free (ZbTransfer *transfer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTransfer, zb_transfer_free)

/* (transfer full) The same bytes for the same content. TOO_LARGE over ZB_PROTOCOL_MAX_TRANSFER. */
GBytes *zb_transfer_pack (GBytes *container, GPtrArray *hops, GError **error);
/* Nothing in it is verified yet. MALFORMED (also for no hops, or more than ZB_ROUTE_MAX_HOPS),
 * TOO_LARGE. @source names it. */
ZbTransfer *zb_transfer_open (const char *source, GBytes *bytes, GError **error);
