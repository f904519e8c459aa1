/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-trace.h"

#include "formats/error.h"
#include "formats/xml-trace-private.h"

#include <string.h>

/* An element of four bytes and a line's end are two texts and three marks. */
#define GROWTH 4
#define ROOM 1024

/* What a parser has told so far. */
typedef struct {
  GString *texts;
  GArray *marks; /* guint32 */
  gsize most;    /* what they may have together before the last element */
  int line;
  gsize ns; /* place of the last one */
} Recording;

gsize
zb_xml_trace_most (gsize length)
{
  return GROWTH * length + ROOM;
}

static void
put_mark (Recording *recording, ZbXmlMark kind, gsize value)
{
  guint32 mark = ZB_XML_MARK (kind, value);

  g_array_append_val (recording->marks, mark);
}

/* Its place; empty ones, and no namespace, are the NUL that is the first of all. */
static gsize
put_text (Recording *recording, const char *text)
{
  gsize place = recording->texts->len;

  if (text == NULL || *text == '\0')
    return 0;
  g_string_append_len (recording->texts, text, (gssize)strlen (text) + 1);
  return place;
}

static void
put_line (Recording *recording, int line)
{
  if (line <= recording->line)
    return;
  recording->line = line;
  put_mark (recording, ZB_XML_MARK_LINE, (gsize)line);
}

static void
put_namespace (Recording *recording, const char *ns)
{
  if (g_strcmp0 (recording->texts->str + recording->ns, ns != NULL ? ns : "") == 0)
    return;
  recording->ns = put_text (recording, ns);
  put_mark (recording, ZB_XML_MARK_NAMESPACE, recording->ns);
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  Recording *recording = user_data;

  if (recording->texts->len + recording->marks->len * ZB_XML_MARK_SIZE > recording->most) {
    g_set_error_literal (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE,
                         "its names take more room than the document");
    return FALSE;
  }
  put_line (recording, element->line);
  put_namespace (recording, element->ns);
  put_mark (recording, ZB_XML_MARK_START, put_text (recording, element->name));
  for (const char *const *text = element->attributes; text != NULL && *text != NULL; text++)
    put_mark (recording, ZB_XML_MARK_ATTRIBUTE, put_text (recording, *text));
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  Recording *recording = user_data;

  put_line (recording, line);
  put_mark (recording, ZB_XML_MARK_END, put_text (recording, text));
  return TRUE;
}

/* Ends it. (transfer full) */
static GBytes *
join (Recording *recording)
{
  guint32 n = (guint32)recording->texts->len;
  GByteArray *trace = g_byte_array_new ();

  g_byte_array_append (trace, (const guint8 *)&n, sizeof n);
  g_byte_array_append (trace, (const guint8 *)recording->texts->str, n);
  g_byte_array_append (trace, (const guint8 *)recording->marks->data,
                       recording->marks->len * (guint)ZB_XML_MARK_SIZE);
  g_string_free (recording->texts, TRUE);
  g_array_unref (recording->marks);
  return g_byte_array_free_to_bytes (trace);
}

GBytes *
zb_xml_trace_make (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  Recording recording = {
      .texts = g_string_new_len ("", 1),
      .marks = g_array_new (FALSE, FALSE, ZB_XML_MARK_SIZE),
      .most = zb_xml_trace_most (MIN (length, ZB_XML_TRACE_MOST_BYTES)),
  };
  g_autoptr (GError) error = NULL;

  if (zb_xml_read ("", bytes, length, limits, &handler, &recording, &error)) {
    put_mark (&recording, ZB_XML_MARK_DONE, 0);
  } else {
    put_mark (&recording, ZB_XML_MARK_FAILURE, (gsize)error->code);
    put_mark (&recording, ZB_XML_MARK_FAILURE, put_text (&recording, error->message));
  }
  return join (&recording);
}

gboolean
zb_xml_trace_is_sound (GBytes *trace)
{
  ZbXmlTracing tracing;
  ZbXmlRecord record;

  zb_xml_tracing_begin (&tracing, trace);
  while (zb_xml_tracing_take (&tracing, &record))
    if (tracing.done)
      return TRUE;
  return FALSE;
}

/* As the reader does: a handler that fails without saying why still ends it. */
static gboolean
stop (const char *source, const ZbXmlRecord *record, GError *failure, GError **error)
{
  if (failure == NULL)
    failure = g_error_new_literal (ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_FORBIDDEN, "refused");
  g_propagate_prefixed_error (error, failure, "%s:%d: ", source, record->line);
  return FALSE;
}

static gboolean
show (const ZbXmlRecord *record, const ZbXmlHandler *handler, gpointer user_data, GError **error)
{
  if (record->kind == ZB_XML_MARK_END)
    return handler->end == NULL ||
           handler->end (record->name, record->text, record->line, user_data, error);
  ZbXmlElement element = {
      .ns = record->ns,
      .name = record->name,
      .line = record->line,
      .attributes = record->n > 0 ? record->attributes : NULL,
  };
  return handler->start == NULL || handler->start (&element, user_data, error);
}

gboolean
zb_xml_trace_read (const char *source,
                   GBytes *trace,
                   const ZbXmlHandler *handler,
                   gpointer user_data,
                   GError **error)
{
  ZbXmlTracing tracing;
  ZbXmlRecord record;

  zb_xml_tracing_begin (&tracing, trace);
  while (zb_xml_tracing_take (&tracing, &record)) {
    GError *failure = NULL;

    if (record.kind == ZB_XML_MARK_DONE)
      return TRUE;
    if (record.kind == ZB_XML_MARK_FAILURE) {
      g_set_error (error, ZB_FORMAT_ERROR, record.code, "%s%s", source, record.text);
      return FALSE;
    }
    if (!show (&record, handler, user_data, &failure))
      return stop (source, &record, failure, error);
  }
  return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0,
                         "it was read in a wrong form");
}
