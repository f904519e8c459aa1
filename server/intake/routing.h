/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/forward/hops.h"
#include "server/intake/verification.h"
#include "server/store/forward.h"

/* The stage between reading and verifying: where a message goes by the table of routes, and, of one
 * that another node brings, which way it has come. */
typedef struct {
  ZbRoutes *routes;        /* (nullable) no table holds */
  const ZbRouteLine *line; /* (nullable) no line of it speaks of the message */
  ZbRouteAction action;
  guint urgency; /* class 0–3, after the line's bound */
  ZbHops hops;   /* .peer NULL: an enterprise brings it */
} ZbRouting;

void zb_routing_clear (ZbRouting *routing);

/* Decides by the container of @verified, whose signatures are not verified yet. ZB_INTAKE_ERROR
 * (WRONG_CARRIER, WRONG_RECEIVER, ROUTE_REJECTED), ZB_FORWARD_ERROR. */
gboolean zb_routing_decide (const ZbIntakeDesk *desk,
                            const ZbArrival *arrival,
                            const ZbVerified *verified,
                            ZbRouting *ret_routing,
                            GError **error);
/* FALSE with ZB_INTAKE_ERROR (CERTIFICATES_NEEDED) if it goes on to nodes that need not know its
 * signers, and leaves their certificates out. */
gboolean zb_routing_check (const ZbRouting *routing, const ZbVerified *verified, GError **error);
/* Whether it is judged by another node only. */
gboolean zb_routing_passes_on (const ZbRouting *routing);
/* Where it goes on to, as the store keeps it; FALSE if nowhere. */
gboolean zb_routing_order (const ZbRouting *routing, ZbForwardOrder *ret_order);
