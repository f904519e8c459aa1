/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/waiver.h"
#include "tests/support/fake-request.h"

#define UNIT "91350200MA2KUY1H08"
#define KEY "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
#define PROPOSAL                                                                                   \
  "{\"tenant\":\"s1\",\"form\":\"B203\",\"rule\":\"B203#7\",\"period\":\"2024-06\","               \
  "\"reason\":\"merger\",\"unit\":\"" UNIT "\"}"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now, unit;
  ZbTestNode *node;
  ZbTestPerson *lin, *wu; /* of the city */
} Fixture;

static ZbTestPerson *
add_city (Fixture *fixture, const char *person, const char *tenant, const char *area)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, person, "city", tenant, area);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->unit = zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", "350213", NULL);
  fixture->lin = add_city (fixture, "lin", "s1", NULL);
  fixture->wu = add_city (fixture, "wu", "s1", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->lin);
  zb_test_person_free (fixture->wu);
  zb_test_node_free (fixture->node);
}

static void
assert_status (Fixture *fixture, const ZbTestPerson *person, const char *path, guint status)
{
  g_autoptr (ZbFakeAnswer) answer = zb_fake_post (fixture->node, person, path, "{}", NULL);

  if (answer->status != status)
    g_test_message ("%s: %s", path, answer->text);
  g_assert_cmpuint (answer->status, ==, status);
}

static guint
count_in_force (Fixture *fixture)
{
  g_autoptr (GPtrArray) waivers =
      zb_store_list_waivers (zb_test_node_store (fixture->node), "s1", "B203", "2024-06", NULL);

  return waivers->len;
}

static void
propose (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_post (fixture->node, fixture->lin, "/v1/waivers", PROPOSAL, KEY);
  g_autoptr (ZbFakeAnswer) again =
      zb_fake_post (fixture->node, fixture->lin, "/v1/waivers", PROPOSAL, KEY);

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpstr (again->text, ==, answer->text);
}

static void
test_holds_once_confirmed_by_another (Fixture *fixture, gconstpointer data)
{
  propose (fixture);
  g_assert_cmpuint (count_in_force (fixture), ==, 0);
  g_autoptr (ZbFakeAnswer) himself =
      zb_fake_post (fixture->node, fixture->lin, "/v1/waivers/1/confirmation", "{}", NULL);
  zb_fake_assert_refused (himself, 400, "bad-request");
  g_assert_cmpuint (count_in_force (fixture), ==, 0);
  assert_status (fixture, fixture->wu, "/v1/waivers/1/confirmation", 204);
  assert_status (fixture, fixture->wu, "/v1/waivers/1/confirmation", 204);
  g_assert_cmpuint (count_in_force (fixture), ==, 1);
  assert_status (fixture, fixture->lin, "/v1/waivers/1/end", 204);
  g_assert_cmpuint (count_in_force (fixture), ==, 0);
}

/* A second certificate makes no second person. */
static void
test_one_person_with_two_certificates (Fixture *fixture, gconstpointer data)
{
  propose (fixture);
  g_autoptr (ZbTestPerson) again = add_city (fixture, "lin", "s1", NULL);
  assert_status (fixture, again, "/v1/waivers/1/confirmation", 400);
  g_assert_cmpuint (count_in_force (fixture), ==, 0);
}

static void
test_only_where_one_has_a_say (Fixture *fixture, gconstpointer data)
{
  propose (fixture);
  g_autoptr (ZbTestPerson) elsewhere = add_city (fixture, "chen", "s2", NULL);
  g_autoptr (ZbTestPerson) siming = add_city (fixture, "zhou", "s1", "350203");
  assert_status (fixture, elsewhere, "/v1/waivers/1/confirmation", 404);
  assert_status (fixture, siming, "/v1/waivers/1/confirmation", 404);
  assert_status (fixture, siming, "/v1/waivers/1/end", 404);
  assert_status (fixture, fixture->wu, "/v1/waivers/1x/confirmation", 404);
  assert_status (fixture, fixture->wu, "/v1/waivers/2/confirmation", 404);
  g_assert_cmpuint (count_in_force (fixture), ==, 0);
}

static void
test_lists_what_was_proposed (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", "period", "2024-06", NULL};

  propose (fixture);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, fixture->wu, "/v1/waivers", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *list = zb_json_get (json, "waivers");
  g_assert_cmpuint (zb_json_length (list), ==, 1);
  const ZbJson *one = zb_json_at (list, 0);
  g_assert_cmpstr (zb_json_get_string (one, "state"), ==, "proposed");
  g_assert_cmpstr (zb_json_get_string (one, "who"), ==, "lin");
  g_assert_cmpstr (zb_json_get_string (one, "unit"), ==, UNIT);
  g_assert_null (zb_json_get_string (one, "second"));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/waiver-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holds-once-confirmed-by-another", test_holds_once_confirmed_by_another);
  ADD ("one-person-with-two-certificates", test_one_person_with_two_certificates);
  ADD ("only-where-one-has-a-say", test_only_where_one_has_a_say);
  ADD ("lists-what-was-proposed", test_lists_what_was_proposed);
  return g_test_run ();
}
