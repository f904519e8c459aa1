/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "server/forward/router.h"

/* The way that a message has come from node to node, proven by what each of them signed. */
typedef struct {
  const ZbRoutePeer *peer; /* who brings it */
  GPtrArray *evidence;     /* GBytes: R1 of each node, the first one first */
  gint64 since;            /* when the first one received it: deadlines are judged by that */
  char *signer;            /* digest of the certificate that it verified */
  ZbTrust *trust;          /* borrowed from the routes: what the signer is judged by */
} ZbHops;

void zb_hops_clear (ZbHops *hops);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbHops, zb_hops_clear)

/* Verifies @evidence (GBytes) of @container, which @peer brings to @node: each is the arrival of
 * this very message at a peer, the last one at who brings it, and it was never here.
 * ZB_FORWARD_ERROR (LOOP, UNKNOWN_HOP), or ZB_READING_ERROR where that cannot be told now. */
gboolean zb_hops_verify (const ZbRoutes *routes,
                         const ZbRoutePeer *peer,
                         const char *node,
                         const ZbContainer *container,
                         GPtrArray *evidence,
                         gint64 now,
                         ZbHops *ret_hops,
                         GError **error);
