/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/supervisor.h"

#include <sys/socket.h>
#include <systemd/sd-daemon.h>

G_DEFINE_QUARK (zb - supervisor - error - quark, zb_supervisor_error)

void
zb_supervisor_ready (const char *status)
{
  sd_notifyf (0, "READY=1\nSTATUS=%s", status);
}

void
zb_supervisor_reloading (void)
{
  sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
}

void
zb_supervisor_stopping (void)
{
  sd_notify (0, "STOPPING=1\nSTATUS=answering the requests under way");
}

guint64
zb_supervisor_patience (void)
{
  guint64 micros = 0;

  return sd_watchdog_enabled (0, &micros) > 0 ? micros : 0;
}

void
zb_supervisor_alive (void)
{
  sd_notify (0, "WATCHDOG=1");
}

gboolean
zb_supervisor_take_socket (int *ret_socket, GError **error)
{
  int n = sd_listen_fds (1);

  if (n == 1 && sd_is_socket (SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
    n = -1;
  if (n < 0 || n > 1) {
    g_set_error (error, ZB_SUPERVISOR_ERROR, ZB_SUPERVISOR_ERROR_SOCKETS,
                 "the service manager must hand over one listening TCP socket; see zhibaod.socket");
    return FALSE;
  }
  *ret_socket = n == 1 ? SD_LISTEN_FDS_START : 0;
  return TRUE;
}
