/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/small-document.h"

#include <string.h>

#define AT(member) G_STRUCT_OFFSET (ZbAcknowledgement, member)

static const ZbField fields[] = {
    {"node", ZB_FIELD_TEXT, AT (node), TRUE, zb_field_is_node, 0, NULL},
    {"unit", ZB_FIELD_TEXT, AT (unit), TRUE, zb_field_is_unit, 0, NULL},
    {"number", ZB_FIELD_SIZE, AT (number), TRUE, NULL, G_MAXINT64, NULL},
    {"sha256", ZB_FIELD_TEXT, AT (notice), TRUE, zb_field_is_digest, 0, NULL},
    {"receipt", ZB_FIELD_TEXT, AT (receipt), FALSE, zb_field_is_digest, 0, NULL},
    {"created", ZB_FIELD_TIME, AT (created), TRUE, NULL, 0, NULL},
};

void
zb_acknowledgement_free (ZbAcknowledgement *acknowledgement)
{
  if (acknowledgement == NULL)
    return;
  g_free (acknowledgement->node);
  g_free (acknowledgement->unit);
  g_free (acknowledgement->notice);
  g_free (acknowledgement->receipt);
  g_free (acknowledgement);
}

char *
zb_acknowledgement_digest (const ZbNoticeWords *words)
{
  const char *const all[] = {words->kind,   words->message, words->form,
                             words->period, words->zh,      words->en};
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    const char *one = all[i] != NULL ? all[i] : "";

    g_byte_array_append (bytes, (const guint8 *)one, (guint)strlen (one) + 1);
  }
  return zb_digest_hex_of (bytes->data, bytes->len);
}

static const ZbSmallDocument document = {"acknowledgement", ZB_ACKNOWLEDGEMENT_NS, "notice", fields,
                                         G_N_ELEMENTS (fields)};

GBytes *
zb_acknowledgement_write (const ZbAcknowledgement *acknowledgement)
{
  return zb_small_document_write (&document, acknowledgement);
}

ZbAcknowledgement *
zb_acknowledgement_read (const char *source, GBytes *bytes, GError **error)
{
  g_autoptr (ZbAcknowledgement) acknowledgement = g_new0 (ZbAcknowledgement, 1);

  return zb_small_document_read (&document, source, bytes, acknowledgement, error)
             ? g_steal_pointer (&acknowledgement)
             : NULL;
}

GBytes *
zb_acknowledgement_sign (const ZbAcknowledgement *acknowledgement, ZbSigner *signer, GError **error)
{
  return zb_small_document_sign (&document, acknowledgement, signer, acknowledgement->created,
                                 error);
}

static gboolean
check_signer (const ZbAcknowledgement *acknowledgement,
              ZbTrust *trust,
              ZbCertificate *certificate,
              const char *signer,
              GError **error)
{
  const char *unit = NULL;
  gboolean others;

  if (strcmp (zb_certificate_digest (certificate), signer) == 0 &&
      zb_trust_find_unit (trust, certificate, &others, &unit) &&
      g_strcmp0 (unit, acknowledgement->unit) == 0)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
               "the acknowledgement of %s is signed by another than who brings it",
               acknowledgement->unit);
  return FALSE;
}

ZbAcknowledgement *
zb_acknowledgement_verify (GBytes *statement,
                           GBytes *signature,
                           const char *signer,
                           ZbTrust *trust,
                           gint64 at,
                           GError **error)
{
  g_autoptr (ZbAcknowledgement) acknowledgement =
      zb_acknowledgement_read ("acknowledgement.xml", statement, error);
  gsize size = 0, length = 0;
  const void *signed_data = g_bytes_get_data (signature, &size);
  const void *bytes = g_bytes_get_data (statement, &length);
  ZbSignatureInfo info = {0};
  gboolean well;

  if (acknowledgement == NULL ||
      !zb_signature_verify (signed_data, size, bytes, length, trust,
                            ZB_USE_TLS_CLIENT | ZB_USE_BY_OTHERS, at, NULL, NULL, &info, error))
    return NULL;
  well = check_signer (acknowledgement, trust, info.signer, signer, error);
  zb_signature_info_clear (&info);
  return well ? g_steal_pointer (&acknowledgement) : NULL;
}
