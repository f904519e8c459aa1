/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/decimal-text.h"

static const char *
skip_digits (const char *p)
{
  while (g_ascii_isdigit (*p))
    p++;
  return p;
}

gboolean
zb_decimal_text_is_valid (const char *text)
{
  const char *whole = *text == '-' ? text + 1 : text;
  const char *point = skip_digits (whole);

  if (point == whole)
    return FALSE;
  if (*point == '\0')
    return TRUE;
  return *point == '.' && g_ascii_isdigit (point[1]) && *skip_digits (point + 1) == '\0';
}

guint
zb_decimal_text_digits (const char *text)
{
  guint n = 0;
  guint zeros = 0; /* seen since the last other digit: they count once another follows */

  for (; *text != '\0'; text++) {
    if (*text == '0' && n > 0) {
      zeros++;
    } else if (*text >= '1' && *text <= '9') {
      n += zeros + 1;
      zeros = 0;
    }
  }
  return n;
}
