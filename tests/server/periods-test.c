/* SPDX-License-Identifier: Apache-2.0 */
/* The year as a receiver lives through it, by a clock that the test moves: what is asked when, what
 * is late, and by which edition. Reports are nil, for only their time is judged here. */
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *enterprise, *city;
} Fixture;

static gint64
at (const char *text)
{
  g_autofree char *whole = g_strconcat (text, ":00+08:00", NULL);
  gint64 micros = 0;

  g_assert_true (zb_time_parse (whole, &micros, NULL));
  return micros;
}

/* Lets the time of "2025-01-05T09:00" come, and what the node does every minute. */
static void
move_to (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  fixture->now = at (text);
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
}

/* @data: when it begins. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = NULL;

  fixture->now = at (data);
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->enterprise = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  invitation = zb_test_node_invite_staff (fixture->node, "吴鹭江", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->enterprise);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
ask (Fixture *fixture,
     const ZbTestPerson *person,
     const char *method,
     const char *path,
     const char *const *query,
     const char *json)
{
  static const char *const headers[] = {"Content-Type", "application/json", NULL};
  g_autoptr (GBytes) body = json ? g_bytes_new (json, strlen (json)) : NULL;

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = method,
                                                      .path = path,
                                                      .query = query,
                                                      .headers = json ? headers : NULL,
                                                      .body = body,
                                                      .person = person});
}

/* Orders something about a form and period; @more ("\"deadline\": …") is empty or begins with a
 * comma. */
static ZbFakeAnswer *
order (Fixture *fixture, const char *action, const char *form, const char *period, const char *more)
{
  g_autofree char *path = g_strconcat ("/v1/periods/", period, NULL);
  g_autofree char *json = g_strdup_printf (
      "{\"tenant\":\"s1\",\"form\":\"%s\",\"action\":\"%s\",\"reason\":\"test\"%s}", form, action,
      more);

  return ask (fixture, fixture->city, "POST", path, NULL, json);
}

static void
order_done (
    Fixture *fixture, const char *action, const char *form, const char *period, const char *more)
{
  g_autoptr (ZbFakeAnswer) answer = order (fixture, action, form, period, more);

  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 200);
}

/* Sends a nil report and gives what R2 says of it. */
static ZbReceipt *
send_with (Fixture *fixture, const char *form, const char *period, ZbPackage *package)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GBytes) container = zb_sample_report (
      fixture->node, fixture->enterprise,
      &(ZbSampleReport){.form = form, .period = period, .kind = ZB_REPORT_NIL, .package = package});
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->enterprise});
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("answer", answer->text, answer->length, 1 << 20, &error);
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 201);
  guchar *bytes = g_base64_decode (zb_json_get_string (json, "r2"), &length);
  g_autoptr (GBytes) r2 = g_bytes_new_take (bytes, length);
  g_autoptr (ZbEvidence) evidence = zb_evidence_verify (
      r2, container, service->trust, service->log_verifier, fixture->now, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&evidence->receipt);
}

static void
assert_taken (Fixture *fixture, const char *form, const char *period, gboolean late)
{
  g_autoptr (ZbReceipt) receipt = send_with (fixture, form, period, NULL);

  g_assert_cmpstr (receipt->reason_text, ==, NULL);
  g_assert_cmpstr (receipt->outcome, ==, "valid");
  g_assert_cmpint (receipt->late, ==, late);
  g_assert_false (receipt->permit);
}

static void
assert_refused (
    Fixture *fixture, const char *form, const char *period, const char *code, const char *text)
{
  g_autoptr (ZbReceipt) receipt = send_with (fixture, form, period, NULL);

  g_assert_cmpstr (receipt->outcome, ==, "refused");
  g_assert_cmpstr (receipt->reason, ==, code);
  g_assert_cmpstr (receipt->reason_text, ==, text);
}

/* The enterprise's own list says of the form and period. */
static void
assert_due (Fixture *fixture, const char *form, const char *period, const char *words)
{
  const char *const query[] = {"from", period, "to", period, NULL};
  g_autofree char *named = g_strdup_printf ("\"form\":\"%s\"", form);
  g_autoptr (ZbFakeAnswer) answer =
      ask (fixture, fixture->enterprise, "GET", "/v1/due", query, NULL);

  g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (strstr (answer->text, named) != NULL, ==, words != NULL);
  if (words)
    g_assert_nonnull (strstr (answer->text, words));
}

static void
test_january_is_exempt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) opened = order (fixture, "open", "B203", "2025-01", "");

  zb_fake_assert_refused (opened, 400, "bad-argument");
  g_assert_nonnull (strstr (opened->text, "B203 does not collect 2025-01"));
  assert_due (fixture, "B203", "2025-01", NULL);
  assert_refused (fixture, "B203", "2025-01", "unknown-form", "B203 does not collect 2025-01");
  /* February is reported as ever, on its own. */
  move_to (fixture, "2025-03-10T09:00");
  order_done (fixture, "open", "B203", "2025-02", "");
  assert_due (fixture, "B203", "2025-02", "\"joint\":false");
  assert_taken (fixture, "B203", "2025-02", FALSE);
}

static void
test_january_and_february_are_joint (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "B204-1", "2025-01", "unknown-form", "B204-1 does not collect 2025-01");
  move_to (fixture, "2025-02-28T23:59");
  assert_refused (fixture, "B204-1", "2025-02", "not-open",
                  "the period opens at 2025-03-01T00:00:00+08:00");
  move_to (fixture, "2025-03-01T00:00");
  order_done (fixture, "open", "B204-1", "2025-02", "");
  assert_due (fixture, "B204-1", "2025-02", "\"joint\":true");
  assert_taken (fixture, "B204-1", "2025-02", FALSE);
}

static void
test_december_is_due_in_january (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "B204-1", "2024-12", "not-open",
                  "the period opens at 2025-01-01T00:00:00+08:00");
  move_to (fixture, "2025-01-05T09:00");
  order_done (fixture, "open", "B204-1", "2024-12", "");
  assert_due (fixture, "B204-1", "2024-12", "\"deadline\":\"2025-01-09T12:00:00+08:00\"");
  assert_taken (fixture, "B204-1", "2024-12", FALSE);
}

static void
test_the_year_is_due_after_it (Fixture *fixture, gconstpointer data)
{
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"A101", "2024", "s1", "year", "2024"});
  assert_refused (fixture, "A101", "2024", "not-open",
                  "the period opens at 2025-01-01T00:00:00+08:00");
  move_to (fixture, "2025-01-05T09:00");
  assert_taken (fixture, "A101", "2024", FALSE);
}

static ZbPackage *
package_of (Fixture *fixture, const char *form, const char *edition)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find_edition (zb_rulebook_catalogue (service->rulebook), form,
                                                  edition, 1, &error);

  g_assert_no_error (error);
  return package;
}

static void
assert_wrong_edition (
    Fixture *fixture, const char *form, const char *period, const char *edition, const char *text)
{
  g_autoptr (ZbReceipt) receipt =
      send_with (fixture, form, period, package_of (fixture, form, edition));

  g_assert_cmpstr (receipt->reason, ==, "wrong-edition");
  g_assert_cmpstr (receipt->reason_text, ==, text);
}

/* What is asked follows the period that is reported, not the day it is done. */
static void
test_edition_follows_the_period (Fixture *fixture, gconstpointer data)
{
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"M101", "2024", "s1", "month", "2024-01"});
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"M101", "2025", "s1", "month", "2025-01"});
  move_to (fixture, "2025-01-05T09:00");
  assert_wrong_edition (fixture, "M101", "2024-12", "2025",
                        "M101 for 2024-12 is asked by edition 2024, not by M101/2025.1");
  assert_taken (fixture, "M101", "2024-12", FALSE);
  move_to (fixture, "2025-02-05T09:00");
  assert_wrong_edition (fixture, "M101", "2025-01", "2024",
                        "M101 for 2025-01 is asked by edition 2025, not by M101/2024.1");
  assert_taken (fixture, "M101", "2025-01", FALSE);
}

static void
test_late_until_the_close (Fixture *fixture, gconstpointer data)
{
  /* Due on the ninth at noon; closes five days of grace later. */
  move_to (fixture, "2024-07-09T12:00");
  assert_taken (fixture, "B204-1", "2024-06", FALSE);
  zb_small_form_publish (fixture->node, &(ZbSmallForm){"M101", "2024", "s1", "month", "2024-01"});
  fixture->now++;
  assert_taken (fixture, "M101", "2024-06", TRUE);
  move_to (fixture, "2024-08-14T12:00");
  assert_taken (fixture, "M101", "2024-07", TRUE);
  fixture->now++;
  assert_refused (fixture, "B204-1", "2024-07", "closed",
                  "the period closed at 2024-08-14T12:00:00+08:00; ask the bureau for a special "
                  "permit");
}

static void
test_closed_by_order (Fixture *fixture, gconstpointer data)
{
  move_to (fixture, "2024-07-08T09:00");
  order_done (fixture, "close", "B204-1", "2024-06", "");
  fixture->now++;
  assert_refused (fixture, "B204-1", "2024-06", "closed",
                  "the period closed at 2024-07-08T09:00:00+08:00; ask the bureau for a special "
                  "permit");
}

static void
test_extension_moves_the_deadline (Fixture *fixture, gconstpointer data)
{
  move_to (fixture, "2024-07-15T09:00");
  assert_refused (fixture, "B204-1", "2024-06", "closed",
                  "the period closed at 2024-07-14T12:00:00+08:00; ask the bureau for a special "
                  "permit");
  order_done (fixture, "extend", "B204-1", "2024-06", ",\"closes\":\"2024-07-20T12:00:00+08:00\"");
  assert_taken (fixture, "B204-1", "2024-06", TRUE);
  order_done (fixture, "extend", "B203", "2024-06",
              ",\"deadline\":\"2024-07-22T23:59:59+08:00\","
              "\"closes\":\"2024-07-26T23:59:59+08:00\"");
  move_to (fixture, "2024-07-22T23:59");
  assert_taken (fixture, "B203", "2024-06", FALSE);
}

static void
test_permit_lets_one_unit_in (Fixture *fixture, gconstpointer data)
{
  move_to (fixture, "2024-07-05T09:00");
  order_done (fixture, "open", "B204-1", "2024-06", "");
  move_to (fixture, "2024-07-20T09:00");
  order_done (fixture, "permit", "B204-1", "2024-06",
              ",\"unit\":\"" UNIT "\",\"until\":\"2024-07-21T12:00:00+08:00\"");
  g_autoptr (ZbReceipt) receipt = send_with (fixture, "B204-1", "2024-06", NULL);
  g_assert_cmpstr (receipt->outcome, ==, "valid");
  g_assert_true (receipt->late);
  g_assert_true (receipt->permit);
}

/* The bureau's printed calendar moves a day that falls into the holidays. */
static void
test_deadline_rolls_over_the_holidays (Fixture *fixture, gconstpointer data)
{
  move_to (fixture, "2024-10-08T09:00");
  order_done (fixture, "open", "B204-1", "2024-09",
              ",\"deadline\":\"2024-10-12T12:00:00+08:00\","
              "\"closes\":\"2024-10-17T12:00:00+08:00\"");
  assert_due (fixture, "B204-1", "2024-09", "\"deadline\":\"2024-10-12T12:00:00+08:00\"");
  move_to (fixture, "2024-10-12T12:00");
  assert_taken (fixture, "B204-1", "2024-09", FALSE);
}

/* Transport months run from the 26th to the 25th: the calendar opens them before they end. */
static void
test_month_that_ends_on_the_25th (Fixture *fixture, gconstpointer data)
{
  move_to (fixture, "2024-06-26T09:00");
  assert_refused (fixture, "B204-1", "2024-06", "not-open",
                  "the period opens at 2024-07-01T00:00:00+08:00");
  order_done (fixture, "open", "B204-1", "2024-06",
              ",\"opens\":\"2024-06-26T00:00:00+08:00\","
              "\"deadline\":\"2024-06-30T12:00:00+08:00\","
              "\"closes\":\"2024-07-03T12:00:00+08:00\"");
  assert_taken (fixture, "B204-1", "2024-06", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, begins, test)                                                                    \
  g_test_add ("/server/periods/" name, Fixture, begins, set_up, test, tear_down)
  ADD ("january-is-exempt", "2025-02-05T09:00", test_january_is_exempt);
  ADD ("january-and-february-are-joint", "2025-02-05T09:00", test_january_and_february_are_joint);
  ADD ("december-is-due-in-january", "2024-12-31T09:00", test_december_is_due_in_january);
  ADD ("the-year-is-due-after-it", "2024-12-31T09:00", test_the_year_is_due_after_it);
  ADD ("edition-follows-the-period", "2024-12-20T09:00", test_edition_follows_the_period);
  ADD ("late-until-the-close", "2024-07-05T09:00", test_late_until_the_close);
  ADD ("closed-by-order", "2024-07-05T09:00", test_closed_by_order);
  ADD ("extension-moves-the-deadline", "2024-07-05T09:00", test_extension_moves_the_deadline);
  ADD ("permit-lets-one-unit-in", "2024-07-05T09:00", test_permit_lets_one_unit_in);
  ADD ("deadline-rolls-over-the-holidays", "2024-10-01T09:00",
       test_deadline_rolls_over_the_holidays);
  ADD ("month-that-ends-on-the-25th", "2024-06-20T09:00", test_month_that_ends_on_the_25th);
  return g_test_run ();
}
