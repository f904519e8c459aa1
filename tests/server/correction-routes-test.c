/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/store/version.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define PERIOD "2024-06"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

/* P-01 is corrected by a permit, N-01 in the next report; Q-01 looks at P-01 of the month before.
 */
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
publish (Fixture *fixture, const char *id, const char *filing, const char *rules)
{
  const ZbSmallForm form = {id, "2024", "s1", "month", "2024-01"};

  zb_small_form_publish_filed (fixture->node, &form, filing, rules);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  publish (fixture, "P-01", "<corrections after-acceptance='permit' days='3'/>", NULL);
  publish (fixture, "N-01", "<corrections after-acceptance='note'/>", NULL);
  publish (fixture, "Q-01", NULL, "\n#1 soft\n  [01,1] >= P-01:[01,1]@-1m\n");
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->city = enrol_staff (fixture, "city");
  fixture->district = enrol_staff (fixture, "district");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->city);
  zb_test_person_free (fixture->district);
  zb_test_node_free (fixture->node);
}

/* The answer to a report with one figure. */
static ZbJson *
send (Fixture *fixture,
      const char *form,
      const char *period,
      const char *figure,
      const char *replaces)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const char *const cells[] = {"A.01.1", figure, NULL};
  const ZbSampleReport what = {.form = form,
                               .period = period,
                               .cells = cells,
                               .kind = replaces ? ZB_REPORT_CORRECTION : ZB_REPORT_NORMAL,
                               .replaces = replaces};
  g_autoptr (GBytes) container = zb_sample_report (fixture->node, fixture->person, &what);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});

  g_assert_cmpuint (answer->status, ==, 201);
  return zb_fake_answer_json (answer);
}

static char *
send_well (Fixture *fixture, const char *form, const char *period, const char *replaces)
{
  g_autoptr (ZbJson) answer = send (fixture, form, period, "50", replaces);

  g_assert_cmpstr (zb_json_get_string (answer, "state"), ==, "valid");
  return g_strdup (zb_json_get_string (answer, "message"));
}

static void
assert_refused (Fixture *fixture, const char *form, const char *replaces)
{
  g_autoptr (ZbJson) answer = send (fixture, form, PERIOD, "51", replaces);

  g_assert_cmpstr (zb_json_get_string (answer, "state"), ==, "refused");
}

static void
decide (Fixture *fixture, const ZbTestPerson *who, gint64 version, const char *action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbVersion) read =
      zb_store_read_version (zb_test_node_store (fixture->node), version, &error);
  g_assert_no_error (error);
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions", version);
  g_autofree char *body = g_strdup_printf ("{\"action\":\"%s\"}", action);
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = {"Idempotency-Key", key, "Content-Type", ZB_MIME_JSON, "If-Match",
                           read->digest,      NULL};
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){
          .method = "POST", .path = path, .headers = headers, .body = bytes, .person = who});

  g_assert_cmpuint (answer->status, ==, 200);
}

/* Sends and accepts a report; returns its message. */
static char *
accept (Fixture *fixture, const char *form, const char *period, gint64 version)
{
  zb_test_node_open_period (fixture->node, form, period);
  char *message = send_well (fixture, form, period, NULL);

  decide (fixture, fixture->district, version, "pass");
  decide (fixture, fixture->city, version, "accept");
  return message;
}

static void
post (Fixture *fixture, const ZbTestPerson *who, const char *path, const char *body, guint status)
{
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr (ZbFakeAnswer) answer = zb_fake_post (fixture->node, who, path, body, key);

  if (answer->status != status)
    g_error ("%u: %s", answer->status, answer->text);
}

#define ASK "{\"form\":\"P-01\",\"period\":\"2024-06\",\"reason\":\"漏记一张发票\"}"

static void
assert_state (Fixture *fixture, const ZbTestPerson *who, const char *state)
{
  static const char *const query[] = {"tenant", "s1", NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, who, "/v1/corrections", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *list = zb_json_get (json, "corrections");

  g_assert_cmpstr (zb_json_get_string (zb_json_at (list, zb_json_length (list) - 1), "state"), ==,
                   state);
}

static void
test_a_permit_is_for_one_correction (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = accept (fixture, "P-01", PERIOD, 1);

  assert_refused (fixture, "P-01", message);
  post (fixture, fixture->person, "/v1/corrections", ASK, 201);
  post (fixture, fixture->person, "/v1/corrections", ASK, 409);
  assert_state (fixture, fixture->city, "asked");
  assert_refused (fixture, "P-01", message);
  post (fixture, fixture->district, "/v1/corrections/1/answer", "{\"grant\":true}", 403);
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":true}", 204);
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":true}", 412);
  assert_state (fixture, fixture->person, "granted");
  g_autofree char *correction = send_well (fixture, "P-01", PERIOD, message);
  assert_state (fixture, fixture->person, "used");
  assert_refused (fixture, "P-01", correction);
}

static void
test_a_permit_expires (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = accept (fixture, "P-01", PERIOD, 1);

  post (fixture, fixture->person, "/v1/corrections", ASK, 201);
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":true}", 204);
  fixture->now += 3 * DAY + 1;
  /* Opened anew, the node has a revocation list of that day. */
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  assert_state (fixture, fixture->person, "expired");
  assert_refused (fixture, "P-01", message);
}

static void
test_a_refusal_says_why (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = accept (fixture, "P-01", PERIOD, 1);

  post (fixture, fixture->person, "/v1/corrections", ASK, 201);
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":false}", 400);
  post (fixture, fixture->city, "/v1/corrections/1/answer",
        "{\"grant\":false,\"reason\":\"差额不大\"}", 204);
  assert_state (fixture, fixture->person, "refused");
  g_autoptr (ZbFakeAnswer) inbox = zb_fake_get (fixture->node, fixture->person, "/v1/inbox", NULL);
  g_assert_nonnull (strstr (inbox->text, "P-01 2024-06：不予更正。差额不大"));
  assert_refused (fixture, "P-01", message);
}

#define NOTE "{\"form\":\"N-01\",\"period\":\"2024-06\",\"reason\":\"漏记一张发票\"}"

/* What the report's reviewer is shown of notes. */
static char *
notes_of (Fixture *fixture, const char *report)
{
  g_autofree char *path = g_strconcat ("/v1/reports/", report, NULL);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, fixture->city, path, NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *notes = zb_json_get (json, "notes");
  const ZbJson *first = zb_json_at (notes, 0);

  return g_strdup_printf ("%u %s %s", zb_json_length (notes),
                          first ? zb_json_get_string (first, "period") : "-",
                          first ? zb_json_get_string (first, "reason") : "-");
}

static void
assert_notes (Fixture *fixture, const char *report, const char *expected)
{
  g_autofree char *notes = notes_of (fixture, report);

  g_assert_cmpstr (notes, ==, expected);
}

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

/* The accepted report stays; the note goes with the next one, is seen there, and settled by its
 * acceptance. */
static void
test_a_note_goes_into_the_next_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = accept (fixture, "N-01", PERIOD, 1);

  assert_refused (fixture, "N-01", message);
  post (fixture, fixture->person, "/v1/corrections", NOTE, 201);
  assert_state (fixture, fixture->city, "noted");
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":true}", 412);
  assert_refused (fixture, "N-01", message);
  zb_test_node_open_period (fixture->node, "N-01", "2024-05");
  g_autofree char *earlier = send_well (fixture, "N-01", "2024-05", NULL);
  assert_state (fixture, fixture->person, "noted");
  zb_test_node_open_period (fixture->node, "N-01", "2024-07");
  g_autofree char *next = send_well (fixture, "N-01", "2024-07", NULL);
  assert_state (fixture, fixture->person, "carried");
  assert_notes (fixture, "2", "0 - -");
  assert_notes (fixture, "3", "1 2024-06 漏记一张发票");
  /* A new version of it carries it on; what comes later does not. */
  g_autofree char *again = send_well (fixture, "N-01", "2024-07", next);
  zb_test_node_open_period (fixture->node, "N-01", "2024-08");
  g_autofree char *later = send_well (fixture, "N-01", "2024-08", NULL);
  assert_notes (fixture, "4", "1 2024-06 漏记一张发票");
  assert_notes (fixture, "5", "0 - -");
  decide (fixture, fixture->district, 4, "pass");
  assert_state (fixture, fixture->person, "carried");
  decide (fixture, fixture->city, 4, "accept");
  assert_state (fixture, fixture->person, "settled");
  assert_all_stands (fixture);
}

/* Only what was accepted needs to be asked for. */
static void
test_nothing_to_ask_before_acceptance (Fixture *fixture, gconstpointer data)
{
  zb_test_node_open_period (fixture->node, "P-01", PERIOD);
  g_autofree char *message = send_well (fixture, "P-01", PERIOD, NULL);

  post (fixture, fixture->person, "/v1/corrections", ASK, 409);
  g_autofree char *again = send_well (fixture, "P-01", PERIOD, message);
  g_assert_cmpstr (again, !=, message);
}

static void
test_tells_what_is_touched (Fixture *fixture, gconstpointer data)
{
  g_autofree char *may = accept (fixture, "P-01", "2024-05", 1);
  g_autofree char *june = accept (fixture, "Q-01", "2024-06", 2);
  g_autofree char *other = accept (fixture, "Q-01", "2024-05", 3);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->city, "/v1/reports/1/touched", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *reports = zb_json_get (json, "reports");
  const ZbJson *totals = zb_json_get (json, "totals");

  g_assert_cmpuint (zb_json_length (reports), ==, 1);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (reports, 0), "form"), ==, "Q-01");
  g_assert_cmpstr (zb_json_get_string (zb_json_at (reports, 0), "period"), ==, "2024-06");
  g_assert_cmpstr (zb_json_get_string (zb_json_at (reports, 0), "state"), ==, "accepted");
  g_assert_cmpuint (zb_json_length (totals), ==, 1);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (totals, 0), "period"), ==, "2024-05");
}

/* Requests and answers stand in the log. */
static void
test_is_proven (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = accept (fixture, "P-01", PERIOD, 1);

  post (fixture, fixture->person, "/v1/corrections", ASK, 201);
  post (fixture, fixture->city, "/v1/corrections/1/answer", "{\"grant\":true}", 204);
  g_autofree char *correction = send_well (fixture, "P-01", PERIOD, message);
  assert_all_stands (fixture);
}

/* A calendar has hours of its own for the levels, in order and after the deadline. */
static void
test_levels_have_hours (Fixture *fixture, gconstpointer data)
{
  static const char *const year[] = {"year", "2024", NULL};
  const char *const order =
      "{\"tenant\":\"s1\",\"form\":\"P-01\",\"action\":\"extend\",\"reason\":\"长假\","
      "\"levels\":{\"district\":\"2024-07-15T18:00:00+08:00\",\"city\":\"%s\"}}";
  g_autofree char *wrong = g_strdup_printf (order, "2024-07-14T18:00:00+08:00");
  g_autofree char *right = g_strdup_printf (order, "2024-07-18T18:00:00+08:00");

  post (fixture, fixture->city, "/v1/periods/2024-06", wrong, 400);
  post (fixture, fixture->city, "/v1/periods/2024-06", right, 200);
  g_autoptr (ZbFakeAnswer) calendar =
      zb_fake_get (fixture->node, fixture->person, "/v1/calendar/P-01", year);
  g_assert_nonnull (strstr (calendar->text, "2024-07-15T18:00:00+08:00"));
  g_assert_nonnull (strstr (calendar->text, "2024-07-18T18:00:00+08:00"));
  /* Of July the form speaks. */
  g_assert_nonnull (strstr (calendar->text, "2024-08-11T18:00:00+08:00"));
  post (fixture, fixture->city, "/v1/periods/2024-06",
        "{\"tenant\":\"s1\",\"form\":\"P-01\",\"action\":\"extend\","
        "\"levels\":{\"province\":\"2024-07-18T18:00:00+08:00\"}}",
        400);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/correction-routes/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-permit-is-for-one-correction", test_a_permit_is_for_one_correction);
  ADD ("a-permit-expires", test_a_permit_expires);
  ADD ("a-refusal-says-why", test_a_refusal_says_why);
  ADD ("a-note-goes-into-the-next-report", test_a_note_goes_into_the_next_report);
  ADD ("nothing-to-ask-before-acceptance", test_nothing_to_ask_before_acceptance);
  ADD ("tells-what-is-touched", test_tells_what_is_touched);
  ADD ("is-proven", test_is_proven);
  ADD ("levels-have-hours", test_levels_have_hours);
  return g_test_run ();
}
