/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset.h"

/* All that must be right about a package's rules before it is published: they compile, and looked
 * at together they neither contradict one another nor always or never hold (zb_rules_review()).
 * Other forms are looked up in @catalogue, which need not hold the package itself. Everything that
 * is to be told, warnings too (rules that others imply, rules that can never apply, forms that are
 * not known), is appended to @diagnostics (element ZbDiagnostic, transfer full), errors and
 * warnings in the order of the file. Returns the compiled rules; NULL with ZB_RULE_ERROR naming the
 * first error's place, and how many more there are, if it must not be published. Bounded in time
 * by the limits of the rule language; keeps nothing, so any thread may call it. */
ZbRuleset *zb_package_review (const ZbPackage *package,
                              const ZbCatalogue *catalogue,
                              GPtrArray *diagnostics,
                              GError **error);
