/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/language/rules-syntax.h"

/* Rules as people read them: captions with their codes in place of cells, words in place of
 * keywords. What a reader sees on paper and in a list of changes. */

/* What the words of one form's rules draw on. */
typedef struct {
  const ZbForm *form;
  const ZbCatalogue *catalogue; /* (nullable) knows the forms that rules name */
  const char *language;         /* "zh" or "en" */
} ZbRuleTeller;

/* "第1—4栏：工业总产值[01] ≥ 新产品产值[02]"; without level, number and message. Caller frees. */
char *zb_rule_in_words (const ZbRuleTeller *teller, const ZbRuleSyntax *rule);
/* "强制性". Static. */
const char *zb_severity_word (ZbSeverity severity, const char *language);
/* The plain text that a rule adds to its findings; NULL if it has none or one with placeholders.
 * Borrowed from @rules. */
const char *
zb_rule_message (const ZbRulesSyntax *rules, const ZbRuleSyntax *rule, const char *language);
/* (transfer full) one line (char*) for each rule of the package: number, level, words, message. */
GPtrArray *
zb_rules_in_words (const ZbPackage *package, const ZbCatalogue *catalogue, const char *language);
