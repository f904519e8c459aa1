/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/listener/error.h"

#include <netinet/in.h>

/* An IP address and a port, as the socket calls want them. */
typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} ZbEndpoint;

/* @address: "127.0.0.1", "::1" … ZB_LISTENER_ERROR_CONFIGURATION for what is none. */
gboolean
zb_endpoint_read (const char *address, guint port, ZbEndpoint *ret_endpoint, GError **error);
/* "127.0.0.1:9465" or "[::1]:9465". */
gboolean zb_endpoint_parse (const char *text, ZbEndpoint *ret_endpoint, GError **error);
/* What a machine that is not this one can reach. */
gboolean zb_endpoint_is_open (const ZbEndpoint *endpoint);
/* "http://127.0.0.1:9465/", where @port is the one that was given. (transfer full) */
char *zb_endpoint_url (const ZbEndpoint *endpoint, guint port);
