/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/courier.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/evidence.h"
#include "tests/exchange/courier-world.h"
#include "tests/support/message.h"

#include <string.h>

static void
test_small_in_one_request (CourierWorld *world, gconstpointer size)
{
  g_assert_cmpint (courier_world_run (world), ==, 0);
  courier_world_check_sent (world);
  g_assert_cmpuint (world->server.log->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (world->server.log, 0), ==, "POST /v1/messages");
  g_assert_cmpuint (world->progressed, ==, g_bytes_get_size (world->box.container));
}

/* What comes as a pair is kept as evidence of each, and a node of before the pair is understood. */
static void
test_pair_is_kept_as_two (CourierWorld *world, gconstpointer size)
{
  const char *verifier = zb_test_authority_log_verifier (world->authority);
  const struct {
    GBytes **evidence;
    ZbReceiptKind kind;
  } kept[] = {{&world->box.r1, ZB_RECEIPT_ARRIVAL}, {&world->box.r2, ZB_RECEIPT_OUTCOME}};

  world->server.pairs = TRUE;
  courier_world_run (world);
  courier_world_check_sent (world);
  g_assert_cmpuint (world->server.log->len, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbEvidence) evidence = zb_evidence_verify (
        *kept[i].evidence, world->box.container, world->trust, verifier, world->now, &error);
    g_assert_no_error (error);
    g_assert_cmpint (evidence->receipt->kind, ==, kept[i].kind);
  }
}

static void
test_large_by_upload (CourierWorld *world, gconstpointer size)
{
  g_assert_cmpint (courier_world_run (world), ==, 0);
  courier_world_check_sent (world);
  g_assert_cmpuint (message_server_count (&world->server, "POST /v1/uploads"), ==, 1);
  g_assert_cmpuint (message_server_count (&world->server, "PATCH "), ==, 3);
  g_assert_cmpuint (message_server_count (&world->server, "GET "), ==, 1);
  g_assert_cmpuint (world->server.received, ==, g_bytes_get_size (world->box.container));
  g_assert_cmpuint (world->box.noted, ==, 2 * ZB_PROTOCOL_MAX_CHUNK);
  g_assert_cmpuint (world->progressed, ==, g_bytes_get_size (world->box.container));
}

/* The largest that goes in one request, and one byte more. */
static void
test_border_of_small (CourierWorld *world, gconstpointer size)
{
  gsize around = 0;
  for (gsize over = 0; over < 3; over++) {
    gsize wanted = ZB_PROTOCOL_MAX_SMALL_MESSAGE + (over == 2 ? 1 : 0);
    courier_world_drop (world);
    g_autofree char *body = g_strnfill (over == 0 ? 200000 : wanted - around, 'x');
    world->box = (CourierBox){.state = "queued"};
    /* A signature of ECDSA has 70 to 72 bytes: until the size is met. */
    do {
      g_clear_pointer (&world->box.container, g_bytes_unref);
      world->box.container = zb_test_container_new (world->author, body, world->now);
    } while (over > 0 && g_bytes_get_size (world->box.container) != wanted);
    around = g_bytes_get_size (world->box.container) - strlen (body);
    world->box.digest = zb_digest_hex_of_bytes (world->box.container);
    g_autoptr (ZbContainer) container = zb_container_open ("x", world->box.container, NULL);
    world->box.id = g_strdup (zb_container_envelope (container)->message_id);
    courier_world_run (world);
    g_assert_cmpstr (world->box.state, ==, "sent");
    g_assert_cmpuint (message_server_count (&world->server, "POST /v1/uploads"), ==,
                      over == 2 ? 1 : 0);
  }
}

/* The connection is cut half-way in every chunk; each time the rest goes on from the last whole
 * chunk. */
static void
test_resumes_after_every_cut (CourierWorld *world, gconstpointer size)
{
  for (guint chunk = 0; chunk < 3; chunk++) {
    if (chunk > 0) {
      courier_world_drop (world);
      courier_world_put (world, COURIER_LARGE);
      g_hash_table_remove_all (world->server.messages);
      world->server.taken = 0;
    }
    zb_http_peer_cut (world->server.peer, chunk, ZB_PROTOCOL_MAX_CHUNK / 4);
    gint64 wake = courier_world_run (world);
    courier_world_check_waits (world, zb_http_peer_url (world->server.peer));
    g_assert_cmpuint (world->box.offset, ==, chunk * (guint64)ZB_PROTOCOL_MAX_CHUNK);
    zb_http_peer_cut (world->server.peer, 0, G_MAXSIZE);
    world->now = wake;
    guint64 before = world->server.received;
    courier_world_run (world);
    courier_world_check_sent (world);
    g_assert_cmpuint (world->server.received - before, ==,
                      g_bytes_get_size (world->box.container) -
                          chunk * (guint64)ZB_PROTOCOL_MAX_CHUNK);
  }
}

/* Whichever answer is lost, or whichever two, and however the requests were carried out: one
 * message, sent. (libcurl by itself repeats a request once when a kept connection turns out to be
 * dead.) */
static void
test_survives_every_lost_answer (CourierWorld *world, gconstpointer size)
{
  guint requests = GPOINTER_TO_SIZE (size) > ZB_PROTOCOL_MAX_SMALL_MESSAGE ? 5 : 1;
  for (guint lost = 0; lost < 2 * requests; lost++) {
    courier_world_drop (world);
    courier_world_put (world, (gsize)GPOINTER_TO_SIZE (size));
    g_hash_table_remove_all (world->server.messages);
    world->server.taken = 0;
    world->server.drop_from = world->server.log->len + lost / 2;
    world->server.drop_to = world->server.drop_from + 1 + lost % 2;
    g_assert_cmpuint (courier_world_run_to_the_end (world), <=, 3);
    g_assert_cmpuint (world->server.log->len, >=, world->server.drop_to);
    courier_world_check_sent (world);
  }
}

/* Several in a row, and a server that says it is busy in between. */
static void
test_survives_a_bad_day (CourierWorld *world, gconstpointer size)
{
  world->server.drop_to = 2;
  world->server.fail_status = 503;
  world->server.fail_from = 2;
  world->server.fail_to = 5;
  g_assert_cmpuint (courier_world_run_to_the_end (world), ==, 6);
  courier_world_check_sent (world);
  g_assert_cmpuint (world->box.attempts, ==, 5);
}

static void
test_repeats_give_the_same (CourierWorld *world, gconstpointer size)
{
  courier_world_run (world);
  courier_world_check_sent (world);
  world->box.state = "queued";
  courier_world_run (world);
  courier_world_check_sent (world);
  g_assert_cmpuint (world->server.taken, ==, 1);
}

static void
test_begins_a_lost_upload_anew (CourierWorld *world, gconstpointer size)
{
  zb_http_peer_cut (world->server.peer, 1, 1000);
  courier_world_run (world);
  g_assert_cmpstr (world->box.upload, ==, "/v1/uploads/0");
  g_assert_cmpuint (world->box.offset, ==, ZB_PROTOCOL_MAX_CHUNK);
  zb_http_peer_cut (world->server.peer, 0, G_MAXSIZE);
  world->now = world->box.retry_at;
  ((ServedUpload *)g_ptr_array_index (world->server.uploads, 0))->ended = TRUE;
  courier_world_run (world);
  courier_world_check_sent (world);
  g_assert_cmpstr (world->box.upload, ==, "/v1/uploads/1");
}

static void
test_does_not_begin_for_ever (CourierWorld *world, gconstpointer size)
{
  world->server.lose_uploads = TRUE;
  courier_world_run (world);
  courier_world_check_waits (world, "loses the upload again and again");
  g_assert_cmpuint (message_server_count (&world->server, "POST /v1/uploads"), ==, 3);
}

static void
test_takes_the_servers_offset (CourierWorld *world, gconstpointer size)
{
  world->server.wrong_offset = TRUE;
  courier_world_run (world);
  courier_world_check_sent (world);
  g_assert_cmpuint (message_server_count (&world->server, "HEAD "), ==, 1);
}

static void
test_sends_damaged_chunks_again (CourierWorld *world, gconstpointer size)
{
  world->server.deaf_to_checksums = TRUE;
  courier_world_run (world);
  /* Six times the same chunk, and no more in this run. */
  g_assert_cmpuint (message_server_count (&world->server, "PATCH "), ==, 6);
  courier_world_check_waits (world, "again and again");
  world->server.deaf_to_checksums = FALSE;
  world->now = world->box.retry_at;
  courier_world_run (world);
  courier_world_check_sent (world);
}

static void
test_needs_the_message_named (CourierWorld *world, gconstpointer size)
{
  world->server.without_message = TRUE;
  courier_world_run (world);
  courier_world_check_waits (world, "does not say how much");
  world->now += 1000 * COURIER_SECOND;
  courier_world_run (world); /* the upload has ended, and the message is there */
  courier_world_check_sent (world);
}

static void
test_goes_to_its_own_server_only (CourierWorld *world, gconstpointer size)
{
  static const char *const wrong[] = {"https://elsewhere.example/v1/uploads/0",
                                      "/v1/uploads/",
                                      "/v1/uploads/../messages",
                                      "/v1/uploads/0?x",
                                      "/v2/uploads/0",
                                      "uploads/0"};
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    world->server.location = wrong[i];
    courier_world_run (world);
    courier_world_check_waits (world, "does not say where the upload goes");
    world->now = world->box.retry_at;
  }
  g_autofree char *whole =
      g_strconcat (zb_http_peer_url (world->server.peer), "/v1/uploads/0", NULL);
  world->server.location = whole;
  courier_world_run (world);
  courier_world_check_sent (world);
}

#define PROBLEM(code, status)                                                                      \
  "{\"type\":\"urn:zhibao:problem:" code "\",\"status\":" status                                   \
  ",\"title\":\"Title\",\"detail\":\"B203 2024-06\"}"

/* What is the message's own fault is final; all else is tried again. */
static void
test_which_answers_are_final (CourierWorld *world, gconstpointer size)
{
  static const struct {
    guint status;
    const char *body;
    const char *code; /* NULL: tried again */
    const char *reason;
  } cases[] = {
      {400, PROBLEM ("bad-request", "400"), "bad-request", "Title: B203 2024-06"},
      {403, PROBLEM ("wrong-carrier", "403"), "wrong-carrier", "Title: B203 2024-06"},
      {403, PROBLEM ("signer-expired", "403"), "signer-expired", "Title: B203 2024-06"},
      {409, PROBLEM ("message-id-reused", "409"), "message-id-reused", "Title"},
      {413, PROBLEM ("too-large", "413"), "too-large", "Title"},
      {422, PROBLEM ("bad-signature", "422"), "bad-signature", "Title"},
      {401, PROBLEM ("certificate-needed", "401"), NULL, "Title: B203 2024-06"},
      {403, PROBLEM ("certificate-expired", "403"), NULL, "Title"},
      {404, PROBLEM ("not-found", "404"), NULL, "Title"},
      {408, PROBLEM ("slow", "408"), NULL, "Title"},
      {423, PROBLEM ("upload-busy", "423"), NULL, "Title"},
      {425, PROBLEM ("early", "425"), NULL, "Title"},
      {429, PROBLEM ("too-many", "429"), NULL, "Title"},
      {500, PROBLEM ("internal", "500"), NULL, "Title"},
      {503, PROBLEM ("unavailable", "503"), NULL, "Title"},
      {507, PROBLEM ("storage-full", "507"), NULL, "Title"},
      {422, PROBLEM ("bad-signature", "400"), NULL, "Title"}, /* contradicts itself */
      {413, "<html>nginx</html>", NULL, "answers 413 to"},
      {302, NULL, NULL, "answers 302 to"},
      {204, NULL, NULL, "answers 204 to"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    courier_world_drop (world);
    courier_world_put (world, (gsize)GPOINTER_TO_SIZE (size));
    world->server.fail_status = cases[i].status;
    world->server.fail_body = cases[i].body;
    world->server.fail_from = 0;
    world->server.fail_to = G_MAXUINT;
    courier_world_run (world);
    if (cases[i].code == NULL) {
      courier_world_check_waits (world, cases[i].reason);
      continue;
    }
    g_assert_cmpstr (world->box.state, ==, "refused");
    g_assert_cmpstr (world->box.code, ==, cases[i].code);
    g_assert_nonnull (strstr (world->box.reason, cases[i].reason));
  }
  g_assert_cmpuint (world->server.taken, ==, 0);
}

static gint64
wait_after (CourierWorld *world, guint attempts, guint32 random)
{
  world->box.attempts = attempts;
  world->box.retry_at = 0;
  world->random = random;
  g_assert_cmpint (courier_world_run (world), >=, world->box.retry_at);
  return world->box.retry_at - world->now;
}

static void
test_backs_off (CourierWorld *world, gconstpointer size)
{
  world->server.fail_status = 503;
  world->server.fail_to = G_MAXUINT;
  /* Full jitter: from nothing to 1 s·2ⁿ, never over 15 minutes. */
  g_assert_cmpint (wait_after (world, 0, 0), ==, 0);
  g_assert_cmpint (wait_after (world, 0, G_MAXUINT32), ==, COURIER_SECOND - 1);
  g_assert_cmpint (wait_after (world, 3, G_MAXUINT32 / 2 + 1), ==, 4 * COURIER_SECOND);
  g_assert_cmpint (wait_after (world, 9, G_MAXUINT32 / 2 + 1), ==, 256 * COURIER_SECOND);
  g_assert_cmpint (wait_after (world, 10, G_MAXUINT32 / 2 + 1), ==, 450 * COURIER_SECOND);
  g_assert_cmpint (wait_after (world, G_MAXUINT, G_MAXUINT32 / 2 + 1), ==, 450 * COURIER_SECOND);
}

static void
test_honours_retry_after (CourierWorld *world, gconstpointer size)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((world->now / COURIER_SECOND) + 100);
  g_autofree char *text = g_date_time_format (date, "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n");
  const struct {
    const char *header;
    gint64 least;
    gint64 most;
  } cases[] = {{"Retry-After: 120\r\n", 120 * COURIER_SECOND, 120 * COURIER_SECOND},
               {text, 99 * COURIER_SECOND, 100 * COURIER_SECOND},
               {"Retry-After: 999999\r\n", 24 * 3600 * COURIER_SECOND, 24 * 3600 * COURIER_SECOND},
               {"Retry-After: soon\r\n", 0, 0},
               {"Retry-After: -5\r\n", 0, 0},
               {"Retry-After: Thu, 01 Jan 1970 00:00:10 GMT\r\n", 0, 0}};
  world->server.fail_status = 429;
  world->server.fail_to = G_MAXUINT;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    world->server.fail_headers = cases[i].header;
    gint64 wait = wait_after (world, 0, 0);
    g_assert_cmpint (wait, >=, cases[i].least);
    g_assert_cmpint (wait, <=, cases[i].most);
    g_assert_cmpint (wait_after (world, 0, G_MAXUINT32), >=, cases[i].least + COURIER_SECOND - 1);
  }
}

/* Evidence that does not hold is no evidence: the message is not sent, however often it is said. */
static void
check_believes_only_evidence (CourierWorld *world)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->now);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", ZB_TEST_NODE, NULL, ZB_USE_RECEIPT);
  g_autoptr (GBytes) another = zb_test_container_new (world->author, "another", world->now);

  world->server.signing_node = stranger;
  courier_world_run (world);
  courier_world_check_waits (world, "does NOT count as sent");
  world->server.signing_node = NULL;
  world->server.about = another;
  world->now = world->box.retry_at;
  courier_world_run (world);
  courier_world_check_waits (world, "for another container");
  world->server.about = NULL;
  world->now = world->box.retry_at;
  courier_world_run (world);
  courier_world_check_sent (world);
}

static void
test_believes_only_evidence (CourierWorld *world, gconstpointer size)
{
  check_believes_only_evidence (world);
}

static void
test_believes_only_evidence_in_a_pair (CourierWorld *world, gconstpointer size)
{
  world->server.pairs = TRUE;
  check_believes_only_evidence (world);
}

static void
test_believes_no_broken_pair (CourierWorld *world, gconstpointer size)
{
  world->server.fail_status = 201;
  world->server.fail_to = 1;
  world->server.fail_headers = "Content-Type: " ZB_MIME_EVIDENCE_PAIR "\r\n";
  world->server.fail_body = "zhibao-evidence-pair/1 0 1\n";
  courier_world_run (world);
  courier_world_check_waits (world, "the pair of evidence does not begin with");
}

static void
test_believes_no_empty_answer (CourierWorld *world, gconstpointer size)
{
  g_autofree char *nothing = g_strdup_printf ("{\"message\":\"%s\"}", world->box.id);
  g_autofree char *no_base64 = g_strdup_printf ("{\"message\":\"%s\",\"r1\":\"?\"}", world->box.id);
  const struct {
    const char *body;
    const char *reason;
  } cases[] = {{nothing, "there is none in the answer"},
               {no_base64, "r1 is not base64"},
               {"{\"message\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\"}", "another message"},
               {"[]", "another message"},
               {"sent!", "the answer"},
               {NULL, "the answer"}};
  world->server.fail_status = 201;
  world->server.fail_to = G_MAXUINT;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    world->server.fail_body = cases[i].body;
    courier_world_run (world);
    courier_world_check_waits (world, cases[i].reason);
    world->now = world->box.retry_at;
  }
}

static void
test_outcome_may_come_later (CourierWorld *world, gconstpointer size)
{
  world->server.without_r2 = TRUE;
  courier_world_run (world);
  g_assert_cmpstr (world->box.state, ==, "sent");
  g_assert_nonnull (world->box.r1);
  g_assert_null (world->box.r2);
  world->server.without_r2 = FALSE;
  world->box.state = "queued";
  g_clear_pointer (&world->box.r1, g_bytes_unref);
  courier_world_run (world);
  courier_world_check_sent (world);
}

static void
test_cancelling_settles_nothing (CourierWorld *world, gconstpointer size)
{
  world->cancel_at = 1;
  g_assert_cmpint (courier_world_run (world), ==, world->now + COURIER_SECOND);
  g_assert_cmpstr (world->box.state, ==, "queued");
  g_assert_cmpuint (world->box.attempts, ==, 0);
  g_assert_null (world->box.reason);
  guint before = world->server.log->len;
  courier_world_run (world); /* still cancelled */
  g_assert_cmpuint (world->server.log->len, ==, before);
}

static void
test_hands_on_errors_of_the_outbox (CourierWorld *world, gconstpointer size)
{
  g_autoptr (GError) error = NULL;
  gint64 wake = 7;
  world->box.fails = TRUE;
  g_assert_false (zb_courier_run (world->courier, &wake, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_assert_cmpint (wake, ==, 7);
}

static void
test_leaves_a_stubborn_outbox (CourierWorld *world, gconstpointer size)
{
  world->box.stubborn = TRUE;
  g_assert_cmpint (courier_world_run (world), ==, world->now + COURIER_SECOND);
  g_assert_cmpuint (world->server.log->len, ==, 1);
}

static void
test_waits_for_an_unreachable_server (CourierWorld *world, gconstpointer size)
{
  world->random = G_MAXUINT32;
  zb_http_client_connect_to (world->client, "127.0.0.1", 1);
  gint64 wake = courier_world_run (world);
  courier_world_check_waits (world, zb_http_peer_url (world->server.peer));
  g_assert_cmpint (wake, ==, world->box.retry_at);
  g_assert_cmpuint (world->box.attempts, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, size, test)                                                                      \
  g_test_add ("/exchange/courier/" path, CourierWorld, GSIZE_TO_POINTER (size),                    \
              courier_world_set_up, test, courier_world_tear_down)
  ADD ("small-in-one-request", 5000, test_small_in_one_request);
  ADD ("pair-is-kept-as-two", 5000, test_pair_is_kept_as_two);
  ADD ("large-by-upload", COURIER_LARGE, test_large_by_upload);
  ADD ("border-of-small", 5000, test_border_of_small);
  ADD ("resumes-after-every-cut", COURIER_LARGE, test_resumes_after_every_cut);
  ADD ("survives-every-lost-answer-small", 5000, test_survives_every_lost_answer);
  ADD ("survives-every-lost-answer-large", COURIER_LARGE, test_survives_every_lost_answer);
  ADD ("survives-a-bad-day-small", 5000, test_survives_a_bad_day);
  ADD ("survives-a-bad-day-large", COURIER_LARGE, test_survives_a_bad_day);
  ADD ("repeats-give-the-same-small", 5000, test_repeats_give_the_same);
  ADD ("repeats-give-the-same-large", COURIER_LARGE, test_repeats_give_the_same);
  ADD ("begins-a-lost-upload-anew", COURIER_LARGE, test_begins_a_lost_upload_anew);
  ADD ("does-not-begin-for-ever", COURIER_LARGE, test_does_not_begin_for_ever);
  ADD ("takes-the-servers-offset", COURIER_LARGE, test_takes_the_servers_offset);
  ADD ("sends-damaged-chunks-again", COURIER_LARGE, test_sends_damaged_chunks_again);
  ADD ("needs-the-message-named", COURIER_LARGE, test_needs_the_message_named);
  ADD ("goes-to-its-own-server-only", COURIER_LARGE, test_goes_to_its_own_server_only);
  ADD ("which-answers-are-final-small", 5000, test_which_answers_are_final);
  ADD ("which-answers-are-final-large", COURIER_LARGE, test_which_answers_are_final);
  ADD ("backs-off", 5000, test_backs_off);
  ADD ("honours-retry-after", 5000, test_honours_retry_after);
  ADD ("believes-only-evidence-small", 5000, test_believes_only_evidence);
  ADD ("believes-only-evidence-large", COURIER_LARGE, test_believes_only_evidence);
  ADD ("believes-only-evidence-in-a-pair", 5000, test_believes_only_evidence_in_a_pair);
  ADD ("believes-no-broken-pair", 5000, test_believes_no_broken_pair);
  ADD ("believes-no-empty-answer", 5000, test_believes_no_empty_answer);
  ADD ("outcome-may-come-later-small", 5000, test_outcome_may_come_later);
  ADD ("outcome-may-come-later-large", COURIER_LARGE, test_outcome_may_come_later);
  ADD ("cancelling-settles-nothing", 5000, test_cancelling_settles_nothing);
  ADD ("hands-on-errors-of-the-outbox-small", 5000, test_hands_on_errors_of_the_outbox);
  ADD ("hands-on-errors-of-the-outbox-large", COURIER_LARGE, test_hands_on_errors_of_the_outbox);
  ADD ("leaves-a-stubborn-outbox", 5000, test_leaves_a_stubborn_outbox);
  ADD ("waits-for-an-unreachable-server", 5000, test_waits_for_an_unreachable_server);
  return g_test_run ();
}
