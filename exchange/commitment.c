/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/commitment.h"

#include "exchange/digest.h"
#include "exchange/small-document.h"

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

static const ZbSmallDocument document = {"commitment", ZB_COMMITMENT_NS, "message", fields,
                                         G_N_ELEMENTS (fields)};

GBytes *
zb_commitment_write (const ZbCommitment *commitment)
{
  return zb_small_document_write (&document, commitment);
}

ZbCommitment *
zb_commitment_read (const char *source, GBytes *bytes, GError **error)
{
  g_autoptr (ZbCommitment) commitment = g_new0 (ZbCommitment, 1);

  return zb_small_document_read (&document, source, bytes, commitment, error)
             ? g_steal_pointer (&commitment)
             : NULL;
}

GBytes *
zb_commitment_sign (const ZbCommitment *commitment, ZbSigner *signer, GError **error)
{
  return zb_small_document_sign (&document, commitment, signer, commitment->created, error);
}
