/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/evidence.h"
#include "exchange/http/client.h"
#include "server/store/submission.h"

/* What became of a message at the next node. */
typedef struct {
  ZbHttpClient *client;
  ZbTrust *trust;
  const char *verifier;
  const char *node; /* the next one's code */
  const ZbMessage *message;
  gint64 now;
} ZbOutcomeQuestion;

/* Whether the message's way ends with what the receipt says: it was judged. */
gboolean zb_outcome_is_final (const ZbReceipt *receipt);
/* The receipt of @evidence if it holds, is the next node's and about the message. (transfer full)
 */
ZbReceipt *zb_outcome_verify (const ZbOutcomeQuestion *question, GBytes *evidence, GError **error);
/* Asks the next node. *@ret_evidence and *@ret_receipt (transfer full) stay NULL while it does not
 * know either. */
gboolean zb_outcome_ask (const ZbOutcomeQuestion *question,
                         GBytes **ret_evidence,
                         ZbReceipt **ret_receipt,
                         GError **error);
