/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/summary.h"

#include <string.h>

/* 39 digits, sign, point, and zeros in front. */
#define SUM_TEXT_SIZE 64

char *
zb_sum_to_string (ZbSum sum, guint scale)
{
  char buffer[SUM_TEXT_SIZE];
  char *at = buffer + sizeof buffer - 1;
  unsigned __int128 rest = sum < 0 ? -(unsigned __int128)sum : (unsigned __int128)sum;

  g_return_val_if_fail (scale <= 18, NULL);

  *at = '\0';
  for (guint digit = 0; digit <= scale || rest > 0; digit++, rest /= 10) {
    if (digit == scale && scale > 0)
      *--at = '.';
    *--at = (char)('0' + (int)(rest % 10));
  }
  if (sum < 0)
    *--at = '-';
  return g_strdup (at);
}

gboolean
zb_sum_add (ZbSum *sum, ZbSum summand)
{
  ZbSum result;

  if (__builtin_add_overflow (*sum, summand, &result))
    return FALSE;
  *sum = result;
  return TRUE;
}

gboolean
zb_sum_rescale (ZbSum *sum, guint from, guint to)
{
  ZbSum result = *sum;

  for (; from < to; from++)
    if (__builtin_mul_overflow (result, (ZbSum)10, &result))
      return FALSE;
  for (; from > to; from--) {
    if (result % 10 != 0)
      return FALSE;
    result /= 10;
  }
  *sum = result;
  return TRUE;
}
