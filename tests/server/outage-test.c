/* SPDX-License-Identifier: Apache-2.0 */
/* The holders of keys stopped under a serving node, and started again. */
#include "exchange/protocol.h"
#include "server/parting.h"
#include "server/verify.h"
#include "storage/statement.h"
#include "tests/support/key-service.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define UNIT "91350200MA2KUY1H08"
#define POLICY 3 /* seconds that receipts may wait for their stamps here */
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  char *package;
  ZbTempDir *dir;
  char *keys, *sockets;
  GPid services[ZB_N_VAULTS];
  GBytes *first; /* the first message that was acknowledged */
  guint acknowledged;
} Fixture;

static void
set_policy (Fixture *fixture)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *all = g_strconcat (
      text, "[time-stamp]\nsynchronised = 0\nevidence = 1\noutage = " G_STRINGIFY (POLICY) "\n",
      NULL);
  g_assert_true (g_file_set_contents (path, all, -1, NULL));
}

static void
start (Fixture *fixture, ZbVaultRole role)
{
  fixture->services[role] = zb_test_key_service_start (role, fixture->keys, fixture->sockets);
}

static void
stop (Fixture *fixture, ZbVaultRole role)
{
  zb_test_key_service_stop (fixture->services[role]);
  fixture->services[role] = 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->node = zb_test_node_new ();
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->package = zb_sample_package (fixture->node);
  zb_test_node_close (fixture->node);
  fixture->dir = zb_temp_dir_new ();
  fixture->keys = zb_temp_dir_path (fixture->dir, "keys");
  fixture->sockets = zb_temp_dir_path (fixture->dir, "run");
  g_assert_cmpint (g_mkdir (fixture->sockets, 0700), ==, 0);
  set_policy (fixture);
  zb_test_key_service_configure (fixture->node, fixture->sockets);
  zb_keys_part (zb_test_node_dir (fixture->node), fixture->keys, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (i != ZB_VAULT_LOG_BEFORE && i != ZB_VAULT_WITNESS && i != ZB_VAULT_FIRST)
      start (fixture, (ZbVaultRole)i);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (fixture->services[i] != 0)
      stop (fixture, (ZbVaultRole)i);
  g_clear_pointer (&fixture->first, g_bytes_unref);
  g_free (fixture->package);
  g_free (fixture->keys);
  g_free (fixture->sockets);
  zb_temp_dir_free (fixture->dir);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

/* Sends @container; what the node answers, and the code of its problem. */
static guint
send (Fixture *fixture, GBytes *container, char **ret_text)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, fixture->person);

  return zb_test_ask_with (client, "POST", "/v1/messages", headers, container, ret_text);
}

/* Another report each time. One of a unit stays; the others are kept as refused, with their R1. */
static guint
send_report (Fixture *fixture, char **ret_text)
{
  g_autoptr (GBytes) container = zb_sample_message_for (fixture->person, fixture->package, NULL,
                                                        NULL, zb_clock_now (&zb_clock_system));
  guint status = send (fixture, container, ret_text);

  if (status == 201) {
    fixture->acknowledged++;
    if (!fixture->first)
      fixture->first = g_steal_pointer (&container);
  }
  return status;
}

/* Sends reports until one is answered with @wanted; the text of that answer. */
static char *
send_until (Fixture *fixture, guint wanted)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  for (;;) {
    g_autofree char *text = NULL;
    guint status = send_report (fixture, &text);

    if (status == wanted)
      return g_steal_pointer (&text);
    g_assert_true (status == 201 || status == 503);
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (200000);
  }
}

static gint64
count (Fixture *fixture, const char *query)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);
  ZbStatement *row = NULL;
  gint64 n = -1;

  g_assert_no_error (error);
  g_assert_true (zb_database_query (database, query, &row, &error));
  g_assert_no_error (error);
  n = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return n;
}

static void
wait_for_none (Fixture *fixture, const char *query)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (count (fixture, query) > 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (100000);
  }
}

/* What was acknowledged is there, and nothing else; and all of it stands. */
static void
check_kept (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (count (fixture, "select count(*) from message"), ==, fixture->acknowledged);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

static const char unstamped[] =
    "select count(*) from log_checkpoint where size > (select min(size) from log_stamp)"
    " and size not in (select size from log_stamp)";

/* Receipts go on for as long as the policy says, then none is given; who was receipted is answered
 * even so. Afterwards all of them are stamped. */
static void
test_without_time_stamps (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  zb_test_node_spawn (fixture->node);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 201);
  stop (fixture, ZB_VAULT_STAMP);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 201);
  text = send_until (fixture, 503);
  g_assert_nonnull (strstr (text, ":no-time-stamps\""));
  g_assert_nonnull (strstr (text, "have no time stamp yet"));
  g_assert_cmpuint (send (fixture, fixture->first, NULL), ==, 200);
  guint before = fixture->acknowledged;
  g_assert_cmpuint (send_report (fixture, NULL), ==, 503);
  g_assert_cmpint (count (fixture, "select count(*) from message"), ==, before);

  start (fixture, ZB_VAULT_STAMP);
  g_autofree char *again = send_until (fixture, 201);
  wait_for_none (fixture, unstamped);
  zb_test_node_kill (fixture->node, SIGTERM);
  check_kept (fixture);
}

/* A node that is started while nobody stamps serves too. */
static void
test_begins_without_time_stamps (Fixture *fixture, gconstpointer data)
{
  stop (fixture, ZB_VAULT_STAMP);
  zb_test_node_spawn (fixture->node);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 201);
  g_autofree char *text = send_until (fixture, 503);
  g_assert_nonnull (strstr (text, ":no-time-stamps\""));
  zb_test_node_kill (fixture->node, SIGTERM);
  start (fixture, ZB_VAULT_STAMP);
  zb_test_node_spawn (fixture->node);
  g_autofree char *again = send_until (fixture, 201);
  zb_test_node_kill (fixture->node, SIGTERM);
  check_kept (fixture);
}

/* While the log's key is away, or does not answer, nothing is acknowledged and nothing kept. */
static void
test_without_the_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  zb_test_node_spawn (fixture->node);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 201);
  stop (fixture, ZB_VAULT_LOG);
  g_assert_cmpuint (send_report (fixture, &text), ==, 503);
  g_assert_nonnull (strstr (text, ":unavailable\""));
  start (fixture, ZB_VAULT_LOG);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 201);
  g_assert_cmpint (kill (fixture->services[ZB_VAULT_LOG], SIGSTOP), ==, 0);
  g_assert_cmpuint (send_report (fixture, NULL), ==, 503);
  g_assert_cmpint (kill (fixture->services[ZB_VAULT_LOG], SIGCONT), ==, 0);
  g_autofree char *again = send_until (fixture, 201);
  zb_test_node_kill (fixture->node, SIGTERM);
  check_kept (fixture);
}

#define ADD(name, test) g_test_add ("/server/outage/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("without-time-stamps", test_without_time_stamps);
  ADD ("begins-without-time-stamps", test_begins_without_time_stamps);
  ADD ("without-the-log", test_without_the_log);
  return g_test_run ();
}
