/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner reads off a paper: whatever is taken is written again as it was. */
#include "exchange/receipt-code.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (text, NULL);

  if (!code)
    return 0;
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_OUTCOME);
  receipt->node = g_strdup (code->node);
  receipt->id = g_strdup (code->number);
  receipt->container = g_strdup (code->container);
  g_ptr_array_add (receipt->payloads, g_strdup (code->body));
  g_assert_true (zb_receipt_code_fits (code, receipt, NULL));
  g_autofree char *again = zb_receipt_code_write (receipt, code->body);
  g_assert_cmpstr (again, ==, g_strstrip (text));
  return 0;
}
