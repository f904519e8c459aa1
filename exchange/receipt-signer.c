/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/receipt-signer.h"

#include "exchange/claimed-roles.h"
#include "exchange/container.h"
#include "exchange/field.h"

#include <string.h>

/* Words of a–z and hyphens with a space between. */
static gboolean
is_roles (const char *value)
{
  g_autoptr (GByteArray) written = zb_claimed_roles_write (value, NULL);

  return written != NULL;
}

static const ZbField fields[] = {
    {"certificate", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbReceiptSigner, certificate), TRUE,
     zb_field_is_digest, 0, NULL},
    {"name", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbReceiptSigner, name), TRUE, zb_field_is_line, 0,
     NULL},
    {"roles", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbReceiptSigner, roles), FALSE, is_roles, 0, NULL},
};

void
zb_receipt_signer_free (ZbReceiptSigner *signer)
{
  g_free (signer->certificate);
  g_free (signer->name);
  g_free (signer->roles);
  g_free (signer);
}

ZbReceiptSigner *
zb_receipt_signer_new (const char *certificate, const char *name, const char *roles)
{
  ZbReceiptSigner *signer = g_new0 (ZbReceiptSigner, 1);

  signer->certificate = g_strdup (certificate);
  signer->name = g_strdup (name);
  signer->roles = g_strdup (roles);
  return signer;
}

gboolean
zb_receipt_signers_read (const ZbXmlNode *root,
                         const ZbXmlNode **cursor,
                         GPtrArray *signers,
                         GError **error)
{
  while (*cursor != NULL && g_str_equal (zb_xml_node_name (*cursor), "signer")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "signer", error);
    ZbReceiptSigner *signer = g_new0 (ZbReceiptSigner, 1);

    g_ptr_array_add (signers, signer);
    if (element == NULL ||
        !zb_field_read_all (element, fields, G_N_ELEMENTS (fields), signer, error))
      return FALSE;
    if (zb_xml_node_first (element, NULL) != NULL)
      return zb_xml_node_fail (element, error, "<signer> is empty");
    if (signers->len > ZB_CONTAINER_MAX_SIGNATURES)
      return zb_xml_node_fail (element, error, "a receipt names at most %d signers",
                               ZB_CONTAINER_MAX_SIGNATURES);
  }
  return TRUE;
}

void
zb_receipt_signers_write (ZbXmlWriter *writer, const GPtrArray *signers)
{
  for (guint i = 0; i < signers->len; i++) {
    zb_xml_writer_start (writer, "signer");
    zb_field_write_all (writer, fields, G_N_ELEMENTS (fields), signers->pdata[i]);
    zb_xml_writer_end (writer);
  }
}
