/* SPDX-License-Identifier: Apache-2.0 */
#include "client/mailbox.h"

#include "client/error.h"
#include "exchange/error.h"
#include "tests/client/scripted-server.h"

#include <string.h>

static char *
put (ZbScriptedWorld *world)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");

  return zb_scratch_client_put (&world->client, report, 2);
}

/* A notice with evidence (nullable). */
static char *
notice (int id, const char *message, GBytes *evidence)
{
  gsize length = 0;
  gconstpointer bytes = evidence ? g_bytes_get_data (evidence, &length) : NULL;
  g_autofree char *text = evidence ? g_base64_encode (bytes, length) : NULL;
  g_autofree char *member =
      evidence ? g_strdup_printf (",\"message\":\"%s\",\"evidence\":\"%s\"", message, text)
               : g_strdup ("");

  return g_strdup_printf ("{\"id\":%d,\"time\":\"2024-07-09T12:00:00+08:00\",\"kind\":\"return\","
                          "\"form\":\"B204-1\",\"period\":\"2024-06\","
                          "\"text\":{\"zh\":\"已退回\",\"en\":\"Returned\"}%s}",
                          id, member);
}

static void
serve_page (ZbScriptedWorld *world, const char *after, const char *notices)
{
  g_autofree char *request = g_strdup_printf ("GET /v1/inbox?after=%s", after);
  g_autofree char *body = g_strdup_printf ("{\"notices\":[%s]}", notices);

  zb_scripted_server_answer (world->server, request, 200, body);
}

static void
serve_ack (ZbScriptedWorld *world, int id)
{
  g_autofree char *request = g_strdup_printf ("POST /v1/inbox/%d/ack", id);

  zb_scripted_server_answer (world->server, request, 204, NULL);
}

/* What the server saw; of signed acknowledgements, which differ each time, only that they are. */
static char *
take_seen (ZbScriptedWorld *world)
{
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_autoptr (GRegex) body =
      g_regex_new ("/ack \\{\\s*\"acknowledgement\":[^\n]*\"signature\":[^\n]*", 0, 0, NULL);

  return g_regex_replace_literal (body, seen, -1, 0, "/ack signed", 0, NULL);
}

static GPtrArray *
list (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *letters = zb_mailbox_list (world->client.workspace, world->client.account, &error);

  g_assert_no_error (error);
  return letters;
}

static gboolean
sync_mailbox (ZbScriptedWorld *world, guint *ret_new, GError **error)
{
  return zb_mailbox_sync (world->client.workspace, world->client.account, world->session, ret_new,
                          error);
}

static void
test_fetches_page_by_page (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *three = notice (3, NULL, NULL);
  g_autofree char *five = notice (5, NULL, NULL);
  g_autofree char *nine = notice (9, NULL, NULL);
  g_autofree char *first = g_strdup_printf ("%s,%s", three, five);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  serve_page (world, "0", first);
  serve_page (world, "5", nine);
  serve_page (world, "9", "");
  serve_ack (world, 3);
  serve_ack (world, 5);
  serve_ack (world, 9);
  sync_mailbox (world, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_autofree char *seen = take_seen (world);
  g_assert_cmpstr (
      seen, ==,
      "GET /v1/inbox?after=0\nPOST /v1/inbox/3/ack signed\nPOST /v1/inbox/5/ack signed\n"
      "GET /v1/inbox?after=5\nPOST /v1/inbox/9/ack signed\nGET /v1/inbox?after=9\n");
  g_autoptr (GPtrArray) letters = list (world);
  g_assert_cmpuint (letters->len, ==, 3);
  const ZbLetter *newest = letters->pdata[0];
  g_assert_cmpint (newest->id, ==, 9);
  g_assert_cmpstr (newest->kind, ==, "return");
  g_assert_cmpstr (newest->form, ==, "B204-1");
  g_assert_cmpstr (newest->period, ==, "2024-06");
  g_assert_cmpstr (newest->text.zh, ==, "已退回");
  g_assert_cmpstr (newest->text.en, ==, "Returned");
  g_assert_false (newest->seen);
  g_autofree char *time = zb_time_format (newest->time);
  g_assert_cmpstr (time, ==, "2024-07-09T12:00:00+08:00");
}

static void
test_files_the_evidence (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *id = put (world);
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (&world->client, id, ZB_RECEIPT_DECISION, "return");
  g_autofree char *one = notice (1, id, evidence);
  g_autoptr (GError) error = NULL;

  serve_page (world, "0", one);
  serve_page (world, "1", "");
  serve_ack (world, 1);
  sync_mailbox (world, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSent) sent = zb_sent_read (world->client.workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->review, ==, "return");
}

/* The line breaks between keeping and acknowledging: the next time the server is told first. */
static void
test_acknowledges_later (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *one = notice (1, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  serve_page (world, "0", one);
  serve_page (world, "1", "");
  zb_scripted_server_answer (world->server, "POST /v1/inbox/1/ack", 0, NULL);
  g_assert_false (sync_mailbox (world, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
  g_clear_error (&error);
  g_free (zb_scripted_server_take_seen (world->server));
  g_autofree char *again = g_strdup_printf ("{\"notices\":[%s]}", one);
  zb_scripted_server_answer (world->server, "GET /v1/inbox?after=0&limit=1", 200, again);
  serve_ack (world, 1);
  sync_mailbox (world, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  sync_mailbox (world, &n, &error);
  g_assert_no_error (error);
  g_autofree char *seen = take_seen (world);
  g_assert_cmpstr (seen, ==,
                   "GET /v1/inbox?after=0&limit=1\nPOST /v1/inbox/1/ack signed\n"
                   "GET /v1/inbox?after=1\nGET /v1/inbox?after=1\n");
}

/* An agent's mandate ended in between: what cannot be acknowledged any more holds nothing up. */
static void
test_lets_go_of_what_is_no_longer_its_own (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *one = notice (1, NULL, NULL);
  g_autofree char *two = notice (2, NULL, NULL);
  g_autofree char *both = g_strdup_printf ("%s,%s", one, two);
  g_autoptr (GError) error = NULL;

  serve_page (world, "0", both);
  serve_page (world, "2", "");
  zb_scripted_server_answer (world->server, "POST /v1/inbox/1/ack", 404,
                             "{\"type\":\"urn:zhibao:problem:not-found\",\"status\":404,"
                             "\"title\":\"Nothing\"}");
  serve_ack (world, 2);
  sync_mailbox (world, NULL, &error);
  g_assert_no_error (error);
  g_free (zb_scripted_server_take_seen (world->server));
  zb_scripted_server_answer (world->server, "POST /v1/inbox/1/ack", 500, NULL);
  sync_mailbox (world, NULL, &error);
  g_assert_no_error (error);
}

/* Evidence that another log signed is neither filed nor acknowledged. */
static void
test_refuses_forged_evidence (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *id = put (world);
  g_autoptr (ZbTestAuthority) own = g_steal_pointer (&world->client.authority);
  g_autoptr (GError) error = NULL;

  world->client.authority = zb_test_authority_new (world->client.now);
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (&world->client, id, ZB_RECEIPT_DECISION, "accept");
  g_autofree char *one = notice (1, id, evidence);
  serve_page (world, "0", one);
  g_assert_false (sync_mailbox (world, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "the note is not signed by " ZB_TEST_LOG);
  g_autofree char *seen = take_seen (world);
  g_assert_cmpstr (seen, ==, "GET /v1/inbox?after=0\n");
  g_autoptr (GPtrArray) letters = list (world);
  g_assert_cmpuint (letters->len, ==, 0);
  g_clear_error (&error);
  g_autoptr (ZbSent) sent = zb_sent_read (world->client.workspace, id, &error);
  g_assert_no_error (error);
  g_assert_null (sent->review);
}

/* A notice that came over twice, or without a number, must not be asked for without end. */
static void
test_refuses_numbers_that_do_not_rise (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *four = notice (4, NULL, NULL);
  g_autoptr (GError) error = NULL;

  serve_page (world, "0", four);
  serve_page (world, "4", four);
  serve_ack (world, 4);
  g_assert_false (sync_mailbox (world, NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  g_assert_cmpstr (error->message, ==, "/v1/inbox?after=4: a notice has the number 4");
  g_clear_error (&error);
  serve_page (world, "4", "{\"kind\":\"opened\"}");
  g_assert_false (sync_mailbox (world, NULL, &error));
  g_assert_cmpstr (error->message, ==, "/v1/inbox?after=4: a notice has the number 0");
}

static void
test_marks_one_as_seen (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *one = notice (1, NULL, NULL);
  g_autofree char *two = notice (2, NULL, NULL);
  g_autofree char *both = g_strdup_printf ("%s,%s", one, two);
  g_autoptr (GError) error = NULL;

  serve_page (world, "0", both);
  serve_page (world, "2", "");
  serve_ack (world, 1);
  serve_ack (world, 2);
  sync_mailbox (world, NULL, &error);
  g_assert_no_error (error);
  zb_mailbox_mark_seen (world->client.workspace, world->client.account, 1, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) letters = list (world);
  g_assert_false (((ZbLetter *)letters->pdata[0])->seen);
  g_assert_true (((ZbLetter *)letters->pdata[1])->seen);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/mailbox/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,  \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fetches-page-by-page", test_fetches_page_by_page);
  ADD ("files-the-evidence", test_files_the_evidence);
  ADD ("acknowledges-later", test_acknowledges_later);
  ADD ("lets-go-of-what-is-no-longer-its-own", test_lets_go_of_what_is_no_longer_its_own);
  ADD ("refuses-forged-evidence", test_refuses_forged_evidence);
  ADD ("refuses-numbers-that-do-not-rise", test_refuses_numbers_that_do_not_rise);
  ADD ("marks-one-as-seen", test_marks_one_as_seen);
  return g_test_run ();
}
