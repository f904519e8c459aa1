/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum {
  ZB_LISTENER_ERROR_CONFIGURATION, /* a key, certificate or address cannot be used */
  ZB_LISTENER_ERROR_START,         /* the port is taken, or the daemon did not start */
} ZbListenerError;

#define ZB_LISTENER_ERROR (zb_listener_error_quark ())
GQuark zb_listener_error_quark (void);
