/* SPDX-License-Identifier: Apache-2.0 */
/* A second bureau system with a review chain of its own, one level only, over real TLS: its reports
 * are sent, accepted and summed like the first one's, and neither sees anything of the other. */
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/store/tenant.h"
#include "server/store/version.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <signal.h>
#include <string.h>

#define UNIT_A "91350200MA2KUY1H08"
#define UNIT_B "91350213MA3BWYA54F"
#define PERIOD "2024-06"

/* Of each system: its form, an enterprise with a report of one figure, and the city's reviewer. */
typedef struct {
  const char *tenant, *form, *unit, *figure;
  ZbTestPerson *enterprise_person, *city_person;
  ZbHttpClient *enterprise, *city;
  char *message;
  gint64 report;
  char *digest;
} System;

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *admin_person;
  ZbHttpClient *admin;
  System a, b;
} Fixture;

static guint
post_json (ZbHttpClient *client, const char *path, const char *json, char **ret_text)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  return zb_test_ask (client, "POST", path, "application/json", body, ret_text);
}

static guint
get (ZbHttpClient *client, const char *path, char **ret_text)
{
  return zb_test_ask (client, "GET", path, NULL, NULL, ret_text);
}

static ZbJson *
read_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbJson *json = zb_json_read ("answer", text, strlen (text), 1 << 24, &error);

  g_assert_no_error (error);
  return json;
}

/* Invites by the route, and enrols with it. */
static ZbTestPerson *
invite (Fixture *fixture, const char *json)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (post_json (fixture->admin, "/v1/invitations", json, &text), ==, 201);
  g_autoptr (ZbJson) answer = read_json (text);
  return zb_test_node_enrol (fixture->node, zb_json_get_string (answer, "invitation"), NULL);
}

static void
join (Fixture *fixture, System *system, const char *reviewer)
{
  g_autofree char *staff = g_strdup_printf (
      "{\"staff\":\"%s\",\"role\":\"city\",\"tenant\":\"%s\"}", reviewer, system->tenant);
  g_autofree char *unit = g_strdup_printf ("{\"unit\":\"%s\"}", system->unit);

  zb_test_node_add_unit (fixture->node, system->unit, system->unit, NULL, NULL);
  system->city_person = invite (fixture, staff);
  system->enterprise_person = invite (fixture, unit);
  system->city = zb_test_node_connect (fixture->node, system->city_person);
  system->enterprise = zb_test_node_connect (fixture->node, system->enterprise_person);
  zb_test_node_open_period (fixture->node, system->form, PERIOD);
}

static void
send (Fixture *fixture, System *system)
{
  const char *const cells[] = {"A.01.1", system->figure, NULL};
  g_autoptr (GBytes) container =
      zb_sample_report (fixture->node, system->enterprise_person,
                        &(ZbSampleReport){.form = system->form, .period = PERIOD, .cells = cells});
  g_autofree char *text = NULL;

  g_assert_cmpuint (
      zb_test_ask (system->enterprise, "POST", "/v1/messages", ZB_MIME_ASICE, container, &text), ==,
      201);
  g_autoptr (ZbJson) answer = read_json (text);
  g_assert_cmpstr (zb_json_get_string (answer, "state"), ==, "valid");
  system->message = g_strdup (zb_json_get_string (answer, "message"));
  system->digest = zb_digest_hex_of_bytes (container);
}

/* The queue of the system's own city, which must hold its report and no other. */
static void
find_report (System *system)
{
  g_autofree char *path = g_strconcat ("/v1/queue?state=all&tenant=", system->tenant, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpuint (get (system->city, path, &text), ==, 200);
  g_autoptr (ZbJson) queue = read_json (text);
  const ZbJson *items = zb_json_get (queue, "items");
  const ZbJson *item = zb_json_at (items, 0);
  g_assert_cmpuint (zb_json_length (items), ==, 1);
  g_assert_cmpstr (zb_json_get_string (item, "unit"), ==, system->unit);
  g_assert_cmpstr (zb_json_get_string (item, "digest"), ==, system->digest);
  system->report = zb_json_integer (zb_json_get (item, "id"), 0);
}

static guint
decide (const System *by, const System *on, const char *action, char **ret_text)
{
  g_autofree char *key = zb_uuid_new (zb_clock_now (&zb_clock_system));
  g_autofree char *path =
      g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions", on->report);
  g_autofree char *json = g_strdup_printf ("{\"action\":\"%s\",\"reason\":\"ok\"}", action);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  const char *const headers[] = {
      "Content-Type", "application/json", "If-Match", on->digest, "Idempotency-Key", key, NULL};

  return zb_test_ask_with (by->city, "POST", path, headers, body, ret_text);
}

/* Replaces the chain that the system was founded with. */
static void
shorten_chain (ZbTestNode *node, const char *tenant)
{
  g_autoptr (ZbTenant) chain = zb_tenant_new ();
  ZbAct act = {.kind = ZB_ACT_TENANT, .what = chain, .time = 1, .who = "test"};
  g_autoptr (GError) error = NULL;

  chain->id = g_strdup (tenant);
  chain->name_zh = g_strdup ("统计局外经直报");
  chain->name_en = g_strdup ("Statistics: foreign economy");
  chain->grace_days = 5;
  zb_tenant_add_level (chain, "city", "市", "City", ZB_SCOPE_ALL);
  zb_store_commit_one (zb_test_node_store (node), &act, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->node = zb_test_node_new ();
  fixture->a = (System){.tenant = "s1", .form = "T-11", .unit = UNIT_A, .figure = "123456789"};
  fixture->b = (System){.tenant = "s2", .form = "T-22", .unit = UNIT_B, .figure = "77"};
  shorten_chain (fixture->node, "s2");
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"T-11", "2024", "s1", "month", "2024-01"});
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"T-22", "2024", "s2", "month", "2024-01"});
  fixture->admin_person =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  fixture->admin = zb_test_node_connect (fixture->node, fixture->admin_person);
  join (fixture, &fixture->a, "吴鹭江");
  join (fixture, &fixture->b, "林海沧");
  send (fixture, &fixture->a);
  send (fixture, &fixture->b);
  find_report (&fixture->a);
  find_report (&fixture->b);
}

static void
system_clear (System *system)
{
  zb_http_client_free (system->enterprise);
  zb_http_client_free (system->city);
  zb_test_person_free (system->enterprise_person);
  zb_test_person_free (system->city_person);
  g_free (system->message);
  g_free (system->digest);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  system_clear (&fixture->a);
  system_clear (&fixture->b);
  zb_http_client_free (fixture->admin);
  zb_test_person_free (fixture->admin_person);
  zb_test_node_free (fixture->node);
}

/* Neither the unit, nor the message, the digest or the figure of @system. */
static void
assert_silent_about (const char *text, const System *system)
{
  g_assert_null (strstr (text, system->unit));
  g_assert_null (strstr (text, system->message));
  g_assert_null (strstr (text, system->digest));
  g_assert_null (strstr (text, system->figure));
}

static void
test_the_only_level_accepts (Fixture *fixture, gconstpointer data)
{
  System *b = &fixture->b;
  g_autofree char *passed = NULL;
  g_autofree char *accepted = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *inbox = NULL;

  /* There is nobody to pass it on to. */
  g_assert_cmpuint (decide (b, b, "pass", &passed), ==, 400);
  g_assert_nonnull (strstr (passed, "there is no level to pass on to"));
  g_assert_cmpuint (decide (b, b, "accept", &accepted), ==, 200);
  g_assert_nonnull (strstr (accepted, "\"state\":\"accepted\",\"level\":1"));
  g_assert_cmpuint (
      get (b->city, "/v1/summary?tenant=s2&form=T-22&period=" PERIOD "&by=district", &summary), ==,
      200);
  g_assert_nonnull (strstr (summary, "\"key\":\"350213\""));
  g_assert_nonnull (strstr (summary, "\"units\":1"));
  g_assert_nonnull (strstr (summary, "\"sum\":\"77\""));
  g_assert_cmpuint (get (b->enterprise, "/v1/inbox", &inbox), ==, 200);
  g_assert_nonnull (strstr (inbox, "\"kind\":\"accept\""));
  g_assert_nonnull (strstr (inbox, b->message));
}

/* In the first system the city waits for the district. */
static void
test_each_chain_is_its_own (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (decide (&fixture->a, &fixture->a, "accept", &text), ==, 403);
  g_assert_nonnull (strstr (text, "another level of the review chain is to decide"));
}

static void
test_exports_hold_their_own (Fixture *fixture, gconstpointer data)
{
  static const char *const kinds[] = {"summary", "reports"};
  System *b = &fixture->b;

  g_assert_cmpuint (decide (b, b, "accept", NULL), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path =
        g_strdup_printf ("/v1/exports/%s?tenant=s2&form=T-22&period=" PERIOD "&by=total", kinds[i]);
    g_autofree char *csv_path = g_strconcat (path, "&format=csv", NULL);
    g_autofree char *xlsx_path = g_strconcat (path, "&format=xlsx", NULL);
    g_autofree char *csv = NULL;
    g_autofree char *xlsx = NULL;

    g_assert_cmpuint (get (b->city, csv_path, &csv), ==, 200);
    g_assert_nonnull (strstr (csv, "77"));
    assert_silent_about (csv, &fixture->a);
    g_assert_cmpuint (get (b->city, xlsx_path, &xlsx), ==, 200);
    g_assert_true (g_str_has_prefix (xlsx, "PK"));
  }
}

/* Every route that takes a tenant, asked by the city of the other. */
static void
test_the_others_doors_are_shut (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = {
      "/v1/queue?state=all&tenant=s1",
      "/v1/progress?tenant=s1&form=T-11&period=" PERIOD "&by=district",
      "/v1/summary?tenant=s1&form=T-11&period=" PERIOD "&by=total",
      "/v1/exports/summary?tenant=s1&form=T-11&period=" PERIOD "&by=total&format=csv",
      "/v1/exports/reports?tenant=s1&form=T-11&period=" PERIOD "&format=csv",
      "/v1/periods?tenant=s1",
      /* One's own tenant with the other's form. */
      "/v1/summary?tenant=s2&form=T-11&period=" PERIOD "&by=total",
      "/v1/exports/reports?tenant=s2&form=T-11&period=" PERIOD "&format=csv",
      "/v1/queue?state=all&tenant=s2&form=T-11",
      "/v1/progress?tenant=s2&form=T-11&period=" PERIOD "&by=district",
  };
  static const char *const orders[][2] = {
      {"/v1/periods/" PERIOD, "{\"tenant\":\"s1\",\"form\":\"T-11\",\"action\":\"close\"}"},
      {"/v1/waivers",
       "{\"tenant\":\"s1\",\"form\":\"T-11\",\"rule\":\"#1\",\"period\":\"" PERIOD "\","
       "\"reason\":\"x\",\"second\":\"y\"}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autofree char *text = NULL;
    guint status = get (fixture->b.city, asked[i], &text);

    g_test_message ("%s: %u %.200s", asked[i], status, text);
    if (i < 6)
      g_assert_cmpuint (status, ==, 403);
    assert_silent_about (text, &fixture->a);
  }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autofree char *text = NULL;

    g_assert_cmpuint (post_json (fixture->b.city, orders[i][0], orders[i][1], &text), ==, 403);
    assert_silent_about (text, &fixture->a);
  }
}

/* Reports are numbered over all systems: guessing a number must not help. */
static void
test_the_others_reports_are_not_there (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {"", "/container", "/findings", "/versions"};
  ZbHttpClient *const askers[] = {fixture->b.city, fixture->b.enterprise};
  g_autofree char *decided = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts) * G_N_ELEMENTS (askers); i++) {
    g_autofree char *path =
        g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "%s", fixture->a.report, parts[i / 2]);
    g_autofree char *text = NULL;

    g_assert_cmpuint (get (askers[i % 2], path, &text), ==, 404);
    assert_silent_about (text, &fixture->a);
  }
  g_assert_cmpuint (decide (&fixture->b, &fixture->a, "accept", &decided), ==, 404);
  assert_silent_about (decided, &fixture->a);
}

static void
test_messages_and_inboxes_are_ones_own (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message =
      g_strdup_printf ("/v1/messages/%s/%s", fixture->a.unit, fixture->a.message);
  g_autofree char *receipt = g_strconcat (message, "/receipts/0", NULL);
  const char *const asked[] = {message, receipt, "/v1/due?unit=" UNIT_A,
                               "/v1/context/T-11/" PERIOD "?unit=" UNIT_A};
  g_autofree char *inbox = NULL;
  g_autofree char *due = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autofree char *text = NULL;
    guint status = get (fixture->b.enterprise, asked[i], &text);

    g_test_message ("%s: %u %.200s", asked[i], status, text);
    g_assert_cmpuint (status, >=, 400);
    g_assert_null (strstr (text, fixture->a.digest));
    g_assert_null (strstr (text, fixture->a.figure));
  }
  g_assert_cmpuint (get (fixture->b.enterprise, "/v1/inbox", &inbox), ==, 200);
  assert_silent_about (inbox, &fixture->a);
  g_assert_cmpuint (get (fixture->b.enterprise, "/v1/due", &due), ==, 200);
  assert_silent_about (due, &fixture->a);
}

/* One's post tells of one's own system, and what all may read of the log are hashes. */
static void
test_what_all_may_read_says_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *me = NULL;
  g_autofree char *checkpoint = NULL;
  g_autofree char *trust = NULL;

  g_assert_cmpuint (get (fixture->b.city, "/v1/me", &me), ==, 200);
  g_assert_nonnull (strstr (me, "\"id\":\"s2\""));
  g_assert_null (strstr (me, "\"id\":\"s1\""));
  g_assert_null (strstr (me, "\"id\":\"district\""));
  g_assert_cmpuint (get (fixture->b.enterprise, "/log/checkpoint", &checkpoint), ==, 200);
  assert_silent_about (checkpoint, &fixture->a);
  g_assert_cmpuint (get (fixture->b.enterprise, "/v1/trust", &trust), ==, 200);
  assert_silent_about (trust, &fixture->a);
}

/* A post at a level that the chain does not have. */
static void
test_no_post_without_a_level (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (
      post_json (fixture->admin, "/v1/invitations",
                 "{\"staff\":\"x\",\"role\":\"district\",\"tenant\":\"s2\",\"areas\":[\"350203\"]}",
                 &text),
      ==, 400);
  g_assert_nonnull (strstr (text, "district"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
#define ADD(name, test)                                                                            \
  g_test_add ("/server/second-tenant/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("the-only-level-accepts", test_the_only_level_accepts);
  ADD ("each-chain-is-its-own", test_each_chain_is_its_own);
  ADD ("exports-hold-their-own", test_exports_hold_their_own);
  ADD ("the-others-doors-are-shut", test_the_others_doors_are_shut);
  ADD ("the-others-reports-are-not-there", test_the_others_reports_are_not_there);
  ADD ("messages-and-inboxes-are-ones-own", test_messages_and_inboxes_are_ones_own);
  ADD ("what-all-may-read-says-nothing", test_what_all_may_read_says_nothing);
  ADD ("no-post-without-a-level", test_no_post_without_a_level);
  return g_test_run ();
}
