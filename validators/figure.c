/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/figure.h"

/* A factor with its slack. */
typedef struct {
  ZbWide value, slack;
} Part;

static gboolean
add_parts (Part a, Part b, Part *ret_sum)
{
  return zb_wide_add (a.value, b.value, &ret_sum->value) &&
         zb_wide_add (a.slack, b.slack, &ret_sum->slack);
}

/* The slack of a product: |x| dy + |y| dx + dx dy, in halves, rounded up. */
static gboolean
multiply_parts (Part a, Part b, Part *ret_product)
{
  ZbWide x, y, first, second, third;

  if (!zb_wide_multiply (a.value, b.value, &ret_product->value))
    return FALSE;
  ret_product->slack = 0;
  if (a.slack == 0 && b.slack == 0)
    return TRUE;
  if (!zb_wide_absolute (a.value, &x) || !zb_wide_absolute (b.value, &y) ||
      !zb_wide_multiply (x, b.slack, &first) || !zb_wide_multiply (y, a.slack, &second) ||
      !zb_wide_multiply (a.slack, b.slack, &third) || !zb_wide_add (first, second, &first))
    return FALSE;
  return zb_wide_add (first, third / 2 + third % 2, &ret_product->slack);
}

static Part
num_of (const ZbFigure *figure)
{
  return (Part){figure->num, figure->num_slack};
}

static Part
den_of (const ZbFigure *figure)
{
  return (Part){figure->den, figure->den_slack};
}

static ZbFigure
from_parts (Part num, Part den, guint flags)
{
  return (ZbFigure){.num = num.value,
                    .den = den.value,
                    .num_slack = num.slack,
                    .den_slack = den.slack,
                    .flags = flags};
}

static ZbFigure
overflow (guint flags)
{
  return zb_figure_flagged (flags | ZB_FIGURE_OVERFLOW);
}

ZbFigure
zb_figure_add (ZbFigure a, ZbFigure b)
{
  guint flags = a.flags | b.flags;
  Part left, right, sum, den;

  if (a.den == 1 && b.den == 1 && a.den_slack == 0 && b.den_slack == 0) {
    if (!add_parts (num_of (&a), num_of (&b), &sum))
      return overflow (flags);
    return from_parts (sum, den_of (&a), flags);
  }
  if (!multiply_parts (num_of (&a), den_of (&b), &left) ||
      !multiply_parts (num_of (&b), den_of (&a), &right) || !add_parts (left, right, &sum) ||
      !multiply_parts (den_of (&a), den_of (&b), &den))
    return overflow (flags);
  return from_parts (sum, den, flags);
}

ZbFigure
zb_figure_multiply (ZbFigure a, ZbFigure b)
{
  guint flags = a.flags | b.flags;
  Part num, den;

  if (!multiply_parts (num_of (&a), num_of (&b), &num) ||
      !multiply_parts (den_of (&a), den_of (&b), &den))
    return overflow (flags);
  return from_parts (num, den, flags);
}

ZbFigure
zb_figure_divide (ZbFigure a, ZbFigure b)
{
  ZbFigure inverse;

  if (b.num == 0)
    return zb_figure_flagged (a.flags | b.flags | ZB_FIGURE_BLANK);
  inverse = from_parts (den_of (&b), num_of (&b), b.flags);
  if (inverse.den < 0) {
    inverse.num = -inverse.num;
    inverse.den = -inverse.den;
  }
  return zb_figure_multiply (a, inverse);
}

ZbFigure
zb_figure_negate (ZbFigure a)
{
  if (!zb_wide_subtract (0, a.num, &a.num))
    return overflow (a.flags);
  return a;
}

ZbFigure
zb_figure_absolute (ZbFigure a)
{
  return a.num < 0 ? zb_figure_negate (a) : a;
}

ZbFigure
zb_figure_scale (ZbFigure a, int power)
{
  ZbWide *value = power < 0 ? &a.den : &a.num;
  ZbWide *slack = power < 0 ? &a.den_slack : &a.num_slack;
  guint steps = (guint)ABS (power);

  if (!zb_wide_scale (*value, steps, value) ||
      (*slack != 0 && !zb_wide_scale (*slack, steps, slack)))
    return overflow (a.flags);
  return a;
}

ZbFigure
zb_figure_round (ZbFigure a, int power, ZbRounding rounding)
{
  ZbFigure scaled = zb_figure_scale (a, power);
  ZbWide whole;

  if (scaled.flags & ZB_FIGURE_OVERFLOW)
    return scaled;
  if (!zb_wide_divide_round (scaled.num, scaled.den, rounding, &whole))
    return overflow (a.flags);
  scaled = zb_figure_whole (whole);
  scaled.flags = a.flags;
  return scaled;
}

gboolean
zb_figure_gap (const ZbFigure *a, const ZbFigure *b, ZbGap *ret_gap)
{
  Part left, right, den;
  ZbGap gap = {0};

  if (a->den == 1 && b->den == 1 && a->den_slack == 0 && b->den_slack == 0) {
    left = num_of (a);
    right = num_of (b);
    den = (Part){1, 0};
  } else if (!multiply_parts (num_of (a), den_of (b), &left) ||
             !multiply_parts (num_of (b), den_of (a), &right) ||
             !multiply_parts (den_of (a), den_of (b), &den)) {
    return FALSE;
  }
  if (!zb_wide_subtract (left.value, right.value, &gap.difference) ||
      !zb_wide_add (left.slack, right.slack, &gap.slack))
    return FALSE;
  gap.den = den.value;
  gap.den_uncertain = den.slack / 2 >= den.value;
  *ret_gap = gap;
  return TRUE;
}

gboolean
zb_figure_compare (const ZbFigure *a, const ZbFigure *b, int *ret_order)
{
  ZbWide left = a->num, right = b->num;

  if ((a->den != 1 || b->den != 1) &&
      (!zb_wide_multiply (left, b->den, &left) || !zb_wide_multiply (right, a->den, &right)))
    return FALSE;
  *ret_order = (left > right) - (left < right);
  return TRUE;
}
