/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"
#include "server/intake/judgement.h"
#include "server/intake/routing.h"

/* How far our clock may be off, as promised in receipts. */
#define ZB_INTAKE_ACCURACY_MS 1000

/* The log record of a receipt whose bytes are @bytes. (transfer full) */
char *zb_intake_record_of (const char *event,
                           const ZbReceipt *receipt,
                           GBytes *bytes,
                           const char *outcome);

/* R1 and R2 of one message, with their log records. @carrier: digest of the certificate that
 * delivered it. */
typedef struct {
  GBytes *r1, *r2;
  char *record1, *record2;
} ZbIntakeReceipts;

ZbIntakeReceipts zb_intake_receipts_make (const ZbIntakeDesk *desk,
                                          const ZbVerified *verified,
                                          const char *carrier,
                                          const ZbJudgement *judgement,
                                          const ZbRouting *routing,
                                          gint64 received);
void zb_intake_receipts_clear (ZbIntakeReceipts *receipts);
