/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xlsx-reader.h"

#include <string.h>

#define KEPT_DIGITS 15
#define MOST_DIGITS 40 /* of a number as stored */
#define MOST_PLACES 30 /* of one in plain notation, on each side of the point */

/* Digits without leading zeros, and how many of them stand before the point. */
typedef struct {
  gboolean negative;
  char digits[MOST_DIGITS + 2];
  guint n;
  int point;
} Stored;

char *
zb_xlsx_place (guint row, guint column)
{
  char letters[8];
  guint at = sizeof letters - 1;

  letters[at] = '\0';
  for (column++; column > 0 && at > 0; column = (column - 1) / 26)
    letters[--at] = (char)('A' + (column - 1) % 26);
  return g_strdup_printf ("%s%u", letters + at, row + 1);
}

/* -?digits[.digits][E[+-]digits] */
static gboolean
scan (const char *text, Stored *stored)
{
  gboolean any = FALSE, behind = FALSE;

  stored->negative = *text == '-';
  text += *text == '-';
  for (; g_ascii_isdigit (*text) || (*text == '.' && !behind); text++) {
    if (*text == '.') {
      behind = TRUE;
      continue;
    }
    any = TRUE;
    if (*text != '0' || stored->n > 0) {
      if (stored->n == MOST_DIGITS)
        return FALSE;
      stored->digits[stored->n++] = *text;
      stored->point += !behind;
    } else {
      stored->point -= behind;
    }
  }
  if (any && (*text == 'e' || *text == 'E')) {
    gint64 exponent;

    text += 1 + (text[1] == '+');
    if (!g_ascii_string_to_signed (text, 10, -400, 400, &exponent, NULL))
      return FALSE;
    stored->point += (int)exponent;
    text = "";
  }
  return any && *text == '\0';
}

/* Half to even at the last digit kept. */
static void
round_digits (Stored *stored)
{
  guint at = KEPT_DIGITS;
  gboolean up;

  if (stored->n > KEPT_DIGITS) {
    const char *rest = stored->digits + KEPT_DIGITS + 1;
    gboolean tie = stored->digits[at] == '5' && strspn (rest, "0") >= stored->n - KEPT_DIGITS - 1;

    up = tie ? (stored->digits[at - 1] - '0') % 2 == 1 : stored->digits[at] >= '5';
    stored->n = KEPT_DIGITS;
    for (; up && at > 0; at--) {
      up = stored->digits[at - 1] == '9';
      stored->digits[at - 1] = up ? '0' : stored->digits[at - 1] + 1;
    }
    if (up) {
      stored->digits[0] = '1';
      stored->point++;
    }
  }
  while (stored->n > 0 && stored->digits[stored->n - 1] == '0')
    stored->n--;
}

char *
zb_xlsx_number_text (const char *stored_text)
{
  Stored stored = {0};
  g_autoptr (GString) out = g_string_new (NULL);

  if (!scan (stored_text, &stored))
    return NULL;
  round_digits (&stored);
  if (stored.n == 0)
    return g_strdup ("0");
  if (stored.point > MOST_PLACES || (int)stored.n - stored.point > MOST_PLACES)
    return NULL;
  g_string_append (out, stored.negative ? "-" : "");
  if (stored.point <= 0)
    g_string_append_c (out, '0');
  for (int i = 0; i < stored.point; i++)
    g_string_append_c (out, i < (int)stored.n ? stored.digits[i] : '0');
  if ((int)stored.n > stored.point)
    g_string_append_c (out, '.');
  for (int i = MIN (0, stored.point); i < 0; i++)
    g_string_append_c (out, '0');
  for (int i = MAX (0, stored.point); i < (int)stored.n; i++)
    g_string_append_c (out, stored.digits[i]);
  return g_strdup (out->str);
}
