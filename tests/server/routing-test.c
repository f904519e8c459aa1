/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "exchange/route-table.h"
#include "exchange/transfer.h"
#include "server/api/problems.h"
#include "server/checkup.h"
#include "server/forward/hops.h"
#include "server/reading/error.h"
#include "server/store/forward.h"
#include "server/store/submission.h"
#include "server/verify.h"
#include "tests/server/two-nodes.h"
#include "tests/support/sample.h"

#include <string.h>

/* The district gives R1 and says where the report goes; the city judges it as of when the district
 * had it. */
static void
test_passed_on_and_judged (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);

  /* The period closes while it is on its way. */
  world->now += 61 * G_TIME_SPAN_DAY;
  zb_node_tend (zb_test_node_get (world->city), NULL);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_autoptr (ZbReceipt) r1 = nodes_receipt_in (json, "r1");
  g_autoptr (ZbReceipt) r2 = nodes_receipt_in (json, "r2");
  g_assert_cmpstr (r2->outcome, ==, "valid");
  g_assert_false (r2->late);
  g_assert_cmpstr (r2->route, ==, "here");
  g_assert_cmpuint (r2->route_version, ==, 1);
  g_assert_cmpint (r1->received, ==, world->now);

  /* The same again is the same. */
  g_autoptr (ZbFakeAnswer) again =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpstr (again->text, ==, answer->text);
}

static void
test_what_goes_on_is_kept_in_order (World *world, gconstpointer data)
{
  static const guint asked[] = {3, 0, 2};
  static const guint capped[] = {3, 1, 2};

  nodes_lay_routes (world, "3502");
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) message = nodes_make_message (world, asked[i]);
    g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
    g_autoptr (ZbForward) forward =
        zb_store_read_forward (zb_test_node_store (world->district), i + 1, NULL);

    /* Nobody is more urgent than the route lets him be. */
    g_assert_cmpuint (forward->urgency, ==, capped[i]);
    world->now += G_USEC_PER_SEC;
  }
  ZbForwardTurn turn = {.next = "350200", .now = world->now, .ageing = 60 * G_USEC_PER_SEC};
  ZbStore *store = zb_test_node_store (world->district);
  gint64 due;
  g_autoptr (ZbForward) first = zb_store_next_forward (store, &turn, &due, NULL);
  g_assert_cmpint (first->message, ==, 2);
  turn.except = 2;
  g_autoptr (ZbForward) second = zb_store_next_forward (store, &turn, &due, NULL);
  g_assert_cmpint (second->message, ==, 3);
  /* One that waits long enough is as urgent as any. */
  turn.ageing = G_USEC_PER_SEC / 4;
  turn.except = 0;
  g_autoptr (ZbForward) aged = zb_store_next_forward (store, &turn, &due, NULL);
  g_assert_cmpint (aged->message, ==, 1);
}

static void
note_due (ZbStore *store, gint64 message, gint64 due)
{
  const ZbForwardNote note = {.message = message, .due = due, .attempts = 1};
  const ZbAct act = {.kind = ZB_ACT_FORWARD_NOTE, .what = &note, .time = NOW, .who = "350203"};

  g_assert_true (zb_store_commit_one (store, &act, NULL, NULL));
}

static gint64
next_of (ZbStore *store, gint64 now, gint64 *ret_due)
{
  const ZbForwardTurn turn = {.next = "350200", .now = now, .ageing = G_USEC_PER_SEC};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForward) found = zb_store_next_forward (store, &turn, ret_due, &error);

  g_assert_no_error (error);
  return found != NULL ? found->message : 0;
}

/* However urgent: the next node has to know what it replaces. */
static void
test_a_correction_follows (World *world, gconstpointer data)
{
  ZbStore *store = zb_test_node_store (world->district);
  gint64 later = world->now + G_TIME_SPAN_MINUTE, due;

  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) report = nodes_make_message (world, 3);
  g_autoptr (GBytes) correction = nodes_make_correction (world, 0, report);
  g_autoptr (GBytes) first = nodes_hand_in (world, report, "received");
  g_autoptr (GBytes) second = nodes_hand_in (world, correction, "received");
  g_assert_cmpint (next_of (store, world->now, &due), ==, 1);
  note_due (store, 1, later);
  g_assert_cmpint (next_of (store, world->now, &due), ==, 0);
  g_assert_cmpint (due, ==, later);
  g_assert_cmpint (next_of (store, later, &due), ==, 1);

  const ZbForwardStep step = {
      .message = 1, .from = ZB_FORWARD_WAITING, .to = ZB_FORWARD_PASSED, .due = later};
  const ZbAct act = {
      .kind = ZB_ACT_FORWARD_STEP, .what = &step, .time = world->now, .who = "350203"};
  g_assert_true (zb_store_commit_one (store, &act, NULL, NULL));
  g_assert_cmpint (next_of (store, world->now, &due), ==, 2);
}

static void
assert_refused (World *world, GBytes *transfer, guint status, const char *code)
{
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);

  zb_fake_assert_refused (answer, status, code);
}

static void
test_goes_in_no_circles (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_autoptr (GBytes) own = nodes_bytes_in (json, "r1");
  g_autoptr (GBytes) twice = nodes_pack (message, proof, proof);

  /* Another message, for what is known is answered as before. */
  g_autoptr (GBytes) other = nodes_make_message (world, 2);
  g_autoptr (GBytes) other_proof = nodes_hand_in (world, other, "received");
  g_autoptr (GBytes) back = nodes_pack (other, own, other_proof);
  g_autoptr (GBytes) around = nodes_pack (other, other_proof, other_proof);
  assert_refused (world, back, 422, "routing-loop");
  assert_refused (world, around, 422, "routing-loop");
}

/* A table that leads back to who brings it. */
static void
test_no_way_back (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) back = nodes_table_new ("350200", 2);

  nodes_lay_routes (world, "3502");
  nodes_add_peer (back, world->district, "https://district.test:1", "3502");
  nodes_add_line (back, "back", ZB_ROUTE_FORWARD, "350203");
  nodes_use (world, CITY, back);
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);
  assert_refused (world, transfer, 422, "routing-loop");
}

static void
test_brings_only_its_regions (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "350205");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);
  assert_refused (world, transfer, 403, "wrong-carrier");
}

static void
test_believes_only_evidence (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) other = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) other_proof = nodes_hand_in (world, other, "received");
  g_autoptr (GBytes) exchanged = nodes_pack (message, other_proof, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("?", 1);
  g_autoptr (GBytes) broken = nodes_pack (message, nothing, NULL);
  g_autoptr (GBytes) good = nodes_pack (message, proof, NULL);

  assert_refused (world, exchanged, 403, "unknown-hop");
  assert_refused (world, broken, 403, "unknown-hop");
  g_autoptr (ZbFakeAnswer) bare = nodes_post (world->city, world->itself, ZB_MIME_ASICE, message);
  zb_fake_assert_refused (bare, 415, "wrong-type");
  /* An enterprise of the district is no node, and its word counts nothing at the city. */
  g_autoptr (ZbFakeAnswer) answer = nodes_post (world->city, world->person, ZB_MIME_TRANSFER, good);
  zb_fake_assert_refused (answer, 403, "unknown-certificate");
  /* Nor is the district one before the city's table says so. */
  g_autoptr (ZbRouteTable) without = nodes_table_new ("350200", 2);
  nodes_use (world, CITY, without);
  g_autoptr (ZbFakeAnswer) stranger =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, good);
  zb_fake_assert_refused (stranger, 403, "unknown-certificate");
}

static gboolean
nobody_cb (ZbForeignKind kind, const void *bytes, gsize length, gpointer data, GError **error)
{
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE, "nobody can read it");
  return FALSE;
}

/* Evidence that cannot be read for a while is none that does not hold. */
static void
test_waits_for_who_reads_evidence (World *world, gconstpointer data)
{
  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (ZbContainer) container = zb_container_open ("message", message, NULL);
  g_autoptr (GPtrArray) evidence = g_ptr_array_new ();
  const char *roots = zb_test_node_roots (world->city);
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbRouter) router = zb_router_new ("350200", zb_test_node_store (world->city), trust);
  g_auto (ZbHops) hops = {0};
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (evidence, proof);
  zb_trust_add_pem (trust, "city", roots, strlen (roots), &error);
  g_assert_no_error (error);
  zb_router_refresh (router, world->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbRoutes) routes = zb_router_get (router);
  const ZbRoutePeer *peer = zb_route_table_peer (zb_routes_table (routes), "350203");
  zb_trust_set_vet (zb_routes_trust (routes, "350203"), nobody_cb, NULL);
  g_assert_false (
      zb_hops_verify (routes, peer, "350200", container, evidence, world->now, &hops, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  zb_trust_set_vet (zb_routes_trust (routes, "350203"), NULL, NULL);
  zb_hops_verify (routes, peer, "350200", container, evidence, world->now, &hops, &error);
  g_assert_no_error (error);
}

/* Nor is a table of routes that nobody can read for a while one that nobody has signed. */
static void
test_waits_for_who_reads_the_table (World *world, gconstpointer data)
{
  const char *roots = zb_test_node_roots (world->city);
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbRouter) router = zb_router_new ("350200", zb_test_node_store (world->city), trust);
  g_autoptr (GError) error = NULL;

  nodes_lay_routes (world, "3502");
  zb_trust_add_pem (trust, "city", roots, strlen (roots), &error);
  g_assert_no_error (error);
  zb_trust_set_vet (trust, nobody_cb, NULL);
  g_assert_false (zb_router_refresh (router, world->now, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
  g_assert_cmpstr (zb_problem_code_for (error), ==, "unavailable");
  g_clear_error (&error);
  zb_trust_set_vet (trust, NULL, NULL);
  zb_router_refresh (router, world->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbRoutes) routes = zb_router_get (router);
  g_assert_nonnull (routes);
}

static void
test_turned_away (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) table = nodes_table_new ("350203", 1);

  nodes_add_line (table, "none", ZB_ROUTE_REJECT, NULL);
  nodes_use (world, DISTRICT, table);
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->district, world->person, ZB_MIME_ASICE, message);
  zb_fake_assert_refused (answer, 403, "route-rejected");
}

/* Kept and judged here, and passed on besides; what is derived lies beside what was signed. */
static void
test_copy_with_a_derived_form (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) table = nodes_table_new ("350203", 1);

  nodes_add_peer (table, world->city, "https://127.0.0.1:1", NULL);
  nodes_add_line (table, "copy", ZB_ROUTE_COPY, "350200")->transform = g_strdup ("csv");
  nodes_use (world, DISTRICT, table);
  g_autofree char *package = zb_sample_package (world->district);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (world->person, package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, world->now);
  g_autoptr (GBytes) sample = nodes_make_message (world, 2);
  g_autoptr (ZbContainer) container = zb_container_open ("message", sample, NULL);
  /* Addressed to the city: the table says that it is kept here all the same. */
  g_autoptr (GBytes) message =
      zb_sample_seal (world->person, envelope, zb_container_body (container, 0), world->now);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "valid");
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/%s/%s/derived/csv", UNIT, envelope->message_id);
  g_autofree char *digest = zb_digest_hex_of_bytes (zb_container_body (container, 0));
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (world->district, world->person, path, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (g_str_has_prefix (answer->text, "\xef\xbb\xbfsection,row,column,value") ||
                 g_str_has_prefix (answer->text, "section,row,column,value"));
  g_assert_cmpstr (zb_fake_answer_header (answer, "zhibao-derived-from"), ==, digest);
  g_autoptr (GBytes) kept = zb_store_read_container (zb_test_node_store (world->district), 1, NULL);
  g_assert_true (g_bytes_equal (kept, message));
}

static void
test_takes_two_administrators (World *world, gconstpointer data)
{
  ZbTestPerson *const *admins = world->admins[CITY];
  g_autoptr (ZbRouteTable) table = nodes_table_new ("350200", 1);
  g_autoptr (ZbRouteTable) other = nodes_table_new ("350203", 1);
  g_autoptr (ZbRouteTable) later = nodes_table_new ("350200", 2);
  gint64 id;

  nodes_add_line (table, "here", ZB_ROUTE_DELIVER, NULL);
  g_autoptr (ZbFakeAnswer) elsewhere = nodes_propose_as (world, CITY, other, admins[0], admins[0]);
  zb_fake_assert_refused (elsewhere, 422, "wrong-table");
  g_autoptr (ZbFakeAnswer) skipped = nodes_propose_as (world, CITY, later, admins[0], admins[0]);
  zb_fake_assert_refused (skipped, 412, "stale");
  g_autoptr (ZbFakeAnswer) anothers = nodes_propose_as (world, CITY, table, admins[0], admins[1]);
  zb_fake_assert_refused (anothers, 403, "wrong-signer");
  id = nodes_propose (world, CITY, table);
  g_autoptr (ZbFakeAnswer) alone = nodes_confirm_as (world, CITY, table, id, admins[0], admins[0]);
  zb_fake_assert_refused (alone, 422, "bad-signature");
  g_autoptr (ZbFakeAnswer) bent = nodes_confirm_as (world, CITY, later, id, admins[1], admins[1]);
  g_assert_cmpuint (bent->status, ==, 422);
  g_autoptr (ZbFakeAnswer) second = nodes_confirm_as (world, CITY, table, id, admins[1], admins[1]);
  g_assert_cmpuint (second->status, ==, 204);
  g_autoptr (ZbFakeAnswer) again = nodes_confirm_as (world, CITY, table, id, admins[1], admins[1]);
  g_assert_cmpuint (again->status, ==, 204);
}

static void
test_only_for_those_who_may (World *world, gconstpointer data)
{
  static const char *const paths[] = {"/v1/routes", "/v1/routes/1", "/v1/forwards", NULL};

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autoptr (ZbFakeAnswer) enterprise =
        zb_fake_get (world->district, world->person, paths[i], NULL);
    g_autoptr (ZbFakeAnswer) public = zb_fake_get (world->district, NULL, paths[i], NULL);
    zb_fake_assert_refused (enterprise, 403, "forbidden");
    zb_fake_assert_refused (public, 401, "certificate-needed");
  }
  g_autoptr (ZbFakeAnswer) again =
      zb_fake_post (world->district, world->person, "/v1/forwards/1/again", "{}", NULL);
  zb_fake_assert_refused (again, 403, "forbidden");
}

static void
test_all_of_it_verifies (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (answer->status, ==, 201);
  for (guint place = 0; place < 2; place++) {
    g_autoptr (ZbLogReport) report =
        zb_node_verify (zb_test_node_dir (nodes_node_at (world, place)), NULL, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < report->faults->len; i++) {
      g_autofree char *text = zb_log_fault_describe (report->faults->pdata[i]);
      g_test_message ("%s", text);
    }
    g_assert_cmpuint (report->faults->len, ==, 0);
  }
}

/* The checkup's words on routes, a line each. (transfer full) */
static char *
check_routes (World *world, guint place)
{
  g_autoptr (GPtrArray) points =
      zb_checkup_make (zb_test_node_dir (nodes_node_at (world, place)), world->now);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < points->len; i++) {
    const ZbCheckupPoint *point = points->pdata[i];
    if (g_str_equal (point->name, "routes"))
      g_string_append_printf (text, "%d %s\n", (int)point->level, point->detail);
  }
  return g_string_free (text, FALSE);
}

/* Before a restart an administrator hears what his table would come to. */
static void
test_checkup_looks_at_the_table (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) table = nodes_table_new ("350203", 1);

  g_autofree char *none = check_routes (world, DISTRICT);
  g_assert_cmpstr (none, ==, "");
  nodes_add_peer (table, world->city, "https://127.0.0.1:1", NULL);
  nodes_add_line (table, "up", ZB_ROUTE_FORWARD, "350200");
  nodes_add_line (table, "was", ZB_ROUTE_DELIVER, NULL)->until = g_strdup ("2024-07-04");
  nodes_use (world, DISTRICT, table);
  g_autofree char *found = check_routes (world, DISTRICT);
  g_assert_cmpstr (found, ==, "1 the line was ended on 2024-07-04\n");
  g_autoptr (ZbRouteTable) mended = nodes_table_new ("350203", 2);
  nodes_add_peer (mended, world->city, "https://127.0.0.1:1", NULL);
  nodes_add_line (mended, "up", ZB_ROUTE_FORWARD, "350200");
  nodes_use (world, DISTRICT, mended);
  g_autofree char *well = check_routes (world, DISTRICT);
  g_assert_cmpstr (well, ==, "0 version 2: 1 lines, 1 other nodes, signed by two administrators\n");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/routing/" name, World, NULL, nodes_set_up, function, nodes_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("passed-on-and-judged", test_passed_on_and_judged);
  ADD ("what-goes-on-is-kept-in-order", test_what_goes_on_is_kept_in_order);
  ADD ("a-correction-follows", test_a_correction_follows);
  ADD ("goes-in-no-circles", test_goes_in_no_circles);
  ADD ("no-way-back", test_no_way_back);
  ADD ("brings-only-its-regions", test_brings_only_its_regions);
  ADD ("believes-only-evidence", test_believes_only_evidence);
  ADD ("waits-for-who-reads-evidence", test_waits_for_who_reads_evidence);
  ADD ("waits-for-who-reads-the-table", test_waits_for_who_reads_the_table);
  ADD ("turned-away", test_turned_away);
  ADD ("copy-with-a-derived-form", test_copy_with_a_derived_form);
  ADD ("takes-two-administrators", test_takes_two_administrators);
  ADD ("only-for-those-who-may", test_only_for_those_who_may);
  ADD ("checkup-looks-at-the-table", test_checkup_looks_at_the_table);
  ADD ("all-of-it-verifies", test_all_of_it_verifies);
  return g_test_run ();
}
