/* SPDX-License-Identifier: Apache-2.0 */
/* Many who speak at once, while the listener's one thread is kept from hearing any of them. */
#include "tests/server/listener-keys.h"
#include "tests/server/malformed.h"
#include "tests/support/raw-tls.h"

#include <signal.h>
#include <string.h>

/* As many as libmicrohttpd asks epoll(7) for, a few less and a few more. */
#define FEWEST 124
#define MOST 132
#define PATIENCE_MS 60000
/* None is hung up on meanwhile, which would wake the thread. */
#define SILENCE_S 3600
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define REQUEST "GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n"

typedef struct {
  ZbListenerKeys keys;
  ZbListener *listener;
  ZbSeen seen;
  GMutex lock;
  GCond changed;
  gboolean closed;   /* a gate that the thread comes to with the next request … */
  ZbRequest *before; /* … and stands before; it is not answered there */
} Fixture;

/* On the listener's thread. */
static void
handle_cb (ZbRequest *request, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  if (!fixture->closed) {
    zb_seen_handle (request, &fixture->seen);
    return;
  }
  fixture->before = request;
  g_cond_broadcast (&fixture->changed);
  while (fixture->closed)
    g_cond_wait (&fixture->changed, &fixture->lock);
}

static void
set_gate (Fixture *fixture, gboolean closed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  fixture->closed = closed;
  g_cond_broadcast (&fixture->changed);
}

/* (transfer none) */
static ZbRequest *
wait_before_gate (Fixture *fixture)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  while (!fixture->before)
    g_cond_wait (&fixture->changed, &fixture->lock);
  return g_steal_pointer (&fixture->before);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ZbListenerOptions options = {.address = "127.0.0.1",
                               .threads = 1,
                               .max_connections = 2 * MOST,
                               .max_connections_per_address = 2 * MOST,
                               .idle_timeout_s = SILENCE_S,
                               .body_limit = zb_seen_limit,
                               .handle = handle_cb,
                               .data = fixture};
  g_autoptr (GError) error = NULL;

  zb_listener_keys_init (&fixture->keys, NOW, &options);
  fixture->seen.answer = g_bytes_new_static ("", 0);
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->changed);
  fixture->listener = zb_listener_start (&options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_listener_stop (fixture->listener);
  zb_listener_keys_clear (&fixture->keys);
  g_free (fixture->seen.last);
  g_bytes_unref (fixture->seen.answer);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->changed);
}

static void
ask (ZbRawTls *tls)
{
  g_assert_true (zb_raw_tls_send (tls, REQUEST, strlen (REQUEST)));
}

static void
assert_answered (ZbRawTls *tls)
{
  char answer[1024] = "";

  g_assert_true (zb_raw_tls_wait (tls, PATIENCE_MS));
  g_assert_cmpuint (zb_raw_tls_take (tls, answer, sizeof answer - 1), >, 0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\n"));
}

/* The last keeps the thread until all others have spoken, and is answered once they were: what it
 * is told would wake the thread. */
static void
ask_at_once (Fixture *fixture, GPtrArray *lines, guint n)
{
  set_gate (fixture, TRUE);
  ask (lines->pdata[n]);
  ZbRequest *last = wait_before_gate (fixture);
  for (guint i = 0; i < n; i++)
    ask (lines->pdata[i]);
  set_gate (fixture, FALSE);
  for (guint i = 0; i < n; i++)
    assert_answered (lines->pdata[i]);
  zb_seen_handle (last, &fixture->seen);
  assert_answered (lines->pdata[n]);
}

static void
test_all_are_answered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_raw_tls_free);
  int handled = MOST + 1;

  for (guint i = 0; i <= MOST; i++) {
    ZbRawTls *tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));

    g_ptr_array_add (lines, tls);
    ask (tls);
    assert_answered (tls);
  }
  for (guint n = FEWEST; n <= MOST; n++) {
    ask_at_once (fixture, lines, n);
    handled += (int)n + 1;
  }
  g_assert_cmpint (fixture->seen.handled, ==, handled);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add ("/server/at-once/all-are-answered", Fixture, NULL, set_up, test_all_are_answered,
              tear_down);
  return g_test_run ();
}
