/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt-signer.h"

/* receipt.xml: what a node says of a message (schema/receipt.xsd). */
#define ZB_RECEIPT_NS "urn:zhibao:receipt:1"

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
  char *rule;       /* instance as in the finding */
  gboolean cleared; /* FALSE: the explanation is not accepted */
  char *text;
} ZbReceiptAnswer;

typedef struct {
  ZbReceiptKind kind;
  char *id; /* zb_receipt_number(), with "-R2", "-R4-3" behind it where there are several */
  char *node;
  char *sender;
  char *message_id;
  char *container;     /* digest, hex */
  GPtrArray *payloads; /* char*: digests, hex */
  GPtrArray *signers;  /* ZbReceiptSigner: R1 and R2 name all who signed, in order */
  /* These five may be missing from a commitment (R0), which knows a digest only. */
  char *signer;                            /* certificate digest, hex */
  char *form, *edition, *package, *period; /* as in the envelope */
  gint64 received;  /* microseconds UTC: arrival; for a decision, when it was made */
  gint64 committed; /* R1, R2: when its R0 was given, which rules the deadline; 0: there is none */
  guint accuracy_ms;
  gboolean late;   /* after the deadline (迟报) */
  gboolean permit; /* after the close, by a special permit (特批) */
  char *carrier;   /* (nullable) R1: digest of the certificate that delivered it, hex */
  char *disclaimer_zh, *disclaimer_en; /* (nullable) R1, R2: what the report is not, in its form's
                                          words */
  /* R2 and R3, where a table of routes had a say */
  char *route;         /* (nullable) the route's id … */
  guint route_version; /* … in this version of the node's table */
  char *next;          /* (nullable) code of the node that it is passed on to */
  char *evidence;      /* (nullable) R3: SHA-256 of that node's evidence, hex */
  /* R2 and R3 */
  char *outcome;     /* "valid", "valid-with-findings", "refused"; R2 of a node that passes it on
                        unjudged: "passed-on"; R3 besides: "forwarded" (the next node has it),
                        "undelivered" (it does not take it) */
  char *reason;      /* (nullable) why refused beside findings: stable code */
  char *reason_text; /* (nullable) sentence */
  char *context;     /* (nullable) digest of the context used, hex */
  char *findings; /* (nullable) JSON array as validators/finding-json.h writes; carried as text */
  char *findings_digest; /* (nullable) hex, where only the first of each rule are in it: of the
                            whole array as text, which the node keeps */
  /* R4 */
  char *action;       /* "pass", "return", "accept", "answer", "reopen" */
  guint level;        /* 1-based place in the review chain */
  char *decider;      /* name shown */
  char *comment;      /* (nullable) */
  gint64 resubmit_by; /* 0 if none */
  /* R4 of a node that hands on what another one decided; @received is then when it did so, @route,
   * @next and @evidence say whom it has it from. */
  char *decided_at;   /* (nullable) code of the node that decided … */
  gint64 decided;     /* … when … */
  char *origin;       /* … and SHA-256 of its receipt.xml, hex */
  guint relays;       /* how many nodes have handed it on; 0: decided here */
  GPtrArray *remarks; /* ZbRemark */
  GPtrArray *answers; /* ZbReceiptAnswer */
} ZbReceipt;

ZbReceipt *zb_receipt_new (ZbReceiptKind kind);
void zb_receipt_free (ZbReceipt *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReceipt, zb_receipt_free)

/* Reads what schema/receipt.xsd allows, and no more; white space around texts is not kept. @source
 * names it in errors: MALFORMED, TOO_LARGE (over ZB_PROTOCOL_MAX_RECEIPT). */
ZbReceipt *zb_receipt_read (const char *source, GBytes *bytes, GError **error);
/* (transfer full). The same receipt gives the same bytes; what it holds is not checked. */
GBytes *zb_receipt_write (const ZbReceipt *receipt);
/* "arrival" and so on, static. */
const char *zb_receipt_kind_name (ZbReceiptKind kind);
/* (transfer full): the human number for a container digest (hex) received at @received: bureau
 * date, Crockford base32 of the first 80 bits, check symbol (mod 37 over all of it):
 * "20240705-7K3M-9ABC-DEFG-HJKM-5". */
char *zb_receipt_number (const char *container_digest, gint64 received);
/* Whether the check symbol fits; hyphens, small letters and I, L, O are taken as people write them.
 */
gboolean zb_receipt_number_check (const char *number);
void zb_receipt_add_remark (ZbReceipt *receipt, const char *cell, const char *text);
/* @text NULL is as good as "". */
void
zb_receipt_add_answer (ZbReceipt *receipt, const char *rule, gboolean cleared, const char *text);
