/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/commitment.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"
#include "exchange/timestamp.h"
#include "formats/json-writer.h"

#include <string.h>

#define AT(member) G_STRUCT_OFFSET (ZbCommitment, member)

static const ZbField fields[] = {
    {"node", ZB_FIELD_TEXT, AT (node), TRUE, zb_field_is_node, 0, NULL},
    {"sender", ZB_FIELD_TEXT, AT (sender), TRUE, zb_field_is_unit, 0, NULL},
    {"id", ZB_FIELD_TEXT, AT (message_id), TRUE, zb_uuid_is_valid, 0, NULL},
    {"sha256", ZB_FIELD_TEXT, AT (container), TRUE, zb_field_is_digest, 0, NULL},
    {"created", ZB_FIELD_TIME, AT (created), TRUE, NULL, 0, NULL},
};

void
zb_commitment_free (ZbCommitment *commitment)
{
  if (commitment == NULL)
    return;
  g_free (commitment->node);
  g_free (commitment->sender);
  g_free (commitment->message_id);
  g_free (commitment->container);
  g_free (commitment);
}

GBytes *
zb_commitment_write (const ZbCommitment *commitment)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, "commitment");
  zb_xml_writer_attribute (writer, "xmlns", ZB_COMMITMENT_NS);
  zb_xml_writer_start (writer, "message");
  zb_field_write_all (writer, fields, G_N_ELEMENTS (fields), commitment);
  zb_xml_writer_end (writer);
  return zb_xml_writer_finish (writer);
}

static gboolean
read_root (const ZbXmlNode *root, ZbCommitment *commitment, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  const ZbXmlNode *message;

  if (!g_str_equal (zb_xml_node_name (root), "commitment") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_COMMITMENT_NS) != 0 ||
      zb_xml_node_attributes (root) != NULL)
    return zb_xml_node_fail (root, error, "this is no commitment of " ZB_COMMITMENT_NS);
  message = zb_field_take_element (root, &cursor, "message", error);
  return message != NULL &&
         zb_field_read_all (message, fields, G_N_ELEMENTS (fields), commitment, error) &&
         zb_field_check_end (cursor, error);
}

ZbCommitment *
zb_commitment_read (const char *source, GBytes *bytes, GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_ENVELOPE, 4, 8, 4096, 64};
  g_autoptr (ZbCommitment) commitment = g_new0 (ZbCommitment, 1);
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);

  if (root != NULL && read_root (root, commitment, &cause))
    return g_steal_pointer (&commitment);
  zb_exchange_adopt_error (error, cause);
  return NULL;
}

GBytes *
zb_commitment_sign (const ZbCommitment *commitment, ZbSigner *signer, GError **error)
{
  g_autoptr (GBytes) statement = zb_commitment_write (commitment);
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  g_autoptr (GBytes) signature =
      zb_signature_make (signer, data, length, commitment->created, TRUE, error);

  if (signature == NULL)
    return NULL;
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "commitment", statement);
  zb_json_writer_bytes (json, "signature", signature);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}
