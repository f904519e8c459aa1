/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"
#include "exchange/route-table.h"
#include "formats/json.h"
#include "tests/support/fake-request.h"
#include "tests/support/node.h"

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define UNIT "91350200MA2KUY1H08"

/* A district and the city above it; no network lies between them, the test carries. */
typedef struct {
  gint64 now;
  ZbTestNode *district, *city;
  ZbTestPerson *admins[2][2]; /* of the district, of the city */
  ZbTestPerson *itself;       /* the district, before the city */
  ZbTestPerson *person;       /* who reports */
} World;

enum { DISTRICT, CITY };

ZbTestNode *nodes_node_at (World *world, guint place);
void nodes_set_up (World *world, gconstpointer data);
void nodes_tear_down (World *world, gconstpointer data);
void nodes_add_peer (ZbRouteTable *table, ZbTestNode *node, const char *url, const char *regions);
ZbRouteLine *
nodes_add_line (ZbRouteTable *table, const char *id, ZbRouteAction action, const char *next);
ZbRouteTable *nodes_table_new (const char *node, guint version);
ZbFakeAnswer *nodes_propose_as (World *world,
                                guint place,
                                const ZbRouteTable *table,
                                const ZbTestPerson *person,
                                const ZbTestPerson *signer);
ZbFakeAnswer *nodes_confirm_as (World *world,
                                guint place,
                                const ZbRouteTable *table,
                                gint64 id,
                                const ZbTestPerson *person,
                                const ZbTestPerson *signer);
gint64 nodes_propose (World *world, guint place, const ZbRouteTable *table);
void nodes_use (World *world, guint place, const ZbRouteTable *table);
void nodes_lay_routes (World *world, const char *regions);
GBytes *nodes_make_message (World *world, guint priority);
GBytes *nodes_make_correction (World *world, guint priority, GBytes *before); /* (nullable) */
ZbFakeAnswer *
nodes_post (ZbTestNode *node, const ZbTestPerson *person, const char *type, GBytes *body);
GBytes *nodes_bytes_in (const ZbJson *json, const char *key);
GBytes *nodes_hand_in (World *world, GBytes *message, const char *state);
GBytes *nodes_pack (GBytes *message, GBytes *first, GBytes *second);
ZbReceipt *nodes_receipt_in (const ZbJson *json, const char *key);
