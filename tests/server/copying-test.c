/* SPDX-License-Identifier: Apache-2.0 */
/* Rounds of copying another node's log over the network, and what is told of them. */
#include "exchange/error.h"
#include "server/store/leaf.h"
#include "server/witness/copying.h"
#include "tests/server/astray.h"
#include "tests/server/two-nodes.h"
#include "tests/support/http-peer.h"

#include <string.h>

#define RECORDS 300

/* The district copies the city's log, which a small server hands out. */
typedef struct {
  World world;
  ZbTestAuthority *authority; /* of the server's certificate */
  ZbTestIdentity *identity;
  ZbHttpPeer *peer;
  ZbTempDir *temp;
  ZbMetrics *metrics;
  ZbCopying *copying;
  int changed; /* atomic: the first bundle is handed out otherwise */
} Fixture;

/* As the city answers. In the peer's thread. */
static void
relay_cb (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data)
{
  Fixture *fixture = data;
  g_auto (GStrv) parts = g_strsplit (request->path, "?", 2);
  g_auto (GStrv) words = g_strsplit_set (parts[1] ? parts[1] : "", "=&", -1);
  g_autoptr (ZbFakeAnswer) told = zb_fake_get (fixture->world.city, fixture->world.itself, parts[0],
                                               parts[1] ? (const char *const *)words : NULL);

  if (g_atomic_int_get (&fixture->changed) && g_str_has_suffix (parts[0], "/entries/000"))
    told->text[told->length - 1] ^= 1;
  answer->status = told->status;
  answer->body = g_bytes_new (told->text, told->length);
}

static void
add_records (Fixture *fixture)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  ZbAct act = {.kind = ZB_ACT_RECORD, .who = "Chen", .time = NOW};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RECORDS; i++)
    g_ptr_array_add (records, g_strdup_printf ("2024-07-05T03:26:40.%06uZ export - - - - - -", i));
  g_ptr_array_add (records, NULL);
  act.records = (const char *const *)records->pdata;
  zb_store_commit_one (zb_test_node_store (fixture->world.city), &act, NULL, &error);
  g_assert_no_error (error);
}

/* The district's table says that the city is at the server. */
static void
lay_route (Fixture *fixture)
{
  g_autoptr (ZbRouteTable) table = nodes_table_new ("350203", 2);

  nodes_add_peer (table, fixture->world.city, zb_http_peer_url (fixture->peer), NULL);
  ZbRoutePeer *city = table->peers->pdata[0];
  g_autofree char *own = city->authorities;
  city->authorities = g_strconcat (own, zb_test_authority_roots_pem (fixture->authority), NULL);
  nodes_add_line (table, "up", ZB_ROUTE_FORWARD, "350200")->most_urgent = 1;
  nodes_use (&fixture->world, DISTRICT, table);
}

static void
set_up (Fixture *fixture)
{
  nodes_set_up (&fixture->world, NULL);
  nodes_lay_routes (&fixture->world, NULL);
  add_records (fixture);
  fixture->authority = zb_test_authority_new (g_get_real_time ());
  fixture->identity =
      zb_test_authority_identify (fixture->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  fixture->peer = zb_http_peer_new (fixture->identity, NULL, relay_cb, fixture);
  lay_route (fixture);
  fixture->temp = zb_temp_dir_new ();
  fixture->metrics = zb_metrics_new ();
  g_autofree char *folder = zb_temp_dir_path (fixture->temp, "copies");
  fixture->copying = zb_copying_new (&(ZbCopyingOptions){
      .folder = folder,
      .nodes = "350200",
      .router = zb_node_service (zb_test_node_get (fixture->world.district))->router,
      .metrics = fixture->metrics,
      .clock = zb_clock_fixed (&fixture->world.now),
  });
}

static void
tear_down (Fixture *fixture)
{
  zb_copying_free (fixture->copying);
  zb_metrics_free (fixture->metrics);
  zb_temp_dir_free (fixture->temp);
  zb_http_peer_free (fixture->peer);
  zb_test_identity_free (fixture->identity);
  zb_test_authority_free (fixture->authority);
  nodes_tear_down (&fixture->world, NULL);
}

/* Again where a busy machine was slower than a round has patience. */
static void
round_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10 && !zb_copying_round (fixture->copying, &error); i++) {
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
    g_clear_error (&error);
  }
}

static void
assert_measured (Fixture *fixture, const char *figure, guint64 value)
{
  g_autofree char *page = zb_metrics_write (fixture->metrics);
  g_autofree char *line =
      g_strdup_printf ("\n%s{log=\"350200\"} %" G_GUINT64_FORMAT "\n", figure, value);

  if (!strstr (page, line))
    g_error ("%s is not in\n%s", line, page);
}

/* A record that was copied before is told of when it is not what it was; copying goes on. */
static void
test_tells_what_was_changed (void)
{
  Fixture fixture = {.changed = 0};

  set_up (&fixture);
  round_well (&fixture);
  g_autoptr (ZbStoredCheckpoint) newest =
      zb_store_read_checkpoint (zb_test_node_store (fixture.world.city), NULL);
  assert_measured (&fixture, "zhibaod_log_copy_records", newest->size);
  assert_measured (&fixture, "zhibaod_log_copy_behind_records", 0);
  assert_measured (&fixture, "zhibaod_log_copy_changed", 0);
  g_assert_false (zb_astray_was_told ("log-copy-changed"));
  g_atomic_int_set (&fixture.changed, 1);
  round_well (&fixture);
  assert_measured (&fixture, "zhibaod_log_copy_changed", 1);
  assert_measured (&fixture, "zhibaod_log_copy_conflict", 0);
  g_assert_true (zb_astray_was_told ("log-copy-changed log=350200 record=255"));
  g_atomic_int_set (&fixture.changed, 0);
  /* What was found stays until somebody has looked into it. */
  round_well (&fixture);
  assert_measured (&fixture, "zhibaod_log_copy_changed", 1);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  zb_astray_listen ();
  g_test_add_data_func ("/server/copying/tells-what-was-changed", test_tells_what_was_changed,
                        zb_astray_run);
  return g_test_run ();
}
