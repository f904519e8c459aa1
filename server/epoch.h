/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"
#include "server/witness/cosigning.h"

/* A log only grows. One that was brought back from a backup may stand behind what others were shown
 * of it: then what was acknowledged since is gone, and whoever holds a receipt of it would be
 * called a liar. So a node compares its log with what its witnesses hold, and with the checkpoints
 * by day beside its store, before it serves. */

/* Says of a folder that it is a backup: written by zb_backup_make(), gone once the node served. */
#define ZB_EPOCH_RESTORED "restored"
/* The operator's order to go on behind what witnesses hold: one line why. */
#define ZB_EPOCH_ORDER "epoch"

typedef struct {
  const char *dir;
  const char *node; /* its code */
  ZbStore *store;
  ZbCosigning *cosigning;
  const char *verifier; /* the log's vkey */
  gint64 now;           /* microseconds UTC */
} ZbEpoch;

/* Whether the node may serve. A first start from a backup, and one that goes on behind what
 * witnesses hold because of an order, leave a record "epoch" in the log; the order is renamed then
 * to "epoch-SIZE", the size of the log that it was for. ZB_NODE_ERROR_BEHIND without an order:
 * names the witness or file, both sizes, and the way out. */
gboolean zb_epoch_begin (const ZbEpoch *epoch, GError **error);
