/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/hops.h"

#include "exchange/evidence.h"
#include "server/reading/error.h"

#include <string.h>

void
zb_hops_clear (ZbHops *hops)
{
  g_clear_pointer (&hops->evidence, g_ptr_array_unref);
  g_clear_pointer (&hops->signer, g_free);
}

static gboolean
is_arrival (const ZbReceipt *receipt, const ZbEnvelope *envelope)
{
  return receipt->kind == ZB_RECEIPT_ARRIVAL && strcmp (receipt->sender, envelope->sender) == 0 &&
         strcmp (receipt->message_id, envelope->message_id) == 0;
}

/* The peer that received @container first by what @bytes prove. */
static gboolean
check_hop (const ZbRoutes *routes,
           const char *node,
           const ZbContainer *container,
           GBytes *bytes,
           gint64 now,
           const ZbRoutePeer **ret_peer,
           ZbReceipt **ret_receipt,
           GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (bytes, &cause);
  const ZbRoutePeer *peer =
      receipt != NULL ? zb_route_table_peer (zb_routes_table (routes), receipt->node) : NULL;
  g_autoptr (ZbEvidence) evidence = NULL;

  if (receipt != NULL && strcmp (receipt->node, node) == 0)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_LOOP,
                              "the message was at %s before: it goes in circles", node);
  if (receipt != NULL && peer == NULL)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_UNKNOWN_HOP,
                              "the message passed %s, which is no peer of %s", receipt->node, node);
  if (peer != NULL)
    evidence =
        zb_evidence_verify (bytes, zb_container_bytes (container),
                            zb_routes_trust (routes, peer->node), peer->verifier, now, &cause);
  /* What nobody could read now may hold all the same. */
  if (evidence == NULL && cause->domain == ZB_READING_ERROR) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (evidence == NULL)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_UNKNOWN_HOP,
                              "the evidence of a node that the message passed does not hold: %s",
                              cause->message);
  if (!is_arrival (receipt, zb_container_envelope (container)))
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_UNKNOWN_HOP,
                              "the evidence of %s is of something else", peer->node);
  *ret_peer = peer;
  *ret_receipt = g_steal_pointer (&receipt);
  return TRUE;
}

static void
take_first (ZbHops *hops, const ZbRoutes *routes, const char *node, const ZbReceipt *receipt)
{
  hops->since = receipt->received;
  hops->signer = g_strdup (receipt->signer);
  hops->trust = zb_routes_trust (routes, node);
}

gboolean
zb_hops_verify (const ZbRoutes *routes,
                const ZbRoutePeer *peer,
                const char *node,
                const ZbContainer *container,
                GPtrArray *evidence,
                gint64 now,
                ZbHops *ret_hops,
                GError **error)
{
  g_autoptr (GHashTable) passed = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (ZbHops) hops = {.peer = peer, .evidence = g_ptr_array_ref (evidence)};
  const ZbRoutePeer *last = NULL;

  for (guint i = 0; i < evidence->len; i++) {
    g_autoptr (ZbReceipt) receipt = NULL;

    if (!check_hop (routes, node, container, g_ptr_array_index (evidence, i), now, &last, &receipt,
                    error))
      return FALSE;
    if (!g_hash_table_add (passed, last->node))
      return zb_forward_refuse (error, ZB_FORWARD_ERROR_LOOP, "the message passed %s twice",
                                last->node);
    if (i == 0)
      take_first (&hops, routes, last->node, receipt);
  }
  if (last != peer)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_UNKNOWN_HOP,
                              "%s brings the message without evidence of its own", peer->node);
  *ret_hops = hops;
  hops = (ZbHops){0};
  return TRUE;
}
