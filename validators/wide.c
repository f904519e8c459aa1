/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/wide.h"

#include <string.h>

typedef unsigned __int128 Unsigned;

#define MAX_DIGITS 36

/* The lowest value of two's complement has no positive twin and is left out everywhere, so that any
 * number can be negated. The compilers' own check of a 128-bit product needs a run-time function
 * that not every tool chain links, so products are checked here. */
static gboolean
is_narrow (ZbWide a)
{
  return a == (gint64)a;
}

static Unsigned
magnitude (ZbWide a)
{
  return a < 0 ? -(Unsigned)a : (Unsigned)a;
}

gboolean
zb_wide_add (ZbWide a, ZbWide b, ZbWide *ret_sum)
{
  ZbWide sum;

  if (__builtin_add_overflow (a, b, &sum) || sum < -ZB_WIDE_MAX)
    return FALSE;
  *ret_sum = sum;
  return TRUE;
}

gboolean
zb_wide_subtract (ZbWide a, ZbWide b, ZbWide *ret_difference)
{
  ZbWide difference;

  if (__builtin_sub_overflow (a, b, &difference) || difference < -ZB_WIDE_MAX)
    return FALSE;
  *ret_difference = difference;
  return TRUE;
}

gboolean
zb_wide_multiply (ZbWide a, ZbWide b, ZbWide *ret_product)
{
  if (is_narrow (a) && is_narrow (b)) {
    *ret_product = a * b;
    return TRUE;
  }
  if (a != 0 && magnitude (b) > (Unsigned)ZB_WIDE_MAX / magnitude (a))
    return FALSE;
  *ret_product = a * b;
  return TRUE;
}

ZbWide
zb_wide_power (guint power)
{
  static const gint64 small[] = {1,
                                 10,
                                 100,
                                 1000,
                                 10000,
                                 100000,
                                 1000000,
                                 10000000,
                                 100000000,
                                 1000000000,
                                 10000000000,
                                 100000000000,
                                 1000000000000,
                                 10000000000000,
                                 100000000000000,
                                 1000000000000000,
                                 10000000000000000,
                                 100000000000000000,
                                 1000000000000000000};
  ZbWide result = 1;

  g_return_val_if_fail (power <= ZB_WIDE_MAX_POWER, 0);
  while (power >= G_N_ELEMENTS (small)) {
    result *= small[G_N_ELEMENTS (small) - 1];
    power -= (guint)G_N_ELEMENTS (small) - 1;
  }
  return result * small[power];
}

gboolean
zb_wide_scale (ZbWide a, guint power, ZbWide *ret_scaled)
{
  if (power > ZB_WIDE_MAX_POWER) {
    if (a != 0)
      return FALSE;
    *ret_scaled = 0;
    return TRUE;
  }
  return zb_wide_multiply (a, zb_wide_power (power), ret_scaled);
}

gboolean
zb_wide_absolute (ZbWide a, ZbWide *ret_absolute)
{
  if (magnitude (a) > (Unsigned)ZB_WIDE_MAX)
    return FALSE;
  *ret_absolute = a < 0 ? -a : a;
  return TRUE;
}

gboolean
zb_wide_divide_round (ZbWide num, ZbWide den, ZbRounding rounding, ZbWide *ret_quotient)
{
  gboolean negative = (num < 0) != (den < 0);
  Unsigned above = magnitude (num), below = magnitude (den);
  Unsigned quotient, rest;

  g_return_val_if_fail (den != 0, FALSE);
  quotient = above / below;
  rest = above % below;
  /* 2 × rest against below, without leaving the range. */
  if (rest > below - rest ||
      (rest == below - rest && (rounding == ZB_ROUND_HALF_UP || quotient % 2 == 1)))
    quotient++;
  if (quotient > (Unsigned)ZB_WIDE_MAX)
    return FALSE;
  *ret_quotient = negative ? -(ZbWide)quotient : (ZbWide)quotient;
  return TRUE;
}

/* The digits of @value, most significant first. */
static GString *
digits_of (Unsigned value)
{
  char digits[40];
  gsize at = sizeof digits;

  do {
    digits[--at] = (char)('0' + (int)(value % 10));
    value /= 10;
  } while (value > 0);
  return g_string_new_len (digits + at, (gssize)(sizeof digits - at));
}

static void
separate_thousands (GString *whole)
{
  for (gssize at = (gssize)whole->len - 3; at > 0; at -= 3)
    g_string_insert_c (whole, at, ',');
}

char *
zb_wide_to_text (ZbWide digits, int exponent, guint min_decimals, gboolean separated)
{
  GString *whole = digits_of (magnitude (digits));
  g_autoptr (GString) decimals = g_string_new (NULL);

  for (int i = 0; i < exponent && digits != 0; i++)
    g_string_append_c (whole, '0');
  while (exponent < 0 && whole->len <= (gsize)-exponent)
    g_string_prepend_c (whole, '0');
  if (exponent < 0) {
    g_string_append (decimals, whole->str + whole->len - (gsize)-exponent);
    g_string_truncate (whole, whole->len - (gsize)-exponent);
  }
  while (decimals->len > min_decimals && decimals->str[decimals->len - 1] == '0')
    g_string_truncate (decimals, decimals->len - 1);
  while (decimals->len < min_decimals)
    g_string_append_c (decimals, '0');
  if (separated)
    separate_thousands (whole);
  if (digits < 0)
    g_string_prepend_c (whole, '-');
  if (decimals->len > 0)
    g_string_append_printf (whole, ".%s", decimals->str);
  return g_string_free (whole, FALSE);
}

char *
zb_wide_quotient_to_text (ZbWide num, ZbWide den, int exponent, guint decimals, gboolean separated)
{
  int shift = exponent + (int)decimals;
  ZbWide quotient;

  if (den == 1)
    return zb_wide_to_text (num, exponent, 0, separated);
  if ((shift >= 0 && !zb_wide_scale (num, (guint)shift, &num)) ||
      (shift < 0 && !zb_wide_scale (den, (guint)-shift, &den)) ||
      !zb_wide_divide_round (num, den, ZB_ROUND_HALF_UP, &quotient))
    return g_strdup ("…");
  return zb_wide_to_text (quotient, -(int)decimals, 0, separated);
}

gboolean
zb_wide_parse (const char *text, ZbWide *ret_digits, guint *ret_scale)
{
  gboolean negative = *text == '-';
  const char *at = text + negative;
  const char *point = NULL;
  ZbWide digits = 0;
  guint n = 0;

  for (; *at != '\0'; at++) {
    if (*at == '.' && point == NULL && n > 0) {
      point = at;
      continue;
    }
    if (!g_ascii_isdigit (*at) || ++n > MAX_DIGITS)
      return FALSE;
    digits = digits * 10 + (*at - '0');
  }
  if (n == 0 || point == at - 1)
    return FALSE;
  *ret_digits = negative ? -digits : digits;
  *ret_scale = point == NULL ? 0 : (guint)(at - point - 1);
  return TRUE;
}
