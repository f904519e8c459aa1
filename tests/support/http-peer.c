/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/http-peer.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NO_CUT G_MAXSIZE
#define GO_ON "HTTP/1.1 100 Continue\r\n\r\n"
#define MAX_HEAD 65536

struct _ZbHttpPeer {
  SSL_CTX *tls;
  int listener;
  int wake[2]; /* a byte here ends the thread */
  guint port;
  char *url;
  ZbPeerHandler handler;
  gpointer data;
  GThread *thread;
  GMutex lock; /* of the three below */
  guint connections;
  guint cut_skip;
  gsize cut;
};

static SSL_CTX *
make_tls (ZbTestIdentity *server, ZbCertificate *client_root)
{
  SSL_CTX *tls = SSL_CTX_new (TLS_server_method ());
  g_assert_cmpint (SSL_CTX_use_certificate (tls, zb_certificate_x509 (server->certificate)), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (tls, zb_key_pkey (server->key)), ==, 1);
  for (guint i = 0; i < server->chain->len; i++)
    SSL_CTX_add1_chain_cert (tls, zb_certificate_x509 (g_ptr_array_index (server->chain, i)));
  if (client_root != NULL) {
    X509_STORE_add_cert (SSL_CTX_get_cert_store (tls), zb_certificate_x509 (client_root));
    SSL_CTX_set_verify (tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_session_id_context (tls, (const guint8 *)"peer", 4);
  }
  return tls;
}

static void
open_listener (ZbHttpPeer *peer)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  peer->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (peer->listener, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint (listen (peer->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (peer->listener, (struct sockaddr *)&address, &size), ==, 0);
  peer->port = ntohs (address.sin_port);
  peer->url = g_strdup_printf ("https://127.0.0.1:%u", peer->port);
}

/* The bytes up to the empty line; what follows it goes into @rest. FALSE at the connection's end.
 */
static gboolean
read_head (SSL *ssl, GString *head, GByteArray *rest)
{
  for (;;) {
    char *end = strstr (head->str, "\r\n\r\n");
    if (end != NULL) {
      gsize length = (gsize)(end - head->str) + 4;
      g_byte_array_append (rest, (const guint8 *)head->str + length, (guint)(head->len - length));
      g_string_truncate (head, length - 2);
      return TRUE;
    }
    char buffer[4096];
    int n = SSL_read (ssl, buffer, sizeof buffer);
    if (n <= 0 || head->len > MAX_HEAD)
      return FALSE;
    g_string_append_len (head, buffer, n);
  }
}

static GHashTable *
parse_headers (char **lines)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
    g_auto (GStrv) pair = g_strsplit (lines[i], ":", 2);
    if (pair[0] != NULL && pair[1] != NULL)
      g_hash_table_replace (headers, g_ascii_strdown (pair[0], -1),
                            g_strdup (g_strstrip (pair[1])));
  }
  return headers;
}

/* Reads on until @body has @wanted bytes, but not beyond @cut. */
static gboolean
read_body (SSL *ssl, GByteArray *body, gsize wanted, gsize cut)
{
  while (body->len < MIN (wanted, cut)) {
    char buffer[16384];
    gsize room = MIN (MIN (wanted, cut) - body->len, sizeof buffer);
    int n = SSL_read (ssl, buffer, (int)room);
    if (n <= 0)
      return FALSE;
    g_byte_array_append (body, (const guint8 *)buffer, (guint)n);
  }
  return body->len >= wanted;
}

static gsize
take_cut (ZbHttpPeer *peer)
{
  g_mutex_lock (&peer->lock);
  gsize cut = peer->cut_skip == 0 ? peer->cut : NO_CUT;
  if (peer->cut_skip > 0)
    peer->cut_skip--;
  g_mutex_unlock (&peer->lock);
  return cut;
}

/* Whether the connection goes on. */
static gboolean
write_answer (SSL *ssl, const ZbPeerRequest *request, const ZbPeerAnswer *answer)
{
  if (answer->status == 0 || !request->complete)
    return FALSE;
  gsize length = 0;
  const void *body = answer->body != NULL ? g_bytes_get_data (answer->body, &length) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_string_printf (out, "HTTP/1.1 %u Test\r\n%s", answer->status, answer->headers->str);
  if (answer->status != 204)
    g_string_append_printf (out, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  g_string_append (out, "\r\n");
  if (length > 0 && !g_str_equal (request->method, "HEAD"))
    g_string_append_len (out, body, (gssize)length);
  gsize size = answer->cut > 0 ? MIN (answer->cut, out->len) : out->len;
  return SSL_write (ssl, out->str, (int)size) > 0 && answer->cut == 0;
}

static ZbCertificate *
client_certificate (SSL *ssl)
{
  X509 *x509 = SSL_get1_peer_certificate (ssl);
  return x509 != NULL ? zb_certificate_take (x509, NULL) : NULL;
}

/* One request and its answer. Whether the connection goes on. */
static gboolean
serve_request (ZbHttpPeer *peer, SSL *ssl, GByteArray *rest)
{
  g_autoptr (GString) head = g_string_new_len ((const char *)rest->data, rest->len);
  g_byte_array_set_size (rest, 0);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  if (!read_head (ssl, head, body))
    return FALSE;

  g_auto (GStrv) lines = g_strsplit (head->str, "\r\n", 0);
  g_auto (GStrv) words = g_strsplit (lines[0], " ", 3);
  g_autoptr (GHashTable) headers = parse_headers (lines);
  const char *declared = g_hash_table_lookup (headers, "content-length");
  gsize wanted = declared != NULL ? (gsize)g_ascii_strtoull (declared, NULL, 10) : 0;
  gsize cut = wanted > 0 ? take_cut (peer) : NO_CUT;
  g_autoptr (ZbCertificate) client = client_certificate (ssl);
  ZbPeerRequest request = {words[0], words[1], headers, NULL, TRUE, client};
  if (g_hash_table_contains (request.headers, "expect"))
    SSL_write (ssl, GO_ON, (int)strlen (GO_ON));
  request.complete = read_body (ssl, body, wanted, cut) && cut >= wanted;
  if (body->len > MIN (wanted, cut))
    g_byte_array_set_size (body, (guint)MIN (wanted, cut));
  request.body = g_byte_array_free_to_bytes (g_steal_pointer (&body));

  ZbPeerAnswer answer = {200, g_string_new (NULL), NULL, 0};
  peer->handler (&request, &answer, peer->data);
  gboolean goes_on = write_answer (ssl, &request, &answer);
  g_string_free (answer.headers, TRUE);
  g_clear_pointer (&answer.body, g_bytes_unref);
  g_bytes_unref (request.body);
  return goes_on;
}

/* Waits until there is something to read; FALSE when the peer is to end. */
static gboolean
wait_for (ZbHttpPeer *peer, int socket)
{
  struct pollfd fds[] = {{socket, POLLIN, 0}, {peer->wake[0], POLLIN, 0}};
  return poll (fds, 2, -1) > 0 && fds[1].revents == 0;
}

static void
serve_connection (ZbHttpPeer *peer, int socket)
{
  SSL *ssl = SSL_new (peer->tls);
  SSL_set_fd (ssl, socket);
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  gboolean open = SSL_accept (ssl) == 1;
  while (open && (SSL_pending (ssl) > 0 || wait_for (peer, socket)))
    open = serve_request (peer, ssl, rest);
  SSL_free (ssl);
  close (socket);
}

static gpointer
serve_thread (gpointer data)
{
  ZbHttpPeer *peer = data;
  /* A client that is gone must not end the test. */
  sigset_t signals;
  sigemptyset (&signals);
  sigaddset (&signals, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  while (wait_for (peer, peer->listener)) {
    int socket = accept (peer->listener, NULL, NULL);
    g_mutex_lock (&peer->lock);
    peer->connections++;
    g_mutex_unlock (&peer->lock);
    serve_connection (peer, socket);
  }
  return NULL;
}

ZbHttpPeer *
zb_http_peer_new (ZbTestIdentity *server,
                  ZbCertificate *client_root,
                  ZbPeerHandler handler,
                  gpointer data)
{
  ZbHttpPeer *peer = g_new0 (ZbHttpPeer, 1);
  g_mutex_init (&peer->lock);
  peer->tls = make_tls (server, client_root);
  peer->handler = handler;
  peer->data = data;
  peer->cut = NO_CUT;
  g_assert_cmpint (pipe (peer->wake), ==, 0);
  open_listener (peer);
  peer->thread = g_thread_new ("http-peer", serve_thread, peer);
  return peer;
}

void
zb_http_peer_free (ZbHttpPeer *peer)
{
  if (peer == NULL)
    return;
  g_assert_cmpint (write (peer->wake[1], "x", 1), ==, 1);
  g_thread_join (peer->thread);
  close (peer->listener);
  close (peer->wake[0]);
  close (peer->wake[1]);
  SSL_CTX_free (peer->tls);
  g_mutex_clear (&peer->lock);
  g_free (peer->url);
  g_free (peer);
}

const char *
zb_http_peer_url (const ZbHttpPeer *peer)
{
  return peer->url;
}

guint
zb_http_peer_port (const ZbHttpPeer *peer)
{
  return peer->port;
}

guint
zb_http_peer_connections (ZbHttpPeer *peer)
{
  g_mutex_lock (&peer->lock);
  guint connections = peer->connections;
  g_mutex_unlock (&peer->lock);
  return connections;
}

void
zb_http_peer_cut (ZbHttpPeer *peer, guint skip, gsize bytes)
{
  g_mutex_lock (&peer->lock);
  peer->cut_skip = skip;
  peer->cut = bytes;
  g_mutex_unlock (&peer->lock);
}
