/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/wide.h"

/* Exact fractions in lowest terms. Each function returns FALSE when the result does not fit and
 * leaves it untouched. */
typedef struct {
  ZbWide num, den; /* den > 0 */
} ZbRational;

ZbRational zb_rational_whole (ZbWide number);
gboolean zb_rational_new (ZbWide num, ZbWide den, ZbRational *ret_rational); /* @den not 0 */
gboolean zb_rational_add (ZbRational a, ZbRational b, ZbRational *ret_sum);
gboolean zb_rational_subtract (ZbRational a, ZbRational b, ZbRational *ret_difference);
gboolean zb_rational_multiply (ZbRational a, ZbRational b, ZbRational *ret_product);
gboolean zb_rational_divide (ZbRational a, ZbRational b, ZbRational *ret_quotient); /* @b not 0 */
gboolean zb_rational_compare (ZbRational a, ZbRational b, int *ret_order);
ZbRational zb_rational_negate (ZbRational a);
int zb_rational_sign (ZbRational a);
