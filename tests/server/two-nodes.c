/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/two-nodes.h"

#include "exchange/container.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "exchange/signed-trust.h"
#include "exchange/transfer.h"
#include "formats/json-writer.h"
#include "tests/support/sample.h"

ZbTestNode *
nodes_node_at (World *world, guint place)
{
  return place == DISTRICT ? world->district : world->city;
}

static ZbTestPerson *
add_admin (ZbTestNode *node, const char *name)
{
  g_autofree char *invitation = zb_test_node_invite_staff (node, name, "admin", "s1", NULL);

  return zb_test_node_enrol (node, invitation, NULL);
}

void
nodes_set_up (World *world, gconstpointer data)
{
  world->now = NOW;
  world->district = zb_test_node_new_as ("350203", &world->now);
  world->city = zb_test_node_new_at (&world->now);
  for (guint place = 0; place < 2; place++) {
    world->admins[place][0] = add_admin (nodes_node_at (world, place), "lin");
    world->admins[place][1] = add_admin (nodes_node_at (world, place), "wu");
    zb_test_node_open_period (nodes_node_at (world, place), ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  }
  world->itself = zb_test_node_itself (world->district);
  world->person = zb_test_node_add_enterprise (world->district, UNIT, "厦门甲公司");
  zb_test_node_add_unit (world->city, UNIT, "厦门甲公司", NULL, NULL);
}

void
nodes_tear_down (World *world, gconstpointer data)
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
void
nodes_add_peer (ZbRouteTable *table, ZbTestNode *node, const char *url, const char *regions)
{
  g_autoptr (ZbJson) json = get_json (node, NULL, "/v1/trust");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) trust = zb_signed_trust_read ("/v1/trust", json, &error);
  ZbRoutePeer *peer = g_new0 (ZbRoutePeer, 1);

  g_assert_no_error (error);
  g_autofree char *roots = zb_trust_bundle_to_pem (trust->bundle, ZB_TRUSTED_ROOT);
  g_autofree char *below = zb_trust_bundle_to_pem (trust->bundle, ZB_TRUSTED_NODE);
  peer->node = g_strdup (trust->bundle->node);
  peer->url = g_strdup (url);
  peer->regions = g_strdup (regions);
  peer->verifier = g_strdup (zb_trust_bundle_find_log (trust->bundle, NOW));
  peer->authorities = g_strconcat (roots, below, NULL);
  g_ptr_array_add (table->peers, peer);
}

ZbRouteLine *
nodes_add_line (ZbRouteTable *table, const char *id, ZbRouteAction action, const char *next)
{
  ZbRouteLine *line = g_new0 (ZbRouteLine, 1);

  line->id = g_strdup (id);
  line->form = g_strdup ("*");
  line->action = action;
  line->next = g_strdup (next);
  g_ptr_array_add (table->lines, line);
  return line;
}

ZbRouteTable *
nodes_table_new (const char *node, guint version)
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

ZbFakeAnswer *
nodes_propose_as (World *world,
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
  return zb_fake_post (nodes_node_at (world, place), person, "/v1/routes", text, NULL);
}

ZbFakeAnswer *
nodes_confirm_as (World *world,
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
      nodes_node_at (world, place),
      &(ZbFakeRequest){.method = "POST", .path = path, .body = signature, .person = person});
}

gint64
nodes_propose (World *world, guint place, const ZbRouteTable *table)
{
  ZbTestPerson *const *admins = world->admins[place];
  g_autoptr (ZbFakeAnswer) answer = nodes_propose_as (world, place, table, admins[0], admins[0]);

  if (answer->status != 201)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  return zb_json_integer (zb_json_get (json, "id"), 0);
}

void
nodes_use (World *world, guint place, const ZbRouteTable *table)
{
  ZbTestPerson *const *admins = world->admins[place];
  gint64 id = nodes_propose (world, place, table);
  g_autoptr (ZbFakeAnswer) answer =
      nodes_confirm_as (world, place, table, id, admins[1], admins[1]);

  if (answer->status != 204)
    g_error ("%s", answer->text);
}

/* The district passes everything on to the city, which may take it. */
void
nodes_lay_routes (World *world, const char *regions)
{
  g_autoptr (ZbRouteTable) below = nodes_table_new ("350203", 1);
  g_autoptr (ZbRouteTable) above = nodes_table_new ("350200", 1);

  nodes_add_peer (below, world->city, "https://127.0.0.1:1", NULL);
  nodes_add_line (below, "up", ZB_ROUTE_FORWARD, "350200")->most_urgent = 1;
  nodes_use (world, DISTRICT, below);
  nodes_add_peer (above, world->district, NULL, regions);
  nodes_add_line (above, "here", ZB_ROUTE_DELIVER, NULL);
  nodes_use (world, CITY, above);
}

GBytes *
nodes_make_correction (World *world, guint priority, GBytes *before)
{
  g_autofree char *package = zb_sample_package (world->district);
  g_autoptr (GBytes) first = zb_sample_message_for (world->person, package, NULL, NULL, world->now);
  g_autoptr (ZbContainer) container = zb_container_open ("message", first, NULL);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (world->person, package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, world->now);

  envelope->priority = priority;
  if (before != NULL) {
    g_autoptr (ZbContainer) earlier = zb_container_open ("message", before, NULL);

    envelope->ref_message_id = g_strdup (zb_container_envelope (earlier)->message_id);
  }
  return zb_sample_seal (world->person, envelope, zb_container_body (container, 0), world->now);
}

GBytes *
nodes_make_message (World *world, guint priority)
{
  return nodes_make_correction (world, priority, NULL);
}

ZbFakeAnswer *
nodes_post (ZbTestNode *node, const ZbTestPerson *person, const char *type, GBytes *body)
{
  const char *const headers[] = {"Content-Type", type, NULL};

  return zb_fake_ask (node, &(ZbFakeRequest){.method = "POST",
                                             .path = "/v1/messages",
                                             .headers = headers,
                                             .body = body,
                                             .person = person});
}

GBytes *
nodes_bytes_in (const ZbJson *json, const char *key)
{
  const char *text = zb_json_get_string (json, key);
  gsize length = 0;

  g_assert_nonnull (text);
  guchar *data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

/* Hands the message to the district; the evidence that it gives. */
GBytes *
nodes_hand_in (World *world, GBytes *message, const char *state)
{
  g_autoptr (ZbFakeAnswer) answer =
      nodes_post (world->district, world->person, ZB_MIME_ASICE, message);

  if (answer->status != 201)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, state);
  return nodes_bytes_in (json, "r1");
}

GBytes *
nodes_pack (GBytes *message, GBytes *first, GBytes *second)
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

ZbReceipt *
nodes_receipt_in (const ZbJson *json, const char *key)
{
  g_autoptr (GBytes) evidence = nodes_bytes_in (json, key);
  g_autoptr (GError) error = NULL;
  ZbReceipt *receipt = zb_evidence_read_receipt (evidence, &error);

  g_assert_no_error (error);
  return receipt;
}
