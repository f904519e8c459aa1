/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"
#include "server/listener/peer.h"

#include <microhttpd.h>

/* A request on its way in: libmicrohttpd's connection, the body so far, and the answer once there
 * is one. */
typedef struct _ZbInbound ZbInbound;

/* What @peer holds is taken. */
ZbInbound *zb_inbound_new (struct MHD_Connection *connection,
                           const char *method,
                           const char *path,
                           gsize length,
                           const ZbPeer *peer);
void zb_inbound_free (ZbInbound *inbound);

ZbRequest *zb_inbound_request (ZbInbound *inbound);
/* FALSE if more comes than was announced. */
gboolean zb_inbound_append (ZbInbound *inbound, const char *data, gsize size);
gboolean zb_inbound_is_whole (const ZbInbound *inbound);
/* Whether the body comes at less than @bytes_per_s on the average, @grace_s after it was admitted.
 */
gboolean zb_inbound_is_too_slow (const ZbInbound *inbound, guint bytes_per_s, guint grace_s);
/* Suspends the connection until the request is answered or admitted; @answered is called then, on
 * the answering thread, when the connection goes on. */
ZbRequest *zb_inbound_suspend (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data);
/* The same, with the body closed. */
ZbRequest *
zb_inbound_suspend_whole (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data);
/* Whether the head is being judged: the body may not come yet. */
gboolean zb_inbound_is_judged (const ZbInbound *inbound);
/* What is refused by its head is answered behind its body all the same, which is thrown away: a
 * proxy that is cut short while it hands a body on takes us for broken. */
void zb_inbound_hear_out (ZbInbound *inbound);
/* The same of what not even its route has to be asked about: @response (transfer full). */
void
zb_inbound_refuse_behind_body (ZbInbound *inbound, guint status, struct MHD_Response *response);
/* Takes note that the connection goes on to the body. */
void zb_inbound_begin_body (ZbInbound *inbound);
gboolean zb_inbound_is_answered (const ZbInbound *inbound);
enum MHD_Result zb_inbound_send (ZbInbound *inbound);

/* What is sent for a response. */
struct MHD_Response *zb_inbound_build_response (const ZbResponse *response);
