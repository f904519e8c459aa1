/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/message.h"

#include "exchange/protocol.h"

#include <string.h>

#define BIT(role) (1u << (role))
#define AUTHORITIES                                                                                \
  (BIT (ZB_VAULT_SIGNING) | BIT (ZB_VAULT_TLS) | BIT (ZB_VAULT_SERVICES) | BIT (ZB_VAULT_FIRST))
#define SERVICES (BIT (ZB_VAULT_RECEIPT) | BIT (ZB_VAULT_STAMP) | BIT (ZB_VAULT_RESPONDER))
#define SMALL 1024
/* A certificate, and those above it. */
#define CERTIFICATES (4 * ZB_PROTOCOL_MAX_CERTIFICATE)
/* An entry takes twice the bytes of its place in the list. */
#define REVOCATIONS (2 * ZB_PROTOCOL_MAX_CRL)

static const ZbQuestion questions[] = {
    {ZB_ASK_PUBLIC, BIT (ZB_N_VAULTS) - 1, "()", "(ay)", SMALL},
    {ZB_ASK_REQUEST, SERVICES, "(s)", "(ay)", SMALL},
    {ZB_ASK_CERTIFICATES, AUTHORITIES | SERVICES, "(ayaay)", "()", CERTIFICATES},
    {ZB_ASK_CHECKPOINT, BIT (ZB_VAULT_LOG) | BIT (ZB_VAULT_LOG_BEFORE), "(tay)", "(s)", SMALL},
    {ZB_ASK_EVIDENCE, BIT (ZB_VAULT_RECEIPT), "(sx)", "(ay)", SMALL},
    {ZB_ASK_COSIGNATURE, BIT (ZB_VAULT_WITNESS), "(sx)", "(s)", ZB_PROTOCOL_MAX_NOTE + SMALL},
    {ZB_ASK_STAMP, BIT (ZB_VAULT_STAMP), "(sx)", "(xay)", SMALL},
    {ZB_ASK_STAMP_ANSWER, BIT (ZB_VAULT_STAMP), "(ayx)", "(ay)",
     ZB_PROTOCOL_MAX_STAMP_REQUEST + SMALL},
    {ZB_ASK_STATUS, BIT (ZB_VAULT_RESPONDER), "(ayaya(uxi)xx)", "(ay)",
     ZB_PROTOCOL_MAX_OCSP + ZB_PROTOCOL_MAX_CERTIFICATE + SMALL},
    {ZB_ASK_CERTIFY, AUTHORITIES, "(ayssuxxssas)", "(ay)", ZB_PROTOCOL_MAX_CERTIFICATE},
    {ZB_ASK_LIST, AUTHORITIES, "(txxa(sxi))", "(ay)", REVOCATIONS},
};

const ZbQuestion *
zb_question_find (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (questions[i].letter == letter)
      return &questions[i];
  return NULL;
}

void
zb_message_write_head (guint8 head[ZB_MESSAGE_HEAD], char letter, guint32 length)
{
  guint32 wire = GUINT32_TO_BE (length);

  memset (head, 0, ZB_MESSAGE_HEAD);
  memcpy (head, &wire, sizeof wire);
  head[sizeof wire] = (guint8)letter;
}

gboolean
zb_message_read_head (const guint8 head[ZB_MESSAGE_HEAD], char *ret_letter, guint32 *ret_length)
{
  guint32 wire;

  memcpy (&wire, head, sizeof wire);
  for (guint i = sizeof wire + 1; i < ZB_MESSAGE_HEAD; i++)
    if (head[i] != 0)
      return FALSE;
  *ret_letter = (char)head[sizeof wire];
  *ret_length = GUINT32_FROM_BE (wire);
  return TRUE;
}

GVariant *
zb_message_open (GBytes *bytes, const char *type)
{
  g_autoptr (GVariant) value =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));

  return g_variant_is_normal_form (value) ? g_steal_pointer (&value) : NULL;
}

GVariant *
zb_message_from_bytes (GBytes *bytes)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

GBytes *
zb_message_to_bytes (GVariant *value)
{
  return g_variant_get_data_as_bytes (value);
}

GBytes *
zb_message_child_bytes (GVariant *tuple, guint index)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (tuple, index);

  return zb_message_to_bytes (child);
}
