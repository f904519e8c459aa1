/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* routes.xml: where a node sends what it receives, and whom it takes it from; what two
 * administrators sign (exchange/signed-publication.h verifies such signatures). */
#define ZB_ROUTE_TABLE_NS "urn:zhibao:routes:1"
#define ZB_ROUTE_TABLE_MAX_PEERS 64
#define ZB_ROUTE_TABLE_MAX_ROUTES 500
#define ZB_ROUTE_MAX_HOPS 8 /* nodes that a message may have passed before the one it comes to */

/* Another node. */
typedef struct {
  char *node;        /* its code */
  char *url;         /* (nullable) "https://…"; without one nothing is sent to it */
  char *verifier;    /* its log's vkey */
  char *regions;     /* (nullable) prefixes of regions that it may bring messages of, blanks
                        between; NULL: it brings none */
  char *authorities; /* PEM: its root and the authorities below */
} ZbRoutePeer;

typedef enum {
  ZB_ROUTE_DELIVER, /* judged and kept here */
  ZB_ROUTE_FORWARD, /* passed on as it is, judged by the next node */
  ZB_ROUTE_COPY,    /* judged and kept here, and passed on if it is valid */
  ZB_ROUTE_REJECT,
} ZbRouteAction;

/* One line of the table. */
typedef struct {
  char *id;
  char *form;    /* "B204-1", or with a star at the end "B20*", "*" */
  char *region;  /* prefix of regions; NULL: all */
  guint senders; /* place in zb_route_senders */
  ZbRouteAction action;
  char *next;      /* code of a peer; NULL unless it is passed on */
  char *transform; /* (nullable) name of a derived form that is made (server/intake/derivation.h) */
  guint most_urgent;  /* of the classes 0–3: what claims more urgency counts as this */
  char *from, *until; /* (nullable) days, ISO: the first and the last */
} ZbRouteLine;

extern const char *const zb_route_senders[]; /* "any", "enterprise", "node" */
enum { ZB_ROUTE_ANY, ZB_ROUTE_ENTERPRISE, ZB_ROUTE_NODE };

typedef struct {
  char *node;    /* the node that it holds for */
  guint version; /* one above the table before */
  gint64 created;
  char *reason;
  GPtrArray *peers; /* ZbRoutePeer, by code */
  GPtrArray *lines; /* ZbRouteLine, no id twice */
} ZbRouteTable;

ZbRouteTable *zb_route_table_new (void);
void zb_route_table_free (ZbRouteTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRouteTable, zb_route_table_free)
void zb_route_peer_free (ZbRoutePeer *peer);
void zb_route_line_free (ZbRouteLine *line);

/* (transfer full) The same bytes for the same content. */
GBytes *zb_route_table_write (const ZbRouteTable *table);
/* MALFORMED (with line) or TOO_LARGE (over ZB_PROTOCOL_MAX_STATEMENT). @source names it. */
ZbRouteTable *zb_route_table_read (const char *source, GBytes *bytes, GError **error);

/* The same of a draft, which need not say node, version, time and reason yet. */
ZbRouteTable *zb_route_table_read_draft (const char *source, GBytes *bytes, GError **error);

/* NULL if there is none. */
const ZbRoutePeer *zb_route_table_peer (const ZbRouteTable *table, const char *node);
/* Whether @peer may bring messages of @region. */
gboolean zb_route_peer_brings (const ZbRoutePeer *peer, const char *region);

/* What a message is routed by. */
typedef struct {
  const char *form, *region;
  gboolean from_node; /* another node brings it */
  const char *day;    /* ISO */
} ZbRouteQuestion;

/* The line that holds for it: of those that fit the one with the longest region, then the one that
 * names the form most exactly, then the one that names the sender; NULL if none does. */
const ZbRouteLine *zb_route_table_find (const ZbRouteTable *table, const ZbRouteQuestion *question);
const char *zb_route_action_name (ZbRouteAction action); /* "deliver" … */
