/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One HTTP request, complete with its body. Lives until it is answered; the answer may come from
 * any thread, and must come exactly once. */
typedef struct _ZbRequest ZbRequest;

const char *zb_request_method (const ZbRequest *request);
/* The decoded path, checked: begins with '/', no empty, "." or ".." part, no control characters. */
const char *zb_request_path (const ZbRequest *request);
const char *zb_request_query (const ZbRequest *request, const char *name); /* (nullable) decoded */
const char *zb_request_header (const ZbRequest *request,
                               const char *name);   /* (nullable) any case */
GBytes *zb_request_body (const ZbRequest *request); /* borrowed, maybe empty */
/* DER of the certificate whose key the peer proved to hold in the TLS handshake; NULL without one.
 * Whether it is trusted the caller must judge. Borrowed. */
GBytes *zb_request_peer (const ZbRequest *request);
/* The peer's address as text, for the log. */
const char *zb_request_address (const ZbRequest *request);
gint64 zb_request_arrived (const ZbRequest *request); /* monotonic microseconds, first byte seen */

typedef struct {
  guint status;
  const char *const *headers; /* (nullable) NULL-terminated: name, value … */
  GBytes *body;               /* (nullable) borrowed */
  gboolean close;             /* ask the peer to close the connection */
} ZbResponse;

/* Answers and gives the request back to the listener: do not touch it afterwards. */
void zb_request_respond (ZbRequest *request, const ZbResponse *response);
