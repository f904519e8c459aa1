/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/error.h"
#include "formats/xml-trace.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
start_cb (const ZbXmlElement *element, gpointer log, GError **error)
{
  g_string_append_printf (log, "<%s|%s", element->ns != NULL ? element->ns : "", element->name);
  for (const char *const *pair = element->attributes; pair != NULL && *pair != NULL; pair += 2)
    g_string_append_printf (log, " %s=[%s]", pair[0], pair[1]);
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer log, GError **error)
{
  g_string_append_printf (log, ">%s[%s]", name, text);
  return TRUE;
}

static const ZbXmlHandler recorder = {start_cb, end_cb};

/* Two bytes of length, a document, and a trace that anyone may have made: where it is proven, a
 * reader of the document sees the same, or finds it too large; else nothing comes of it but an
 * error. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) told = g_string_new (NULL), seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize length;

  if (size < 2 || (length = (gsize)data[0] << 8 | data[1]) > size - 2)
    return 0;
  const uint8_t *document = data + 2;
  g_autoptr (GBytes) trace = g_bytes_new (document + length, size - 2 - length);
  ZbXmlTraceStanding standing = zb_xml_trace_check (trace, document, length);
  gboolean read = zb_xml_trace_read ("input", trace, &recorder, told, &error);
  if (read != (error == NULL) || (standing == ZB_XML_TRACE_BROKEN && read))
    abort ();
  if (standing != ZB_XML_TRACE_PROVEN)
    return 0;
  if (!read)
    abort ();
  if (zb_xml_read ("input", document, length, NULL, &recorder, seen, &error)
          ? strcmp (seen->str, told->str) != 0
          : !g_error_matches (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE))
    abort ();
  return 0;
}
