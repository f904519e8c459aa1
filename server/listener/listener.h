/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"
#include "server/listener/error.h"

/* The only code that speaks to the network: libmicrohttpd over GnuTLS, standing alone, or behind a
 * reverse proxy (proxy.h). It bounds and checks what comes in, and hands complete requests on;
 * handlers never block its threads (suspend and resume). */
typedef struct _ZbListener ZbListener;

typedef struct {
  const char *address; /* "127.0.0.1", "0.0.0.0", "::1" … */
  guint port;          /* 0: the kernel chooses */
  int socket;          /* one that listens already, taken over in place of those two; 0: none */
  const char *proxy; /* (nullable) path of the UNIX socket on which a proxy speaks, in place of all
                        that and of TLS … */
  const char *proxy_user;      /* … and whom it runs as, by name or number */
  const char *certificate_pem; /* server certificate and chain */
  const char *key_pem;
  const char
      *client_roots_pem; /* named to clients that choose a certificate; trust is judged above */
  guint threads;
  guint max_connections;
  guint max_connections_per_address;
  guint idle_timeout_s;
  guint least_body_rate; /* bytes a second, on the average; a slower body is dropped … */
  guint body_grace_s;    /* … once it has been coming for so long */

  /* The most body bytes a request may bring, asked before any is read; 0 refuses bodies. */
  gsize (*body_limit) (const char *method, const char *path, gpointer data);
  /* (nullable) Whether the body of a request that so far has only its head may come at once,
   * without
   * @handle being asked; FALSE leaves that to it. Called on the listener's thread: must not wait.
   */
  gboolean (*admit) (ZbRequest *request, gpointer data);
  /* Takes a request. One that announces a body is handed on before a byte of it is read, without a
   * body, to be admitted or answered (the connection is closed then); and when it is complete. Must
   * return soon and see to it that zb_request_admit() or zb_request_respond() is called. */
  void (*handle) (ZbRequest *request, gpointer data);
  gpointer data;
} ZbListenerOptions;

/* Memory of one connection beside its body, and more by ZB_PROXY_MAX_CERTIFICATE behind a proxy. It
 * is cleared behind each request. */
#define ZB_LISTENER_MAX_HEADER_BYTES (16 * 1024)
#define ZB_LISTENER_MAX_PATH 1024
#define ZB_LISTENER_MAX_QUERIES 32

ZbListener *zb_listener_start (const ZbListenerOptions *options, GError **error);
/* 0 behind a proxy. */
guint zb_listener_port (const ZbListener *listener);
/* Shows whoever connects from now on another certificate; connections there are go on as they
 * began. When that fails the old one stands. */
gboolean zb_listener_renew (ZbListener *listener,
                            const char *certificate_pem,
                            const char *key_pem,
                            GError **error);
/* Refuses new connections, waits for requests under way to be answered, then stops. */
void zb_listener_stop (ZbListener *listener);
