/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/reader.h"

#include "exchange/document-limits.h"
#include "formats/xml-trace.h"
#include "server/reading/reading-message.h"

static GBytes *
read_entry (const ZbZip *zip, guint index)
{
  const ZbXmlLimits *limits = zb_document_limits (zb_zip_entry_name (zip, index));
  g_autoptr (GBytes) document = limits ? zb_zip_entry_bytes (zip, index) : NULL;
  gsize length = 0;

  if (!document)
    return NULL;
  const void *bytes = g_bytes_get_data (document, &length);
  return zb_xml_trace_make (bytes, length, limits);
}

GBytes *
zb_reader_answer (GBytes *container)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("", container, &zb_container_limits, NULL);
  g_autoptr (GPtrArray) traces = zb_reading_traces_new ();

  for (guint i = 0; zip && i < zb_zip_n_entries (zip); i++)
    g_ptr_array_add (traces, read_entry (zip, i));
  return zb_reading_answer_write (traces);
}

GBytes *
zb_reader_answer_document (GBytes *question)
{
  ZbXmlLimits limits;
  g_autoptr (GBytes) document = zb_reading_document_read (question, &limits);
  gsize length = 0;

  if (!document)
    return NULL;
  const void *bytes = g_bytes_get_data (document, &length);
  return zb_xml_trace_make (bytes ? bytes : "", length, &limits);
}
