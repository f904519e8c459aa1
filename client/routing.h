/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "exchange/route-table.h"
#include "exchange/signer.h"

/* An administrator's part in saying where messages go: tables of routes are signed here, checked
 * and kept by the server. */

/* Completes @draft (node, time, the next version) with @reason, signs it and sends it. @ret_number
 * is the one it was given, @ret_digest (transfer full) that of the statement. */
gboolean zb_routing_propose (const ZbAccount *account,
                             ZbSession *session,
                             ZbRouteTable *draft,
                             const char *reason,
                             ZbSigner *signer,
                             gint64 now,
                             gint64 *ret_number,
                             char **ret_digest,
                             GError **error);

/* A table as the server has it: its signatures are verified, as far as it is signed. */
typedef struct {
  ZbRouteTable *table;
  GBytes *statement;
  char *who, *second; /* by the signatures; NULL where there is none */
  char *state;        /* "proposed", "in-force", "replaced", "ended" */
} ZbFetchedRoutes;

void zb_fetched_routes_free (ZbFetchedRoutes *fetched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFetchedRoutes, zb_fetched_routes_free)

/* The table @number; 0: the one that holds (NOT_FOUND if none does). */
ZbFetchedRoutes *zb_routing_fetch (
    const ZbAccount *account, ZbSession *session, gint64 number, gint64 now, GError **error);
/* Signs what was fetched and confirms it. */
gboolean zb_routing_confirm (ZbSession *session,
                             gint64 number,
                             const ZbFetchedRoutes *fetched,
                             ZbSigner *signer,
                             gint64 now,
                             GError **error);
/* What other nodes put into their tables about the account's node, as text of a table. @regions
 * (nullable): what it may bring messages of. (transfer full) */
char *zb_routing_peer (
    const ZbAccount *account, ZbSession *session, const char *regions, gint64 now, GError **error);
