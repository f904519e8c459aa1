/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Whole numbers of 128 bits that never wrap: what a rule computes with. Each function returns FALSE
 * when the result does not fit and leaves the result untouched. */
typedef __int128 ZbWide;

#define ZB_WIDE_MAX ((ZbWide)(((unsigned __int128)1 << 127) - 1))
#define ZB_WIDE_MAX_POWER 38

gboolean zb_wide_add (ZbWide a, ZbWide b, ZbWide *ret_sum);
gboolean zb_wide_subtract (ZbWide a, ZbWide b, ZbWide *ret_difference);
gboolean zb_wide_multiply (ZbWide a, ZbWide b, ZbWide *ret_product);
/* 10^@power, 0 to ZB_WIDE_MAX_POWER. */
ZbWide zb_wide_power (guint power);
/* @a × 10^@power. */
gboolean zb_wide_scale (ZbWide a, guint power, ZbWide *ret_scaled);
gboolean zb_wide_absolute (ZbWide a, ZbWide *ret_absolute);

typedef enum { ZB_ROUND_HALF_UP, ZB_ROUND_HALF_EVEN } ZbRounding;

/* @num / @den to a whole number; half up means away from zero. @den must not be 0. */
gboolean zb_wide_divide_round (ZbWide num, ZbWide den, ZbRounding rounding, ZbWide *ret_quotient);

/* @digits × 10^@exponent as a decimal, without zeros at the end of the decimals beyond
 * @min_decimals; with thousands separators if @separated. Caller frees. */
char *zb_wide_to_text (ZbWide digits, int exponent, guint min_decimals, gboolean separated);
/* @num / @den × 10^@exponent, exact if it has at most @decimals decimals, else rounded half up to
 * them; "…" in place of what does not fit. Caller frees. */
char *
zb_wide_quotient_to_text (ZbWide num, ZbWide den, int exponent, guint decimals, gboolean separated);
/* Reads digits with an optional point and sign as digits × 10^-scale, up to 36 digits. */
gboolean zb_wide_parse (const char *text, ZbWide *ret_digits, guint *ret_scale);
