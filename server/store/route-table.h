/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Tables of routes: one administrator proposes with his signature, another confirms with his, and
 * from then on it holds until the next one does. All of them stay. */
typedef struct {
  gint64 id;
  guint version;
  GBytes *statement; /* routes.xml */
  GBytes *signature;
  char *signer; /* digest of the certificate */
  gint64 time;
  char *who;
  GBytes *second_signature; /* NULL while nobody has confirmed it, like the next two */
  char *second_signer, *second;
  gint64 confirmed;              /* when, or 0 */
  gint64 ended;                  /* taken back or refused before; when, or 0 */
  char *ended_by, *ended_reason; /* (nullable) */
} ZbStoredRouteTable;

void zb_stored_route_table_free (ZbStoredRouteTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredRouteTable, zb_stored_route_table_free)

/* ZB_ACT_ROUTE_TABLE, by the act's who. STALE if its version is not the next one, EXISTS while
 * another one waits for a second signature. */
typedef struct {
  guint version;
  GBytes *statement, *signature;
  const char *signer;
} ZbRouteTableAct;

/* ZB_ACT_ROUTE_TABLE_CONFIRMATION, by the act's who, another person than proposed it (INVALID).
 * Again by the same it is a repetition; NOT_FOUND if it has ended, STALE if another one of its
 * version holds. */
typedef struct {
  gint64 table;
  GBytes *signature;
  const char *signer;
} ZbRouteTableConfirmation;

/* ZB_ACT_ROUTE_TABLE_END: takes back or refuses what waits. NOT_FOUND if nothing does. */
typedef struct {
  gint64 table;
  const char *reason;
} ZbRouteTableEnd;

/* (transfer full) ZbStoredRouteTable above @after, at most @limit, by id. */
GPtrArray *zb_store_list_route_tables (ZbStore *store, gint64 after, guint limit, GError **error);
ZbStoredRouteTable *zb_store_read_route_table (ZbStore *store, gint64 id, GError **error);
/* The one that holds; NULL without an error if none does. */
ZbStoredRouteTable *zb_store_read_routes (ZbStore *store, GError **error);
/* The one that held as @version; NULL without an error if there was none. */
ZbStoredRouteTable *zb_store_read_routes_of (ZbStore *store, guint version, GError **error);
