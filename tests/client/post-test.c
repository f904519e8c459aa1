/* SPDX-License-Identifier: Apache-2.0 */
#include "client/post.h"

#include "client/context-cache.h"
#include "client/due.h"
#include "client/error.h"
#include "client/sent.h"
#include "exchange/checkpoint.h"
#include "exchange/container.h"
#include "tests/client/scripted-server.h"

#include <string.h>

/* A log of one record. */
static void
serve_checkpoint (ZbScriptedWorld *world)
{
  ZbCheckpoint checkpoint = {
      .origin = (char *)ZB_TEST_LOG, .size = 1, .root = zb_merkle_leaf ("r", 1)};
  g_autoptr (GError) error = NULL;
  g_autofree char *note = zb_checkpoint_sign (
      &checkpoint, zb_test_authority_log_key (world->client.authority), ZB_TEST_LOG, &error);

  g_assert_no_error (error);
  zb_scripted_server_answer (world->server, "GET /log/checkpoint", 200, note);
}

static void
serve_the_quiet (ZbScriptedWorld *world)
{
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, "{\"packages\":[]}");
  zb_scripted_server_answer (world->server, "GET /v1/inbox?after=0", 200, "{\"notices\":[]}");
  zb_scripted_server_answer (world->server, "GET /v1/due?unit=" ZB_TEST_UNIT, 200,
                             "{\"obligations\":[]}");
  zb_scripted_server_answer (world->server, "GET /v1/corrections?unit=" ZB_TEST_UNIT, 200,
                             "{\"corrections\":[]}");
  zb_scripted_server_answer (world->server, "GET /v1/me?unit=" ZB_TEST_UNIT, 200,
                             "{\"tenants\":[]}");
  zb_scripted_server_answer (world->server, "GET /v1/cosign?unit=" ZB_TEST_UNIT, 200,
                             "{\"waiting\":[]}");
  serve_checkpoint (world);
}

static gboolean
sync_all (ZbScriptedWorld *world, GCancellable *cancellable, GError **error)
{
  return zb_post_sync (world->client.workspace, world->client.account, world->session, cancellable,
                       error);
}

static void
test_asks_for_everything_in_order (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  serve_the_quiet (world);
  sync_all (world, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==,
                   "GET /v1/catalogue\nGET /v1/inbox?after=0\nGET /v1/due?unit=" ZB_TEST_UNIT
                   "\nGET /v1/corrections?unit=" ZB_TEST_UNIT "\nGET /v1/me?unit=" ZB_TEST_UNIT
                   "\nGET /v1/cosign?unit=" ZB_TEST_UNIT "\nGET /log/checkpoint\n");
}

/* What is open can be worked on offline afterwards; what is accepted needs no context. */
static void
test_fetches_the_context_of_what_is_open (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *opens = zb_time_format (world->client.now - G_TIME_SPAN_DAY);
  g_autofree char *closes = zb_time_format (world->client.now + G_TIME_SPAN_DAY);
  g_autofree char *due = g_strdup_printf (
      "{\"obligations\":[{\"tenant\":\"s1\",\"form\":\"B204-1\",\"code\":\"X\",\"period\":"
      "\"2024-06\",\"package\":\"00\",\"title\":{\"zh\":\"表\",\"en\":\"F\"},\"opens\":\"%s\","
      "\"deadline\":\"%s\",\"closes\":\"%s\",\"state\":\"due\"},"
      "{\"tenant\":\"s1\",\"form\":\"B203\",\"code\":\"X\",\"period\":"
      "\"2024-06\",\"package\":\"00\",\"title\":{\"zh\":\"表\",\"en\":\"F\"},\"opens\":\"%s\","
      "\"deadline\":\"%s\",\"closes\":\"%s\",\"state\":\"accepted\"}]}",
      opens, closes, closes, opens, closes, closes);
  g_autoptr (ZbContextDocument) context = zb_context_document_new ();
  g_autofree char *text = zb_context_document_write (context);
  g_autoptr (GError) error = NULL;

  serve_the_quiet (world);
  zb_scripted_server_answer (world->server, "GET /v1/due?unit=" ZB_TEST_UNIT, 200, due);
  zb_scripted_server_answer (world->server, "GET /v1/context/B204-1/2024-06?unit=" ZB_TEST_UNIT,
                             200, text);
  sync_all (world, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbContextDocument) kept = zb_context_cache_read (
      world->client.workspace, world->client.account, "B204-1", "2024-06", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (kept);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_null (strstr (seen, "/v1/context/B203"));
}

/* Nothing is lost and nothing claimed when the server cannot take it now. */
static void
test_a_report_waits_for_the_server (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (&world->client, report, 2);
  g_autoptr (GError) error = NULL;
  gint64 wake = 0;

  zb_scripted_server_answer (world->server, "POST /v1/messages", 503, NULL);
  zb_post_deliver (world->client.workspace, world->client.account, world->session, NULL, NULL, NULL,
                   &wake, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wake, >, world->client.now);
  g_autoptr (ZbSent) sent = zb_sent_read (world->client.workspace, id, &error);
  g_assert_no_error (error);
  g_assert_null (sent->outcome);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_true (g_str_has_prefix (seen, "POST /v1/messages "));
}

/* A server that has no room for the report @id now, and answers its commitment with @r0. */
static void
answer_commitment (ZbScriptedWorld *world, const char *id, GBytes *r0)
{
  g_autofree char *text = g_base64_encode (g_bytes_get_data (r0, NULL), g_bytes_get_size (r0));
  g_autofree char *answer =
      g_strdup_printf ("{\"message\":\"%s\",\"sender\":\"" ZB_TEST_UNIT
                       "\",\"expires\":\"2030-01-02T03:04:05+08:00\",\"r0\":\"%s\"}",
                       id, text);

  zb_scratch_client_owe (&world->client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  zb_scripted_server_answer (world->server, "POST /v1/messages", 503, NULL);
  zb_scripted_server_answer (world->server, "POST /v1/commitments", 201, answer);
}

static char *
put_for_a_busy_server (ZbScriptedWorld *world)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  char *id = zb_scratch_client_put (&world->client, report, 2);
  g_autoptr (GBytes) r0 =
      zb_scratch_client_evidence (&world->client, id, ZB_RECEIPT_COMMITMENT, NULL);

  answer_commitment (world, id, r0);
  return id;
}

static void
deliver (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;

  zb_post_deliver (world->client.workspace, world->client.account, world->session, NULL, NULL, NULL,
                   NULL, &error);
  g_assert_no_error (error);
}

/* Before the deadline its digest at least is receipted, once. */
static void
test_commits_to_what_does_not_get_through (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *id = put_for_a_busy_server (world);
  g_autoptr (GError) error = NULL;

  deliver (world);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_nonnull (strstr (seen, "\nPOST /v1/commitments "));
  g_autoptr (ZbSent) sent = zb_sent_read (world->client.workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, "queued");
  g_assert_cmpint (sent->committed, >, 0);
  g_assert_cmpuint (sent->size, >, 1000);
  g_autoptr (ZbDue) due = zb_due_find (world->client.workspace, world->client.account,
                                       ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);
  g_assert_no_error (error);
  g_assert_cmpint (due->state, ==, ZB_DUE_QUEUED);
  g_assert_cmpint (due->committed, ==, sent->committed);
  g_autofree char *until = zb_time_format (sent->committed_until);
  g_assert_cmpstr (until, ==, "2030-01-02T03:04:05+08:00");
  g_assert_cmpint (due->committed_until, ==, sent->committed_until);
  world->client.now += G_TIME_SPAN_DAY;
  deliver (world);
  g_autofree char *again = zb_scripted_server_take_seen (world->server);
  g_assert_null (strstr (again, "/v1/commitments"));
}

/* The whole of a message that leaves its signer's certificates out. (transfer full) */
static GBytes *
with_certificates (ZbScriptedWorld *world, const char *id)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (world->client.author);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) cut = zb_sent_read_container (world->client.workspace, id, &error);

  g_assert_no_error (error);
  g_ptr_array_add (all, zb_signer_certificate (signer));
  if (zb_signer_chain (signer))
    g_ptr_array_extend (all, (GPtrArray *)zb_signer_chain (signer), NULL, NULL);
  GBytes *whole = zb_container_embed (cut, all, &error);
  g_assert_no_error (error);
  g_assert_false (g_bytes_equal (whole, cut));
  return whole;
}

/* The node may ask for the certificates of what it let be committed to: so the commitment is to the
 * message with them, and so is what is sent from then on. */
static void
test_commits_to_the_certificates_as_well (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  client->account->known = g_strdup (zb_certificate_digest (zb_signer_certificate (signer)));
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autoptr (GBytes) whole = with_certificates (world, id);
  g_autoptr (ZbReceipt) receipt = zb_test_receipt_new (ZB_RECEIPT_COMMITMENT, whole, client->now);
  g_autoptr (GBytes) r0 =
      zb_test_evidence_new (client->authority, client->node, receipt, 3, 7, client->now);
  answer_commitment (world, id, r0);
  deliver (world);
  g_autoptr (ZbSent) sent = zb_sent_read (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sent->committed, >, 0);
  g_autoptr (GBytes) kept = zb_sent_read_container (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, whole));
}

/* A receipt of other bytes commits to nothing, and changes nothing. */
static void
test_keeps_what_it_has_without_evidence (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  client->account->known = g_strdup (zb_certificate_digest (zb_signer_certificate (signer)));
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autoptr (GBytes) cut = zb_sent_read_container (client->workspace, id, &error);
  g_autoptr (GBytes) r0 = zb_scratch_client_evidence (client, id, ZB_RECEIPT_COMMITMENT, NULL);
  answer_commitment (world, id, r0);
  deliver (world);
  g_autoptr (ZbSent) sent = zb_sent_read (client->workspace, id, &error);
  g_assert_cmpint (sent->committed, ==, 0);
  g_autoptr (GBytes) kept = zb_sent_read_container (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, cut));
}

/* A commitment after the deadline would prove nothing. */
static void
test_commits_to_nothing_after_the_deadline (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *id = put_for_a_busy_server (world);

  world->client.now += 9 * G_TIME_SPAN_DAY;
  deliver (world);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_null (strstr (seen, "/v1/commitments"));
}

static void
test_stops_when_told (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (&world->client, report, 2);
  g_autoptr (GError) error = NULL;

  serve_the_quiet (world);
  g_cancellable_cancel (cancellable);
  g_assert_false (sync_all (world, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_null (strstr (seen, "POST /v1/messages"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/post/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,     \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("asks-for-everything-in-order", test_asks_for_everything_in_order);
  ADD ("fetches-the-context-of-what-is-open", test_fetches_the_context_of_what_is_open);
  ADD ("a-report-waits-for-the-server", test_a_report_waits_for_the_server);
  ADD ("commits-to-what-does-not-get-through", test_commits_to_what_does_not_get_through);
  ADD ("commits-to-the-certificates-as-well", test_commits_to_the_certificates_as_well);
  ADD ("keeps-what-it-has-without-evidence", test_keeps_what_it_has_without_evidence);
  ADD ("commits-to-nothing-after-the-deadline", test_commits_to_nothing_after_the_deadline);
  ADD ("stops-when-told", test_stops_when_told);
  return g_test_run ();
}
