/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/demand-value.h"

/* Computing with the ways in which values may come out (ZbOption). What is no longer linear becomes
 * anything at all; what grows too large is given up. */

/* Options being put together, in the arena of @trial. */
typedef struct {
  ZbTrial *trial;
  guint n, room;
  ZbOption *options;
} ZbOptionList;

/* Leaves out what cannot be. */
void zb_option_list_add (ZbOptionList *list, ZbOption option);
ZbOptions zb_option_list_get (const ZbOptionList *list);
ZbOptions zb_options_single (ZbTrial *trial, ZbOption option);

ZbOption zb_option_whole (ZbWide number, const ZbFormula *when);
ZbOption zb_option_flagged (guint flags, const ZbFormula *when);
ZbOption zb_option_anything (ZbTrial *trial, const ZbFormula *when);
/* When both may come out. */
const ZbFormula *zb_option_both (ZbTrial *trial, const ZbOption *a, const ZbOption *b);
/* × 10^@power. */
ZbOption zb_option_scale (ZbTrial *trial, ZbOption option, int power);
/* @a + @sign × @b. */
ZbOption zb_option_add (ZbTrial *trial, const ZbOption *a, const ZbOption *b, int sign);
ZbOption zb_option_multiply (ZbTrial *trial, const ZbOption *a, const ZbOption *b);
void zb_option_negate (ZbTrial *trial, ZbOption *option);
/* When @affine is above zero (@sign 1) or below it (-1). */
const ZbFormula *zb_affine_has_sign (ZbTrial *trial, const ZbAffine *affine, int sign);
/* A divisor may be positive, negative or zero; then the quotient is blank. */
void zb_option_list_divide (ZbOptionList *list, const ZbOption *a, const ZbOption *b);
/* The smaller or the greater of both. */
void
zb_option_list_pick (ZbOptionList *list, const ZbOption *a, const ZbOption *b, gboolean smaller);
/* The whole number next to @option. */
void zb_option_list_round (ZbOptionList *list, const ZbOption *option, gboolean half_even);
