/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/listener/peer.h"

/* Lets connections rest while their TLS handshake waits for the peer. libmicrohttpd tries a
 * handshake that is not finished again and again without a pause, so that a few peers who begin one
 * and stop would take a whole processor. */
typedef struct _ZbHandshakes ZbHandshakes;

/* @timeout_s: a handshake that rests so long at one point is given up. */
ZbHandshakes *zb_handshakes_new (guint timeout_s, GError **error);
/* No connection rests any more, and none will: before a daemon is stopped. */
void zb_handshakes_wake_all (ZbHandshakes *handshakes);
/* After the daemons have been stopped. */
void zb_handshakes_free (ZbHandshakes *handshakes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbHandshakes, zb_handshakes_free)

/* For MHD_OPTION_NOTIFY_CONNECTION, with the handshakes as @cls. */
void zb_handshakes_notify (void *cls,
                           struct MHD_Connection *connection,
                           void **state,
                           enum MHD_ConnectionNotificationCode code);
/* Of a response with a body that is about to be sent, on the daemon's thread: head and body travel
 * together. Does nothing for a connection without TLS. */
void zb_handshake_send_together (struct MHD_Connection *connection);
/* That a request's head has come, or the request has ended, on the daemon's thread. A connection
 * that is without one for twice @timeout_s, and not silent, is ended. */
void zb_handshake_note_request (struct MHD_Connection *connection, gboolean has_one);
/* Of a request that has come whole, on the daemon's thread: what is behind it is not asked for
 * until the request has ended. */
void zb_handshake_let_wait (struct MHD_Connection *connection);
/* The place where the connection's peer is kept; NULL for a connection without TLS. */
ZbPeer *zb_handshake_get_peer (struct MHD_Connection *connection);
/* How many rest. */
guint zb_handshakes_resting (ZbHandshakes *handshakes);
