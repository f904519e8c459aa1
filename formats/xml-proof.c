/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a trace against the document it is said to be of. */
#include "formats/xml-trace.h"

#include "formats/xml-signs.h"
#include "formats/xml-trace-private.h"

#include <string.h>

/* The document, as far as it has been proven. */
typedef struct {
  const char *at, *end;
  const char *ns;                      /* of the root, and of all */
  gboolean closed;                     /* the element that was just begun ended with its tag */
  gboolean parent[ZB_XML_TRACE_DEPTH]; /* an open element that has children */
} Page;

static gboolean
is_blank (char sign)
{
  return sign == ' ' || sign == '\n' || sign == '\t' || sign == '\r';
}

static gboolean
skip_blanks (Page *page)
{
  const char *start = page->at;

  while (page->at < page->end && is_blank (*page->at))
    page->at++;
  return page->at > start;
}

static gboolean
take (Page *page, const char *text, gsize length)
{
  if ((gsize)(page->end - page->at) < length || memcmp (page->at, text, length) != 0)
    return FALSE;
  page->at += length;
  return TRUE;
}

#define TAKE(page, text) take (page, text, sizeof text - 1)

#define HOUSE "urn:zhibao:"

/* As plain as names of elements and attributes are here. */
static gboolean
take_name (Page *page, const char *name)
{
  const char *at = page->at;

  if (!ZB_XML_SIGN_IS (*name, FIRST))
    return FALSE;
  for (; *name != '\0'; name++, at++)
    if (at == page->end || *at != *name || !ZB_XML_SIGN_IS (*name, NAME))
      return FALSE;
  page->at = at;
  return TRUE;
}

/* The sign at the cursor is written as a reference. */
static gboolean
take_reference (Page *page, char sign)
{
  char said = '\0';
  gsize length = zb_xml_sign_read_reference (page->at, page->end, &said);

  if (length == 0 || said != sign)
    return FALSE;
  page->at += length;
  return TRUE;
}

/* What text must not hold, "]]>", ends at the cursor. Some of the document lies before it. */
static gboolean
ends_section (const Page *page)
{
  return *page->at == '>' && page->at[-1] == ']';
}

/* One sign of a text that ends at @stop. Blanks that a reader would change are none that can be
 * proven. */
static gboolean
take_sign (Page *page, char sign, char stop)
{
  if (page->at == page->end)
    return FALSE;
  if (*page->at == '&')
    return take_reference (page, sign);
  if (*page->at != sign || sign == '<' || sign == stop || sign == '\r' || ends_section (page) ||
      ((guint8)sign < ' ' && (stop != '<' || !is_blank (sign))))
    return FALSE;
  page->at++;
  return TRUE;
}

/* @text as it stands in the document up to @stop, which is '<' or a quote. */
static gboolean
take_text (Page *page, const char *text, char stop)
{
  const char *sign = text;
  gboolean plain = TRUE;

  for (; *sign != '\0'; sign++) {
    if (page->at < page->end && *page->at == *sign && ZB_XML_SIGN_IS (*sign, ITSELF)) {
      page->at++;
      continue;
    }
    plain = plain && (*sign & 0x80) == 0;
    if (!take_sign (page, *sign, stop))
      return FALSE;
  }
  return page->at < page->end && *page->at == stop &&
         (plain || zb_xml_sign_is_text (text, strlen (text)));
}

static gboolean
take_value (Page *page, const char *value)
{
  char quote = '\0';

  if (!TAKE (page, "=") || page->at == page->end)
    return FALSE;
  quote = *page->at++;
  if ((quote != '"' && quote != '\'') || !take_text (page, value, quote))
    return FALSE;
  page->at++;
  return TRUE;
}

static gboolean
is_doubled (const ZbXmlRecord *record, guint index)
{
  for (guint i = 0; i < index; i++)
    if (strcmp (record->attributes[2 * i], record->attributes[2 * index]) == 0)
      return TRUE;
  return FALSE;
}

/* What the root declares is the namespace of all. */
static gboolean
take_declaration (Page *page, const ZbXmlRecord *record)
{
  const char *before = page->at;

  if (record->ns == NULL || !g_str_has_prefix (record->ns, HOUSE) || !skip_blanks (page) ||
      !TAKE (page, "xmlns")) {
    page->at = before;
    return record->ns == NULL;
  }
  page->ns = record->ns;
  return take_value (page, record->ns);
}

static gboolean
is_declaration (const char *name)
{
  return name[0] == 'x' && strcmp (name, "xmlns") == 0;
}

/* Names mostly lie where they lay in the trace before. */
static gboolean
is_of (const Page *page, const char *ns)
{
  return ns == page->ns || g_strcmp0 (ns, page->ns) == 0;
}

static gboolean
take_attributes (Page *page, const ZbXmlRecord *record)
{
  for (guint i = 0; i < record->n; i++)
    if (!skip_blanks (page) || is_doubled (record, i) ||
        is_declaration (record->attributes[2 * i]) ||
        !take_name (page, record->attributes[2 * i]) ||
        !take_value (page, record->attributes[2 * i + 1]))
      return FALSE;
  return TRUE;
}

static gboolean
prove_start (Page *page, const ZbXmlRecord *record, guint depth)
{
  gboolean root = depth == 1;

  if (depth > 1) {
    if (page->closed)
      return FALSE;
    skip_blanks (page);
    page->parent[depth - 2] = TRUE;
  }
  page->parent[depth - 1] = FALSE;
  if (!TAKE (page, "<") || !take_name (page, record->name) ||
      (root ? !take_declaration (page, record) : !is_of (page, record->ns)) ||
      !take_attributes (page, record))
    return FALSE;
  skip_blanks (page);
  page->closed = TAKE (page, "/>");
  return page->closed || TAKE (page, ">");
}

/* @depth: of what stays open. */
static gboolean
prove_end (Page *page, const ZbXmlRecord *record, guint depth)
{
  gboolean closed = page->closed;

  page->closed = FALSE;
  if (closed)
    return *record->text == '\0';
  if (page->parent[depth]) {
    skip_blanks (page);
    if (*record->text != '\0')
      return FALSE;
  } else if (!take_text (page, record->text, '<')) {
    return FALSE;
  }
  if (!TAKE (page, "</") || !take_name (page, record->name))
    return FALSE;
  skip_blanks (page);
  return TAKE (page, ">");
}

/* TRUE as long as the record is what stands there. */
static gboolean
prove (Page *page, const ZbXmlRecord *record, guint depth)
{
  switch (record->kind) {
  case 'S':
    return prove_start (page, record, depth);
  case 'E':
    return prove_end (page, record, depth);
  case '.':
    skip_blanks (page);
    return page->at == page->end;
  default:
    return FALSE;
  }
}

ZbXmlTraceStanding
zb_xml_trace_check (GBytes *trace, const void *bytes, gsize length)
{
  static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  Page page = {.at = bytes, .end = (const char *)bytes + length};
  gboolean proven = TRUE;
  ZbXmlTracing tracing;
  ZbXmlRecord record;

  TAKE (&page, "\xEF\xBB\xBF");
  TAKE (&page, head);
  skip_blanks (&page);
  zb_xml_tracing_begin (&tracing, trace);
  while (zb_xml_tracing_take (&tracing, &record)) {
    proven = proven && prove (&page, &record, tracing.depth);
    if (tracing.done)
      return proven ? ZB_XML_TRACE_PROVEN : ZB_XML_TRACE_TOLD;
  }
  return ZB_XML_TRACE_BROKEN;
}
