/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/evidence-pair.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/authority/authority.h"
#include "server/store/mandate.h"
#include "server/store/unit.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define HOUR (3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *person;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
post_as (Fixture *fixture, const ZbTestPerson *person, GBytes *container)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = "/v1/messages",
                                         .headers = headers,
                                         .body = container,
                                         .person = person,
                                     });
}

static ZbFakeAnswer *
post (Fixture *fixture, GBytes *container)
{
  return post_as (fixture, fixture->person, container);
}

static ZbFakeAnswer *
get (Fixture *fixture, const ZbTestPerson *person, const char *path)
{
  return zb_fake_ask (fixture->node,
                      &(ZbFakeRequest){.method = "GET", .path = path, .person = person});
}

static ZbJson *
read_answer (const ZbFakeAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  ZbJson *json = zb_json_read ("answer", answer->text, answer->length, 1 << 20, &error);

  g_assert_no_error (error);
  return json;
}

static GBytes *
member_bytes (const ZbJson *json, const char *name)
{
  const char *text = zb_json_get_string (json, name);
  gsize length = 0;

  g_assert_nonnull (text);
  guchar *data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

static void
assert_proves (Fixture *fixture, GBytes *evidence, GBytes *container, ZbReceiptKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEvidence) verified =
      zb_evidence_verify (evidence, container, fixture->service->trust,
                          fixture->service->log_verifier, fixture->now, &error);

  g_assert_no_error (error);
  g_assert_cmpint (verified->receipt->kind, ==, kind);
  g_assert_cmpstr (verified->receipt->sender, ==, UNIT);
  g_assert_cmpint (verified->receipt->received, ==, NOW);
}

static void
test_answers_with_evidence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, container);
  g_autoptr (ZbJson) json = read_answer (answer);

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "sender"), ==, UNIT);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, "valid");
  g_autoptr (GBytes) r1 = member_bytes (json, "r1");
  g_autoptr (GBytes) r2 = member_bytes (json, "r2");
  assert_proves (fixture, r1, container, ZB_RECEIPT_ARRIVAL);
  assert_proves (fixture, r2, container, ZB_RECEIPT_OUTCOME);
}

static void
test_twice_gives_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) first = post (fixture, container);

  fixture->now += HOUR;
  g_autoptr (ZbFakeAnswer) second = post (fixture, container);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (second->text, ==, first->text);
}

static ZbFakeAnswer *
post_for_pair (Fixture *fixture, GBytes *container)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, "Accept",
                                        "text/html, " ZB_MIME_EVIDENCE_PAIR " , " ZB_MIME_JSON,
                                        NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = "/v1/messages",
                                         .headers = headers,
                                         .body = container,
                                         .person = fixture->person,
                                     });
}

static void
assert_is_pair_of (const ZbFakeAnswer *answer, GBytes *r1, GBytes *r2)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (answer->text, answer->length);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  g_assert_cmpstr (zb_fake_answer_header (answer, "content-type"), ==, ZB_MIME_EVIDENCE_PAIR);
  zb_evidence_pair_read (bytes, &first, &second, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first, r1));
  g_assert_true (g_bytes_equal (second, r2));
}

/* To the byte the evidence that others get in words, at once and when it is asked for again. */
static void
test_answers_with_a_pair (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) first = post_for_pair (fixture, container);
  g_autoptr (ZbFakeAnswer) again = post_for_pair (fixture, container);
  g_autoptr (ZbFakeAnswer) words = post (fixture, container);
  g_autoptr (ZbJson) json = read_answer (words);
  g_autoptr (GBytes) r1 = member_bytes (json, "r1");
  g_autoptr (GBytes) r2 = member_bytes (json, "r2");

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 200);
  assert_is_pair_of (first, r1, r2);
  assert_is_pair_of (again, r1, r2);
  assert_proves (fixture, r1, container, ZB_RECEIPT_ARRIVAL);
  assert_proves (fixture, r2, container, ZB_RECEIPT_OUTCOME);
}

static void
test_message_id_names_one_digest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *package = zb_sample_package (fixture->node);
  g_autofree char *id = zb_uuid_new (NOW);
  g_autoptr (GBytes) one = zb_sample_message_for (fixture->person, package, id, NULL, fixture->now);
  g_autoptr (GBytes) other =
      zb_sample_message_for (fixture->person, package, id, NULL, fixture->now + G_USEC_PER_SEC);
  g_autoptr (ZbFakeAnswer) first = post (fixture, one);
  g_autoptr (ZbFakeAnswer) second = post (fixture, other);

  g_assert_cmpuint (first->status, ==, 201);
  zb_fake_assert_refused (second, 409, "message-id-reused");
}

static void
test_a_second_report_must_name_the_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (GBytes) other = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) first = post (fixture, one);
  g_autoptr (ZbFakeAnswer) second = post (fixture, other);
  g_autoptr (ZbJson) json = read_answer (second);

  g_assert_cmpuint (first->status, ==, 201);
  /* Kept and receipted, as refused. */
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, "refused");
}

static void
test_wants_a_container (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("PK", 2);
  g_autoptr (ZbFakeAnswer) broken = post (fixture, nonsense);
  g_autoptr (ZbFakeAnswer) untyped = zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                                                     .method = "POST",
                                                                     .path = "/v1/messages",
                                                                     .body = nonsense,
                                                                     .person = fixture->person,
                                                                 });

  g_assert_cmpuint (broken->status, ==, 422);
  zb_fake_assert_refused (broken, 422, "bad-container");
  zb_fake_assert_refused (untyped, 415, "wrong-type");
}

static void
test_one_changed_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (container, &size);
  const guint8 *figure = memmem (bytes, size, "report-date", 11);
  g_autofree guint8 *copy = g_memdup2 (bytes, size);

  copy[figure - bytes] ^= 1;
  g_autoptr (GBytes) changed = g_bytes_new (copy, size);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, changed);
  g_assert_cmpuint (answer->status, ==, 422);
}

static void
test_only_its_own_carrier (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbTestPerson) stranger =
      zb_test_node_add_enterprise (fixture->node, OTHER, "厦门澄屿锂新能源");
  g_autoptr (ZbFakeAnswer) answer = post_as (fixture, stranger, container);

  zb_fake_assert_refused (answer, 403, "wrong-carrier");
}

/* Gives @holder an agent's mandate for the fixture's unit. */
static void
make_agent (Fixture *fixture, const char *holder)
{
  g_autoptr (ZbUnit) unit = zb_store_read_unit (fixture->service->store, UNIT, "2024-07-05", NULL);
  ZbMandate mandate = {
      .tenant = (char *)"*",
      .unit = unit->id,
      .holder = (char *)holder,
      .role = ZB_MANDATE_AGENT,
      .from_day = (char *)"2024-01-01",
  };
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &mandate, .time = NOW, .who = "test"};

  g_assert_true (zb_store_commit_one (fixture->service->store, &act, NULL, NULL));
}

static void
test_agents_carry_and_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbTestPerson) agent =
      zb_test_node_add_enterprise (fixture->node, OTHER, "厦门代理记账");

  make_agent (fixture, OTHER);
  g_autoptr (ZbFakeAnswer) answer = post_as (fixture, agent, container);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = read_answer (answer);
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/" UNIT "/%s", zb_json_get_string (json, "message"));
  g_autoptr (ZbFakeAnswer) seen = get (fixture, agent, path);
  g_assert_cmpuint (seen->status, ==, 200);
}

static void
test_from_the_future (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);

  fixture->now = NOW + 23 * HOUR;
  g_autoptr (GBytes) early = zb_sample_message (fixture->node, fixture->person, NULL);
  fixture->now = NOW;
  g_autoptr (ZbFakeAnswer) answer = post (fixture, early);
  zb_fake_assert_refused (answer, 422, "message-expired");
  g_autoptr (ZbFakeAnswer) in_time = post (fixture, container);
  g_assert_cmpuint (in_time->status, ==, 201);
}

static void
test_revoked_signer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  const char *serial = zb_certificate_serial (zb_signer_certificate (fixture->person->signer));
  g_autoptr (GError) error = NULL;

  zb_authority_revoke (fixture->service->authority, serial, 1, "test", NULL, NOW, &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, container);
  zb_fake_assert_refused (answer, 403, "signer-revoked");
}

/* What was given is given again, whatever would be said of it by now. */
static void
test_taken_before_revocation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  const char *serial = zb_certificate_serial (zb_signer_certificate (fixture->person->signer));
  g_autoptr (ZbFakeAnswer) first = post (fixture, container);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (first->status, ==, 201);
  fixture->now += HOUR;
  zb_authority_revoke (fixture->service->authority, serial, 1, "test", NULL, fixture->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) second = post (fixture, container);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (second->text, ==, first->text);
}

static void
test_receipts_by_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, container);
  g_autoptr (ZbJson) json = read_answer (answer);
  g_autofree char *base =
      g_strdup_printf ("/v1/messages/" UNIT "/%s", zb_json_get_string (json, "message"));
  g_autoptr (GBytes) r2 = member_bytes (json, "r2");

  for (guint i = 0; i < 3; i++) {
    g_autofree char *path = g_strdup_printf ("%s/receipts/%u", base, i);
    g_autoptr (ZbFakeAnswer) receipt = get (fixture, fixture->person, path);
    g_assert_cmpuint (receipt->status, ==, i < 2 ? 200 : 404);
    if (i == 1)
      g_assert_cmpmem (receipt->text, receipt->length, g_bytes_get_data (r2, NULL),
                       g_bytes_get_size (r2));
  }
  g_autofree char *wrong = g_strconcat (base, "/receipts/-1", NULL);
  g_autoptr (ZbFakeAnswer) none = get (fixture, fixture->person, wrong);
  zb_fake_assert_refused (none, 404, "not-found");
}

static void
test_others_do_not_see_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbTestPerson) stranger =
      zb_test_node_add_enterprise (fixture->node, OTHER, "厦门澄屿锂新能源");
  g_autoptr (ZbFakeAnswer) answer = post (fixture, container);
  g_autoptr (ZbJson) json = read_answer (answer);
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/" UNIT "/%s", zb_json_get_string (json, "message"));
  g_autoptr (ZbFakeAnswer) seen = get (fixture, stranger, path);

  zb_fake_assert_refused (seen, 404, "not-found");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/message-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers-with-evidence", test_answers_with_evidence);
  ADD ("twice-gives-the-same", test_twice_gives_the_same);
  ADD ("answers-with-a-pair", test_answers_with_a_pair);
  ADD ("message-id-names-one-digest", test_message_id_names_one_digest);
  ADD ("a-second-report-must-name-the-first", test_a_second_report_must_name_the_first);
  ADD ("wants-a-container", test_wants_a_container);
  ADD ("one-changed-byte", test_one_changed_byte);
  ADD ("only-its-own-carrier", test_only_its_own_carrier);
  ADD ("agents-carry-and-look", test_agents_carry_and_look);
  ADD ("from-the-future", test_from_the_future);
  ADD ("revoked-signer", test_revoked_signer);
  ADD ("taken-before-revocation", test_taken_before_revocation);
  ADD ("receipts-by-number", test_receipts_by_number);
  ADD ("others-do-not-see-it", test_others_do_not_see_it);
  return g_test_run ();
}
