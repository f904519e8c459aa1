/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/api.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/api/area-tree.h"
#include "server/api/call-private.h"
#include "server/api/handlers.h"
#include "server/api/problems.h"
#include "server/api/route.h"
#include "server/api/work-queue.h"
#include "server/authority/status-asker.h"
#include "server/reading/vetter.h"

#include <string.h>

struct _ZbApi {
  const ZbService *service;
  ZbWorkQueue *queue;
  ZbWaitingRoom *room;
  GPtrArray *workers; /* GThread */
};

#define MOST_WAITING 2048
#define UPLOADS "/v1/uploads"

/* An identity proven by the head of a request serves for its end, if that is not long after: a
 * certificate may be revoked in between. */
#define JUDGED_FOR (10 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbIdentity identity;
  gint64 since; /* monotonic */
} Judged;

static void
judged_free (gpointer data)
{
  Judged *judged = data;

  zb_identity_clear (&judged->identity);
  g_free (judged);
}

static void
keep_judged (ZbRequest *request, ZbIdentity *identity)
{
  Judged *judged = g_new0 (Judged, 1);

  judged->identity = *identity;
  judged->since = g_get_monotonic_time ();
  *identity = (ZbIdentity){.name = ""};
  request->judged = judged;
  request->judged_free = judged_free;
}

static gboolean
take_judged (ZbCall *call)
{
  ZbRequest *request = call->request;
  Judged *judged = request->judged;

  if (!judged || g_get_monotonic_time () - judged->since > JUDGED_FOR)
    return FALSE;
  call->identity = judged->identity;
  judged->identity = (ZbIdentity){.name = ""};
  /* It serves once: a request that waits and comes again is proven anew. */
  g_clear_pointer (&request->judged, request->judged_free);
  request->judged_free = NULL;
  return TRUE;
}

static void
expand_areas (ZbCall *call)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  const ZbCodeList *areas = zb_catalogue_code_list (catalogue, "areas");

  for (guint i = 0; call->identity.posts && i < call->identity.posts->len; i++)
    zb_area_tree_expand (((ZbStaff *)call->identity.posts->pdata[i])->areas, areas);
}

/* A person of the bureau has posts; who has none may be another node under the same root. */
static gboolean
has_no_post (const ZbIdentity *identity)
{
  return identity->kind == ZB_KIND_STAFF && identity->posts->len == 0;
}

static gboolean
prove (ZbCall *call)
{
  ZbIdentity node;
  const ZbService *service = call->service;
  ZbRequest *request = call->request;
  GError *error = NULL;

  if (take_judged (call))
    return TRUE;
  if (zb_identity_prove (&call->identity, request->peer, service->trust, service->store, call->now,
                         service->grace, &error)) {
    if (has_no_post (&call->identity) &&
        zb_identity_prove_node (&node, request->peer, service->router, call->now)) {
      zb_identity_clear (&call->identity);
      call->identity = node;
    }
    expand_areas (call);
    return TRUE;
  }
  if (g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED) &&
      zb_identity_prove_node (&call->identity, request->peer, service->router, call->now)) {
    g_error_free (error);
    return TRUE;
  }
  zb_call_fail_error (call, error);
  return FALSE;
}

/* The route, if the caller may use it; NULL after answering. */
static const ZbRoute *
route_call (ZbCall *call)
{
  gboolean path_known;
  const ZbRoute *route = zb_route_find (zb_routes, call->request->method, call->request->path,
                                        call->parts, &path_known);

  call->route = route ? route->pattern : NULL;
  if (!prove (call))
    return NULL;
  if (!route) {
    zb_call_fail (call, path_known ? "method-not-allowed" : "not-found", NULL);
    return NULL;
  }
  if (call->identity.late && route->handle != zb_handle_renewal) {
    zb_call_fail (call, "certificate-expired", NULL);
    return NULL;
  }
  if ((zb_identity_roles (&call->identity) & route->roles) == 0) {
    zb_call_fail (call, call->identity.kind == ZB_KIND_PUBLIC ? "certificate-needed" : "forbidden",
                  NULL);
    return NULL;
  }
  call->roles = route->roles;
  return route;
}

static void
work (ZbApi *api, ZbRequest *request)
{
  ZbCall *call = zb_call_new (api->service, request);

  call->room = api->room;
  call->mark = zb_waiting_room_mark (api->room);
  const ZbRoute *route = route_call (call);

  if (route && request->body) {
    route->handle (call);
  } else if (route) {
    keep_judged (request, &call->identity);
    zb_call_admit (call);
  }
  zb_call_release (call);
}

static gpointer
worker_thread (gpointer data)
{
  ZbApi *api = data;
  ZbRequest *request;
  ZbRank rank;

  while ((request = zb_work_queue_wait (api->queue, &rank)) != NULL) {
    zb_vetter_work_for (request->address);
    work (api, request);
    zb_work_queue_done (api->queue, rank);
  }
  return NULL;
}

/* Whoever waited is answered anew if there may be something for him; else that there is nothing. */
static void
leave_room_cb (ZbRequest *request, gboolean posted, gpointer data)
{
  static const char nothing[] = "{\"notices\":[]}";
  static const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};

  if (posted || strcmp (request->method, "GET") != 0) {
    zb_api_handle (data, request);
    return;
  }
  g_autoptr (GBytes) body = g_bytes_new_static (nothing, sizeof nothing - 1);
  zb_request_respond (request, &(ZbResponse){.status = 200, .headers = headers, .body = body});
}

static void
posted_cb (gint64 unit, gpointer data)
{
  ZbApi *api = data;

  zb_waiting_room_post (api->room, unit);
}

static void
answered_cb (guint64 question, gpointer data)
{
  ZbApi *api = data;

  zb_waiting_room_post (api->room, zb_call_place_of (question));
}

void
zb_api_let_go (ZbApi *api)
{
  zb_status_asker_unwatch (api->service->asker, api);
  zb_store_unwatch (api->service->store, api);
  zb_waiting_room_close (api->room);
}

ZbApi *
zb_api_new (const ZbService *service, guint workers, GError **error)
{
  g_autoptr (ZbApi) api = g_new0 (ZbApi, 1);

  api->service = service;
  api->workers = g_ptr_array_new ();
  /* Attachments leave half of the workers to what is small. */
  api->queue =
      zb_work_queue_new (service->most_waiting ? service->most_waiting : MOST_WAITING, workers / 2);
  api->room = zb_waiting_room_new (leave_room_cb, api);
  for (guint i = 0; i < workers; i++) {
    GThread *thread = g_thread_try_new ("api-worker", worker_thread, api, error);

    if (!thread)
      return NULL;
    g_ptr_array_add (api->workers, thread);
  }
  zb_store_watch (service->store, posted_cb, api);
  zb_status_asker_watch (service->asker, answered_cb, api);
  return g_steal_pointer (&api);
}

void
zb_api_free (ZbApi *api)
{
  zb_api_let_go (api);
  zb_work_queue_close (api->queue);
  for (guint i = 0; i < api->workers->len; i++)
    g_thread_join (api->workers->pdata[i]);
  g_ptr_array_unref (api->workers);
  zb_work_queue_free (api->queue);
  zb_waiting_room_free (api->room);
  g_free (api);
}

/* Whom a request counts for while it waits: the enterprise, as far as it is known, or an address.
 */
static const char *
sender_of (const ZbRequest *request)
{
  const Judged *judged = request->judged;

  return judged && judged->identity.unit ? judged->identity.unit : request->address;
}

static ZbRank
rank_of (const ZbRequest *request)
{
  return request->slow || g_str_has_prefix (request->path, UPLOADS)
             ? ZB_RANK_BULK
             : zb_rank_parse (zb_request_header (request, "Priority"));
}

void
zb_api_handle (ZbApi *api, ZbRequest *request)
{
  if (zb_work_queue_push (api->queue, rank_of (request), sender_of (request), request,
                          g_get_monotonic_time ()))
    return;
  ZbCall *call = zb_call_new (api->service, request);
  zb_call_fail (call, "unavailable", NULL);
  zb_call_release (call);
}

guint
zb_api_waiting (ZbApi *api)
{
  return zb_work_queue_waiting (api->queue);
}

gboolean
zb_api_admits (ZbApi *api, ZbRequest *request)
{
  const ZbService *service = api->service;
  gboolean path_known;
  const ZbRoute *route =
      zb_route_find (zb_routes, request->method, request->path, NULL, &path_known);
  ZbIdentity identity;

  if (!route || !zb_identity_recall (&identity, request->peer_digest, service->trust,
                                     zb_clock_now (&service->clock)))
    return FALSE;
  gboolean may = (zb_identity_roles (&identity) & route->roles) != 0;
  if (may)
    keep_judged (request, &identity);
  else
    zb_identity_clear (&identity);
  return may;
}

gsize
zb_api_body_limit (const char *method, const char *path)
{
  gboolean path_known;
  const ZbRoute *route = zb_route_find (zb_routes, method, path, NULL, &path_known);

  return route ? route->max_body : 0;
}
