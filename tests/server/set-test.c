/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/zip-reader.h"
#include "server/verify.h"
#include "server/store/total.h"
#include "server/store/version.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define PERIOD "2024-06"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

/* S-0 is the head; S-1 is always needed, S-2 where the head has sales. */
static const char set[] =
    "<set><title xml:lang='zh'>一套</title><title xml:lang='en'>A set</title>"
    "<member form='S-1'/><member form='S-2' optional='true' when='nz([02,1]) &gt; 0'/></set>";
/* What the head says is what its schedule says. */
static const char rule[] = "\n#1 hard\n  [01,1] = S-1:[01,1]\n  blank = zero\n";

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *city, *district;
} Fixture;

static ZbTestPerson *
enrol_staff (Fixture *fixture, const char *role)
{
  g_autofree char *invitation = zb_test_node_invite_staff (fixture->node, role, role, "s1", NULL);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  for (guint i = 1; i <= 2; i++) {
    const ZbSmallForm member = {i == 1 ? "S-1" : "S-2", "2024", "s1", "month", "2024-01"};

    zb_small_form_publish (fixture->node, &member);
  }
  zb_small_form_publish_filed (fixture->node,
                               &(ZbSmallForm){"S-0", "2024", "s1", "month", "2024-01"}, set, rule);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->city = enrol_staff (fixture, "city");
  fixture->district = enrol_staff (fixture, "district");
  zb_test_node_open_period (fixture->node, "S-0", PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->city);
  zb_test_person_free (fixture->district);
  zb_test_node_free (fixture->node);
}

/* The figures of a set's reports: output and, of the head, sales. */
static const char *const head[] = {"A.01.1", "50", NULL};
static const char *const head_with_sales[] = {"A.01.1", "50", "A.02.1", "7", NULL};
static const char *const first[] = {"A.01.1", "50", NULL};
static const char *const second[] = {"A.01.1", "9", NULL};

static ZbSampleReport
part (const char *form, const char *const *cells)
{
  return (ZbSampleReport){.form = form, .period = PERIOD, .cells = cells};
}

/* Sends it; *@ret_code (transfer full, nullable) gets the reason of a refusal and *@ret_text what
 * it says. */
static ZbJson *
send (Fixture *fixture, const ZbSampleReport *parts, guint n)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GBytes) container = zb_sample_set (fixture->node, fixture->person, parts, n);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});

  g_assert_cmpuint (answer->status, ==, 201);
  return zb_fake_answer_json (answer);
}

static void
assert_refused (
    Fixture *fixture, const ZbSampleReport *parts, guint n, const char *code, const char *text)
{
  g_autoptr (ZbJson) answer = send (fixture, parts, n);
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (answer, "r2"), &length);
  g_autoptr (GBytes) evidence = g_bytes_new_take (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("r2", evidence, &zb_zip_default_limits, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = zb_zip_find (zip, "receipt.xml");
  g_autoptr (ZbReceipt) receipt = zb_receipt_read ("receipt.xml", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_json_get_string (answer, "state"), ==, "refused");
  g_assert_cmpstr (receipt->reason, ==, code);
  g_assert_cmpstr (receipt->reason_text, ==, text);
  g_assert_cmpuint (receipt->payloads->len, ==, n);
}

static char *
send_well (Fixture *fixture, const ZbSampleReport *parts, guint n)
{
  g_autoptr (ZbJson) answer = send (fixture, parts, n);

  g_assert_cmpstr (zb_json_get_string (answer, "state"), ==, "valid");
  return g_strdup (zb_json_get_string (answer, "message"));
}

static GPtrArray *
list_versions (Fixture *fixture, const char *form)
{
  const ZbVersionQuery query = {.form = form, .level = -1, .limit = 100};
  g_autoptr (GError) error = NULL;
  GPtrArray *list = zb_store_list_versions (zb_test_node_store (fixture->node), &query, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_each_body_is_a_version (Fixture *fixture, gconstpointer data)
{
  const ZbSampleReport parts[] = {part ("S-0", head_with_sales), part ("S-2", second),
                                  part ("S-1", first)};
  g_autofree char *message = send_well (fixture, parts, G_N_ELEMENTS (parts));

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GPtrArray) versions = list_versions (fixture, parts[i].form);
    g_autoptr (GError) error = NULL;
    const ZbVersion *version = versions->pdata[0];
    g_autoptr (ZbPackedReport) packed =
        zb_store_read_packed (zb_test_node_store (fixture->node), version->id, &error);
    gint64 number = 0;

    g_assert_cmpuint (versions->len, ==, 1);
    g_assert_cmpuint (version->body, ==, i);
    g_assert_cmpstr (version->message_id, ==, message);
    g_assert_cmpstr (version->edition, ==, "2024.1");
    g_assert_true (version->head);
    g_assert_true (zb_packed_section_number (packed->sections->pdata[0], 0, &number));
    g_assert_cmpint (number, ==, i == 1 ? 9 : 50);
  }
}

static void
test_refuses_what_is_no_whole_set (Fixture *fixture, gconstpointer data)
{
  ZbSampleReport may = part ("S-1", first), others = part ("S-1", first);
  const ZbSampleReport alone[] = {part ("S-0", head)};
  const ZbSampleReport without_second[] = {part ("S-0", head_with_sales), part ("S-1", first)};
  const ZbSampleReport twice[] = {part ("S-0", head), part ("S-1", first), part ("S-1", first)};
  const ZbSampleReport foreign[] = {part ("S-0", head), part ("S-1", first), part ("B203", NULL)};
  const ZbSampleReport member[] = {part ("S-1", first)};
  const ZbSampleReport too_many[] = {part ("S-0", head), part ("S-1", first), part ("S-2", second),
                                     part ("S-2", second)};

  may.period = "2024-05";
  others.unit = OTHER;
  assert_refused (fixture, alone, 1, "incomplete-set", "S-1 (Small form) is missing");
  assert_refused (fixture, without_second, 2, "incomplete-set", "S-2 (Small form) is missing");
  assert_refused (fixture, twice, 3, "wrong-set", "S-1 is there twice");
  assert_refused (fixture, foreign, 3, "wrong-set", "B203 is not in the set S-0");
  assert_refused (fixture, (ZbSampleReport[]){part ("S-0", head), may}, 2, "wrong-set",
                  "S-1 is for 2024-05, not for 2024-06");
  assert_refused (fixture, (ZbSampleReport[]){part ("S-0", head), others}, 2, "wrong-set",
                  "S-1 is of " OTHER ", not of " UNIT);
  assert_refused (fixture, member, 1, "part-of-set",
                  "S-1 is sent in one message with S-0, not by itself");
  assert_refused (fixture, too_many, 4, "wrong-set",
                  "the message holds 4 bodies; the set S-0 has 3 forms");
}

/* The schedule that came in the same message, not one that was stored before. */
static void
test_rules_look_at_the_bodies_beside (Fixture *fixture, gconstpointer data)
{
  static const char *const other[] = {"A.01.1", "51", NULL};
  const ZbSampleReport parts[] = {part ("S-0", head), part ("S-1", other)};
  const ZbSampleReport well[] = {part ("S-0", head), part ("S-1", first)};

  assert_refused (fixture, parts, 2, "hard-findings", "1 hard findings must be corrected");
  g_autofree char *message = send_well (fixture, well, 2);
  ZbSampleReport changed[] = {part ("S-0", head), part ("S-1", other)};
  for (guint i = 0; i < 2; i++) {
    changed[i].kind = ZB_REPORT_CORRECTION;
    changed[i].replaces = message;
  }
  assert_refused (fixture, changed, 2, "hard-findings", "1 hard findings must be corrected");
}

static void
decide (Fixture *fixture, const ZbTestPerson *who, gint64 version, const char *action, guint status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbVersion) read =
      zb_store_read_version (zb_test_node_store (fixture->node), version, &error);
  g_assert_no_error (error);
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions", version);
  g_autofree char *body = g_strdup_printf ("{\"action\":\"%s\",\"reason\":\"核对\"}", action);
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = {"Idempotency-Key", key, "Content-Type", ZB_MIME_JSON, "If-Match",
                           read->digest,      NULL};
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){
          .method = "POST", .path = path, .headers = headers, .body = bytes, .person = who});

  g_assert_cmpuint (answer->status, ==, status);
}

static void
assert_state (Fixture *fixture, const char *form, ZbReviewState state)
{
  g_autoptr (GPtrArray) versions = list_versions (fixture, form);
  const ZbVersion *version = versions->pdata[versions->len - 1];

  g_assert_cmpint (version->state, ==, state);
}

static gint64
total_of (Fixture *fixture, const char *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) groups =
      zb_store_list_totals (zb_test_node_store (fixture->node), "s1", form, PERIOD, &error);

  g_assert_no_error (error);
  if (groups->len == 0)
    return 0;
  const ZbTotalsGroup *group = groups->pdata[0];
  return (gint64)g_array_index (group->items, ZbTotal, 0).sum;
}

/* What the log and the signed reports prove. */
static void
assert_all_stands (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_test_node_close (fixture->node);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    g_autofree char *text = zb_log_fault_describe (report->faults->pdata[i]);

    g_test_message ("%s", text);
  }
  g_assert_cmpuint (report->faults->len, ==, 0);
  zb_test_node_open (fixture->node);
}

static void
test_is_reviewed_as_one (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", "state", "all", NULL};
  const ZbSampleReport parts[] = {part ("S-0", head), part ("S-1", first)};
  g_autofree char *message = send_well (fixture, parts, 2);
  g_autoptr (GPtrArray) heads = list_versions (fixture, "S-0");
  g_autoptr (GPtrArray) members = list_versions (fixture, "S-1");
  gint64 id = ((ZbVersion *)heads->pdata[0])->id;
  g_autoptr (ZbFakeAnswer) queue = zb_fake_get (fixture->node, fixture->city, "/v1/queue", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (queue);

  g_assert_cmpuint (zb_json_length (zb_json_get (json, "items")), ==, 1);
  decide (fixture, fixture->district, ((ZbVersion *)members->pdata[0])->id, "pass", 400);
  decide (fixture, fixture->district, id, "pass", 200);
  assert_state (fixture, "S-1", ZB_REVIEW_PASSED);
  g_assert_cmpint (total_of (fixture, "S-1"), ==, 0);
  decide (fixture, fixture->city, id, "accept", 200);
  assert_state (fixture, "S-0", ZB_REVIEW_ACCEPTED);
  assert_state (fixture, "S-1", ZB_REVIEW_ACCEPTED);
  g_assert_cmpint (total_of (fixture, "S-0"), ==, 50);
  g_assert_cmpint (total_of (fixture, "S-1"), ==, 50);
  assert_all_stands (fixture);
}

static void
test_is_corrected_as_one (Fixture *fixture, gconstpointer data)
{
  static const char *const more[] = {"A.01.1", "60", NULL};
  const ZbSampleReport parts[] = {part ("S-0", head_with_sales), part ("S-1", first),
                                  part ("S-2", second)};
  g_autofree char *message = send_well (fixture, parts, 3);
  ZbSampleReport again[] = {part ("S-0", more), part ("S-1", more), part ("S-2", second)};
  g_autoptr (GPtrArray) heads = list_versions (fixture, "S-0");

  decide (fixture, fixture->district, ((ZbVersion *)heads->pdata[0])->id, "pass", 200);
  decide (fixture, fixture->city, ((ZbVersion *)heads->pdata[0])->id, "accept", 200);
  for (guint i = 0; i < 3; i++) {
    again[i].kind = ZB_REPORT_CORRECTION;
    again[i].replaces = message;
  }
  assert_refused (fixture, again, 2, "incomplete-set",
                  "S-2 was sent in the set before: send it again, if need be nil");
  again[1].replaces = NULL;
  assert_refused (fixture, again, 3, "wrong-set",
                  "S-1 does not correct or withdraw the message that S-0 does");
  again[1].replaces = message;
  g_autofree char *correction = send_well (fixture, again, 3);
  g_assert_cmpint (total_of (fixture, "S-1"), ==, 50);
  g_autoptr (GPtrArray) versions = list_versions (fixture, "S-0");
  g_assert_cmpuint (versions->len, ==, 2);
  gint64 id = ((ZbVersion *)versions->pdata[1])->id;
  decide (fixture, fixture->district, id, "pass", 200);
  decide (fixture, fixture->city, id, "accept", 200);
  g_assert_cmpint (total_of (fixture, "S-0"), ==, 60);
  g_assert_cmpint (total_of (fixture, "S-1"), ==, 60);
  g_assert_cmpint (total_of (fixture, "S-2"), ==, 9);
  assert_all_stands (fixture);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/set/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("each-body-is-a-version", test_each_body_is_a_version);
  ADD ("refuses-what-is-no-whole-set", test_refuses_what_is_no_whole_set);
  ADD ("rules-look-at-the-bodies-beside", test_rules_look_at_the_bodies_beside);
  ADD ("is-reviewed-as-one", test_is_reviewed_as_one);
  ADD ("is-corrected-as-one", test_is_corrected_as_one);
  return g_test_run ();
}
