/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset.h"

/* One bureau's figure proves nothing against another's: appends an error (ZbDiagnostic) to
 * @diagnostics for each rule that may be hard or quasi-hard and looks at a form of another system.
 * Forms that are not installed are left alone. Returns the number of errors. @source names the
 * file. */
guint
zb_rules_review_bureaus (const ZbRuleset *ruleset, const char *source, GPtrArray *diagnostics);
