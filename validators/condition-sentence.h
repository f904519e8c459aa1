/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/sentence.h"

/* What decided that a condition failed: a comparison, or another condition that has no sides. */
typedef struct {
  const ZbExpression *expression;
  gboolean negated; /* it held, and should not have */
} ZbDecision;

/* The first part of @condition that made it fail; @guard (nullable) where the rule says that what
 * it describes must not be. */
ZbDecision zb_find_decision (ZbMachine *machine,
                             const ZbExpression *guard,
                             const ZbExpression *condition,
                             ZbPolicies policies);
/* Appends what was found: "资产总计[213] 12,500 ≠ 负债合计[217] 8,000 + …". */
void zb_tell_decision (const ZbTeller *teller, const ZbDecision *decision, GString *text);
/* Appends a condition that holds, as in "when …"; nothing for what needs no saying, as that a cell
 * among @operands (ZbOperand), which are told anyway, is not zero. */
void zb_tell_premise (const ZbTeller *teller,
                      const ZbExpression *guard,
                      const GPtrArray *operands,
                      GString *text);
