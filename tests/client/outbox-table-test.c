/* SPDX-License-Identifier: Apache-2.0 */
#include "client/outbox-table.h"

#include "client/draft.h"
#include "exchange/digest.h"
#include "storage/error.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static char *
put (ZbScratchClient *client, const char *period, guint priority)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, "1");

  client->now += G_TIME_SPAN_SECOND;
  return zb_scratch_client_put (client, report, priority);
}

/* The next item's id at @at; NULL and *@ret_wake if none is due. */
static char *
next_id (ZbScratchClient *client, gint64 at, gint64 *ret_wake)
{
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbOutboxItem) item = outbox.interface->next (outbox.self, at, ret_wake, &error);

  g_assert_no_error (error);
  return item ? g_strdup (item->id) : NULL;
}

static void
check_next (ZbScratchClient *client, gint64 at, const char *id)
{
  gint64 wake = 0;
  g_autofree char *found = next_id (client, at, &wake);

  g_assert_cmpstr (found, ==, id);
}

static void
check_idle (ZbScratchClient *client, gint64 at, gint64 wake)
{
  gint64 found_wake = -1;
  g_autofree char *found = next_id (client, at, &found_wake);

  g_assert_null (found);
  g_assert_cmpint (found_wake, ==, wake);
}

static ZbSent *
read_sent (ZbScratchClient *client, const char *id)
{
  g_autoptr (GError) error = NULL;
  ZbSent *sent = zb_sent_read (client->workspace, id, &error);

  g_assert_no_error (error);
  return sent;
}

static void
test_hands_out_what_was_put (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 1);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;
  gint64 wake = 0;
  g_autoptr (ZbOutboxItem) item = outbox.interface->next (outbox.self, client->now, &wake, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) container = zb_sent_read_container (client->workspace, id, &error);
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  g_assert_cmpstr (item->id, ==, id);
  g_assert_cmpstr (item->sender, ==, ZB_TEST_UNIT);
  g_assert_cmpstr (item->digest, ==, digest);
  g_assert_true (g_bytes_equal (item->container, container));
  g_assert_cmpuint (item->priority, ==, 1);
  g_assert_null (item->upload);
  g_assert_cmpuint (item->offset, ==, 0);
  g_assert_cmpuint (item->attempts, ==, 0);
}

static void
test_orders_by_priority_then_age (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *late = put (client, "2024-03", 3);
  g_autofree char *second = put (client, "2024-04", 2);
  g_autofree char *third = put (client, "2024-05", 2);
  g_autofree char *first = put (client, "2024-06", 0);
  const char *expected[] = {first, second, third, late};
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    check_next (client, client->now, expected[i]);
    outbox.interface->note_refused (outbox.self, expected[i], "test", "out of the way", &error);
    g_assert_no_error (error);
  }
  check_idle (client, client->now, 0);
}

/* Whatever is more urgent: the server has to know what a correction replaces. */
static void
test_corrections_follow (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *report = put (client, "2024-06", 3);
  g_autofree char *correction = put (client, "2024-06", 0);
  g_autofree char *other = put (client, "2024-05", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  gint64 retry = client->now + G_TIME_SPAN_MINUTE;
  g_autoptr (GError) error = NULL;

  outbox.interface->note_retry (outbox.self, report, retry, ZB_OUTBOX_RETRY_UNREACHED,
                                "the line was cut", &error);
  g_assert_no_error (error);
  check_next (client, client->now, other);
  outbox.interface->note_refused (outbox.self, other, "test", "out of the way", &error);
  g_assert_no_error (error);
  check_idle (client, retry - 1, retry);
  check_next (client, retry, report);
  outbox.interface->note_refused (outbox.self, report, "test", "out of the way", &error);
  g_assert_no_error (error);
  check_next (client, retry, correction);
}

static void
test_waits_for_the_retry (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;
  gint64 retry = client->now + G_TIME_SPAN_MINUTE;

  outbox.interface->note_retry (outbox.self, id, retry, ZB_OUTBOX_RETRY_UNREACHED,
                                "the server is away", &error);
  g_assert_no_error (error);
  check_idle (client, retry - 1, retry);
  g_autoptr (ZbSent) sent = read_sent (client, id);
  g_assert_cmpstr (sent->state, ==, "queued");
  check_next (client, retry, id);
  g_autoptr (ZbSent) going = read_sent (client, id);
  g_assert_cmpstr (going->state, ==, "sending");
  g_assert_cmpstr (sent->code, ==, ZB_OUTBOX_RETRY_UNREACHED);
  g_assert_cmpstr (sent->reason, ==, "the server is away");
  g_assert_cmpuint (sent->attempts, ==, 1);
  g_assert_cmpint (sent->retry_at, ==, retry);
}

static void
test_hurry_makes_it_due (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  outbox.interface->note_retry (outbox.self, id, client->now + G_TIME_SPAN_HOUR, NULL, "away",
                                &error);
  g_assert_no_error (error);
  zb_outbox_hurry (client->workspace, client->account, &error);
  g_assert_no_error (error);
  check_next (client, client->now, id);
}

static void
test_holds_back_what_is_paused (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  zb_outbox_pause (client->workspace, id, TRUE, &error);
  g_assert_no_error (error);
  zb_outbox_hurry (client->workspace, client->account, &error);
  g_assert_no_error (error);
  check_idle (client, client->now, 0);
  g_assert_null (outbox.interface->next_uncommitted (outbox.self, &error));
  g_assert_no_error (error);
  /* What was under way meanwhile does not let it go. */
  outbox.interface->note_upload (outbox.self, id, "/v1/uploads/1", 10, &error);
  outbox.interface->note_retry (outbox.self, id, client->now, NULL, "away", &error);
  g_assert_no_error (error);
  g_autoptr (ZbSent) sent = read_sent (client, id);
  g_assert_true (sent->paused);
  g_assert_cmpstr (sent->state, ==, "queued");
  g_assert_cmpuint (sent->offset, ==, 10);
  check_idle (client, client->now, 0);
  zb_outbox_pause (client->workspace, id, FALSE, &error);
  g_assert_no_error (error);
  check_next (client, client->now, id);
}

static void
test_lists_what_waits_first (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *done = put (client, "2024-05", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  outbox.interface->note_refused (outbox.self, done, "closed", "too late", &error);
  client->now++;
  g_autofree char *first = put (client, "2024-06", 2);
  client->now++;
  g_autofree char *second = put (client, "2024-07", 0);
  const char *const expected[] = {first, second, done};
  g_autoptr (GPtrArray) list = zb_sent_list_outbox (client->workspace, client->account, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (((ZbSent *)list->pdata[i])->id, ==, expected[i]);
  g_autoptr (GPtrArray) waiting =
      zb_sent_list_outbox (client->workspace, client->account, 0, &error);
  g_assert_cmpuint (waiting->len, ==, 2);
}

static void
test_goes_on_with_a_begun_upload (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;
  gint64 wake = 0;

  outbox.interface->note_upload (outbox.self, id, "/v1/uploads/7", 4096, &error);
  g_assert_no_error (error);
  g_autoptr (ZbOutboxItem) item = outbox.interface->next (outbox.self, client->now, &wake, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (item->upload, ==, "/v1/uploads/7");
  g_assert_cmpuint (item->offset, ==, 4096);
  g_autoptr (ZbSent) sent = read_sent (client, id);
  g_assert_cmpstr (sent->state, ==, "sending");
}

static void
test_refused_leaves_the_outbox (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  outbox.interface->note_refused (outbox.self, id, "no-mandate", "the signer has none", &error);
  g_assert_no_error (error);
  check_idle (client, client->now, 0);
  g_autoptr (ZbSent) sent = read_sent (client, id);
  g_assert_cmpstr (sent->state, ==, "refused");
  g_assert_cmpstr (sent->code, ==, "no-mandate");
  g_assert_cmpstr (sent->reason, ==, "the signer has none");
}

static void
test_evidence_takes_it_out (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (GBytes) r1 = zb_scratch_client_evidence (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (GBytes) r2 = zb_scratch_client_evidence (client, id, ZB_RECEIPT_OUTCOME, "valid");
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  outbox.interface->note_evidence (outbox.self, id, r1, r2, &error);
  g_assert_no_error (error);
  check_idle (client, client->now, 0);
  g_autoptr (GPtrArray) evidence = zb_sent_list_evidence (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (evidence->len, ==, 2);
}

/* R2 that cannot be filed must not leave R1 behind: both or none. */
static void
test_evidence_is_filed_whole_or_not (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  g_autoptr (GBytes) r1 = zb_scratch_client_evidence (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (GBytes) broken = g_bytes_new_static ("PK", 2);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (client->workspace, client->account);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_autoptr (GError) error = NULL;

  g_assert_false (outbox.interface->note_evidence (outbox.self, id, r1, broken, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_autoptr (GPtrArray) evidence = zb_sent_list_evidence (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (evidence->len, ==, 0);
  check_next (client, client->now, id);
}

static gboolean
is_drafted (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) draft = zb_draft_read (client->workspace, client->account, ZB_SCRATCH_FORM,
                                              ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  return draft != NULL;
}

static void
test_putting_drops_the_draft (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_assert_false (is_drafted (client));
}

static void
test_failing_to_put_keeps_the_draft (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = zb_sent_read_container (client->workspace, id, &error);
  ZbSealed again = {.message_id = id, .container = container};

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  g_assert_false (zb_outbox_put (client->workspace, client->account, report, &again, 2, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CONSTRAINT);
  g_assert_true (is_drafted (client));
}

/* What one account sends is not another's. */
static void
test_keeps_accounts_apart (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", 2);
  ZbAccount other = *client->account;
  g_autoptr (ZbOutboxView) view = NULL;
  g_autoptr (GError) error = NULL;
  gint64 wake = 0;

  other.id = client->account->id + 1;
  view = zb_outbox_view_new (client->workspace, &other);
  ZbOutbox outbox = zb_outbox_view_get (view);
  g_assert_null (outbox.interface->next (outbox.self, client->now, &wake, &error));
  g_assert_no_error (error);
  check_next (client, client->now, id);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/outbox-table/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,       \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hands-out-what-was-put", test_hands_out_what_was_put);
  ADD ("orders-by-priority-then-age", test_orders_by_priority_then_age);
  ADD ("corrections-follow", test_corrections_follow);
  ADD ("waits-for-the-retry", test_waits_for_the_retry);
  ADD ("hurry-makes-it-due", test_hurry_makes_it_due);
  ADD ("holds-back-what-is-paused", test_holds_back_what_is_paused);
  ADD ("lists-what-waits-first", test_lists_what_waits_first);
  ADD ("goes-on-with-a-begun-upload", test_goes_on_with_a_begun_upload);
  ADD ("refused-leaves-the-outbox", test_refused_leaves_the_outbox);
  ADD ("evidence-takes-it-out", test_evidence_takes_it_out);
  ADD ("evidence-is-filed-whole-or-not", test_evidence_is_filed_whole_or_not);
  ADD ("putting-drops-the-draft", test_putting_drops_the_draft);
  ADD ("failing-to-put-keeps-the-draft", test_failing_to_put_keeps_the_draft);
  ADD ("keeps-accounts-apart", test_keeps_accounts_apart);
  return g_test_run ();
}
