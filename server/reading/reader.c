/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/reader.h"

#include "exchange/document-limits.h"
#include "formats/xml-plain.h"
#include "formats/xml-trace.h"
#include "server/reading/reading-message.h"

/* Manifests are mostly compared with the one that there ought to be, and not read. */
static gboolean
is_wanted (const ZbXmlLimits *limits, gboolean whole)
{
  return limits && (whole || limits != &zb_manifest_limits);
}

static GBytes *
read_entry (const ZbZip *zip, guint index, gboolean whole)
{
  const ZbXmlLimits *limits = zb_document_limits (zb_zip_entry_name (zip, index));
  g_autoptr (GBytes) document = is_wanted (limits, whole) ? zb_zip_entry_bytes (zip, index) : NULL;
  gsize length = 0;

  if (!document)
    return NULL;
  const void *bytes = g_bytes_get_data (document, &length);
  GBytes *plain = zb_xml_plain_trace (bytes, length, limits);
  return plain ? plain : zb_xml_trace_make (bytes, length, limits);
}

static GPtrArray *
read_container (const ZbReadingItem *item)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("", item->container, &zb_container_limits, NULL);
  GPtrArray *traces = zb_reading_traces_new ();

  for (guint i = 0; zip && i < zb_zip_n_entries (zip); i++)
    g_ptr_array_add (traces, read_entry (zip, i, item->whole));
  return traces;
}

GBytes *
zb_reader_answer (GBytes *question)
{
  g_autoptr (GArray) items = zb_reading_question_read (question);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; items && i < items->len; i++)
    g_ptr_array_add (all, read_container (&g_array_index (items, ZbReadingItem, i)));
  return items ? zb_reading_answer_write (all) : NULL;
}
