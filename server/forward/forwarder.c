/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/forwarder.h"

#include "exchange/error.h"
#include "server/forward/acquaintance.h"
#include "server/forward/custody.h"
#include "server/forward/feed.h"
#include "server/forward/peer-lists.h"
#include "server/operations/event.h"

#include <string.h>

#define AGEING (10 * G_TIME_SPAN_MINUTE)
#define CONNECT_MS 10000
#define TOTAL_MS 120000
/* Without being rung for: the clock may have been set. */
#define LONGEST_SLEEP (60 * G_TIME_SPAN_SECOND)
#define ACQUAINTED_FOR (30 * G_TIME_SPAN_MINUTE)
#define AFTER_FAULT (10 * G_TIME_SPAN_SECOND)
/* How long a question for decisions rests at the next node, and the most between two that failed.
 */
#define FEED_WAIT 30
#define FEED_MOST (30 * G_TIME_SPAN_SECOND)
#define MOST_DOUBLINGS 5

struct _ZbForwarder {
  ZbForwarderOptions options;
  char *node, *neighbours;
  GCancellable *stopping;
  GMutex lanes_lock;
  GPtrArray *lanes; /* Lane */
  GMutex lock;      /* of what follows */
  const ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
  guint identity; /* how often it was set */
};

/* A connection to the next node. */
typedef struct {
  ZbRoutes *routes; /* (nullable) that it was made by … */
  guint identity;   /* … the same */
  ZbHttpClient *client;
} Line;

/* The way to one next node: what goes up and what comes back have a connection and a thread each.
 */
typedef struct {
  ZbForwarder *forwarder;
  char *next;
  GThread *thread, *feed_thread;
  ZbCustody *custody;
  Line up, back;
  ZbCourier *courier; /* over .up */
  ZbPeerLists lists;
  gint64 acquainted; /* when the peer told by what it knows this node, or is to be asked again … */
  gboolean strange;  /* … since it did not */
  guint turn;
} Lane;

static void
line_disconnect (Line *line)
{
  g_clear_pointer (&line->client, zb_http_client_free);
  g_clear_pointer (&line->routes, zb_routes_unref);
}

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  if (lane->thread != NULL)
    g_thread_join (lane->thread);
  if (lane->feed_thread != NULL)
    g_thread_join (lane->feed_thread);
  g_clear_pointer (&lane->courier, zb_courier_free);
  line_disconnect (&lane->up);
  line_disconnect (&lane->back);
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
set_identity (ZbForwarder *forwarder, Line *line, GError **error)
{
  gboolean set;

  g_mutex_lock (&forwarder->lock);
  line->identity = forwarder->identity;
  set = forwarder->certificate == NULL ||
        zb_http_client_set_identity (line->client, forwarder->key, forwarder->certificate,
                                     forwarder->chain, error);
  g_mutex_unlock (&forwarder->lock);
  return set;
}

static void
employ_courier (Lane *lane, const ZbRoutePeer *peer)
{
  ZbForwarder *forwarder = lane->forwarder;
  ZbTrust *trust = zb_routes_trust (lane->up.routes, peer->node);

  zb_custody_connect (lane->custody, lane->up.client, trust, peer->verifier);
  lane->courier = zb_courier_new (&(ZbCourierOptions){.outbox = zb_custody_outbox (lane->custody),
                                                      .client = lane->up.client,
                                                      .trust = trust,
                                                      .verifier = peer->verifier,
                                                      .now = courier_now,
                                                      .now_data = forwarder,
                                                      .cancellable = forwarder->stopping});
}

static guint
identity_now (ZbForwarder *forwarder)
{
  g_mutex_lock (&forwarder->lock);
  guint identity = forwarder->identity;
  g_mutex_unlock (&forwarder->lock);
  return identity;
}

/* Whether it was made by the table and the certificate of now. */
static gboolean
line_stands (ZbForwarder *forwarder, const Line *line)
{
  g_autoptr (ZbRoutes) routes = zb_router_get (forwarder->options.router);

  return line->client != NULL && routes == line->routes &&
         line->identity == identity_now (forwarder);
}

static const ZbRoutePeer *
peer_on (const Line *line, const char *next)
{
  return zb_route_table_peer (zb_routes_table (line->routes), next);
}

/* Connects by them; FALSE without an error while there is nobody to connect to. */
static gboolean
line_renew (ZbForwarder *forwarder, Line *line, const char *next, GError **error)
{
  line_disconnect (line);
  line->routes = zb_router_get (forwarder->options.router);
  const ZbRoutePeer *peer = line->routes != NULL ? peer_on (line, next) : NULL;
  if (peer != NULL && peer->url != NULL) {
    line->client = zb_http_client_new (peer->url, peer->authorities, error);
    if (line->client != NULL && set_identity (forwarder, line, error)) {
      zb_http_client_set_timeouts (line->client, CONNECT_MS, TOTAL_MS);
      return TRUE;
    }
  }
  line_disconnect (line);
  return FALSE;
}

static gboolean
lane_renew (Lane *lane, GError **error)
{
  if (lane->courier != NULL && line_stands (lane->forwarder, &lane->up))
    return TRUE;
  g_clear_pointer (&lane->courier, zb_courier_free);
  if (!line_renew (lane->forwarder, &lane->up, lane->next, error))
    return FALSE;
  employ_courier (lane, peer_on (&lane->up, lane->next));
  /* The table may say something else of the peer now. */
  lane->acquainted = 0;
  return TRUE;
}

/* Now and then. Who does not know this node yet, or is of an earlier release, is told of once. */
static void
get_acquainted (Lane *lane, gint64 now)
{
  const ZbForwarder *forwarder = lane->forwarder;
  const ZbRoutePeer *peer = peer_on (&lane->up, lane->next);
  g_autoptr (GError) fault = NULL;

  if (now >= lane->acquainted && now - lane->acquainted < ACQUAINTED_FOR)
    return;
  gboolean answered = zb_acquaintance_ask (lane->up.client, peer, forwarder->neighbours, now,
                                           forwarder->stopping, &fault);
  if (!answered && !lane->strange)
    zb_event_tell (G_LOG_LEVEL_INFO, "failed", "what", "acquaintance", "next", lane->next, "error",
                   fault->message, NULL);
  lane->strange = !answered;
  lane->acquainted = answered ? now : now - ACQUAINTED_FOR + LONGEST_SLEEP;
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
  zb_peer_lists_fetch (&lane->lists, lane->up.client, zb_routes_trust (lane->up.routes, lane->next),
                       courier_now (lane->forwarder));
  get_acquainted (lane, courier_now (lane->forwarder));
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

/* Asks for decisions once. *@ret_rest: how long to wait before the next time, 0 not at all. */
static gboolean
ask_back (Lane *lane, gint64 *ret_rest, GError **error)
{
  ZbForwarder *forwarder = lane->forwarder;
  Line *line = &lane->back;
  GError *fault = NULL;

  *ret_rest = 0;
  if (!line_stands (forwarder, line) && !line_renew (forwarder, line, lane->next, &fault)) {
    *ret_rest = LONGEST_SLEEP;
    if (fault != NULL)
      g_propagate_error (error, fault);
    return fault == NULL;
  }
  const ZbFeed feed = {.desk = {.node = forwarder->node,
                                .next = lane->next,
                                .trust = zb_routes_trust (line->routes, lane->next),
                                .verifier = peer_on (line, lane->next)->verifier,
                                .store = forwarder->options.store},
                       .clock = forwarder->options.clock,
                       .client = line->client,
                       .cancellable = forwarder->stopping,
                       .wait = FEED_WAIT};
  return zb_feed_ask (&feed, ret_rest, error);
}

/* A cut line is nothing to warn of, and told once. */
static void
tell_fault (const Lane *lane, guint failures, const GError *error)
{
  gboolean cut = g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);

  if (!cut || failures == 1)
    zb_event_tell (cut ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING, "failed", "what", "decisions",
                   "next", lane->next, "error", error->message, NULL);
}

/* However often it is rung for. */
static void
rest (Lane *lane, gint64 length, guint *turn)
{
  ZbForwarder *forwarder = lane->forwarder;
  gint64 until = g_get_monotonic_time () + length;

  while (!g_cancellable_is_cancelled (forwarder->stopping) && g_get_monotonic_time () < until)
    zb_router_wait (forwarder->options.router, turn, until);
}

static gpointer
feed_thread (gpointer data)
{
  Lane *lane = data;
  GCancellable *stopping = lane->forwarder->stopping;
  guint failures = 0, turn = 0;

  while (!g_cancellable_is_cancelled (stopping)) {
    g_autoptr (GError) error = NULL;
    gint64 length = 0;

    if (ask_back (lane, &length, &error)) {
      failures = 0;
    } else if (!g_cancellable_is_cancelled (stopping)) {
      tell_fault (lane, ++failures, error);
      length = MAX (length, MIN (FEED_MOST, G_TIME_SPAN_SECOND << MIN (failures, MOST_DOUBLINGS)));
    }
    if (length > 0)
      rest (lane, length, &turn);
  }
  return NULL;
}

ZbForwarder *
zb_forwarder_new (const ZbForwarderOptions *options)
{
  ZbForwarder *forwarder = g_new0 (ZbForwarder, 1);

  forwarder->options = *options;
  forwarder->options.node = forwarder->node = g_strdup (options->node);
  forwarder->options.neighbours = forwarder->neighbours = g_strdup (options->neighbours);
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
  g_free (forwarder->neighbours);
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
  if (lane->thread == NULL) {
    g_ptr_array_remove (forwarder->lanes, lane);
    return FALSE;
  }
  lane->feed_thread = g_thread_try_new ("decisions", feed_thread, lane, error);
  return lane->feed_thread != NULL;
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
