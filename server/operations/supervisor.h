/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The service manager above the program, if there is one (systemd: sd_notify(3), sd_listen_fds(3),
 * sd_watchdog_enabled(3)). Without one the calls do nothing. */

void zb_supervisor_ready (const char *status); /* a short sentence for "systemctl status" */
void zb_supervisor_reloading (void);           /* followed by zb_supervisor_ready() */
void zb_supervisor_stopping (void);

/* Microseconds within which it wants to hear zb_supervisor_alive() again; 0: never. */
guint64 zb_supervisor_patience (void);
void zb_supervisor_alive (void);

typedef enum {
  ZB_SUPERVISOR_ERROR_SOCKETS, /* handed over is not one listening TCP socket */
} ZbSupervisorError;

#define ZB_SUPERVISOR_ERROR (zb_supervisor_error_quark ())
GQuark zb_supervisor_error_quark (void);

/* The listening socket it opened for us, which is then ours to close; 0 if it opened none. Asked
 * once: what the environment says of sockets is gone afterwards. */
gboolean zb_supervisor_take_socket (int *ret_socket, GError **error);
