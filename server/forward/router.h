/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/route-table.h"
#include "exchange/trust.h"
#include "server/forward/error.h"
#include "server/store/store.h"

/* The table of routes that holds, with what its peers are trusted by; it does not change. */
typedef struct _ZbRoutes ZbRoutes;

void zb_routes_unref (ZbRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRoutes, zb_routes_unref)
const ZbRouteTable *zb_routes_table (const ZbRoutes *routes);
/* What certificates and receipts of the peer @node are judged by; NULL for one that is none. */
ZbTrust *zb_routes_trust (const ZbRoutes *routes, const char *node);
/* The peer whose own certificate for connections this is (DER), at @now; NULL if it is none's.
 * @ret_certificate is (transfer full). */
const ZbRoutePeer *zb_routes_identify (const ZbRoutes *routes,
                                       GBytes *der,
                                       gint64 now,
                                       ZbCertificate **ret_certificate);

/* Who knows which table holds. Thread-safe. */
typedef struct _ZbRouter ZbRouter;

/* @store and @trust are borrowed. */
ZbRouter *zb_router_new (const char *node, ZbStore *store, ZbTrust *trust);
void zb_router_free (ZbRouter *router);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRouter, zb_router_free)

/* Reads the table that holds, unless it is known. ZB_FORWARD_ERROR_TABLE if it is not what two
 * administrators have signed: then what was known before goes on to hold. */
gboolean zb_router_refresh (ZbRouter *router, gint64 now, GError **error);
/* (transfer full); NULL while no table holds. */
ZbRoutes *zb_router_get (ZbRouter *router);

/* Wakes those who wait: something is to be passed on, or the table has changed. */
void zb_router_ring (ZbRouter *router);
/* Waits until it rings, or until @until (monotonic). *@turn counts how often it rang; at once if
 * that has changed. */
void zb_router_wait (ZbRouter *router, guint *turn, gint64 until);
