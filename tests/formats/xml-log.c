/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/formats/xml-log.h"

static gboolean
record_start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  GString *log = user_data;

  g_string_append_printf (log, "<%s%s%s", element->ns != NULL ? element->ns : "",
                          element->ns != NULL ? "|" : "", element->name);
  for (const char *const *pair = element->attributes; pair != NULL && *pair != NULL; pair += 2)
    g_string_append_printf (log, " %s=[%s]", pair[0], pair[1]);
  g_string_append_printf (log, "@%d>", element->line);
  return TRUE;
}

static gboolean
record_end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "[%s]</%s@%d>", text, name, line);
  return TRUE;
}

const ZbXmlHandler zb_test_xml_log = {record_start_cb, record_end_cb};
