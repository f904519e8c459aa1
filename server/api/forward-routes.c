/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/message-reach.h"
#include "server/api/route-table-handlers.h"
#include "server/api/words.h"
#include "server/forward/acquaintance.h"
#include "server/forward/router.h"
#include "server/store/derived.h"
#include "server/store/forward.h"
#include "server/store/submission.h"

#include <string.h>

#define PAGE 100

static void
write_depths (ZbJsonWriter *json, const GPtrArray *depths)
{
  zb_json_writer_begin_array (json, "nodes");
  for (guint i = 0; i < depths->len; i++) {
    const ZbForwardDepth *depth = depths->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "next", depth->next);
    for (guint state = 0; state < ZB_FORWARD_STATES; state++)
      zb_json_writer_integer (json, zb_forward_state_name (state), depth->counts[state]);
    zb_call_write_time (json, "oldest", depth->oldest);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static gboolean
write_forward (ZbJsonWriter *json, ZbStore *store, const ZbForward *forward, GError **error)
{
  g_autoptr (ZbMessage) message = zb_store_read_message_by_id (store, forward->message, error);

  if (!message)
    return FALSE;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", forward->message);
  zb_json_writer_string (json, "sender", message->sender);
  zb_json_writer_string (json, "message", message->message_id);
  zb_json_writer_string (json, "next", forward->next);
  zb_json_writer_string (json, "route", forward->route);
  zb_json_writer_integer (json, "table", forward->route_version);
  zb_json_writer_integer (json, "class", forward->urgency);
  zb_json_writer_string (json, "state", zb_forward_state_name (forward->state));
  zb_call_write_time (json, "received", forward->queued);
  zb_call_write_time (json, "due", forward->due);
  zb_json_writer_integer (json, "attempts", forward->attempts);
  zb_json_writer_string (json, "reason", forward->reason);
  zb_json_writer_end_object (json);
  return TRUE;
}

static gboolean
write_all (ZbJsonWriter *json, ZbStore *store, const ZbForwardQuery *query, GError **error)
{
  g_autoptr (GPtrArray) depths = zb_store_list_forward_depths (store, error);
  g_autoptr (GPtrArray) list = depths ? zb_store_list_forwards (store, query, error) : NULL;

  if (!list)
    return FALSE;
  zb_json_writer_begin_object (json, NULL);
  write_depths (json, depths);
  zb_json_writer_begin_array (json, "messages");
  for (guint i = 0; i < list->len; i++)
    if (!write_forward (json, store, list->pdata[i], error))
      return FALSE;
  zb_json_writer_end_array (json);
  zb_words_next (json, list->len, query->limit,
                 list->len > 0 ? ((const ZbForward *)list->pdata[list->len - 1])->message : 0);
  zb_json_writer_end_object (json);
  return TRUE;
}

/* FALSE after answering. */
static gboolean
read_state (ZbCall *call, int *ret_state)
{
  const char *name = zb_request_query (call->request, "state");

  *ret_state = -1;
  for (int i = 0; name && i < ZB_FORWARD_STATES; i++)
    if (strcmp (zb_forward_state_name ((ZbForwardState)i), name) == 0)
      *ret_state = i;
  if (!name || *ret_state >= 0)
    return TRUE;
  zb_call_fail (call, "bad-argument", "state");
  return FALSE;
}

void
zb_handle_forwards (ZbCall *call)
{
  ZbForwardQuery query = {.next = zb_request_query (call->request, "next"),
                          .limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE)};
  GError *error = NULL;

  if (!read_state (call, &query.state) || !zb_call_after (call, "after", &query.after))
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  if (write_all (json, call->service->store, &query, &error)) {
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

/* At once, whatever it waits for. */
void
zb_handle_forward_again (ZbCall *call)
{
  GError *error = NULL;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return;
  }
  g_autoptr (ZbForward) forward = zb_store_read_forward (call->service->store, id, &error);
  if (!forward) {
    zb_call_fail_error (call, error);
    return;
  }
  const ZbForwardNote note = {.message = id,
                              .due = 0,
                              .attempts = 0,
                              .reason = forward->reason,
                              .upload = forward->upload,
                              .offset = forward->offset,
                              .proof = forward->proof};
  ZbAct act = {.kind = ZB_ACT_FORWARD_NOTE, .what = &note};
  ZbActResult result;
  if (!zb_call_commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  if (call->service->router)
    zb_router_ring (call->service->router);
  zb_call_answer_empty (call, 204, NULL);
}

void
zb_handle_derived (ZbCall *call)
{
  g_autoptr (ZbMessage) message = zb_message_reach (call);
  GError *error = NULL;

  if (!message)
    return;
  g_autoptr (GPtrArray) list = zb_store_list_derived (call->service->store, message->id, &error);
  if (!list) {
    zb_call_fail_error (call, error);
    return;
  }
  for (guint i = 0; i < list->len; i++) {
    const ZbStoredDerived *derived = list->pdata[i];
    g_autofree char *version = g_strdup_printf ("%u", derived->version);
    const char *const headers[] = {"Zhibao-Derived-From", derived->source,
                                   "Zhibao-Transform-Version", version, NULL};

    if (strcmp (derived->name, call->parts[2]) != 0)
      continue;
    call->headers = headers;
    zb_call_answer_bytes (call, 200, derived->type, derived->bytes);
    return;
  }
  zb_call_fail (call, "not-found", call->parts[2]);
}

void
zb_handle_acquaintance (ZbCall *call)
{
  const ZbService *service = call->service;
  const char *node = call->identity.name;
  g_autoptr (ZbJson) said = zb_call_read_json (call);
  g_autoptr (ZbRoutes) routes = zb_router_get (service->router);
  GError *error = NULL;

  if (!said)
    return;
  if (!zb_acquaintance_keep (service->neighbours, node, said, call->now, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_acquaintance_write (json,
                         routes ? zb_route_table_peer (zb_routes_table (routes), node) : NULL);
  zb_call_answer_json (call, 200, json);
}
