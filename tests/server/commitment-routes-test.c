/* SPDX-License-Identifier: Apache-2.0 */
/* A digest before the hour, the message behind it; and signatures without their certificates. */
#include "exchange/commitment.h"
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/store/calendar.h"
#include "server/verify.h"
#include "storage/database.h"
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
  char *package, *id, *digest;
  GBytes *container;
} Fixture;

/* A commitment is good for ten hours. */
static void
shorten (const ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strconcat (text, "[commitments]\nhours = 10\nwaiting = 5\n", NULL);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
}

/* The deadline is an hour away. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  ZbCalendarEntry entry = {.tenant = (char *)"s1",
                           .form = (char *)ZB_SAMPLE_FORM,
                           .period = (char *)ZB_SAMPLE_PERIOD,
                           .opens = NOW - HOUR,
                           .deadline = NOW + HOUR,
                           .closes = NOW + 100 * HOUR,
                           .joint = -1,
                           .reason = (char *)"test"};
  ZbAct act = {.kind = ZB_ACT_CALENDAR, .what = &entry, .time = NOW, .who = "test"};
  g_autoptr (GError) error = NULL;

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  zb_test_node_close (fixture->node);
  shorten (fixture->node);
  zb_test_node_open (fixture->node);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_store_commit_one (fixture->service->store, &act, NULL, &error);
  g_assert_no_error (error);
  fixture->package = zb_sample_package (fixture->node);
  fixture->id = zb_uuid_new (NOW);
  fixture->container =
      zb_sample_message_for (fixture->person, fixture->package, fixture->id, NULL, NOW);
  fixture->digest = zb_digest_hex_of_bytes (fixture->container);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  g_free (fixture->package);
  g_free (fixture->id);
  g_free (fixture->digest);
  g_bytes_unref (fixture->container);
}

static ZbFakeAnswer *
commit_as (Fixture *fixture,
           const ZbTestPerson *carrier,
           const ZbTestPerson *signer,
           const ZbCommitment *commitment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = zb_commitment_sign (commitment, signer->signer, &error);

  g_assert_no_error (error);
  g_autofree char *json = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return zb_fake_post (fixture->node, carrier, "/v1/commitments", json, NULL);
}

static ZbCommitment
commitment_of (Fixture *fixture)
{
  return (ZbCommitment){.node = (char *)"350200",
                        .sender = (char *)UNIT,
                        .message_id = fixture->id,
                        .container = fixture->digest,
                        .created = fixture->now};
}

static ZbFakeAnswer *
commit (Fixture *fixture)
{
  const ZbCommitment commitment = commitment_of (fixture);

  return commit_as (fixture, fixture->person, fixture->person, &commitment);
}

static ZbFakeAnswer *
post (Fixture *fixture, GBytes *container)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = "/v1/messages",
                                         .headers = headers,
                                         .body = container,
                                         .person = fixture->person,
                                     });
}

/* The verified receipt under @name of an answer. */
static ZbEvidence *
open_evidence (Fixture *fixture, const ZbFakeAnswer *answer, const char *name)
{
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (json, name), &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  ZbEvidence *evidence = zb_evidence_verify (bytes, fixture->container, fixture->service->trust,
                                             fixture->service->log_verifier, fixture->now, &error);

  g_assert_no_error (error);
  return evidence;
}

static void
test_is_receipted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);
  g_autoptr (ZbEvidence) r0 = open_evidence (fixture, answer, "r0");

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpint (r0->receipt->kind, ==, ZB_RECEIPT_COMMITMENT);
  g_assert_cmpstr (r0->receipt->sender, ==, UNIT);
  g_assert_cmpstr (r0->receipt->message_id, ==, fixture->id);
  g_assert_cmpint (r0->receipt->received, ==, NOW);
  fixture->now += HOUR;
  g_autoptr (ZbFakeAnswer) again = commit (fixture);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpstr (again->text, ==, answer->text);
}

/* Moves the clock on; a fresh revocation list comes with the time. */
static void
wait_hours (Fixture *fixture, guint hours)
{
  g_autoptr (GError) error = NULL;

  fixture->now = NOW + hours * HOUR;
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
}

/* Sends the message @hours later and expects it to be judged so. */
static void
check_judged (Fixture *fixture, guint hours, gboolean late, gint64 committed)
{
  wait_hours (fixture, hours);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, fixture->container);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbEvidence) r1 = open_evidence (fixture, answer, "r1");
  g_autoptr (ZbEvidence) r2 = open_evidence (fixture, answer, "r2");
  g_assert_cmpstr (r2->receipt->outcome, !=, "refused");
  g_assert_cmpint (r2->receipt->late, ==, late);
  g_assert_cmpint (r2->receipt->committed, ==, committed);
  g_assert_cmpint (r1->receipt->committed, ==, committed);
  /* When it came is another thing. */
  g_assert_cmpint (r1->receipt->received, ==, fixture->now);
}

static void
test_rules_the_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);

  g_assert_cmpuint (answer->status, ==, 201);
  check_judged (fixture, 2, FALSE, NOW);
}

static void
test_without_one_it_is_late (Fixture *fixture, gconstpointer data)
{
  check_judged (fixture, 2, TRUE, 0);
}

static void
test_at_its_last_hour (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);

  check_judged (fixture, 10, FALSE, NOW);
}

static void
test_expires (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);

  check_judged (fixture, 11, TRUE, 0);
}

static void
test_other_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);
  g_autoptr (GBytes) other = zb_sample_message_for (fixture->person, fixture->package, fixture->id,
                                                    NULL, NOW + G_USEC_PER_SEC);
  g_autoptr (ZbFakeAnswer) refused = post (fixture, other);

  zb_fake_assert_refused (refused, 409, "not-as-committed");
  g_autoptr (ZbFakeAnswer) taken = post (fixture, fixture->container);
  g_assert_cmpuint (taken->status, ==, 201);
  g_autoptr (ZbFakeAnswer) behind = commit (fixture);
  g_assert_cmpuint (behind->status, ==, 200);
}

/* One that was committed to says nothing of the sender's next. */
static void
test_another_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);
  g_autoptr (GBytes) other =
      zb_sample_message_for (fixture->person, fixture->package, NULL, NULL, NOW);
  g_autoptr (ZbFakeAnswer) taken = post (fixture, other);

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpuint (taken->status, ==, 201);
}

static void
test_one_digest_a_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);
  ZbCommitment other = commitment_of (fixture);
  g_autofree char *digest = zb_digest_hex_of ("x", 1);

  other.container = digest;
  g_autoptr (ZbFakeAnswer) refused = commit_as (fixture, fixture->person, fixture->person, &other);
  zb_fake_assert_refused (refused, 409, "message-id-reused");
}

static void
test_behind_its_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) taken = post (fixture, fixture->container);
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);

  g_assert_cmpuint (taken->status, ==, 201);
  zb_fake_assert_refused (answer, 409, "exists");
}

static void
test_only_by_those_who_may (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) stranger =
      zb_test_node_add_enterprise (fixture->node, OTHER, "厦门澄屿锂新能源");
  ZbCommitment commitment = commitment_of (fixture);
  g_autoptr (ZbFakeAnswer) carried = commit_as (fixture, stranger, fixture->person, &commitment);
  g_autoptr (ZbFakeAnswer) signed_by_another =
      commit_as (fixture, fixture->person, stranger, &commitment);

  zb_fake_assert_refused (carried, 403, "wrong-carrier");
  zb_fake_assert_refused (signed_by_another, 403, "no-mandate");
  commitment.node = (char *)"350203";
  g_autoptr (ZbFakeAnswer) elsewhere =
      commit_as (fixture, fixture->person, fixture->person, &commitment);
  zb_fake_assert_refused (elsewhere, 422, "wrong-receiver");
  commitment = commitment_of (fixture);
  commitment.created = NOW + HOUR;
  g_autoptr (ZbFakeAnswer) early =
      commit_as (fixture, fixture->person, fixture->person, &commitment);
  zb_fake_assert_refused (early, 422, "message-expired");
  commitment = commitment_of (fixture);
  commitment.sender = (char *)"91350200MA00000000";
  g_autoptr (ZbFakeAnswer) unknown =
      commit_as (fixture, fixture->person, fixture->person, &commitment);
  zb_fake_assert_refused (unknown, 422, "unknown-unit");
}

/* The signature is over other bytes. */
static void
test_another_statement (Fixture *fixture, gconstpointer data)
{
  ZbCommitment commitment = commitment_of (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = zb_commitment_sign (&commitment, fixture->person->signer, &error);
  g_autoptr (GBytes) statement = zb_commitment_write (&commitment);
  g_autofree char *json = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autofree char *mine =
      g_base64_encode (g_bytes_get_data (statement, NULL), g_bytes_get_size (statement));

  commitment.created += 1;
  g_autoptr (GBytes) later = zb_commitment_write (&commitment);
  g_autofree char *other =
      g_base64_encode (g_bytes_get_data (later, NULL), g_bytes_get_size (later));
  g_autoptr (GString) text = g_string_new (json);
  g_assert_cmpuint (g_string_replace (text, mine, other, 0), ==, 1);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_post (fixture->node, fixture->person, "/v1/commitments", text->str, NULL);
  zb_fake_assert_refused (answer, 422, "wrong-digest");
  g_autoptr (ZbFakeAnswer) empty =
      zb_fake_post (fixture->node, fixture->person, "/v1/commitments", "{}", NULL);
  zb_fake_assert_refused (empty, 400, "missing-argument");
}

/* Five of a unit may wait for their messages; those that expired do not count. */
static void
test_quota (Fixture *fixture, gconstpointer data)
{
  ZbCommitment commitment = commitment_of (fixture);

  for (guint i = 0; i <= 5; i++) {
    g_autofree char *id = zb_uuid_new (NOW);
    commitment.message_id = id;
    g_autoptr (ZbFakeAnswer) answer =
        commit_as (fixture, fixture->person, fixture->person, &commitment);
    if (i < 5)
      g_assert_cmpuint (answer->status, ==, 201);
    else
      zb_fake_assert_refused (answer, 429, "commitments-full");
  }
  wait_hours (fixture, 11);
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);
  g_assert_cmpuint (answer->status, ==, 201);
}

/* Runs @sql on the closed node's store. */
static void
execute (Fixture *fixture, const char *sql)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);

  g_assert_no_error (error);
  zb_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

/* Whether zhibaod verify names the table commitment and @field, or (NULL) finds nothing. */
static void
check_verify (Fixture *fixture, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  const ZbLogFault *fault = report->faults->len > 0 ? report->faults->pdata[0] : NULL;
  if (!field) {
    g_assert_cmpstr (fault ? fault->table : "in order", ==, "in order");
    return;
  }
  g_assert_nonnull (fault);
  g_assert_cmpstr (fault->table, ==, "commitment");
  g_assert_cmpstr (fault->field ? fault->field : "", ==, field);
}

/* A commitment moved to before the deadline, or dropped, is named. */
static void
test_is_verified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = commit (fixture);

  g_assert_cmpuint (answer->status, ==, 201);
  zb_test_node_close (fixture->node);
  check_verify (fixture, NULL);
  execute (fixture, "UPDATE commitment SET received = received - 3600000000");
  check_verify (fixture, "received");
  execute (fixture, "UPDATE commitment SET received = received + 3600000000, "
                    "signature = (SELECT der FROM certificate LIMIT 1)");
  check_verify (fixture, "signature");
  execute (fixture, "DELETE FROM commitment");
  check_verify (fixture, "");
}

/* The container with its signature made again, without certificates. */
static GBytes *
make_cut (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) open = zb_container_open ("whole", fixture->container, &error);
  GBytes *body = zb_container_body (open, 0);
  g_autoptr (GBytes) bare = zb_container_build (zb_container_envelope (open), &body, &error);
  g_assert_no_error (error);
  GBytes *cut = zb_container_sign (bare, fixture->person->signer, NOW, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (cut) + 400, <, g_bytes_get_size (fixture->container));
  return cut;
}

/* Whom the node knows need not send his certificates. */
static void
test_certificates_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) cut = make_cut (fixture);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, cut);

  g_assert_cmpuint (answer->status, ==, 201);
}

static void
test_certificates_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) cut = make_cut (fixture);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  zb_test_node_close (fixture->node);
  execute (fixture, "DELETE FROM certificate");
  zb_test_node_open (fixture->node);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (ZbFakeAnswer) asked = post (fixture, cut);
  zb_fake_assert_refused (asked, 422, ZB_PROBLEM_CERTIFICATES_NEEDED);
  g_ptr_array_add (certificates, zb_signer_certificate (fixture->person->signer));
  g_autoptr (GBytes) whole = zb_container_embed (cut, certificates, &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, whole);
  g_assert_cmpuint (answer->status, ==, 201);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/commitment-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("is-receipted", test_is_receipted);
  ADD ("rules-the-deadline", test_rules_the_deadline);
  ADD ("without-one-it-is-late", test_without_one_it_is_late);
  ADD ("at-its-last-hour", test_at_its_last_hour);
  ADD ("expires", test_expires);
  ADD ("other-bytes", test_other_bytes);
  ADD ("another-message", test_another_message);
  ADD ("one-digest-a-message", test_one_digest_a_message);
  ADD ("behind-its-message", test_behind_its_message);
  ADD ("only-by-those-who-may", test_only_by_those_who_may);
  ADD ("another-statement", test_another_statement);
  ADD ("quota", test_quota);
  ADD ("is-verified", test_is_verified);
  ADD ("certificates-left-out", test_certificates_left_out);
  ADD ("certificates-needed", test_certificates_needed);
  return g_test_run ();
}
