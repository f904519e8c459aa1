/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/api/trust-document.h"
#include "server/authority/authority.h"
#include "server/store/certificate.h"
#include "server/store/trust-bundle.h"

#include <string.h>

#define MIME_CRL "application/pkix-crl"

static gboolean
write_crls (ZbJsonWriter *json, const ZbService *service, GError **error)
{
  g_autoptr (GPtrArray) crls = zb_store_list_crls (service->store, NULL, error);

  if (!crls)
    return FALSE;
  zb_json_writer_begin_array (json, "crls");
  for (guint i = 0; i < crls->len; i++) {
    const ZbStoredCrl *list = crls->pdata[i];

    if (zb_authority_has_list (service->authority, list))
      zb_json_writer_bytes (json, NULL, list->der);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

/* Nothing of it where @bundle is NULL: the root has not signed one yet. */
static void
write_bundle (ZbJsonWriter *json, const char *node, const ZbStoredTrustBundle *bundle)
{
  zb_json_writer_string (json, "node", node);
  zb_json_writer_integer (json, "version", bundle ? bundle->version : 0);
  if (!bundle)
    return;
  zb_json_writer_string (json, "sha256", bundle->digest);
  zb_json_writer_bytes (json, "statement", bundle->statement);
  zb_json_writer_bytes (json, "signature", bundle->signature);
}

gboolean
zb_trust_document_write (ZbJsonWriter *json,
                         const char *key,
                         const ZbService *service,
                         GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbStoredTrustBundle) bundle = zb_store_read_trust_bundle (service->store, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  zb_json_writer_begin_object (json, key);
  write_bundle (json, service->node, bundle);
  if (!write_crls (json, service, error))
    return FALSE;
  zb_json_writer_string (json, "log_keys", service->log_keys);
  zb_json_writer_end_object (json);
  return TRUE;
}

static void
answer (ZbCall *call, ZbJsonWriter *json)
{
  char *text = zb_json_writer_finish (json);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  zb_call_answer_tagged (call, ZB_MIME_JSON, bytes);
}

void
zb_handle_trust (ZbCall *call)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  GError *error = NULL;

  if (zb_trust_document_write (json, NULL, call->service, &error))
    answer (call, json);
  else
    zb_call_fail_error (call, error);
}

/* One of before: clients go from each to the next, and prove with it what was signed in its time.
 */
void
zb_handle_trust_version (ZbCall *call)
{
  GError *error = NULL;
  guint64 version = 0;
  g_autoptr (ZbStoredTrustBundle) bundle =
      g_ascii_string_to_unsigned (call->parts[0], 10, 1, G_MAXUINT32, &version, NULL)
          ? zb_store_read_trust_bundle_of (call->service->store, (guint)version, &error)
          : NULL;

  if (error) {
    zb_call_fail_error (call, error);
    return;
  }
  if (!bundle) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return;
  }
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_bundle (json, call->service->node, bundle);
  zb_json_writer_end_object (json);
  answer (call, json);
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
  const char *known = zb_authority_find_lists (call->service->authority, issuer);
  g_autoptr (GPtrArray) crls = zb_store_list_crls (call->service->store, known, &error);
  if (!crls)
    zb_call_fail_error (call, error);
  else if (crls->len == 0)
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    zb_call_answer_bytes (call, 200, MIME_CRL, ((const ZbStoredCrl *)crls->pdata[0])->der);
}
