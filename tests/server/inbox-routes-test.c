/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"
#include "exchange/digest.h"
#include "formats/json-writer.h"
#include "server/store/mandate.h"
#include "server/store/notice.h"
#include "server/store/unit.h"
#include "tests/support/fake-request.h"

#include <string.h>

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
post_notice_of (Fixture *fixture, const char *tenant, const char *period)
{
  ZbActNotice notice = {.unit = fixture->unit,
                        .tenant = tenant,
                        .kind = "opened",
                        .text_zh = "已开网",
                        .text_en = "Opened",
                        .period = period,
                        .receipt = -1};
  ZbAct act = {
      .kind = ZB_ACT_RECORD, .time = NOW, .who = "test", .notices = &notice, .n_notices = 1};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, &error);
  g_assert_no_error (error);
}

static void
post_notice (Fixture *fixture, const char *tenant)
{
  post_notice_of (fixture, tenant, NULL);
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

/* Notices about reports go by their periods; pages are filled up with what is behind. */
static void
test_agents_get_those_of_their_periods (Fixture *fixture, gconstpointer data)
{
  ZbMandate mandate = {.tenant = (char *)"s1",
                       .unit = fixture->unit,
                       .holder = (char *)AGENT,
                       .role = ZB_MANDATE_AGENT,
                       .from_day = (char *)"2024-01-01",
                       .from_period = (char *)"2024-06"};
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &mandate, .time = NOW, .who = "test"};

  post_notice_of (fixture, "s1", "2024-05");
  post_notice_of (fixture, "s1", "2024-06");
  g_assert_true (zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, NULL));
  g_autofree char *got = systems (fixture, fixture->agent);
  g_assert_cmpstr (got, ==, "s1 s1 ");
  g_autoptr (ZbFakeAnswer) second =
      zb_fake_get (fixture->node, fixture->agent, "/v1/inbox",
                   (const char *const[]){"limit", "1", "after", "1", NULL});
  g_autoptr (ZbJson) json = zb_fake_answer_json (second);
  const ZbJson *notice = zb_json_at (zb_json_get (json, "notices"), 0);
  g_assert_cmpstr (zb_json_get_string (notice, "period"), ==, "2024-06");
}

static void
test_ended_or_personal_mandates (Fixture *fixture, gconstpointer data)
{
  make_agent (fixture, "s1", NULL, "2024-07-04");
  make_agent (fixture, "s2", "somebody else", NULL);
  g_autofree char *none = systems (fixture, fixture->agent);
  g_assert_cmpstr (none, ==, "");
}

/* What the test may get wrong in an acknowledgement of notice @id by @person. */
typedef struct {
  gint64 id;
  const ZbTestPerson *person;
  const char *node, *unit, *zh, *receipt; /* (nullable) as it is */
  guint64 number;                         /* 0: as it is */
  const ZbTestPerson *signer;             /* (nullable) as it is */
  gboolean by_hand;                       /* signed with the key for reports */
} Said;

static GBytes *
say (const Said *said)
{
  const ZbTestPerson *signer = said->signer ? said->signer : said->person;
  g_autofree char *digest = zb_acknowledgement_digest (
      &(ZbNoticeWords){.kind = "opened", .zh = said->zh ? said->zh : "已开网", .en = "Opened"});
  const ZbAcknowledgement words = {
      .node = (char *)(said->node ? said->node : "350200"),
      .unit = (char *)(said->unit ? said->unit : said->person->unit),
      .number = said->number > 0 ? said->number : (guint64)said->id,
      .notice = digest,
      .receipt = (char *)said->receipt,
      .created = NOW,
  };
  g_autoptr (ZbSigner) carrier =
      zb_signer_new_for_key (zb_key_share (signer->tls_key), signer->tls, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *body = zb_acknowledgement_sign (&words, said->by_hand ? signer->signer : carrier, &error);

  g_assert_no_error (error);
  return body;
}

static ZbFakeAnswer *
acknowledge (Fixture *fixture, const Said *said)
{
  g_autoptr (GBytes) body = say (said);
  g_autofree char *path = g_strdup_printf ("/v1/inbox/%" G_GINT64_FORMAT "/ack", said->id);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return zb_fake_post (fixture->node, said->person, path, text, NULL);
}

/* How many there are. */
static guint
kept (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      zb_store_list_acknowledgements (zb_test_node_store (fixture->node), 0, 100, &error);

  g_assert_no_error (error);
  return all->len;
}

static void
test_agents_acknowledge_only_what_they_get (Fixture *fixture, gconstpointer data)
{
  make_agent (fixture, "s2", NULL, NULL);
  g_autoptr (ZbFakeAnswer) other =
      acknowledge (fixture, &(Said){.id = 1, .person = fixture->agent});
  g_autoptr (ZbFakeAnswer) own = acknowledge (fixture, &(Said){.id = 2, .person = fixture->agent});
  g_autoptr (ZbFakeAnswer) rubbish =
      zb_fake_post (fixture->node, fixture->agent, "/v1/inbox/2x/ack", "{}", NULL);

  zb_fake_assert_refused (other, 404, "not-found");
  g_assert_cmpuint (own->status, ==, 204);
  zb_fake_assert_refused (rubbish, 404, "not-found");
  g_autoptr (ZbFakeAnswer) addressee =
      acknowledge (fixture, &(Said){.id = 2, .person = fixture->person});
  g_assert_cmpuint (addressee->status, ==, 204);
  g_assert_cmpuint (kept (fixture), ==, 2);
}

/* What was signed is kept as it came, once; whoever has it can verify it. */
static void
test_keeps_what_was_signed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) first =
      acknowledge (fixture, &(Said){.id = 1, .person = fixture->person});
  g_autoptr (ZbFakeAnswer) second =
      acknowledge (fixture, &(Said){.id = 1, .person = fixture->person});
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      zb_store_list_acknowledgements (zb_test_node_store (fixture->node), 0, 100, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (first->status, ==, 204);
  g_assert_cmpuint (second->status, ==, 204);
  g_assert_cmpuint (all->len, ==, 1);
  const ZbStoredAcknowledgement *one = all->pdata[0];
  g_autoptr (ZbAcknowledgement) said =
      zb_acknowledgement_read ("statement", one->statement, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said->unit, ==, UNIT);
  g_assert_cmpuint (said->number, ==, 1);
  g_assert_null (said->receipt);
  g_assert_cmpstr (one->signer, ==, zb_certificate_digest (fixture->person->tls));
  g_assert_cmpint (one->time, ==, NOW);
  g_autofree char *digest = zb_digest_hex_of_bytes (one->statement);
  g_assert_cmpstr (one->digest, ==, digest);
  g_assert_cmpuint (g_bytes_get_size (one->signature), >, 0);
}

static void
test_refuses_other_acknowledgements (Fixture *fixture, gconstpointer data)
{
  static const char hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const ZbTestPerson *person = fixture->person, *agent = fixture->agent;
  const struct {
    Said said;
    guint status;
    const char *code, *words;
  } cases[] = {
      {{.id = 1, .person = person, .node = "350299"}, 409, "other-notice", "another node"},
      {{.id = 1, .person = person, .number = 2},
       409,
       "other-notice",
       "the number of another notice"},
      {{.id = 1, .person = person, .zh = "已退回"},
       409,
       "other-notice",
       "the notice says something else"},
      {{.id = 1, .person = person, .receipt = hex}, 409, "other-notice", "another receipt"},
      {{.id = 1, .person = person, .unit = AGENT},
       422,
       "bad-signature",
       "another than who brings it"},
      {{.id = 1, .person = person, .signer = agent},
       422,
       "bad-signature",
       "another than who brings it"},
      {{.id = 1, .person = person, .by_hand = TRUE}, 403, "unknown-certificate", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbFakeAnswer) answer = acknowledge (fixture, &cases[i].said);

    zb_fake_assert_refused (answer, cases[i].status, cases[i].code);
    if (cases[i].words)
      g_assert_nonnull (strstr (answer->text, cases[i].words));
  }
  g_autoptr (ZbFakeAnswer) bare =
      zb_fake_post (fixture->node, person, "/v1/inbox/1/ack", "{}", NULL);
  zb_fake_assert_refused (bare, 400, "missing-argument");
  g_assert_cmpuint (kept (fixture), ==, 0);
}

/* SQLite takes no deep chains of conditions. */
static void
test_agents_of_thousands (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) addressees =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < 8000; i++)
    g_ptr_array_add (addressees,
                     zb_addressee_new (fixture->unit + i, i % 2 ? NULL : "s1", NULL, NULL));
  g_autoptr (GPtrArray) notices =
      zb_store_list_notices (zb_test_node_store (fixture->node), addressees, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
}

/* Asks with @wait on a thread of its own. */
typedef struct {
  Fixture *fixture;
  const char *after, *wait;
  ZbFakeAnswer *answer;
} Asking;

static gpointer
ask_thread (gpointer data)
{
  Asking *asking = data;
  const char *const query[] = {"after", asking->after, "wait", asking->wait, NULL};

  asking->answer = zb_fake_get (asking->fixture->node, asking->fixture->person, "/v1/inbox", query);
  return NULL;
}

static void
test_waits_for_the_next (Fixture *fixture, gconstpointer data)
{
  Asking asking = {.fixture = fixture, .after = "3", .wait = "60"};
  GThread *thread = g_thread_new ("asking", ask_thread, &asking);

  g_usleep (100 * 1000);
  post_notice (fixture, "s1");
  g_thread_join (thread);
  g_autoptr (ZbFakeAnswer) answer = asking.answer;
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "notices")), ==, 1);
}

static void
test_waits_no_longer_than_asked (Fixture *fixture, gconstpointer data)
{
  gint64 begun = g_get_monotonic_time ();
  const char *const query[] = {"after", "3", "wait", "1", NULL};
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->person, "/v1/inbox", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "notices")), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, G_USEC_PER_SEC);
}

static void
test_does_not_wait_with_something_there (Fixture *fixture, gconstpointer data)
{
  gint64 begun = g_get_monotonic_time ();
  const char *const query[] = {"after", "2", "wait", "60", NULL};
  const char *const too_long[] = {"wait", "61", NULL};
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->person, "/v1/inbox", query);
  g_autoptr (ZbFakeAnswer) refused =
      zb_fake_get (fixture->node, fixture->person, "/v1/inbox", too_long);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 30 * G_USEC_PER_SEC);
  zb_fake_assert_refused (refused, 400, "bad-argument");
}

/* A node that ends keeps nobody waiting, and nobody keeps it. */
static void
test_an_end_lets_all_go (Fixture *fixture, gconstpointer data)
{
  Asking asking = {.fixture = fixture, .after = "3", .wait = "60"};
  GThread *thread = g_thread_new ("asking", ask_thread, &asking);
  gint64 begun = g_get_monotonic_time ();

  g_usleep (100 * 1000);
  zb_api_let_go (zb_test_node_api (fixture->node));
  g_thread_join (thread);
  g_autoptr (ZbFakeAnswer) answer = asking.answer;
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 30 * G_USEC_PER_SEC);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/inbox-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("units-get-all-of-theirs", test_units_get_all_of_theirs);
  ADD ("agents-get-those-of-their-mandates", test_agents_get_those_of_their_mandates);
  ADD ("agents-get-those-of-their-periods", test_agents_get_those_of_their_periods);
  ADD ("ended-or-personal-mandates", test_ended_or_personal_mandates);
  ADD ("agents-acknowledge-only-what-they-get", test_agents_acknowledge_only_what_they_get);
  ADD ("keeps-what-was-signed", test_keeps_what_was_signed);
  ADD ("refuses-other-acknowledgements", test_refuses_other_acknowledgements);
  ADD ("agents-of-thousands", test_agents_of_thousands);
  ADD ("waits-for-the-next", test_waits_for_the_next);
  ADD ("waits-no-longer-than-asked", test_waits_no_longer_than_asked);
  ADD ("does-not-wait-with-something-there", test_does_not_wait_with_something_there);
  ADD ("an-end-lets-all-go", test_an_end_lets_all_go);
  return g_test_run ();
}
