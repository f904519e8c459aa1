/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/api.h"

#include "server/api/area-tree.h"
#include "server/api/call-private.h"
#include "server/api/problems.h"
#include "server/api/route.h"

struct _ZbApi {
  const ZbService *service;
  GThreadPool *workers;
};

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
  Judged *judged = g_new (Judged, 1);

  judged->identity = *identity;
  judged->since = g_get_monotonic_time ();
  *identity = (ZbIdentity){.name = ""};
  request->judged = judged;
  request->judged_free = judged_free;
}

static gboolean
take_judged (ZbRequest *request, ZbIdentity *ret_identity)
{
  Judged *judged = request->judged;

  if (!judged || g_get_monotonic_time () - judged->since > JUDGED_FOR)
    return FALSE;
  *ret_identity = judged->identity;
  judged->identity = (ZbIdentity){.name = ""};
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

static gboolean
prove (ZbCall *call)
{
  const ZbService *service = call->service;
  ZbRequest *request = call->request;
  GError *error = NULL;

  if (take_judged (request, &call->identity))
    return TRUE;
  if (zb_identity_prove (&call->identity, request->peer, service->trust, service->store, call->now,
                         &error)) {
    expand_areas (call);
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
  if ((zb_identity_roles (&call->identity) & route->roles) == 0) {
    zb_call_fail (call, call->identity.kind == ZB_KIND_PUBLIC ? "certificate-needed" : "forbidden",
                  NULL);
    return NULL;
  }
  call->roles = route->roles;
  return route;
}

static void
work (gpointer data, gpointer user_data)
{
  ZbApi *api = user_data;
  ZbRequest *request = data;
  ZbCall *call = zb_call_new (api->service, request);
  const ZbRoute *route = route_call (call);

  if (route && request->body) {
    route->handle (call);
  } else if (route) {
    keep_judged (request, &call->identity);
    zb_call_admit (call);
  }
  zb_call_release (call);
}

ZbApi *
zb_api_new (const ZbService *service, guint workers, GError **error)
{
  ZbApi *api = g_new0 (ZbApi, 1);

  api->service = service;
  api->workers = g_thread_pool_new (work, api, (int)workers, TRUE, error);
  if (!api->workers)
    g_clear_pointer (&api, g_free);
  return api;
}

void
zb_api_free (ZbApi *api)
{
  g_thread_pool_free (api->workers, FALSE, TRUE);
  g_free (api);
}

void
zb_api_handle (ZbApi *api, ZbRequest *request)
{
  g_thread_pool_push (api->workers, request, NULL);
}

guint
zb_api_waiting (ZbApi *api)
{
  return g_thread_pool_unprocessed (api->workers);
}

gsize
zb_api_body_limit (const char *method, const char *path)
{
  gboolean path_known;
  const ZbRoute *route = zb_route_find (zb_routes, method, path, NULL, &path_known);

  return route ? route->max_body : 0;
}
