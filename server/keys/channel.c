/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

G_DEFINE_QUARK (zb - channel - error - quark, zb_channel_error)

static gboolean
fail (GError **error, ZbChannelError code, const char *why)
{
  g_set_error_literal (error, ZB_CHANNEL_ERROR, (int)code, why);
  return FALSE;
}

static gboolean
wait_for (int socket, short events, gint64 until, GError **error)
{
  struct pollfd one = {.fd = socket, .events = events};

  for (;;) {
    gint64 left = until - g_get_monotonic_time ();
    int n = left > 0 ? poll (&one, 1, (int)(left / 1000) + 1) : 0;

    if (n > 0)
      return TRUE;
    if (n == 0)
      return fail (error, ZB_CHANNEL_ERROR_SLOW, "the other side does not go on");
    if (errno != EINTR)
      return fail (error, ZB_CHANNEL_ERROR_BROKEN, g_strerror (errno));
  }
}

static gboolean
is_not_yet (int code)
{
  return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

/* Leaves out the first @n bytes, which are sent. */
static void
leave_out (struct msghdr *message, gsize n)
{
  while (message->msg_iovlen > 0 && n >= message->msg_iov->iov_len) {
    n -= message->msg_iov->iov_len;
    message->msg_iov++;
    message->msg_iovlen--;
  }
  if (message->msg_iovlen == 0)
    return;
  message->msg_iov->iov_base = (guint8 *)message->msg_iov->iov_base + n;
  message->msg_iov->iov_len -= n;
}

static gboolean
send_all (int socket, struct msghdr *message, GError **error)
{
  gint64 until = g_get_monotonic_time () + ZB_CHANNEL_PATIENCE;

  while (message->msg_iovlen > 0) {
    gssize n = sendmsg (socket, message, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n < 0 && !is_not_yet (errno))
      return fail (error, ZB_CHANNEL_ERROR_BROKEN, g_strerror (errno));
    if (n > 0)
      leave_out (message, (gsize)n);
    else if (!wait_for (socket, POLLOUT, until, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_channel_send (int socket, char letter, GBytes *body, GError **error)
{
  guint8 head[ZB_MESSAGE_HEAD];
  struct iovec pieces[] = {{head, sizeof head}, {NULL, 0}};
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = G_N_ELEMENTS (pieces)};

  pieces[1].iov_base = (void *)g_bytes_get_data (body, &pieces[1].iov_len);
  zb_message_write_head (head, letter, (guint32)pieces[1].iov_len);
  return send_all (socket, &message, error);
}

/* *@ret_read: how many there were before the other side closed. */
static gboolean
read_all (int socket, guint8 *bytes, gsize length, gsize *ret_read, GError **error)
{
  gint64 until = g_get_monotonic_time () + ZB_CHANNEL_PATIENCE;

  *ret_read = 0;
  while (*ret_read < length) {
    gssize n = recv (socket, bytes + *ret_read, length - *ret_read, MSG_DONTWAIT);

    if (n == 0)
      return fail (error, ZB_CHANNEL_ERROR_BROKEN, "the other side closed");
    if (n < 0 && !is_not_yet (errno))
      return fail (error, ZB_CHANNEL_ERROR_BROKEN, g_strerror (errno));
    if (n > 0)
      *ret_read += (gsize)n;
    else if (!wait_for (socket, POLLIN, until, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_channel_receive (int socket, guint32 most, char *ret_letter, GBytes **ret_body, GError **error)
{
  guint8 head[ZB_MESSAGE_HEAD];
  guint32 length = 0;
  gsize read = 0;

  if (!read_all (socket, head, sizeof head, &read, error)) {
    if (read == 0 && error && g_error_matches (*error, ZB_CHANNEL_ERROR, ZB_CHANNEL_ERROR_BROKEN))
      (*error)->code = ZB_CHANNEL_ERROR_CLOSED;
    return FALSE;
  }
  if (!zb_message_read_head (head, ret_letter, &length) || length > most)
    return fail (error, ZB_CHANNEL_ERROR_BROKEN, "what came is no message, or too long");
  g_autofree guint8 *bytes = g_malloc (MAX (length, 1));
  if (!read_all (socket, bytes, length, &read, error))
    return FALSE;
  *ret_body = g_bytes_new_take (g_steal_pointer (&bytes), length);
  return TRUE;
}
