/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/evidence.h"
#include "server/store/forward.h"
#include "server/store/submission.h"

/* R3: what a node says of a message that it passed on, in receipt and log record. */
typedef struct {
  GBytes *bytes;
  char *record;
} ZbDeliveryReceipt;

void zb_delivery_receipt_clear (ZbDeliveryReceipt *receipt);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbDeliveryReceipt, zb_delivery_receipt_clear)

typedef struct {
  const char *node;
  const ZbMessage *message;
  const ZbForward *forward;
  const char *outcome;     /* "forwarded", "undelivered", or what the next node says … */
  GBytes *evidence;        /* (nullable) … by this evidence … */
  const ZbReceipt *said;   /* (nullable) … in which it says more */
  const char *reason;      /* (nullable) stable code, where nothing is said */
  const char *reason_text; /* (nullable) sentence */
  gint64 now;
} ZbDeliveryWord;

/* Numbered after those there are. FALSE only if the store cannot be read. */
gboolean zb_delivery_receipt_make (ZbStore *store,
                                   const ZbDeliveryWord *word,
                                   ZbDeliveryReceipt *ret_receipt,
                                   GError **error);
/* What the unit is told of it, in both languages; NULL for what it need not be told. The first is
 * the notice's kind. (transfer full) texts. */
const char *zb_delivery_notice (const ZbDeliveryWord *word, char **ret_zh, char **ret_en);
