/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the records of a trace one after another. What it was made by is not trusted: each length,
 * place and depth is looked at before it is used. */
#include "formats/xml-trace-private.h"

#include "formats/error.h"

#include <string.h>

void
zb_xml_tracing_begin (ZbXmlTracing *tracing, GBytes *trace)
{
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (trace, &length);

  memset (tracing, 0, sizeof *tracing);
  if (length == 0)
    return;
  tracing->at = bytes;
  tracing->end = bytes + length;
}

static gboolean
take_byte (ZbXmlTracing *tracing, guint8 *ret_byte)
{
  if (tracing->at == tracing->end)
    return FALSE;
  *ret_byte = *tracing->at++;
  return TRUE;
}

static gboolean
take_number (ZbXmlTracing *tracing, guint *ret_number)
{
  guint8 byte = 0x80;
  guint number = 0;

  if (tracing->at < tracing->end && *tracing->at < byte) {
    *ret_number = *tracing->at++;
    return TRUE;
  }
  for (guint shift = 0; byte & 0x80; shift += 7) {
    if (shift > 21 || !take_byte (tracing, &byte))
      return FALSE;
    number |= (guint)(byte & 0x7f) << shift;
  }
  *ret_number = number;
  return TRUE;
}

/* Its NUL is the first in it. */
static gboolean
take_text (ZbXmlTracing *tracing, const char **ret_text)
{
  guint length = 0;

  if (!take_number (tracing, &length) || (gsize)(tracing->end - tracing->at) <= length ||
      memchr (tracing->at, '\0', (gsize)length + 1) != tracing->at + length)
    return FALSE;
  *ret_text = (const char *)tracing->at;
  tracing->at += (gsize)length + 1;
  return TRUE;
}

static gboolean
take_name (ZbXmlTracing *tracing, const char **ret_name)
{
  guint8 place = 0;
  gboolean new;

  if (!take_byte (tracing, &place))
    return FALSE;
  new = (place & ZB_XML_TRACE_NEW) != 0;
  place &= (guint8)~ZB_XML_TRACE_NEW;
  if (place >= ZB_XML_TRACE_PLACES || (new && !take_text (tracing, &tracing->names[place])))
    return FALSE;
  *ret_name = tracing->names[place];
  return *ret_name != NULL;
}

static gboolean
take_ns (ZbXmlTracing *tracing, const char **ret_ns)
{
  *ret_ns = NULL;
  if (tracing->at < tracing->end && *tracing->at == ZB_XML_TRACE_NONE) {
    tracing->at++;
    return TRUE;
  }
  return take_name (tracing, ret_ns);
}

static gboolean
take_line (ZbXmlTracing *tracing, ZbXmlRecord *record)
{
  guint more = 0;

  if (!take_number (tracing, &more) || more > (guint)(G_MAXINT - tracing->line))
    return FALSE;
  tracing->line += (int)more;
  record->line = tracing->line;
  return TRUE;
}

/* One root, and nothing behind it. */
static gboolean
take_start (ZbXmlTracing *tracing, ZbXmlRecord *record)
{
  if (tracing->depth == ZB_XML_TRACE_DEPTH || (tracing->begun && tracing->depth == 0) ||
      !take_line (tracing, record) || !take_ns (tracing, &record->ns) ||
      !take_name (tracing, &record->name) || !take_number (tracing, &record->n) ||
      record->n > ZB_XML_TRACE_ATTRIBUTES)
    return FALSE;
  for (guint i = 0; i < record->n; i++)
    if (!take_name (tracing, &record->attributes[2 * i]) ||
        !take_text (tracing, &record->attributes[2 * i + 1]))
      return FALSE;
  record->attributes[2 * record->n] = NULL;
  tracing->open[tracing->depth++] = record->name;
  tracing->begun = TRUE;
  return TRUE;
}

static gboolean
take_end (ZbXmlTracing *tracing, ZbXmlRecord *record)
{
  if (tracing->depth == 0 || !take_line (tracing, record) || !take_text (tracing, &record->text))
    return FALSE;
  record->name = tracing->open[--tracing->depth];
  return TRUE;
}

static gboolean
take_failure (ZbXmlTracing *tracing, ZbXmlRecord *record)
{
  guint code = 0;

  tracing->done = TRUE;
  if (!take_number (tracing, &code) || code > ZB_FORMAT_ERROR_TOO_LARGE ||
      !take_text (tracing, &record->text) || !g_utf8_validate (record->text, -1, NULL))
    return FALSE;
  record->code = (int)code;
  return tracing->at == tracing->end;
}

gboolean
zb_xml_tracing_take (ZbXmlTracing *tracing, ZbXmlRecord *ret_record)
{
  guint8 kind = 0;

  if (tracing->done || !take_byte (tracing, &kind))
    return FALSE;
  ret_record->kind = (char)kind;
  switch (kind) {
  case 'S':
    return take_start (tracing, ret_record);
  case 'E':
    return take_end (tracing, ret_record);
  case '!':
    return take_failure (tracing, ret_record);
  case '.':
    tracing->done = TRUE;
    return tracing->begun && tracing->depth == 0 && tracing->at == tracing->end;
  default:
    return FALSE;
  }
}
