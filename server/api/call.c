/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/call.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/api/call-private.h"
#include "server/api/problems.h"
#include "server/authority/status-asker.h"
#include "server/authority/trust-shelf.h"
#include "server/operations/event.h"
#include "server/operations/figures.h"
#include "server/reading/error.h"

#include <stdlib.h>
#include <string.h>

/* Longer than one question takes (ZB_STATUS_ASKER_TIMEOUT_MS), with another ahead of it. */
#define RESPONDER_S 12

/* With their values, of most answers. */
#define MOST_HEADERS 12

/* Seconds, told with a 503 where nobody gives slots. */
#define RETRY_AFTER 5

static const char *
find_nothing (gpointer self, ZbRequestPart part, const char *name)
{
  return NULL;
}

/* What an answered call is about. */
static ZbRequest *
gone_request (void)
{
  static ZbRequest gone = {.method = "", .path = "", .address = "", .lookup = find_nothing};
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    gone.body = g_bytes_new_static ("", 0);
    g_once_init_leave (&ready, 1);
  }
  return &gone;
}

ZbCall *
zb_call_new (const ZbService *service, ZbRequest *request)
{
  ZbCall *call = g_new0 (ZbCall, 1);

  g_atomic_ref_count_init (&call->holders);
  g_atomic_ref_count_inc (&call->holders);
  call->service = service;
  call->request = request;
  call->identity.name = "";
  call->now = zb_clock_now (&service->clock);
  return call;
}

void
zb_call_release (ZbCall *call)
{
  if (!g_atomic_ref_count_dec (&call->holders))
    return;
  zb_identity_clear (&call->identity);
  for (guint i = 0; i < ZB_CALL_MAX_PARTS; i++)
    g_free (call->parts[i]);
  g_free ((char *)call->key.request);
  g_free (call);
}

static void
append_headers (GPtrArray *all, const char *const *headers)
{
  for (guint i = 0; headers && headers[i]; i++)
    g_ptr_array_add (all, (gpointer)headers[i]);
}

/* Whoever holds an older trust bundle learns of the newest with whatever he asks. */
static void
append_announcement (GPtrArray *all, const ZbService *service)
{
  const char *announcement = service->shelf ? zb_trust_shelf_announcement (service->shelf) : NULL;

  if (!announcement)
    return;
  g_ptr_array_add (all, (gpointer)ZB_HEADER_TRUST);
  g_ptr_array_add (all, (gpointer)announcement);
}

/* Never what a request carries: only who asked for what, and how it went. */
static void
tell (const ZbCall *call, guint status)
{
  static const char *const kinds[] = {"public", "enterprise", "staff", "node"};
  const ZbRequest *request = call->request;
  const ZbIdentity *identity = &call->identity;
  g_autofree char *micros =
      g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time () - request->arrived);
  g_autofree char *code = g_strdup_printf ("%u", status);

  zb_event_tell (G_LOG_LEVEL_INFO, "request", "method", request->method, "path", request->path,
                 "status", code, "us", micros, "kind", kinds[identity->kind], "unit",
                 identity->unit, "certificate",
                 identity->certificate ? zb_certificate_serial (identity->certificate) : NULL,
                 "address", request->address, NULL);
}

static void
count (const ZbCall *call, guint status)
{
  ZbMetrics *metrics = call->service->metrics;
  const char *route = call->route ? call->route : "none";
  gint64 micros = g_get_monotonic_time () - call->request->arrived;
  char code[16];

  g_snprintf (code, sizeof code, "%u", status);
  zb_metrics_add (metrics, &zb_figure_requests, route, code, 1);
  zb_metrics_observe (metrics, &zb_figure_request_seconds, route, NULL,
                      (double)micros / G_USEC_PER_SEC);
}

static void
answer (ZbCall *call, const ZbResponse *response)
{
  ZbRequest *request = call->request;
  g_autoptr (GPtrArray) headers = g_ptr_array_sized_new (MOST_HEADERS);
  ZbResponse whole = *response;

  if (request == gone_request ()) {
    g_critical ("a request was answered twice, the second time with %u", response->status);
    return;
  }
  append_headers (headers, response->headers);
  append_headers (headers, call->headers);
  append_announcement (headers, call->service);
  g_ptr_array_add (headers, NULL);
  whole.headers = (const char *const *)headers->pdata;
  if (call->service->slots && response->status < 500)
    zb_slots_note (call->service->slots, g_get_monotonic_time ());
  if (call->service->tell_requests)
    tell (call, response->status);
  if (call->service->metrics)
    count (call, response->status);
  call->request = gone_request ();
  zb_request_respond (request, &whole);
  zb_call_release (call);
}

void
zb_call_admit (ZbCall *call)
{
  ZbRequest *request = call->request;

  call->request = gone_request ();
  zb_request_admit (request);
  zb_call_release (call);
}

gboolean
zb_call_wait (ZbCall *call, const GArray *units, guint seconds, guint64 mark)
{
  ZbRequest *request = call->request;
  gint64 deadline = request->arrived + seconds * G_TIME_SPAN_SECOND;

  if (!call->room || deadline <= g_get_monotonic_time ())
    return FALSE;
  /* Once it is in, another thread may have it. */
  call->request = gone_request ();
  if (zb_waiting_room_enter (call->room, request, zb_call_who (call), units, deadline, mark)) {
    zb_call_release (call);
    return TRUE;
  }
  call->request = request;
  return FALSE;
}

gboolean
zb_call_await_responder (ZbCall *call, const GError *error)
{
  g_autoptr (GArray) place = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STATUS_PENDING))
    return FALSE;
  gint64 question = zb_call_place_of (zb_status_asker_newest (call->service->asker));
  g_array_append_val (place, question);
  return zb_call_wait (call, place, RESPONDER_S, call->mark);
}

gboolean
zb_call_await_turn (ZbCall *call, const GError *error)
{
  ZbRequest *request = call->request;

  if (!g_error_matches (error, ZB_READING_ERROR, ZB_READING_ERROR_SLOW))
    return FALSE;
  call->request = gone_request ();
  request->slow = TRUE;
  zb_waiting_room_pass (call->room, request);
  zb_call_release (call);
  return TRUE;
}

gint64
zb_call_place_of (guint64 question)
{
  return -(gint64)question;
}

void
zb_call_answer_bytes (ZbCall *call, guint status, const char *type, GBytes *bytes)
{
  const char *const headers[] = {"Content-Type", type, NULL};

  answer (call, &(ZbResponse){.status = status, .headers = headers, .body = bytes});
}

void
zb_call_answer_tagged (ZbCall *call, const char *type, GBytes *bytes)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", digest);
  const char *known = zb_request_header (call->request, "If-None-Match");
  const char *const headers[] = {"ETag", tag, NULL};

  call->headers = headers;
  if (g_strcmp0 (known, tag) == 0)
    zb_call_answer_empty (call, 304, NULL);
  else
    zb_call_answer_bytes (call, 200, type, bytes);
  call->headers = NULL;
}

void
zb_call_answer_text (ZbCall *call, guint status, const char *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  zb_call_answer_bytes (call, status, type, bytes);
}

void
zb_call_answer_json (ZbCall *call, guint status, ZbJsonWriter *json)
{
  g_autoptr (GBytes) bytes = zb_json_writer_finish_bytes (json);

  zb_json_writer_free (json);
  zb_call_answer_bytes (call, status, ZB_MIME_JSON, bytes);
}

void
zb_call_answer_empty (ZbCall *call, guint status, const char *const *headers)
{
  answer (call, &(ZbResponse){.status = status, .headers = headers});
}

static guint
retry_after_of (const ZbCall *call)
{
  const ZbService *service = call->service;

  return service->slots ? zb_slots_give (service->slots, zb_store_backlog (service->store),
                                         g_get_monotonic_time ())
                        : RETRY_AFTER;
}

static void
fail (ZbCall *call, const char *code, const char *detail, const char *detail_zh)
{
  const ZbProblemKind *kind = zb_problem_kind (code);
  ZbProblem problem = {
      .status = kind->status,
      .code = (char *)kind->code,
      .title = (char *)kind->title,
      .title_zh = (char *)kind->title_zh,
      .detail = (char *)detail,
      .detail_zh = (char *)detail_zh,
  };
  char *text = zb_problem_to_json (&problem);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  zb_metrics_add (call->service->metrics, &zb_figure_problems, kind->code, NULL, 1);
  char retry_after[16];
  g_snprintf (retry_after, sizeof retry_after, "%u",
              kind->status == 503 ? retry_after_of (call) : 0);
  const char *const headers[] = {"Content-Type", ZB_MIME_PROBLEM,
                                 kind->status == 503 ? "Retry-After" : NULL, retry_after, NULL};
  answer (call, &(ZbResponse){.status = kind->status, .headers = headers, .body = bytes});
}

void
zb_call_fail (ZbCall *call, const char *code, const char *detail)
{
  fail (call, code, detail, NULL);
}

void
zb_call_fail_in_words (ZbCall *call, const char *code, const ZbText *detail)
{
  fail (call, code, detail->en, detail->zh);
}

void
zb_call_fail_error (ZbCall *call, GError *error)
{
  static const char *const insides[] = {"internal", "storage-full", "unavailable", NULL};
  const char *code = zb_problem_code_for (error);
  /* What went wrong inside, and in which file, is for the server's log, not for the peer. */
  gboolean inside = g_strv_contains (insides, code);

  if (inside)
    g_log (G_LOG_DOMAIN, strcmp (code, "internal") == 0 ? G_LOG_LEVEL_WARNING : G_LOG_LEVEL_MESSAGE,
           "%s %s: %s", call->request->method, call->request->path, error->message);
  zb_call_fail (call, code, inside ? NULL : error->message);
  g_error_free (error);
}

ZbJson *
zb_call_read_json (ZbCall *call)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (call->request->body, &length);
  ZbJson *json = zb_json_read ("body", text ? text : "", length, ZB_PROTOCOL_MAX_JSON, &error);

  if (json && zb_json_type (json) == ZB_JSON_OBJECT)
    return json;
  g_clear_pointer (&json, zb_json_free);
  zb_call_fail (call, "bad-json", error ? error->message : "body: not an object");
  return NULL;
}

GBytes *
zb_call_json_bytes (const ZbJson *json, const char *name)
{
  const char *text = zb_json_get_string (json, name);
  gsize length = 0;
  guchar *data = text ? g_base64_decode (text, &length) : NULL;

  if (length > 0)
    return g_bytes_new_take (data, length);
  g_free (data);
  return NULL;
}

void
zb_call_write_time (ZbJsonWriter *json, const char *key, gint64 micros)
{
  g_autofree char *text = micros > 0 ? zb_time_format (micros) : NULL;

  zb_json_writer_string (json, key, text);
}

const char *
zb_call_require_query (ZbCall *call, const char *name)
{
  const char *value = zb_request_query (call->request, name);

  if (!value || !*value) {
    zb_call_fail (call, "missing-argument", name);
    return NULL;
  }
  return value;
}

gboolean
zb_call_grant (ZbCall *call, const char *tenant, ZbGrant *ret_grant)
{
  if (zb_grant_for (ret_grant, &call->identity, call->roles, tenant))
    return TRUE;
  zb_call_fail (call, "forbidden", tenant);
  return FALSE;
}

static char *
digest_of_request (const ZbRequest *request)
{
  g_autoptr (GString) text = g_string_new (request->method);
  g_autofree char *body = zb_digest_hex_of_bytes (request->body);

  g_string_append_printf (text, " %s %s", request->path, body);
  return zb_digest_hex_of (text->str, text->len);
}

const char *
zb_call_who (const ZbCall *call)
{
  return call->identity.certificate ? zb_certificate_digest (call->identity.certificate) : "public";
}

gboolean
zb_call_key (ZbCall *call, const ZbActKey **ret_key)
{
  const char *key = zb_request_header (call->request, "Idempotency-Key");

  *ret_key = NULL;
  if (!key)
    return TRUE;
  if (!g_uuid_string_is_valid (key)) {
    zb_call_fail (call, "bad-argument", "Idempotency-Key");
    return FALSE;
  }
  g_free ((char *)call->key.request);
  call->key = (ZbActKey){
      .who = zb_call_who (call),
      .key = key,
      .request = digest_of_request (call->request),
  };
  *ret_key = &call->key;
  return TRUE;
}

gboolean
zb_call_commit (ZbCall *call, ZbAct *act, ZbActResult *ret_result)
{
  GError *error = NULL;

  if (!zb_call_key (call, &act->key))
    return FALSE;
  act->time = call->now;
  act->who = zb_call_who (call);
  *ret_result = (ZbActResult){0};
  if (zb_store_commit_one (call->service->store, act, ret_result, &error))
    return TRUE;
  zb_act_result_clear (ret_result);
  zb_call_fail_error (call, error);
  return FALSE;
}

ZbCertificate *
zb_call_read_certificate (ZbCall *call, GBytes *bytes, const char *detail)
{
  GError *error = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  ZbCertificate *certificate =
      zb_trust_read_foreign (call->service->trust, NULL, data, length, &error);

  if (certificate)
    return certificate;
  if (error->domain == ZB_READING_ERROR) {
    zb_call_fail_error (call, error);
    return NULL;
  }
  zb_call_fail (call, "bad-argument", detail ? detail : error->message);
  g_error_free (error);
  return NULL;
}

gboolean
zb_call_parse_id (const char *text, gint64 *ret_id)
{
  guint64 id = 0;

  if (text && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &id, NULL))
    return FALSE;
  *ret_id = (gint64)id;
  return TRUE;
}

gboolean
zb_call_after (ZbCall *call, const char *name, gint64 *ret_after)
{
  if (zb_call_parse_id (zb_request_query (call->request, name), ret_after))
    return TRUE;
  zb_call_fail (call, "bad-argument", name);
  return FALSE;
}

guint
zb_call_limit (const ZbCall *call, guint otherwise, guint most)
{
  const char *text = zb_request_query (call->request, "limit");
  guint64 limit = text ? g_ascii_strtoull (text, NULL, 10) : otherwise;

  return (guint)CLAMP (limit, 1, most);
}
