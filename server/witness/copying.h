/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "forms/clock.h"
#include "server/forward/router.h"
#include "server/operations/metrics.h"

/* Copies of the logs of other nodes (server/log/copy.h), a folder each, named by the node's code:
 * whoever holds all rights over one machine cannot take from the others what its log said. Where a
 * node is and whom it is known by stands in the table of routes. */
typedef struct _ZbCopying ZbCopying;

/* For how long one round fetches, all logs together. */
#define ZB_COPYING_ROUND (20 * G_TIME_SPAN_SECOND)

typedef struct {
  const char *folder;
  const char *nodes; /* codes with commas or blanks between; "off" for none */
  ZbRouter *router;  /* borrowed, like the next one */
  ZbMetrics *metrics;
  ZbClock clock;
} ZbCopyingOptions;

ZbCopying *zb_copying_new (const ZbCopyingOptions *options);
void zb_copying_free (ZbCopying *copying);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCopying, zb_copying_free)

/* By what this node is known to the others. All are shared. */
void zb_copying_set_identity (ZbCopying *copying,
                              const ZbKey *key,
                              ZbCertificate *certificate,
                              GPtrArray *chain);
/* Brings each copy up to date, as far as the time reaches. One that fails keeps none of the others
 * from it; FALSE then with the first one's error, which names the node. */
gboolean zb_copying_round (ZbCopying *copying, GError **error);
