/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-trace.h"

#include "formats/error.h"
#include "formats/xml-trace-private.h"

#include <string.h>

/* An element of four bytes takes ten. */
#define GROWTH 3
#define ROOM 1024

/* A GByteArray would do the same at four times the cost, which shows where every report goes
 * through. */
typedef struct {
  guint8 *data; /* owned */
  gsize length, room;
  gsize most;
  int line;
  gsize places[ZB_XML_TRACE_PLACES]; /* where in @data each name lies; 0: none does */
} Recording;

gsize
zb_xml_trace_most (gsize length)
{
  return GROWTH * length + ROOM;
}

/* Room for @n bytes more, which are then there. */
static guint8 *
extend (Recording *recording, gsize n)
{
  if (recording->room - recording->length < n) {
    recording->room = 2 * recording->room + n;
    recording->data = g_realloc (recording->data, recording->room);
  }
  recording->length += n;
  return recording->data + recording->length - n;
}

static void
put_byte (Recording *recording, guint8 byte)
{
  *extend (recording, 1) = byte;
}

static void
put_number (Recording *recording, gsize number)
{
  for (; number > 0x7f; number >>= 7)
    put_byte (recording, (guint8)(number | 0x80));
  put_byte (recording, (guint8)number);
}

static void
put_text (Recording *recording, const char *text)
{
  gsize length = strlen (text);

  put_number (recording, length);
  memcpy (extend (recording, length + 1), text, length + 1);
}

/* Lines only grow. */
static void
put_line (Recording *recording, int line)
{
  put_number (recording, (gsize)MAX (line - recording->line, 0));
  recording->line = MAX (line, recording->line);
}

static void
put_name (Recording *recording, const char *name)
{
  guint place = (guint)((guint8)name[0] * 7 + (guint8)name[1] * 31) % ZB_XML_TRACE_PLACES;
  gsize known = recording->places[place];

  if (known != 0 && strcmp ((const char *)recording->data + known, name) == 0) {
    put_byte (recording, (guint8)place);
    return;
  }
  put_byte (recording, (guint8)(place | ZB_XML_TRACE_NEW));
  put_text (recording, name);
  recording->places[place] = recording->length - strlen (name) - 1;
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  Recording *recording = user_data;
  const char *const *pair = element->attributes;
  guint n = pair != NULL ? g_strv_length ((char **)pair) / 2 : 0;

  if (recording->length > recording->most) {
    g_set_error_literal (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE,
                         "its names take more room than the document");
    return FALSE;
  }
  put_byte (recording, 'S');
  put_line (recording, element->line);
  if (element->ns != NULL)
    put_name (recording, element->ns);
  else
    put_byte (recording, ZB_XML_TRACE_NONE);
  put_name (recording, element->name);
  put_number (recording, n);
  for (; n > 0; n--, pair += 2) {
    put_name (recording, pair[0]);
    put_text (recording, pair[1]);
  }
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  Recording *recording = user_data;

  put_byte (recording, 'E');
  put_line (recording, line);
  put_text (recording, text);
  return TRUE;
}

GBytes *
zb_xml_trace_make (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  Recording recording = {.room = length + ROOM, .most = zb_xml_trace_most (length)};
  g_autoptr (GError) error = NULL;

  recording.data = g_malloc (recording.room);
  if (zb_xml_read ("", bytes, length, limits, &handler, &recording, &error)) {
    put_byte (&recording, '.');
  } else {
    put_byte (&recording, '!');
    put_number (&recording, (gsize)error->code);
    put_text (&recording, error->message);
  }
  return g_bytes_new_take (recording.data, recording.length);
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
  if (record->kind == 'E')
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

    if (record.kind == '.')
      return TRUE;
    if (record.kind == '!') {
      g_set_error (error, ZB_FORMAT_ERROR, record.code, "%s%s", source, record.text);
      return FALSE;
    }
    if (!show (&record, handler, user_data, &failure))
      return stop (source, &record, failure, error);
  }
  return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0,
                         "it was read in a wrong form");
}
