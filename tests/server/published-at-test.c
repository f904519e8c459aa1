/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a certificate was revoked, found out by OpenSSL from nothing but the certificate: at the
 * addresses that stand in it, by plain HTTP, as where nginx hands these two on. */
#include "exchange/protocol.h"
#include "server/authority/authority.h"
#include "tests/support/fake-request.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define MAX_HEAD 4096

/* A plain web server that has each request answered by the node. */
typedef struct {
  ZbTestNode *node;
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;
  guint16 port;
  gint n_requests;
} Bridge;

typedef struct {
  Bridge bridge;
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *person;
  ZbTempDir *dir;
} Fixture;

/* The request's head up to the empty line. */
static char *
read_head (GInputStream *input)
{
  GString *head = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    g_assert_cmpuint (head->len, <, MAX_HEAD);
    g_assert_cmpint (g_input_stream_read (input, &byte, 1, NULL, NULL), ==, 1);
    g_string_append_c (head, byte);
  }
  return g_string_free (head, FALSE);
}

static GBytes *
read_body (GInputStream *input, const char *head)
{
  const char *said = strstr (head, "Content-Length: ");
  gsize length = said ? (gsize)g_ascii_strtoull (said + strlen ("Content-Length: "), NULL, 10) : 0;
  g_autofree char *bytes = g_malloc0 (length + 1);
  gsize got = 0;

  g_assert_cmpuint (length, <=, ZB_PROTOCOL_MAX_OCSP);
  g_assert_true (g_input_stream_read_all (input, bytes, length, &got, NULL, NULL));
  g_assert_cmpuint (got, ==, length);
  return g_bytes_new (bytes, length);
}

static void
serve (Bridge *bridge, GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  static const char *const headers[] = {"Content-Type", ZB_MIME_OCSP_REQUEST, NULL};
  g_autofree char *head = read_head (input);
  g_autoptr (GBytes) body = read_body (input, head);
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  gboolean post = strcmp (words[0], "POST") == 0;

  /* Before it is answered: who asked may count as soon as the answer is there. */
  g_atomic_int_inc (&bridge->n_requests);
  g_test_message ("%s %s", words[0], words[1]);
  g_assert_true (g_str_has_prefix (words[1], "/public/"));
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (bridge->node, &(ZbFakeRequest){.method = words[0],
                                                  .path = words[1] + strlen ("/public"),
                                                  .headers = post ? headers : NULL,
                                                  .body = post ? body : NULL});
  g_autofree char *back = g_strdup_printf (
      "HTTP/1.0 %u OK\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      answer->status, zb_fake_answer_header (answer, "content-type"), answer->length);
  g_output_stream_write_all (output, back, strlen (back), NULL, NULL, NULL);
  g_output_stream_write_all (output, answer->text, answer->length, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

static gpointer
accept_all (gpointer data)
{
  Bridge *bridge = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (bridge->listener, NULL, bridge->stop, NULL))) {
    serve (bridge, connection);
    g_object_unref (connection);
  }
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  Bridge *bridge = &fixture->bridge;

  bridge->listener = g_socket_listener_new ();
  bridge->stop = g_cancellable_new ();
  g_assert_true (g_socket_listener_add_address (bridge->listener, wanted, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  bridge->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  fixture->node = zb_test_node_new ();
  zb_test_node_close (fixture->node);
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strdup_printf (
      "%s[authority]\npublished-at = http://127.0.0.1:%u/public\n", text, bridge->port);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
  zb_test_node_open (fixture->node);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->dir = zb_temp_dir_new ();
  bridge->node = fixture->node;
  bridge->thread = g_thread_new ("bridge", accept_all, bridge);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->bridge.stop);
  g_thread_join (fixture->bridge.thread);
  g_object_unref (fixture->bridge.listener);
  g_object_unref (fixture->bridge.stop);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  zb_temp_dir_free (fixture->dir);
}

static void
write_pem (Fixture *fixture, const char *name, ZbCertificate *certificate)
{
  g_autofree char *path = zb_temp_dir_path (fixture->dir, name);
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
}

/* The fixture's certificate @own and who stands above it, in files. */
static void
write_chain (Fixture *fixture, ZbCertificate *own, ZbBranchKind issuer)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));

  write_pem (fixture, "root.pem", keyring->root);
  write_pem (fixture, "issuer.pem", keyring->branches[issuer].certificate);
  write_pem (fixture, "own.pem", own);
}

/* Runs @command in the fixture's folder; what it says on both outputs. (transfer full) */
static char *
run (Fixture *fixture, const char *command)
{
  const char *const argv[] = {"/bin/sh", "-c", command, NULL};
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *folder = zb_temp_dir_path (fixture->dir, ".");
  g_autoptr (GError) error = NULL;
  char *said = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  g_test_message ("%s: %s", command, said);
  return said;
}

static void
assert_says (Fixture *fixture, const char *command, const char *expected)
{
  g_autofree char *said = run (fixture, command);

  g_assert_nonnull (strstr (said, expected));
}

static void
revoke_certificate (Fixture *fixture, ZbCertificate *certificate)
{
  g_autoptr (GError) error = NULL;

  zb_authority_revoke (fixture->service->authority, zb_certificate_serial (certificate), 1, "test",
                       NULL, g_get_real_time (), &error);
  g_assert_no_error (error);
}

#define ASK                                                                                        \
  "openssl ocsp -issuer issuer.pem -cert own.pem -CAfile root.pem -verify_other issuer.pem "       \
  "-url $(openssl x509 -in own.pem -noout -ocsp_uri) 2>&1"
#define VERIFY                                                                                     \
  "openssl verify -crl_download -crl_check -CAfile root.pem -untrusted issuer.pem own.pem 2>&1"

/* A person's certificate for connections, and the one that signs. */
static void
test_found_out_from_the_certificate (Fixture *fixture, gconstpointer data)
{
  gboolean signs = GPOINTER_TO_INT (data);
  ZbCertificate *own =
      signs ? zb_signer_certificate (fixture->person->signer) : fixture->person->tls;
  ZbBranchKind issuer = signs ? ZB_BRANCH_SIGNING : ZB_BRANCH_TLS;

  write_chain (fixture, own, issuer);
  assert_says (fixture, ASK, "Response verify OK\nown.pem: good");
  assert_says (fixture, VERIFY, "own.pem: OK");
  g_assert_cmpint (g_atomic_int_get (&fixture->bridge.n_requests), ==, 2);
  revoke_certificate (fixture, own);
  assert_says (fixture, ASK, "Response verify OK\nown.pem: revoked");
  assert_says (fixture, VERIFY, "certificate revoked");
}

/* The addresses are those of the settings, and the list's is named by its issuer. */
static void
test_names_its_issuers_list (Fixture *fixture, gconstpointer data)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  g_autofree char *list =
      g_strdup_printf ("URI:http://127.0.0.1:%u/public/crl/%s.crl", fixture->bridge.port,
                       zb_certificate_digest (keyring->branches[ZB_BRANCH_TLS].certificate));

  write_chain (fixture, fixture->person->tls, ZB_BRANCH_TLS);
  assert_says (fixture, "openssl x509 -in own.pem -noout -ext crlDistributionPoints", list);
}

#define ADD(name, data, test)                                                                      \
  g_test_add ("/server/published-at/" name, Fixture, GINT_TO_POINTER (data), set_up, test,         \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("connection-found-out-from-the-certificate", FALSE, test_found_out_from_the_certificate);
  ADD ("signature-found-out-from-the-certificate", TRUE, test_found_out_from_the_certificate);
  ADD ("names-its-issuers-list", FALSE, test_names_its_issuers_list);
  return g_test_run ();
}
