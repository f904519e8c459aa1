/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Messages that are passed on to another node, and those that another node brought. A message is
 * put here with its submission (submission.h) and never leaves. */
typedef enum {
  ZB_FORWARD_WAITING,
  ZB_FORWARD_PASSED,    /* the next node has it, and its R1 is here */
  ZB_FORWARD_DELIVERED, /* what came of it there is known */
  ZB_FORWARD_HELD,      /* the next node does not take it; tried again seldom, or when told to */
  ZB_FORWARD_STATES
} ZbForwardState;

const char *zb_forward_state_name (ZbForwardState state); /* "waiting" … */

typedef struct {
  gint64 message;
  char *next;  /* the node's code */
  char *route; /* the line of the table … */
  guint route_version;
  guint urgency; /* class 0–3, after the route's bound */
  ZbForwardState state;
  gint64 queued, due; /* when it came, and when it may be tried */
  guint attempts;
  char *reason; /* (nullable) why the last attempt came to nothing */
  char *upload; /* (nullable) path at the next node … */
  guint64 offset;
  GBytes *proof;   /* (nullable) … and the evidence of arrival that travels with it */
  GBytes *r1;      /* (nullable) the next node's evidence */
  GBytes *outcome; /* (nullable) the same: its R2, or an R3 */
} ZbForward;

void zb_forward_free (ZbForward *forward);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbForward, zb_forward_free)

/* Of a submission: where it goes. */
typedef struct {
  const char *next, *route;
  guint route_version, urgency;
  const char *replaces; /* (nullable) message id of the report that must be there first */
} ZbForwardOrder;

/* ZB_ACT_FORWARD_NOTE: how far an attempt came. Not in the log. STALE once it is delivered. */
typedef struct {
  gint64 message;
  gint64 due;
  guint attempts;
  const char *reason; /* (nullable) */
  const char *upload; /* (nullable) */
  guint64 offset;
  GBytes *proof; /* (nullable) */
} ZbForwardNote;

/* ZB_ACT_FORWARD_STEP: from one state to another, with its R3. STALE if it is not in @from. */
typedef struct {
  gint64 message;
  ZbForwardState from, to;
  gint64 due;
  const char *reason;   /* (nullable) */
  GBytes *r1, *outcome; /* (nullable) as before */
} ZbForwardStep;

ZbForward *zb_store_read_forward (ZbStore *store, gint64 message, GError **error);
/* What is to be tried for .next at .now, but not .except: of each class the one that waits longest,
 * a class less urgent being as urgent as the one before it after .ageing microseconds, but none
 * before what it replaces is there; then what is passed and may be asked after, and what is held.
 * NULL without an error if nothing is due: *@ret_due is then when, 0 never. */
typedef struct {
  const char *next;
  gint64 now, ageing;
  gint64 except; /* a message; 0: none */
} ZbForwardTurn;

ZbForward *
zb_store_next_forward (ZbStore *store, const ZbForwardTurn *turn, gint64 *ret_due, GError **error);

typedef struct {
  const char *next; /* (nullable) */
  int state;        /* -1: any */
  gint64 after;     /* message */
  guint limit;
} ZbForwardQuery;

/* By message. (transfer full) ZbForward. */
GPtrArray *zb_store_list_forwards (ZbStore *store, const ZbForwardQuery *query, GError **error);

typedef struct {
  char *next;
  guint counts[ZB_FORWARD_STATES];
  gint64 oldest; /* queued: of those that wait or are held; 0: none */
} ZbForwardDepth;

void zb_forward_depth_free (ZbForwardDepth *depth);
/* (transfer full) ZbForwardDepth by node. */
GPtrArray *zb_store_list_forward_depths (ZbStore *store, GError **error);

/* What the nodes that the message has passed signed, in order. (transfer full) GBytes. */
GPtrArray *zb_store_list_hops (ZbStore *store, gint64 message, GError **error);
