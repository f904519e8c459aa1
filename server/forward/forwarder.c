/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/forwarder.h"

#include "server/forward/custody.h"
#include "server/forward/peer-lists.h"
#include "server/operations/event.h"

#include <string.h>

#define AGEING (10 * G_TIME_SPAN_MINUTE)
#define CONNECT_MS 10000
#define TOTAL_MS 120000
/* Without being rung for: the clock may have been set. */
#define LONGEST_SLEEP (60 * G_TIME_SPAN_SECOND)
#define AFTER_FAULT (10 * G_TIME_SPAN_SECOND)

struct _ZbForwarder {
  ZbForwarderOptions options;
  char *node;
  GCancellable *stopping;
  GMutex lanes_lock;
  GPtrArray *lanes; /* Lane */
  GMutex lock;      /* of what follows */
  const ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
  guint identity; /* how often it was set */
};

/* The way to one next node. */
typedef struct {
  ZbForwarder *forwarder;
  char *next;
  GThread *thread;
  ZbCustody *custody;
  ZbRoutes *routes; /* (nullable) that the connection was made by */
  guint identity;   /* the same */
  ZbHttpClient *client;
  ZbCourier *courier;
  ZbPeerLists lists;
  guint turn;
} Lane;

static void
lane_disconnect (Lane *lane)
{
  g_clear_pointer (&lane->courier, zb_courier_free);
  g_clear_pointer (&lane->client, zb_http_client_free);
  g_clear_pointer (&lane->routes, zb_routes_unref);
}

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  if (lane->thread != NULL)
    g_thread_join (lane->thread);
  lane_disconnect (lane);
  zb_custody_free (lane->custody);
  g_free (lane->next);
  g_free (lane);
}

static gint64
courier_now (gpointer data)
{
  const ZbForwarder *forwarder = data;

  return zb_clock_now (&forwarder->options.clock);
}

static gboolean
set_identity (Lane *lane, GError **error)
{
  ZbForwarder *forwarder = lane->forwarder;
  gboolean set;

  g_mutex_lock (&forwarder->lock);
  lane->identity = forwarder->identity;
  set = forwarder->certificate == NULL ||
        zb_http_client_set_identity (lane->client, forwarder->key, forwarder->certificate,
                                     forwarder->chain, error);
  g_mutex_unlock (&forwarder->lock);
  return set;
}

static gboolean
lane_connect (Lane *lane, ZbRoutes *routes, const ZbRoutePeer *peer, GError **error)
{
  ZbForwarder *forwarder = lane->forwarder;
  ZbTrust *trust = zb_routes_trust (routes, peer->node);

  lane->client = zb_http_client_new (peer->url, peer->authorities, error);
  if (lane->client == NULL || !set_identity (lane, error))
    return FALSE;
  zb_http_client_set_timeouts (lane->client, CONNECT_MS, TOTAL_MS);
  zb_custody_connect (lane->custody, lane->client, trust, peer->verifier);
  lane->courier = zb_courier_new (&(ZbCourierOptions){.outbox = zb_custody_outbox (lane->custody),
                                                      .client = lane->client,
                                                      .trust = trust,
                                                      .verifier = peer->verifier,
                                                      .now = courier_now,
                                                      .now_data = forwarder,
                                                      .cancellable = forwarder->stopping});
  return TRUE;
}

static guint
identity_now (ZbForwarder *forwarder)
{
  g_mutex_lock (&forwarder->lock);
  guint identity = forwarder->identity;
  g_mutex_unlock (&forwarder->lock);
  return identity;
}

/* A connection by the table and the certificate of now; FALSE without an error while there is
 * nobody to connect to. */
static gboolean
lane_renew (Lane *lane, GError **error)
{
  g_autoptr (ZbRoutes) routes = zb_router_get (lane->forwarder->options.router);
  const ZbRoutePeer *peer =
      routes != NULL ? zb_route_table_peer (zb_routes_table (routes), lane->next) : NULL;

  if (lane->courier != NULL && routes == lane->routes &&
      lane->identity == identity_now (lane->forwarder))
    return TRUE;
  lane_disconnect (lane);
  if (peer == NULL || peer->url == NULL)
    return FALSE;
  if (!lane_connect (lane, routes, peer, error)) {
    lane_disconnect (lane);
    return FALSE;
  }
  lane->routes = g_steal_pointer (&routes);
  return TRUE;
}

/* Sends what is due. @ret_wake: when to come again, 0 never. */
static gboolean
lane_run (Lane *lane, gint64 *ret_wake, GError **error)
{
  GError *fault = NULL;

  *ret_wake = 0;
  if (!lane_renew (lane, &fault)) {
    if (fault != NULL)
      g_propagate_error (error, fault);
    return fault == NULL;
  }
  zb_peer_lists_fetch (&lane->lists, lane->client, zb_routes_trust (lane->routes, lane->next),
                       courier_now (lane->forwarder));
  return zb_courier_run (lane->courier, ret_wake, error);
}

static gpointer
lane_thread (gpointer data)
{
  Lane *lane = data;
  ZbForwarder *forwarder = lane->forwarder;

  while (!g_cancellable_is_cancelled (forwarder->stopping)) {
    g_autoptr (GError) error = NULL;
    gint64 wake = 0, sleep = LONGEST_SLEEP;

    if (!lane_run (lane, &wake, &error)) {
      zb_event_tell (G_LOG_LEVEL_WARNING, "failed", "what", "forward", "next", lane->next, "error",
                     error->message, NULL);
      sleep = AFTER_FAULT;
    } else if (wake != 0) {
      sleep = CLAMP (wake - courier_now (forwarder), 0, LONGEST_SLEEP);
    }
    if (!g_cancellable_is_cancelled (forwarder->stopping))
      zb_router_wait (forwarder->options.router, &lane->turn, g_get_monotonic_time () + sleep);
  }
  return NULL;
}

ZbForwarder *
zb_forwarder_new (const ZbForwarderOptions *options)
{
  ZbForwarder *forwarder = g_new0 (ZbForwarder, 1);

  forwarder->options = *options;
  forwarder->options.node = forwarder->node = g_strdup (options->node);
  if (forwarder->options.ageing == 0)
    forwarder->options.ageing = AGEING;
  forwarder->lanes = g_ptr_array_new_with_free_func (lane_free);
  forwarder->stopping = g_cancellable_new ();
  g_mutex_init (&forwarder->lock);
  g_mutex_init (&forwarder->lanes_lock);
  return forwarder;
}

void
zb_forwarder_free (ZbForwarder *forwarder)
{
  if (forwarder == NULL)
    return;
  g_cancellable_cancel (forwarder->stopping);
  zb_router_ring (forwarder->options.router);
  g_ptr_array_unref (forwarder->lanes);
  g_clear_pointer (&forwarder->chain, g_ptr_array_unref);
  g_clear_pointer (&forwarder->certificate, zb_certificate_unref);
  g_object_unref (forwarder->stopping);
  g_mutex_clear (&forwarder->lock);
  g_mutex_clear (&forwarder->lanes_lock);
  g_free (forwarder->node);
  g_free (forwarder);
}

void
zb_forwarder_set_identity (ZbForwarder *forwarder,
                           const ZbKey *key,
                           ZbCertificate *certificate,
                           GPtrArray *chain)
{
  g_mutex_lock (&forwarder->lock);
  forwarder->key = key;
  g_clear_pointer (&forwarder->certificate, zb_certificate_unref);
  forwarder->certificate = zb_certificate_ref (certificate);
  g_clear_pointer (&forwarder->chain, g_ptr_array_unref);
  forwarder->chain = g_ptr_array_ref (chain);
  forwarder->identity++;
  g_mutex_unlock (&forwarder->lock);
}

static gboolean
has_lane (const ZbForwarder *forwarder, const char *next)
{
  for (guint i = 0; i < forwarder->lanes->len; i++)
    if (strcmp (((const Lane *)g_ptr_array_index (forwarder->lanes, i))->next, next) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
open_lane (ZbForwarder *forwarder, const char *next, GError **error)
{
  Lane *lane = g_new0 (Lane, 1);
  const ZbForwarderOptions *options = &forwarder->options;

  lane->forwarder = forwarder;
  lane->next = g_strdup (next);
  lane->custody = zb_custody_new (&(ZbCustodyOptions){.node = options->node,
                                                      .next = next,
                                                      .store = options->store,
                                                      .clock = options->clock,
                                                      .metrics = options->metrics,
                                                      .ageing = options->ageing});
  g_ptr_array_add (forwarder->lanes, lane);
  lane->thread = g_thread_try_new ("forward", lane_thread, lane, error);
  if (lane->thread != NULL)
    return TRUE;
  g_ptr_array_remove (forwarder->lanes, lane);
  return FALSE;
}

gboolean
zb_forwarder_tend (ZbForwarder *forwarder, GError **error)
{
  g_autoptr (ZbRoutes) routes = zb_router_get (forwarder->options.router);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&forwarder->lanes_lock);
  const GPtrArray *peers = routes != NULL ? zb_routes_table (routes)->peers : NULL;

  for (guint i = 0; peers != NULL && i < peers->len; i++) {
    const ZbRoutePeer *peer = g_ptr_array_index (peers, i);

    if (peer->url != NULL && !has_lane (forwarder, peer->node) &&
        !open_lane (forwarder, peer->node, error))
      return FALSE;
  }
  return TRUE;
}
