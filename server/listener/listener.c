/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/listener.h"

#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "server/listener/endpoint.h"
#include "server/listener/handshake.h"
#include "server/listener/header-check.h"
#include "server/listener/inbound.h"
#include "server/listener/proxy.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* AEAD only, TLS 1.2 and 1.3, ephemeral keys. */
#define TLS_PRIORITIES                                                                             \
  "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:"           \
  "+CHACHA20-POLY1305:-RSA:-SHA1:%SERVER_PRECEDENCE"

struct _ZbListener {
  ZbHandshakes *handshakes;
  struct MHD_Daemon *daemon; /* takes new connections */
  GPtrArray *retired;        /* struct MHD_Daemon: those of certificates before, until quiet */
  GArray *sockets;           /* MHD_socket: theirs */
  guint port;
  uid_t proxy; /* who speaks on the socket of options.proxy */
  ZbListenerOptions options;
  GMutex lock;
  GCond idle;
  guint busy; /* requests with a handler, under @lock */
};

/* @detail is nullable. */
static struct MHD_Response *
build_refusal (const ZbHeaderFault *fault, const char *detail)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_PROBLEM, NULL};
  const ZbProblem problem = {.status = fault->status,
                             .code = (char *)fault->code,
                             .title = (char *)fault->title,
                             .title_zh = (char *)fault->title_zh,
                             .detail = (char *)detail};
  char *json = zb_problem_to_json (&problem);
  g_autoptr (GBytes) body = g_bytes_new_take (json, strlen (json));
  return zb_inbound_build_response (
      &(ZbResponse){.status = fault->status, .headers = headers, .body = body, .close = TRUE});
}

static enum MHD_Result
refuse (struct MHD_Connection *connection, const ZbHeaderFault *fault, const char *detail)
{
  struct MHD_Response *response = build_refusal (fault, detail);
  enum MHD_Result result = MHD_queue_response (connection, fault->status, response);

  MHD_destroy_response (response);
  return result;
}

static enum MHD_Result
note_header (void *facts, enum MHD_ValueKind kind, const char *name, const char *value)
{
  zb_header_facts_add (facts, name, value ? value : "");
  return MHD_YES;
}

static void
answered_cb (gpointer data)
{
  ZbListener *self = data;

  g_mutex_lock (&self->lock);
  if (--self->busy == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
}

static void
hand_on (ZbListener *self, ZbRequest *request)
{
  g_mutex_lock (&self->lock);
  self->busy++;
  g_mutex_unlock (&self->lock);
  self->options.handle (request, self->options.data);
}

static gboolean
may_come_at_once (const ZbListener *self, ZbInbound *inbound)
{
  return self->options.admit &&
         self->options.admit (zb_inbound_request (inbound), self->options.data);
}

/* Whether someone else than the proxy speaks where only that may. */
static gboolean
is_stranger (const ZbListener *self, struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      self->options.proxy ? MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                          : NULL;

  return self->options.proxy && (!info || !zb_proxy_speaks (info->connect_fd, self->proxy));
}

/* What is wrong with the head. @detail gets what the peer may want to know. */
static ZbHeaderFault
judge_head (const ZbListener *self,
            struct MHD_Connection *connection,
            const char *url,
            const char *method,
            gsize *ret_length,
            char **ret_detail)
{
  ZbHeaderFacts facts = {0};

  MHD_get_connection_values (connection, MHD_HEADER_KIND, note_header, &facts);
  ZbHeaderFault fault = zb_header_check (method, url, &facts, ret_length);
  if (fault.status != 0)
    return fault;
  gsize most = self->options.body_limit (method, url, self->options.data);
  if (MHD_get_connection_values (connection, MHD_GET_ARGUMENT_KIND, NULL, NULL) >
      ZB_LISTENER_MAX_QUERIES)
    return (ZbHeaderFault){400, "too-many-arguments", "Too many query arguments", "查询参数过多"};
  if (*ret_length <= most)
    return fault;
  *ret_detail = g_strdup_printf (
      "%" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are taken here", *ret_length, most);
  return (ZbHeaderFault){413, "too-large", "The body is over the limit of this route",
                         "请求正文超出该接口的大小限制"};
}

/* The first call: the head is there, no byte of the body is read yet. */
static enum MHD_Result
begin (ZbListener *self,
       struct MHD_Connection *connection,
       const char *url,
       const char *method,
       void **state)
{
  gsize length = 0;
  g_autofree char *detail = NULL;
  ZbPeer peer;

  if (is_stranger (self, connection))
    return MHD_NO;
  ZbHeaderFault fault = judge_head (self, connection, url, method, &length, &detail);
  if (fault.status == 0 && !self->options.proxy)
    peer = zb_peer_of_connection (connection);
  else if (fault.status == 0 && !zb_peer_of_proxy (connection, &peer))
    fault = (ZbHeaderFault){400, "bad-header", "What the proxy says of its peer cannot be read",
                            "反向代理转交的客户端信息无法识别"};
  /* How much a proxy hands on at the most is its own setting. */
  if (fault.status == 413 && self->options.proxy) {
    *state = zb_inbound_new (connection, method, url, length, &(ZbPeer){0});
    zb_inbound_refuse_behind_body (*state, fault.status, build_refusal (&fault, detail));
    return MHD_YES;
  }
  if (fault.status != 0)
    return refuse (connection, &fault, detail);

  *state = zb_inbound_new (connection, method, url, length, &peer);
  if (self->options.proxy)
    zb_inbound_hear_out (*state);
  if (length > 0 && !may_come_at_once (self, *state))
    hand_on (self, zb_inbound_suspend (*state, answered_cb, self));
  else
    zb_inbound_begin_body (*state);
  return MHD_YES;
}

static gboolean
take_body (const ZbListener *self, ZbInbound *inbound, const char *data, gsize size)
{
  return zb_inbound_append (inbound, data, size) &&
         (zb_inbound_is_whole (inbound) ||
          !zb_inbound_is_too_slow (inbound, self->options.least_body_rate,
                                   self->options.body_grace_s));
}

static enum MHD_Result
access_cb (void *cls,
           struct MHD_Connection *connection,
           const char *url,
           const char *method,
           const char *version,
           const char *data,
           size_t *size,
           void **state)
{
  ZbListener *self = cls;
  ZbInbound *inbound = *state;

  if (!inbound) {
    zb_handshake_note_request (connection, TRUE);
    return begin (self, connection, url, method, state);
  }
  if (*size > 0) {
    gsize n = *size;
    *size = 0;
    return take_body (self, inbound, data, n) ? MHD_YES : MHD_NO;
  }
  if (zb_inbound_is_answered (inbound))
    return zb_inbound_send (inbound);
  if (zb_inbound_is_judged (inbound)) {
    zb_inbound_begin_body (inbound);
    return MHD_YES;
  }
  if (!zb_inbound_is_whole (inbound))
    return MHD_NO;
  hand_on (self, zb_inbound_suspend_whole (inbound, answered_cb, self));
  return MHD_YES;
}

static void
completed_cb (void *cls,
              struct MHD_Connection *connection,
              void **state,
              enum MHD_RequestTerminationCode code)
{
  zb_handshake_note_request (connection, FALSE);
  if (*state)
    zb_inbound_free (*state);
  *state = NULL;
}

/* Decodes in place. An escaped NUL would cut off what follows it, and an escape that is none may
 * mean anything: both become another control character, which no path may hold. */
static size_t
unescape_cb (void *cls, struct MHD_Connection *connection, char *text)
{
  char *to = text;

  for (const char *from = text; *from; to++) {
    int high = *from == '%' ? g_ascii_xdigit_value (from[1]) : -1;
    int low = high >= 0 ? g_ascii_xdigit_value (from[2]) : -1;
    int byte = low >= 0 ? high * 16 + low : *from == '%' ? 0 : (guchar)*from;

    *to = (char)(byte == 0 ? 1 : byte);
    from += low >= 0 ? 3 : 1;
  }
  *to = '\0';
  return (size_t)(to - text);
}

/* What a daemon has that speaks to the network itself; nothing of it where a proxy does. */
static void
add_tls (const ZbListener *self, GArray *items)
{
  const ZbListenerOptions *o = &self->options;
  const struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)o->certificate_pem},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)o->key_pem},
      {MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)o->client_roots_pem},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)TLS_PRIORITIES},
      {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)o->max_connections_per_address, NULL},
      {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)zb_handshakes_notify, self->handshakes},
  };

  g_array_append_vals (items, tls, G_N_ELEMENTS (tls));
}

/* Takes its connections from @address, or from a socket that listens already. */
static struct MHD_Daemon *
start_daemon (ZbListener *self, const ZbEndpoint *address, MHD_socket socket)
{
  const ZbListenerOptions *o = &self->options;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (struct MHD_OptionItem));
  const struct MHD_OptionItem place =
      socket != MHD_INVALID_SOCKET
          ? (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, socket, NULL}
          : (struct MHD_OptionItem){MHD_OPTION_SOCK_ADDR, 0, (void *)address};
  const struct MHD_OptionItem end = {MHD_OPTION_END, 0, NULL};
  size_t memory = ZB_LISTENER_MAX_HEADER_BYTES + (o->proxy ? ZB_PROXY_MAX_CERTIFICATE : 0);
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                       (o->proxy ? 0 : MHD_USE_TLS) |
                       (!o->proxy && address->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);

  g_array_append_val (items, place);
  if (!o->proxy)
    add_tls (self, items);
  g_array_append_val (items, end);
  return MHD_start_daemon (flags, 0, NULL, NULL, access_cb, self, MHD_OPTION_ARRAY, items->data,
                           MHD_OPTION_THREAD_POOL_SIZE, o->threads, MHD_OPTION_CONNECTION_LIMIT,
                           o->max_connections, MHD_OPTION_CONNECTION_TIMEOUT, o->idle_timeout_s,
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_STRICT_FOR_CLIENT,
                           1, MHD_OPTION_UNESCAPE_CALLBACK, unescape_cb, NULL,
                           MHD_OPTION_NOTIFY_COMPLETED, completed_cb, self, MHD_OPTION_END);
}

static void
listener_free (ZbListener *self)
{
  g_ptr_array_unref (self->retired);
  for (guint i = 0; i < self->sockets->len; i++)
    close (g_array_index (self->sockets, MHD_socket, i));
  g_array_unref (self->sockets);
  g_clear_pointer (&self->handshakes, zb_handshakes_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_free (self);
}

static guint
read_port (const ZbListener *self)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (self->daemon, MHD_DAEMON_INFO_BIND_PORT);

  return info ? info->port : 0;
}

/* FALSE with @error set if there is no such place. */
static gboolean
find_place (ZbListener *self, ZbEndpoint *ret_address, MHD_socket *ret_socket, GError **error)
{
  const ZbListenerOptions *o = &self->options;
  int socket;

  if (!o->proxy) {
    *ret_socket = o->socket > 0 ? o->socket : MHD_INVALID_SOCKET;
    return zb_endpoint_read (o->address, o->port, ret_address, error);
  }
  if (!zb_proxy_find_user (o->proxy_user, &self->proxy, error) ||
      !zb_proxy_listen (o->proxy, &socket, error))
    return FALSE;
  *ret_socket = socket;
  return TRUE;
}

ZbListener *
zb_listener_start (const ZbListenerOptions *options, GError **error)
{
  ZbListener *self = g_new0 (ZbListener, 1);
  ZbEndpoint address;
  MHD_socket socket;

  self->options = *options;
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->retired = g_ptr_array_new ();
  self->sockets = g_array_new (FALSE, FALSE, sizeof (MHD_socket));
  self->handshakes = zb_handshakes_new (options->idle_timeout_s, error);
  if (!self->handshakes || !find_place (self, &address, &socket, error)) {
    listener_free (self);
    return NULL;
  }
  self->daemon = start_daemon (self, &address, socket);
  if (self->daemon) {
    self->port = options->proxy ? 0 : read_port (self);
    return self;
  }
  g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_START, "cannot listen on %s port %u: %s",
               options->address, options->port, g_strerror (errno));
  listener_free (self);
  return NULL;
}

guint
zb_listener_port (const ZbListener *self)
{
  return self->port;
}

/* Those whose last connection has ended. */
static void
stop_quiet (ZbListener *self)
{
  for (guint i = self->retired->len; i > 0; i--) {
    struct MHD_Daemon *daemon = self->retired->pdata[i - 1];
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

    if (info && info->num_connections == 0) {
      MHD_stop_daemon (daemon);
      g_ptr_array_remove_index (self->retired, i - 1);
    }
  }
}

/* A certificate belongs to a daemon for its life, so another one takes the socket over; who
 * connects in between waits in the socket's queue. */
gboolean
zb_listener_renew (ZbListener *self,
                   const char *certificate_pem,
                   const char *key_pem,
                   GError **error)
{
  ZbListenerOptions before = self->options;
  ZbEndpoint address;

  if (self->options.proxy)
    return TRUE;
  if (!zb_endpoint_read (self->options.address, self->options.port, &address, error))
    return FALSE;
  stop_quiet (self);
  MHD_socket socket = MHD_quiesce_daemon (self->daemon);
  self->options.certificate_pem = certificate_pem;
  self->options.key_pem = key_pem;
  g_array_append_val (self->sockets, socket);
  /* A daemon that does not start closes what it was given. */
  struct MHD_Daemon *renewed = start_daemon (self, &address, dup (socket));
  if (!renewed) {
    g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION,
                 "the renewed server certificate cannot be used");
    self->options = before;
    renewed = start_daemon (self, &address, dup (socket));
  }
  if (renewed) {
    g_ptr_array_add (self->retired, self->daemon);
    self->daemon = renewed;
  }
  return self->options.certificate_pem == certificate_pem;
}

void
zb_listener_stop (ZbListener *self)
{
  MHD_socket socket = MHD_quiesce_daemon (self->daemon);

  g_mutex_lock (&self->lock);
  while (self->busy > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
  zb_handshakes_wake_all (self->handshakes);
  for (guint i = 0; i < self->retired->len; i++)
    MHD_stop_daemon (self->retired->pdata[i]);
  MHD_stop_daemon (self->daemon);
  if (self->options.proxy)
    unlink (self->options.proxy);
  if (socket != MHD_INVALID_SOCKET)
    g_array_append_val (self->sockets, socket);
  listener_free (self);
}
