/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#define ZB_RULES_FORMAT_WIDTH 100 /* columns of a line, where a rule can be broken */

/* The rules file @rules in its one canonical layout: each rule with a line for its name, each of
 * its conditions and clauses, and every comment. Formatting twice changes nothing, and no rule
 * changes its meaning. (transfer full); NULL with the first error of what cannot be parsed, all of
 * it in
 * @diagnostics (nullable, ZbDiagnostic). */
char *
zb_rules_format (const char *source, const char *rules, GPtrArray *diagnostics, GError **error);
