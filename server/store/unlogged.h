/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Rows that do not follow from what the log knows: brought in, left out or moved by other ways than
 * an act. */
typedef struct {
  gboolean missing; /* it should be there and is not; else it is there and should not */
  char *table;      /* "message" … */
  char *row;        /* its primary key, or what is known of the one that is missing */
  char *name;       /* (nullable) what people call it */
  char *field, *expected, *found; /* (nullable) */
} ZbUnlogged;

void zb_unlogged_free (ZbUnlogged *unlogged);

/* (transfer full) ZbUnlogged: messages without their receipts, bytes or report, receipts without a
 * record, versions without a valid message, decisions without a receipt, values and totals that
 * belong to no report, and messages of a unit that never had the sender's code. */
GPtrArray *zb_store_list_unlogged (ZbStore *store, GError **error);
