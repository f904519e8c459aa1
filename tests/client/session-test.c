/* SPDX-License-Identifier: Apache-2.0 */
#include "client/session.h"

#include "client/error.h"
#include "exchange/error.h"
#include "formats/error.h"
#include "tests/client/scripted-server.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static void
test_path_escapes_and_skips (void)
{
  g_autofree char *bare = zb_session_path ("/v1/due", NULL);
  g_autofree char *one = zb_session_path ("/v1/due", "unit", NULL, "form", "B204-1", NULL);
  g_autofree char *two =
      zb_session_path ("/v1/reports", "q", "厦门 a&b=c/d", "period", "2024-06", NULL);

  g_assert_cmpstr (bare, ==, "/v1/due");
  g_assert_cmpstr (one, ==, "/v1/due?form=B204-1");
  g_assert_cmpstr (two, ==, "/v1/reports?q=%E5%8E%A6%E9%97%A8%20a%26b%3Dc%2Fd&period=2024-06");
}

static void
test_gets_json (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "GET /v1/me", 200, "{\"name\":\"厦门\"}");
  g_autoptr (ZbJson) answer = zb_session_get (world->session, "/v1/me", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_json_get_string (answer, "name"), ==, "厦门");
  g_assert_null (zb_session_problem (world->session));
}

static void
check_get_fails (ZbScriptedWorld *world, GQuark domain, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_session_get (world->session, "/v1/me", &error));
  g_assert_error (error, domain, code);
  if (!strstr (error->message, message))
    g_error ("\"%s\" does not say \"%s\"", error->message, message);
}

static void
test_says_what_is_wrong_with_an_answer (ZbScriptedWorld *world, gconstpointer data)
{
  zb_scripted_server_answer (world->server, "GET /v1/me", 200, NULL);
  check_get_fails (world, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                   "/v1/me: the server's answer is empty");
  zb_scripted_server_answer (world->server, "GET /v1/me", 200, "{\"name\":");
  check_get_fails (world, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED, "/v1/me:1: ");
  zb_scripted_server_answer (world->server, "GET /v1/me", 502, "<html>Bad gateway</html>");
  check_get_fails (world, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                   "/v1/me: the server answered 502");
  g_assert_null (zb_session_problem (world->session));
}

static void
check_lead (ZbScriptedWorld *world, gint64 lead)
{
  g_autoptr (GError) error = NULL;

  if (lead != 0)
    zb_scripted_server_set_clock (world->server, NOW - lead);
  g_autoptr (ZbJson) answer = zb_session_get (world->session, "/v1/me", &error);
  g_assert_no_error (error);
}

/* A Date has whole seconds, and an answer takes its time: a few seconds more or less. */
static void
test_tells_a_wrong_clock (ZbScriptedWorld *world, gconstpointer data)
{
  const gint64 some = 60 * G_TIME_SPAN_SECOND;

  zb_scripted_server_answer (world->server, "GET /v1/me", 200, "{}");
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), ==, 0);
  check_lead (world, 0); /* no Date */
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), ==, 0);
  check_lead (world, ZB_SESSION_CLOCK_TOLERANCE - some);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), ==, 0);
  check_lead (world, some - ZB_SESSION_CLOCK_TOLERANCE);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), ==, 0);
  check_lead (world, ZB_SESSION_CLOCK_TOLERANCE + some);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), >, ZB_SESSION_CLOCK_TOLERANCE);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), <,
                   ZB_SESSION_CLOCK_TOLERANCE + 2 * some);
  check_lead (world, -ZB_SESSION_CLOCK_TOLERANCE - some);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), <, -ZB_SESSION_CLOCK_TOLERANCE);
  g_assert_cmpint (zb_session_clock_lead (world->session, NOW), >,
                   -ZB_SESSION_CLOCK_TOLERANCE - 2 * some);
}

static void
test_is_broken_off (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  zb_scripted_server_answer (world->server, "GET /v1/me", 200, "{}");
  zb_session_set_cancellable (world->session, cancellable);
  g_autoptr (ZbJson) answer = zb_session_get (world->session, "/v1/me", NULL);
  g_assert_nonnull (answer);
  g_cancellable_cancel (cancellable);
  check_get_fails (world, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

#define PROBLEM                                                                                    \
  "{\"type\":\"urn:zhibao:problem:no-mandate\",\"status\":403,\"title\":\"No mandate\","           \
  "\"title_zh\":\"无权代报\",\"detail\":\"unit 123\"}"

static void
test_tells_a_problem (ZbScriptedWorld *world, gconstpointer data)
{
  zb_scripted_server_answer (world->server, "GET /v1/me", 403, PROBLEM);
  check_get_fails (world, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED,
                   "No mandate: unit 123 (no-mandate)");
  const ZbProblem *problem = zb_session_problem (world->session);
  g_assert_cmpstr (problem->code, ==, "no-mandate");
  g_assert_cmpstr (problem->title_zh, ==, "无权代报");
  zb_scripted_server_answer (world->server, "GET /v1/me", 200, "{}");
  g_autoptr (ZbJson) answer = zb_session_get (world->session, "/v1/me", NULL);
  g_assert_nonnull (answer);
  g_assert_null (zb_session_problem (world->session));
}

static void
test_posts_with_a_key (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "POST /v1/x", 200, "{\"b\":2}");
  g_autoptr (ZbJson) answer =
      zb_session_post (world->session, "/v1/x", "application/json", body, "\"7\"", &error);
  g_assert_no_error (error);
  g_assert_cmpint (zb_json_integer (zb_json_get (answer, "b"), 0), ==, 2);
  g_autofree char *key = zb_scripted_server_dup_header (world->server, "idempotency-key");
  g_autofree char *match = zb_scripted_server_dup_header (world->server, "if-match");
  g_autofree char *type = zb_scripted_server_dup_header (world->server, "content-type");
  g_assert_true (g_uuid_string_is_valid (key));
  g_assert_cmpstr (match, ==, "\"7\"");
  g_assert_cmpstr (type, ==, "application/json");
}

/* The connection breaks before the answer: asked once more, with the same key, and no more. */
static void
test_repeats_an_unanswered_post_once (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "POST /v1/x", 0, NULL);
  g_assert_null (zb_session_post (world->session, "/v1/x", "application/json", body, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==, "POST /v1/x {}\nPOST /v1/x {}\n");
}

static void
test_takes_an_answer_without_content (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "POST /v1/x", 204, NULL);
  g_assert_null (zb_session_post (world->session, "/v1/x", "application/json", body, NULL, &error));
  g_assert_no_error (error);
}

static void
test_trusts_the_accounts_roots_only (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->client.now);
  ZbAccount stranger = *world->client.account;
  g_autoptr (GError) error = NULL;

  stranger.roots = (char *)zb_test_authority_roots_pem (other);
  g_autoptr (ZbSession) session = zb_session_new (&stranger, &error);
  g_assert_no_error (error);
  g_assert_null (zb_session_get (session, "/v1/me", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==, "");
}

static void
test_needs_its_key_file (ZbScriptedWorld *world, gconstpointer data)
{
  ZbAccount lost = *world->client.account;
  g_autoptr (GError) error = NULL;

  lost.tls_key_file = (char *)"/nowhere/tls.pem";
  g_assert_null (zb_session_new (&lost, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/nowhere/tls.pem"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/session/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,  \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/session/path-escapes-and-skips", test_path_escapes_and_skips);
  ADD ("gets-json", test_gets_json);
  ADD ("tells-a-wrong-clock", test_tells_a_wrong_clock);
  ADD ("is-broken-off", test_is_broken_off);
  ADD ("says-what-is-wrong-with-an-answer", test_says_what_is_wrong_with_an_answer);
  ADD ("tells-a-problem", test_tells_a_problem);
  ADD ("posts-with-a-key", test_posts_with_a_key);
  ADD ("repeats-an-unanswered-post-once", test_repeats_an_unanswered_post_once);
  ADD ("takes-an-answer-without-content", test_takes_an_answer_without_content);
  ADD ("trusts-the-accounts-roots-only", test_trusts_the_accounts_roots_only);
  ADD ("needs-its-key-file", test_needs_its_key_file);
  return g_test_run ();
}
