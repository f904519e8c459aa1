/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/key.h"

#include <gio/gio.h>

/* HTTP/1.1 over TLS 1.2/1.3 with libcurl. There is no way to turn verification off, and neither
 * proxies nor roots are taken from the environment. Redirections are not followed. Blocking: call
 * it on a worker; one request at a time, over a connection that is kept open between them. */
typedef struct _ZbHttpClient ZbHttpClient;

#define ZB_HTTP_MAX_BODY (64 * 1024 * 1024) /* of an answer */
#define ZB_HTTP_MAX_HEADERS (64 * 1024)     /* of an answer, together */

/* @base_url: "https://host[:port]". @roots: PEM of the only roots trusted. The TLS identity is
 * optional (enrolment). MALFORMED for any other URL and for roots without a certificate. */
ZbHttpClient *zb_http_client_new (const char *base_url, const char *roots_pem, GError **error);
void zb_http_client_free (ZbHttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbHttpClient, zb_http_client_free)

const char *zb_http_client_base_url (const ZbHttpClient *client); /* without a slash at its end */
/* @chain (nullable): ZbCertificate. The key must be the certificate's. */
gboolean zb_http_client_set_identity (ZbHttpClient *client,
                                      const ZbKey *key,
                                      ZbCertificate *certificate,
                                      GPtrArray *chain,
                                      GError **error);
/* Connects to this IP address and port, whatever the URL's; what the server proves to be is judged
 * by the URL all the same. For a server that tries itself. */
void zb_http_client_connect_to (ZbHttpClient *client, const char *address, guint port);
/* Milliseconds; 10 s and 120 s unless set. */
void zb_http_client_set_timeouts (ZbHttpClient *client, guint connect_ms, guint total_ms);

typedef void (*ZbHttpProgress) (guint64 sent, guint64 total, gpointer data);

typedef struct {
  const char *method;
  const char *path;           /* "/v1/messages" */
  const char *const *headers; /* (nullable) NULL-terminated: name, value … */
  GBytes *body;               /* (nullable) */
  GCancellable *cancellable;  /* (nullable) */
  ZbHttpProgress progress;    /* (nullable) called in the thread of the request */
  gpointer progress_data;
} ZbHttpRequest;

typedef struct {
  guint status;
  GHashTable *headers; /* lower-case name → value */
  GBytes *body;
} ZbHttpResponse;

void zb_http_response_clear (ZbHttpResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbHttpResponse, zb_http_response_clear)
const char *zb_http_response_header (const ZbHttpResponse *response, const char *name);
/* The wait that Retry-After asks for (RFC 9110 §10.2.3: seconds or a date), in microseconds from
 * @now; 0 if it asks for none. */
gint64 zb_http_response_retry_after (const ZbHttpResponse *response, gint64 now);
/* What time it is by the server's clock, as far as the Date of its last answer tells: to a second,
 * or as much as the answer took; 0 before one had a Date. */
gint64 zb_http_client_server_time (const ZbHttpClient *client);
/* TRUE for any HTTP answer. FALSE with ZB_EXCHANGE_ERROR_NETWORK when there was none, UNTRUSTED
 * when the peer could not prove who it is, TOO_LARGE for an answer over the limits above, MALFORMED
 * for a request that cannot be written, and G_IO_ERROR_CANCELLED. */
gboolean zb_http_client_send (ZbHttpClient *client,
                              const ZbHttpRequest *request,
                              ZbHttpResponse *ret_response,
                              GError **error);
