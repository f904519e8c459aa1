/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/envelope.h"

#include "exchange/digest.h"
#include "exchange/document-limits.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"

#include <string.h>

#define MOST_PRIORITY 3
#define BODY_FOLDER "body/"

static gboolean
is_body_name (const char *value)
{
  const char *name = value + strlen (BODY_FOLDER);
  if (!g_str_has_prefix (value, BODY_FOLDER) || name[0] == '.' || strlen (name) > 64)
    return FALSE;
  for (const char *sign = name; *sign != '\0'; sign++) {
    if (!g_ascii_isalnum (*sign) && strchr ("._-", *sign) == NULL)
      return FALSE;
  }
  return name[0] != '\0';
}

#define AT(member) G_STRUCT_OFFSET (ZbEnvelope, member)
#define TEXT(name, member, required, check)                                                        \
  {                                                                                                \
    name, ZB_FIELD_TEXT, AT (member), required, check, 0, NULL                                     \
  }

static const ZbField message_fields[] = {
    TEXT ("id", message_id, TRUE, zb_uuid_is_valid),
    TEXT ("conversation", conversation_id, FALSE, zb_uuid_is_valid),
    TEXT ("ref", ref_message_id, FALSE, zb_uuid_is_valid),
    {"created", ZB_FIELD_TIME, AT (created), TRUE, NULL, 0, NULL},
    {"expires", ZB_FIELD_TIME, AT (expires), TRUE, NULL, 0, NULL},
    {"priority", ZB_FIELD_COUNT, AT (priority), TRUE, NULL, MOST_PRIORITY, NULL},
    TEXT ("suite", suite, TRUE, zb_field_is_code),
    {"test", ZB_FIELD_FLAG, AT (test), FALSE, NULL, 0, NULL},
};
static const ZbField sender_fields[] = {
    TEXT ("unit", sender, TRUE, zb_field_is_unit),
    TEXT ("certificate", sender_certificate, TRUE, zb_field_is_digest),
};
static const ZbField receiver_fields[] = {
    TEXT ("node", receiver, TRUE, zb_field_is_node),
    TEXT ("region", region, TRUE, zb_field_is_region),
};
static const ZbField document_fields[] = {
    TEXT ("form", form, TRUE, zb_field_is_form),
    TEXT ("edition", edition, TRUE, zb_field_is_edition),
    TEXT ("package", package, TRUE, zb_field_is_digest),
    TEXT ("period", period, TRUE, zb_field_is_period),
};
static const ZbField payload_fields[] = {
    {"name", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbPayload, name), TRUE, is_body_name, 0, NULL},
    {"type", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbPayload, type), TRUE, zb_field_is_media_type, 0,
     NULL},
    {"size", ZB_FIELD_SIZE, G_STRUCT_OFFSET (ZbPayload, size), TRUE, NULL,
     ZB_PROTOCOL_MAX_CONTAINER, NULL},
    {"sha256", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbPayload, digest), TRUE, zb_field_is_digest, 0,
     NULL},
};

/* The elements in their order; <payloads> follows. */
static const struct {
  const char *name;
  const ZbField *fields;
  guint n;
} elements[] = {
    {"message", message_fields, G_N_ELEMENTS (message_fields)},
    {"sender", sender_fields, G_N_ELEMENTS (sender_fields)},
    {"receiver", receiver_fields, G_N_ELEMENTS (receiver_fields)},
    {"document", document_fields, G_N_ELEMENTS (document_fields)},
};

static void
payload_free (gpointer data)
{
  ZbPayload *payload = data;
  g_free (payload->name);
  g_free (payload->type);
  g_free (payload->digest);
  g_free (payload);
}

ZbEnvelope *
zb_envelope_new (void)
{
  ZbEnvelope *envelope = g_new0 (ZbEnvelope, 1);
  envelope->payloads = g_ptr_array_new_with_free_func (payload_free);
  return envelope;
}

void
zb_envelope_free (ZbEnvelope *envelope)
{
  if (envelope == NULL)
    return;
  g_free (envelope->message_id);
  g_free (envelope->conversation_id);
  g_free (envelope->ref_message_id);
  g_free (envelope->sender);
  g_free (envelope->sender_certificate);
  g_free (envelope->receiver);
  g_free (envelope->region);
  g_free (envelope->form);
  g_free (envelope->edition);
  g_free (envelope->package);
  g_free (envelope->period);
  g_free (envelope->suite);
  g_ptr_array_unref (envelope->payloads);
  g_free (envelope);
}

void
zb_envelope_add_payload (ZbEnvelope *envelope, const char *name, const char *type, GBytes *bytes)
{
  ZbPayload *payload = g_new0 (ZbPayload, 1);
  payload->name = g_strdup (name);
  payload->type = g_strdup (type);
  payload->size = g_bytes_get_size (bytes);
  payload->digest = zb_digest_hex_of_bytes (bytes);
  g_ptr_array_add (envelope->payloads, payload);
}

GBytes *
zb_envelope_write (const ZbEnvelope *envelope)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
  zb_xml_writer_start (writer, "envelope");
  zb_xml_writer_attribute (writer, "xmlns", ZB_ENVELOPE_NS);
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++) {
    zb_xml_writer_start (writer, elements[i].name);
    zb_field_write_all (writer, elements[i].fields, elements[i].n, envelope);
    zb_xml_writer_end (writer);
  }
  zb_xml_writer_start (writer, "payloads");
  for (guint i = 0; i < envelope->payloads->len; i++) {
    zb_xml_writer_start (writer, "payload");
    zb_field_write_all (writer, payload_fields, G_N_ELEMENTS (payload_fields),
                        g_ptr_array_index (envelope->payloads, i));
    zb_xml_writer_end (writer);
  }
  return zb_xml_writer_finish (writer);
}

static gboolean
has_payload (const ZbEnvelope *envelope, const char *name, guint before)
{
  for (guint i = 0; i < before; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    if (g_str_equal (payload->name, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_payloads (const ZbXmlNode *list, ZbEnvelope *envelope, GError **error)
{
  if (zb_xml_node_attributes (list) != NULL)
    return zb_xml_node_fail (list, error, "<payloads> has no attributes");
  const ZbXmlNode *cursor = zb_xml_node_first (list, NULL);
  do {
    const ZbXmlNode *element = zb_field_take_element (list, &cursor, "payload", error);
    if (element == NULL)
      return FALSE;
    if (envelope->payloads->len == ZB_ENVELOPE_MAX_PAYLOADS)
      return zb_xml_node_fail (element, error, "an envelope has at most %d payloads",
                               ZB_ENVELOPE_MAX_PAYLOADS);
    ZbPayload *payload = g_new0 (ZbPayload, 1);
    g_ptr_array_add (envelope->payloads, payload);
    if (!zb_field_read_all (element, payload_fields, G_N_ELEMENTS (payload_fields), payload, error))
      return FALSE;
    if (has_payload (envelope, payload->name, envelope->payloads->len - 1))
      return zb_xml_node_fail (element, error, "the payload %s is named twice", payload->name);
  } while (cursor != NULL);
  return TRUE;
}

static gboolean
read_elements (const ZbXmlNode *root, ZbEnvelope *envelope, GError **error)
{
  if (!g_str_equal (zb_xml_node_name (root), "envelope") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_ENVELOPE_NS) != 0 ||
      zb_xml_node_attributes (root) != NULL)
    return zb_xml_node_fail (root, error, "this is no envelope of " ZB_ENVELOPE_NS);

  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++) {
    const ZbXmlNode *element = zb_field_take_element (root, &cursor, elements[i].name, error);
    if (element == NULL ||
        !zb_field_read_all (element, elements[i].fields, elements[i].n, envelope, error))
      return FALSE;
  }
  const ZbXmlNode *payloads = zb_field_take_element (root, &cursor, "payloads", error);
  if (payloads == NULL || !read_payloads (payloads, envelope, error) ||
      !zb_field_check_end (cursor, error))
    return FALSE;
  return envelope->created < envelope->expires ||
         zb_xml_node_fail (root, error, "the envelope expires before it was created");
}

/* @root: NULL with @cause, which it takes. */
static ZbEnvelope *
read_root (const char *source, const ZbXmlNode *root, GError *cause, GError **error)
{
  static const char *const suites[] = {"p256", "rsa3072", "sm2", NULL};
  g_autoptr (ZbEnvelope) envelope = zb_envelope_new ();
  if (root == NULL || !read_elements (root, envelope, &cause)) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  if (!g_strv_contains (suites, envelope->suite)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "%s: the suite %s is not accepted", source, envelope->suite);
    return NULL;
  }
  return g_steal_pointer (&envelope);
}

ZbEnvelope *
zb_envelope_read (const char *source, GBytes *bytes, GError **error)
{
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &zb_envelope_limits, &cause);
  return read_root (source, root, cause, error);
}

ZbEnvelope *
zb_envelope_read_trace (const char *source, GBytes *trace, GError **error)
{
  GError *cause = NULL;
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read_trace (source, trace, &cause);
  return read_root (source, root, cause, error);
}
