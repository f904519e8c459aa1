/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/routing.h"

#include "server/register/register.h"

#include <string.h>

void
zb_routing_clear (ZbRouting *routing)
{
  zb_hops_clear (&routing->hops);
  g_clear_pointer (&routing->routes, zb_routes_unref);
}

gboolean
zb_routing_check (const ZbRouting *routing, const ZbVerified *verified, GError **error)
{
  if (verified->embedded || !routing->line || !routing->line->next)
    return TRUE;
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_CERTIFICATES_NEEDED,
               "the message goes on to node %s, which need not know who signed: send the "
               "certificate with it",
               routing->line->next);
  return FALSE;
}

gboolean
zb_routing_passes_on (const ZbRouting *routing)
{
  return routing->action == ZB_ROUTE_FORWARD;
}

gboolean
zb_routing_order (const ZbRouting *routing, ZbForwardOrder *ret_order)
{
  if (routing->action != ZB_ROUTE_FORWARD && routing->action != ZB_ROUTE_COPY)
    return FALSE;
  *ret_order = (ZbForwardOrder){.next = routing->line->next,
                                .route = routing->line->id,
                                .route_version = zb_routes_table (routing->routes)->version,
                                .urgency = routing->urgency};
  return TRUE;
}

/* The way of a message that another node brings, which must be one that may bring it. */
static gboolean
follow_hops (const ZbIntakeDesk *desk,
             const ZbArrival *arrival,
             const ZbVerified *verified,
             ZbRouting *routing,
             GError **error)
{
  const char *region = zb_container_envelope (verified->container)->region;
  const ZbRoutePeer *peer =
      routing->routes ? zb_route_table_peer (zb_routes_table (routing->routes), arrival->peer)
                      : NULL;

  if (!peer || !zb_route_peer_brings (peer, region)) {
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_CARRIER,
                 "node %s may not bring messages of region %s", arrival->peer, region);
    return FALSE;
  }
  return zb_hops_verify (routing->routes, peer, desk->node, verified->container, arrival->hops,
                         arrival->received, &routing->hops, error);
}

/* Without a line a message is for whom it is addressed to. */
static gboolean
check_receiver (const ZbIntakeDesk *desk, const ZbEnvelope *envelope, GError **error)
{
  if (strcmp (envelope->receiver, desk->node) == 0)
    return TRUE;
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_RECEIVER,
               "the message is for %s, this is %s", envelope->receiver, desk->node);
  return FALSE;
}

/* A line that would send it back, or too far, is as good as a loop. */
static gboolean
check_way (const ZbRouting *routing, GError **error)
{
  const GPtrArray *passed = routing->hops.evidence;
  const ZbRouteLine *line = routing->line;

  if (!line->next || !passed)
    return TRUE;
  if (passed->len >= ZB_ROUTE_MAX_HOPS) {
    g_set_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_LOOP,
                 "the message has passed %u nodes: it goes no further", passed->len);
    return FALSE;
  }
  if (strcmp (routing->hops.peer->node, line->next) != 0)
    return TRUE;
  g_set_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_LOOP,
               "the route %s leads back to %s, which brings the message", line->id, line->next);
  return FALSE;
}

static gboolean
choose_line (const ZbIntakeDesk *desk,
             const ZbArrival *arrival,
             const ZbEnvelope *envelope,
             ZbRouting *routing,
             GError **error)
{
  g_autofree char *day = zb_register_day_at (arrival->received);
  const ZbRouteQuestion question = {envelope->form, envelope->region, arrival->peer != NULL, day};

  routing->urgency = envelope->priority;
  routing->line =
      routing->routes ? zb_route_table_find (zb_routes_table (routing->routes), &question) : NULL;
  if (!routing->line)
    return check_receiver (desk, envelope, error);
  routing->action = routing->line->action;
  routing->urgency = MAX (routing->urgency, routing->line->most_urgent);
  if (routing->action != ZB_ROUTE_REJECT)
    return check_way (routing, error);
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_ROUTE_REJECTED,
               "the route %s takes no %s of region %s here", routing->line->id, envelope->form,
               envelope->region);
  return FALSE;
}

gboolean
zb_routing_decide (const ZbIntakeDesk *desk,
                   const ZbArrival *arrival,
                   const ZbVerified *verified,
                   ZbRouting *ret_routing,
                   GError **error)
{
  ZbRouting routing = {.routes = desk->router ? zb_router_get (desk->router) : NULL,
                       .action = ZB_ROUTE_DELIVER};

  if ((!arrival->peer || follow_hops (desk, arrival, verified, &routing, error)) &&
      choose_line (desk, arrival, zb_container_envelope (verified->container), &routing, error)) {
    *ret_routing = routing;
    return TRUE;
  }
  zb_routing_clear (&routing);
  return FALSE;
}
