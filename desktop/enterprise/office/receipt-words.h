/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"

/* A receipt in the program's language (static each). */

const char *zb_receipt_kind_words (const ZbReceipt *receipt); /* "R1 Arrival" */
/* What an outcome or a decision came to, NULL where the receipt says neither. */
const char *zb_receipt_outcome_words (const ZbReceipt *receipt);
