/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-tree.h"
#include "formats/xml-writer.h"

/* Who signed a message, as its receipts R1 and R2 name him. */
typedef struct {
  char *certificate; /* digest, hex */
  char *name;
  char *roles; /* (nullable) in which he signed (exchange/claimed-roles.h) */
} ZbReceiptSigner;

void zb_receipt_signer_free (ZbReceiptSigner *signer);
/* (transfer full) Copies. */
ZbReceiptSigner *
zb_receipt_signer_new (const char *certificate, const char *name, const char *roles);
/* All <signer> at *@cursor, which moves behind them, are added to @signers (ZbReceiptSigner). */
gboolean zb_receipt_signers_read (const ZbXmlNode *root,
                                  const ZbXmlNode **cursor,
                                  GPtrArray *signers,
                                  GError **error);
void zb_receipt_signers_write (ZbXmlWriter *writer, const GPtrArray *signers);
