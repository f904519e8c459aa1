/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/api.h"

#include "server/api/call-private.h"
#include "server/api/problems.h"
#include "server/api/route.h"

struct _ZbApi {
  const ZbService *service;
  GThreadPool *workers;
};

static void
route_call (ZbCall *call)
{
  gboolean path_known;
  const ZbRoute *route = zb_route_find (zb_routes, call->request->method, call->request->path,
                                        call->parts, &path_known);

  if (!route) {
    zb_call_fail (call, path_known ? "method-not-allowed" : "not-found", NULL);
    return;
  }
  if ((zb_identity_roles (&call->identity) & route->roles) == 0) {
    zb_call_fail (call, call->identity.kind == ZB_KIND_PUBLIC ? "certificate-needed" : "forbidden",
                  NULL);
    return;
  }
  call->roles = route->roles;
  route->handle (call);
}

static void
work (gpointer data, gpointer user_data)
{
  ZbApi *api = user_data;
  const ZbService *service = api->service;
  ZbCall *call = zb_call_new (service, data);
  GError *error = NULL;

  if (!zb_identity_prove (&call->identity, call->request->peer, service->trust, service->store,
                          call->now, &error)) {
    zb_call_fail_error (call, error);
    zb_call_release (call);
    return;
  }
  route_call (call);
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

gsize
zb_api_body_limit (const char *method, const char *path)
{
  gboolean path_known;
  const ZbRoute *route = zb_route_find (zb_routes, method, path, NULL, &path_known);

  return route ? route->max_body : 0;
}
