/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <microhttpd.h>

/* Whoever is at the other end: as the connection itself tells, or as the proxy in front of us does.
 * Either only hands the certificate over whose key the peer proved to hold: chain, time and
 * revocation are judged by exchange/trust. */
typedef struct {
  GBytes *certificate; /* DER; NULL without one */
  char *digest;        /* GRefString: its SHA-256, hex; NULL without one */
  char *address;       /* GRefString; "" if it is not known */
} ZbPeer;

void zb_peer_clear (ZbPeer *peer);
/* Asked of the connection once, and kept with it where it has a handshake. */
ZbPeer zb_peer_of_connection (struct MHD_Connection *connection);
/* FALSE if what the proxy says cannot be read. */
gboolean zb_peer_of_proxy (struct MHD_Connection *connection, ZbPeer *ret_peer);
