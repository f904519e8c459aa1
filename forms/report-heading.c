/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-reader.h"

#include "forms/error.h"
#include "forms/report-reading.h"

#include <string.h>

typedef struct {
  ZbReportHeading heading;
  gboolean found;
} Search;

void
zb_report_heading_clear (ZbReportHeading *heading)
{
  g_clear_pointer (&heading->form, g_free);
  g_clear_pointer (&heading->edition, g_free);
  g_clear_pointer (&heading->package, g_free);
  g_clear_pointer (&heading->unit, g_free);
  g_clear_pointer (&heading->period, g_free);
}

/* Stops the reading at the root by failing: the body is for zb_report_read(). */
static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  static const ZbAttributeNames names = {
      {"form", "edition", "package", "unit", "period", "kind", "replaces", "on-behalf"}, 5};
  const char *values[8] = {NULL};
  Search *search = user_data;

  if (strcmp (element->name, "report") != 0 || g_strcmp0 (element->ns, ZB_REPORT_NAMESPACE) != 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "the document is a <%s>, not a <report> of “" ZB_REPORT_NAMESPACE "”",
                 element->name);
    return FALSE;
  }
  if (!zb_reading_take_attributes (element, &names, values, error))
    return FALSE;
  search->heading.form = g_strdup (values[0]);
  search->heading.edition = g_strdup (values[1]);
  search->heading.package = g_strdup (values[2]);
  search->heading.unit = g_strdup (values[3]);
  search->heading.period = g_strdup (values[4]);
  search->found = TRUE;
  g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "found");
  return FALSE;
}

gboolean
zb_report_read_heading (const char *source,
                        const void *bytes,
                        gsize length,
                        ZbReportHeading *ret_heading,
                        GError **error)
{
  static const ZbXmlHandler handler = {start_cb, NULL};
  g_autoptr (GError) problem = NULL;
  Search search = {.found = FALSE};

  zb_xml_read (source, bytes, length, NULL, &handler, &search, &problem);
  if (search.found) {
    *ret_heading = search.heading;
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
