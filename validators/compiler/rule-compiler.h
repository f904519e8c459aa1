/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/compiler/binder.h"
#include "validators/ruleset-private.h"

/* Turns one rule as written into its instances. Appends the rule and its instances to @ruleset;
 * FALSE once an error is told, with nothing appended. @name is the rule's full name. */
gboolean zb_rule_compile (ZbBinder *binder,
                          const ZbRuleSyntax *rule,
                          const char *name,
                          const ZbMessageSyntax *message,
                          ZbRuleset *ruleset);
