/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/route-table.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/exchange/schema-check.h"
#include "tests/support/authority.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  ZbTestAuthority *authority;
  ZbRouteTable *table;
} World;

static void
add_peer (World *world, const char *node, const char *url, const char *regions)
{
  ZbRoutePeer *peer = g_new0 (ZbRoutePeer, 1);

  peer->node = g_strdup (node);
  peer->url = g_strdup (url);
  peer->verifier = g_strdup ("log.example+0a0b0c0d+AQ==");
  peer->regions = g_strdup (regions);
  peer->authorities = g_strdup (zb_test_authority_roots_pem (world->authority));
  g_ptr_array_add (world->table->peers, peer);
}

static ZbRouteLine *
add_line (World *world, const char *id, const char *form, const char *region, ZbRouteAction action)
{
  ZbRouteLine *line = g_new0 (ZbRouteLine, 1);
  gboolean passes = action == ZB_ROUTE_FORWARD || action == ZB_ROUTE_COPY;

  line->id = g_strdup (id);
  line->form = g_strdup (form);
  line->region = g_strdup (region);
  line->action = action;
  line->next = passes ? g_strdup ("350000") : NULL;
  g_ptr_array_add (world->table->lines, line);
  return line;
}

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (NOW);
  world->table = zb_route_table_new ();
  world->table->node = g_strdup ("350200");
  world->table->version = 3;
  world->table->created = NOW;
  world->table->reason = g_strdup ("省级节点上线");
  add_peer (world, "350000", "https://province.example:8443", NULL);
  add_peer (world, "350203", NULL, "350203 350205");
  add_line (world, "up", "*", NULL, ZB_ROUTE_FORWARD);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_route_table_free (world->table);
  zb_test_authority_free (world->authority);
}

static char *
text_of (World *world)
{
  g_autoptr (GBytes) bytes = zb_route_table_write (world->table);

  return schema_check_text (bytes);
}

static void
test_says_what_was_said (World *world, gconstpointer data)
{
  ZbRouteLine *line = add_line (world, "b203", "B203", "3502", ZB_ROUTE_COPY);
  g_autoptr (GError) error = NULL;

  line->senders = ZB_ROUTE_NODE;
  line->most_urgent = 2;
  line->transform = g_strdup ("csv");
  line->from = g_strdup ("2024-07-01");
  line->until = g_strdup ("2024-12-31");
  g_autoptr (GBytes) bytes = zb_route_table_write (world->table);
  g_autofree char *text = schema_check_text (bytes);
  g_autoptr (ZbRouteTable) read = zb_route_table_read ("routes.xml", bytes, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) again = zb_route_table_write (read);
  const ZbRouteLine *second = read->lines->pdata[1];

  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_true (schema_check_allows ("routes", text));
  g_assert_cmpuint (read->version, ==, 3);
  g_assert_cmpstr (read->reason, ==, "省级节点上线");
  g_assert_cmpstr (zb_route_table_peer (read, "350203")->regions, ==, "350203 350205");
  g_assert_cmpstr (second->transform, ==, "csv");
  g_assert_cmpuint (second->most_urgent, ==, 2);
  g_assert_cmpuint (second->senders, ==, ZB_ROUTE_NODE);
}

static const ZbRouteLine *
find_at (World *world, const char *form, const char *region, gboolean from_node, const char *day)
{
  const ZbRouteQuestion question = {form, region, from_node, day};

  return zb_route_table_find (world->table, &question);
}

static const char *
find (World *world, const char *form, const char *region)
{
  return find_at (world, form, region, FALSE, "2024-07-05")->id;
}

/* The longest region, then the form named most exactly, whatever the order. */
static void
test_longest_region_then_form (World *world, gconstpointer data)
{
  add_line (world, "exact", "B204-1", NULL, ZB_ROUTE_DELIVER);
  add_line (world, "city", "*", "3502", ZB_ROUTE_DELIVER);
  add_line (world, "district", "B2*", "350203", ZB_ROUTE_DELIVER);
  add_line (world, "district-all", "*", "350203", ZB_ROUTE_DELIVER);

  g_assert_cmpstr (find (world, "B204-1", "350101"), ==, "exact");
  g_assert_cmpstr (find (world, "B204-1", "350205"), ==, "city");
  g_assert_cmpstr (find (world, "B203", "350203"), ==, "district");
  g_assert_cmpstr (find (world, "CZ-01", "350203"), ==, "district-all");
  g_assert_cmpstr (find (world, "CZ-01", "350101"), ==, "up");
}

static void
test_senders_and_days (World *world, gconstpointer data)
{
  ZbRouteLine *node = add_line (world, "node", "*", NULL, ZB_ROUTE_DELIVER);
  ZbRouteLine *old = add_line (world, "old", "B203", NULL, ZB_ROUTE_DELIVER);

  node->senders = ZB_ROUTE_NODE;
  old->until = g_strdup ("2024-06-30");
  g_assert_cmpstr (find (world, "B203", "350200"), ==, "up");
  g_assert_cmpstr (find_at (world, "B203", "350200", FALSE, "2024-06-30")->id, ==, "old");
  g_assert_cmpstr (find_at (world, "B203", "350200", TRUE, "2024-07-01")->id, ==, "node");
  g_ptr_array_set_size (world->table->lines, 0);
  g_assert_null (find_at (world, "B203", "350200", TRUE, "2024-07-01"));
}

static void
test_what_a_peer_brings (World *world, gconstpointer data)
{
  const ZbRoutePeer *province = world->table->peers->pdata[0];
  const ZbRoutePeer *district = world->table->peers->pdata[1];

  g_assert_true (zb_route_peer_brings (district, "350205"));
  g_assert_false (zb_route_peer_brings (district, "350206"));
  g_assert_false (zb_route_peer_brings (province, "350200"));
}

static void
assert_refused (const char *text, const char *from, const char *to, const char *says)
{
  g_autofree char *other = schema_check_replace (text, from, to);
  g_autoptr (GBytes) bytes = g_bytes_new (other, strlen (other));
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRouteTable) table = zb_route_table_read ("routes.xml", bytes, &error);

  g_assert_null (table);
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  if (strstr (error->message, says) == NULL)
    g_error ("%s", error->message);
}

static void
test_refuses (World *world, gconstpointer data)
{
  g_autofree char *text = text_of (world);

  assert_refused (text, "next=\"350000\"", "next=\"350299\"", "goes to no peer with a url");
  assert_refused (text, "next=\"350000\"", "next=\"350203\"", "goes to no peer with a url");
  assert_refused (text, "action=\"forward\"", "action=\"deliver\"", "passes nothing on");
  assert_refused (text, "form=\"*\"", "form=\"b*\"", "form");
  assert_refused (text, "version=\"3\"", "version=\"0\"", "versions begin with 1");
  assert_refused (text, "node=\"350203\"", "node=\"350000\"", "out of order or named twice");
  assert_refused (text, "node=\"350203\"", "node=\"350200\"", "is no peer of itself");
  assert_refused (text, "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATF-----",
                  "the authorities of 350000");
  assert_refused (text, "https://", "http://", "url");
  assert_refused (text, "senders=\"any\"", "senders=\"any\" from=\"2024-02-30\"", "from");
  assert_refused (text, "senders=\"any\"",
                  "senders=\"any\" from=\"2024-02-02\" until=\"2024-02-01\"",
                  "ends before it begins");
}

static void
test_limits (World *world, gconstpointer data)
{
  for (guint i = 1; i < ZB_ROUTE_TABLE_MAX_ROUTES; i++) {
    g_autofree char *id = g_strdup_printf ("r-%u", i);
    add_line (world, id, "*", NULL, ZB_ROUTE_DELIVER);
  }
  g_autoptr (GBytes) most = zb_route_table_write (world->table);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRouteTable) read = zb_route_table_read ("routes.xml", most, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->lines->len, ==, ZB_ROUTE_TABLE_MAX_ROUTES);
  add_line (world, "over", "*", NULL, ZB_ROUTE_DELIVER);
  g_autoptr (GBytes) over = zb_route_table_write (world->table);
  g_assert_null (zb_route_table_read ("routes.xml", over, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "at most 500 routes"));
}

/* What a program completes before it is signed. */
static void
test_draft (World *world, gconstpointer data)
{
  static const char text[] = "<routes xmlns='urn:zhibao:routes:1'>"
                             "<route id='here' form='*' senders='any' action='deliver'/></routes>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRouteTable) draft = zb_route_table_read_draft ("draft", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (draft->lines->len, ==, 1);
  g_assert_null (zb_route_table_read ("routes.xml", bytes, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/route-table/" name, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-what-was-said", test_says_what_was_said);
  ADD ("longest-region-then-form", test_longest_region_then_form);
  ADD ("senders-and-days", test_senders_and_days);
  ADD ("what-a-peer-brings", test_what_a_peer_brings);
  ADD ("refuses", test_refuses);
  ADD ("limits", test_limits);
  ADD ("draft", test_draft);
  return g_test_run ();
}
