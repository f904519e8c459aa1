/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/listener/error.h"

#include <sys/types.h>

/* A reverse proxy in front, which ends TLS and hands requests on through a UNIX socket. Nobody else
 * is heard there: the kernel says who connects. What the proxy says of its peer stands in two
 * headers that it sets itself; on connections of our own TLS they mean nothing. */
#define ZB_PROXY_CERTIFICATE                                                                       \
  "X-SSL-Client-Cert" /* PEM, escaped as in an address (RFC 3986 §2.1)                            \
                       */
#define ZB_PROXY_ADDRESS "X-Real-IP"

#define ZB_PROXY_MAX_CERTIFICATE (16 * 1024) /* escaped */

/* Listens on a new UNIX socket at @path, in the place of one that nobody listens on any more. START
 * if that cannot be, and where somebody does. */
gboolean zb_proxy_listen (const char *path, int *ret_socket, GError **error);
/* The number of @user, a name or a number. CONFIGURATION if there is none. */
gboolean zb_proxy_find_user (const char *user, uid_t *ret_user, GError **error);
/* Whether the peer of a connected UNIX socket is @user, the superuser or who we are ourselves. */
gboolean zb_proxy_speaks (int socket, uid_t user);
/* The certificate in the header's value, as DER, unparsed; NULL for anything but exactly one.
 * (transfer full) */
GBytes *zb_proxy_read_certificate (const char *escaped);
