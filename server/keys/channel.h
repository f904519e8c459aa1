/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/message.h"

/* Messages over a connected local socket, whole or not at all. */

/* How long the other side may take over one message. */
#define ZB_CHANNEL_PATIENCE (20 * G_TIME_SPAN_SECOND)

typedef enum {
  ZB_CHANNEL_ERROR_CLOSED, /* by the other side, before a message began */
  ZB_CHANNEL_ERROR_BROKEN, /* within one, or by what is no message */
  ZB_CHANNEL_ERROR_SLOW,
} ZbChannelError;

#define ZB_CHANNEL_ERROR (zb_channel_error_quark ())
GQuark zb_channel_error_quark (void);

gboolean zb_channel_send (int socket, char letter, GBytes *body, GError **error);
/* BROKEN for a body of more than @most bytes, which is not read. @ret_body is (transfer full). */
gboolean
zb_channel_receive (int socket, guint32 most, char *ret_letter, GBytes **ret_body, GError **error);
