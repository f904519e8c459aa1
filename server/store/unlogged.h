/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Rows that do not follow from what the log knows: brought in, left out or moved by other ways than
 * an act. */
typedef struct {
  char *place; /* "message SENDER/ID", "report 12", "decision 3" … */
  char *text;  /* sentence */
} ZbUnlogged;

void zb_unlogged_free (ZbUnlogged *unlogged);

/* (transfer full) ZbUnlogged: messages without their receipts, receipts without a record, versions
 * without a valid message or the other way about, decisions without a receipt, states that no
 * decision led to. */
GPtrArray *zb_store_list_unlogged (ZbStore *store, GError **error);
