/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"

/* What the square code on a printed report says: which receipt it is about, and which bytes. Made
 * of signs that a QR code packs densely; 5.5 bits each:
 *
 *   ZHIBAO:1:350200:20240705-7K3M-9ABC-DEFG-HJKM-5-R2:CONTAINER:BODY
 *
 * node, the receipt's number, SHA-256 of the signed container and of the report in it that the
 * paper shows, in capital hex. The first 80 bits of the container's digest are in the number too,
 * so that a code that was tampered with is told from a sound one without anything else at hand;
 * that the bureau gave the receipt is told by its evidence only. */
#define ZB_RECEIPT_CODE_MAX 512

typedef struct {
  char *node;
  char *number;    /* with "-R2", "-R4-3" behind it where the receipt's id has that */
  char *container; /* hex */
  char *body;      /* hex */
} ZbReceiptCode;

void zb_receipt_code_free (ZbReceiptCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReceiptCode, zb_receipt_code_free)

/* (transfer full). @body: digest (hex) of the report shown. */
char *zb_receipt_code_write (const ZbReceipt *receipt, const char *body);
/* White space around it is left out. MALFORMED, TOO_LARGE (over ZB_RECEIPT_CODE_MAX bytes);
 * BAD_DIGEST where number and container do not belong together. */
ZbReceiptCode *zb_receipt_code_read (const char *text, GError **error);
/* Whether @code is about this very receipt and a report in it; BAD_DIGEST names what differs. */
gboolean zb_receipt_code_fits (const ZbReceiptCode *code, const ZbReceipt *receipt, GError **error);
