/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "server/api/route-table-handlers.h"
#include "server/api/words.h"
#include "server/forward/forwarder.h"
#include "server/forward/proposal.h"
#include "server/intake/derivation.h"
#include "server/store/route-table.h"

#define PAGE 100

static const char *
state_of (const ZbStoredRouteTable *table, guint in_force)
{
  if (table->ended)
    return "ended";
  if (!table->confirmed)
    return "proposed";
  return table->version == in_force ? "in-force" : "replaced";
}

static void
write_table (ZbJsonWriter *json, const ZbStoredRouteTable *table, guint in_force)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (table->statement);
  g_autoptr (ZbRouteTable) read = zb_route_table_read ("routes.xml", table->statement, NULL);

  zb_json_writer_integer (json, "id", table->id);
  zb_json_writer_integer (json, "version", table->version);
  zb_json_writer_string (json, "sha256", digest);
  zb_json_writer_string (json, "reason", read ? read->reason : NULL);
  zb_json_writer_integer (json, "peers", read ? read->peers->len : 0);
  zb_json_writer_integer (json, "routes", read ? read->lines->len : 0);
  zb_json_writer_string (json, "who", table->who);
  zb_call_write_time (json, "time", table->time);
  zb_json_writer_string (json, "second", table->second);
  zb_call_write_time (json, "confirmed", table->confirmed);
  zb_json_writer_string (json, "ended_by", table->ended_by);
  zb_json_writer_string (json, "ended_reason", table->ended_reason);
  zb_json_writer_string (json, "state", state_of (table, in_force));
}

/* The version that holds; 0 if none does. FALSE after answering. */
static gboolean
read_in_force (ZbCall *call, guint *ret_version)
{
  GError *error = NULL;
  g_autoptr (ZbStoredRouteTable) table = zb_store_read_routes (call->service->store, &error);

  *ret_version = table ? table->version : 0;
  if (!error)
    return TRUE;
  zb_call_fail_error (call, error);
  return FALSE;
}

void
zb_handle_route_tables (ZbCall *call)
{
  guint limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE), in_force;
  GError *error = NULL;
  gint64 after;

  if (!zb_call_after (call, "after", &after) || !read_in_force (call, &in_force))
    return;
  g_autoptr (GPtrArray) list =
      zb_store_list_route_tables (call->service->store, after, limit, &error);
  if (!list) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "tables");
  for (guint i = 0; i < list->len; i++) {
    zb_json_writer_begin_object (json, NULL);
    write_table (json, list->pdata[i], in_force);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_words_next (json, list->len, limit,
                 list->len > 0 ? ((const ZbStoredRouteTable *)list->pdata[list->len - 1])->id : 0);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

/* The table of the route's first part; NULL after answering. */
static ZbStoredRouteTable *
find_table (ZbCall *call)
{
  GError *error = NULL;
  ZbStoredRouteTable *table;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  table = zb_store_read_route_table (call->service->store, id, &error);
  if (!table)
    zb_call_fail_error (call, error);
  return table;
}

void
zb_handle_route_table_get (ZbCall *call)
{
  g_autoptr (ZbStoredRouteTable) table = find_table (call);
  guint in_force;

  if (!table || !read_in_force (call, &in_force))
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_table (json, table, in_force);
  zb_json_writer_bytes (json, "statement", table->statement);
  zb_json_writer_bytes (json, "signature", table->signature);
  if (table->second_signature)
    zb_json_writer_bytes (json, "second_signature", table->second_signature);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

static gboolean
begin_asking (ZbCall *call, ZbRouteDesk *ret_desk, ZbRouteAsking *ret_asking)
{
  const ZbService *service = call->service;

  *ret_desk = (ZbRouteDesk){service->node, service->store, service->trust, zb_derivation_exists};
  *ret_asking = (ZbRouteAsking){.name = call->identity.name, .now = call->now};
  return zb_call_key (call, &ret_asking->key);
}

void
zb_handle_route_table (ZbCall *call)
{
  g_autoptr (ZbJson) body = zb_call_read_json (call);
  g_autoptr (GBytes) statement = body ? zb_call_json_bytes (body, "statement") : NULL;
  g_autoptr (GBytes) signature = body ? zb_call_json_bytes (body, "signature") : NULL;
  GError *error = NULL;
  ZbRouteAsking asking;
  ZbRouteDesk desk;
  guint version;
  gint64 id;

  if (!body)
    return;
  if (!statement || !signature) {
    zb_call_fail (call, "missing-argument", "statement and signature are needed");
    return;
  }
  if (!begin_asking (call, &desk, &asking))
    return;
  if (!zb_route_propose (&desk, statement, signature, &asking, &id, &version, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", id);
  zb_json_writer_integer (json, "version", version);
  zb_json_writer_string (json, "state", "proposed");
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 201, json);
}

/* From now on it holds: for what comes, and for those who pass on. */
static gboolean
put_in_force (const ZbService *service, gint64 now, GError **error)
{
  return !service->router ||
         (zb_router_refresh (service->router, now, error) &&
          (!service->forwarder || zb_forwarder_tend (service->forwarder, error)));
}

void
zb_handle_route_table_confirmation (ZbCall *call)
{
  g_autoptr (ZbStoredRouteTable) table = find_table (call);
  GError *error = NULL;
  ZbRouteAsking asking;
  ZbRouteDesk desk;

  if (!table || !begin_asking (call, &desk, &asking))
    return;
  if (zb_route_confirm (&desk, table->id, call->request->body, &asking, &error) &&
      put_in_force (call->service, call->now, &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_route_table_end (ZbCall *call)
{
  g_autoptr (ZbStoredRouteTable) table = find_table (call);
  g_autoptr (ZbJson) json = table ? zb_call_read_json (call) : NULL;
  GError *error = NULL;

  if (!json)
    return;
  const ZbRouteTableEnd end = {table->id, zb_json_get_string (json, "reason")};
  if (!end.reason || !*end.reason) {
    zb_call_fail (call, "missing-argument", "reason");
    return;
  }
  ZbAct act = {
      .kind = ZB_ACT_ROUTE_TABLE_END, .what = &end, .time = call->now, .who = call->identity.name};
  if (!zb_call_key (call, &act.key))
    return;
  if (zb_store_commit_one (call->service->store, &act, NULL, &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}
