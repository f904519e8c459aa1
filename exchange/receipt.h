/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* receipt.xml: what a node says of a message (schema/receipt.xsd). */
typedef enum {
  ZB_RECEIPT_COMMITMENT,
  ZB_RECEIPT_ARRIVAL,
  ZB_RECEIPT_OUTCOME,
  ZB_RECEIPT_DELIVERY,
  ZB_RECEIPT_DECISION
} ZbReceiptKind; /* R0–R4 */

typedef struct {
  char *cell; /* item id; "" for the report as a whole */
  char *text;
} ZbRemark;

typedef struct {
  ZbReceiptKind kind;
  char *id; /* "20240705-7K3M9…": date, Crockford base32 of 80 bits of the container digest, check
               symbol */
  char *node;
  char *sender;
  char *message_id;
  char *container;                         /* digest, hex */
  GPtrArray *payloads;                     /* char*: digests, hex */
  char *signer;                            /* certificate digest, hex */
  char *form, *edition, *package, *period; /* as in the envelope */
  gint64 received; /* microseconds UTC: arrival; for a decision, when it was made */
  guint accuracy_ms;
  gboolean late; /* after the deadline (迟报) */
  /* R2 */
  char *outcome;     /* "valid", "valid-with-findings", "refused" */
  char *reason;      /* (nullable) why refused beside findings: stable code */
  char *reason_text; /* (nullable) sentence */
  char *context;     /* (nullable) digest of the context used, hex */
  char *findings; /* (nullable) JSON array as validators/finding-json.h writes; carried as text */
  /* R4 */
  char *action;  /* "pass", "return", "accept", "refuse-explanation", "reopen" */
  guint level;   /* 1-based place in the review chain */
  char *decider; /* name shown */
  char *comment;
  gint64 resubmit_by; /* 0 if none */
  GPtrArray *remarks; /* ZbRemark */
} ZbReceipt;

ZbReceipt *zb_receipt_new (ZbReceiptKind kind);
void zb_receipt_free (ZbReceipt *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReceipt, zb_receipt_free)

ZbReceipt *zb_receipt_read (const char *source, GBytes *bytes, GError **error);
GBytes *zb_receipt_write (const ZbReceipt *receipt);
/* The human number for a container digest received at @received (bureau date). */
char *zb_receipt_number (const char *container_digest, gint64 received);
gboolean zb_receipt_number_check (const char *number);
void zb_receipt_add_remark (ZbReceipt *receipt, const char *cell, const char *text);
