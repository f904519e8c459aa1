/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calculation.h"

#include <string.h>

#include "forms/error.h"

typedef __int128 Wide;

/* A fraction in lowest terms; the denominator is positive. */
typedef struct {
  Wide numerator;
  Wide denominator;
} Fraction;

typedef struct {
  const char *text; /* ASCII */
  const char *at;
  guint depth;
  gboolean divides;
} Reader;

static gboolean
fail (const Reader *reader, ZbFormsError code, const char *what, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, code, "%s at character %u of \"%s\"", what,
               (guint)(reader->at - reader->text) + 1, reader->text);
  return FALSE;
}

static gboolean
fail_range (const Reader *reader, GError **error)
{
  return fail (reader, ZB_FORMS_ERROR_OUT_OF_RANGE, "a step cannot be held exactly", error);
}

static Wide
get_divisor (Wide a, Wide b)
{
  while (b != 0) {
    Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

static Fraction
reduce (Wide numerator, Wide denominator)
{
  Wide divisor = get_divisor (numerator, denominator);
  if (denominator < 0)
    divisor = -divisor;
  return (Fraction){numerator / divisor, denominator / divisor};
}

/* Well below where a sign or a sum could overflow. */
static gboolean
fits (Wide value)
{
  const Wide most = (Wide)1 << 126;
  return value < most && value > -most;
}

/* FALSE when it overflows. */
static gboolean
multiply (Fraction a, Fraction b, Fraction *ret_result)
{
  Wide numerator, denominator;
  /* Reduced crosswise, the products stay as small as they can be. */
  Fraction left = reduce (a.numerator, b.denominator);
  Fraction right = reduce (b.numerator, a.denominator);

  if (__builtin_mul_overflow (left.numerator, right.numerator, &numerator) ||
      __builtin_mul_overflow (left.denominator, right.denominator, &denominator) ||
      !fits (numerator) || !fits (denominator))
    return FALSE;
  *ret_result = reduce (numerator, denominator);
  return TRUE;
}

static gboolean
add (Fraction a, Fraction b, Fraction *ret_result)
{
  Wide left, right, numerator, denominator;

  if (__builtin_mul_overflow (a.numerator, b.denominator, &left) ||
      __builtin_mul_overflow (b.numerator, a.denominator, &right) ||
      __builtin_add_overflow (left, right, &numerator) ||
      __builtin_mul_overflow (a.denominator, b.denominator, &denominator) || !fits (numerator) ||
      !fits (denominator))
    return FALSE;
  *ret_result = reduce (numerator, denominator);
  return TRUE;
}

static void
skip_blanks (Reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\t')
    reader->at++;
}

/* The next character if it is one of @wanted, else 0. */
static char
take (Reader *reader, const char *wanted)
{
  skip_blanks (reader);
  if (*reader->at == '\0' || strchr (wanted, *reader->at) == NULL)
    return 0;
  return *reader->at++;
}

static gboolean
read_number (Reader *reader, Fraction *ret_value, GError **error)
{
  gsize length = strspn (reader->at, "0123456789.,");
  g_autofree char *text = g_strndup (reader->at, length);
  const char *point = strchr (text, '.');
  /* No more decimals than are written, or a long whole number would not fit. */
  guint scale = point != NULL ? (guint)MIN (strlen (point + 1), ZB_DECIMAL_MAX_SCALE) : 0;
  ZbDecimal value;
  Wide denominator = 1;

  if (length == 0)
    return fail (reader, ZB_FORMS_ERROR_INVALID, "a figure is missing", error);
  if (!zb_decimal_parse_entry (text, scale, &value, NULL))
    return fail (reader, ZB_FORMS_ERROR_INVALID, "this is no figure", error);
  reader->at += length;
  for (guint i = 0; i < value.scale; i++)
    denominator *= 10;
  *ret_value = reduce (value.digits, denominator);
  return TRUE;
}

static gboolean read_sum (Reader *reader, Fraction *ret_value, GError **error);

/* A figure, a sum in brackets, or either with a sign. */
static gboolean
read_factor (Reader *reader, Fraction *ret_value, GError **error)
{
  char first = take (reader, "+-(");
  gboolean read;

  if (first == 0)
    return read_number (reader, ret_value, error);
  if (++reader->depth > ZB_CALCULATION_MAX_DEPTH)
    return fail (reader, ZB_FORMS_ERROR_TOO_LARGE, "too many brackets within each other", error);
  read =
      first == '(' ? read_sum (reader, ret_value, error) : read_factor (reader, ret_value, error);
  reader->depth--;
  if (!read)
    return FALSE;
  if (first == '-')
    ret_value->numerator = -ret_value->numerator;
  if (first == '(' && take (reader, ")") == 0)
    return fail (reader, ZB_FORMS_ERROR_INVALID, "a closing bracket is missing", error);
  return TRUE;
}

static gboolean
read_product (Reader *reader, Fraction *ret_value, GError **error)
{
  char sign;

  if (!read_factor (reader, ret_value, error))
    return FALSE;
  while ((sign = take (reader, "*/")) != 0) {
    Fraction factor;
    if (!read_factor (reader, &factor, error))
      return FALSE;
    if (sign == '/' && factor.numerator == 0)
      return fail (reader, ZB_FORMS_ERROR_INVALID, "a division by zero", error);
    if (sign == '/') {
      reader->divides = TRUE;
      factor = reduce (factor.denominator, factor.numerator);
    }
    if (!multiply (*ret_value, factor, ret_value))
      return fail_range (reader, error);
  }
  return TRUE;
}

static gboolean
read_sum (Reader *reader, Fraction *ret_value, GError **error)
{
  char sign;

  if (!read_product (reader, ret_value, error))
    return FALSE;
  while ((sign = take (reader, "+-")) != 0) {
    Fraction term;
    if (!read_product (reader, &term, error))
      return FALSE;
    if (sign == '-')
      term.numerator = -term.numerator;
    if (!add (*ret_value, term, ret_value))
      return fail_range (reader, error);
  }
  return TRUE;
}

/* To so many decimals. */
static gboolean
settle (const Reader *reader, Fraction value, guint scale, ZbDecimal *ret_value, GError **error)
{
  Wide power = 1;
  Wide scaled;

  for (guint i = 0; i < scale; i++)
    power *= 10;
  if (__builtin_mul_overflow (value.numerator, power, &scaled))
    return fail_range (reader, error);
  Wide digits = scaled / value.denominator;
  Wide rest = scaled % value.denominator;
  if (rest != 0 && !reader->divides)
    return fail (reader, ZB_FORMS_ERROR_OUT_OF_RANGE, "too many decimals", error);
  Wide size = rest < 0 ? -rest : rest;
  if (size != 0 && size >= value.denominator - size)
    digits += rest < 0 ? -1 : 1;
  if (digits > ZB_DECIMAL_MAX_DIGITS || digits < -ZB_DECIMAL_MAX_DIGITS)
    return fail (reader, ZB_FORMS_ERROR_OUT_OF_RANGE, "the result has more than 18 digits", error);
  *ret_value = (ZbDecimal){(gint64)digits, scale};
  return TRUE;
}

/* Full-width characters stand 0xFEE0 above the ASCII ones. (transfer full) */
static char *
to_ascii (const char *text)
{
  GString *ascii = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    if (c >= 0xFF01 && c <= 0xFF5E)
      c -= 0xFEE0;
    else if (c == 0x3000)
      c = ' ';
    else if (c == 0x00D7)
      c = '*';
    else if (c == 0x00F7)
      c = '/';
    else if (c == 0x2212)
      c = '-';
    g_string_append_unichar (ascii, c);
  }
  return g_string_free (ascii, FALSE);
}

gboolean
zb_calculation_is (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '=' || g_str_has_prefix (text, "＝");
}

gboolean
zb_calculation_evaluate (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error)
{
  Fraction value;

  if (strlen (text) > ZB_CALCULATION_MAX_BYTES) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE,
                 "a calculation has at most %d bytes", ZB_CALCULATION_MAX_BYTES);
    return FALSE;
  }
  g_autofree char *ascii = g_strstrip (to_ascii (text));
  Reader reader = {.text = ascii, .at = ascii};
  if (take (&reader, "=") == 0)
    return fail (&reader, ZB_FORMS_ERROR_INVALID, "an equals sign is missing", error);
  if (!read_sum (&reader, &value, error))
    return FALSE;
  skip_blanks (&reader);
  if (*reader.at != '\0')
    return fail (&reader, ZB_FORMS_ERROR_INVALID, "something is left over", error);
  return settle (&reader, value, max_scale, ret_value, error);
}
