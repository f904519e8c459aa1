/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "server/forward/router.h"
#include "server/operations/metrics.h"

/* Passes messages on, to each next node on a thread of its own, by the courier that enterprises
 * send with. */
typedef struct _ZbForwarder ZbForwarder;

typedef struct {
  const char *node;
  const char *neighbours; /* folder of what they say (server/forward/acquaintance.h) */
  ZbStore *store;         /* borrowed, like the next ones */
  ZbRouter *router;
  ZbClock clock;
  ZbMetrics *metrics; /* (nullable) */
  gint64 ageing;      /* 0: ten minutes */
} ZbForwarderOptions;

ZbForwarder *zb_forwarder_new (const ZbForwarderOptions *options);
/* Breaks off what is under way: it goes on from there at the next start. */
void zb_forwarder_free (ZbForwarder *forwarder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbForwarder, zb_forwarder_free)

/* By what the node proves who it is from now on; @key is borrowed. */
void zb_forwarder_set_identity (ZbForwarder *forwarder,
                                const ZbKey *key,
                                ZbCertificate *certificate,
                                GPtrArray *chain);
/* Starts a thread for each peer that something can be sent to. Thread-safe. */
gboolean zb_forwarder_tend (ZbForwarder *forwarder, GError **error);
