/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/rules-syntax.h"

/* Writes rules as parsed in the one canonical notation: what the parser reads back as the same
 * syntax. */

/* They stand where a blank is and a line may end: between conditions, and within one. */
#define ZB_SYNTAX_BREAK_STRONG '\x1e'
#define ZB_SYNTAX_BREAK '\x1f'

/* A formula or condition. */
void zb_syntax_append (GString *out, const ZbSyntax *syntax);
/* "r in A.* B.*", without "each" and the colon. */
void zb_syntax_append_each (GString *out, const ZbSyntaxEach *each);
/* "rounding", "2 CNY", "max(1, 1%)". */
void zb_syntax_append_tolerance (GString *out, const GArray *tolerance);
