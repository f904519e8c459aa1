/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/authority/renewal.h"

static void
answer (ZbCall *call, const ZbEnrolled *renewed)
{
  g_autofree char *signing = renewed->signing ? zb_certificate_to_pem (renewed->signing) : NULL;
  g_autofree char *tls = renewed->tls ? zb_certificate_to_pem (renewed->tls) : NULL;
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "who", renewed->who);
  zb_json_writer_string (json, "signing_certificate", signing);
  zb_json_writer_string (json, "tls_certificate", tls);
  zb_json_writer_string (json, "chain", zb_authority_chain (call->service->authority));
  zb_call_answer_json (call, 201, json);
}

/* Open to a certificate that ended within the grace; the only route that is. */
void
zb_handle_renewal (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (GBytes) tls = json ? zb_call_json_bytes (json, "tls_request") : NULL;
  g_autoptr (GBytes) signing = json ? zb_call_json_bytes (json, "signing_request") : NULL;
  g_autoptr (GBytes) signature = json ? zb_call_json_bytes (json, "signature") : NULL;
  ZbRenewal renewal = {
      .tls = call->identity.certificate,
      .tls_request = tls,
      .signing_request = signing,
      .signature = signature,
  };
  ZbEnrolled renewed = {0};
  GError *error = NULL;

  if (!json)
    return;
  if (!tls && !signing) {
    zb_call_fail (call, "missing-argument", "tls_request or signing_request is needed");
    return;
  }
  if (zb_authority_renew (call->service->authority, &renewal, call->now, &renewed, &error))
    answer (call, &renewed);
  else
    zb_call_fail_error (call, error);
  zb_enrolled_clear (&renewed);
}
