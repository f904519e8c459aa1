/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-plain.h"

#include "formats/xml-signs.h"
#include "formats/xml-trace-private.h"
#include "formats/xml-trace.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define DECLARATION "xmlns"
#define HOUSE "urn:zhibao:"

/* Of more than one letter, and far fewer than a parser is given. */
#define MOST_NAMES 512
#define NAMES_IN_MIND 32

/* A name, value or text as it stands in the document. */
typedef struct {
  char *at;
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

/* The document, as far as it has been read. It is a copy, and becomes the texts of the trace: what
 * was read past is written over by the NUL behind each. It ends in '>', which is part of no run, so
 * that nobody who follows signs of one kind needs to look for the end. */
typedef struct {
  char *at;
  const char *end;
  int line;
  const ZbXmlLimits *limits;
  const char *texts; /* places count from here */
  guint8 *marks;     /* where the next one goes */
  int line_told;
  Run ns; /* of the root, and of all */
  Run names[NAMES_IN_MIND];
  guint n_names;
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

/* Of names that are longer than one letter: those are few. */
static gboolean
is_one_too_many (Page *page, const Run *name)
{
  Run *known = &page->names[((guint8)name->at[0] * 7u + (guint8)name->at[1] * 31u) % NAMES_IN_MIND];

  if (known->at != NULL && is_same (known, name))
    return FALSE;
  *known = *name;
  return ++page->n_names > MOST_NAMES;
}

static gboolean
read_name (Page *page, Run *ret_name)
{
  char *start = page->at;

  if (!ZB_XML_SIGN_IS (*start, FIRST))
    return FALSE;
  while (ZB_XML_SIGN_IS (*page->at, NAME))
    page->at++;
  *ret_name = (Run){start, (gsize)(page->at - start), (gsize)(page->at - start)};
  return ret_name->length == 1 || !is_one_too_many (page, ret_name);
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
  char *at = page->at;
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
put_mark (Page *page, ZbXmlMark kind, gsize value)
{
  const guint32 mark = ZB_XML_MARK (kind, value);

  memcpy (page->marks, &mark, sizeof mark);
  page->marks += sizeof mark;
}

/* Nothing behind it is still to be read. */
static void
put_run (Page *page, ZbXmlMark kind, const Run *run)
{
  const char *at = run->at, *end = run->at + run->length;

  if (run->told < run->length)
    for (char *to = run->at; at < end; to++) {
      *to = *at;
      at += *at == '&' ? zb_xml_sign_read_reference (at, end, to) : 1;
    }
  run->at[run->told] = '\0';
  put_mark (page, kind, (gsize)(run->at - page->texts));
}

static void
put_line (Page *page)
{
  if (page->line > page->line_told)
    put_mark (page, ZB_XML_MARK_LINE, (gsize)page->line);
  page->line_told = page->line;
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
  char *before = page->at;
  int line = page->line;

  if (!skip_blanks (page) || !take (page, DECLARATION "=\"")) {
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
  const Run *name = &tag->attributes[tag->n - 1].name;

  for (guint i = 0; i < tag->n - 1; i++)
    if (is_same (&tag->attributes[i].name, name))
      return FALSE;
  return name->length != strlen (DECLARATION) || memcmp (name->at, DECLARATION, name->length) != 0;
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
  put_line (page);
  if (page->depth == 0 && page->ns.at != NULL)
    put_run (page, ZB_XML_MARK_NAMESPACE, &page->ns);
  put_run (page, ZB_XML_MARK_START, &tag->name);
  for (guint i = 0; i < tag->n; i++) {
    put_run (page, ZB_XML_MARK_ATTRIBUTE, &tag->attributes[i].name);
    put_run (page, ZB_XML_MARK_ATTRIBUTE, &tag->attributes[i].value);
  }
}

/* @text NULL: none. */
static void
put_end (Page *page, const Run *text)
{
  put_line (page);
  if (text == NULL)
    put_mark (page, ZB_XML_MARK_END, 0);
  else
    put_run (page, ZB_XML_MARK_END, text);
}

static gboolean
end_tag (Page *page, const char *start)
{
  return take_sign (page, '>') && (gsize)(page->at - start) <= page->limits->max_tag_bytes;
}

static gboolean
read_start (Page *page)
{
  const char *start = page->at;
  Tag tag;

  tag.n = 0;
  if (page->depth == MIN (page->limits->max_depth, (guint)ZB_XML_TRACE_DEPTH) ||
      !take_sign (page, '<') || !read_name (page, &tag.name) ||
      (page->depth == 0 && !read_declaration (page)) || !read_attributes (page, &tag))
    return FALSE;
  gboolean closed = take_sign (page, '/');
  if (!end_tag (page, start))
    return FALSE;
  put_start (page, &tag);
  if (closed) {
    put_end (page, NULL);
    return TRUE;
  }
  page->open[page->depth].name = tag.name;
  page->open[page->depth++].parent = FALSE;
  return TRUE;
}

/* All up to the next tag: mostly the layout of elements. */
static gboolean
read_text (Page *page, Run *ret_text, gboolean *ret_blank)
{
  char *start = page->at;

  skip_blanks (page);
  gsize blanks = (gsize)(page->at - start);
  *ret_blank = *page->at == '<';
  *ret_text = (Run){start, 0, 0};
  if (!*ret_blank && !read_run (page, '<', ret_text))
    return FALSE;
  *ret_text = (Run){start, ret_text->length + blanks, ret_text->told + blanks};
  return ret_text->told <= page->limits->max_text_bytes;
}

/* @text: what stands before it, since the element's start or that of its last child's end. */
static gboolean
read_end (Page *page, const Run *text, gboolean blank)
{
  const char *start = page->at;
  gboolean parent = page->open[page->depth - 1].parent;
  Run name;

  if (!take (page, "</") || !read_name (page, &name) ||
      !is_same (&name, &page->open[page->depth - 1].name) || (parent && !blank))
    return FALSE;
  skip_blanks (page);
  if (!end_tag (page, start))
    return FALSE;
  put_end (page, parent ? NULL : text);
  page->depth--;
  return TRUE;
}

/* What follows inside the innermost open element: its end, or its next child. */
static gboolean
read_next (Page *page)
{
  gboolean blank;
  Run text;

  if (!read_text (page, &text, &blank))
    return FALSE;
  if (page->at[1] == '/')
    return read_end (page, &text, blank);
  page->open[page->depth - 1].parent = TRUE;
  return blank && read_start (page);
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

/* Of the first @length bytes of @document. Each mark but two takes its place from signs of the
 * document, which zb_xml_trace_most() reckons with. */
static GBytes *
make_trace (const char *document, gsize length, const ZbXmlLimits *limits)
{
  guint32 n_texts = (guint32)length + 2;
  g_autofree char *trace = g_malloc (zb_xml_trace_most (length));
  char *texts = trace + sizeof n_texts;
  Page page = {.at = texts + 1, .line = 1, .limits = limits, .texts = texts};

  memcpy (trace, &n_texts, sizeof n_texts);
  texts[0] = texts[n_texts - 1] = '\0';
  memcpy (page.at, document, length);
  page.end = page.at + length;
  page.marks = (guint8 *)texts + n_texts;
  if (!read_document (&page))
    return NULL;
  put_mark (&page, ZB_XML_MARK_DONE, 0);
  gsize size = (gsize)((char *)page.marks - trace);
  return g_bytes_new_take (g_steal_pointer (&trace), size);
}

GBytes *
zb_xml_plain_trace (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  const char *document = bytes;
  gsize end = length;

  if (limits == NULL)
    limits = &zb_xml_default_limits;
  if (length > MIN (limits->max_bytes, ZB_XML_TRACE_MOST_BYTES))
    return NULL;
  while (end > 0 && ZB_XML_SIGN_IS (document[end - 1], BLANK))
    end--;
  return end > 0 && document[end - 1] == '>' ? make_trace (document, end, limits) : NULL;
}
