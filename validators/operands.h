/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/finding.h"
#include "validators/machine.h"

/* Appends the cells and fields of @expression to @operands (ZbOperand), each once a side. */
void zb_collect_operands (ZbMachine *machine,
                          const ZbExpression *expression,
                          int side,
                          GPtrArray *operands);
ZbOperand *zb_operand_new (const ZbCellPlace *place);
/* SHA-256 over rule, revision and the keys and values of @operands; caller frees. */
char *zb_operand_digest (const char *rule, guint revision, const GPtrArray *operands);
