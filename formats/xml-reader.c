/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-reader.h"

#include "formats/error.h"
#include "formats/xml-elsewhere.h"
#include "formats/xml-scan.h"
#include "formats/xml-trace.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

const ZbXmlLimits zb_xml_default_limits = {
    .max_bytes = 8 * 1024 * 1024,
    .max_depth = 16,
    .max_attributes = 64,
    .max_tag_bytes = 8 * 1024,
    .max_text_bytes = 64 * 1024,
};

/* libxml2 keeps every name in a table that stops growing, and the namespaces of all open elements
 * in a list that it walks for each element: without a bound, 8 MiB could cost many seconds. */
enum { MAX_NAMES = 1024, MAX_NAMESPACES = 32 };

/* A parser whose table holds more names than this is not used again, nor is a larger buffer. */
enum { MAX_KEPT_NAMES = 256, MAX_KEPT_BYTES = 64 * 1024 };

/* An open element. Its text begins at @text_start of the common buffer and goes to the buffer's
 * end, because the text of a closed child is cut off again. */
typedef struct {
  gsize text_start;
  guint n_namespaces; /* declared here */
  gboolean has_children;
  gboolean has_letters; /* other text than white space */
} Level;

/* Grows and never shrinks. GString and GArray would do the same at twice the cost, which shows
 * where every cell of every report goes through. */
typedef struct {
  char *data; /* owned */
  gsize length;
  gsize room;
} Buffer;

/* What reading takes, kept from document to document by each thread: a parser costs more to make
 * than a short document to read, and with the buffers an element costs no allocation. */
typedef struct {
  xmlParserCtxt *parser; /* owned */
  Buffer document;       /* with a NUL after it */
  Buffer text;           /* with a NUL after its length */
  Buffer levels;         /* of Level */
  Buffer values;         /* the attributes' strings, one after another */
  Buffer attributes;     /* of pointers into values or the parser's names */
} Tools;

typedef struct {
  const char *source;
  const ZbXmlLimits *limits;
  const ZbXmlHandler *handler;
  gpointer user_data;
  Tools *tools; /* owned while reading */
  guint depth;
  guint n_namespaces; /* declared by the open elements */
  int n_known;        /* names that the parser had from documents before */
  gboolean foreign;   /* lets attributes with any prefix through */
  GError *error;      /* owned until handed over: the first failure */
} Reading;

/* Makes room for @n bytes more and returns where they go. */
static gpointer
buffer_reserve (Buffer *buffer, gsize n)
{
  if (buffer->data == NULL || buffer->room - buffer->length < n) {
    buffer->room = MAX (2 * buffer->room, buffer->length + n + 64);
    buffer->data = g_realloc (buffer->data, buffer->room);
  }
  return buffer->data + buffer->length;
}

/* The innermost open element, NULL outside the root. */
static Level *
reading_level (Reading *reading)
{
  gpointer levels = reading->tools->levels.data;

  return reading->depth == 0 ? NULL : (Level *)levels + reading->depth - 1;
}

static void
set_text_length (Reading *reading, gsize length)
{
  char *end;

  reading->tools->text.length = length;
  end = buffer_reserve (&reading->tools->text, 1);
  *end = '\0';
}

static int
reading_line (Reading *reading)
{
  return reading->tools->parser->input != NULL ? reading->tools->parser->input->line : 0;
}

/* Ends the reading with @error (taken), unless it had failed already. A handler that fails without
 * saying why still ends it. */
static void
reading_stop (Reading *reading, int line, GError *error)
{
  if (error == NULL)
    error = g_error_new_literal (ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_FORBIDDEN, "refused");
  if (reading->error == NULL) {
    g_prefix_error (&error, "%s:%d: ", reading->source, line);
    reading->error = error;
  } else {
    g_error_free (error);
  }
  xmlStopParser (reading->tools->parser);
}

static void G_GNUC_PRINTF (3, 4)
    reading_refuse (Reading *reading, ZbFormatError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  reading_stop (reading, reading_line (reading),
                g_error_new_valist (ZB_FORMAT_ERROR, (int)code, format, arguments));
  va_end (arguments);
}

/* libxml2 hands over [@from, @end) with each '&' as "&#38;" as long as it is not told to replace
 * entities. Returns the position after the copy's NUL. */
static char *
copy_value (char *to, const char *from, const char *end)
{
  static const char ampersand[] = "&#38;";
  const gsize length = sizeof ampersand - 1;

  while (from < end) {
    gboolean escaped =
        *from == '&' && (gsize)(end - from) >= length && memcmp (from, ampersand, length) == 0;

    *to++ = *from;
    from += escaped ? length : 1;
  }
  *to++ = '\0';
  return to;
}

/* One attribute as SAX2 describes it: local name, prefix, URI, value, end of value. */
typedef struct {
  const char *name;
  const char *prefix;
  const char *uri;
  const char *value;
  const char *end;
} SaxAttribute;

static SaxAttribute
sax_attribute (const xmlChar **attributes, int index)
{
  const char *const *fields = (const char *const *)attributes + 5 * index;

  return (SaxAttribute){fields[0], fields[1], fields[2], fields[3], fields[4]};
}

/* The room all attribute strings need. It is made before any is copied, so that pointers into the
 * buffer stay true. */
static gsize
measure_attributes (const xmlChar **attributes, int n)
{
  gsize room = 0;

  for (int i = 0; i < n; i++) {
    SaxAttribute attribute = sax_attribute (attributes, i);

    room += (gsize)(attribute.end - attribute.value) + 1;
    if (attribute.prefix != NULL)
      room += strlen (attribute.prefix) + 1 + strlen (attribute.name) + 1;
  }
  return room;
}

static gboolean
collect_attributes (Reading *reading, const xmlChar **attributes, int n)
{
  char *to = buffer_reserve (&reading->tools->values, measure_attributes (attributes, n));
  const char **pair =
      buffer_reserve (&reading->tools->attributes, (2 * (gsize)n + 1) * sizeof *pair);

  for (int i = 0; i < n; i++, pair += 2) {
    SaxAttribute attribute = sax_attribute (attributes, i);

    pair[0] = attribute.name;
    if (attribute.prefix != NULL && !reading->foreign && strcmp (attribute.prefix, "xml") != 0) {
      reading_refuse (reading, ZB_FORMAT_ERROR_FORBIDDEN,
                      "the attribute “%s:%s” has a prefix; only xml: is accepted", attribute.prefix,
                      attribute.name);
      return FALSE;
    }
    if (attribute.prefix != NULL) {
      pair[0] = to;
      to = g_stpcpy (g_stpcpy (g_stpcpy (to, attribute.prefix), ":"), attribute.name) + 1;
    }
    pair[1] = to;
    to = copy_value (to, attribute.value, attribute.end);
  }
  *pair = NULL;
  return TRUE;
}

/* White space between the children of an element is layout, not text: it is dropped when the next
 * child begins, so that long lists do not run into the limit on text. */
static void
open_level (Reading *reading, guint n_namespaces)
{
  Level *parent = reading_level (reading);
  Level *level;

  if (parent != NULL) {
    parent->has_children = TRUE;
    if (!parent->has_letters)
      set_text_length (reading, parent->text_start);
  }
  level = buffer_reserve (&reading->tools->levels, sizeof *level);
  *level = (Level){.text_start = reading->tools->text.length, .n_namespaces = n_namespaces};
  reading->tools->levels.length += sizeof *level;
  reading->depth++;
  reading->n_namespaces += n_namespaces;
}

static gboolean
check_limits (Reading *reading, guint n_namespaces)
{
  if (reading->depth >= reading->limits->max_depth)
    reading_refuse (reading, ZB_FORMAT_ERROR_TOO_LARGE, "elements are nested deeper than %u",
                    reading->limits->max_depth);
  else if (n_namespaces > MAX_NAMESPACES - reading->n_namespaces)
    reading_refuse (reading, ZB_FORMAT_ERROR_TOO_LARGE,
                    "more than %d namespaces are declared at once", MAX_NAMESPACES);
  else if (xmlDictSize (reading->tools->parser->dict) - reading->n_known > MAX_NAMES)
    reading_refuse (reading, ZB_FORMAT_ERROR_TOO_LARGE, "more than %d different names", MAX_NAMES);
  return reading->error == NULL;
}

static void
start_cb (void *user_data,
          const xmlChar *name,
          const xmlChar *prefix,
          const xmlChar *uri,
          int n_namespaces,
          const xmlChar **namespaces,
          int n_attributes,
          int n_defaulted,
          const xmlChar **attributes)
{
  Reading *reading = user_data;
  ZbXmlElement element = {0};
  gpointer pairs;
  GError *error = NULL;

  if (!check_limits (reading, (guint)n_namespaces) ||
      !collect_attributes (reading, attributes, n_attributes))
    return;
  open_level (reading, (guint)n_namespaces);
  element.ns = (const char *)uri;
  element.name = (const char *)name;
  element.line = reading_line (reading);
  pairs = reading->tools->attributes.data;
  if (n_attributes > 0)
    element.attributes = pairs;
  if (reading->handler->start != NULL &&
      !reading->handler->start (&element, reading->user_data, &error))
    reading_stop (reading, element.line, error);
}

static void
end_cb (void *user_data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  Reading *reading = user_data;
  Level *level = reading_level (reading);
  int line = reading_line (reading);
  const char *text;
  GError *error = NULL;

  if (level == NULL || reading->error != NULL)
    return;
  if (level->has_children && !level->has_letters)
    set_text_length (reading, level->text_start);
  text = reading->tools->text.data + level->text_start;
  if (reading->handler->end != NULL &&
      !reading->handler->end ((const char *)name, text, line, reading->user_data, &error))
    reading_stop (reading, line, error);
  set_text_length (reading, level->text_start);
  reading->tools->levels.length -= sizeof *level;
  reading->depth--;
  reading->n_namespaces -= level->n_namespaces;
}

static gboolean
has_letters (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
      return TRUE;
  }
  return FALSE;
}

static void
characters_cb (void *user_data, const xmlChar *text, int length)
{
  Reading *reading = user_data;
  Level *level = reading_level (reading);

  if (level == NULL)
    return;
  if (reading->tools->text.length - level->text_start + (gsize)length >
      reading->limits->max_text_bytes) {
    reading_refuse (reading, ZB_FORMAT_ERROR_TOO_LARGE,
                    "an element has more than %" G_GSIZE_FORMAT " bytes of text",
                    reading->limits->max_text_bytes);
    return;
  }
  if (!level->has_letters)
    level->has_letters = has_letters ((const char *)text, (gsize)length);
  memcpy (buffer_reserve (&reading->tools->text, (gsize)length), text, (gsize)length);
  set_text_length (reading, reading->tools->text.length + (gsize)length);
}

static void
error_cb (void *user_data, xmlError *problem)
{
  Reading *reading = user_data;
  g_autofree char *message = NULL;

  if (problem->level < XML_ERR_ERROR)
    return;
  message = g_utf8_make_valid (problem->message != NULL ? problem->message : "not well-formed", -1);
  g_strchomp (message);
  reading_stop (reading, problem->line,
                g_error_new_literal (ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED, message));
}

static gpointer
initialise_libxml2_cb (gpointer unused)
{
  xmlInitParser ();
  return NULL;
}

static void
tools_free (gpointer data)
{
  Tools *tools = data;

  g_clear_pointer (&tools->parser, xmlFreeParserCtxt);
  g_free (tools->document.data);
  g_free (tools->text.data);
  g_free (tools->levels.data);
  g_free (tools->values.data);
  g_free (tools->attributes.data);
  g_free (tools);
}

/* Tools in use are nobody's, so that a handler may read another document. */
static GPrivate kept_tools = G_PRIVATE_INIT (tools_free);

static Tools *
take_tools (void)
{
  static GOnce once = G_ONCE_INIT;
  Tools *tools = g_private_get (&kept_tools);

  if (tools != NULL) {
    g_private_set (&kept_tools, NULL);
    return tools;
  }
  g_once (&once, initialise_libxml2_cb, NULL);
  tools = g_new0 (Tools, 1);
  tools->parser = xmlNewParserCtxt ();
  return tools;
}

static void
empty_buffer (Buffer *buffer)
{
  buffer->length = 0;
  if (buffer->room <= MAX_KEPT_BYTES)
    return;
  g_clear_pointer (&buffer->data, g_free);
  buffer->room = 0;
}

static void
give_back (Tools *tools)
{
  if (tools->parser != NULL)
    xmlCtxtReset (tools->parser);
  if (tools->parser == NULL || xmlDictSize (tools->parser->dict) > MAX_KEPT_NAMES) {
    tools_free (tools);
    return;
  }
  empty_buffer (&tools->document);
  empty_buffer (&tools->text);
  empty_buffer (&tools->levels);
  empty_buffer (&tools->values);
  empty_buffer (&tools->attributes);
  g_private_replace (&kept_tools, tools);
}

/* It is UTF-8 without NUL, as zb_xml_scan() saw, so it needs neither decoding nor a length. */
static gboolean
feed_parser (Tools *tools, const char *bytes, gsize length)
{
  char *document = buffer_reserve (&tools->document, length + 1);
  xmlParserInput *input;

  memcpy (document, bytes, length);
  document[length] = '\0';
  input = xmlNewStringInputStream (tools->parser, (const xmlChar *)document);
  return input != NULL && inputPush (tools->parser, input) >= 0;
}

/* A parser that calls us and nothing else: no tree, no DTD, no entities, no network. */
static gboolean
set_parser_up (Reading *reading, const char *bytes, gsize length)
{
  xmlParserCtxt *parser = reading->tools->parser;

  if (parser == NULL || !feed_parser (reading->tools, bytes, length))
    return FALSE;
  reading->n_known = xmlDictSize (parser->dict);
  xmlCtxtUseOptions (parser, XML_PARSE_NONET);
  *parser->sax = (xmlSAXHandler){
      .initialized = XML_SAX2_MAGIC,
      .startElementNs = start_cb,
      .endElementNs = end_cb,
      .characters = characters_cb,
      .ignorableWhitespace = characters_cb,
      .cdataBlock = characters_cb,
      .serror = error_cb,
  };
  parser->userData = reading;
  return TRUE;
}

static gboolean
reading_run (Reading *reading, const char *bytes, gsize length, GError **error)
{
  gboolean well_formed = FALSE;

  reading->tools = take_tools ();
  set_text_length (reading, 0);
  if (set_parser_up (reading, bytes, length))
    well_formed =
        xmlParseDocument (reading->tools->parser) == 0 && reading->tools->parser->wellFormed;
  if (reading->error == NULL && !well_formed)
    zb_format_fail (&reading->error, ZB_FORMAT_ERROR_MALFORMED, reading->source, 1,
                    "not well-formed XML");
  g_clear_pointer (&reading->tools, give_back);
  if (reading->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reading->error));
  return FALSE;
}

static gboolean
check_length (const Reading *reading, gsize length, GError **error)
{
  return length <= MIN (reading->limits->max_bytes, (gsize)G_MAXINT) ||
         zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, reading->source, 0,
                         "the document has %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT,
                         length, reading->limits->max_bytes);
}

static gboolean
read_document (Reading *reading, const void *bytes, gsize length, GError **error)
{
  static const char byte_order_mark[] = "\xEF\xBB\xBF";
  const char *source = reading->source;
  const char *document = bytes;

  if (length >= 3 && memcmp (document, byte_order_mark, 3) == 0) {
    document += 3;
    length -= 3;
  }
  if (length == 0)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 1, "the document is empty");
  return zb_xml_scan (source, document, length, reading->limits, error) &&
         reading_run (reading, document, length, error);
}

static gboolean
read_elsewhere (const Reading *reading,
                const ZbXmlElsewhere *elsewhere,
                const void *bytes,
                gsize length,
                GError **error)
{
  g_autoptr (GBytes) trace =
      zb_xml_elsewhere_trace (elsewhere, bytes, length, reading->limits, error);

  return trace != NULL &&
         zb_xml_trace_read (reading->source, trace, reading->handler, reading->user_data, error);
}

gboolean
zb_xml_read (const char *source,
             const void *bytes,
             gsize length,
             const ZbXmlLimits *limits,
             const ZbXmlHandler *handler,
             gpointer user_data,
             GError **error)
{
  Reading reading = {.source = source, .handler = handler, .user_data = user_data};
  const ZbXmlElsewhere *elsewhere = zb_xml_get_elsewhere ();

  reading.limits = limits != NULL ? limits : &zb_xml_default_limits;
  return check_length (&reading, length, error) &&
         (elsewhere != NULL ? read_elsewhere (&reading, elsewhere, bytes, length, error)
                            : read_document (&reading, bytes, length, error));
}

gboolean
zb_xml_read_foreign (const char *source,
                     const void *bytes,
                     gsize length,
                     const ZbXmlLimits *limits,
                     const ZbXmlHandler *handler,
                     gpointer user_data,
                     GError **error)
{
  Reading reading = {.source = source, .handler = handler, .user_data = user_data, .foreign = TRUE};

  reading.limits = limits != NULL ? limits : &zb_xml_default_limits;
  return check_length (&reading, length, error) && read_document (&reading, bytes, length, error);
}

const char *
zb_xml_element_get (const ZbXmlElement *element, const char *attribute)
{
  const char *const *pair = element->attributes;

  for (; pair != NULL && pair[0] != NULL; pair += 2) {
    if (strcmp (pair[0], attribute) == 0)
      return pair[1];
  }
  return NULL;
}
