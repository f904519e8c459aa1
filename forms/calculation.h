/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/decimal.h"

/* A calculation typed in place of a figure, as in a spreadsheet: "=1200+35*4". Figures are written
 * as for zb_decimal_parse_entry(); + - * / and brackets, also full-width, × and ÷. Exact
 * throughout.
 */
#define ZB_CALCULATION_MAX_BYTES 256
#define ZB_CALCULATION_MAX_DEPTH 16 /* brackets and signs within each other */

/* Whether @text begins with an equals sign, blanks aside. */
gboolean zb_calculation_is (const char *text);

/* The result has @max_scale decimals: more than that are rounded half away from zero where the
 * calculation divides, and refused where it does not. INVALID: not a calculation, or a division by
 * zero, with the place in the text; OUT_OF_RANGE: a step or the result cannot be held exactly;
 * TOO_LARGE: over the limits above. */
gboolean
zb_calculation_evaluate (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error);
