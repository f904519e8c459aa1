/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/rule-words.h"

/* The parts of a rule in words; paper/rule-words.h puts them together. */

typedef struct {
  const ZbRuleTeller *teller;
  gboolean chinese;
  const ZbRuleSyntax *rule;
} ZbRuleReading;

const char *zb_rule_say (const ZbRuleReading *reading, const char *chinese, const char *english)
    G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);
/* Cells, rows and fields: "工业总产值[01]第2栏，上年同期". */
void zb_rule_tell_cells (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out);
/* "第1—4栏" or "A、B部分各行": what a variable stands for. */
void zb_rule_tell_each (const ZbRuleReading *reading, const ZbSyntaxEach *each, GString *out);
/* A formula or condition. */
void zb_rule_tell (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out);
