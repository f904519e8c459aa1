/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/verification.h"

/* A digest comes before the hour, its message behind it: the receipt of the first (R0) rules the
 * deadline of the second. */

typedef struct {
  const char *sender, *message_id; /* borrowed from the statement */
  GBytes *r0;                      /* evidence, durable and in the log */
  gint64 expires;                  /* until when the message counts as of this receipt */
  gboolean repeated;
} ZbCommitted;

typedef struct {
  GBytes *statement, *signature; /* exchange/commitment.h */
  const char *carrier;           /* as in ZbArrival */
  const char *carrier_digest;
  gint64 received;
} ZbCommitmentArrival;

/* Verifies it as a message is verified, keeps it and answers; waits for the store. @ret_committed
 * is cleared by zb_committed_clear(). */
gboolean zb_commitment_take (const ZbIntakeDesk *desk,
                             const ZbCommitmentArrival *arrival,
                             ZbCommitted *ret_committed,
                             GError **error);
void zb_committed_clear (ZbCommitted *committed);

/* Notes in @verified when the message was committed to. NOT_AS_COMMITTED for other bytes. */
gboolean zb_commitment_find (const ZbIntakeDesk *desk,
                             const ZbArrival *arrival,
                             ZbVerified *verified,
                             GError **error);
