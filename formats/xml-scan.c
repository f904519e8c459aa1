/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-scan.h"

#include "formats/error.h"

#include <string.h>

typedef struct {
  const char *source;
  const char *start;
  const char *end;
  const ZbXmlLimits *limits;
} Scan;

/* Sets the error with the line of @at and returns NULL, the "no next position" of the scanners. */
static const char *G_GNUC_PRINTF (5, 6) scan_fail (
    const Scan *scan, const char *at, ZbFormatError code, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;
  int line = 1;

  for (const char *p = scan->start; (p = memchr (p, '\n', (gsize)(at - p))) != NULL; p++)
    line++;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ZB_FORMAT_ERROR, code, "%s:%d: %s", scan->source, line, message);
  return NULL;
}

static gboolean
begins_with (const Scan *scan, const char *at, const char *text)
{
  gsize length = strlen (text);

  return (gsize)(scan->end - at) >= length && memcmp (at, text, length) == 0;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A start or end tag; returns the position after its '>'. */
static const char *
scan_tag (const Scan *scan, const char *tag, GError **error)
{
  static const guint8 special[256] = {['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1};
  gsize left = (gsize)(scan->end - tag);
  const char *end = tag + MIN (left, scan->limits->max_tag_bytes);
  guint n_attributes = 0;
  char quote = 0;

  for (const char *p = tag + 1; p < end; p++) {
    if (!special[(guint8)*p])
      continue;
    if (*p == '<')
      return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, error, "“<” inside a tag");
    if (quote != 0)
      quote = *p == quote ? 0 : quote;
    else if (*p == '>')
      return p + 1;
    else if (++n_attributes > scan->limits->max_attributes)
      return scan_fail (scan, tag, ZB_FORMAT_ERROR_TOO_LARGE, error,
                        "an element has more than %u attributes", scan->limits->max_attributes);
    else
      quote = *p;
  }
  if (left <= scan->limits->max_tag_bytes)
    return scan_fail (scan, tag, ZB_FORMAT_ERROR_MALFORMED, error, "a tag has no end");
  return scan_fail (scan, tag, ZB_FORMAT_ERROR_TOO_LARGE, error,
                    "a tag is longer than %" G_GSIZE_FORMAT " bytes", scan->limits->max_tag_bytes);
}

/* A comment or CDATA section; returns the position after @closing. */
static const char *
scan_section (
    const Scan *scan, const char *section, const char *opening, const char *closing, GError **error)
{
  const char *body = section + strlen (opening);
  const char *found = g_strstr_len (body, scan->end - body, closing);

  if (found == NULL)
    return scan_fail (scan, section, ZB_FORMAT_ERROR_MALFORMED, error, "a “%s” section has no end",
                      opening);
  return found + strlen (closing);
}

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && is_blank (*p))
    p++;
  return p;
}

/* One NAME="VALUE" of the XML declaration whose value is among @allowed; @p is left where it was if
 * the name is another one. */
static gboolean
scan_pseudo_attribute (const char **p,
                       const char *end,
                       const char *name,
                       const char *const *allowed)
{
  const char *at = skip_blanks (*p, end);
  gsize length = strlen (name);
  const char *closing;

  if (at == *p || (gsize)(end - at) < length || memcmp (at, name, length) != 0)
    return TRUE;
  at = skip_blanks (at + length, end);
  if (at == end || *at != '=')
    return FALSE;
  at = skip_blanks (at + 1, end);
  if (at == end || (*at != '"' && *at != '\''))
    return FALSE;
  closing = memchr (at + 1, *at, (gsize)(end - at - 1));
  if (closing == NULL)
    return FALSE;
  for (; *allowed != NULL; allowed++) {
    length = strlen (*allowed);
    if ((gsize)(closing - at - 1) == length && g_ascii_strncasecmp (at + 1, *allowed, length) == 0)
      *p = closing + 1;
  }
  return *p == closing + 1;
}

static const char *
scan_declaration (const Scan *scan, GError **error)
{
  static const char *const versions[] = {"1.0", NULL};
  static const char *const encodings[] = {"UTF-8", NULL};
  static const char *const answers[] = {"yes", "no", NULL};
  const char *p = scan->start + strlen ("<?xml");
  const char *version = p;
  const char *end = g_strstr_len (p, scan->end - p, "?>");

  if (end == NULL)
    return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, error, "the XML declaration has no end");
  if (!scan_pseudo_attribute (&p, end, "version", versions) || p == version)
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, error, "only XML version 1.0 is read");
  if (!scan_pseudo_attribute (&p, end, "encoding", encodings))
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, error, "only UTF-8 encoding is read");
  if (!scan_pseudo_attribute (&p, end, "standalone", answers) || skip_blanks (p, end) != end)
    return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, error,
                      "the XML declaration is malformed");
  return end + 2;
}

/* Whatever begins with '<' at @p; returns the position after it. */
static const char *
scan_markup (const Scan *scan, const char *p, GError **error)
{
  if (begins_with (scan, p, "<!--"))
    return scan_section (scan, p, "<!--", "-->", error);
  if (begins_with (scan, p, "<![CDATA["))
    return scan_section (scan, p, "<![CDATA[", "]]>", error);
  if (begins_with (scan, p, "<!"))
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, error,
                      "DOCTYPE and other declarations are not accepted");
  if (begins_with (scan, p, "<?xml") && p == scan->start && scan->end - p > 5 && is_blank (p[5]))
    return scan_declaration (scan, error);
  if (begins_with (scan, p, "<?"))
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, error,
                      "processing instructions are not accepted");
  return scan_tag (scan, p, error);
}

/* NUL is looked for first, since UTF-16 shows itself by it. */
static gboolean
scan_characters (const Scan *scan, GError **error)
{
  gsize length = (gsize)(scan->end - scan->start);
  const char *nul = memchr (scan->start, 0, length);
  const char *bad;

  if (nul != NULL) {
    scan_fail (scan, nul, ZB_FORMAT_ERROR_MALFORMED, error, "a NUL byte: only UTF-8 is read");
    return FALSE;
  }
  if (!g_utf8_validate_len (scan->start, length, &bad)) {
    scan_fail (scan, bad, ZB_FORMAT_ERROR_MALFORMED, error,
               "byte 0x%02X does not belong to UTF-8 text", (guint8)*bad);
    return FALSE;
  }
  return TRUE;
}

gboolean
zb_xml_scan (
    const char *source, const char *bytes, gsize length, const ZbXmlLimits *limits, GError **error)
{
  const Scan scan = {source, bytes, bytes + length, limits};

  if (!scan_characters (&scan, error))
    return FALSE;
  for (const char *p = bytes; (p = memchr (p, '<', (gsize)(scan.end - p))) != NULL;) {
    p = scan_markup (&scan, p, error);
    if (p == NULL)
      return FALSE;
  }
  return TRUE;
}
