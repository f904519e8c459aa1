/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One HTTP request, complete with its body, and the way to answer it. Whoever hands it on (the
 * listener, a test) fills it in; it lives until it is answered. The answer may come from any
 * thread, and must come exactly once. */

typedef struct {
  guint status;
  const char *const *headers; /* (nullable) NULL-terminated: name, value … */
  GBytes *body;               /* (nullable) borrowed */
  gboolean close;             /* ask the peer to close the connection */
} ZbResponse;

typedef enum { ZB_REQUEST_HEADER, ZB_REQUEST_QUERY } ZbRequestPart;

typedef struct {
  const char *method;
  /* Decoded and checked: begins with '/', no empty, "." or ".." part, no control characters. */
  const char *path;
  GBytes *body; /* never NULL, maybe empty */
  /* DER of the certificate whose key the peer proved to hold in the TLS handshake; NULL without
   * one. Whether it is trusted is judged by server/api/identity.h. */
  GBytes *peer;
  const char *address; /* of the peer, for the log */
  gint64 arrived;      /* monotonic microseconds: its head was read */

  /* A header (any case) or a decoded query argument; NULL if absent. */
  const char *(*lookup) (gpointer self, ZbRequestPart part, const char *name);
  /* Answers; the request is gone afterwards. */
  void (*respond) (gpointer self, const ZbResponse *response);
  gpointer self;
} ZbRequest;

const char *zb_request_header (const ZbRequest *request, const char *name);
const char *zb_request_query (const ZbRequest *request, const char *name);
void zb_request_respond (ZbRequest *request, const ZbResponse *response);
