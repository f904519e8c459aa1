/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/rules-syntax.h"

/* What can be said of a rule from its text alone. */

/* How a variable is used. */
typedef enum {
  ZB_ROLE_ROW = 1 << 0,
  ZB_ROLE_COLUMN = 1 << 1,
  ZB_ROLE_CELL = 1 << 2,
} ZbVariableRoles;

typedef struct {
  gboolean has_quotient, has_period, has_each;
} ZbRuleShape;

ZbRuleShape zb_rule_shape (const ZbRuleSyntax *rule);
ZbVariableRoles zb_rule_roles (const ZbRuleSyntax *rule, const char *variable);
/* Calls @visit for every part of the rule that names cells or rows, target and keys included, until
 * it returns TRUE; returns whether it did. */
typedef gboolean (*ZbSyntaxVisit) (const ZbSyntax *syntax, gpointer data);
gboolean zb_rule_visit (const ZbRuleSyntax *rule, ZbSyntaxVisit visit, gpointer data);
