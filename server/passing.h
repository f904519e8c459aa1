/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/keyring.h"
#include "server/forward/forwarder.h"

/* The part of a node that passes messages on. */
typedef struct {
  const char *node;       /* its code */
  const char *neighbours; /* folder (server/forward/acquaintance.h) */
  ZbStore *store;         /* borrowed, like the next ones */
  ZbTrust *trust;
  ZbClock clock;
  ZbMetrics *metrics;
} ZbPassing;

/* A table of routes that is not what was signed keeps the node from starting: it would tell where
 * reports go. Both are (transfer full), the router also on failure. */
gboolean zb_passing_open (const ZbPassing *passing,
                          ZbRouter **ret_router,
                          ZbForwarder **ret_forwarder,
                          GError **error);
/* By which certificate it is known to other nodes from now on. */
void zb_passing_show (ZbForwarder *forwarder, const ZbKeyring *keyring);
