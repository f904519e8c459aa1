/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/authority.h"
#include "server/backup.h"
#include "server/founding.h"
#include "server/listener/listener.h"
#include "server/self-test.h"
#include "server/store/package.h"
#include "server/store/tenant.h"
#include "server/store/unit.h"
#include "tests/support/node.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static void
test_founded_whole (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  ZbStore *store = zb_test_node_store (node);
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (node))->rulebook);
  g_autoptr (GPtrArray) tenants = zb_store_list_tenants (store, NULL);
  g_autoptr (GPtrArray) packages = zb_store_list_packages (store, NULL, -1, NULL);
  const ZbTenant *first = tenants->pdata[0];

  g_assert_cmpuint (tenants->len, ==, 7);
  g_assert_cmpstr (first->id, ==, "s1");
  g_assert_cmpuint (first->levels->len, ==, 2);
  g_assert_cmpuint (packages->len, >=, 2);
  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), ==, packages->len);
  g_assert_nonnull (strstr (zb_test_node_invitation (node), "\nfor: staff admin\n"));
}

static void
test_founds_no_second_time (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autofree char *catalogue =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  ZbNodeFounding founding = {
      .dir = zb_test_node_dir (node),
      .node = "350200",
      .host = "127.0.0.1",
      .address = "127.0.0.1",
      .catalogue = catalogue,
      .clock = zb_clock_system,
  };
  g_autofree char *invitation = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_node_found (&founding, &invitation, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, founding.dir));
}

static void
test_one_process_serves (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_node_open (zb_test_node_dir (node), NULL, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_BUSY);
}

static void
test_names_a_broken_setting (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autoptr (GError) error = NULL;

  zb_test_node_close (node);
  g_assert_true (g_file_set_contents (path, "[node]\ncode = 350200\nhots = x\n", -1, NULL));
  g_assert_null (zb_node_open (zb_test_node_dir (node), NULL, &error));
  g_assert_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "zhibaod.conf:3: hots"));
}

static void
test_refuses_broken_parameters (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_PARAMETERS);
  g_autoptr (GError) error = NULL;

  zb_test_node_close (node);
  g_assert_true (g_file_set_contents (path, "<parameters>", -1, NULL));
  g_assert_null (zb_node_open (zb_test_node_dir (node), NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

static gsize
body_limit_cb (const char *method, const char *path, gpointer data)
{
  return 0;
}

static void
let_in_cb (ZbRequest *request, gpointer data)
{
  zb_request_respond (request, &(ZbResponse){.status = 200});
}

/* A front that lets everyone in must be found out by the node itself. */
static void
test_finds_itself_open (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (node));
  ZbListenerOptions options = {
      .address = "127.0.0.1",
      .certificate_pem = keyring->tls_pem,
      .key_pem = keyring->tls_key_pem,
      .client_roots_pem = zb_test_node_roots (node),
      .threads = 1,
      .max_connections = 16,
      .max_connections_per_address = 16,
      .idle_timeout_s = 5,
      .body_limit = body_limit_cb,
      .handle = let_in_cb,
  };
  g_autoptr (GError) error = NULL;
  ZbListener *listener = zb_listener_start (&options, &error);

  g_assert_no_error (error);
  ZbSelfTest test = {
      .url = "https://127.0.0.1:1",
      .address = "127.0.0.1",
      .port = zb_listener_port (listener),
      .keyring = keyring,
      .now = zb_clock_now (&zb_clock_system),
  };
  g_assert_false (zb_self_test_run (&test, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_LET_IN);
  g_assert_nonnull (strstr (error->message, "no certificate"));
  zb_listener_stop (listener);
}

/* A certificate that ought to be refused and is not keeps the node from serving. */
static void
test_does_not_serve_when_open (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_found ();
  g_autofree char *revoked =
      zb_node_path (zb_test_node_dir (node), ZB_NODE_KEYS "/probe-revoked.pem");
  g_autofree char *expired =
      zb_node_path (zb_test_node_dir (node), ZB_NODE_KEYS "/probe-expired.pem");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (revoked, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (expired, text, -1, NULL));
  g_autoptr (ZbNode) opened = zb_node_open (zb_test_node_dir (node), NULL, &error);
  g_assert_no_error (error);
  g_assert_false (zb_node_listen (opened, 0, 0, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_LET_IN);
  g_assert_nonnull (strstr (error->message, "an expired certificate"));
  g_assert_cmpuint (zb_node_port (opened), ==, 0);
}

static void
test_backup_while_it_serves (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *with_keys = zb_temp_dir_path (temp, "with-keys");
  g_autofree char *without = zb_temp_dir_path (temp, "without");
  g_autofree char *key = g_build_filename (without, ZB_NODE_KEYS, "receipt.key.pem", NULL);
  g_autoptr (GError) error = NULL;

  zb_test_node_add_unit (node, "91350200MA2KUY1H08", "厦门屿曜芯集成电路", NULL, NULL);
  zb_backup_make (zb_test_node_dir (node), with_keys, TRUE, &error);
  g_assert_no_error (error);
  zb_backup_make (zb_test_node_dir (node), without, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  g_autoptr (ZbNode) copy = zb_node_open (with_keys, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbUnit) unit = zb_store_read_unit (zb_node_service (copy)->store, "91350200MA2KUY1H08",
                                                "2024-07-05", &error);
  g_assert_no_error (error);
  g_assert_null (zb_node_open (without, NULL, &error));
  g_assert_nonnull (strstr (error->message, ".key.pem"));
}

static void
test_backup_overwrites_nothing (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *there = zb_temp_dir_path (temp, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_backup_make (zb_test_node_dir (node), there, FALSE, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_EXISTS);
}

static void
test_process_serves_and_stops (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_found ();
  g_autofree char *text = NULL;

  zb_test_node_spawn (node);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, NULL);
  g_assert_cmpuint (zb_test_ask (client, "GET", "/v1/trust", NULL, NULL, &text), ==, 200);
  g_assert_cmpint (kill (zb_test_node_pid (node), SIGHUP), ==, 0);
  g_assert_cmpuint (zb_test_ask (client, "GET", "/log/checkpoint", NULL, NULL, NULL), ==, 200);
  int status = zb_test_node_kill (node, SIGTERM);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_certificates_over_tls (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (node, "91350200MA2KUY1H08", "厦门屿曜芯集成电路");
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, person);
  g_autoptr (ZbHttpClient) nobody = zb_test_node_connect (node, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (zb_test_ask (client, "GET", "/v1/inbox", NULL, NULL, NULL), ==, 200);
  g_assert_cmpuint (zb_test_ask (nobody, "GET", "/v1/inbox", NULL, NULL, NULL), ==, 401);
  zb_authority_revoke (zb_node_service (zb_test_node_get (node))->authority,
                       zb_certificate_serial (person->tls), 1, "test", NULL,
                       zb_clock_now (&zb_clock_system), &error);
  g_assert_no_error (error);
  /* On the very connection that was let in before. */
  g_assert_cmpuint (zb_test_ask (client, "GET", "/v1/inbox", NULL, NULL, &text), ==, 403);
  g_assert_nonnull (strstr (text, "certificate-revoked"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/server/node/founded-whole", test_founded_whole);
  g_test_add_func ("/server/node/founds-no-second-time", test_founds_no_second_time);
  g_test_add_func ("/server/node/one-process-serves", test_one_process_serves);
  g_test_add_func ("/server/node/names-a-broken-setting", test_names_a_broken_setting);
  g_test_add_func ("/server/node/refuses-broken-parameters", test_refuses_broken_parameters);
  g_test_add_func ("/server/node/finds-itself-open", test_finds_itself_open);
  g_test_add_func ("/server/node/does-not-serve-when-open", test_does_not_serve_when_open);
  g_test_add_func ("/server/node/backup-while-it-serves", test_backup_while_it_serves);
  g_test_add_func ("/server/node/backup-overwrites-nothing", test_backup_overwrites_nothing);
  g_test_add_func ("/server/node/process-serves-and-stops", test_process_serves_and_stops);
  g_test_add_func ("/server/node/certificates-over-tls", test_certificates_over_tls);
  return g_test_run ();
}
