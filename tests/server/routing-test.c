/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/receipt.h"
#include "exchange/route-table.h"
#include "exchange/signature.h"
#include "exchange/transfer.h"
#include "exchange/evidence.h"
#include "formats/json-writer.h"
#include "server/checkup.h"
#include "server/store/forward.h"
#include "server/store/submission.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define UNIT "91350200MA2KUY1H08"

/* A district and the city above it; no network lies between them, the test carries. */
typedef struct {
  gint64 now;
  ZbTestNode *district, *city;
  ZbTestPerson *admins[2][2]; /* of the district, of the city */
  ZbTestPerson *itself;       /* the district, before the city */
  ZbTestPerson *person;       /* who reports */
} World;

enum { DISTRICT, CITY };

static ZbTestNode *
node_at (World *world, guint place)
{
  return place == DISTRICT ? world->district : world->city;
}

static ZbTestPerson *
add_admin (ZbTestNode *node, const char *name)
{
  g_autofree char *invitation = zb_test_node_invite_staff (node, name, "admin", "s1", NULL);

  return zb_test_node_enrol (node, invitation, NULL);
}

static void
set_up (World *world, gconstpointer data)
{
  world->now = NOW;
  world->district = zb_test_node_new_as ("350203", &world->now);
  world->city = zb_test_node_new_at (&world->now);
  for (guint place = 0; place < 2; place++) {
    world->admins[place][0] = add_admin (node_at (world, place), "lin");
    world->admins[place][1] = add_admin (node_at (world, place), "wu");
    zb_test_node_open_period (node_at (world, place), ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  }
  world->itself = zb_test_node_itself (world->district);
  world->person = zb_test_node_add_enterprise (world->district, UNIT, "厦门甲公司");
  zb_test_node_add_unit (world->city, UNIT, "厦门甲公司", NULL, NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    zb_test_person_free (world->admins[i / 2][i % 2]);
  zb_test_person_free (world->itself);
  zb_test_person_free (world->person);
  zb_test_node_free (world->district);
  zb_test_node_free (world->city);
}

static ZbJson *
get_json (ZbTestNode *node, const ZbTestPerson *person, const char *path)
{
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (node, person, path, NULL);

  if (answer->status != 200)
    g_error ("%s: %u %s", path, answer->status, answer->text);
  return zb_fake_answer_json (answer);
}

/* What a table says of the node. */
static void
add_peer (ZbRouteTable *table, ZbTestNode *node, const char *url, const char *regions)
{
  g_autoptr (ZbJson) trust = get_json (node, NULL, "/v1/trust");
  ZbRoutePeer *peer = g_new0 (ZbRoutePeer, 1);

  peer->node = g_strdup (zb_json_get_string (trust, "node"));
  peer->url = g_strdup (url);
  peer->regions = g_strdup (regions);
  peer->verifier = g_strdup (zb_json_get_string (trust, "log_verifier"));
  peer->authorities = g_strdup (zb_json_get_string (trust, "authorities"));
  g_ptr_array_add (table->peers, peer);
}

static ZbRouteLine *
add_line (ZbRouteTable *table, const char *id, ZbRouteAction action, const char *next)
{
  ZbRouteLine *line = g_new0 (ZbRouteLine, 1);

  line->id = g_strdup (id);
  line->form = g_strdup ("*");
  line->action = action;
  line->next = g_strdup (next);
  g_ptr_array_add (table->lines, line);
  return line;
}

static ZbRouteTable *
table_new (const char *node, guint version)
{
  ZbRouteTable *table = zb_route_table_new ();

  table->node = g_strdup (node);
  table->version = version;
  table->created = NOW;
  table->reason = g_strdup ("测试");
  return table;
}

static GBytes *
sign (World *world, GBytes *statement, const ZbTestPerson *person)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  g_autoptr (GError) error = NULL;
  GBytes *signature = zb_signature_make (person->signer, data, length, world->now, TRUE, &error);

  g_assert_no_error (error);
  return signature;
}

static ZbFakeAnswer *
propose_as (World *world,
            guint place,
            const ZbRouteTable *table,
            const ZbTestPerson *person,
            const ZbTestPerson *signer)
{
  g_autoptr (GBytes) statement = zb_route_table_write (table);
  g_autoptr (GBytes) signature = sign (world, statement, signer);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "statement", statement);
  zb_json_writer_bytes (json, "signature", signature);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  return zb_fake_post (node_at (world, place), person, "/v1/routes", text, NULL);
}

static ZbFakeAnswer *
confirm_as (World *world,
            guint place,
            const ZbRouteTable *table,
            gint64 id,
            const ZbTestPerson *person,
            const ZbTestPerson *signer)
{
  g_autofree char *path = g_strdup_printf ("/v1/routes/%" G_GINT64_FORMAT "/confirmation", id);
  g_autoptr (GBytes) statement = zb_route_table_write (table);
  g_autoptr (GBytes) signature = sign (world, statement, signer);

  return zb_fake_ask (
      node_at (world, place),
      &(ZbFakeRequest){.method = "POST", .path = path, .body = signature, .person = person});
}

static gint64
propose (World *world, guint place, const ZbRouteTable *table)
{
  ZbTestPerson *const *admins = world->admins[place];
  g_autoptr (ZbFakeAnswer) answer = propose_as (world, place, table, admins[0], admins[0]);

  if (answer->status != 201)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  return zb_json_integer (zb_json_get (json, "id"), 0);
}

static void
use (World *world, guint place, const ZbRouteTable *table)
{
  ZbTestPerson *const *admins = world->admins[place];
  gint64 id = propose (world, place, table);
  g_autoptr (ZbFakeAnswer) answer = confirm_as (world, place, table, id, admins[1], admins[1]);

  if (answer->status != 204)
    g_error ("%s", answer->text);
}

/* The district passes everything on to the city, which may take it. */
static void
lay_routes (World *world, const char *regions)
{
  g_autoptr (ZbRouteTable) below = table_new ("350203", 1);
  g_autoptr (ZbRouteTable) above = table_new ("350200", 1);

  add_peer (below, world->city, "https://city.test:1", NULL);
  add_line (below, "up", ZB_ROUTE_FORWARD, "350200")->most_urgent = 1;
  use (world, DISTRICT, below);
  add_peer (above, world->district, NULL, regions);
  add_line (above, "here", ZB_ROUTE_DELIVER, NULL);
  use (world, CITY, above);
}

static GBytes *
make_message (World *world, guint priority)
{
  g_autofree char *package = zb_sample_package (world->district);
  g_autoptr (GBytes) first = zb_sample_message_for (world->person, package, NULL, NULL, world->now);
  g_autoptr (ZbContainer) container = zb_container_open ("message", first, NULL);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (world->person, package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, world->now);

  envelope->priority = priority;
  return zb_sample_seal (world->person, envelope, zb_container_body (container, 0), world->now);
}

static ZbFakeAnswer *
post (ZbTestNode *node, const ZbTestPerson *person, const char *type, GBytes *body)
{
  const char *const headers[] = {"Content-Type", type, NULL};

  return zb_fake_ask (node, &(ZbFakeRequest){.method = "POST",
                                             .path = "/v1/messages",
                                             .headers = headers,
                                             .body = body,
                                             .person = person});
}

static GBytes *
bytes_in (const ZbJson *json, const char *key)
{
  const char *text = zb_json_get_string (json, key);
  gsize length = 0;

  g_assert_nonnull (text);
  guchar *data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

/* Hands the message to the district; the evidence that it gives. */
static GBytes *
hand_in (World *world, GBytes *message, const char *state)
{
  g_autoptr (ZbFakeAnswer) answer = post (world->district, world->person, ZB_MIME_ASICE, message);

  if (answer->status != 201)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, state);
  return bytes_in (json, "r1");
}

static GBytes *
pack (GBytes *message, GBytes *first, GBytes *second)
{
  g_autoptr (GPtrArray) hops = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (hops, first);
  if (second != NULL)
    g_ptr_array_add (hops, second);
  GBytes *transfer = zb_transfer_pack (message, hops, &error);
  g_assert_no_error (error);
  return transfer;
}

static ZbReceipt *
receipt_in (const ZbJson *json, const char *key)
{
  g_autoptr (GBytes) evidence = bytes_in (json, key);
  g_autoptr (GError) error = NULL;
  ZbReceipt *receipt = zb_evidence_read_receipt (evidence, &error);

  g_assert_no_error (error);
  return receipt;
}

/* The district gives R1 and says where the report goes; the city judges it as of when the district
 * had it. */
static void
test_passed_on_and_judged (World *world, gconstpointer data)
{
  lay_routes (world, "3502");
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = pack (message, proof, NULL);

  /* The period closes while it is on its way. */
  world->now += 61 * G_TIME_SPAN_DAY;
  zb_node_tend (zb_test_node_get (world->city), NULL);
  g_autoptr (ZbFakeAnswer) answer = post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_autoptr (ZbReceipt) r1 = receipt_in (json, "r1");
  g_autoptr (ZbReceipt) r2 = receipt_in (json, "r2");
  g_assert_cmpstr (r2->outcome, ==, "valid");
  g_assert_false (r2->late);
  g_assert_cmpstr (r2->route, ==, "here");
  g_assert_cmpuint (r2->route_version, ==, 1);
  g_assert_cmpint (r1->received, ==, world->now);

  /* The same again is the same. */
  g_autoptr (ZbFakeAnswer) again = post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpstr (again->text, ==, answer->text);
}

static void
test_what_goes_on_is_kept_in_order (World *world, gconstpointer data)
{
  static const guint asked[] = {3, 0, 2};
  static const guint capped[] = {3, 1, 2};

  lay_routes (world, "3502");
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) message = make_message (world, asked[i]);
    g_autoptr (GBytes) proof = hand_in (world, message, "received");
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
assert_refused (World *world, GBytes *transfer, guint status, const char *code)
{
  g_autoptr (ZbFakeAnswer) answer = post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);

  zb_fake_assert_refused (answer, status, code);
}

static void
test_goes_in_no_circles (World *world, gconstpointer data)
{
  lay_routes (world, "3502");
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = pack (message, proof, NULL);
  g_autoptr (ZbFakeAnswer) answer = post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_autoptr (GBytes) own = bytes_in (json, "r1");
  g_autoptr (GBytes) twice = pack (message, proof, proof);

  /* Another message, for what is known is answered as before. */
  g_autoptr (GBytes) other = make_message (world, 2);
  g_autoptr (GBytes) other_proof = hand_in (world, other, "received");
  g_autoptr (GBytes) back = pack (other, own, other_proof);
  g_autoptr (GBytes) around = pack (other, other_proof, other_proof);
  assert_refused (world, back, 422, "routing-loop");
  assert_refused (world, around, 422, "routing-loop");
}

/* A table that leads back to who brings it. */
static void
test_no_way_back (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) back = table_new ("350200", 2);

  lay_routes (world, "3502");
  add_peer (back, world->district, "https://district.test:1", "3502");
  add_line (back, "back", ZB_ROUTE_FORWARD, "350203");
  use (world, CITY, back);
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = pack (message, proof, NULL);
  assert_refused (world, transfer, 422, "routing-loop");
}

static void
test_brings_only_its_regions (World *world, gconstpointer data)
{
  lay_routes (world, "350205");
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = pack (message, proof, NULL);
  assert_refused (world, transfer, 403, "wrong-carrier");
}

static void
test_believes_only_evidence (World *world, gconstpointer data)
{
  lay_routes (world, "3502");
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) other = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) other_proof = hand_in (world, other, "received");
  g_autoptr (GBytes) exchanged = pack (message, other_proof, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("?", 1);
  g_autoptr (GBytes) broken = pack (message, nothing, NULL);
  g_autoptr (GBytes) good = pack (message, proof, NULL);

  assert_refused (world, exchanged, 403, "unknown-hop");
  assert_refused (world, broken, 403, "unknown-hop");
  g_autoptr (ZbFakeAnswer) bare = post (world->city, world->itself, ZB_MIME_ASICE, message);
  zb_fake_assert_refused (bare, 415, "wrong-type");
  /* An enterprise of the district is no node, and its word counts nothing at the city. */
  g_autoptr (ZbFakeAnswer) answer = post (world->city, world->person, ZB_MIME_TRANSFER, good);
  zb_fake_assert_refused (answer, 403, "unknown-certificate");
  /* Nor is the district one before the city's table says so. */
  g_autoptr (ZbRouteTable) without = table_new ("350200", 2);
  use (world, CITY, without);
  g_autoptr (ZbFakeAnswer) stranger = post (world->city, world->itself, ZB_MIME_TRANSFER, good);
  zb_fake_assert_refused (stranger, 403, "unknown-certificate");
}

static void
test_turned_away (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) table = table_new ("350203", 1);

  add_line (table, "none", ZB_ROUTE_REJECT, NULL);
  use (world, DISTRICT, table);
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (ZbFakeAnswer) answer = post (world->district, world->person, ZB_MIME_ASICE, message);
  zb_fake_assert_refused (answer, 403, "route-rejected");
}

/* Kept and judged here, and passed on besides; what is derived lies beside what was signed. */
static void
test_copy_with_a_derived_form (World *world, gconstpointer data)
{
  g_autoptr (ZbRouteTable) table = table_new ("350203", 1);

  add_peer (table, world->city, "https://city.test:1", NULL);
  add_line (table, "copy", ZB_ROUTE_COPY, "350200")->transform = g_strdup ("csv");
  use (world, DISTRICT, table);
  g_autofree char *package = zb_sample_package (world->district);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (world->person, package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, world->now);
  g_autoptr (GBytes) sample = make_message (world, 2);
  g_autoptr (ZbContainer) container = zb_container_open ("message", sample, NULL);
  /* Addressed to the city: the table says that it is kept here all the same. */
  g_autoptr (GBytes) message =
      zb_sample_seal (world->person, envelope, zb_container_body (container, 0), world->now);
  g_autoptr (GBytes) proof = hand_in (world, message, "valid");
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
  g_autoptr (ZbRouteTable) table = table_new ("350200", 1);
  g_autoptr (ZbRouteTable) other = table_new ("350203", 1);
  g_autoptr (ZbRouteTable) later = table_new ("350200", 2);
  gint64 id;

  add_line (table, "here", ZB_ROUTE_DELIVER, NULL);
  g_autoptr (ZbFakeAnswer) elsewhere = propose_as (world, CITY, other, admins[0], admins[0]);
  zb_fake_assert_refused (elsewhere, 422, "wrong-table");
  g_autoptr (ZbFakeAnswer) skipped = propose_as (world, CITY, later, admins[0], admins[0]);
  zb_fake_assert_refused (skipped, 412, "stale");
  g_autoptr (ZbFakeAnswer) anothers = propose_as (world, CITY, table, admins[0], admins[1]);
  zb_fake_assert_refused (anothers, 403, "wrong-signer");
  id = propose (world, CITY, table);
  g_autoptr (ZbFakeAnswer) alone = confirm_as (world, CITY, table, id, admins[0], admins[0]);
  zb_fake_assert_refused (alone, 422, "bad-signature");
  g_autoptr (ZbFakeAnswer) bent = confirm_as (world, CITY, later, id, admins[1], admins[1]);
  g_assert_cmpuint (bent->status, ==, 422);
  g_autoptr (ZbFakeAnswer) second = confirm_as (world, CITY, table, id, admins[1], admins[1]);
  g_assert_cmpuint (second->status, ==, 204);
  g_autoptr (ZbFakeAnswer) again = confirm_as (world, CITY, table, id, admins[1], admins[1]);
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

  lay_routes (world, "3502");
  g_autoptr (GBytes) message = make_message (world, 2);
  g_autoptr (GBytes) proof = hand_in (world, message, "received");
  g_autoptr (GBytes) transfer = pack (message, proof, NULL);
  g_autoptr (ZbFakeAnswer) answer = post (world->city, world->itself, ZB_MIME_TRANSFER, transfer);
  g_assert_cmpuint (answer->status, ==, 201);
  for (guint place = 0; place < 2; place++) {
    g_autoptr (ZbLogReport) report =
        zb_node_verify (zb_test_node_dir (node_at (world, place)), NULL, &error);
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
      zb_checkup_make (zb_test_node_dir (node_at (world, place)), world->now);
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
  g_autoptr (ZbRouteTable) table = table_new ("350203", 1);

  g_autofree char *none = check_routes (world, DISTRICT);
  g_assert_cmpstr (none, ==, "");
  add_peer (table, world->city, "https://127.0.0.1:1", NULL);
  add_line (table, "up", ZB_ROUTE_FORWARD, "350200");
  add_line (table, "was", ZB_ROUTE_DELIVER, NULL)->until = g_strdup ("2024-07-04");
  use (world, DISTRICT, table);
  g_autofree char *found = check_routes (world, DISTRICT);
  g_assert_cmpstr (found, ==, "1 the line was ended on 2024-07-04\n");
  g_autoptr (ZbRouteTable) mended = table_new ("350203", 2);
  add_peer (mended, world->city, "https://127.0.0.1:1", NULL);
  add_line (mended, "up", ZB_ROUTE_FORWARD, "350200");
  use (world, DISTRICT, mended);
  g_autofree char *well = check_routes (world, DISTRICT);
  g_assert_cmpstr (well, ==, "0 version 2: 1 lines, 1 other nodes, signed by two administrators\n");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/routing/" name, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("passed-on-and-judged", test_passed_on_and_judged);
  ADD ("what-goes-on-is-kept-in-order", test_what_goes_on_is_kept_in_order);
  ADD ("goes-in-no-circles", test_goes_in_no_circles);
  ADD ("no-way-back", test_no_way_back);
  ADD ("brings-only-its-regions", test_brings_only_its_regions);
  ADD ("believes-only-evidence", test_believes_only_evidence);
  ADD ("turned-away", test_turned_away);
  ADD ("copy-with-a-derived-form", test_copy_with_a_derived_form);
  ADD ("takes-two-administrators", test_takes_two_administrators);
  ADD ("only-for-those-who-may", test_only_for_those_who_may);
  ADD ("checkup-looks-at-the-table", test_checkup_looks_at_the_table);
  ADD ("all-of-it-verifies", test_all_of_it_verifies);
  return g_test_run ();
}
