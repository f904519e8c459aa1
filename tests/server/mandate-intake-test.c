/* SPDX-License-Identifier: Apache-2.0 */
/* What mandates are worth when a report comes: agents by system and period, deputies by day. */
#include "exchange/commitment.h"
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "server/authority/authority.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define AGENT "91350213MA3BWYA54F"
#define DEPUTY "林婉清"
#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define DAY (24 * HOUR)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *agent, *deputy;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->agent = zb_test_node_add_enterprise (fixture->node, AGENT, "厦门代理记账");
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, UNIT);
  fixture->deputy = zb_test_node_enrol (fixture->node, invitation, DEPUTY);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->agent);
  zb_test_person_free (fixture->deputy);
  zb_test_node_free (fixture->node);
}

/* With revocation lists as fresh as a node that serves has them. */
static void
move_to (Fixture *fixture, gint64 now)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;

  fixture->now = now;
  zb_authority_renew_crl (service->authority, now, &error);
  g_assert_no_error (error);
}

/* As the fixture's person; the number of the new mandate. */
static gint64
give (Fixture *fixture, const char *json)
{
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_post (fixture->node, fixture->person, "/v1/mandates", json, NULL);

  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) number = zb_fake_answer_json (answer);
  return zb_json_integer (zb_json_get (number, "id"), 0);
}

static ZbFakeAnswer *
end (Fixture *fixture, const ZbTestPerson *person, gint64 id, const char *json)
{
  g_autofree char *path = g_strdup_printf ("/v1/mandates/%" G_GINT64_FORMAT "/end", id);

  return zb_fake_post (fixture->node, person, path, json, NULL);
}

/* Ends what enrolling gave the second person, so that only deputizing lets her sign. */
static void
take_standing_mandates (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->person, "/v1/mandates", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *given = zb_json_get (json, "given");
  guint ended = 0;

  for (guint i = 0; i < zb_json_length (given); i++) {
    const ZbJson *one = zb_json_at (given, i);
    if (g_strcmp0 (zb_json_get_string (one, "person"), DEPUTY) != 0)
      continue;
    g_autoptr (ZbFakeAnswer) done =
        end (fixture, fixture->person, zb_json_integer (zb_json_get (one, "id"), 0), "{}");
    g_assert_cmpuint (done->status, ==, 204);
    ended++;
  }
  g_assert_cmpuint (ended, ==, 2);
}

/* A report of the unit, signed by @signer. */
static GBytes *
message_signed_by (Fixture *fixture, const ZbTestPerson *signer)
{
  ZbTestPerson signs = *fixture->person;

  signs.signer = signer->signer;
  return zb_sample_message (fixture->node, &signs, NULL);
}

static ZbFakeAnswer *
post (Fixture *fixture, const ZbTestPerson *carrier, GBytes *container)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = "/v1/messages",
                                         .headers = headers,
                                         .body = container,
                                         .person = carrier,
                                     });
}

static void
assert_taken (Fixture *fixture, const ZbTestPerson *carrier, const ZbTestPerson *signer)
{
  g_autoptr (GBytes) container = message_signed_by (fixture, signer);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, carrier, container);

  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 201);
}

/* Refused with 403 and @code; the detail holds each of @words. */
static void
assert_refused (Fixture *fixture,
                const ZbTestPerson *carrier,
                const ZbTestPerson *signer,
                const char *code,
                const char *const *words)
{
  g_autoptr (GBytes) container = message_signed_by (fixture, signer);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, carrier, container);

  g_test_message ("%s", answer->text);
  zb_fake_assert_refused (answer, 403, code);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const char *detail = zb_json_get_string (json, "detail");
  for (guint i = 0; words[i]; i++)
    g_assert_nonnull (strstr (detail, words[i]));
}

static void
test_agent_signs_in_its_system_and_periods (Fixture *fixture, gconstpointer data)
{
  give (fixture, "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\","
                 "\"first_period\":\"2024-Q2\",\"last_period\":\"2024-06\"}");
  assert_taken (fixture, fixture->agent, fixture->agent);
}

static void
test_agent_of_another_period (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = {
      "the system s1", "the period 2024-06",
      "only this: s1, periods from 2024-07 to 2024-12, days from 2024-07-05 on", NULL};

  give (fixture, "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\","
                 "\"first_period\":\"2024-07\",\"last_period\":\"2024-12\"}");
  assert_refused (fixture, fixture->person, fixture->agent, "no-mandate", words);
  assert_refused (fixture, fixture->agent, fixture->person, "wrong-carrier", words);
}

static void
test_agent_of_another_system (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = {"the system s1", "the period 2024-06", "only this: s2", NULL};

  give (fixture, "{\"tenant\":\"s2\",\"holder\":\"" AGENT "\"}");
  assert_refused (fixture, fixture->person, fixture->agent, "no-mandate", words);
  assert_refused (fixture, fixture->agent, fixture->person, "wrong-carrier", words);
}

static void
test_agent_revoked (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = {"only this: s1, days from 2024-07-05 to 2024-07-04", NULL};
  gint64 id = give (fixture, "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\"}");

  g_autoptr (ZbFakeAnswer) done = end (fixture, fixture->person, id, "{}");
  g_assert_cmpuint (done->status, ==, 204);
  assert_refused (fixture, fixture->person, fixture->agent, "no-mandate", words);
}

/* The periods of what an agent is shown as due. (transfer full) */
static char *
due_of (Fixture *fixture, const ZbTestPerson *person)
{
  static const char *const query[] = {"unit", UNIT, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, person, "/v1/due", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *list = zb_json_get (json, "obligations");
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  for (guint i = 0; i < zb_json_length (list); i++)
    g_string_append_printf (text, "%s ", zb_json_get_string (zb_json_at (list, i), "period"));
  return g_string_free (text, FALSE);
}

static void
test_agent_sees_its_periods_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) sent = post (fixture, fixture->person, container);
  g_autoptr (ZbJson) json = zb_fake_answer_json (sent);
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/" UNIT "/%s", zb_json_get_string (json, "message"));

  g_assert_cmpuint (sent->status, ==, 201);
  give (fixture, "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"first_period\":\"2024-07\"}");
  g_autofree char *later = due_of (fixture, fixture->agent);
  g_autoptr (ZbFakeAnswer) unseen = zb_fake_get (fixture->node, fixture->agent, path, NULL);
  g_assert_cmpstr (later, ==, "");
  zb_fake_assert_refused (unseen, 404, "not-found");
  give (fixture, "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"last_period\":\"2024-06\"}");
  g_autofree char *now = due_of (fixture, fixture->agent);
  g_autoptr (ZbFakeAnswer) seen = zb_fake_get (fixture->node, fixture->agent, path, NULL);
  g_assert_cmpstr (now, ==, "2024-06 ");
  g_assert_cmpuint (seen->status, ==, 200);
}

static void
test_deputy_signs_on_the_days (Fixture *fixture, gconstpointer data)
{
  static const char *const before[] = {DEPUTY, "on 2024-07-05",
                                       "only this: s1, days from 2024-07-06 to 2024-07-07", NULL};
  static const char *const after[] = {DEPUTY, "on 2024-07-08", NULL};

  take_standing_mandates (fixture);
  give (fixture, "{\"role\":\"deputy\",\"tenant\":\"s1\",\"person\":\"" DEPUTY "\","
                 "\"from\":\"2024-07-06\",\"to\":\"2024-07-07\"}");
  assert_refused (fixture, fixture->person, fixture->deputy, "no-mandate", before);
  move_to (fixture, NOW + 2 * DAY);
  assert_taken (fixture, fixture->person, fixture->deputy);
  move_to (fixture, NOW + 3 * DAY);
  assert_refused (fixture, fixture->person, fixture->deputy, "no-mandate", after);
}

/* What was committed to on the last day may follow the day after. */
static void
test_deputy_is_judged_by_the_commitment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  take_standing_mandates (fixture);
  give (fixture, "{\"role\":\"deputy\",\"tenant\":\"s1\",\"person\":\"" DEPUTY "\","
                 "\"to\":\"2024-07-05\"}");
  g_autoptr (GBytes) container = message_signed_by (fixture, fixture->deputy);
  g_autoptr (ZbContainer) opened = zb_container_open ("message", container, &error);
  g_assert_no_error (error);
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  const ZbCommitment commitment = {.node = (char *)"350200",
                                   .sender = (char *)UNIT,
                                   .message_id = zb_container_envelope (opened)->message_id,
                                   .container = digest,
                                   .created = fixture->now};
  g_autoptr (GBytes) body = zb_commitment_sign (&commitment, fixture->deputy->signer, &error);
  g_assert_no_error (error);
  g_autofree char *json = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (ZbFakeAnswer) committed =
      zb_fake_post (fixture->node, fixture->person, "/v1/commitments", json, NULL);
  g_test_message ("%s", committed->text);
  g_assert_cmpuint (committed->status, ==, 201);
  move_to (fixture, NOW + 20 * HOUR);
  g_autoptr (ZbFakeAnswer) answer = post (fixture, fixture->person, container);
  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (GBytes) another = message_signed_by (fixture, fixture->deputy);
  g_autoptr (ZbFakeAnswer) late = post (fixture, fixture->person, another);
  zb_fake_assert_refused (late, 403, "no-mandate");
}

static void
test_deputy_appoints_nobody (Fixture *fixture, gconstpointer data)
{
  take_standing_mandates (fixture);
  gint64 id = give (fixture, "{\"role\":\"deputy\",\"tenant\":\"*\",\"person\":\"" DEPUTY "\","
                             "\"to\":\"2024-07-31\"}");
  g_autoptr (ZbFakeAnswer) agent =
      zb_fake_post (fixture->node, fixture->deputy, "/v1/mandates",
                    "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\"}", NULL);
  g_autoptr (ZbFakeAnswer) another = zb_fake_post (
      fixture->node, fixture->deputy, "/v1/mandates",
      "{\"role\":\"deputy\",\"tenant\":\"s1\",\"person\":\"甲\",\"to\":\"2024-07-31\"}", NULL);

  zb_fake_assert_refused (agent, 403, "no-mandate");
  zb_fake_assert_refused (another, 403, "no-mandate");
  g_autoptr (ZbFakeAnswer) done = end (fixture, fixture->person, id, "{}");
  g_assert_cmpuint (done->status, ==, 204);
  assert_refused (fixture, fixture->person, fixture->deputy, "no-mandate",
                  (const char *const[]){DEPUTY, NULL});
}

/* The certificate's own page tells what its holder may sign, to the unit and to the bureau. */
static void
test_shown_with_the_certificate (Fixture *fixture, gconstpointer data)
{
  const char *digest = zb_certificate_digest (zb_signer_certificate (fixture->deputy->signer));
  g_autofree char *path = g_strconcat ("/v1/certs/", digest, NULL);

  take_standing_mandates (fixture);
  give (fixture, "{\"role\":\"deputy\",\"tenant\":\"s1\",\"person\":\"" DEPUTY "\","
                 "\"to\":\"2024-07-31\",\"last_period\":\"2024-06\"}");
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, fixture->person, path, NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *one = zb_json_at (zb_json_get (json, "certificates"), 0);
  const ZbJson *mandates = zb_json_get (one, "mandates");
  const ZbJson *last = zb_json_at (mandates, zb_json_length (mandates) - 1);

  g_assert_cmpuint (zb_json_length (mandates), ==, 3);
  g_assert_cmpstr (zb_json_get_string (last, "role"), ==, "deputy");
  g_assert_cmpstr (zb_json_get_string (last, "person"), ==, DEPUTY);
  g_assert_cmpstr (zb_json_get_string (last, "to"), ==, "2024-07-31");
  g_assert_cmpstr (zb_json_get_string (last, "last_period"), ==, "2024-06");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/mandate-intake/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("agent-signs-in-its-system-and-periods", test_agent_signs_in_its_system_and_periods);
  ADD ("agent-of-another-period", test_agent_of_another_period);
  ADD ("agent-of-another-system", test_agent_of_another_system);
  ADD ("agent-revoked", test_agent_revoked);
  ADD ("agent-sees-its-periods-only", test_agent_sees_its_periods_only);
  ADD ("deputy-signs-on-the-days", test_deputy_signs_on_the_days);
  ADD ("deputy-is-judged-by-the-commitment", test_deputy_is_judged_by_the_commitment);
  ADD ("deputy-appoints-nobody", test_deputy_appoints_nobody);
  ADD ("shown-with-the-certificate", test_shown_with_the_certificate);
  return g_test_run ();
}
