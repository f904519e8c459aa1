/* SPDX-License-Identifier: Apache-2.0 */
#include "client/due.h"

#include "client/draft.h"
#include "exchange/digest.h"
#include "tests/client/scripted-server.h"

#include <string.h>

#define ASK "GET /v1/due?unit=" ZB_TEST_UNIT

/* One obligation as the server tells it; times are in days from now, 0 is none. */
typedef struct {
  const char *form, *period, *state, *message;
  int opens, deadline, closes, permit;
} Told;

static void
append_time (GString *json, const char *name, gint64 now, int days)
{
  g_autofree char *time = zb_time_format (now + days * G_TIME_SPAN_DAY);

  if (days != 0)
    g_string_append_printf (json, "\"%s\":\"%s\",", name, time);
}

static void
append_told (GString *json, gint64 now, const Told *told)
{
  g_string_append_printf (json,
                          "{\"tenant\":\"s1\",\"form\":\"%s\",\"code\":\"X\",\"period\":\"%s\","
                          "\"package\":\"00\",\"title\":{\"zh\":\"表\",\"en\":\"Form\"},",
                          told->form, told->period);
  append_time (json, "opens", now, told->opens);
  append_time (json, "deadline", now, told->deadline);
  append_time (json, "closes", now, told->closes);
  append_time (json, "permit_until", now, told->permit);
  if (told->message)
    g_string_append_printf (json, "\"message\":\"%s\",", told->message);
  g_string_append (
      json, "\"levels\":[{\"id\":\"district\",\"name\":{\"zh\":\"区级\",\"en\":\"District\"},"
            "\"until\":\"2024-07-11T18:00:00+08:00\"},{\"id\":\"city\",\"name\":{\"zh\":\"市级\","
            "\"en\":\"City\"},\"until\":\"2024-07-15T12:00:00+08:00\"}],");
  g_string_append_printf (json, "\"joint\":true,\"late\":true,\"level\":2,\"state\":\"%s\"}",
                          told->state);
}

static void
sync_told (ZbScriptedWorld *world, const Told *told, guint n)
{
  g_autoptr (GString) json = g_string_new ("{\"obligations\":[");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++) {
    g_string_append (json, i ? "," : "");
    append_told (json, world->client.now, &told[i]);
  }
  g_string_append (json, "]}");
  zb_scripted_server_answer (world->server, ASK, 200, json->str);
  zb_due_sync (world->client.workspace, world->client.account, world->session, &error);
  g_assert_no_error (error);
}

static Told
told_june (const char *state, const char *message)
{
  return (Told){ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, state, message, -8, 1, 30, 0};
}

static ZbDue *
find (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;
  ZbDue *due = zb_due_find (world->client.workspace, world->client.account, ZB_SCRATCH_FORM,
                            ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  return due;
}

static void
check_state (ZbScriptedWorld *world, const char *expected)
{
  g_autoptr (ZbDue) due = find (world);

  g_assert_cmpstr (zb_due_state_to_string (due->state), ==, expected);
}

static char *
put (ZbScriptedWorld *world, ZbReportKind kind)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");

  zb_report_set_kind (report, kind);
  return zb_scratch_client_put (&world->client, report, 2);
}

static void
test_keeps_what_the_server_tells (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = {ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, "due", NULL, -8, 1, 30, 40};

  sync_told (world, &told, 1);
  g_autoptr (ZbDue) due = find (world);
  g_assert_cmpint (due->account, ==, world->client.account->id);
  g_assert_cmpstr (due->tenant, ==, "s1");
  g_assert_cmpstr (due->code, ==, "X");
  g_assert_cmpstr (due->title.zh, ==, "表");
  g_assert_cmpstr (due->title.en, ==, "Form");
  g_assert_cmpstr (due->levels.zh, ==, "区级 2024-07-11 18:00; 市级 2024-07-15 12:00");
  g_assert_cmpstr (due->levels.en, ==, "District 2024-07-11 18:00; City 2024-07-15 12:00");
  g_assert_true (due->joint);
  g_assert_true (due->late);
  g_assert_cmpuint (due->level, ==, 2);
  g_assert_null (due->message);
  g_assert_cmpint (due->resubmit_by, ==, 0);
  g_assert_cmpint (due->days_left, ==, 1);
  g_assert_cmpint (ABS (due->deadline - (world->client.now + G_TIME_SPAN_DAY)), <=,
                   G_TIME_SPAN_SECOND);
}

static void
test_lists_by_deadline (ZbScriptedWorld *world, gconstpointer data)
{
  Told told[] = {
      {"B203", "2024-06", "due", NULL, -1, 9, 30, 0},
      {"B204-1", "2024-06", "due", NULL, -1, 3, 30, 0},
      {"B204-1", "2024-05", "due", NULL, -1, 9, 30, 0},
  };
  g_autoptr (GError) error = NULL;

  sync_told (world, told, G_N_ELEMENTS (told));
  g_autoptr (GPtrArray) list = zb_due_list (world->client.workspace, world->client.account, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (((ZbDue *)list->pdata[0])->period, ==, "2024-06");
  g_assert_cmpstr (((ZbDue *)list->pdata[0])->form, ==, "B204-1");
  g_assert_cmpstr (((ZbDue *)list->pdata[1])->form, ==, "B203");
  g_assert_cmpstr (((ZbDue *)list->pdata[2])->period, ==, "2024-05");
}

static void
test_drops_what_is_no_longer_told (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = told_june ("due", NULL);

  sync_told (world, &told, 1);
  sync_told (world, NULL, 0);
  g_assert_null (find (world));
}

static void
test_an_answer_without_list_changes_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = told_june ("due", NULL);
  g_autoptr (GError) error = NULL;

  sync_told (world, &told, 1);
  zb_scripted_server_answer (world->server, ASK, 200, "{\"something\":1}");
  g_assert_false (
      zb_due_sync (world->client.workspace, world->client.account, world->session, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  g_assert_cmpstr (error->message, ==,
                   "/v1/due?unit=" ZB_TEST_UNIT ": the answer lacks obligations");
  check_state (world, "due");
}

static void
test_a_broken_obligation_changes_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = told_june ("due", NULL);
  g_autoptr (GError) error = NULL;

  sync_told (world, &told, 1);
  zb_scripted_server_answer (world->server, ASK, 200, "{\"obligations\":[{\"form\":\"B203\"}]}");
  g_assert_false (
      zb_due_sync (world->client.workspace, world->client.account, world->session, &error));
  g_assert_nonnull (error);
  check_state (world, "due");
}

static void
test_follows_the_hours (ZbScriptedWorld *world, gconstpointer data)
{
  static const struct {
    int opens, deadline, closes, permit;
    const char *state;
  } cases[] = {
      {1, 9, 30, 0, "not-open"}, {-1, 9, 30, 0, "due"},  {-9, -1, 30, 0, "due"},
      {-9, -5, -1, 0, "closed"}, {-9, -5, -1, 2, "due"}, {-9, -5, -3, -1, "closed"},
      {-9, 1, 0, 0, "due"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Told told = {ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, "due",           NULL,
                 cases[i].opens,  cases[i].deadline, cases[i].closes, cases[i].permit};
    sync_told (world, &told, 1);
    check_state (world, cases[i].state);
  }
}

static void
test_follows_the_server (ZbScriptedWorld *world, gconstpointer data)
{
  static const char *const cases[][2] = {
      {"submitted", "submitted"}, {"passed", "passed"},   {"returned", "returned"},
      {"accepted", "accepted"},   {"locked", "accepted"}, {"withdrawn", "withdrawn"},
      {"unheard-of", "due"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Told told = told_june (cases[i][0], NULL);
    sync_told (world, &told, 1);
    check_state (world, cases[i][1]);
  }
}

static void
save_draft (ZbScriptedWorld *world)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  zb_draft_save (world->client.workspace, world->client.account, report, &error);
  g_assert_no_error (error);
}

/* Queued before draft before refused before what the server said. */
static void
test_what_is_under_way_here_goes_first (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = told_june ("returned", NULL);

  sync_told (world, &told, 1);
  check_state (world, "returned");
  g_autofree char *id = put (world, ZB_REPORT_CORRECTION);
  check_state (world, "queued");
  zb_scratch_client_execute (&world->client, "update message set state = 'sending'");
  check_state (world, "queued");
  zb_scratch_client_execute (&world->client, "update message set state = 'refused'");
  check_state (world, "refused");
  save_draft (world);
  check_state (world, "draft");
  zb_scratch_client_execute (&world->client, "update message set state = 'queued'");
  check_state (world, "queued");
}

/* Sent a moment ago; the list of what is due is of this morning. */
static void
test_sent_is_submitted_before_the_server_says_so (ZbScriptedWorld *world, gconstpointer data)
{
  Told told = told_june ("due", NULL);

  sync_told (world, &told, 1);
  g_autofree char *id = put (world, ZB_REPORT_NORMAL);
  zb_scratch_client_execute (&world->client, "update message set state = 'sent'");
  check_state (world, "submitted");
  told = told_june ("returned", id);
  sync_told (world, &told, 1);
  check_state (world, "returned");
}

static void
test_withdrawn_before_the_server_says_so (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *first = put (world, ZB_REPORT_NORMAL);
  Told told = told_june ("submitted", first);

  world->client.now += G_TIME_SPAN_SECOND;
  g_autofree char *second = put (world, ZB_REPORT_WITHDRAWAL);
  sync_told (world, &told, 1);
  zb_scratch_client_execute (&world->client, "update message set state = 'sent'");
  check_state (world, "withdrawn");
  zb_scratch_client_execute (&world->client, "update message set state = 'refused'");
  check_state (world, "submitted");
}

/* Sent again from another machine. */
static void
test_an_old_refusal_does_not_hide_a_later_version (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *refused = put (world, ZB_REPORT_NORMAL);
  g_autofree char *elsewhere = zb_uuid_new (world->client.now + G_TIME_SPAN_HOUR);
  Told told = told_june ("accepted", elsewhere);

  zb_scratch_client_execute (&world->client, "update message set state = 'refused'");
  sync_told (world, &told, 1);
  check_state (world, "accepted");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/due/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,      \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-what-the-server-tells", test_keeps_what_the_server_tells);
  ADD ("lists-by-deadline", test_lists_by_deadline);
  ADD ("drops-what-is-no-longer-told", test_drops_what_is_no_longer_told);
  ADD ("an-answer-without-list-changes-nothing", test_an_answer_without_list_changes_nothing);
  ADD ("a-broken-obligation-changes-nothing", test_a_broken_obligation_changes_nothing);
  ADD ("follows-the-hours", test_follows_the_hours);
  ADD ("follows-the-server", test_follows_the_server);
  ADD ("what-is-under-way-here-goes-first", test_what_is_under_way_here_goes_first);
  ADD ("sent-is-submitted-before-the-server-says-so",
       test_sent_is_submitted_before_the_server_says_so);
  ADD ("withdrawn-before-the-server-says-so", test_withdrawn_before_the_server_says_so);
  ADD ("an-old-refusal-does-not-hide-a-later-version",
       test_an_old_refusal_does_not_hide_a_later_version);
  return g_test_run ();
}
