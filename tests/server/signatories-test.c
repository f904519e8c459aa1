/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/authority/authority.h"
#include "server/node.h"
#include "server/store/mandate.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

/* B204-1 is signed by preparer, reviewer and legal signer: who they are is what mandates say. */
#define UNIT "91350200MA2KUY1H08"
#define NOW (G_GINT64_CONSTANT (1720152000) * G_TIME_SPAN_SECOND) /* 2024-07-05 */

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *preparer, *legal;
} World;

static ZbTestPerson *
enrol (World *world, const char *name)
{
  g_autofree char *invitation = zb_test_node_invite_unit (world->node, UNIT);

  return zb_test_node_enrol (world->node, invitation, name);
}

static void
commit_mandate (World *world, ZbMandate *mandate)
{
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = mandate, .time = world->now, .who = "test"};
  g_autoptr (GError) error = NULL;
  ZbActResult result = {0};

  zb_store_commit_one (zb_test_node_store (world->node), &act, &result, &error);
  g_assert_no_error (error);
  zb_act_result_clear (&result);
}

/* Leaves @person the mandates of @roles only, and gives him those that he lacks. */
static void
confine (World *world, const ZbTestPerson *person, guint roles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mandates =
      zb_store_list_mandates (zb_test_node_store (world->node), 0, UNIT, &error);
  gint64 unit = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    ZbMandate ended = {.id = mandate->id, .to_day = (char *)"2024-07-04"};

    unit = mandate->unit;
    if (strcmp (mandate->person, person->name) != 0 || mandate->to_day)
      continue;
    if (!(roles & mandate->role))
      commit_mandate (world, &ended);
    roles &= ~(guint)mandate->role;
  }
  if (!roles)
    return;
  ZbMandate given = {.tenant = (char *)"*",
                     .unit = unit,
                     .holder = (char *)UNIT,
                     .person = person->name,
                     .role = (ZbMandateRole)roles,
                     .from_day = (char *)"2024-07-05"};
  commit_mandate (world, &given);
}

static void
set_up (World *world, gconstpointer data)
{
  world->now = NOW;
  world->node = zb_test_node_new_at (&world->now);
  world->preparer = zb_test_node_add_enterprise (world->node, UNIT, "厦门屿曜芯集成电路");
  world->legal = enrol (world, "李四");
  zb_test_node_open_period (world->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_test_person_free (world->preparer);
  zb_test_person_free (world->legal);
  zb_test_node_free (world->node);
}

/* The sample without a signature. */
static GBytes *
make_unsigned (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = zb_sample_message (world->node, world->preparer, NULL);
  g_autoptr (ZbContainer) container = zb_container_open ("sample", whole, &error);
  g_assert_no_error (error);
  GBytes *body = zb_container_body (container, 0);
  GBytes *bare = zb_container_build (zb_container_envelope (container), &body, &error);

  g_assert_no_error (error);
  return bare;
}

static GBytes *
sign (World *world, GBytes *container, const ZbTestPerson *person, const char *roles)
{
  g_autoptr (GError) error = NULL;
  GBytes *more = zb_container_sign_as (container, person->signer, roles, world->now, TRUE, &error);

  g_assert_no_error (error);
  g_bytes_unref (container);
  return more;
}

static ZbFakeAnswer *
post (World *world, GBytes *container)
{
  const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const ZbFakeRequest request = {.method = "POST",
                                 .path = "/v1/messages",
                                 .headers = headers,
                                 .body = container,
                                 .person = world->preparer};

  return zb_fake_ask (world->node, &request);
}

static void
check_refused (World *world, GBytes *container, guint status, const char *code, const char *thing)
{
  g_autoptr (ZbFakeAnswer) answer = post (world, container);

  zb_fake_assert_refused (answer, status, code);
  if (!strstr (answer->text, thing))
    g_error ("%s: %s", thing, answer->text);
}

static ZbReceipt *
read_receipt (const ZbJson *json, const char *which)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (json, which), &length);
  g_autoptr (GBytes) evidence = g_bytes_new_take (data, length);
  ZbReceipt *receipt = zb_evidence_read_receipt (evidence, &error);

  g_assert_no_error (error);
  return receipt;
}

static void
check_signer (const ZbReceipt *receipt, guint index, const ZbTestPerson *person, const char *roles)
{
  const ZbReceiptSigner *signer = receipt->signers->pdata[index];

  g_assert_cmpstr (signer->name, ==, person->name);
  g_assert_cmpstr (signer->roles, ==, roles);
  g_assert_cmpstr (signer->certificate, ==,
                   zb_certificate_digest (zb_signer_certificate (person->signer)));
}

static void
check_taken (World *world, GBytes *container, guint n, const char *first, const char *second)
{
  static const char *const both[] = {"r1", "r2"};
  g_autoptr (ZbFakeAnswer) answer = post (world, container);

  if (answer->status != 201)
    g_error ("%u %s", answer->status, answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (ZbReceipt) receipt = read_receipt (json, both[i]);

    g_assert_cmpuint (receipt->signers->len, ==, n);
    check_signer (receipt, 0, world->preparer, first);
    if (n > 1)
      check_signer (receipt, 1, world->legal, second);
  }
}

static void
test_two_share_the_roles (World *world, gconstpointer data)
{
  confine (world, world->preparer, ZB_MANDATE_PREPARER);
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "preparer");
  check_refused (world, container, 422, "signature-missing",
                 "the signature of the reviewer and legal signer is missing");
  container = sign (world, container, world->legal, "reviewer legal-signer");
  check_taken (world, container, 2, "preparer", "reviewer legal-signer");
}

static void
test_one_may_hold_all (World *world, gconstpointer data)
{
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "preparer reviewer legal-signer");
  check_taken (world, container, 1, "preparer reviewer legal-signer", NULL);
}

/* Who says nothing signs in all that he holds. */
static void
test_roles_need_not_be_said (World *world, gconstpointer data)
{
  g_autoptr (GBytes) all = zb_sample_message (world->node, world->legal, NULL);
  g_autoptr (ZbFakeAnswer) taken = post (world, all);
  g_autoptr (GBytes) container = make_unsigned (world);

  g_assert_cmpuint (taken->status, ==, 201);
  confine (world, world->preparer, ZB_MANDATE_PREPARER | ZB_MANDATE_REVIEWER);
  container = sign (world, container, world->preparer, NULL);
  check_refused (world, container, 422, "signature-missing",
                 "the signature of the legal signer is missing (缺少单位负责人的签名)");
}

static void
test_a_role_must_be_held (World *world, gconstpointer data)
{
  confine (world, world->preparer, ZB_MANDATE_PREPARER);
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "preparer legal-signer");
  check_refused (world, container, 403, "role-not-held",
                 "signs as legal signer (单位负责人) and holds no mandate of " UNIT);
}

static void
test_a_role_must_be_one (World *world, gconstpointer data)
{
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "boss");
  check_refused (world, container, 422, "bad-signature", "boss");
}

/* The signature of somebody who holds nothing spoils the others'. */
static void
test_each_signer_holds_something (World *world, gconstpointer data)
{
  confine (world, world->legal, 0);
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "preparer reviewer legal-signer");
  container = sign (world, container, world->legal, "reviewer");
  check_refused (world, container, 403, "no-mandate", "李四");
}

/* The messages of a certificate, as @asker is told of them; NULL after a refusal of @status. */
static ZbJson *
ask_messages (World *world,
              const ZbTestPerson *asker,
              const ZbCertificate *certificate,
              const char *const *query,
              guint status)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/certificates/%s/messages", zb_certificate_serial (certificate));
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (world->node, asker, path, query);

  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, status);
  return status == 200 ? zb_fake_answer_json (answer) : NULL;
}

static void
assert_messages (World *world,
                 const ZbTestPerson *asker,
                 const ZbCertificate *certificate,
                 const char *since,
                 guint expected,
                 const char *part)
{
  const char *const query[] = {since ? "since" : NULL, since, NULL};
  g_autoptr (ZbJson) json = ask_messages (world, asker, certificate, query, 200);
  const ZbJson *list = zb_json_get (json, "messages");

  g_assert_cmpuint (zb_json_length (list), ==, expected);
  for (guint i = 0; i < expected; i++) {
    g_assert_cmpstr (zb_json_get_string (zb_json_at (list, i), "part"), ==, part);
    g_assert_cmpstr (zb_json_get_string (zb_json_at (list, i), "sender"), ==, UNIT);
    g_assert_cmpstr (zb_json_get_string (zb_json_at (list, i), "form"), ==, ZB_SAMPLE_FORM);
  }
}

/* One message at 12:00 that the first carries and both sign, one two hours later of the first
 * alone. */
static void
send_two (World *world)
{
  g_autoptr (GBytes) container = make_unsigned (world);
  g_autoptr (GBytes) second = NULL;

  container = sign (world, container, world->preparer, "preparer reviewer legal-signer");
  container = sign (world, container, world->legal, "legal-signer");
  g_autoptr (ZbFakeAnswer) first = post (world, container);
  g_assert_cmpuint (first->status, ==, 201);
  world->now += 2 * 3600 * G_TIME_SPAN_SECOND;
  second = zb_sample_message (world->node, world->preparer, NULL);
  /* Refused, as it ought to name the first; tried with this key all the same. */
  g_autoptr (ZbFakeAnswer) refused = post (world, second);
  g_assert_cmpuint (refused->status, ==, 201);
}

static void
test_each_ones_messages (World *world, gconstpointer data)
{
  const ZbCertificate *first = zb_signer_certificate (world->preparer->signer);
  const ZbCertificate *second = zb_signer_certificate (world->legal->signer);
  g_autoptr (ZbTestPerson) admin =
      zb_test_node_enrol (world->node, zb_test_node_invitation (world->node), NULL);

  send_two (world);
  assert_messages (world, world->preparer, first, NULL, 2, "signed");
  assert_messages (world, world->legal, second, NULL, 1, "signed");
  assert_messages (world, admin, world->preparer->tls, NULL, 2, "carried");
  assert_messages (world, admin, world->legal->tls, NULL, 0, NULL);
  /* 1720152000 is 12:00 in the bureau. */
  assert_messages (world, admin, first, "2024-07-05", 2, "signed");
  assert_messages (world, admin, first, "2024-07-05T12:00:01+08:00", 1, "signed");
  assert_messages (world, admin, second, "2024-07-05T12:00:01+08:00", 0, NULL);
  assert_messages (world, admin, first, "2024-07-06", 0, NULL);
}

static void
test_messages_are_for_those_concerned (World *world, gconstpointer data)
{
  static const char *const soon[] = {"since", "yesterday", NULL};
  static const char *const one[] = {"limit", "1", NULL};
  const ZbCertificate *first = zb_signer_certificate (world->preparer->signer);
  g_autoptr (ZbTestPerson) other =
      zb_test_node_add_enterprise (world->node, "91350213MA3BWYA54F", "厦门另一家");

  send_two (world);
  ask_messages (world, other, first, NULL, 404);
  ask_messages (world, NULL, first, NULL, 401);
  ask_messages (world, world->preparer, first, soon, 400);
  g_autoptr (ZbJson) page = ask_messages (world, world->preparer, first, one, 200);
  const char *const rest[] = {"limit", "2", "cursor", zb_json_get_string (page, "next"), NULL};
  g_autoptr (ZbJson) last = ask_messages (world, world->preparer, first, rest, 200);
  const ZbJson *message = zb_json_at (zb_json_get (last, "messages"), 0);
  g_assert_cmpuint (zb_json_length (zb_json_get (last, "messages")), ==, 1);
  g_assert_nonnull (zb_json_get_string (message, "refusal"));
  g_assert_null (zb_json_get_string (last, "next"));
}

/* Whoever of them it is, and whenever he signed: what comes now is not believed. */
static void
test_each_certificate_stands (World *world, gconstpointer data)
{
  const char *serial = zb_certificate_serial (zb_signer_certificate (world->preparer->signer));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = make_unsigned (world);

  container = sign (world, container, world->preparer, "preparer");
  container = sign (world, container, world->legal, "reviewer legal-signer");
  zb_authority_revoke (zb_node_service (zb_test_node_get (world->node))->authority, serial, 1,
                       "test", NULL, world->now, &error);
  g_assert_no_error (error);
  check_refused (world, container, 403, "signer-revoked", world->preparer->name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/server/signatories/" name, World, NULL, set_up, test, tear_down)
  ADD ("two-share-the-roles", test_two_share_the_roles);
  ADD ("one-may-hold-all", test_one_may_hold_all);
  ADD ("roles-need-not-be-said", test_roles_need_not_be_said);
  ADD ("a-role-must-be-held", test_a_role_must_be_held);
  ADD ("a-role-must-be-one", test_a_role_must_be_one);
  ADD ("each-signer-holds-something", test_each_signer_holds_something);
  ADD ("each-ones-messages", test_each_ones_messages);
  ADD ("messages-are-for-those-concerned", test_messages_are_for_those_concerned);
  ADD ("each-certificate-stands", test_each_certificate_stands);
  return g_test_run ();
}
