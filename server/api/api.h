/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"
#include "server/api/service.h"

/* Takes requests, proves who asks, looks the route up in the table and has it answered on a pool of
 * workers. */
typedef struct _ZbApi ZbApi;

/* @service is borrowed. @workers: threads that may wait for the store. */
ZbApi *zb_api_new (const ZbService *service, guint workers, GError **error);
/* Lets those go that wait for something to happen; none waits from now on. */
void zb_api_let_go (ZbApi *api);
/* Waits for requests under way. */
void zb_api_free (ZbApi *api);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbApi, zb_api_free)

/* Returns at once; the answer comes from a worker. Of a request whose body has not come yet (NULL)
 * the worker judges by its head who asks and whether he may, and admits or refuses it. Where too
 * much waits already, the answer is 503 at once, with a time to come again. */
void zb_api_handle (ZbApi *api, ZbRequest *request);
/* Whether the body of @request may come at once: a route and an identity that are known well enough
 * to need neither the store nor a wait. What is learnt is kept with the request. */
gboolean zb_api_admits (ZbApi *api, ZbRequest *request);
/* Requests that no worker has begun with. */
guint zb_api_waiting (ZbApi *api);
/* The most body bytes that a route takes; 0 for an unknown one. */
gsize zb_api_body_limit (const char *method, const char *path);
