/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset.h"

/* Looks at all rules of a form together, before they are published. Appends to @diagnostics
 * (ZbDiagnostic) as errors: hard rules that no filled-in report can satisfy together, each time a
 * set of which none can be spared, and rules that always or never hold; as warnings: rules that can
 * never apply, and rules that others imply. It proves what it says, over all figures exactly; what
 * is not linear it leaves alone. Returns the number of errors. @source names the file. */
guint zb_rules_review (const ZbRuleset *ruleset, const char *source, GPtrArray *diagnostics);
