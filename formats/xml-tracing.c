/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the records of a trace one after another. What it was made by is not trusted: each place,
 * number and depth is looked at before it is used. */
#include "formats/xml-trace-private.h"

#include "formats/error.h"

#include <string.h>

void
zb_xml_tracing_begin (ZbXmlTracing *tracing, GBytes *trace)
{
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (trace, &length);
  guint32 n = 0;

  memset (tracing, 0, G_STRUCT_OFFSET (ZbXmlTracing, open));
  if (length < sizeof n)
    return;
  memcpy (&n, bytes, sizeof n);
  bytes += sizeof n;
  length -= sizeof n;
  if (n == 0 || n > length || bytes[n - 1] != '\0')
    return;
  tracing->texts = (const char *)bytes;
  tracing->n_texts = n;
  tracing->at = bytes + n;
  tracing->end = bytes + length;
}

static gboolean
see_mark (const ZbXmlTracing *tracing, ZbXmlMark *ret_mark, guint32 *ret_value)
{
  guint32 mark;

  if ((gsize)(tracing->end - tracing->at) < sizeof mark)
    return FALSE;
  memcpy (&mark, tracing->at, sizeof mark);
  *ret_mark = (ZbXmlMark)(mark & ((1u << ZB_XML_MARK_BITS) - 1));
  *ret_value = mark >> ZB_XML_MARK_BITS;
  return TRUE;
}

static gboolean
take_mark (ZbXmlTracing *tracing, ZbXmlMark *ret_mark, guint32 *ret_value)
{
  if (!see_mark (tracing, ret_mark, ret_value))
    return FALSE;
  tracing->at += ZB_XML_MARK_SIZE;
  return TRUE;
}

/* The last of the texts' bytes ends whatever begins before it. */
static gboolean
find_text (const ZbXmlTracing *tracing, guint32 place, const char **ret_text)
{
  if (place >= tracing->n_texts)
    return FALSE;
  *ret_text = tracing->texts + place;
  return TRUE;
}

/* The next mark, if it is of this kind. */
static gboolean
take_kind (ZbXmlTracing *tracing, ZbXmlMark kind, guint32 *ret_value)
{
  ZbXmlMark mark;

  if (!see_mark (tracing, &mark, ret_value) || mark != kind)
    return FALSE;
  tracing->at += ZB_XML_MARK_SIZE;
  return TRUE;
}

static gboolean
take_text (ZbXmlTracing *tracing, ZbXmlMark kind, const char **ret_text)
{
  guint32 place;

  return take_kind (tracing, kind, &place) && find_text (tracing, place, ret_text);
}

static gboolean
take_line (ZbXmlTracing *tracing, guint32 line)
{
  if ((int)line < tracing->line)
    return FALSE;
  tracing->line = (int)line;
  return TRUE;
}

/* One root, and nothing behind it. */
static gboolean
take_start (ZbXmlTracing *tracing, guint32 name, ZbXmlRecord *record)
{
  if (tracing->depth == ZB_XML_TRACE_DEPTH || (tracing->begun && tracing->depth == 0) ||
      !find_text (tracing, name, &record->name))
    return FALSE;
  for (record->n = 0; take_kind (tracing, ZB_XML_MARK_ATTRIBUTE, &name); record->n++) {
    const char **pair = &record->attributes[2 * record->n];

    if (record->n == ZB_XML_TRACE_ATTRIBUTES || !find_text (tracing, name, &pair[0]) ||
        !take_text (tracing, ZB_XML_MARK_ATTRIBUTE, &pair[1]))
      return FALSE;
  }
  record->attributes[2 * record->n] = NULL;
  record->ns = tracing->ns;
  tracing->open[tracing->depth++] = record->name;
  tracing->begun = TRUE;
  return TRUE;
}

static gboolean
take_end (ZbXmlTracing *tracing, guint32 text, ZbXmlRecord *record)
{
  if (tracing->depth == 0 || !find_text (tracing, text, &record->text))
    return FALSE;
  record->name = tracing->open[--tracing->depth];
  return TRUE;
}

static gboolean
take_failure (ZbXmlTracing *tracing, guint32 code, ZbXmlRecord *record)
{
  tracing->done = TRUE;
  if (code > ZB_FORMAT_ERROR_TOO_LARGE ||
      !take_text (tracing, ZB_XML_MARK_FAILURE, &record->text) ||
      !g_utf8_validate (record->text, -1, NULL))
    return FALSE;
  record->code = (int)code;
  return tracing->at == tracing->end;
}

static gboolean
take_done (ZbXmlTracing *tracing)
{
  tracing->done = TRUE;
  return tracing->begun && tracing->depth == 0 && tracing->at == tracing->end;
}

/* What is said of all that follows, until there is a mark of another kind. */
static gboolean
take_surroundings (ZbXmlTracing *tracing, ZbXmlMark *ret_mark, guint32 *ret_value)
{
  while (take_mark (tracing, ret_mark, ret_value)) {
    if (*ret_mark != ZB_XML_MARK_LINE && *ret_mark != ZB_XML_MARK_NAMESPACE)
      return TRUE;
    if (*ret_mark == ZB_XML_MARK_LINE ? !take_line (tracing, *ret_value)
                                      : !find_text (tracing, *ret_value, &tracing->ns))
      return FALSE;
    if (*ret_mark == ZB_XML_MARK_NAMESPACE && *ret_value == 0)
      tracing->ns = NULL;
  }
  return FALSE;
}

gboolean
zb_xml_tracing_take (ZbXmlTracing *tracing, ZbXmlRecord *ret_record)
{
  guint32 value;

  if (tracing->done || !take_surroundings (tracing, &ret_record->kind, &value))
    return FALSE;
  ret_record->line = tracing->line;
  switch (ret_record->kind) {
  case ZB_XML_MARK_START:
    return take_start (tracing, value, ret_record);
  case ZB_XML_MARK_END:
    return take_end (tracing, value, ret_record);
  case ZB_XML_MARK_FAILURE:
    return take_failure (tracing, value, ret_record);
  case ZB_XML_MARK_DONE:
    return take_done (tracing);
  default:
    return FALSE;
  }
}
