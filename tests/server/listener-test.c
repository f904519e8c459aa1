/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/listener-keys.h"
#include "tests/server/malformed.h"
#include "tests/support/raw-tls.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BODY ZB_SEEN_MAX_BODY
#define PATIENCE_MS 60000
#define PAUSE_MS 100       /* an answer that has begun goes on within this */
#define SILENCE_S 4        /* after which the listener hangs up */
#define LEAST_RATE 5       /* bytes a second */
#define FAIR_RATE 80       /* far from being hung up on, on a busy machine too */
#define MANY 50            /* requests on one connection */
#define LARGE (512 * 1024) /* an answer: many of them are more than sockets hold */
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  ZbListenerKeys keys;
  ZbListener *listener;
  ZbSeen seen;
  GAsyncQueue *waiting; /* (nullable) where requests wait until the test has them answered */
} Fixture;

static void
handle_cb (ZbRequest *request, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->waiting && request->body)
    g_async_queue_push (fixture->waiting, request);
  else
    zb_seen_handle (request, &fixture->seen);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ZbListenerOptions options = {
      .address = "127.0.0.1",
      .threads = 1,
      .max_connections = 16,
      .max_connections_per_address = 16,
      .idle_timeout_s = SILENCE_S,
      .least_body_rate = LEAST_RATE,
      .body_grace_s = 1,
      .body_limit = zb_seen_limit,
      .handle = handle_cb,
      .data = fixture,
  };
  g_autoptr (GError) error = NULL;

  zb_listener_keys_init (&fixture->keys, NOW, &options);
  fixture->listener = zb_listener_start (&options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->listener, zb_listener_stop);
  zb_listener_keys_clear (&fixture->keys);
  g_free (fixture->seen.last);
  g_clear_pointer (&fixture->seen.answer, g_bytes_unref);
  g_clear_pointer (&fixture->waiting, g_async_queue_unref);
}

/* Sends @bytes on a connection of its own and returns the status of the answer, 0 for none. */
static guint
send_raw (Fixture *fixture, const char *bytes, gsize length, gboolean *ret_closed)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  g_autofree char *answer = NULL;

  zb_raw_tls_send (tls, bytes, length);
  answer = zb_raw_tls_read (tls, PATIENCE_MS, ret_closed);
  return g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint)atoi (answer + strlen ("HTTP/1.1 ")) : 0;
}

#define GET "GET /v1/me HTTP/1.1\r\n"
#define POST "POST /v1/messages HTTP/1.1\r\n"
#define HOST "Host: a\r\n"

static void
test_refuses_malformed (Fixture *fixture, gconstpointer data)
{
  const ZbMalformed *one = data;
  gboolean closed = FALSE;
  guint status = send_raw (fixture, one->bytes, one->length, &closed);

  zb_malformed_check (one, FALSE, status, (guint)fixture->seen.handled, fixture->seen.last);
  /* Nothing that follows on the same connection may be taken for another request. */
  g_assert_true (closed || one->alone == ZB_PASSES);
}

/* libmicrohttpd hides these two from us. Standing alone, nothing is before us that could have taken
 * them otherwise, so it is enough that they end where they seem to: one request each, and none out
 * of what follows. */
static void
test_hidden_oddities_are_one_request (Fixture *fixture, gconstpointer data)
{
  static const char folded[] =
      POST HOST "X: a\r\n Content-Length: 0\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
  static const char with_nul[] =
      POST HOST "X: a\0Content-Length: 0\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";

  send_raw (fixture, folded, sizeof folded - 1, NULL);
  g_assert_cmpint (fixture->seen.handled, <=, 1);
  g_assert_true (!fixture->seen.last || g_str_has_suffix (fixture->seen.last, " 3"));
  send_raw (fixture, with_nul, sizeof with_nul - 1, NULL);
  g_assert_cmpint (fixture->seen.handled, <=, 2);
  g_assert_true (!fixture->seen.last || g_str_has_suffix (fixture->seen.last, " 3"));
}

static void
test_takes_a_plain_request (Fixture *fixture, gconstpointer data)
{
  const char *request = POST HOST "Content-Length: 3\r\nConnection: close\r\n\r\nabc";

  g_assert_cmpuint (send_raw (fixture, request, strlen (request), NULL), ==, 200);
  g_assert_cmpstr (fixture->seen.last, ==, "/v1/messages 3");
}

static guint
send_body (Fixture *fixture, gsize size)
{
  g_autoptr (GString) request = g_string_new (POST HOST "Connection: close\r\n");

  g_string_append_printf (request, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);
  for (gsize i = 0; i < size; i++)
    g_string_append_c (request, 'x');
  return send_raw (fixture, request->str, request->len, NULL);
}

static void
test_body_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (send_body (fixture, MAX_BODY), ==, 200);
  g_assert_cmpuint (send_body (fixture, MAX_BODY + 1), ==, 413);
  g_assert_cmpint (fixture->seen.handled, ==, 1);
}

static guint
send_path (Fixture *fixture, gsize length)
{
  g_autoptr (GString) request = g_string_new ("GET /");

  while (request->len < strlen ("GET ") + length)
    g_string_append_c (request, 'a');
  g_string_append (request, " HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  return send_raw (fixture, request->str, request->len, NULL);
}

static void
test_path_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (send_path (fixture, ZB_LISTENER_MAX_PATH), ==, 200);
  g_assert_cmpuint (send_path (fixture, ZB_LISTENER_MAX_PATH + 1), ==, 400);
  g_assert_cmpint (fixture->seen.handled, ==, 1);
}

static guint
send_queries (Fixture *fixture, guint n)
{
  g_autoptr (GString) request = g_string_new ("GET /v1/me?");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (request, "a%u=1&", i);
  g_string_truncate (request, request->len - 1);
  g_string_append (request, " HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  return send_raw (fixture, request->str, request->len, NULL);
}

static void
test_queries_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (send_queries (fixture, ZB_LISTENER_MAX_QUERIES), ==, 200);
  g_assert_cmpuint (send_queries (fixture, ZB_LISTENER_MAX_QUERIES + 1), ==, 400);
  g_assert_cmpint (fixture->seen.handled, ==, 1);
}

static void
test_headers_over_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) request = g_string_new (GET HOST "X: ");

  while (request->len < 2 * ZB_LISTENER_MAX_HEADER_BYTES)
    g_string_append_c (request, 'a');
  g_string_append (request, "\r\n\r\n");
  guint status = send_raw (fixture, request->str, request->len, NULL);
  g_assert_true (status == 0 || status == 431 || status == 413 || status == 414);
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

static void
test_two_requests_on_a_connection (Fixture *fixture, gconstpointer data)
{
  const char *requests = GET HOST "\r\n" GET HOST "Connection: close\r\n\r\n";

  g_assert_cmpuint (send_raw (fixture, requests, strlen (requests), NULL), ==, 200);
  g_assert_cmpint (fixture->seen.handled, ==, 2);
}

/* Several records may be there before the first is asked for, and the last are asked for when the
 * socket has long been empty. */
static void
test_requests_in_many_records (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  const char *head = POST HOST "Content-Length: 6\r\n\r\n";
  const char *last = GET HOST "Connection: close\r\n\r\n";
  gboolean closed = FALSE;

  for (guint i = 0; i < MANY; i++) {
    zb_raw_tls_send (tls, head, strlen (head));
    zb_raw_tls_send (tls, "abc", 3);
    zb_raw_tls_send (tls, "def", 3);
  }
  zb_raw_tls_send (tls, last, strlen (last));
  g_autofree char *answers = zb_raw_tls_read (tls, PATIENCE_MS, &closed);
  g_assert_true (closed);
  g_assert_true (g_str_has_prefix (answers, "HTTP/1.1 200"));
  g_assert_cmpint (fixture->seen.handled, ==, MANY + 1);
}

static void
answer_next (Fixture *fixture)
{
  ZbRequest *request = g_async_queue_timeout_pop (fixture->waiting, PATIENCE_MS * 1000);

  g_assert_nonnull (request);
  zb_seen_handle (request, &fixture->seen);
}

/* Nobody listens to one who waits for an answer; what he says meanwhile is heard behind it. */
static void
test_requests_that_come_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  const char *begun = POST HOST "Content-Length: 6\r\n\r\nabc";
  const char *last = GET HOST "Connection: close\r\n\r\n";
  gboolean closed = FALSE;

  fixture->waiting = g_async_queue_new ();
  zb_raw_tls_send (tls, GET HOST "\r\n", strlen (GET HOST "\r\n"));
  for (guint i = 0; i < MANY; i++) {
    gboolean whole = i % 2 == 0;

    zb_raw_tls_send (tls, begun, strlen (begun));
    if (whole)
      zb_raw_tls_send (tls, "def", 3);
    answer_next (fixture);
    if (!whole)
      zb_raw_tls_send (tls, "def", 3);
  }
  zb_raw_tls_send (tls, last, strlen (last));
  answer_next (fixture);
  answer_next (fixture);
  g_autofree char *answers = zb_raw_tls_read (tls, PATIENCE_MS, &closed);
  g_assert_true (closed);
  g_assert_true (g_str_has_prefix (answers, "HTTP/1.1 200"));
  g_assert_cmpint (fixture->seen.handled, ==, MANY + 2);
}

/* Heads and bodies go in the pieces that the socket takes, and nothing of them is lost. */
static void
test_answers_that_wait_to_be_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  const char *last = GET HOST "Connection: close\r\n\r\n";

  fixture->seen.answer = g_bytes_new_take (g_strnfill (LARGE, 'x'), LARGE);
  for (guint i = 1; i < MANY; i++)
    zb_raw_tls_send (tls, GET HOST "\r\n", strlen (GET HOST "\r\n"));
  zb_raw_tls_send (tls, last, strlen (last));
  zb_raw_tls_wait (tls, PATIENCE_MS);
  g_autofree char *answers = zb_raw_tls_read (tls, PATIENCE_MS, NULL);
  const char *at = answers;
  for (guint i = 0; i < MANY; i++) {
    const char *body = g_str_has_prefix (at, "HTTP/1.1 200") ? strstr (at, "\r\n\r\n") : NULL;
    g_assert_nonnull (body);
    g_assert_cmpuint (strspn (body + 4, "x"), ==, LARGE);
    at = body + 4 + LARGE;
  }
  g_assert_cmpstr (at, ==, "");
}

/* Half a request holds a connection no longer than the time for silence. */
static void
test_drops_the_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  gboolean closed = FALSE;

  g_assert_true (zb_raw_tls_send (tls, GET, strlen (GET)));
  g_autofree char *answer = zb_raw_tls_read (tls, 10 * 1000, &closed);
  g_assert_true (closed);
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

/* The head says all that is needed: not a byte of the body was sent when the answer comes. */
static void
test_refuses_by_the_head (Fixture *fixture, gconstpointer data)
{
  const char *head = "POST /v1/closed HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n";
  gboolean closed = FALSE;

  g_assert_cmpuint (send_raw (fixture, head, strlen (head), &closed), ==, 403);
  g_assert_true (closed);
  g_assert_cmpint (fixture->seen.judged, ==, 1);
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

static void
test_judges_only_what_brings_a_body (Fixture *fixture, gconstpointer data)
{
  const char *get = GET HOST "Connection: close\r\n\r\n";
  const char *post = POST HOST "Content-Length: 3\r\nConnection: close\r\n\r\nabc";

  g_assert_cmpuint (send_raw (fixture, get, strlen (get), NULL), ==, 200);
  g_assert_cmpint (fixture->seen.judged, ==, 0);
  g_assert_cmpuint (send_raw (fixture, post, strlen (post), NULL), ==, 200);
  g_assert_cmpint (fixture->seen.judged, ==, 1);
  g_assert_cmpint (fixture->seen.handled, ==, 2);
}

/* Sends a body of @n bytes, one by one at @rate a second; returns whether all were taken. */
static gboolean
drip (Fixture *fixture, guint n, guint rate)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));
  g_autofree char *head =
      g_strdup_printf (POST HOST "Connection: close\r\nContent-Length: %u\r\n\r\n", n);
  gboolean open = zb_raw_tls_send (tls, head, strlen (head));

  for (guint i = 0; i < n && open; i++) {
    g_usleep (G_USEC_PER_SEC / rate);
    open = zb_raw_tls_send (tls, "x", 1);
  }
  g_autofree char *answer = zb_raw_tls_read (tls, PATIENCE_MS, NULL);
  return g_str_has_prefix (answer, "HTTP/1.1 200 ");
}

/* Each byte comes long before the time for silence is over. */
static void
test_drops_a_body_that_drips (Fixture *fixture, gconstpointer data)
{
  g_assert_false (drip (fixture, MAX_BODY, LEAST_RATE / 2));
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

static void
test_takes_a_slow_body (Fixture *fixture, gconstpointer data)
{
  g_assert_true (drip (fixture, MAX_BODY, FAIR_RATE));
  g_assert_cmpint (fixture->seen.handled, ==, 1);
}

static void
test_agrees_to_strong_ciphers_only (Fixture *fixture, gconstpointer data)
{
  zb_raw_tls_assert_strict (zb_listener_port (fixture->listener));
}

/* Of a connection that may stay open. */
static char *
read_answer (ZbRawTls *tls)
{
  zb_raw_tls_wait (tls, PATIENCE_MS);
  return zb_raw_tls_read (tls, PAUSE_MS, NULL);
}

/* A plain request on @tls, its head at @rate bytes a second, and the status of its answer. */
static guint
drip_head (ZbRawTls *tls, guint rate)
{
  const char *head = GET HOST "X: aaaaaaaa\r\n\r\n";
  gboolean open = TRUE;

  for (const char *next = head; *next && open; next++) {
    g_usleep (G_USEC_PER_SEC / rate);
    open = zb_raw_tls_send (tls, next, 1);
  }
  g_autofree char *answer = read_answer (tls);
  return g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint)atoi (answer + strlen ("HTTP/1.1 ")) : 0;
}

/* Never silent, never done: neither in its first head nor in a later one. */
static void
test_drops_a_head_that_drips (Fixture *fixture, gconstpointer data)
{
  const char *request = GET HOST "\r\n";

  for (guint later = 0; later < 2; later++) {
    g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));

    if (later) {
      g_assert_true (zb_raw_tls_send (tls, request, strlen (request)));
      g_free (read_answer (tls));
    }
    g_assert_cmpuint (drip_head (tls, 3), ==, 0);
    g_assert_cmpint (fixture->seen.handled, ==, (int)later);
  }
}

/* Who only pauses between requests, or has a slow line, is heard. */
static void
test_takes_a_slow_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));

  for (int i = 1; i <= 3; i++) {
    g_assert_cmpuint (drip_head (tls, FAIR_RATE), ==, 200);
    g_assert_cmpint (fixture->seen.handled, ==, i);
    g_usleep (G_USEC_PER_SEC / 2);
  }
}

static char *
shown (Fixture *fixture)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_listener_port (fixture->listener));

  return zb_raw_tls_peer (tls);
}

/* Who is connected goes on; who connects sees the certificate of the new term. */
static void
test_renews_its_certificate (Fixture *fixture, gconstpointer data)
{
  const char *request = GET HOST "Connection: close\r\n\r\n";
  g_autofree char *folder = zb_temp_dir_path (fixture->keys.dir, "keys");
  g_autofree char *before = shown (fixture);
  guint port = zb_listener_port (fixture->listener), renewed = 0;
  g_autoptr (ZbRawTls) connected = zb_raw_tls_connect (port);
  gint64 now = NOW + 340 * 24 * 3600 * (gint64)G_USEC_PER_SEC;
  g_autofree char *dir = g_path_get_dirname (folder);
  ZbVaultOptions options = {.node = "n", .clock = zb_clock_fixed (&now)};
  g_autoptr (ZbKeychain) keychain = zb_keychain_new_local (dir, &options);
  ZbFounding founding = {.node = "n", .host = "127.0.0.1", .now = now, .keychain = keychain};
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (before, ==, zb_certificate_digest (fixture->keys.keyring->tls));
  zb_keyring_renew (fixture->keys.keyring, folder, &founding, &renewed, &error);
  g_assert_no_error (error);
  /* And those of the three short-lived responders. */
  g_assert_cmpuint (renewed, ==, 2 + 3);
  zb_listener_renew (fixture->listener, fixture->keys.keyring->tls_pem,
                     fixture->keys.keyring->tls_key_pem, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_listener_port (fixture->listener), ==, port);
  g_autofree char *after = shown (fixture);
  g_assert_cmpstr (after, ==, zb_certificate_digest (fixture->keys.keyring->tls));
  g_assert_cmpstr (after, !=, before);
  g_assert_cmpuint (send_raw (fixture, request, strlen (request), NULL), ==, 200);
  g_assert_true (zb_raw_tls_send (connected, request, strlen (request)));
  g_autofree char *answer = read_answer (connected);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_cmpint (fixture->seen.handled, ==, 2);
}

static void
test_a_broken_certificate_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = shown (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_listener_renew (fixture->listener, "no certificate", "no key", &error));
  g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION);
  g_autofree char *after = shown (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_a_port_taken (Fixture *fixture, gconstpointer data)
{
  ZbListenerOptions options = {
      .address = "127.0.0.1",
      .port = zb_listener_port (fixture->listener),
      .certificate_pem = fixture->keys.keyring->tls_pem,
      .key_pem = fixture->keys.keyring->tls_key_pem,
      .client_roots_pem = fixture->keys.roots,
      .threads = 1,
      .max_connections = 16,
      .max_connections_per_address = 16,
      .idle_timeout_s = 2,
      .body_limit = zb_seen_limit,
      .handle = zb_seen_handle,
  };
  g_autofree char *place = g_strdup_printf ("127.0.0.1 port %u", options.port);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_listener_start (&options, &error));
  g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_START);
  g_assert_nonnull (strstr (error->message, place));
  options.address = "localhost";
  g_clear_error (&error);
  g_assert_null (zb_listener_start (&options, &error));
  g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/listener/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (const ZbMalformed *one = zb_malformed; one->name; one++) {
    g_autofree char *path = g_strconcat (
        "/server/listener/", one->alone == ZB_PASSES ? "passes/" : "refuses/", one->name, NULL);
    g_test_add (path, Fixture, one, set_up, test_refuses_malformed, tear_down);
  }
  ADD ("hidden-oddities-are-one-request", test_hidden_oddities_are_one_request);
  ADD ("takes-a-plain-request", test_takes_a_plain_request);
  ADD ("body-at-the-limit", test_body_at_the_limit);
  ADD ("path-at-the-limit", test_path_at_the_limit);
  ADD ("queries-at-the-limit", test_queries_at_the_limit);
  ADD ("headers-over-the-limit", test_headers_over_the_limit);
  ADD ("two-requests-on-a-connection", test_two_requests_on_a_connection);
  ADD ("requests-in-many-records", test_requests_in_many_records);
  ADD ("requests-that-come-meanwhile", test_requests_that_come_meanwhile);
  ADD ("answers-that-wait-to-be-read", test_answers_that_wait_to_be_read);
  ADD ("drops-the-silent", test_drops_the_silent);
  ADD ("refuses-by-the-head", test_refuses_by_the_head);
  ADD ("judges-only-what-brings-a-body", test_judges_only_what_brings_a_body);
  ADD ("drops-a-body-that-drips", test_drops_a_body_that_drips);
  ADD ("takes-a-slow-body", test_takes_a_slow_body);
  ADD ("drops-a-head-that-drips", test_drops_a_head_that_drips);
  ADD ("takes-a-slow-head", test_takes_a_slow_head);
  ADD ("agrees-to-strong-ciphers-only", test_agrees_to_strong_ciphers_only);
  ADD ("renews-its-certificate", test_renews_its_certificate);
  ADD ("a-broken-certificate-changes-nothing", test_a_broken_certificate_changes_nothing);
  ADD ("a-port-taken", test_a_port_taken);
  return g_test_run ();
}
