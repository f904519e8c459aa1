/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One HTTP request and the way to answer it. Whoever hands it on (the listener, a test) fills it
 * in; it lives until it is answered. One that announces a body is handed on twice: by its head, and
 * if it is admitted, complete. The answer may come from any thread, and must come exactly once. */

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
  /* NULL while only the head has come: the request is then admitted or answered by what the head
   * says. Afterwards never NULL, maybe empty. */
  GBytes *body;
  /* DER of the certificate whose key the peer proved to hold in the TLS handshake; NULL without
   * one. Whether it is trusted is judged by server/api/identity.h. */
  GBytes *peer;
  const char *peer_digest; /* SHA-256 of it, hex; NULL without one */
  const char *address;     /* of the peer, for the log */
  gint64 arrived;          /* monotonic microseconds: its head was read */
  gboolean slow;           /* what it takes is long, and bulk work: zb_call_await_turn() */

  /* A header (any case) or a decoded query argument; NULL if absent. */
  const char *(*lookup) (gpointer self, ZbRequestPart part, const char *name);
  /* Lets the body come; the request is handed on again once it is there. */
  void (*admit) (gpointer self);
  /* Answers; the request is gone afterwards. */
  void (*respond) (gpointer self, const ZbResponse *response);
  gpointer self;

  /* (nullable) What was learnt from the head, kept by whoever admitted the request. */
  gpointer judged;
  GDestroyNotify judged_free;
} ZbRequest;

const char *zb_request_header (const ZbRequest *request, const char *name);
const char *zb_request_query (const ZbRequest *request, const char *name);
/* Whether Accept names just @type, without parameters. */
gboolean zb_request_accepts (const ZbRequest *request, const char *type);
void zb_request_admit (ZbRequest *request);
void zb_request_respond (ZbRequest *request, const ZbResponse *response);
