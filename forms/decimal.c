/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/decimal.h"

#include "forms/error.h"

#include <string.h>

/* More than a figure with separators can need; longer input is no figure. */
#define MAX_ENTRY_CHARACTERS 64

static const gint64 powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static gboolean
fail_notation (const char *text, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (text, strnlen (text, MAX_ENTRY_CHARACTERS));

  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "“%s” is not a number", shown);
  return FALSE;
}

static gboolean
fail_size (const char *text, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_OUT_OF_RANGE,
               "%.*s has more than 18 digits with its decimals", MAX_ENTRY_CHARACTERS, text);
  return FALSE;
}

static gboolean
fail_scale (const char *text, guint max_scale, GError **error)
{
  if (max_scale == 0)
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_OUT_OF_RANGE,
                 "%.*s has decimals, only whole numbers fit here", MAX_ENTRY_CHARACTERS, text);
  else
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_OUT_OF_RANGE,
                 "%.*s has more decimals than the %u that fit here", MAX_ENTRY_CHARACTERS, text,
                 max_scale);
  return FALSE;
}

/* Appends the digits at *@cursor to *@digits; FALSE when they pass the 18 that are held. */
static gboolean
take_digits (const char **cursor, gint64 *digits, guint *ret_count)
{
  const char *c = *cursor;
  gint64 value = *digits;

  for (; g_ascii_isdigit (*c); c++) {
    value = value * 10 + (*c - '0');
    if (value > ZB_DECIMAL_MAX_DIGITS)
      return FALSE;
  }
  *ret_count = (guint)(c - *cursor);
  *cursor = c;
  *digits = value;
  return TRUE;
}

gboolean
zb_decimal_parse (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error)
{
  const char *c = text;
  gboolean negative = *c == '-';
  gint64 digits = 0;
  guint whole = 0, decimals = 0;
  ZbDecimal value;

  if (negative)
    c++;
  if (!take_digits (&c, &digits, &whole))
    return fail_size (text, error);
  if (whole == 0)
    return fail_notation (text, error);
  if (*c == '.') {
    c++;
    if (!take_digits (&c, &digits, &decimals))
      return fail_size (text, error);
    if (decimals == 0)
      return fail_notation (text, error);
  }
  if (*c != '\0')
    return fail_notation (text, error);
  if (decimals > max_scale)
    return fail_scale (text, max_scale, error);

  value = (ZbDecimal){.digits = negative ? -digits : digits, .scale = decimals};
  if (!zb_decimal_rescale (value, max_scale, &value))
    return fail_size (text, error);
  *ret_value = value;
  return TRUE;
}

/* The ASCII sign, digit, separator or bracket that a character typed in Chinese or by a
 * spreadsheet stands for; 0 if it has no place in a figure. */
static char
fold_character (gunichar c)
{
  if (c >= 0xFF10 && c <= 0xFF19)
    return (char)('0' + (c - 0xFF10));
  switch (c) {
  case 0x2212: /* minus sign */
  case 0xFF0D: /* full-width hyphen */
    return '-';
  case 0xFF0B:
    return '+';
  case 0xFF0E:
    return '.';
  case 0xFF0C:
    return ',';
  case 0xFF08:
    return '(';
  case 0xFF09:
    return ')';
  default:
    break;
  }
  if (g_unichar_isspace (c) || c == 0xFEFF || c == 0x200B)
    return ' ';
  return c > 0 && c < 0x80 && strchr ("0123456789+-.,()", (int)c) != NULL ? (char)c : '\0';
}

/* Writes @text in ASCII without blanks around it; FALSE if it holds what no figure holds. */
static gboolean
fold_entry (const char *text, char folded[MAX_ENTRY_CHARACTERS + 1])
{
  guint length = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char_validated (c, -1);
    char ascii = character < (gunichar)-2 ? fold_character (character) : '\0';

    if (ascii == ' ' && length == 0)
      continue;
    if (ascii == '\0' || length == MAX_ENTRY_CHARACTERS)
      return FALSE;
    folded[length++] = ascii;
  }
  folded[length] = '\0';
  g_strchomp (folded);
  return TRUE;
}

/* Cuts sign and brackets off both ends; FALSE if they contradict each other. */
static gboolean
take_signs (char *entry, gboolean *ret_negative)
{
  gsize length = strlen (entry);
  gboolean bracketed = length >= 2 && entry[0] == '(' && entry[length - 1] == ')';
  gboolean leading = entry[0] == '-' || entry[0] == '+';
  gboolean trailing = length > 0 && entry[length - 1] == '-';

  if (bracketed + leading + trailing > 1)
    return FALSE;
  *ret_negative = bracketed || trailing || entry[0] == '-';
  if (bracketed || trailing)
    entry[length - 1] = '\0';
  if (bracketed || leading)
    memmove (entry, entry + 1, strlen (entry));
  g_strstrip (entry);
  return TRUE;
}

/* Takes thousands separators out of the whole part. They must stand every three digits and be all
 * alike, so that 1,23 is not read as 123. */
static gboolean
take_separators (char *entry)
{
  gsize whole = strcspn (entry, ".");
  char separator = '\0';
  gsize digits = 0;

  for (gsize i = 0; i < whole; i++) {
    if (g_ascii_isdigit (entry[i])) {
      entry[digits++] = entry[i];
      continue;
    }
    if ((entry[i] != ',' && entry[i] != ' ') || (separator != '\0' && entry[i] != separator))
      return FALSE;
    separator = entry[i];
    if (i == 0 || (whole - i) % 4 != 0 || i + 1 == whole)
      return FALSE;
  }
  /* With a separator in place, d digits need (d - 1) / 3 of them. */
  if (separator != '\0' && whole - digits != (digits - 1) / 3)
    return FALSE;
  memmove (entry + digits, entry + whole, strlen (entry + whole) + 1);
  return TRUE;
}

/* Decimals of 0 that the cell has no room for say nothing: 12.00 is a whole number. */
static void
trim_zeros (char *entry, guint max_scale)
{
  char *point = strchr (entry, '.');
  char *end = entry + strlen (entry);

  if (point == NULL)
    return;
  while (end > point + 1 + max_scale && end[-1] == '0')
    *--end = '\0';
  if (end == point + 1)
    *point = '\0';
}

gboolean
zb_decimal_parse_entry (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error)
{
  char entry[MAX_ENTRY_CHARACTERS + 2];
  gboolean negative = FALSE;
  ZbDecimal value;

  if (!fold_entry (text, entry) || !take_signs (entry, &negative) || !take_separators (entry))
    return fail_notation (text, error);
  if (entry[0] == '.' && g_ascii_isdigit (entry[1])) {
    memmove (entry + 1, entry, strlen (entry) + 1);
    entry[0] = '0';
  }
  trim_zeros (entry, max_scale);
  if (!g_ascii_isdigit (entry[0]))
    return fail_notation (text, error);
  if (!zb_decimal_parse (entry, max_scale, &value, error))
    return FALSE;
  if (negative)
    value.digits = -value.digits;
  *ret_value = value;
  return TRUE;
}

/* Writes the digits from the end of @buffer backwards, with @separator (or none) every three of
 * the whole part; returns where they begin. */
static const char *
format_backwards (ZbDecimal value, char separator, char *buffer, gsize size)
{
  guint64 rest = value.digits < 0 ? -(guint64)value.digits : (guint64)value.digits;
  guint scale = MIN (value.scale, ZB_DECIMAL_MAX_SCALE);
  char *c = buffer + size;
  guint written = 0;

  *--c = '\0';
  while (rest > 0 || written <= scale) {
    if (written == scale && scale > 0)
      *--c = '.';
    else if (separator != '\0' && written > scale && (written - scale) % 3 == 0)
      *--c = separator;
    *--c = (char)('0' + rest % 10);
    rest /= 10;
    written++;
  }
  if (value.digits < 0)
    *--c = '-';
  return c;
}

const char *
zb_decimal_format (ZbDecimal value, char buffer[ZB_DECIMAL_TEXT_SIZE])
{
  const char *start = format_backwards (value, '\0', buffer, ZB_DECIMAL_TEXT_SIZE);

  memmove (buffer, start, strlen (start) + 1);
  return buffer;
}

char *
zb_decimal_to_string (ZbDecimal value)
{
  char buffer[ZB_DECIMAL_TEXT_SIZE];

  return g_strdup (zb_decimal_format (value, buffer));
}

char *
zb_decimal_to_display (ZbDecimal value)
{
  char buffer[ZB_DECIMAL_TEXT_SIZE];

  return g_strdup (format_backwards (value, ',', buffer, sizeof buffer));
}

gboolean
zb_decimal_rescale (ZbDecimal value, guint scale, ZbDecimal *ret_value)
{
  gint64 digits = value.digits;

  if (scale > ZB_DECIMAL_MAX_SCALE || value.scale > ZB_DECIMAL_MAX_SCALE)
    return FALSE;
  if (scale < value.scale) {
    gint64 power = powers[value.scale - scale];

    if (digits % power != 0)
      return FALSE;
    digits /= power;
  } else {
    gint64 power = powers[scale - value.scale];

    if (digits > ZB_DECIMAL_MAX_DIGITS / power || digits < -ZB_DECIMAL_MAX_DIGITS / power)
      return FALSE;
    digits *= power;
  }
  *ret_value = (ZbDecimal){.digits = digits, .scale = scale};
  return TRUE;
}

int
zb_decimal_compare (ZbDecimal a, ZbDecimal b)
{
  guint scale = MAX (a.scale, b.scale);
  __int128 left, right;

  g_return_val_if_fail (scale <= ZB_DECIMAL_MAX_SCALE, 0);
  left = (__int128)a.digits * powers[scale - a.scale];
  right = (__int128)b.digits * powers[scale - b.scale];
  return (left > right) - (left < right);
}
