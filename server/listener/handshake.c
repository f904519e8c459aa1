/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/handshake.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64
#define SWEEP_MS 1000
/* As much as a record of TLS holds. */
#define MOST_AHEAD (16 * 1024)

struct _ZbHandshakes {
  int poller; /* epoll(7) of the sockets of those who rest */
  int bell;   /* eventfd(2): rung when the thread is to end */
  GThread *thread;
  gint64 timeout;
  GMutex lock;     /* guards what follows */
  GQueue resting;  /* Handshake, by the time they began to rest … */
  GHashTable *set; /* … and to be found by address */
  gboolean awake;  /* none may rest any more */
  gboolean closing;
};

/* Of one connection, as long as that lives. */
typedef struct {
  ZbHandshakes *all;
  struct MHD_Connection *connection;
  int socket;
  gboolean done;         /* the peer has said its last word; only for the daemon's thread, as is: */
  gboolean more;         /* what is sent next is a head, and its body comes at once */
  gboolean lets_wait;    /* who has sent a request whole waits for its answer */
  gint64 idle;           /* since when it has no request; 0: it has one */
  guint8 *ahead;         /* (nullable) what was received and not asked for yet … */
  gsize taken, received; /* … of which so much is taken */
  GByteArray *held;      /* (nullable) a head that waits for its body */
  ZbPeer peer;           /* once it was asked for */
  GList *link;           /* in resting; NULL: it does not rest */
  gint64 since;
} Handshake;

/* With the lock held. */
static void
forget (Handshake *handshake)
{
  g_queue_delete_link (&handshake->all->resting, handshake->link);
  g_hash_table_remove (handshake->all->set, handshake);
  handshake->link = NULL;
}

/* With the lock held. The daemon's thread goes on with it. */
static void
wake (Handshake *handshake)
{
  forget (handshake);
  epoll_ctl (handshake->all->poller, EPOLL_CTL_DEL, handshake->socket, NULL);
  MHD_resume_connection (handshake->connection);
}

/* The oldest come first. A socket that is shut down ends its handshake. */
static void
give_up_old (ZbHandshakes *self)
{
  gint64 before = g_get_monotonic_time () - self->timeout;
  Handshake *oldest;

  g_mutex_lock (&self->lock);
  while ((oldest = g_queue_peek_head (&self->resting)) != NULL && oldest->since < before) {
    shutdown (oldest->socket, SHUT_RDWR);
    wake (oldest);
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
is_closing (ZbHandshakes *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->closing;
}

static gpointer
poll_thread (gpointer data)
{
  ZbHandshakes *self = data;
  struct epoll_event events[EVENTS];

  while (!is_closing (self)) {
    int n = epoll_wait (self->poller, events, EVENTS, SWEEP_MS);

    g_mutex_lock (&self->lock);
    for (int i = 0; i < n; i++) {
      /* What was woken in between may be gone: only those who rest are looked at. */
      if (g_hash_table_contains (self->set, events[i].data.ptr))
        wake (events[i].data.ptr);
    }
    g_mutex_unlock (&self->lock);
    give_up_old (self);
  }
  return NULL;
}

static void
close_all (int poller, int bell)
{
  if (poller >= 0)
    close (poller);
  if (bell >= 0)
    close (bell);
}

ZbHandshakes *
zb_handshakes_new (guint timeout_s, GError **error)
{
  int poller = epoll_create1 (EPOLL_CLOEXEC);
  int bell = eventfd (0, EFD_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN}; /* of no handshake */
  ZbHandshakes *self;

  if (poller < 0 || bell < 0 || epoll_ctl (poller, EPOLL_CTL_ADD, bell, &event) != 0) {
    g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno), "epoll: %s",
                 g_strerror (errno));
    close_all (poller, bell);
    return NULL;
  }
  self = g_new0 (ZbHandshakes, 1);
  self->poller = poller;
  self->bell = bell;
  self->timeout = timeout_s * G_TIME_SPAN_SECOND;
  g_mutex_init (&self->lock);
  g_queue_init (&self->resting);
  self->set = g_hash_table_new (NULL, NULL);
  self->thread = g_thread_new ("handshakes", poll_thread, self);
  return self;
}

void
zb_handshakes_wake_all (ZbHandshakes *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->awake = TRUE;
  while (!g_queue_is_empty (&self->resting))
    wake (g_queue_peek_head (&self->resting));
}

void
zb_handshakes_free (ZbHandshakes *self)
{
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_mutex_unlock (&self->lock);
  eventfd_write (self->bell, 1);
  g_thread_join (self->thread);
  close_all (self->poller, self->bell);
  g_hash_table_unref (self->set);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* On the daemon's thread. */
static void
rest (Handshake *handshake)
{
  ZbHandshakes *self = handshake->all;
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data.ptr = handshake};
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->awake || handshake->link)
    return;
  MHD_suspend_connection (handshake->connection);
  handshake->since = g_get_monotonic_time ();
  g_queue_push_tail (&self->resting, handshake);
  handshake->link = g_queue_peek_tail_link (&self->resting);
  g_hash_table_add (self->set, handshake);
  if (epoll_ctl (self->poller, EPOLL_CTL_ADD, handshake->socket, &event) != 0)
    wake (handshake);
}

/* Silence ends a connection by libmicrohttpd's own time-out. So whoever has been without a request
 * for twice as long, and still says something, drips: a handshake or a head, byte by byte. */
static gboolean
drips (const Handshake *handshake)
{
  return handshake->idle != 0 &&
         g_get_monotonic_time () - handshake->idle > 2 * handshake->all->timeout;
}

static ssize_t
take_ahead (Handshake *handshake, void *to, size_t size)
{
  gsize n = MIN (size, handshake->received - handshake->taken);

  memcpy (to, handshake->ahead + handshake->taken, n);
  handshake->taken += n;
  if (handshake->taken == handshake->received)
    g_clear_pointer (&handshake->ahead, g_free);
  return (ssize_t)n;
}

/* GnuTLS asks for each record in two pieces, libmicrohttpd for one record after the other: what
 * has come is received at once and kept until they ask. Who asks goes on until nothing is there,
 * so that nothing waits here unasked for. */
static ssize_t
receive (Handshake *handshake, void *to, size_t size)
{
  guint8 more[MOST_AHEAD];
  struct iovec pieces[] = {{to, size}, {more, sizeof more}};
  struct msghdr message = {.msg_iov = pieces, .msg_iovlen = G_N_ELEMENTS (pieces)};
  ssize_t n = recvmsg (handshake->socket, &message, 0);

  if (n <= (ssize_t)size)
    return n;
  handshake->taken = 0;
  handshake->received = (gsize)n - size;
  handshake->ahead = g_memdup2 (more, handshake->received);
  return (ssize_t)size;
}

static ssize_t
pull_cb (gnutls_transport_ptr_t data, void *to, size_t size)
{
  Handshake *handshake = data;

  if (handshake->ahead)
    return take_ahead (handshake, to, size);
  if (handshake->lets_wait) {
    errno = EAGAIN;
    return -1;
  }
  ssize_t n = receive (handshake, to, size);
  int reason = errno;

  if (n > 0 && drips (handshake)) {
    shutdown (handshake->socket, SHUT_RDWR);
    errno = ECONNRESET;
    return -1;
  }
  if (n < 0 && (reason == EAGAIN || reason == EWOULDBLOCK) && !handshake->done)
    rest (handshake);
  errno = reason;
  return n;
}

static ssize_t
hold (Handshake *handshake, const giovec_t *pieces, int n)
{
  gsize size = 0;

  if (!handshake->held)
    handshake->held = g_byte_array_new ();
  for (int i = 0; i < n; i++) {
    g_byte_array_append (handshake->held, pieces[i].iov_base, (guint)pieces[i].iov_len);
    size += pieces[i].iov_len;
  }
  return (ssize_t)size;
}

/* Of @pieces, which follow what is held, GnuTLS is told how much went. */
static ssize_t
send_with_held (Handshake *handshake, const giovec_t *pieces, int n)
{
  GByteArray *held = handshake->held;
  g_autofree struct iovec *all = g_new (struct iovec, (gsize)n + 1);
  const struct msghdr message = {.msg_iov = all, .msg_iovlen = (size_t)n + 1};

  all[0] = (struct iovec){held->data, held->len};
  memcpy (all + 1, pieces, (gsize)n * sizeof *pieces);
  ssize_t sent = sendmsg (handshake->socket, &message, MSG_NOSIGNAL);
  if (sent > (ssize_t)held->len) {
    sent -= (ssize_t)held->len;
    g_clear_pointer (&handshake->held, g_byte_array_unref);
  } else if (sent >= 0) {
    g_byte_array_remove_range (held, 0, (guint)sent);
    errno = EAGAIN;
    sent = -1;
  }
  return sent;
}

/* libmicrohttpd sends the head of a response and its body as a record each. The first is held back
 * for the second, so that both travel at once: one call, and the peer is woken once. */
static ssize_t
push_cb (gnutls_transport_ptr_t data, const giovec_t *pieces, int n)
{
  Handshake *handshake = data;
  const struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = (size_t)n};

  if (handshake->more) {
    handshake->more = FALSE;
    return hold (handshake, pieces, n);
  }
  return handshake->held ? send_with_held (handshake, pieces, n)
                         : sendmsg (handshake->socket, &message, MSG_NOSIGNAL);
}

/* NULL for a connection without TLS. */
static Handshake *
handshake_of (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  return info ? info->socket_context : NULL;
}

void
zb_handshake_send_together (struct MHD_Connection *connection)
{
  Handshake *handshake = handshake_of (connection);

  if (handshake)
    handshake->more = TRUE;
}

void
zb_handshake_note_request (struct MHD_Connection *connection, gboolean has_one)
{
  Handshake *handshake = handshake_of (connection);

  if (!handshake)
    return;
  handshake->idle = has_one ? 0 : g_get_monotonic_time ();
  handshake->lets_wait = FALSE;
}

void
zb_handshake_let_wait (struct MHD_Connection *connection)
{
  Handshake *handshake = handshake_of (connection);

  if (handshake)
    handshake->lets_wait = TRUE;
}

ZbPeer *
zb_handshake_get_peer (struct MHD_Connection *connection)
{
  Handshake *handshake = handshake_of (connection);

  return handshake ? &handshake->peer : NULL;
}

static int
pull_timeout_cb (gnutls_transport_ptr_t data, unsigned int milliseconds)
{
  const Handshake *handshake = data;
  struct pollfd poll_for = {.fd = handshake->socket, .events = POLLIN};

  return handshake->ahead ? 1 : poll (&poll_for, 1, (int)milliseconds);
}

/* The peer's last message of a handshake. */
static int
finished_cb (gnutls_session_t session,
             unsigned int type,
             unsigned int when,
             unsigned int incoming,
             const gnutls_datum_t *message)
{
  Handshake *handshake = gnutls_transport_get_ptr (session);

  handshake->done = handshake->done || incoming;
  return 0;
}

static void
begin (ZbHandshakes *self, struct MHD_Connection *connection, void **state)
{
  const union MHD_ConnectionInfo *tls =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  const union MHD_ConnectionInfo *socket =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  Handshake *handshake;

  if (!tls || !tls->tls_session || !socket)
    return;
  handshake = g_new0 (Handshake, 1);
  handshake->all = self;
  handshake->connection = connection;
  handshake->socket = socket->connect_fd;
  handshake->idle = g_get_monotonic_time ();
  *state = handshake;
  gnutls_transport_set_ptr (tls->tls_session, handshake);
  gnutls_transport_set_vec_push_function (tls->tls_session, push_cb);
  gnutls_transport_set_pull_function (tls->tls_session, pull_cb);
  gnutls_transport_set_pull_timeout_function (tls->tls_session, pull_timeout_cb);
  gnutls_handshake_set_hook_function (tls->tls_session, GNUTLS_HANDSHAKE_FINISHED, GNUTLS_HOOK_POST,
                                      finished_cb);
}

void
zb_handshakes_notify (void *cls,
                      struct MHD_Connection *connection,
                      void **state,
                      enum MHD_ConnectionNotificationCode code)
{
  ZbHandshakes *self = cls;
  Handshake *handshake = *state;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    begin (self, connection, state);
    return;
  }
  if (!handshake)
    return;
  g_mutex_lock (&self->lock);
  if (handshake->link)
    forget (handshake);
  g_mutex_unlock (&self->lock);
  zb_peer_clear (&handshake->peer);
  g_free (handshake->ahead);
  g_clear_pointer (&handshake->held, g_byte_array_unref);
  g_free (handshake);
  *state = NULL;
}

guint
zb_handshakes_resting (ZbHandshakes *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->resting.length;
}
