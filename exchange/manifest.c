/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/manifest.h"

#include "exchange/base64.h"
#include "exchange/document-limits.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"
#include "exchange/sm2.h"
#include "formats/base64-text.h"
#include "formats/xml-text.h"

#include <string.h>

#define NS_ASIC "http://uri.etsi.org/02918/v1.2.1#"
#define NS_DIGEST "http://www.w3.org/2000/09/xmldsig#"
#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
/* No URI of its own was registered for it (RFC 9231); its object identifier is one (RFC 3061). */
#define SM3 "urn:oid:1.2.156.10197.1.401"
#define SIGNATURE_TYPE "application/pkcs7-signature"

static void
entry_clear (gpointer data)
{
  ZbManifestEntry *entry = data;
  g_free (entry->uri);
  g_free (entry->type);
}

ZbManifest *
zb_manifest_new (const char *signature, gboolean sm3)
{
  ZbManifest *manifest = g_new0 (ZbManifest, 1);
  manifest->sm3 = sm3;
  manifest->signature = g_strdup (signature);
  manifest->entries = g_array_new (FALSE, TRUE, sizeof (ZbManifestEntry));
  g_array_set_clear_func (manifest->entries, entry_clear);
  return manifest;
}

void
zb_manifest_free (ZbManifest *manifest)
{
  if (manifest == NULL)
    return;
  g_free (manifest->signature);
  g_array_unref (manifest->entries);
  g_free (manifest);
}

void
zb_manifest_add_digest (ZbManifest *manifest,
                        const char *uri,
                        const char *type,
                        const guint8 digest[ZB_DIGEST_SIZE])
{
  ZbManifestEntry entry = {g_strdup (uri), g_strdup (type), {0}};
  memcpy (entry.digest, digest, ZB_DIGEST_SIZE);
  g_array_append_val (manifest->entries, entry);
}

void
zb_manifest_add (ZbManifest *manifest, const char *uri, const char *type, GBytes *bytes)
{
  guint8 digest[ZB_DIGEST_SIZE];
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  if (manifest->sm3)
    zb_sm3_compute (data, length, digest);
  else
    zb_digest_compute (data, length, digest);
  zb_manifest_add_digest (manifest, uri, type, digest);
}

/* What is received is held against this, so it is put together without a writer's steps. */
#define HEAD                                                                                       \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                   \
  "<asic:ASiCManifest xmlns:asic=\"" NS_ASIC "\" xmlns:ds=\"" NS_DIGEST "\">\n"
#define USUAL_SIZE 1000

static void
put_value (GString *out, const char *name, const char *value)
{
  g_string_append (out, name);
  g_string_append (out, "=\"");
  zb_xml_text_append (out, value, TRUE);
  g_string_append_c (out, '"');
}

static void
put_entry (GString *out, const ZbManifestEntry *entry, const char *algorithm)
{
  g_string_append (out, "  <asic:DataObjectReference");
  put_value (out, " URI", entry->uri);
  put_value (out, " MimeType", entry->type);
  g_string_append (out, ">\n    <ds:DigestMethod");
  put_value (out, " Algorithm", algorithm);
  g_string_append (out, "/>\n    <ds:DigestValue>");
  zb_base64_append (out, entry->digest, ZB_DIGEST_SIZE);
  g_string_append (out, "</ds:DigestValue>\n  </asic:DataObjectReference>\n");
}

GBytes *
zb_manifest_write (const ZbManifest *manifest)
{
  GString *out = g_string_sized_new (USUAL_SIZE);

  g_string_append (out, HEAD "  <asic:SigReference");
  put_value (out, " URI", manifest->signature);
  put_value (out, " MimeType", SIGNATURE_TYPE);
  g_string_append (out, "/>\n");
  for (guint i = 0; i < manifest->entries->len; i++)
    put_entry (out, &g_array_index (manifest->entries, ZbManifestEntry, i),
               manifest->sm3 ? SM3 : SHA256);
  g_string_append (out, "</asic:ASiCManifest>\n");
  return g_string_free_to_bytes (out);
}

/* The element at *@cursor by namespace and name. */
static const ZbXmlNode *
take (const ZbXmlNode *parent,
      const ZbXmlNode **cursor,
      const char *ns,
      const char *name,
      GError **error)
{
  const ZbXmlNode *element = *cursor;
  if (element == NULL || !g_str_equal (zb_xml_node_name (element), name) ||
      g_strcmp0 (zb_xml_node_ns (element), ns) != 0) {
    zb_xml_node_fail (element != NULL ? element : parent, error, "<%s> lacks <%s> at this place",
                      zb_xml_node_name (parent), name);
    return NULL;
  }
  *cursor = zb_xml_node_next (element, NULL);
  return element;
}

static gboolean
read_digest (const ZbXmlNode *reference,
             gboolean *ret_sm3,
             guint8 ret_digest[ZB_DIGEST_SIZE],
             GError **error)
{
  char *algorithm = NULL;
  const ZbField field = {"Algorithm", ZB_FIELD_TEXT, 0, TRUE, NULL, 0, NULL};
  const ZbXmlNode *cursor = zb_xml_node_first (reference, NULL);
  const ZbXmlNode *method = take (reference, &cursor, NS_DIGEST, "DigestMethod", error);
  gboolean known = method != NULL && zb_field_read_all (method, &field, 1, &algorithm, error);
  g_autofree char *owned = algorithm;
  if (!known)
    return FALSE;
  *ret_sm3 = g_str_equal (owned, SM3);
  if (!*ret_sm3 && !g_str_equal (owned, SHA256)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "%s:%d: the digest %s is not accepted", zb_xml_node_source (method),
                 zb_xml_node_line (method), owned);
    return FALSE;
  }

  const ZbXmlNode *value = take (reference, &cursor, NS_DIGEST, "DigestValue", error);
  if (value == NULL)
    return FALSE;
  if (!zb_base64_read (zb_xml_node_text (value), ret_digest, ZB_DIGEST_SIZE) || cursor != NULL)
    return zb_xml_node_fail (value, error, "\"%s\" is no digest of 32 bytes in base64",
                             zb_xml_node_text (value));
  return TRUE;
}

static gboolean
read_references (const ZbXmlNode *root,
                 const ZbXmlNode *cursor,
                 ZbManifest *manifest,
                 GError **error)
{
  static const ZbField fields[] = {
      {"URI", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbManifestEntry, uri), TRUE, NULL, 0, NULL},
      {"MimeType", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbManifestEntry, type), TRUE,
       zb_field_is_media_type, 0, NULL},
  };
  while (cursor != NULL) {
    gboolean sm3 = FALSE;
    ZbManifestEntry entry = {0};
    const ZbXmlNode *reference = take (root, &cursor, NS_ASIC, "DataObjectReference", error);
    gboolean read = reference != NULL &&
                    zb_field_read_all (reference, fields, G_N_ELEMENTS (fields), &entry, error) &&
                    read_digest (reference, &sm3, entry.digest, error);
    g_array_append_val (manifest->entries, entry); /* owns the texts in any case */
    if (!read)
      return FALSE;
    if (manifest->entries->len > 1 && sm3 != manifest->sm3) {
      g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                   "%s:%d: a manifest has digests of one kind", zb_xml_node_source (reference),
                   zb_xml_node_line (reference));
      return FALSE;
    }
    manifest->sm3 = sm3;
  }
  return TRUE;
}

static gboolean
read_root (const ZbXmlNode *root, ZbManifest *manifest, GError **error)
{
  struct {
    char *uri;
    char *type;
  } signature = {0};
  static const ZbField fields[] = {
      {"URI", ZB_FIELD_TEXT, 0, TRUE, NULL, 0, NULL},
      {"MimeType", ZB_FIELD_TEXT, sizeof (char *), FALSE, zb_field_is_media_type, 0, NULL},
  };
  if (!g_str_equal (zb_xml_node_name (root), "ASiCManifest") ||
      g_strcmp0 (zb_xml_node_ns (root), NS_ASIC) != 0 || zb_xml_node_attributes (root) != NULL)
    return zb_xml_node_fail (root, error, "this is no ASiCManifest of " NS_ASIC);

  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  const ZbXmlNode *element = take (root, &cursor, NS_ASIC, "SigReference", error);
  gboolean read = element != NULL &&
                  zb_field_read_all (element, fields, G_N_ELEMENTS (fields), &signature, error);
  g_free (manifest->signature);
  manifest->signature = signature.uri;
  g_free (signature.type);
  return read && read_references (root, cursor, manifest, error);
}

/* @root: NULL with @cause, which it takes. */
static ZbManifest *
finish (const ZbXmlNode *root, GError *cause, GError **error)
{
  g_autoptr (ZbManifest) manifest = zb_manifest_new (NULL, FALSE);
  if (root != NULL && read_root (root, manifest, &cause))
    return g_steal_pointer (&manifest);
  if (cause->domain == ZB_EXCHANGE_ERROR)
    g_propagate_error (error, cause);
  else
    zb_exchange_adopt_error (error, cause);
  return NULL;
}

ZbManifest *
zb_manifest_read (const char *source, GBytes *bytes, GError **error)
{
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &zb_manifest_limits, &cause);
  return finish (root, cause, error);
}

ZbManifest *
zb_manifest_read_trace (const char *source, GBytes *trace, GError **error)
{
  GError *cause = NULL;
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read_trace (source, trace, &cause);
  return finish (root, cause, error);
}
