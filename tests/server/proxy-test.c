/* SPDX-License-Identifier: Apache-2.0 */
/* Behind a real nginx, set up as it is packaged. */
#include "exchange/digest.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "server/authority/keyring.h"
#include "server/listener/listener.h"
#include "server/listener/proxy.h"
#include "server/own-keys.h"
#include "tests/server/malformed.h"
#include "tests/support/nginx.h"
#include "tests/support/raw-tls.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000
#define SILENCE_MS 3000 /* after which no more of an answer is waited for */
#define UNIT "91350200MA2KUY1H08"

/* nginx before a listener whose handler counts. */
typedef struct {
  ZbTempDir *dir;
  ZbKeyring *keyring;
  ZbTestNginx *nginx;
  ZbListener *listener;
  ZbSeen seen;
} Fixture;

static ZbListenerOptions
options_of (Fixture *fixture, const char *user)
{
  return (ZbListenerOptions){
      .proxy = zb_test_nginx_socket (fixture->nginx),
      .proxy_user = user,
      .threads = 1,
      .max_connections = 16,
      .max_connections_per_address = 16,
      .idle_timeout_s = 2,
      .least_body_rate = 1,
      .body_grace_s = 10,
      .body_limit = zb_seen_limit,
      .handle = zb_seen_handle,
      .data = &fixture->seen,
  };
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ZbFounding founding = {.node = "n", .host = "127.0.0.1", .now = zb_clock_now (&zb_clock_system)};
  g_autoptr (GError) error = NULL;

  fixture->dir = zb_temp_dir_new ();
  g_autofree char *keys = zb_temp_dir_path (fixture->dir, "keys");
  zb_keyring_found (keys, &founding, &error);
  g_assert_no_error (error);
  fixture->keyring = zb_keyring_open (keys, &error);
  g_assert_no_error (error);
  zb_own_keys_write_chain (fixture->keyring, keys, &error);
  g_assert_no_error (error);
  fixture->nginx = zb_test_nginx_new ();
  ZbListenerOptions options = options_of (fixture, "0");
  fixture->listener = zb_listener_start (&options, &error);
  g_assert_no_error (error);
  zb_test_nginx_run (fixture->nginx, keys);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->listener, zb_listener_stop);
  zb_test_nginx_free (fixture->nginx);
  zb_keyring_free (fixture->keyring);
  zb_temp_dir_free (fixture->dir);
  g_free (fixture->seen.last);
}

static guint
status_of (const char *answer)
{
  return g_str_has_prefix (answer, "HTTP/1.") ? (guint)atoi (answer + strlen ("HTTP/1.1 ")) : 0;
}

static guint
send_raw (Fixture *fixture, const char *bytes, gsize length, char **ret_answer)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect (zb_test_nginx_port (fixture->nginx));

  zb_raw_tls_send (tls, bytes, length);
  zb_raw_tls_wait (tls, PATIENCE_MS);
  g_autofree char *answer = zb_raw_tls_read (tls, SILENCE_MS, NULL);
  guint status = status_of (answer);
  if (ret_answer)
    *ret_answer = g_steal_pointer (&answer);
  return status;
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  const ZbMalformed *one = data;
  guint status = send_raw (fixture, one->bytes, one->length, NULL);

  zb_malformed_check (one, TRUE, status, (guint)fixture->seen.handled, fixture->seen.last);
}

static void
test_takes_a_plain_request (Fixture *fixture, gconstpointer data)
{
  const char *request =
      "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";

  g_assert_cmpuint (send_raw (fixture, request, strlen (request), NULL), ==, 200);
  g_assert_cmpstr (fixture->seen.last, ==, "/v1/messages 3");
}

/* 501 is a problem document as zhibaod writes it, and the connection ends with it. */
static void
test_transfer_encoding_closes (Fixture *fixture, gconstpointer data)
{
  const char *request =
      "POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0\r\n\r\n"
      "GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autofree char *answer = NULL;

  g_assert_cmpuint (send_raw (fixture, request, strlen (request), &answer), ==, 501);
  g_assert_nonnull (strstr (answer, "Connection: close\r\n"));
  g_assert_nonnull (strstr (answer, "Content-Type: " ZB_MIME_PROBLEM "\r\n"));
  const char *text = strstr (answer, "\r\n\r\n") + strlen ("\r\n\r\n");
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (ZbProblem) problem = zb_problem_read (body);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->code, ==, "transfer-encoding");
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

/* A body over a limit gets one answer, wherever the limit stands: not that of a server that is away
 * because it hung up on the proxy. */
static void
check_too_large (Fixture *fixture, gsize length)
{
  g_autofree char *head =
      g_strdup_printf ("POST /v1/messages HTTP/1.1\r\nHost: a\r\n"
                       "Connection: close\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                       length);
  gsize size = strlen (head) + length;
  g_autofree char *request = g_malloc0 (size);
  g_autofree char *answer = NULL;

  memcpy (request, head, strlen (head));
  g_assert_cmpuint (send_raw (fixture, request, size, &answer), ==, 413);
  g_assert_nonnull (strstr (answer, "Content-Type: " ZB_MIME_PROBLEM "\r\n"));
  const char *text = strstr (answer, "\r\n\r\n") + strlen ("\r\n\r\n");
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (ZbProblem) problem = zb_problem_read (body);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->code, ==, "too-large");
  g_assert_nonnull (problem->title_zh);
}

static void
test_too_large_is_one_answer (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    check_too_large (fixture, ZB_SEEN_MAX_BODY + 1);
    check_too_large (fixture, 3 * 1024 * 1024);
    check_too_large (fixture, 16 * 1024 * 1024);
    check_too_large (fixture, 16 * 1024 * 1024 + 1);
  }
  g_assert_cmpint (fixture->seen.handled, ==, 0);
}

/* What nginx says while zhibaod is not there is what zhibaod itself would. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  const char *request = "GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  g_autofree char *answer = NULL;

  g_clear_pointer (&fixture->listener, zb_listener_stop);
  g_assert_false (g_file_test (zb_test_nginx_socket (fixture->nginx), G_FILE_TEST_EXISTS));
  g_assert_cmpuint (send_raw (fixture, request, strlen (request), &answer), ==, 503);
  g_assert_nonnull (strstr (answer, "Retry-After: 5\r\n"));
  g_assert_nonnull (strstr (answer, "urn:zhibao:problem:unavailable"));
}

/* Speaks on the UNIX socket as the user @uid, as nginx would; returns the status, 0 for none. */
static guint
speak_as (const char *path, uid_t uid, const char *request)
{
  int channel[2];
  guint status = 0;

  g_assert_cmpint (pipe (channel), ==, 0);
  pid_t child = fork ();
  if (child == 0) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char answer[16] = "";
    int fd = socket (AF_UNIX, SOCK_STREAM, 0);

    g_strlcpy (address.sun_path, path, sizeof address.sun_path);
    if (setuid (uid) == 0 && connect (fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        write (fd, request, strlen (request)) > 0 && read (fd, answer, sizeof answer - 1) > 0)
      status = status_of (answer);
    _exit (write (channel[1], &status, sizeof status) == sizeof status ? 0 : 1);
  }
  close (channel[1]);
  g_assert_cmpint (read (channel[0], &status, sizeof status), ==, sizeof status);
  close (channel[0]);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  return status;
}

#define PLAIN "GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"

/* The kernel says who connects, and only the proxy is heard. */
static void
test_hears_nobody_else (Fixture *fixture, gconstpointer data)
{
  ZbListenerOptions options = options_of (fixture, "65534");
  const char *path = zb_test_nginx_socket (fixture->nginx);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (geteuid () != 0) {
    g_test_skip ("only the superuser can speak as somebody else");
    return;
  }
  g_assert_cmpint (chmod (folder, 0711), ==, 0);
  g_clear_pointer (&fixture->listener, zb_listener_stop);
  fixture->listener = zb_listener_start (&options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (speak_as (path, 65534, PLAIN "\r\n"), ==, 200);
  g_assert_cmpuint (speak_as (path, 65533, PLAIN "\r\n"), ==, 0);
  g_assert_cmpuint (speak_as (path, 1, PLAIN "\r\n"), ==, 0);
  g_assert_cmpint (fixture->seen.handled, ==, 1);
}

/* Nor is what the proxy itself says taken in part. */
static void
test_refuses_what_the_proxy_garbles (Fixture *fixture, gconstpointer data)
{
  const char *path = zb_test_nginx_socket (fixture->nginx);
  uid_t self = geteuid ();

  g_assert_cmpuint (speak_as (path, self, PLAIN "X-SSL-Client-Cert: abc\r\n\r\n"), ==, 400);
  g_assert_cmpuint (speak_as (path, self, PLAIN "X-SSL-Client-Cert: %0\r\n\r\n"), ==, 400);
  g_assert_cmpuint (speak_as (path, self, PLAIN "X-SSL-Client-Cert:\r\nX-SSL-Client-Cert:\r\n\r\n"),
                    ==, 400);
  g_assert_cmpuint (speak_as (path, self, PLAIN "X-Real-IP: nowhere\r\n\r\n"), ==, 400);
  g_assert_cmpint (fixture->seen.handled, ==, 0);
  g_assert_cmpuint (speak_as (path, self, PLAIN "X-Real-IP: ::1\r\n\r\n"), ==, 200);
}

static void
test_somebody_listens_there (Fixture *fixture, gconstpointer data)
{
  ZbListenerOptions options = options_of (fixture, "0");
  g_autofree char *file = zb_temp_dir_path (fixture->dir, "file");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_listener_start (&options, &error));
  g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_START);
  g_assert_nonnull (strstr (error->message, "http.sock: somebody listens there"));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  options.proxy = file;
  g_assert_null (zb_listener_start (&options, &error));
  g_assert_nonnull (strstr (error->message, "/file: something else has this name"));
  g_clear_error (&error);
  options.proxy_user = "nobody-of-this-name";
  g_assert_null (zb_listener_start (&options, &error));
  g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION);
  g_assert_cmpstr (error->message, ==, "there is no user 'nobody-of-this-name' here");
}

/* A socket that a killed process left behind. */
static void
test_takes_a_socket_left_behind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = zb_temp_dir_path (fixture->dir, "left");
  g_autoptr (GError) error = NULL;
  int first, second;

  g_assert_true (zb_proxy_listen (path, &first, &error));
  close (first);
  g_assert_true (zb_proxy_listen (path, &second, &error));
  g_assert_no_error (error);
  close (second);
}

static void
test_reads_a_certificate (void)
{
  g_autoptr (ZbKey) key = zb_test_key_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCertificate) root = zb_issuer_make_root (key, "root", 0, G_USEC_PER_SEC, &error);
  g_autofree char *pem = zb_certificate_to_pem (root);
  g_autofree char *escaped = g_uri_escape_string (pem, NULL, FALSE);
  g_autofree char *two = g_strconcat (escaped, escaped, NULL);
  g_autofree char *behind = g_strconcat (escaped, "x", NULL);
  g_autoptr (GString) large = g_string_new (escaped);
  g_autoptr (GBytes) der = zb_proxy_read_certificate (escaped);

  g_assert_no_error (error);
  g_assert_nonnull (der);
  g_autofree char *digest = zb_digest_hex_of_bytes (der);
  g_assert_cmpstr (digest, ==, zb_certificate_digest (root));
  g_assert_null (zb_proxy_read_certificate (two));
  g_assert_null (zb_proxy_read_certificate (behind));
  g_assert_null (zb_proxy_read_certificate (""));
  g_assert_null (zb_proxy_read_certificate (pem + 1));
  /* Line ends between the digits do not count, escaped or not, so it can be of any length. */
  gssize first = strstr (escaped, "%0A") - escaped;
  while (large->len < ZB_PROXY_MAX_CERTIFICATE)
    g_string_insert (large, first, "\n");
  g_autoptr (GBytes) at_the_limit = zb_proxy_read_certificate (large->str);
  g_assert_true (at_the_limit && g_bytes_equal (at_the_limit, der));
  g_string_insert (large, first, "\n");
  g_assert_null (zb_proxy_read_certificate (large->str));
}

/* The status of GET @path, with one header if @name is given. */
static guint
get (ZbHttpClient *client, const char *name, const char *value, char **ret_body)
{
  const char *const headers[] = {name, value, NULL};

  return zb_test_ask_with (client, "GET", "/v1/me", name ? headers : NULL, NULL, ret_body);
}

static char *
escape_certificate (ZbCertificate *certificate)
{
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  return g_uri_escape_string (pem, NULL, FALSE);
}

/* Who holds a certificate's key is known behind nginx as he is without; who only writes its header
 * is nobody, in front of nginx and of zhibaod. */
static void
test_knows_who_connects (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) one = zb_test_node_add_enterprise (node, UNIT, "厦门某某电子");
  g_autoptr (ZbTestPerson) two =
      zb_test_node_add_enterprise (node, "91350203MA344H2K4D", "厦门另一电子");
  g_autofree char *header = escape_certificate (one->tls);
  g_autofree char *body = NULL, *other = NULL;
  g_autoptr (ZbHttpClient) alone = zb_test_node_connect (node, NULL);

  g_assert_cmpuint (get (alone, ZB_PROXY_CERTIFICATE, header, NULL), ==, 401);
  g_autoptr (ZbTestNginx) nginx = zb_test_nginx_before (node);
  g_autoptr (ZbHttpClient) nobody = zb_test_node_connect (node, NULL);
  g_autoptr (ZbHttpClient) first = zb_test_node_connect (node, one);
  g_autoptr (ZbHttpClient) second = zb_test_node_connect (node, two);
  g_assert_cmpuint (get (nobody, NULL, NULL, NULL), ==, 401);
  g_assert_cmpuint (get (nobody, ZB_PROXY_CERTIFICATE, header, NULL), ==, 401);
  g_assert_cmpuint (get (nobody, "x-ssl-client-cert", header, NULL), ==, 401);
  g_assert_cmpuint (get (nobody, "X_SSL_Client_Cert", header, NULL), ==, 401);
  g_assert_cmpuint (get (first, NULL, NULL, &body), ==, 200);
  g_assert_nonnull (strstr (body, UNIT));
  g_assert_cmpuint (get (second, ZB_PROXY_CERTIFICATE, header, &other), ==, 200);
  g_assert_null (strstr (other, UNIT));
  g_assert_nonnull (strstr (other, "91350203MA344H2K4D"));
}

/* A report goes through, and its receipts come back. */
static void
test_a_report_goes_through (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (node, UNIT, "厦门某某电子");
  gint64 now = zb_clock_now (&zb_clock_system);
  g_autofree char *package = zb_sample_package (node);
  g_autofree char *id = zb_uuid_new (now);
  g_autoptr (GBytes) message = zb_sample_message_for (person, package, id, NULL, now);
  g_autofree char *body = NULL;

  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_autoptr (ZbTestNginx) nginx = zb_test_nginx_before (node);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, person);
  g_assert_cmpuint (zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, message, &body), ==,
                    201);
  g_assert_nonnull (strstr (body, "\"state\":\"valid\""));
}

/* The refusal comes by the head, and gets through to whoever sends on. */
static void
test_refuses_by_the_head (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestNginx) nginx = zb_test_nginx_before (node);
  gsize size = ZB_PROTOCOL_MAX_SMALL_MESSAGE;
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (size), size);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (ZbHttpClient) nobody = zb_test_node_connect (node, NULL);
    g_assert_cmpuint (zb_test_ask (nobody, "POST", "/v1/messages", ZB_MIME_ASICE, body, NULL), ==,
                      401);
  }
}

static void
test_agrees_to_strong_ciphers_only (Fixture *fixture, gconstpointer data)
{
  zb_raw_tls_assert_strict (zb_test_nginx_port (fixture->nginx));
}

#define ADD(name, test) g_test_add ("/server/proxy/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (const ZbMalformed *one = zb_malformed; one->name; one++) {
    g_autofree char *path = g_strconcat (
        "/server/proxy/", one->behind == ZB_PASSES ? "passes/" : "refuses/", one->name, NULL);
    g_test_add (path, Fixture, one, set_up, test_malformed, tear_down);
  }
  ADD ("takes-a-plain-request", test_takes_a_plain_request);
  ADD ("agrees-to-strong-ciphers-only", test_agrees_to_strong_ciphers_only);
  ADD ("transfer-encoding-closes", test_transfer_encoding_closes);
  ADD ("too-large-is-one-answer", test_too_large_is_one_answer);
  ADD ("away", test_away);
  ADD ("hears-nobody-else", test_hears_nobody_else);
  ADD ("refuses-what-the-proxy-garbles", test_refuses_what_the_proxy_garbles);
  ADD ("somebody-listens-there", test_somebody_listens_there);
  ADD ("takes-a-socket-left-behind", test_takes_a_socket_left_behind);
  g_test_add_func ("/server/proxy/reads-a-certificate", test_reads_a_certificate);
  g_test_add_func ("/server/proxy/knows-who-connects", test_knows_who_connects);
  g_test_add_func ("/server/proxy/a-report-goes-through", test_a_report_goes_through);
  g_test_add_func ("/server/proxy/refuses-by-the-head", test_refuses_by_the_head);
  return g_test_run ();
}
