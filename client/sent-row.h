/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"
#include "storage/statement.h"

/* When the evidence in @column, of an R0, was given; 0 if there is none or it cannot be read. */
gint64 zb_sent_read_commitment (const ZbStatement *row, guint column);
/* (transfer full) What the evidence in @column, of an R4, says; NULL if there is none. */
ZbReceipt *zb_sent_read_decision (const ZbStatement *row, guint column);
