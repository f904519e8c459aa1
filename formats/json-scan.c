/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json-scan.h"

#include "formats/error.h"

#include <string.h>

typedef struct {
  const char *source;
  const char *start;
  const char *end;
  const char *at;
  guint depth;
  GString *string; /* owned: the newest string, decoded */
} Scan;

static gboolean scan_value (Scan *scan, GError **error);

/* The line the scan has come to, from 1. */
static int
current_line (const Scan *scan)
{
  int line = 1;

  for (const char *p = scan->start; p < scan->at; p++)
    line += *p == '\n';
  return line;
}

static gboolean
fail (const Scan *scan, ZbFormatError code, const char *message, GError **error)
{
  return zb_format_fail (error, code, scan->source, current_line (scan), "%s", message);
}

/* The next character, or 0 at the end (NUL bytes were refused). */
static char
peek (const Scan *scan)
{
  return scan->at < scan->end ? *scan->at : '\0';
}

static void
skip_blanks (Scan *scan)
{
  for (char c = peek (scan); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek (scan))
    scan->at++;
}

/* Skips blanks and @c if it comes next. */
static gboolean
take (Scan *scan, char c)
{
  skip_blanks (scan);
  if (peek (scan) != c)
    return FALSE;
  scan->at++;
  return TRUE;
}

/* Four hexadecimal digits; a value over 0xFFFF if they are not. */
static gunichar
take_hex (Scan *scan)
{
  gunichar value = 0;

  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (peek (scan));

    if (digit < 0)
      return G_MAXUINT32;
    value = value << 4 | (gunichar)digit;
    scan->at++;
  }
  return value;
}

/* After "\u": one code unit, or two that make a pair. */
static gboolean
scan_unicode (Scan *scan, GError **error)
{
  gunichar c = take_hex (scan);

  if (c >= 0xD800 && c < 0xDC00 && scan->end - scan->at > 2 && scan->at[0] == '\\' &&
      scan->at[1] == 'u') {
    gunichar low;

    scan->at += 2;
    low = take_hex (scan);
    if (low < 0xDC00 || low > 0xDFFF)
      return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "half a surrogate pair", error);
    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
  }
  if (c == G_MAXUINT32)
    return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "“\\u” needs four hexadecimal digits", error);
  if (c >= 0xD800 && c <= 0xDFFF)
    return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "half a surrogate pair", error);
  if (c == 0)
    return fail (scan, ZB_FORMAT_ERROR_FORBIDDEN, "a string holds a NUL character", error);
  g_string_append_unichar (scan->string, c);
  return TRUE;
}

static gboolean
scan_escape (Scan *scan, GError **error)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  char c = peek (scan);
  const char *found = c != '\0' ? strchr (letters, c) : NULL;

  if (c != 'u' && found == NULL)
    return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "an unknown escape in a string", error);
  scan->at++;
  if (c == 'u')
    return scan_unicode (scan, error);
  g_string_append_c (scan->string, meanings[found - letters]);
  return TRUE;
}

static gboolean
scan_string (Scan *scan, GError **error)
{
  g_string_truncate (scan->string, 0);
  scan->at++;
  while (scan->at < scan->end) {
    char c = *scan->at++;

    if (c == '"')
      return TRUE;
    if ((guint8)c < 0x20) {
      scan->at--;
      return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "a control character or line end in a string",
                   error);
    }
    if (c != '\\')
      g_string_append_c (scan->string, c);
    else if (!scan_escape (scan, error))
      return FALSE;
  }
  return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "a string has no end", error);
}

static gboolean
scan_number (Scan *scan, GError **error)
{
  gboolean negative = *scan->at == '-';
  guint64 most = negative ? (guint64)G_MAXINT64 + 1 : G_MAXINT64;
  const char *digits = scan->at + negative;
  g_autofree char *text = NULL;

  for (scan->at = digits; g_ascii_isdigit (peek (scan));)
    scan->at++;
  if (scan->at == digits || (*digits == '0' && scan->at > digits + 1))
    return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "a malformed number", error);
  if (peek (scan) == '.' || peek (scan) == 'e' || peek (scan) == 'E')
    return fail (scan, ZB_FORMAT_ERROR_FORBIDDEN,
                 "a number with fraction or exponent; figures travel as strings", error);
  text = g_strndup (digits, (gsize)(scan->at - digits));
  return g_ascii_string_to_unsigned (text, 10, 0, most, NULL, NULL) ||
         fail (scan, ZB_FORMAT_ERROR_TOO_LARGE, "a number does not fit in 64 bits", error);
}

static gboolean
scan_array (Scan *scan, GError **error)
{
  if (take (scan, ']'))
    return TRUE;
  do {
    if (!scan_value (scan, error))
      return FALSE;
  } while (take (scan, ','));
  return take (scan, ']') ||
         fail (scan, ZB_FORMAT_ERROR_MALFORMED, "“,” or “]” is missing in an array", error);
}

static gboolean
scan_object (Scan *scan, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (take (scan, '}'))
    return TRUE;
  do {
    skip_blanks (scan);
    if (peek (scan) != '"')
      return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "a key is missing in an object", error);
    if (!scan_string (scan, error))
      return FALSE;
    if (!g_hash_table_add (keys, g_strdup (scan->string->str)))
      return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, scan->source, current_line (scan),
                             "the key “%s” stands twice", scan->string->str);
    if (g_hash_table_size (keys) > ZB_JSON_MAX_MEMBERS)
      return fail (scan, ZB_FORMAT_ERROR_TOO_LARGE, "an object has more than 1024 members", error);
    if (!take (scan, ':'))
      return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "“:” is missing after a key", error);
    if (!scan_value (scan, error))
      return FALSE;
  } while (take (scan, ','));
  return take (scan, '}') ||
         fail (scan, ZB_FORMAT_ERROR_MALFORMED, "“,” or “}” is missing in an object", error);
}

static gboolean
scan_container (Scan *scan, GError **error)
{
  gboolean accepted;

  if (scan->depth == ZB_JSON_MAX_DEPTH)
    return fail (scan, ZB_FORMAT_ERROR_TOO_LARGE, "values are nested deeper than 16", error);
  scan->depth++;
  accepted = *scan->at++ == '[' ? scan_array (scan, error) : scan_object (scan, error);
  scan->depth--;
  return accepted;
}

static gboolean
scan_literal (Scan *scan, GError **error)
{
  static const char *const literals[] = {"true", "false", "null"};

  for (gsize i = 0; i < G_N_ELEMENTS (literals); i++) {
    gsize length = strlen (literals[i]);

    if ((gsize)(scan->end - scan->at) >= length && memcmp (scan->at, literals[i], length) == 0) {
      scan->at += length;
      return TRUE;
    }
  }
  return fail (scan, ZB_FORMAT_ERROR_MALFORMED, "a value is missing", error);
}

static gboolean
scan_value (Scan *scan, GError **error)
{
  char c;

  skip_blanks (scan);
  c = peek (scan);
  if (c == '{' || c == '[')
    return scan_container (scan, error);
  if (c == '"')
    return scan_string (scan, error);
  if (c == '-' || g_ascii_isdigit (c))
    return scan_number (scan, error);
  return scan_literal (scan, error);
}

gboolean
zb_json_scan (const char *source, const char *text, gsize length, GError **error)
{
  g_autoptr (GString) string = g_string_new (NULL);
  Scan scan = {source, text, text + length, text, 0, string};
  const char *bad;

  if (!g_utf8_validate_len (text, length, &bad)) {
    scan.at = bad;
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, current_line (&scan),
                           "byte 0x%02X does not belong to UTF-8 text", (guint8)*bad);
  }
  if (!scan_value (&scan, error))
    return FALSE;
  skip_blanks (&scan);
  return scan.at == scan.end ||
         fail (&scan, ZB_FORMAT_ERROR_MALFORMED, "something follows the value", error);
}
