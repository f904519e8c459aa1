/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/parser.h"

/* A condition, or anything that binds tighter: whether a condition stands where a figure is needed
 * is judged once types are known. NULL once an error is told. */
ZbSyntax *zb_parse_condition (ZbParser *parser);
/* A sum of terms: what may stand on one side of a comparison. */
ZbSyntax *zb_parse_sum (ZbParser *parser);
/* A function call, or a value: number, cell, parameter … */
ZbSyntax *zb_parse_value (ZbParser *parser);
