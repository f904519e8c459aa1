/* SPDX-License-Identifier: Apache-2.0 */
/* A node at work: in front of the network, and what is due from time to time. */
#include "server/api/upload-end.h"
#include "server/authority/appointment.h"
#include "server/authority/invitation.h"
#include "server/epoch.h"
#include "server/log/daily.h"
#include "server/node-private.h"
#include "server/operations/event.h"
#include "server/own-keys.h"
#include "server/self-test.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static gsize
body_limit_cb (const char *method, const char *path, gpointer data)
{
  return zb_api_body_limit (method, path);
}

static gboolean
admit_cb (ZbRequest *request, gpointer data)
{
  ZbNode *node = data;

  return zb_api_admits (node->api, request);
}

static void
handle_cb (ZbRequest *request, gpointer data)
{
  ZbNode *node = data;

  zb_api_handle (node->api, request);
}

/* The proxy shows our certificate. */
static gboolean
write_chain (ZbNode *node, GError **error)
{
  g_autofree char *keys = zb_node_path (node->dir, ZB_NODE_KEYS);

  return !zb_config_proxy (node->config) || zb_own_keys_write_chain (node->keyring, keys, error);
}

static gboolean
test_self (ZbNode *node, GError **error)
{
  ZbSelfTest test = {
      .url = node->url,
      .proxy = zb_config_proxy (node->config),
      .address = node->config->address,
      .port = zb_node_port (node),
      .keyring = node->keyring,
      .now = zb_clock_now (&node->clock),
  };

  return zb_self_test_run (&test, error);
}

void
zb_node_leave (ZbNode *node)
{
  zb_status_note_leaving (node->status);
}

const char *
zb_node_status_url (const ZbNode *node)
{
  return zb_status_url (node->status);
}

static gboolean
serve_status (ZbNode *node, GError **error)
{
  const char *endpoint = node->config->status;

  zb_status_note_certificates (node->status, node->keyring);
  return strcmp (endpoint, ZB_CONFIG_OFF) == 0 ||
         zb_status_serve (node->status, endpoint, node->api, error);
}

static gboolean
begin_epoch (ZbNode *node, GError **error)
{
  const ZbEpoch epoch = {
      .dir = node->dir,
      .node = node->config->node,
      .store = node->store,
      .cosigning = node->cosigning,
      .verifier = node->verifier,
      .now = zb_clock_now (&node->clock),
  };

  return zb_epoch_begin (&epoch, error);
}

/* By whom clients' certificates may be issued, as they are told in the handshake. */
static const char *
compose_client_roots (ZbNode *node)
{
  g_free (node->client_roots);
  node->client_roots = g_strconcat (zb_authority_roots (node->authority), "\n",
                                    zb_others_certificates (node->others), NULL);
  return node->client_roots;
}

/* Whoever reads the journal hears of it at each start while its invitation may be open. */
static void
tell_appointments (const ZbNode *node)
{
  g_autoptr (GPtrArray) all = zb_store_list_approved (node->store, ZB_APPOINTMENT_KIND, NULL);
  gint64 since = zb_clock_now (&node->clock) - ZB_INVITATION_DEFAULT_DAYS * DAY;

  for (guint i = 0; all && i < all->len; i++) {
    const ZbMotion *one = all->pdata[i];
    g_autofree char *time = zb_time_format (one->time);

    if (one->time >= since)
      zb_event_tell (G_LOG_LEVEL_WARNING, ZB_APPOINTMENT_KIND, "what", one->subject, "by",
                     one->person, "time", time, NULL);
  }
}

gboolean
zb_node_listen (ZbNode *node, int port, int socket, GError **error)
{
  const ZbConfig *config = node->config;
  ZbListenerOptions options = {
      .address = config->address,
      .port = port >= 0 ? (guint)port : (guint)config->port,
      .socket = socket,
      .proxy = zb_config_proxy (node->config),
      .proxy_user = config->proxy_user,
      .certificate_pem = node->keyring->tls_pem,
      .key_pem = node->keyring->tls_key_pem,
      .threads = (guint)config->threads,
      .max_connections = (guint)config->max_connections,
      .max_connections_per_address = (guint)config->max_connections_per_address,
      .idle_timeout_s = (guint)config->idle_timeout,
      .least_body_rate = (guint)config->least_body_rate,
      .body_grace_s = (guint)config->body_grace,
      .body_limit = body_limit_cb,
      .admit = admit_cb,
      .handle = handle_cb,
      .data = node,
  };

  node->service.forwarder = node->forwarder;
  options.client_roots_pem = compose_client_roots (node);
  node->listener = begin_epoch (node, error) && write_chain (node, error)
                       ? zb_listener_start (&options, error)
                       : NULL;
  if (!node->listener)
    return FALSE;
  zb_node_set_url (node, options.proxy ? (guint)config->port : zb_node_port (node));
  zb_authority_set_url (node->authority, node->url);
  if (test_self (node, error) && serve_status (node, error) &&
      zb_forwarder_tend (node->forwarder, error)) {
    zb_others_start (node->others, node->clock, zb_status_metrics (node->status));
    tell_appointments (node);
    return TRUE;
  }
  g_clear_pointer (&node->listener, zb_listener_stop);
  return FALSE;
}

/* Who was away when the node was opened may be there now. */
static gboolean
find_stamper (ZbNode *node, GError **error)
{
  return zb_stamping_has_holder (node->stamping) ||
         zb_own_keys_hand_out (node->keyring, node->keychain, node->authority, node->stamping,
                               error);
}

/* The certificates are kept before anyone is shown them. */
static gboolean
renew_while_serving (ZbNode *node, GError **error)
{
  guint renewed = 0;

  if (!zb_node_renew_keyring (node, &renewed, error))
    return FALSE;
  if (renewed == 0)
    return TRUE;
  zb_status_note_certificates (node->status, node->keyring);
  if (!zb_node_keep_own_certificates (node, error) ||
      !zb_own_keys_hand_out (node->keyring, node->keychain, node->authority, node->stamping, error))
    return FALSE;
  zb_passing_show (node->forwarder, node->keyring);
  zb_node_show_copying (node);
  return !node->listener ||
         (write_chain (node, error) && zb_listener_renew (node->listener, node->keyring->tls_pem,
                                                          node->keyring->tls_key_pem, error));
}

/* Said again at each tending, for as long as it serves. */
static gboolean
tell_damage (ZbNode *node, GError **error)
{
  g_autofree char *damage = zb_store_dup_damage (node->store);

  if (damage)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "the store is damaged and takes nothing in: %s", damage);
  return damage == NULL;
}

/* What fails is told with the rest: a witness that is away must not let certificates run out. */
static void
note_failure (GError **all, GError **failure)
{
  g_autoptr (GError) one = g_steal_pointer (failure);

  if (!one)
    return;
  if (!*all) {
    *all = g_steal_pointer (&one);
    return;
  }
  char *text = g_strconcat ((*all)->message, "; ", one->message, NULL);
  g_free ((*all)->message);
  (*all)->message = text;
}

static GError *
do_chores (ZbNode *node, gint64 now)
{
  GError *all = NULL, *failure = NULL;

  zb_authority_renew_crl (node->authority, now, &failure);
  note_failure (&all, &failure);
  zb_daily_keep (node->daily, node->store, &failure);
  note_failure (&all, &failure);
  zb_upload_sweep (&node->service, now, &failure);
  note_failure (&all, &failure);
  zb_publisher_refresh (node->publisher, now, FALSE, &failure);
  note_failure (&all, &failure);
  find_stamper (node, &failure);
  note_failure (&all, &failure);
  renew_while_serving (node, &failure);
  note_failure (&all, &failure);
  zb_node_take_trust (node, &failure);
  note_failure (&all, &failure);
  zb_others_refresh (node->others, &failure);
  note_failure (&all, &failure);
  if (zb_router_refresh (node->router, now, &failure) && node->listener)
    zb_forwarder_tend (node->forwarder, &failure);
  note_failure (&all, &failure);
  zb_cosigning_round (node->cosigning, &failure);
  note_failure (&all, &failure);
  if (node->listener)
    zb_copying_round (node->copying, &failure);
  note_failure (&all, &failure);
  return all;
}

gboolean
zb_node_tend (ZbNode *node, GError **error)
{
  gint64 now = zb_clock_now (&node->clock);

  zb_status_note_tended (node->status);
  zb_stamping_tell (node->stamping, now);
  if (!tell_damage (node, error))
    return FALSE;
  GError *failure = do_chores (node, now);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

gboolean
zb_node_reload (ZbNode *node, GError **error)
{
  return zb_own_keys_load_lists (node->store, node->trust, error) &&
         zb_others_refresh (node->others, error) && zb_node_take_trust (node, error) &&
         zb_publisher_refresh (node->publisher, zb_clock_now (&node->clock), TRUE, error);
}
