/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/small-document.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "formats/json-writer.h"

#include <string.h>

GBytes *
zb_small_document_write (const ZbSmallDocument *document, gconstpointer content)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, document->root);
  zb_xml_writer_attribute (writer, "xmlns", document->ns);
  zb_xml_writer_start (writer, document->element);
  zb_field_write_all (writer, document->fields, document->n, content);
  zb_xml_writer_end (writer);
  return zb_xml_writer_finish (writer);
}

static gboolean
read_root (const ZbSmallDocument *document, const ZbXmlNode *root, gpointer content, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  const ZbXmlNode *element;

  if (!g_str_equal (zb_xml_node_name (root), document->root) ||
      g_strcmp0 (zb_xml_node_ns (root), document->ns) != 0 ||
      zb_xml_node_attributes (root) != NULL) {
    g_autofree char *what = g_strdup_printf ("this is no %s of %s", document->root, document->ns);

    return zb_xml_node_fail (root, error, "%s", what);
  }
  element = zb_field_take_element (root, &cursor, document->element, error);
  return element != NULL &&
         zb_field_read_all (element, document->fields, document->n, content, error) &&
         zb_field_check_end (cursor, error);
}

gboolean
zb_small_document_read (const ZbSmallDocument *document,
                        const char *source,
                        GBytes *bytes,
                        gpointer content,
                        GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_ENVELOPE, 4, 8, 4096, 64};
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);

  if (root != NULL && read_root (document, root, content, &cause))
    return TRUE;
  return zb_exchange_adopt_error (error, cause);
}

GBytes *
zb_small_document_sign (const ZbSmallDocument *document,
                        gconstpointer content,
                        ZbSigner *signer,
                        gint64 when,
                        GError **error)
{
  g_autoptr (GBytes) statement = zb_small_document_write (document, content);
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  g_autoptr (GBytes) signature = zb_signature_make (signer, data, length, when, TRUE, error);

  if (signature == NULL)
    return NULL;
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, document->root, statement);
  zb_json_writer_bytes (json, "signature", signature);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}
