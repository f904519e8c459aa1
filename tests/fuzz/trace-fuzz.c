/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/xml-trace.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct {
  guint depth;
  int line;
} Heard;

static gboolean
start_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  Heard *heard = data;

  if (element->name == NULL || element->line < heard->line)
    abort ();
  for (const char *const *pair = element->attributes; pair != NULL && *pair != NULL; pair += 2)
    if (pair[1] == NULL)
      abort ();
  heard->depth++;
  heard->line = element->line;
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer data, GError **error)
{
  Heard *heard = data;

  if (name == NULL || text == NULL || line < heard->line || heard->depth-- == 0)
    abort ();
  heard->line = line;
  return TRUE;
}

/* A trace that anyone may have made. A sound one tells of a whole tree or of an error; of any other
 * nothing comes but an error. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  g_autoptr (GBytes) trace = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  Heard heard = {0};
  gboolean read = zb_xml_trace_read ("input", trace, &handler, &heard, &error);

  if (read != (error == NULL) || (read && heard.depth != 0) ||
      (read && !zb_xml_trace_is_sound (trace)))
    abort ();
  return 0;
}
