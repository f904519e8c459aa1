/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/option.h"

#include <string.h>

/* Ways in which one value may come out; more are given up. */
#define MAX_OPTIONS 24

static void
make_room (ZbOptionList *list)
{
  ZbOption *options;

  list->room = list->room == 0 ? 2 : list->room * 2;
  options = zb_arena_take (list->trial->arena, list->room * sizeof *options);
  if (list->n > 0)
    memcpy (options, list->options, list->n * sizeof *options);
  list->options = options;
}

void
zb_option_list_add (ZbOptionList *list, ZbOption option)
{
  if (option.when->kind == ZB_FORMULA_FALSE)
    return;
  if (list->n == MAX_OPTIONS) {
    list->trial->given_up = TRUE;
    return;
  }
  if (list->n == list->room)
    make_room (list);
  list->options[list->n++] = option;
}

ZbOptions
zb_option_list_get (const ZbOptionList *list)
{
  return (ZbOptions){list->n, list->options};
}

ZbOption
zb_option_whole (ZbWide number, const ZbFormula *when)
{
  return (ZbOption){.num = {.constant = number}, .den = {.constant = 1}, .when = when};
}

ZbOption
zb_option_flagged (guint flags, const ZbFormula *when)
{
  return (ZbOption){.den = {.constant = 1}, .flags = flags, .when = when};
}

ZbOption
zb_option_anything (ZbTrial *trial, const ZbFormula *when)
{
  trial->assumed = TRUE;
  return (ZbOption){.den = {.constant = 1}, .is_anything = TRUE, .when = when};
}

ZbOptions
zb_options_single (ZbTrial *trial, ZbOption option)
{
  ZbOption *kept = zb_arena_take (trial->arena, sizeof *kept);

  *kept = option;
  return (ZbOptions){1, kept};
}

static gboolean
scale_affine (ZbAffine *affine, int power)
{
  ZbAffine nothing = {0};

  return ABS (power) <= ZB_WIDE_MAX_POWER &&
         zb_affine_combine (affine, zb_wide_power ((guint)ABS (power)), &nothing, 0, affine);
}

ZbOption
zb_option_scale (ZbTrial *trial, ZbOption option, int power)
{
  if (power == 0 || option.flags != 0 || option.is_anything)
    return option;
  if (!scale_affine (power > 0 ? &option.num : &option.den, power) ||
      (power > 0 && option.slack > 0 && !zb_wide_scale (option.slack, (guint)power, &option.slack)))
    trial->given_up = TRUE;
  return option;
}

const ZbFormula *
zb_option_both (ZbTrial *trial, const ZbOption *a, const ZbOption *b)
{
  return zb_formula_and (trial->arena, a->when, b->when);
}

/* What stands in the way of computing with both; FALSE if nothing does. */
static gboolean
is_barred (ZbTrial *trial, const ZbOption *a, const ZbOption *b, ZbOption *ret_option)
{
  if ((a->flags | b->flags) != 0)
    *ret_option = zb_option_flagged (a->flags | b->flags, zb_option_both (trial, a, b));
  else if (a->is_anything || b->is_anything)
    *ret_option = zb_option_anything (trial, zb_option_both (trial, a, b));
  else
    return FALSE;
  return TRUE;
}

static ZbWide
magnitude (ZbWide a)
{
  return a < 0 ? -a : a;
}

static gboolean
add_slack (const ZbOption *a, const ZbOption *b, ZbWide *ret_slack)
{
  ZbWide left, right;

  *ret_slack = -1;
  if (a->slack < 0 || b->slack < 0)
    return TRUE;
  *ret_slack = 0;
  if (a->slack == 0 && b->slack == 0)
    return TRUE;
  if (!zb_affine_is_constant (&a->den) || !zb_affine_is_constant (&b->den)) {
    *ret_slack = -1;
    return TRUE;
  }
  return zb_wide_multiply (a->slack, b->den.constant, &left) &&
         zb_wide_multiply (b->slack, a->den.constant, &right) &&
         zb_wide_add (left, right, ret_slack);
}

static gboolean
has_same_den (const ZbOption *a, const ZbOption *b)
{
  return memcmp (&a->den, &b->den, sizeof a->den) == 0;
}

ZbOption
zb_option_add (ZbTrial *trial, const ZbOption *a, const ZbOption *b, int sign)
{
  ZbOption sum = {.when = zb_option_both (trial, a, b)};
  ZbAffine left, right;

  if (is_barred (trial, a, b, &sum))
    return sum;
  if (has_same_den (a, b) && zb_affine_combine (&a->num, 1, &b->num, sign, &sum.num)) {
    sum.den = a->den;
    sum.slack = a->slack < 0 || b->slack < 0 ? -1 : a->slack + b->slack;
    return sum;
  }
  if (!zb_affine_multiply (&a->num, &b->den, &left) ||
      !zb_affine_multiply (&b->num, &a->den, &right) ||
      !zb_affine_multiply (&a->den, &b->den, &sum.den))
    return zb_option_anything (trial, sum.when);
  if (!zb_affine_combine (&left, 1, &right, sign, &sum.num) || !add_slack (a, b, &sum.slack))
    trial->given_up = TRUE;
  return sum;
}

/* The slack of a product as the engine has it; not known where it depends on a free cell. */
static gboolean
multiply_slack (const ZbOption *a, const ZbOption *b, ZbWide *ret_slack)
{
  ZbWide first, second, third;

  *ret_slack = -1;
  if (a->slack < 0 || b->slack < 0 || (b->slack > 0 && !zb_affine_is_constant (&a->num)) ||
      (a->slack > 0 && !zb_affine_is_constant (&b->num)))
    return TRUE;
  if (!zb_wide_multiply (magnitude (a->num.constant), b->slack, &first) ||
      !zb_wide_multiply (magnitude (b->num.constant), a->slack, &second) ||
      !zb_wide_multiply (a->slack, b->slack, &third) || !zb_wide_add (first, second, &first))
    return FALSE;
  return zb_wide_add (first, third / 2 + third % 2, ret_slack);
}

ZbOption
zb_option_multiply (ZbTrial *trial, const ZbOption *a, const ZbOption *b)
{
  ZbOption product = {.when = zb_option_both (trial, a, b)};

  if (is_barred (trial, a, b, &product))
    return product;
  if (!zb_affine_multiply (&a->num, &b->num, &product.num) ||
      !zb_affine_multiply (&a->den, &b->den, &product.den))
    return zb_option_anything (trial, product.when);
  if (!multiply_slack (a, b, &product.slack))
    trial->given_up = TRUE;
  return product;
}

void
zb_option_negate (ZbTrial *trial, ZbOption *option)
{
  static const ZbAffine nothing;

  if (option->flags == 0 && !zb_affine_combine (&option->num, -1, &nothing, 0, &option->num))
    trial->given_up = TRUE;
}

const ZbFormula *
zb_affine_has_sign (ZbTrial *trial, const ZbAffine *affine, int sign)
{
  static const ZbAffine nothing;
  ZbAffine turned;

  if (!zb_affine_combine (affine, sign, &nothing, 0, &turned)) {
    trial->given_up = TRUE;
    return &zb_formula_true;
  }
  return zb_formula_at_least (trial->arena, &turned, -1, &zb_formula_true);
}

void
zb_option_list_divide (ZbOptionList *list, const ZbOption *a, const ZbOption *b)
{
  ZbTrial *trial = list->trial;
  ZbOption barred;

  if (is_barred (trial, a, b, &barred)) {
    zb_option_list_add (list, barred);
    return;
  }
  for (int sign = 1; sign >= -1; sign -= 2) {
    ZbOption inverse = {.num = b->den, .den = b->num, .slack = b->slack == 0 ? 0 : -1};

    inverse.when =
        zb_formula_and (trial->arena, b->when, zb_affine_has_sign (trial, &b->num, sign));
    if (inverse.when->kind == ZB_FORMULA_FALSE)
      continue;
    if (sign < 0) {
      zb_option_negate (trial, &inverse);
      if (!zb_affine_combine (&b->num, -1, &(ZbAffine){0}, 0, &inverse.den))
        trial->given_up = TRUE;
    }
    zb_option_list_add (list, zb_option_multiply (trial, a, &inverse));
  }
  zb_option_list_add (list,
                      zb_option_flagged (ZB_FIGURE_BLANK,
                                         zb_formula_and (trial->arena, zb_option_both (trial, a, b),
                                                         zb_formula_zero (trial->arena, &b->num))));
}

void
zb_option_list_pick (ZbOptionList *list, const ZbOption *a, const ZbOption *b, gboolean smaller)
{
  ZbTrial *trial = list->trial;
  ZbOption difference = zb_option_add (trial, a, b, -1);
  ZbOption picked;

  if (difference.flags != 0 || difference.is_anything) {
    zb_option_list_add (list, difference);
    return;
  }
  picked = *b;
  picked.when = zb_formula_and (trial->arena, difference.when,
                                zb_affine_has_sign (trial, &difference.num, smaller ? 1 : -1));
  zb_option_list_add (list, picked);
  if (!smaller)
    zb_option_negate (trial, &difference);
  zb_option_negate (trial, &difference);
  picked = *a;
  picked.when =
      zb_formula_and (trial->arena, difference.when,
                      zb_formula_at_least (trial->arena, &difference.num, 0, &zb_formula_true));
  zb_option_list_add (list, picked);
}

/* A column for the whole number next to @option: 2 num - den <= 2 den c <= 2 num + den, with halves
 * away from zero. */
void
zb_option_list_round (ZbOptionList *list, const ZbOption *option, gboolean half_even)
{
  ZbTrial *trial = list->trial;
  ZbAffine twice = {0};
  guint column = trial->n_columns;

  if (option->flags != 0 || option->is_anything) {
    zb_option_list_add (list, *option);
    return;
  }
  if (zb_affine_is_constant (&option->num) && zb_affine_is_constant (&option->den)) {
    ZbOption rounded = zb_option_whole (0, option->when);

    if (!zb_wide_divide_round (option->num.constant, option->den.constant,
                               half_even ? ZB_ROUND_HALF_EVEN : ZB_ROUND_HALF_UP,
                               &rounded.num.constant))
      trial->given_up = TRUE;
    zb_option_list_add (list, rounded);
    return;
  }
  if (zb_affine_is_constant (&option->den) && option->den.constant == 1) {
    ZbOption kept = *option;

    kept.slack = 0;
    zb_option_list_add (list, kept);
    return;
  }
  if (half_even || column == ZB_LINEAR_MAX_COLUMNS || !zb_affine_is_constant (&option->den) ||
      option->den.constant > ZB_WIDE_MAX / 4) {
    zb_option_list_add (list, zb_option_anything (trial, option->when));
    return;
  }
  trial->n_columns++;
  twice.coefficients[column] = 2 * option->den.constant;
  for (int sign = 1; sign >= -1; sign -= 2) {
    /* Of the magnitudes: 2 num + den - 2 den c is at least 0 and below 2 den. */
    ZbOption rounded = zb_option_whole (0, NULL);
    ZbAffine rest, room;

    if (!zb_affine_combine (&option->num, 2 * sign, &twice, -sign, &rest) ||
        !zb_wide_add (rest.constant, option->den.constant, &rest.constant) ||
        !zb_affine_combine (&rest, -1, &(ZbAffine){.constant = 2 * option->den.constant - 1}, 1,
                            &room)) {
      trial->given_up = TRUE;
      return;
    }
    rounded.num.coefficients[column] = 1;
    rounded.when = sign > 0 ? zb_formula_at_least (trial->arena, &option->num, 0, &zb_formula_true)
                            : zb_affine_has_sign (trial, &option->num, -1);
    rounded.when = zb_formula_and (trial->arena, rounded.when, option->when);
    rounded.when = zb_formula_and (trial->arena, rounded.when,
                                   zb_formula_at_least (trial->arena, &rest, 0, &zb_formula_true));
    rounded.when = zb_formula_and (trial->arena, rounded.when,
                                   zb_formula_at_least (trial->arena, &room, 0, &zb_formula_true));
    zb_option_list_add (list, rounded);
  }
}
