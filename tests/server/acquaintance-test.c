/* SPDX-License-Identifier: Apache-2.0 */
/* Two nodes tell each other by which authorities they know one another. */
#include "server/forward/acquaintance.h"

#include "exchange/error.h"
#include "server/neighbours.h"
#include "tests/server/two-nodes.h"

#include <string.h>

#define DISTRICT_CODE "350203"
#define MOST 64
#define ANY_DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static ZbCertificate *
read_root (const ZbTestNode *node)
{
  const char *pem = zb_test_node_roots (node);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = zb_certificate_read_all (pem, strlen (pem), &error);

  g_assert_no_error (error);
  return zb_certificate_ref (all->pdata[0]);
}

/* What the district says to the city. */
static ZbFakeAnswer *
say (World *world, const ZbTestPerson *who, const char *json)
{
  return zb_fake_post (world->city, who, "/v1/acquaintance", json, NULL);
}

static char *
folder_of_city (World *world)
{
  return g_build_filename (zb_test_node_dir (world->city), ZB_NODE_NEIGHBOURS, NULL);
}

static ZbAcquaintance *
read_kept (World *world)
{
  g_autofree char *folder = folder_of_city (world);
  g_autoptr (GError) error = NULL;
  ZbAcquaintance *kept = zb_acquaintance_read (folder, DISTRICT_CODE, &error);

  g_assert_no_error (error);
  return kept;
}

/* {"authorities": [@n times @digest]} */
static char *
compose (guint n, const char *digest)
{
  GString *json = g_string_new ("{\"authorities\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s\"%s\"", i > 0 ? "," : "", digest);
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

static void
test_both_tell (World *world, gconstpointer data)
{
  g_autoptr (ZbCertificate) city = read_root (world->city);
  g_autoptr (ZbCertificate) district = read_root (world->district);
  g_autofree char *json = compose (1, zb_certificate_digest (city));

  nodes_lay_routes (world, "3502");
  g_assert_null (read_kept (world));
  g_autoptr (ZbFakeAnswer) answer = say (world, world->itself, json);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->text, zb_certificate_digest (district)));
  g_assert_null (strstr (answer->text, zb_certificate_digest (city)));
  g_autoptr (ZbAcquaintance) kept = read_kept (world);
  g_assert_cmpint (kept->time, ==, world->now);
  g_assert_cmpuint (kept->digests->len, ==, 1);
  g_assert_true (zb_acquaintance_has (kept, zb_certificate_digest (city)));
  g_assert_false (zb_acquaintance_has (kept, zb_certificate_digest (district)));
}

static void
assert_neighbour (World *world, const ZbCertificate *root, gint64 time, gboolean knows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = zb_neighbours_list (zb_test_node_dir (world->city), root, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  const ZbNeighbour *one = all->pdata[0];
  g_assert_cmpstr (one->node, ==, DISTRICT_CODE);
  g_assert_cmpint (one->time, ==, time);
  g_assert_cmpint (one->knows, ==, knows);
}

/* Who has never said anything does not count as knowing it. */
static void
test_tells_who_goes_by_a_root (World *world, gconstpointer data)
{
  g_autoptr (ZbCertificate) city = read_root (world->city);
  g_autoptr (ZbCertificate) district = read_root (world->district);
  g_autofree char *json = compose (1, zb_certificate_digest (city));

  nodes_lay_routes (world, "3502");
  assert_neighbour (world, city, 0, FALSE);
  g_autoptr (ZbFakeAnswer) answer = say (world, world->itself, json);
  assert_neighbour (world, city, world->now, TRUE);
  assert_neighbour (world, district, world->now, FALSE);
  /* What it said last counts. */
  world->now += G_USEC_PER_SEC;
  g_autoptr (ZbFakeAnswer) none = say (world, world->itself, "{\"authorities\":[]}");
  assert_neighbour (world, city, world->now, FALSE);
}

static void
test_hears_nodes_alone (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "3502");
  g_autoptr (ZbFakeAnswer) official = say (world, world->admins[CITY][0], "{\"authorities\":[]}");
  g_autoptr (ZbFakeAnswer) nobody = say (world, NULL, "{\"authorities\":[]}");

  zb_fake_assert_refused (official, 403, "forbidden");
  zb_fake_assert_refused (nobody, 401, "certificate-needed");
}

static void
test_refuses_what_says_nothing (World *world, gconstpointer data)
{
  g_autofree char *most = compose (MOST, ANY_DIGEST), *more = compose (MOST + 1, ANY_DIGEST);
  const char *const wrong[] = {"{}", "{\"authorities\":\"all\"}", "{\"authorities\":[\"ab\"]}",
                               "{\"authorities\":[7]}", more};

  nodes_lay_routes (world, "3502");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (ZbFakeAnswer) answer = say (world, world->itself, wrong[i]);
    g_assert_cmpuint (answer->status, ==, 422);
    g_assert_null (read_kept (world));
  }
  g_autoptr (ZbFakeAnswer) taken = say (world, world->itself, most);
  g_assert_cmpuint (taken->status, ==, 200);
  g_autoptr (ZbAcquaintance) kept = read_kept (world);
  g_assert_cmpuint (kept->digests->len, ==, MOST);
}

static void
test_names_a_broken_file (World *world, gconstpointer data)
{
  g_autofree char *folder = folder_of_city (world);
  g_autofree char *path = g_build_filename (folder, DISTRICT_CODE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "rubbish\n", -1, NULL));
  g_assert_null (zb_acquaintance_read (folder, DISTRICT_CODE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, path));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/acquaintance/" name, World, NULL, nodes_set_up, test, nodes_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("both-tell", test_both_tell);
  ADD ("tells-who-goes-by-a-root", test_tells_who_goes_by_a_root);
  ADD ("hears-nodes-alone", test_hears_nodes_alone);
  ADD ("refuses-what-says-nothing", test_refuses_what_says_nothing);
  ADD ("names-a-broken-file", test_names_a_broken_file);
  return g_test_run ();
}
