/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/rule-text.h"
#include "validators/language/rules-syntax.h"

#define ZB_RULES_MAX_RULES 2000

/* Reads a whole rules file. Rules with an error are left out, after a diagnostic is appended to
 * @diagnostics (ZbDiagnostic); what could be read is returned, never NULL. */
ZbRulesSyntax *zb_rules_parse (const ZbRuleText *text, GPtrArray *diagnostics);
