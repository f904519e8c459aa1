/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-trace.h"

#include "formats/error.h"
#include "formats/xml-recording.h"

#include <string.h>

static void
put_text (ZbXmlRecording *recording, const char *text)
{
  zb_xml_recording_text (recording, text, strlen (text));
}

static void
put_name (ZbXmlRecording *recording, const char *name)
{
  zb_xml_recording_name (recording, name, name != NULL ? strlen (name) : 0);
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  ZbXmlRecording *recording = user_data;
  const char *const *pair = element->attributes;
  guint n = pair != NULL ? g_strv_length ((char **)pair) / 2 : 0;

  if (!zb_xml_recording_has_room (recording)) {
    g_set_error_literal (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE,
                         "its names take more room than the document");
    return FALSE;
  }
  zb_xml_recording_place (recording, 'S', element->line);
  put_name (recording, element->ns);
  put_name (recording, element->name);
  zb_xml_recording_number (recording, n);
  for (; n > 0; n--, pair += 2) {
    put_name (recording, pair[0]);
    put_text (recording, pair[1]);
  }
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  ZbXmlRecording *recording = user_data;

  zb_xml_recording_place (recording, 'E', line);
  put_text (recording, text);
  return TRUE;
}

GBytes *
zb_xml_trace_make (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  ZbXmlRecording recording;
  g_autoptr (GError) error = NULL;

  zb_xml_recording_begin (&recording, length);
  if (zb_xml_read ("", bytes, length, limits, &handler, &recording, &error)) {
    zb_xml_recording_kind (&recording, '.');
  } else {
    zb_xml_recording_kind (&recording, '!');
    zb_xml_recording_number (&recording, (gsize)error->code);
    put_text (&recording, error->message);
  }
  return zb_xml_recording_end (&recording);
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
