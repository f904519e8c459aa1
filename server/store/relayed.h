/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Decisions (R4) on their way back, from the node that made them to the one where the report was
 * handed in. */

/* ZB_ACT_RELAYED_DECISION: what a later node decided, with this node's R4 about it. EXISTS if it is
 * here already. */
typedef struct {
  gint64 message;
  const char *origin; /* SHA-256 of the deciding node's receipt.xml, hex */
  GBytes *evidence;   /* of the next node */
} ZbRelay;

/* ZB_ACT_FEED: how far the next node's decisions were asked for. Not in the log. */
typedef struct {
  const char *next;
  gint64 after;
} ZbFeedMark;

typedef struct {
  gint64 leaf;
  char *origin;
  GBytes *evidence;
} ZbRelayed;

void zb_relayed_free (ZbRelayed *relayed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRelayed, zb_relayed_free)

/* Those of a message, by leaf. (transfer full) ZbRelayed. */
GPtrArray *zb_store_list_relayed (ZbStore *store, gint64 message, GError **error);
/* The one behind the receipt at log leaf @leaf; NULL without an error if there is none. */
ZbRelayed *zb_store_read_relayed_at (ZbStore *store, gint64 leaf, GError **error);
/* *@ret_after: 0 where nothing was asked yet. */
gboolean
zb_store_read_feed_mark (ZbStore *store, const char *next, gint64 *ret_after, GError **error);

/* A decision of this node's log, for whoever brought the message. */
typedef struct {
  gint64 leaf;
  GBytes *hop; /* (nullable) R1 of the node that brought it */
} ZbDecided;

void zb_decided_free (ZbDecided *decided);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDecided, zb_decided_free)

/* Decisions made or handed on here, from leaf @from on, at most @limit. (transfer full) ZbDecided.
 */
GPtrArray *zb_store_list_decided (ZbStore *store, gint64 from, guint limit, GError **error);
