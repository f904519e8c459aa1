/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/mandate.h"
#include "server/store/notice.h"
#include "server/store/unit.h"
#include "tests/support/fake-request.h"

#define UNIT "91350200MA2KUY1H08"
#define AGENT "91350213MA3BWYA54F"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now, unit;
  ZbTestNode *node;
  ZbTestPerson *person, *agent;
} Fixture;

static void
post_notice (Fixture *fixture, const char *tenant)
{
  ZbActNotice notice = {.unit = fixture->unit,
                        .tenant = tenant,
                        .kind = "opened",
                        .text_zh = "已开网",
                        .text_en = "Opened",
                        .receipt = -1};
  ZbAct act = {
      .kind = ZB_ACT_RECORD, .time = NOW, .who = "test", .notices = &notice, .n_notices = 1};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->agent = zb_test_node_add_enterprise (fixture->node, AGENT, "厦门代理记账");
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (zb_test_node_store (fixture->node), UNIT, "2024-07-05", &error);
  g_assert_no_error (error);
  fixture->unit = unit->id;
  post_notice (fixture, "s1");
  post_notice (fixture, "s2");
  post_notice (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->agent);
  zb_test_node_free (fixture->node);
}

static void
make_agent (Fixture *fixture, const char *tenant, const char *person, const char *to_day)
{
  ZbMandate mandate = {
      .tenant = (char *)tenant,
      .unit = fixture->unit,
      .holder = (char *)AGENT,
      .person = (char *)person,
      .role = ZB_MANDATE_AGENT,
      .from_day = (char *)"2024-01-01",
      .to_day = (char *)to_day,
  };
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &mandate, .time = NOW, .who = "test"};

  g_assert_true (zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, NULL));
}

/* The systems of the notices that @person gets, "-" for none. (transfer full) */
static char *
systems (Fixture *fixture, const ZbTestPerson *person)
{
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, person, "/v1/inbox", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *notices = zb_json_get (json, "notices");
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  for (guint i = 0; i < zb_json_length (notices); i++) {
    const char *tenant = zb_json_get_string (zb_json_at (notices, i), "tenant");
    g_string_append_printf (text, "%s ", tenant ? tenant : "-");
  }
  return g_string_free (text, FALSE);
}

static void
test_units_get_all_of_theirs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = systems (fixture, fixture->person);
  g_autofree char *others = systems (fixture, fixture->agent);

  g_assert_cmpstr (own, ==, "s1 s2 - ");
  g_assert_cmpstr (others, ==, "");
}

static void
test_agents_get_those_of_their_mandates (Fixture *fixture, gconstpointer data)
{
  make_agent (fixture, "s2", NULL, NULL);
  g_autofree char *one = systems (fixture, fixture->agent);
  g_assert_cmpstr (one, ==, "s2 ");
  make_agent (fixture, "*", NULL, NULL);
  g_autofree char *all = systems (fixture, fixture->agent);
  g_assert_cmpstr (all, ==, "s1 s2 - ");
}

static void
test_ended_or_personal_mandates (Fixture *fixture, gconstpointer data)
{
  make_agent (fixture, "s1", NULL, "2024-07-04");
  make_agent (fixture, "s2", "somebody else", NULL);
  g_autofree char *none = systems (fixture, fixture->agent);
  g_assert_cmpstr (none, ==, "");
}

static void
test_agents_acknowledge_only_what_they_get (Fixture *fixture, gconstpointer data)
{
  make_agent (fixture, "s2", NULL, NULL);
  g_autoptr (ZbFakeAnswer) other =
      zb_fake_post (fixture->node, fixture->agent, "/v1/inbox/1/ack", "{}", NULL);
  g_autoptr (ZbFakeAnswer) own =
      zb_fake_post (fixture->node, fixture->agent, "/v1/inbox/2/ack", "{}", NULL);
  g_autoptr (ZbFakeAnswer) rubbish =
      zb_fake_post (fixture->node, fixture->agent, "/v1/inbox/2x/ack", "{}", NULL);

  zb_fake_assert_refused (other, 404, "not-found");
  g_assert_cmpuint (own->status, ==, 204);
  zb_fake_assert_refused (rubbish, 404, "not-found");
}

/* SQLite takes no deep chains of conditions. */
static void
test_agents_of_thousands (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) addressees =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < 8000; i++)
    g_ptr_array_add (addressees, zb_addressee_new (fixture->unit + i, i % 2 ? NULL : "s1"));
  g_autoptr (GPtrArray) notices =
      zb_store_list_notices (zb_test_node_store (fixture->node), addressees, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/inbox-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("units-get-all-of-theirs", test_units_get_all_of_theirs);
  ADD ("agents-get-those-of-their-mandates", test_agents_get_those_of_their_mandates);
  ADD ("ended-or-personal-mandates", test_ended_or_personal_mandates);
  ADD ("agents-acknowledge-only-what-they-get", test_agents_acknowledge_only_what_they_get);
  ADD ("agents-of-thousands", test_agents_of_thousands);
  return g_test_run ();
}
