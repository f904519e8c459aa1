/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/relay.h"

#include "exchange/error.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "exchange/signed-trust.h"
#include "server/forward/error.h"
#include "server/store/relayed.h"
#include "tests/server/two-nodes.h"
#include "tests/support/sample.h"

#include <string.h>

/* A report that the district passed on, and the city returned. */
typedef struct {
  World world;
  char *message;   /* its id */
  GBytes *r2, *r4; /* the city's evidence */
} Case;

static ZbJson *
answer_of (ZbTestNode *node, const ZbTestPerson *person, const char *path)
{
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (node, person, path, NULL);

  if (answer->status != 200)
    g_error ("%s: %u %s", path, answer->status, answer->text);
  return zb_fake_answer_json (answer);
}

/* The city's first level returns the report. */
static GBytes *
return_report (World *world)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (world->city, "chen", "district", "s1", "350213");
  g_autoptr (ZbTestPerson) reviewer = zb_test_node_enrol (world->city, invitation, NULL);
  g_autoptr (ZbJson) report = answer_of (world->city, reviewer, "/v1/reports/1");
  const char *const headers[] = {"Content-Type", ZB_MIME_JSON, "If-Match",
                                 zb_json_get_string (report, "digest"), NULL};
  static const char order[] = "{\"action\": \"return\", \"reason\": \"请核对\", "
                              "\"remarks\": [{\"cell\": \"A.03.1\", \"text\": \"偏低\"}]}";
  g_autoptr (GBytes) body = g_bytes_new_static (order, sizeof order - 1);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (world->city, &(ZbFakeRequest){.method = "POST",
                                                 .path = "/v1/reports/1/decisions",
                                                 .headers = headers,
                                                 .body = body,
                                                 .person = reviewer});

  if (answer->status != 200)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  return nodes_bytes_in (json, "evidence");
}

static void
set_up (Case *one, gconstpointer data)
{
  World *world = &one->world;

  nodes_set_up (world, data);
  nodes_lay_routes (world, "3502");
  g_autoptr (GBytes) message = nodes_make_message (world, 2);
  g_autoptr (GBytes) proof = nodes_hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = nodes_pack (message, proof, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  one->message = g_strdup (zb_json_get_string (json, "message"));
  one->r2 = nodes_bytes_in (json, "r2");
  one->r4 = return_report (world);
}

static void
tear_down (Case *one, gconstpointer data)
{
  g_free (one->message);
  g_bytes_unref (one->r2);
  g_bytes_unref (one->r4);
  nodes_tear_down (&one->world, data);
}

/* A desk of @at, which hears @from. */
typedef struct {
  ZbRelayDesk desk;
  ZbTrust *trust;
  ZbSignedTrust *said;
} Desk;

static void
desk_clear (Desk *desk)
{
  zb_trust_unref (desk->trust);
  zb_signed_trust_free (desk->said);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static void
desk_open (Desk *desk, const World *world, ZbTestNode *at, const char *node, ZbTestNode *from)
{
  g_autoptr (GError) error = NULL;

  g_autoptr (ZbJson) json = answer_of (from, NULL, "/v1/trust");
  desk->said = zb_signed_trust_read ("/v1/trust", json, &error);
  g_assert_no_error (error);
  desk->trust = zb_trust_bundle_to_trust (desk->said->bundle, &error);
  g_assert_no_error (error);
  desk->desk = (ZbRelayDesk){.node = node,
                             .next = desk->said->bundle->node,
                             .trust = desk->trust,
                             .verifier = zb_trust_bundle_find_log (desk->said->bundle, world->now),
                             .store = zb_test_node_store (at),
                             .now = world->now};
}

static ZbJson *
state_of (const Case *one)
{
  g_autofree char *path = g_strdup_printf ("/v1/messages/" UNIT "/%s", one->message);

  return answer_of (one->world.district, one->world.person, path);
}

static void
assert_relayed (const Case *one, guint n)
{
  g_autoptr (GPtrArray) relayed =
      zb_store_list_relayed (zb_test_node_store (one->world.district), 1, NULL);

  g_assert_cmpuint (relayed->len, ==, n);
}

/* The unit hears of it with this node's own evidence, once. */
static void
test_hands_on_once (Case *one, gconstpointer data)
{
  g_auto (Desk) desk = {0};
  g_autoptr (GError) error = NULL;

  desk_open (&desk, &one->world, one->world.district, "350203", one->world.city);
  for (guint i = 0; i < 2; i++) {
    g_assert_true (zb_relay_take (&desk.desk, one->r4, &error));
    g_assert_no_error (error);
    assert_relayed (one, 1);
  }
  g_autoptr (ZbJson) state = state_of (one);
  g_assert_cmpstr (zb_json_get_string (state, "review"), ==, "returned");
  g_assert_cmpuint (zb_json_length (zb_json_get (state, "decisions")), ==, 1);
  g_autoptr (ZbJson) inbox = answer_of (one->world.district, one->world.person, "/v1/inbox");
  const ZbJson *notice = zb_json_at (zb_json_get (inbox, "notices"), 0);
  g_assert_cmpuint (zb_json_length (zb_json_get (inbox, "notices")), ==, 1);
  g_assert_cmpstr (zb_json_get_string (notice, "kind"), ==, "return");
  g_assert_cmpstr (zb_json_get_string (zb_json_get (notice, "text"), "en"), ==,
                   "B204-1 2024-06: returned (node 350200). 请核对");
  g_autoptr (ZbReceipt) said = zb_evidence_read_receipt (one->r4, NULL);
  g_autoptr (ZbReceipt) receipt = nodes_receipt_in (notice, "evidence");
  g_autofree char *origin = zb_evidence_receipt_digest (one->r4, NULL);
  g_assert_cmpstr (receipt->node, ==, "350203");
  g_assert_cmpstr (receipt->next, ==, "350200");
  g_assert_cmpstr (receipt->decided_at, ==, "350200");
  g_assert_cmpint (receipt->decided, ==, said->received);
  g_assert_cmpstr (receipt->origin, ==, origin);
  g_assert_cmpuint (receipt->relays, ==, 1);
  g_assert_cmpstr (receipt->comment, ==, "请核对");
  g_assert_cmpuint (receipt->remarks->len, ==, 1);
}

/* What was changed, what is no decision, what another node says of it. */
static void
test_believes_only_evidence (Case *one, gconstpointer data)
{
  g_auto (Desk) desk = {0};
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *bytes = g_bytes_get_data (one->r4, &length);
  g_autofree char *changed = g_memdup2 (bytes, length);
  char *word = memmem (changed, length, "action=\"return\"", strlen ("action=\"return\""));

  desk_open (&desk, &one->world, one->world.district, "350203", one->world.city);
  g_assert_nonnull (word);
  memcpy (word, "action=\"reopen\"", strlen ("action=\"reopen\""));
  g_autoptr (GBytes) forged = g_bytes_new (changed, length);
  g_assert_false (zb_relay_take (&desk.desk, forged, &error));
  g_assert_true (error->domain == ZB_EXCHANGE_ERROR);
  g_clear_error (&error);
  g_assert_false (zb_relay_take (&desk.desk, one->r2, &error));
  g_assert_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_NOT_OURS);
  g_assert_nonnull (strstr (error->message, "is no decision of 350200"));
  g_clear_error (&error);
  desk.desk.next = "350000";
  g_assert_false (zb_relay_take (&desk.desk, one->r4, &error));
  g_assert_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_NOT_OURS);
  assert_relayed (one, 0);
}

/* The city never passed the message on: it does not believe what others say of it. */
static void
test_goes_in_no_circles (Case *one, gconstpointer data)
{
  g_auto (Desk) down = {0}, up = {0}, other = {0};
  g_autoptr (GError) error = NULL;

  desk_open (&down, &one->world, one->world.district, "350203", one->world.city);
  g_assert_true (zb_relay_take (&down.desk, one->r4, &error));
  g_autoptr (ZbJson) state = state_of (one);
  const char *text = zb_json_string (zb_json_at (zb_json_get (state, "decisions"), 0));
  gsize length = 0;
  guchar *bytes = g_base64_decode (text, &length);
  g_autoptr (GBytes) relayed = g_bytes_new_take (bytes, length);
  desk_open (&up, &one->world, one->world.city, "350200", one->world.district);
  g_assert_false (zb_relay_take (&up.desk, relayed, &error));
  g_assert_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_LOOP);
  g_assert_nonnull (strstr (error->message, "which was made here"));
  g_clear_error (&error);
  desk_open (&other, &one->world, one->world.city, "350000", one->world.district);
  g_assert_false (zb_relay_take (&other.desk, relayed, &error));
  g_assert_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_NOT_OURS);
  g_assert_nonnull (strstr (error->message, "was not passed on to it"));
}

static ZbJson *
ask_for_decisions (const World *world, const ZbTestPerson *person, gint64 after)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, after);
  const char *const query[] = {"after", from, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (world->city, person, "/v1/inbox", query);

  if (answer->status != 200)
    g_error ("inbox after %s: %u %s", from, answer->status, answer->text);
  return zb_fake_answer_json (answer);
}

/* A node is told of the decisions on what it brought, from the place it names on. */
static void
test_inbox_of_a_node (Case *one, gconstpointer data)
{
  const World *world = &one->world;
  g_autoptr (ZbJson) inbox = ask_for_decisions (world, world->itself, 0);
  const ZbJson *notices = zb_json_get (inbox, "notices");
  gint64 next = zb_json_integer (zb_json_get (inbox, "next"), -1);

  g_assert_cmpuint (zb_json_length (notices), ==, 1);
  g_autoptr (GBytes) evidence = nodes_bytes_in (zb_json_at (notices, 0), "evidence");
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (evidence, NULL);
  g_assert_cmpstr (receipt->message_id, ==, one->message);
  g_assert_cmpint (next, ==, zb_json_integer (zb_json_get (zb_json_at (notices, 0), "id"), 0) + 1);
  g_autoptr (ZbJson) rest = ask_for_decisions (world, world->itself, next);
  g_assert_cmpuint (zb_json_length (zb_json_get (rest, "notices")), ==, 0);
  g_assert_cmpint (zb_json_integer (zb_json_get (rest, "next"), -1), ==, next);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/relay/" name, Case, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hands-on-once", test_hands_on_once);
  ADD ("believes-only-evidence", test_believes_only_evidence);
  ADD ("goes-in-no-circles", test_goes_in_no_circles);
  ADD ("inbox-of-a-node", test_inbox_of_a_node);
  return g_test_run ();
}
