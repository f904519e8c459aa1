/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/trust-document.h"
#include "server/authority/authority.h"
#include "server/store/certificate.h"

#include <string.h>

#define MIME_CRL "application/pkix-crl"

static gboolean
write_crls (ZbJsonWriter *json, ZbStore *store, GError **error)
{
  g_autoptr (GPtrArray) crls = zb_store_list_crls (store, NULL, error);

  if (!crls)
    return FALSE;
  zb_json_writer_begin_array (json, "crls");
  for (guint i = 0; i < crls->len; i++)
    zb_json_writer_bytes (json, NULL, ((const ZbStoredCrl *)crls->pdata[i])->der);
  zb_json_writer_end_array (json);
  return TRUE;
}

gboolean
zb_trust_document_write (ZbJsonWriter *json,
                         const char *key,
                         const ZbService *service,
                         GError **error)
{
  static const char *const suites[] = {"p256", "rsa3072", "sm2"};

  zb_json_writer_begin_object (json, key);
  zb_json_writer_string (json, "node", service->node);
  zb_json_writer_string (json, "roots", zb_authority_roots (service->authority));
  g_autofree char *authorities = g_strconcat (zb_authority_roots (service->authority),
                                              zb_authority_chain (service->authority), NULL);
  zb_json_writer_string (json, "authorities", authorities);
  if (!write_crls (json, service->store, error))
    return FALSE;
  zb_json_writer_string (json, "log_verifier", service->log_verifier);
  zb_json_writer_string (json, "log_keys", service->log_keys);
  zb_json_writer_begin_array (json, "suites");
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    zb_json_writer_string (json, NULL, suites[i]);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  return TRUE;
}

void
zb_handle_trust (ZbCall *call)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  GError *error = NULL;

  if (zb_trust_document_write (json, NULL, call->service, &error)) {
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

/* "DIGEST.crl": the digest of the authority's certificate. */
void
zb_handle_crl (ZbCall *call)
{
  g_autofree char *issuer = g_strdup (call->parts[0]);
  GError *error = NULL;

  if (!g_str_has_suffix (issuer, ".crl")) {
    zb_call_fail (call, "not-found", NULL);
    return;
  }
  issuer[strlen (issuer) - strlen (".crl")] = '\0';
  g_autoptr (GPtrArray) crls = zb_store_list_crls (call->service->store, issuer, &error);
  if (!crls)
    zb_call_fail_error (call, error);
  else if (crls->len == 0)
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    zb_call_answer_bytes (call, 200, MIME_CRL, ((const ZbStoredCrl *)crls->pdata[0])->der);
}
