/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/http/client.h"

#include "exchange/error.h"
#include "tests/support/http-peer.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DAY (24 * 3600 * G_GINT64_CONSTANT (1000000))

#define PAUSE_US 100000

typedef struct {
  gint64 now;
  ZbTestAuthority *authority;
  ZbTestIdentity *server;
  ZbTestIdentity *carrier;
  ZbHttpPeer *peer;
  ZbHttpClient *client;
  GString *seen; /* what the peer was asked, one line each */
  guint status;
  gsize answer_size;
  gsize header_size;
  gsize cut;
  gulong delay;
  int held;         /* it does not answer for now */
  const char *date; /* (nullable) */
} World;

static void
answer_cb (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data)
{
  World *world = data;
  const char *type = g_hash_table_lookup (request->headers, "content-type");
  const char *length = g_hash_table_lookup (request->headers, "content-length");
  g_string_append_printf (world->seen, "%s %s type=%s length=%s body=%" G_GSIZE_FORMAT " who=%s\n",
                          request->method, request->path, type != NULL ? type : "-",
                          length != NULL ? length : "-", g_bytes_get_size (request->body),
                          request->client != NULL ? zb_certificate_name (request->client) : "-");
  g_usleep (world->delay);
  while (g_atomic_int_get (&world->held))
    g_usleep (PAUSE_US);
  answer->status = world->status;
  answer->cut = world->cut;
  g_string_append (answer->headers, "X-Twice: one\r\nx-twice: two\r\n");
  if (world->date != NULL)
    g_string_append_printf (answer->headers, "Date: %s\r\n", world->date);
  if (world->header_size > 0) {
    g_autofree char *value = g_strnfill (world->header_size, 'h');
    g_string_append_printf (answer->headers, "X-Long: %s\r\n", value);
  }
  g_autofree char *body = g_strnfill (world->answer_size, 'b');
  answer->body = g_bytes_new (body, world->answer_size);
}

static ZbHttpClient *
connect_to (World *world, const char *roots)
{
  g_autoptr (GError) error = NULL;
  ZbHttpClient *client = zb_http_client_new (zb_http_peer_url (world->peer), roots, &error);
  g_assert_no_error (error);
  zb_http_client_set_timeouts (client, 60000, 120000);
  return client;
}

static void
set_up (World *world, gconstpointer data)
{
  world->now = g_get_real_time ();
  world->authority = zb_test_authority_new (world->now);
  world->server =
      zb_test_authority_identify (world->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  world->carrier = zb_test_authority_identify (world->authority, "p256", "carrier", ZB_TEST_UNIT,
                                               ZB_USE_TLS_CLIENT);
  world->seen = g_string_new (NULL);
  world->status = 200;
  world->answer_size = 5;
  world->peer = zb_http_peer_new (world->server, NULL, answer_cb, world);
  world->client = connect_to (world, zb_test_authority_roots_pem (world->authority));
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_http_client_free (world->client);
  zb_http_peer_free (world->peer);
  g_string_free (world->seen, TRUE);
  zb_test_identity_free (world->carrier);
  zb_test_identity_free (world->server);
  zb_test_authority_free (world->authority);
}

static void
restart_peer (World *world, ZbTestIdentity *server, ZbCertificate *client_root)
{
  zb_http_client_free (world->client);
  zb_http_peer_free (world->peer);
  world->peer = zb_http_peer_new (server, client_root, answer_cb, world);
  world->client = connect_to (world, zb_test_authority_roots_pem (world->authority));
}

static gboolean
get (World *world, ZbHttpResponse *response, GError **error)
{
  const ZbHttpRequest request = {.method = "GET", .path = "/v1/me"};
  return zb_http_client_send (world->client, &request, response, error);
}

static void
check_get_fails (World *world, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  g_assert_false (get (world, &response, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  g_assert_null (response.body);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_asks_and_hears (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  g_assert_true (get (world, &response, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (response.status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (response.body), ==, 5);
  g_assert_cmpstr (zb_http_response_header (&response, "Content-Length"), ==, "5");
  g_assert_cmpstr (zb_http_response_header (&response, "X-TWICE"), ==, "one, two");
  g_assert_null (zb_http_response_header (&response, "X-None"));
  g_assert_cmpstr (world->seen->str, ==, "GET /v1/me type=- length=- body=0 who=-\n");
}

static void
check_time (World *world, const char *date, gint64 then)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};

  world->date = date;
  g_assert_true (get (world, &response, &error));
  g_assert_no_error (error);
  gint64 passed = zb_http_client_server_time (world->client) - then;
  g_assert_cmpint (passed, >=, 0);
  g_assert_cmpint (passed, <, 60 * G_TIME_SPAN_SECOND);
}

/* RFC 9110 §5.6.7; what is no date changes nothing. */
static void
test_knows_the_servers_clock (World *world, gconstpointer data)
{
  const gint64 then = G_GINT64_CONSTANT (784111777) * G_USEC_PER_SEC;

  g_assert_cmpint (zb_http_client_server_time (world->client), ==, 0);
  check_time (world, NULL, 0);
  g_assert_cmpint (zb_http_client_server_time (world->client), ==, 0);
  check_time (world, "Sun, 06 Nov 1994 08:49:37 GMT", then);
  check_time (world, "yesterday", then);
  check_time (world, "Fri, 05 Jul 2199 00:00:00 GMT",
              G_GINT64_CONSTANT (7242566400) * G_USEC_PER_SEC);
}

static void
send_one (World *world, const char *method, const char *text, const char *const *headers)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  const ZbHttpRequest request = {
      .method = method, .path = "/v1/x?a=1", .headers = headers, .body = body};
  g_assert_true (zb_http_client_send (world->client, &request, &response, &error));
  g_assert_no_error (error);
}

/* Every body has a length, and no type but the one that was said. */
static void
test_methods_and_bodies (World *world, gconstpointer data)
{
  const char *const typed[] = {"Content-Type", "application/json", NULL};
  send_one (world, "POST", "{}", typed);
  send_one (world, "POST", NULL, NULL);
  send_one (world, "PATCH", "abc", NULL);
  send_one (world, "HEAD", NULL, NULL);
  send_one (world, "DELETE", NULL, NULL);
  g_assert_cmpstr (world->seen->str, ==,
                   "POST /v1/x?a=1 type=application/json length=2 body=2 who=-\n"
                   "POST /v1/x?a=1 type=- length=0 body=0 who=-\n"
                   "PATCH /v1/x?a=1 type=- length=3 body=3 who=-\n"
                   "HEAD /v1/x?a=1 type=- length=- body=0 who=-\n"
                   "DELETE /v1/x?a=1 type=- length=- body=0 who=-\n");
  g_assert_cmpuint (zb_http_peer_connections (world->peer), ==, 1);
}

static void
test_any_status_is_an_answer (World *world, gconstpointer data)
{
  static const guint statuses[] = {201, 204, 302, 404, 409, 460, 503};
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (ZbHttpResponse) response = {0};
    world->status = statuses[i];
    world->answer_size = statuses[i] == 204 ? 0 : 5;
    g_assert_true (get (world, &response, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (response.status, ==, statuses[i]);
  }
}

static void
test_refuses_what_cannot_be_written (World *world, gconstpointer data)
{
  static const char *const injected[] = {"X-A", "b\r\nX-Evil: 1", NULL};
  static const char *const named[] = {"X A", "b", NULL};
  static const char *const nameless[] = {"", "b", NULL};
  const ZbHttpRequest requests[] = {
      {.method = "GET", .path = "v1/me"},
      {.method = "GET", .path = "/v1/ me"},
      {.method = "GET", .path = "/v1/me\r\nX-Evil: 1"},
      {.method = "GET", .path = "/v1/厦门"},
      {.method = "GET /", .path = "/v1/me"},
      {.method = "", .path = "/v1/me"},
      {.method = "GET", .path = "/v1/me", .headers = injected},
      {.method = "GET", .path = "/v1/me", .headers = named},
      {.method = "GET", .path = "/v1/me", .headers = nameless},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (GError) error = NULL;
    ZbHttpResponse response = {0};
    g_assert_false (zb_http_client_send (world->client, &requests[i], &response, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
  g_assert_cmpstr (world->seen->str, ==, "");
}

static void
test_addresses (World *world, gconstpointer data)
{
  static const char *const wrong[] = {
      "",
      "bureau.example",
      "http://bureau.example",
      "https://",
      "https://user@bureau.example",
      "https://bureau.example/v1",
      "https://bureau.example?x",
      "https://bureau.example#x",
      "file:///etc/passwd",
  };
  const char *roots = zb_test_authority_roots_pem (world->authority);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (zb_http_client_new (wrong[i], roots, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbHttpClient) client = zb_http_client_new ("https://[::1]:8443/", roots, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_http_client_base_url (client), ==, "https://[::1]:8443");
  g_assert_null (zb_http_client_new ("https://bureau.example", "no roots", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_shows_its_identity (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  restart_peer (world, world->server, zb_test_authority_root (world->authority));
  check_get_fails (world, ZB_EXCHANGE_ERROR_NETWORK, zb_http_peer_url (world->peer));
  g_assert_true (zb_http_client_set_identity (world->client, world->carrier->key,
                                              world->carrier->certificate, world->carrier->chain,
                                              &error));
  g_assert_no_error (error);
  g_assert_true (get (world, &response, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (world->seen->str, "who=carrier\n"));
  g_assert_false (zb_http_client_set_identity (world->client, world->server->key,
                                               world->carrier->certificate, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

/* The client's side of T5: whoever cannot prove to be the named server hears nothing. */
static void
test_trusts_only_its_roots (World *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->now);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  restart_peer (world, stranger, NULL);
  check_get_fails (world, ZB_EXCHANGE_ERROR_UNTRUSTED, "certificate");
  g_assert_cmpstr (world->seen->str, ==, "");
}

static void
test_trusts_only_good_servers (World *world, gconstpointer data)
{
  ZbIssue issue = {.name = "elsewhere",
                   .uses = ZB_USE_TLS_SERVER,
                   .not_before = world->now - DAY,
                   .not_after = world->now + DAY,
                   .host = "elsewhere.example"};
  g_autoptr (ZbTestIdentity) expired = zb_test_authority_identify_between (
      world->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER, world->now - 2 * DAY,
      world->now - DAY);
  g_autoptr (ZbTestIdentity) early = zb_test_authority_identify_between (
      world->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER, world->now + DAY,
      world->now + 2 * DAY);
  g_autoptr (ZbTestIdentity) elsewhere =
      zb_test_authority_identify (world->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  g_autoptr (GBytes) request = zb_key_request (elsewhere->key, "elsewhere", NULL, NULL);
  zb_certificate_unref (elsewhere->certificate);
  elsewhere->certificate =
      zb_issuer_certify (zb_test_authority_issuer (world->authority), request, &issue, NULL);
  ZbTestIdentity *const servers[] = {expired, early, elsewhere, world->carrier};
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    restart_peer (world, servers[i], NULL);
    check_get_fails (world, ZB_EXCHANGE_ERROR_UNTRUSTED, zb_http_peer_url (world->peer));
  }
  g_assert_cmpstr (world->seen->str, ==, "");
}

/* The name in the URL is what must be proved, wherever the connection goes. */
static void
test_connects_elsewhere_on_request (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  const char *roots = zb_test_authority_roots_pem (world->authority);
  const ZbHttpRequest request = {.method = "GET", .path = "/v1/me"};
  g_autoptr (ZbHttpClient) by_name =
      zb_http_client_new ("https://bureau.invalid:8443", roots, &error);
  g_autoptr (ZbHttpClient) by_address = zb_http_client_new ("https://127.0.0.1:1", roots, &error);
  zb_http_client_connect_to (by_name, "127.0.0.1", zb_http_peer_port (world->peer));
  zb_http_client_connect_to (by_address, "127.0.0.1", zb_http_peer_port (world->peer));
  g_assert_false (zb_http_client_send (by_name, &request, &response, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_true (zb_http_client_send (by_address, &request, &response, &error));
  g_assert_no_error (error);
}

static void
test_network_failures (World *world, gconstpointer data)
{
  world->status = 0; /* closed without an answer */
  check_get_fails (world, ZB_EXCHANGE_ERROR_NETWORK, zb_http_peer_url (world->peer));
  world->status = 200;
  world->answer_size = 5000;
  for (world->cut = 1; world->cut < 5000; world->cut += 700) /* an answer cut off */
    check_get_fails (world, ZB_EXCHANGE_ERROR_NETWORK, zb_http_peer_url (world->peer));
  world->cut = 0;
  zb_http_client_set_timeouts (world->client, 60000, 200);
  world->delay = 600000;
  check_get_fails (world, ZB_EXCHANGE_ERROR_NETWORK, "imed out");
}

static void
test_nobody_there (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ZbHttpResponse response = {0};
  const ZbHttpRequest request = {.method = "GET", .path = "/"};
  g_autoptr (ZbHttpClient) client = zb_http_client_new (
      "https://127.0.0.1:1", zb_test_authority_roots_pem (world->authority), &error);
  g_assert_false (zb_http_client_send (client, &request, &response, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
  g_assert_true (g_str_has_prefix (error->message, "https://127.0.0.1:1: "));
}

static void
test_limits_of_answers (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  world->answer_size = ZB_HTTP_MAX_BODY;
  g_assert_true (get (world, &response, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response.body), ==, ZB_HTTP_MAX_BODY);
  world->answer_size = ZB_HTTP_MAX_BODY + 1;
  check_get_fails (world, ZB_EXCHANGE_ERROR_TOO_LARGE, "more than the protocol allows");

  world->answer_size = 0;
  world->header_size = ZB_HTTP_MAX_HEADERS - 200;
  zb_http_response_clear (&response);
  g_assert_true (get (world, &response, &error));
  g_assert_no_error (error);
  world->header_size = ZB_HTTP_MAX_HEADERS;
  check_get_fails (world, ZB_EXCHANGE_ERROR_TOO_LARGE, "more than the protocol allows");
}

typedef struct {
  guint64 sent;
  guint64 total;
  guint calls;
} Progress;

static void
progress_cb (guint64 sent, guint64 total, gpointer data)
{
  Progress *progress = data;
  g_assert_cmpuint (sent, >=, progress->sent);
  *progress = (Progress){sent, total, progress->calls + 1};
}

static void
test_tells_its_progress (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  g_autofree guint8 *zeros = g_malloc0 (1000000);
  g_autoptr (GBytes) body = g_bytes_new (zeros, 1000000);
  Progress progress = {0};
  const ZbHttpRequest request = {.method = "POST",
                                 .path = "/",
                                 .body = body,
                                 .progress = progress_cb,
                                 .progress_data = &progress};
  g_assert_true (zb_http_client_send (world->client, &request, &response, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (progress.sent, ==, 1000000);
  g_assert_cmpuint (progress.total, ==, 1000000);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (PAUSE_US);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_can_be_cancelled (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ZbHttpResponse response = {0};
  const ZbHttpRequest request = {.method = "GET", .path = "/", .cancellable = cancellable};
  g_atomic_int_set (&world->held, TRUE);
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_false (zb_http_client_send (world->client, &request, &response, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_atomic_int_set (&world->held, FALSE);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_false (zb_http_client_send (world->client, &request, &response, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A proxy in the environment is none of ours. */
static void
test_asks_no_environment (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (ZbHttpResponse) response = {0};
  g_setenv ("https_proxy", "http://127.0.0.1:1", TRUE);
  g_setenv ("SSL_CERT_FILE", "/dev/null", TRUE);
  gboolean answered = get (world, &response, &error);
  g_unsetenv ("https_proxy");
  g_unsetenv ("SSL_CERT_FILE");
  g_assert_no_error (error);
  g_assert_true (answered);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/exchange/http-client/" path, World, NULL, set_up, test, tear_down)
  ADD ("asks-and-hears", test_asks_and_hears);
  ADD ("knows-the-servers-clock", test_knows_the_servers_clock);
  ADD ("methods-and-bodies", test_methods_and_bodies);
  ADD ("any-status-is-an-answer", test_any_status_is_an_answer);
  ADD ("refuses-what-cannot-be-written", test_refuses_what_cannot_be_written);
  ADD ("addresses", test_addresses);
  ADD ("shows-its-identity", test_shows_its_identity);
  ADD ("trusts-only-its-roots", test_trusts_only_its_roots);
  ADD ("trusts-only-good-servers", test_trusts_only_good_servers);
  ADD ("connects-elsewhere-on-request", test_connects_elsewhere_on_request);
  ADD ("network-failures", test_network_failures);
  ADD ("nobody-there", test_nobody_there);
  ADD ("limits-of-answers", test_limits_of_answers);
  ADD ("tells-its-progress", test_tells_its_progress);
  ADD ("can-be-cancelled", test_can_be_cancelled);
  ADD ("asks-no-environment", test_asks_no_environment);
  return g_test_run ();
}
