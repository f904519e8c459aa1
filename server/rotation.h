/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/succession.h"
#include "server/store/store.h"

/* Another key for a node's log. The key before vouches for it (exchange/succession.h), and goes on
 * signing checkpoints beside it for a while, so that nobody who knows but the old one is left
 * behind. Three files next to one another, of which log.vkey decides:
 *
 *   log.vkey             all keys the log has had, each but the first vouched for
 *   log.key.pem          the key that signs
 *   log-before.key.pem   the one before it, until its term ends
 *   log-next.key.pem     one that is not in its place yet, while a rotation is under way */

#define ZB_ROTATION_DAYS 90
#define ZB_ROTATION_MAX_DAYS 400

typedef struct {
  const char *dir;    /* of the node, which must not be served */
  const char *keys;   /* (nullable) where "zhibaod part" has put the private keys */
  guint overlap_days; /* for how long both keys sign; 0: the old one no more */
  gint64 now;         /* microseconds UTC */
} ZbRotation;

/* Makes the new key, or finishes what was begun. @ret_succession (transfer full) tells the keys of
 * then. BUSY while the node is served; ZB_NODE_ERROR_DATA while the overlap before lasts, or if the
 * key that is there is not the log's. */
gboolean
zb_rotation_run (const ZbRotation *rotation, ZbSuccession **ret_succession, GError **error);

/* The keys of the log of the node in @dir. */
ZbSuccession *zb_rotation_read (const char *dir, GError **error);
/* Until when the key before the newest signs, too; 0 if there is none. */
gint64 zb_rotation_end_of_overlap (const ZbSuccession *succession);
/* Leaves a record "log-key" of each key but the first, unless it is there. */
gboolean zb_rotation_record (
    ZbStore *store, const ZbSuccession *succession, const char *node, gint64 now, GError **error);
