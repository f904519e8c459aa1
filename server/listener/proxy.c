/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/proxy.h"

#include "exchange/base64.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024
#define HEAD "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_START, "cannot listen on %s: %s", path,
               what);
  return FALSE;
}

/* A socket that its listener left behind when it ended is in the way of the next one. */
static gboolean
clear_place (const struct sockaddr_un *address, GError **error)
{
  struct stat there;

  if (lstat (address->sun_path, &there) != 0)
    return TRUE;
  if (!S_ISSOCK (there.st_mode))
    return fail (error, address->sun_path, "something else has this name");
  int probe = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean answered =
      probe >= 0 && connect (probe, (const struct sockaddr *)address, sizeof *address) == 0;
  if (probe >= 0)
    close (probe);
  if (answered)
    return fail (error, address->sun_path, "somebody listens there");
  return unlink (address->sun_path) == 0 || fail (error, address->sun_path, g_strerror (errno));
}

gboolean
zb_proxy_listen (const char *path, int *ret_socket, GError **error)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return fail (error, path, "the path is too long for a UNIX socket");
  if (!clear_place (&address, error))
    return FALSE;
  int listening = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  /* Who may connect is asked of the kernel, connection by connection; the proxy is another user. */
  if (listening < 0 || bind (listening, (const struct sockaddr *)&address, sizeof address) != 0 ||
      chmod (path, 0666) != 0 || listen (listening, BACKLOG) != 0) {
    fail (error, path, g_strerror (errno));
    if (listening >= 0)
      close (listening);
    return FALSE;
  }
  *ret_socket = listening;
  return TRUE;
}

gboolean
zb_proxy_find_user (const char *user, uid_t *ret_user, GError **error)
{
  guint64 number = 0;
  struct passwd entry, *found = NULL;
  char room[4096];

  if (g_ascii_string_to_unsigned (user, 10, 0, G_MAXUINT32 - 1, &number, NULL)) {
    *ret_user = (uid_t)number;
    return TRUE;
  }
  getpwnam_r (user, &entry, room, sizeof room, &found);
  if (!found) {
    g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION,
                 "there is no user '%s' here", user);
    return FALSE;
  }
  *ret_user = entry.pw_uid;
  return TRUE;
}

gboolean
zb_proxy_speaks (int socket, uid_t user)
{
  struct ucred peer;
  socklen_t size = sizeof peer;

  return getsockopt (socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == user || peer.uid == 0 || peer.uid == geteuid ());
}

/* Every escape must be one, and none may hide the end. (transfer full) */
static char *
unescape (const char *escaped)
{
  for (const char *sign = escaped; *sign; sign++)
    if (*sign == '%' && (!g_ascii_isxdigit (sign[1]) || !g_ascii_isxdigit (sign[2])))
      return NULL;
  return g_uri_unescape_string (escaped, NULL);
}

GBytes *
zb_proxy_read_certificate (const char *escaped)
{
  if (strlen (escaped) > ZB_PROXY_MAX_CERTIFICATE)
    return NULL;
  g_autofree char *pem = unescape (escaped);
  if (!pem || !g_str_has_prefix (pem, HEAD) || !g_str_has_suffix (pem, END) ||
      strlen (pem) <= strlen (HEAD) + strlen (END))
    return NULL;
  g_autoptr (GString) base64 = g_string_new (NULL);
  const char *end = pem + strlen (pem) - strlen (END);
  for (const char *sign = pem + strlen (HEAD); sign < end; sign++)
    if (*sign != '\n')
      g_string_append_c (base64, *sign);
  return base64->len > 0 ? zb_base64_read_bytes (base64->str) : NULL;
}
