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

/* The line of @at, from 1. */
static int
line_of (const Scan *scan, const char *at)
{
  int line = 1;

  for (const char *p = scan->start; (p = memchr (p, '\n', (gsize)(at - p))) != NULL; p++)
    line++;
  return line;
}

/* Sets the error and returns NULL, the "no next position" of the scanners. */
static const char *
scan_fail (
    const Scan *scan, const char *at, ZbFormatError code, const char *message, GError **error)
{
  zb_format_fail (error, code, scan->source, line_of (scan, at), "%s", message);
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
      return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, "“<” inside a tag", error);
    if (quote != 0)
      quote = *p == quote ? 0 : quote;
    else if (*p == '>')
      return p + 1;
    else if (++n_attributes <= scan->limits->max_attributes)
      quote = *p;
    else {
      zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, scan->source, line_of (scan, tag),
                      "an element has more than %u attributes", scan->limits->max_attributes);
      return NULL;
    }
  }
  if (left <= scan->limits->max_tag_bytes)
    return scan_fail (scan, tag, ZB_FORMAT_ERROR_MALFORMED, "a tag has no end", error);
  zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, scan->source, line_of (scan, tag),
                  "a tag is longer than %" G_GSIZE_FORMAT " bytes", scan->limits->max_tag_bytes);
  return NULL;
}

/* A comment or CDATA section; returns the position after @closing. */
static const char *
scan_section (
    const Scan *scan, const char *section, const char *opening, const char *closing, GError **error)
{
  const char *body = section + strlen (opening);
  const char *found = g_strstr_len (body, scan->end - body, closing);

  if (found != NULL)
    return found + strlen (closing);
  zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, scan->source, line_of (scan, section),
                  "a “%s” section has no end", opening);
  return NULL;
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
    return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, "the XML declaration has no end", error);
  if (!scan_pseudo_attribute (&p, end, "version", versions) || p == version)
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, "only XML version 1.0 is read", error);
  if (!scan_pseudo_attribute (&p, end, "encoding", encodings))
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN, "only UTF-8 encoding is read", error);
  if (!scan_pseudo_attribute (&p, end, "standalone", answers) || skip_blanks (p, end) != end)
    return scan_fail (scan, p, ZB_FORMAT_ERROR_MALFORMED, "the XML declaration is malformed",
                      error);
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
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN,
                      "DOCTYPE and other declarations are not accepted", error);
  if (begins_with (scan, p, "<?xml") && p == scan->start && scan->end - p > 5 && is_blank (p[5]))
    return scan_declaration (scan, error);
  if (begins_with (scan, p, "<?"))
    return scan_fail (scan, p, ZB_FORMAT_ERROR_FORBIDDEN,
                      "processing instructions are not accepted", error);
  return scan_tag (scan, p, error);
}

/* The first byte that belongs to no UTF-8 character, or NULL. Markup and figures are ASCII, so
 * eight bytes at a time are passed by their high bits. */
static const char *
find_bad_utf8 (const char *p, const char *end)
{
  const guint64 high_bits = G_GUINT64_CONSTANT (0x8080808080808080);
  guint64 word;

  while (p < end) {
    gunichar c;

    for (; (gsize)(end - p) >= sizeof word; p += sizeof word) {
      memcpy (&word, p, sizeof word);
      if ((word & high_bits) != 0)
        break;
    }
    if (p == end)
      break;
    c = (guint8)*p < 0x80 ? (guint8)*p : g_utf8_get_char_validated (p, end - p);
    if (c > 0x10FFFF)
      return p;
    p += g_unichar_to_utf8 (c, NULL);
  }
  return NULL;
}

/* NUL is looked for first, since UTF-16 shows itself by it. */
static gboolean
scan_characters (const Scan *scan, GError **error)
{
  gsize length = (gsize)(scan->end - scan->start);
  const char *nul = memchr (scan->start, 0, length);
  const char *bad;

  if (nul != NULL) {
    scan_fail (scan, nul, ZB_FORMAT_ERROR_MALFORMED, "a NUL byte: only UTF-8 is read", error);
    return FALSE;
  }
  bad = find_bad_utf8 (scan->start, scan->end);
  return bad == NULL ||
         zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, scan->source, line_of (scan, bad),
                         "byte 0x%02X does not belong to UTF-8 text", (guint8)*bad);
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
