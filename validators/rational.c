/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/rational.h"

ZbRational
zb_rational_whole (ZbWide number)
{
  return (ZbRational){number, 1};
}

static ZbWide
common_divisor (ZbWide a, ZbWide b)
{
  a = a < 0 ? -a : a;
  while (b != 0) {
    ZbWide rest = a % b;

    a = b;
    b = rest;
  }
  return a;
}

gboolean
zb_rational_new (ZbWide num, ZbWide den, ZbRational *ret_rational)
{
  ZbWide divisor;

  if (num < -ZB_WIDE_MAX || den < -ZB_WIDE_MAX)
    return FALSE;
  if (den < 0) {
    num = -num;
    den = -den;
  }
  divisor = den == 1 ? 1 : common_divisor (num, den);
  *ret_rational = (ZbRational){num / divisor, den / divisor};
  return TRUE;
}

gboolean
zb_rational_add (ZbRational a, ZbRational b, ZbRational *ret_sum)
{
  ZbWide left, right, num, den;

  if (a.den == b.den)
    return zb_wide_add (a.num, b.num, &num) && zb_rational_new (num, a.den, ret_sum);
  return zb_wide_multiply (a.num, b.den, &left) && zb_wide_multiply (b.num, a.den, &right) &&
         zb_wide_add (left, right, &num) && zb_wide_multiply (a.den, b.den, &den) &&
         zb_rational_new (num, den, ret_sum);
}

gboolean
zb_rational_subtract (ZbRational a, ZbRational b, ZbRational *ret_difference)
{
  return zb_rational_add (a, zb_rational_negate (b), ret_difference);
}

gboolean
zb_rational_multiply (ZbRational a, ZbRational b, ZbRational *ret_product)
{
  ZbWide num, den;

  return zb_wide_multiply (a.num, b.num, &num) && zb_wide_multiply (a.den, b.den, &den) &&
         zb_rational_new (num, den, ret_product);
}

gboolean
zb_rational_divide (ZbRational a, ZbRational b, ZbRational *ret_quotient)
{
  ZbWide num, den;

  return zb_wide_multiply (a.num, b.den, &num) && zb_wide_multiply (a.den, b.num, &den) &&
         zb_rational_new (num, den, ret_quotient);
}

gboolean
zb_rational_compare (ZbRational a, ZbRational b, int *ret_order)
{
  ZbWide left, right;

  if (!zb_wide_multiply (a.num, b.den, &left) || !zb_wide_multiply (b.num, a.den, &right))
    return FALSE;
  *ret_order = left < right ? -1 : left > right;
  return TRUE;
}

ZbRational
zb_rational_negate (ZbRational a)
{
  return (ZbRational){-a.num, a.den};
}

int
zb_rational_sign (ZbRational a)
{
  return a.num < 0 ? -1 : a.num > 0;
}
