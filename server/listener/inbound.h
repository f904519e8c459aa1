/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"

#include <microhttpd.h>

/* A request on its way in: libmicrohttpd's connection, the body so far, and the answer once there
 * is one. */
typedef struct _ZbInbound ZbInbound;

ZbInbound *zb_inbound_new (struct MHD_Connection *connection,
                           const char *method,
                           const char *path,
                           gsize length);
void zb_inbound_free (ZbInbound *inbound);

/* FALSE if more comes than was announced. */
gboolean zb_inbound_append (ZbInbound *inbound, const char *data, gsize size);
gboolean zb_inbound_is_whole (const ZbInbound *inbound);
/* Closes the body and suspends the connection; the request is answered through @answered, called on
 * the answering thread when the connection goes on. */
ZbRequest *zb_inbound_suspend (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data);
gboolean zb_inbound_is_answered (const ZbInbound *inbound);
enum MHD_Result zb_inbound_send (ZbInbound *inbound);

/* What is sent for a response. */
struct MHD_Response *zb_inbound_build_response (const ZbResponse *response);
