/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/xml-plain.h"
#include "formats/xml-trace.h"
#include "formats/xml-tree.h"
#include "formats/xml-writer.h"
#include "tests/formats/xml-log.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_attributes (const ZbXmlElement *element)
{
  const char *const *pair = element->attributes;

  for (; pair != NULL && pair[0] != NULL; pair += 2) {
    if (pair[1] == NULL || !g_utf8_validate (pair[1], -1, NULL))
      abort ();
  }
}

/* Copies names without their namespaces; a default namespace would need nothing else. */
static gboolean
start_cb (const ZbXmlElement *element, gpointer writer, GError **error)
{
  check_attributes (element);
  zb_xml_writer_start (writer, element->name);
  for (const char *const *pair = element->attributes; pair != NULL && *pair != NULL; pair += 2)
    zb_xml_writer_attribute (writer, pair[0], pair[1]);
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer writer, GError **error)
{
  if (line < 1 || !g_utf8_validate (text, -1, NULL))
    abort ();
  zb_xml_writer_text (writer, text);
  zb_xml_writer_end (writer);
  return TRUE;
}

/* (transfer full): all that a trace tells, which ends well. */
static char *
hear (GBytes *trace)
{
  GString *log = g_string_new (NULL);

  if (!zb_xml_trace_read ("input", trace, &zb_test_xml_log, log, NULL))
    abort ();
  return g_string_free (log, FALSE);
}

/* What is read without a parser, a parser reads the same. */
static void
check_plain (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plain = zb_xml_plain_trace (data, size, NULL);

  if (plain == NULL)
    return;
  g_autoptr (GBytes) trace = zb_xml_trace_make (data, size, NULL);
  g_autofree char *told = hear (plain);
  g_autofree char *parsed = hear (trace);
  if (strcmp (told, parsed) != 0 || g_bytes_get_size (plain) > zb_xml_trace_most (size))
    abort ();
}

/* A document either is refused with a reason or is a tree whose copy can be read as well. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  const ZbXmlLimits wide = {G_MAXINT, 1000, 1000, G_MAXINT, G_MAXINT};
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read ("input", data, size, NULL, &error);
  g_autoptr (GBytes) copy = NULL;
  g_autoptr (ZbXmlNode) again = NULL;

  check_plain (data, size);
  if ((root == NULL) != (error != NULL))
    abort ();
  if (root == NULL)
    return 0;
  if (!zb_xml_read ("input", data, size, NULL, &handler, writer, NULL))
    abort ();
  copy = zb_xml_writer_finish (writer);
  again = zb_xml_tree_read ("copy", g_bytes_get_data (copy, NULL), g_bytes_get_size (copy), &wide,
                            NULL);
  if (again == NULL || g_strcmp0 (zb_xml_node_name (root), zb_xml_node_name (again)) != 0)
    abort ();
  return 0;
}
