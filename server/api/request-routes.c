/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/request-handlers.h"

#include "server/api/reach.h"
#include "server/authority/queue.h"

#define PAGE 100

/* Requests for certificates without an invitation: anyone asks, two persons of the bureau approve.
 */

static const char *
state_of (const ZbStoredRequest *request, gint64 now)
{
  if (request->rejected_by)
    return "rejected";
  if (zb_stored_request_has_expired (request, now))
    return "expired";
  if (request->second)
    return "issued";
  return request->first ? "approved-once" : "waiting";
}

void
zb_handle_request (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (GBytes) signing = json ? zb_call_json_bytes (json, "signing_request") : NULL;
  g_autoptr (GBytes) tls = json ? zb_call_json_bytes (json, "tls_request") : NULL;
  GError *error = NULL;

  if (!json)
    return;
  ZbAsking asking = {
      .unit = zb_json_get_string (json, "unit"),
      .person = zb_json_get_string (json, "name"),
      .contact = zb_json_get_string (json, "contact"),
      .signing_request = signing,
      .tls_request = tls,
  };
  if (!asking.unit || !asking.person || !asking.contact || !signing || !tls) {
    zb_call_fail (call, "missing-argument",
                  "unit, name, contact, signing_request and tls_request are needed");
    return;
  }
  g_autofree char *handle = zb_authority_ask (call->service->authority, &asking, call->now, &error);
  if (!handle) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *answer = zb_json_writer_new ();
  zb_json_writer_begin_object (answer, NULL);
  zb_json_writer_string (answer, "handle", handle);
  zb_json_writer_string (answer, "state", "waiting");
  zb_call_answer_json (call, 202, answer);
}

/* FALSE with an error if what was issued cannot be read. */
static gboolean
write_issued (
    ZbJsonWriter *json, ZbStore *store, const char *name, const char *digest, GError **error)
{
  g_autoptr (ZbStoredCertificate) stored = zb_store_read_certificate (store, digest, error);
  gsize length = 0;

  if (!stored)
    return FALSE;
  const void *der = g_bytes_get_data (stored->der, &length);
  g_autoptr (ZbCertificate) certificate = zb_certificate_read (der, length, error);
  g_autofree char *pem = certificate ? zb_certificate_to_pem (certificate) : NULL;
  zb_json_writer_string (json, name, pem);
  return pem != NULL;
}

/* By the handle, which only who asked knows. */
void
zb_handle_request_get (ZbCall *call)
{
  GError *error = NULL;
  ZbStore *store = call->service->store;
  g_autoptr (ZbStoredRequest) request =
      zb_store_read_request_by_handle (store, call->parts[0], &error);
  ZbJsonWriter *json;

  if (!request) {
    zb_call_fail_error (call, error);
    return;
  }
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "state", state_of (request, call->now));
  zb_json_writer_string (json, "reason", request->reason);
  if (!request->second ||
      (write_issued (json, store, "signing_certificate", request->signing_certificate, &error) &&
       write_issued (json, store, "tls_certificate", request->tls_certificate, &error))) {
    zb_json_writer_string (json, "chain", zb_authority_chain (call->service->authority));
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

void
zb_handle_requests (ZbCall *call)
{
  guint limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE);
  GError *error = NULL;
  gint64 after;

  if (!zb_call_after (call, "cursor", &after))
    return;
  g_autoptr (GPtrArray) requests =
      zb_store_list_requests (call->service->store, call->now, after, limit, &error);
  if (!requests) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "requests");
  for (guint i = 0; i < requests->len; i++) {
    const ZbStoredRequest *one = requests->pdata[i];
    gboolean may = FALSE;
    if (!zb_reach_code (call, one->unit, &may, NULL) || !may)
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_integer (json, "id", one->id);
    zb_json_writer_string (json, "unit", one->unit);
    zb_json_writer_string (json, "name", one->person);
    zb_json_writer_string (json, "contact", one->contact);
    zb_json_writer_string (json, "handle", one->handle);
    zb_json_writer_string (json, "state", state_of (one, call->now));
    zb_json_writer_string (json, "first", one->first);
    zb_call_write_time (json, "time", one->time);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  if (requests->len == limit)
    zb_json_writer_integer (json, "next",
                            ((const ZbStoredRequest *)requests->pdata[limit - 1])->id);
  zb_call_answer_json (call, 200, json);
}

/* The request of the route, if the caller has a say in it; NULL after answering. */
static ZbStoredRequest *
find_request (ZbCall *call)
{
  g_autoptr (ZbStoredRequest) request = NULL;
  GError *error = NULL;
  gboolean may = FALSE;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  request = zb_store_read_request (call->service->store, id, &error);
  if (!request || !zb_reach_code (call, request->unit, &may, &error))
    zb_call_fail_error (call, error);
  else if (!may)
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    return g_steal_pointer (&request);
  return NULL;
}

static void
decide (ZbCall *call, gboolean approves)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  ZbAuthority *authority = call->service->authority;
  g_autoptr (ZbStoredRequest) request = NULL;
  ZbDecider decider = {.now = call->now};
  GError *error = NULL;

  if (!json || !zb_call_key (call, &decider.key))
    return;
  request = find_request (call);
  if (!request)
    return;
  const char *reason = zb_json_get_string (json, "reason");
  decider.person = call->identity.name;
  decider.who = zb_call_who (call);
  gboolean done =
      approves ? zb_authority_approve (authority, request, &decider, &error)
               : zb_authority_reject (authority, request, reason ? reason : "", &decider, &error);
  if (done)
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_request_approval (ZbCall *call)
{
  decide (call, TRUE);
}

void
zb_handle_request_rejection (ZbCall *call)
{
  decide (call, FALSE);
}
