/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/forward/router.h"

/* A table of routes on its way: proposed by one administrator, confirmed by another. */
typedef struct {
  const char *node;
  ZbStore *store;
  ZbTrust *trust;
  gboolean (*knows_transform) (const char *name);
} ZbRouteDesk;

/* Who asks, as his connection proved. */
typedef struct {
  const char *name;
  const ZbActKey *key; /* (nullable) makes it repeatable */
  gint64 now;
} ZbRouteAsking;

/* Checks the statement and its signature by who asks, and keeps it until a second administrator
 * confirms it. ZB_FORWARD_ERROR, ZB_EXCHANGE_ERROR, ZB_STORE_ERROR (EXISTS, STALE). */
gboolean zb_route_propose (const ZbRouteDesk *desk,
                           GBytes *statement,
                           GBytes *signature,
                           const ZbRouteAsking *asking,
                           gint64 *ret_id,
                           guint *ret_version,
                           GError **error);
/* Checks what was proposed once more, and @signature over the same statement by who asks; from then
 * on it holds. */
gboolean zb_route_confirm (const ZbRouteDesk *desk,
                           gint64 id,
                           GBytes *signature,
                           const ZbRouteAsking *asking,
                           GError **error);
