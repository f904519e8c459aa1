/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/bodies.h"

#include "forms/report-reader.h"

/* By its trace, where it was read for the container. */
static ZbReport *
read_body (const ZbContainer *container,
           guint index,
           const char *name,
           const ZbCatalogue *catalogue,
           GError **error)
{
  GBytes *trace = zb_container_body_trace (container, index);
  gsize length = 0;

  if (trace)
    return zb_report_read_trace (name, trace, catalogue, error);
  const void *bytes = g_bytes_get_data (zb_container_body (container, index), &length);
  return zb_report_read (name, bytes, length, catalogue, error);
}

GPtrArray *
zb_bodies_read (const ZbContainer *container, const ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  const GPtrArray *payloads = zb_container_envelope (container)->payloads;

  for (guint i = 0; i < payloads->len; i++) {
    const ZbPayload *payload = payloads->pdata[i];
    ZbReport *report = read_body (container, i, payloads->len > 1 ? payload->name : "report.xml",
                                  catalogue, error);

    if (!report)
      return NULL;
    g_ptr_array_add (reports, report);
  }
  return g_steal_pointer (&reports);
}

void
zb_bodies_add_others (const GPtrArray *reports, guint index, ZbMemoryContext *memory)
{
  for (guint i = 0; i < reports->len; i++)
    if (i != index)
      zb_memory_context_add_report (memory, reports->pdata[i]);
}
