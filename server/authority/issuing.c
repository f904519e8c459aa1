/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/issuing.h"

static const char *
or_nothing (const char *text)
{
  return text ? text : "";
}

ZbCertificate *
zb_issuing_certify (ZbKeyholder *holder,
                    GBytes *request,
                    const ZbIssue *issue,
                    const ZbGround *ground,
                    GError **error)
{
  g_auto (GVariantBuilder) approvers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ground->approvers) && ground->approvers[i]; i++)
    g_variant_builder_add (&approvers, "s", ground->approvers[i]);
  g_autoptr (GVariant) given = zb_keyholder_ask (
      holder, ZB_ASK_CERTIFY,
      g_variant_new ("(@ayssuxxssas)", zb_message_from_bytes (request), issue->name,
                     or_nothing (issue->unit), issue->uses, issue->not_before, issue->not_after,
                     or_nothing (issue->host), ground->ground, &approvers),
      error);
  g_autoptr (GBytes) der = given ? zb_message_child_bytes (given, 0) : NULL;
  const void *bytes = der ? g_bytes_get_data (der, &length) : NULL;
  return der ? zb_certificate_read (bytes, length, error) : NULL;
}

GBytes *
zb_issuing_make_list (ZbKeyholder *holder,
                      const ZbRevocation *revocations,
                      guint n,
                      guint64 number,
                      gint64 this_update,
                      gint64 next_update,
                      GError **error)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sxi)"));

  for (guint i = 0; i < n; i++)
    g_variant_builder_add (&list, "(sxi)", revocations[i].serial, revocations[i].revoked_at,
                           revocations[i].reason);
  g_autoptr (GVariant) given = zb_keyholder_ask (
      holder, ZB_ASK_LIST, g_variant_new ("(txxa(sxi))", number, this_update, next_update, &list),
      error);
  return given ? zb_message_child_bytes (given, 0) : NULL;
}
