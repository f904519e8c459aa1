/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/listener/listener.h"

#include <microhttpd.h>

struct _ZbRequest {
  ZbListener *listener;
  struct MHD_Connection *connection;
  char *method;
  char *path;
  char *address;
  GBytes *peer;
  gint64 arrived;
  gsize length;                  /* of the body, as announced */
  GByteArray *body;              /* while it comes in */
  GBytes *complete;              /* once it is whole */
  struct MHD_Response *response; /* once answered */
  guint status;
};

ZbRequest *zb_request_new (ZbListener *listener,
                           struct MHD_Connection *connection,
                           const char *method,
                           const char *path);
void zb_request_free (ZbRequest *request);
/* Builds what zb_request_respond() and the listener's own refusals send. */
struct MHD_Response *zb_response_build (const ZbResponse *response);
/* Tells the listener that one request fewer is with a handler. */
void zb_listener_answered (ZbListener *listener);
