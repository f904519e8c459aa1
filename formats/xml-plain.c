/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-plain.h"

#include "formats/xml-recording.h"
#include "formats/xml-signs.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define HOUSE "urn:zhibao:"

/* Far fewer than a parser is given. */
#define MOST_NAMES 512

/* A name, value or text as it stands in the document. */
typedef struct {
  const char *at;
  gsize length;
  gsize told; /* its length with references replaced by what they mean */
} Run;

typedef struct {
  Run name;
  guint n;
  struct {
    Run name, value;
  } attributes[ZB_XML_TRACE_ATTRIBUTES];
} Tag;

/* The document, as far as it has been read. It ends in '>', which is part of no run, so that nobody
 * who follows signs of one kind needs to look for the end. */
typedef struct {
  const char *at, *end;
  int line;
  const ZbXmlLimits *limits;
  ZbXmlRecording recording;
  Run ns; /* of the root, and of all */
  guint depth;
  struct {
    Run name;
    gboolean parent; /* has children */
  } open[ZB_XML_TRACE_DEPTH];
} Page;

static gboolean
take_sign (Page *page, char sign)
{
  if (page->at == page->end || *page->at != sign)
    return FALSE;
  page->at++;
  return TRUE;
}

static gboolean
take (Page *page, const char *text)
{
  gsize length = strlen (text);
  gboolean there = (gsize)(page->end - page->at) >= length && memcmp (page->at, text, length) == 0;

  page->at += there ? length : 0;
  return there;
}

static gboolean
skip_blanks (Page *page)
{
  const char *start = page->at;

  for (; ZB_XML_SIGN_IS (*page->at, BLANK); page->at++)
    page->line += *page->at == '\n';
  return page->at > start;
}

static gboolean
is_same (const Run *run, const Run *other)
{
  return run->length == other->length && *run->at == *other->at &&
         (run->length == 1 || memcmp (run->at, other->at, run->length) == 0);
}

static gboolean
read_name (Page *page, Run *ret_name)
{
  const char *start = page->at;

  if (!ZB_XML_SIGN_IS (*start, FIRST))
    return FALSE;
  while (ZB_XML_SIGN_IS (*page->at, NAME))
    page->at++;
  ret_name->at = start;
  ret_name->length = ret_name->told = (gsize)(page->at - start);
  return TRUE;
}

/* Whether a sign that is neither ordinary nor a reference may stand in what ends at @stop. */
static gboolean
may_stand (char sign, char stop)
{
  return stop == '<' ? ZB_XML_SIGN_IS (sign, BLANK) || sign == '"' || sign == '\''
                     : sign == '"' || sign == '\'';
}

/* What has to be looked at before it is known what it says: @ret_length of it. */
static gboolean
read_sign (const Page *page, const char *at, char stop, gsize *ret_length)
{
  char sign;

  *ret_length = *at == '&' ? zb_xml_sign_read_reference (at, page->end, &sign) : 1;
  return *ret_length > 1 || ZB_XML_SIGN_IS (*at, HIGH) ||
         (*ret_length == 1 && may_stand (*at, stop));
}

/* All up to @stop, which is '<' or a quote. */
static gboolean
read_run (Page *page, char stop, Run *ret_run)
{
  const char *at = page->at;
  gsize replaced = 0, length = 0;
  gboolean high = FALSE;

  for (;; at += length) {
    while (ZB_XML_SIGN_IS (*at, ITSELF))
      at++;
    if (*at == stop)
      break;
    if (!read_sign (page, at, stop, &length))
      return FALSE;
    high = high || ZB_XML_SIGN_IS (*at, HIGH);
    page->line += *at == '\n';
    replaced += length - 1;
  }
  *ret_run = (Run){page->at, (gsize)(at - page->at), (gsize)(at - page->at) - replaced};
  page->at = at;
  return ret_run->told <= page->limits->max_text_bytes &&
         (!high || zb_xml_sign_is_text (ret_run->at, ret_run->length));
}

static void
put_run (ZbXmlRecording *recording, const Run *run)
{
  const char *at = run->at, *end = run->at + run->length;

  if (run->told == run->length) {
    zb_xml_recording_text (recording, at, run->length);
    return;
  }
  for (char *to = zb_xml_recording_room (recording, run->told); at < end; to++) {
    *to = *at;
    at += *at == '&' ? zb_xml_sign_read_reference (at, end, to) : 1;
  }
}

static void
put_name (ZbXmlRecording *recording, const Run *name)
{
  zb_xml_recording_name (recording, name->at, name->length);
}

static gboolean
read_value (Page *page, Run *ret_value)
{
  char quote = *page->at++;

  if ((quote != '"' && quote != '\'') || !read_run (page, quote, ret_value))
    return FALSE;
  page->at++;
  return TRUE;
}

/* What the root declares is the namespace of all. */
static gboolean
read_declaration (Page *page)
{
  const char *before = page->at;
  int line = page->line;

  if (!skip_blanks (page) || !take (page, "xmlns=\"")) {
    page->at = before;
    page->line = line;
    return TRUE;
  }
  page->ns.at = page->at;
  if (page->limits->max_attributes == 0 || !take (page, HOUSE))
    return FALSE;
  while (ZB_XML_SIGN_IS (*page->at, NAME) || *page->at == ':')
    page->at++;
  page->ns.length = page->ns.told = (gsize)(page->at - page->ns.at);
  return take_sign (page, '"');
}

/* Whether the newest attribute may have its name. */
static gboolean
is_new (const Tag *tag)
{
  static const Run declaration = {"xmlns", sizeof "xmlns" - 1, 0};
  const Run *name = &tag->attributes[tag->n - 1].name;

  for (guint i = 0; i < tag->n - 1; i++)
    if (is_same (&tag->attributes[i].name, name))
      return FALSE;
  return !is_same (name, &declaration);
}

static gboolean
read_attributes (Page *page, Tag *tag)
{
  guint most = MIN (page->limits->max_attributes, (guint)ZB_XML_TRACE_ATTRIBUTES);

  while (skip_blanks (page) && ZB_XML_SIGN_IS (*page->at, FIRST)) {
    if (tag->n + 1 >= most) /* a declaration counts with them */
      return FALSE;
    guint i = tag->n++;
    if (!read_name (page, &tag->attributes[i].name) || !is_new (tag) || !take_sign (page, '=') ||
        !read_value (page, &tag->attributes[i].value))
      return FALSE;
  }
  return TRUE;
}

static void
put_start (Page *page, const Tag *tag)
{
  ZbXmlRecording *recording = &page->recording;

  zb_xml_recording_place (recording, 'S', page->line);
  put_name (recording, &page->ns);
  put_name (recording, &tag->name);
  zb_xml_recording_number (recording, tag->n);
  for (guint i = 0; i < tag->n; i++) {
    put_name (recording, &tag->attributes[i].name);
    put_run (recording, &tag->attributes[i].value);
  }
}

static void
put_end (Page *page, const Run *text)
{
  zb_xml_recording_place (&page->recording, 'E', page->line);
  put_run (&page->recording, text);
}

static gboolean
end_tag (Page *page, const char *start)
{
  return take_sign (page, '>') && (gsize)(page->at - start) <= page->limits->max_tag_bytes;
}

static const Run nothing = {"", 0, 0};

static gboolean
read_start (Page *page)
{
  const char *start = page->at;
  Tag tag;

  tag.n = 0;
  if (page->depth == MIN (page->limits->max_depth, (guint)ZB_XML_TRACE_DEPTH) ||
      page->recording.n_new > MOST_NAMES || !zb_xml_recording_has_room (&page->recording) ||
      !take_sign (page, '<') || !read_name (page, &tag.name) ||
      (page->depth == 0 && !read_declaration (page)) || !read_attributes (page, &tag))
    return FALSE;
  gboolean closed = take_sign (page, '/');
  if (!end_tag (page, start))
    return FALSE;
  put_start (page, &tag);
  if (closed) {
    put_end (page, &nothing);
    return TRUE;
  }
  page->open[page->depth].name = tag.name;
  page->open[page->depth++].parent = FALSE;
  return TRUE;
}

static gboolean
says_nothing (const Run *text)
{
  gsize i = 0;

  while (i < text->length && ZB_XML_SIGN_IS (text->at[i], BLANK))
    i++;
  return i == text->length;
}

/* @text: what stands before it, since the element's start or that of its last child's end. */
static gboolean
read_end (Page *page, const Run *text)
{
  const char *start = page->at;
  gboolean parent = page->open[page->depth - 1].parent;
  Run name;

  if (!take (page, "</") || !read_name (page, &name) ||
      !is_same (&name, &page->open[page->depth - 1].name) || (parent && !says_nothing (text)))
    return FALSE;
  skip_blanks (page);
  if (!end_tag (page, start))
    return FALSE;
  put_end (page, parent ? &nothing : text);
  page->depth--;
  return TRUE;
}

/* What follows inside the innermost open element: its end, or its next child. */
static gboolean
read_next (Page *page)
{
  Run text;

  if (!read_run (page, '<', &text))
    return FALSE;
  if (page->at[1] == '/')
    return read_end (page, &text);
  page->open[page->depth - 1].parent = TRUE;
  return says_nothing (&text) && read_start (page);
}

static gboolean
read_document (Page *page)
{
  take (page, "\xEF\xBB\xBF");
  take (page, HEAD);
  if (page->at == page->end)
    return FALSE;
  skip_blanks (page);
  gboolean plain = read_start (page);
  while (plain && page->depth > 0)
    plain = page->at < page->end && read_next (page);
  return plain && page->at == page->end;
}

GBytes *
zb_xml_plain_trace (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  const char *document = bytes;
  Page page = {.at = document, .line = 1, .limits = limits};
  gsize end = length;

  if (limits == NULL)
    page.limits = &zb_xml_default_limits;
  if (length > MIN (page.limits->max_bytes, (gsize)G_MAXINT))
    return NULL;
  while (end > 0 && ZB_XML_SIGN_IS (document[end - 1], BLANK))
    end--;
  if (end == 0 || document[end - 1] != '>')
    return NULL;
  page.end = document + end;
  zb_xml_recording_begin (&page.recording, length);
  if (read_document (&page)) {
    zb_xml_recording_kind (&page.recording, '.');
    return zb_xml_recording_end (&page.recording);
  }
  zb_xml_recording_clear (&page.recording);
  return NULL;
}
