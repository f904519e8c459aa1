/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/key.h"

#include <gio/gio.h>

/* HTTP/1.1 over TLS 1.2/1.3 with libcurl. There is no way to turn verification off. Blocking: call
 * it on a worker. */
typedef struct _ZbHttpClient ZbHttpClient;

/* @base_url: "https://host:port". @roots: PEM of the only roots trusted. The TLS identity is
 * optional (enrolment). */
ZbHttpClient *zb_http_client_new (const char *base_url, const char *roots_pem, GError **error);
void zb_http_client_free (ZbHttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbHttpClient, zb_http_client_free)

gboolean zb_http_client_set_identity (ZbHttpClient *client,
                                      const ZbKey *key,
                                      ZbCertificate *certificate,
                                      GPtrArray *chain,
                                      GError **error);
/* Connects to this IP address and port, whatever the URL's; what the server proves to be is judged
 * by the URL all the same. For a server that tries itself. */
void zb_http_client_connect_to (ZbHttpClient *client, const char *address, guint port);
void zb_http_client_set_timeouts (ZbHttpClient *client, guint connect_ms, guint total_ms);

typedef void (*ZbHttpProgress) (guint64 sent, guint64 total, gpointer data);

typedef struct {
  const char *method;
  const char *path;           /* "/v1/messages" */
  const char *const *headers; /* (nullable) NULL-terminated: name, value … */
  GBytes *body;               /* (nullable) */
  GCancellable *cancellable;  /* (nullable) */
  ZbHttpProgress progress;    /* (nullable) */
  gpointer progress_data;
} ZbHttpRequest;

typedef struct {
  guint status;
  GHashTable *headers; /* lower-case name → value */
  GBytes *body;
} ZbHttpResponse;

void zb_http_response_clear (ZbHttpResponse *response);
const char *zb_http_response_header (const ZbHttpResponse *response, const char *name);
/* TRUE for any HTTP answer; FALSE with ZB_EXCHANGE_ERROR_NETWORK (or UNTRUSTED for TLS) when there
 * was none. */
gboolean zb_http_client_send (ZbHttpClient *client,
                              const ZbHttpRequest *request,
                              ZbHttpResponse *ret_response,
                              GError **error);
