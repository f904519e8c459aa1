/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/statement.h"

/* When the evidence in @column, of an R0, was given; 0 if there is none or it cannot be read. */
gint64 zb_sent_read_commitment (const ZbStatement *row, guint column);
