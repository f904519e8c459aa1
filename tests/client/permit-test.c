/* SPDX-License-Identifier: Apache-2.0 */
#include "client/permit.h"

#include "client/error.h"
#include "tests/client/scripted-server.h"

#include <string.h>

#define ASK "GET /v1/corrections?unit=" ZB_TEST_UNIT

/* One request as the server tells it, granted until @until (nullable). (transfer full) */
static char *
told (int id, const char *state, const char *until)
{
  g_autofree char *end = until ? g_strdup_printf (",\"until\":\"%s\"", until) : g_strdup ("");

  return g_strdup_printf ("{\"id\":%d,\"form\":\"" ZB_SCRATCH_FORM
                          "\",\"period\":\"" ZB_SCRATCH_PERIOD
                          "\",\"reason\":\"an invoice was missed\",\"report\":7,"
                          "\"time\":\"2024-07-09T12:00:00+08:00\",\"state\":\"%s\"%s}",
                          id, state, end);
}

/* Takes @list, the requests as they stand in the answer. */
static void
serve (ZbScriptedWorld *world, const char *request, char *list, const char *next)
{
  g_autofree char *taken = list;
  g_autofree char *more = next ? g_strdup_printf (",\"next\":\"%s\"", next) : g_strdup ("");
  g_autofree char *body = g_strdup_printf ("{\"corrections\":[%s]%s}", taken, more);

  zb_scripted_server_answer (world->server, request, 200, body);
}

static void
sync_well (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;

  zb_permit_sync (world->client.workspace, world->client.account, world->session, &error);
  g_assert_no_error (error);
}

static ZbPermit *
find (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;
  ZbPermit *permit = zb_permit_find (world->client.workspace, world->client.account,
                                     ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  return permit;
}

static void
test_keeps_the_newest (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *until = zb_time_format (world->client.now + G_TIME_SPAN_DAY);

  g_assert_null (find (world));
  serve (world, ASK, told (3, "refused", NULL), "3");
  serve (world, ASK "&cursor=3", told (5, "granted", until), NULL);
  sync_well (world);
  g_autoptr (ZbPermit) permit = find (world);
  g_assert_cmpint (permit->id, ==, 5);
  g_assert_cmpint (permit->state, ==, ZB_PERMIT_GRANTED);
  g_assert_cmpstr (permit->reason, ==, "an invoice was missed");
  g_autofree char *kept = zb_time_format (permit->until);
  g_assert_cmpstr (kept, ==, until);
}

/* What was granted last week and is over by now is told so without asking the server. */
static void
test_a_grant_ends (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *until = zb_time_format (world->client.now - G_TIME_SPAN_SECOND);

  serve (world, ASK, told (5, "granted", until), NULL);
  sync_well (world);
  g_autoptr (ZbPermit) permit = find (world);
  g_assert_cmpint (permit->state, ==, ZB_PERMIT_EXPIRED);
}

static void
test_asks_with_the_reason (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "POST /v1/corrections?unit=" ZB_TEST_UNIT, 201,
                             "{\"id\":6,\"state\":\"asked\"}");
  serve (world, ASK, told (6, "asked", NULL), NULL);
  g_assert_true (zb_permit_ask (world->client.workspace, world->client.account, world->session,
                                ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, "漏记一张发票", &error));
  g_assert_no_error (error);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_nonnull (strstr (seen, "\"reason\":\"漏记一张发票\""));
  g_autoptr (ZbPermit) permit = find (world);
  g_assert_cmpint (permit->state, ==, ZB_PERMIT_ASKED);
}

/* What was known stays when an answer cannot be understood. */
static void
test_a_broken_answer_changes_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  serve (world, ASK, told (5, "asked", NULL), NULL);
  sync_well (world);
  zb_scripted_server_answer (world->server, ASK, 200, "{\"list\":[]}");
  g_assert_false (
      zb_permit_sync (world->client.workspace, world->client.account, world->session, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  g_assert_cmpstr (error->message, ==,
                   "/v1/corrections?unit=" ZB_TEST_UNIT ": the answer lacks corrections");
  g_autoptr (ZbPermit) permit = find (world);
  g_assert_cmpint (permit->id, ==, 5);
}

static void
test_tells_what_is_touched (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (
      world->server, "GET /v1/reports/7/touched", 200,
      "{\"reports\":[{\"form\":\"B204-1\",\"period\":\"2024-07\",\"state\":\"accepted\","
      "\"report\":9}],\"totals\":[{\"form\":\"B204-1\",\"period\":\"2024-06\","
      "\"district\":\"350213\",\"zone\":null,\"industry\":\"39\"}]}");
  g_autoptr (ZbTouched) touched = zb_touched_fetch (world->session, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (touched->reports->len, ==, 1);
  const ZbTouchedReport *report = touched->reports->pdata[0];
  g_assert_cmpstr (report->period, ==, "2024-07");
  g_assert_cmpstr (report->state, ==, "accepted");
  g_assert_cmpuint (touched->totals->len, ==, 1);
  const ZbTouchedTotal *total = touched->totals->pdata[0];
  g_assert_cmpstr (total->district, ==, "350213");
  g_assert_null (total->zone);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/permit/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,   \
              zb_scripted_world_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-the-newest", test_keeps_the_newest);
  ADD ("a-grant-ends", test_a_grant_ends);
  ADD ("asks-with-the-reason", test_asks_with_the_reason);
  ADD ("a-broken-answer-changes-nothing", test_a_broken_answer_changes_nothing);
  ADD ("tells-what-is-touched", test_tells_what_is_touched);
  return g_test_run ();
}
