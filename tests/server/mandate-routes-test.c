/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/mandate.h"
#include "server/store/unit.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define AGENT "91350213MA3BWYA54F"
#define KEY "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *agent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->agent = zb_test_node_add_enterprise (fixture->node, AGENT, "厦门代理记账");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->agent);
  zb_test_node_free (fixture->node);
}

/* What the agent may do for the unit in @tenant on @day. */
static guint
roles_of_agent (Fixture *fixture, const char *tenant, const char *day)
{
  ZbStore *store = zb_test_node_store (fixture->node);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (store, UNIT, "2024-07-05", &error);
  guint roles = 0;

  zb_store_read_mandate (store, tenant, unit->id, AGENT, fixture->agent->name, day, &roles, &error);
  g_assert_no_error (error);
  return roles;
}

static ZbFakeAnswer *
post (Fixture *fixture, const ZbTestPerson *person, const char *path, const char *json)
{
  return zb_fake_post (fixture->node, person, path, json, NULL);
}

/* Gives the mandate 2024-07-05 to 2024-12-31 in s1 and returns the path that ends it. */
static char *
give (Fixture *fixture)
{
  static const char request[] = "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"to\":\"2024-12-31\","
                                "\"last_period\":\"2024-Q4\"}";
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_post (fixture->node, fixture->person, "/v1/mandates", request, KEY);
  g_autoptr (ZbFakeAnswer) again =
      zb_fake_post (fixture->node, fixture->person, "/v1/mandates", request, KEY);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpstr (again->text, ==, answer->text);
  return g_strdup_printf ("/v1/mandates/%" G_GINT64_FORMAT "/end",
                          zb_json_integer (zb_json_get (json, "id"), 0));
}

static void
test_given_for_a_system_and_days (Fixture *fixture, gconstpointer data)
{
  g_autofree char *end = give (fixture);

  g_assert_nonnull (end);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-07-05"), ==, ZB_MANDATE_AGENT);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-12-31"), ==, ZB_MANDATE_AGENT);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2025-01-01"), ==, 0);
  g_assert_cmpuint (roles_of_agent (fixture, "s2", "2024-07-05"), ==, 0);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *end = give (fixture);
  g_autoptr (ZbFakeAnswer) later = post (fixture, fixture->person, end, "{\"to\":\"2024-07-31\"}");

  g_assert_cmpuint (later->status, ==, 204);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-07-31"), ==, ZB_MANDATE_AGENT);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-08-01"), ==, 0);
  g_autoptr (ZbFakeAnswer) longer = post (fixture, fixture->person, end, "{\"to\":\"2024-08-01\"}");
  zb_fake_assert_refused (longer, 400, "bad-argument");
  g_autoptr (ZbFakeAnswer) before = post (fixture, fixture->person, end, "{\"to\":\"2024-07-03\"}");
  zb_fake_assert_refused (before, 400, "bad-argument");
  g_autoptr (ZbFakeAnswer) now = post (fixture, fixture->person, end, "{}");
  g_assert_cmpuint (now->status, ==, 204);
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-07-05"), ==, 0);
}

static void
test_only_the_unit_takes_it_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *end = give (fixture);
  g_autoptr (ZbFakeAnswer) agent = post (fixture, fixture->agent, end, "{}");
  /* The preparer's mandate that enrolling gave. */
  g_autoptr (ZbFakeAnswer) own = post (fixture, fixture->person, "/v1/mandates/1/end", "{}");
  g_autoptr (ZbFakeAnswer) rubbish = post (fixture, fixture->person, "/v1/mandates/5x/end", "{}");

  zb_fake_assert_refused (agent, 404, "not-found");
  zb_fake_assert_refused (own, 404, "not-found");
  zb_fake_assert_refused (rubbish, 404, "not-found");
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-07-05"), ==, ZB_MANDATE_AGENT);
}

/* Who prepares and no longer signs makes no agents. */
static void
test_only_a_signer_gives (Fixture *fixture, gconstpointer data)
{
  ZbStore *store = zb_test_node_store (fixture->node);
  g_autoptr (ZbUnit) unit = zb_store_read_unit (store, UNIT, "2024-07-05", NULL);
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (store, unit->id, NULL, NULL);

  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    ZbMandate ended = {.id = mandate->id, .to_day = (char *)"2024-07-04"};
    ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &ended, .time = NOW, .who = "test"};
    if (mandate->role == ZB_MANDATE_LEGAL_SIGNER)
      g_assert_true (zb_store_commit_one (store, &act, NULL, NULL));
  }
  g_autoptr (ZbFakeAnswer) answer = post (fixture, fixture->person, "/v1/mandates",
                                          "{\"tenant\":\"s1\",\"holder\":\"" AGENT "\"}");
  zb_fake_assert_refused (answer, 403, "no-mandate");
}

static void
test_refuses_what_cannot_be (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *json;
    guint status;
    const char *code;
  } wrong[] = {
      {"{\"tenant\":\"s1\"}", 400, "missing-argument"},
      {"{\"tenant\":\"s99\",\"holder\":\"" AGENT "\"}", 404, "not-found"},
      {"{\"tenant\":\"s1\",\"holder\":\"" UNIT "\"}", 400, "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"9135020061202218XY\"}", 422, "unknown-unit"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"from\":\"2024-07-04\"}", 400, "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"from\":\"2024-02-30\"}", 400, "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"to\":\"2024-07-04\"}", 400, "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"first_period\":\"2024-13\"}", 400,
       "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"first_period\":\"2024-06\","
       "\"last_period\":\"2024-05\"}",
       400, "bad-argument"},
      {"{\"tenant\":\"s1\",\"holder\":\"" AGENT "\",\"role\":\"legal-signer\"}", 400,
       "bad-argument"},
      {"{\"role\":\"deputy\",\"tenant\":\"s1\",\"to\":\"2024-07-31\"}", 400, "missing-argument"},
      {"{\"role\":\"deputy\",\"tenant\":\"s1\",\"person\":\"甲\"}", 400, "missing-argument"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%s", wrong[i].json);
    g_autoptr (ZbFakeAnswer) answer =
        post (fixture, fixture->person, "/v1/mandates", wrong[i].json);
    zb_fake_assert_refused (answer, wrong[i].status, wrong[i].code);
  }
  g_assert_cmpuint (roles_of_agent (fixture, "s1", "2024-07-05"), ==, 0);
}

static void
test_lists_given_and_held (Fixture *fixture, gconstpointer data)
{
  g_autofree char *end = give (fixture);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->agent, "/v1/mandates", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *held = zb_json_get (json, "held");

  g_assert_nonnull (end);
  g_assert_cmpuint (zb_json_length (held), ==, 1);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (held, 0), "last_period"), ==, "2024-Q4");
  g_assert_cmpstr (zb_json_get_string (zb_json_at (held, 0), "unit"), ==, UNIT);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (held, 0), "to"), ==, "2024-12-31");
  /* Those of its own people. */
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "given")), ==, 2);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/mandate-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("given-for-a-system-and-days", test_given_for_a_system_and_days);
  ADD ("taken-back", test_taken_back);
  ADD ("only-the-unit-takes-it-back", test_only_the_unit_takes_it_back);
  ADD ("only-a-signer-gives", test_only_a_signer_gives);
  ADD ("refuses-what-cannot-be", test_refuses_what_cannot_be);
  ADD ("lists-given-and-held", test_lists_given_and_held);
  return g_test_run ();
}
