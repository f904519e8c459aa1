/* SPDX-License-Identifier: Apache-2.0 */
#include "client/sent.h"

#include "client/error.h"
#include "formats/error.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static char *
put (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);

  client->now += G_TIME_SPAN_SECOND;
  return zb_scratch_client_put (client, report, 2);
}

static void
file (ZbScratchClient *client, const char *id, ZbReceiptKind kind, const char *word)
{
  g_autoptr (GBytes) evidence = zb_scratch_client_evidence (client, id, kind, word);
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (client->workspace, id, evidence, &error);
  g_assert_no_error (error);
}

static void
check_state (ZbScratchClient *client,
             const char *id,
             const char *state,
             const char *outcome,
             const char *review)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSent) sent = zb_sent_read (client->workspace, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sent->state, ==, state);
  g_assert_cmpstr (sent->outcome, ==, outcome);
  g_assert_cmpstr (sent->review, ==, review);
}

static void
test_arrival_moves_it_on (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");

  check_state (client, id, "queued", NULL, NULL);
  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  check_state (client, id, "sent", NULL, NULL);
}

static void
test_outcome_says_what_became (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");

  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  file (client, id, ZB_RECEIPT_OUTCOME, "valid-with-findings");
  check_state (client, id, "sent", "valid-with-findings", NULL);
}

static void
test_refused_outcome_says_why (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GError) error = NULL;

  file (client, id, ZB_RECEIPT_OUTCOME, "refused");
  check_state (client, id, "refused", "refused", NULL);
  g_autoptr (ZbSent) sent = zb_sent_read (client->workspace, id, &error);
  g_assert_cmpstr (sent->code, ==, "closed");
  g_assert_cmpstr (sent->reason, ==, "the period closed");
  /* An arrival that comes late does not undo it. */
  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  check_state (client, id, "refused", "refused", NULL);
}

static void
test_decisions_follow_one_another (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");

  file (client, id, ZB_RECEIPT_OUTCOME, "valid");
  file (client, id, ZB_RECEIPT_DECISION, "pass");
  check_state (client, id, "sent", "valid", "pass");
  file (client, id, ZB_RECEIPT_DECISION, "accept");
  check_state (client, id, "sent", "valid", "accept");
}

static void
test_the_same_evidence_counts_once (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (client, id, ZB_RECEIPT_OUTCOME, "valid");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    zb_sent_file_evidence (client->workspace, id, evidence, &error);
    g_assert_no_error (error);
  }
  g_autoptr (GPtrArray) list = zb_sent_list_evidence (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (g_bytes_equal (list->pdata[0], evidence));
  check_state (client, id, "sent", "valid", NULL);
}

/* An old outcome that comes again with the mailbox must not undo a later state. */
static void
test_filed_again_changes_nothing (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GBytes) pass = zb_scratch_client_evidence (client, id, ZB_RECEIPT_DECISION, "pass");
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (client->workspace, id, pass, &error);
  g_assert_no_error (error);
  file (client, id, ZB_RECEIPT_DECISION, "accept");
  zb_sent_file_evidence (client->workspace, id, pass, &error);
  g_assert_no_error (error);
  check_state (client, id, "queued", NULL, "accept");
}

static void
test_refuses_evidence_of_another_message (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autofree char *other = put (client, "2024-05", "1");
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (client, other, ZB_RECEIPT_ARRIVAL, NULL);
  g_autofree char *message = g_strdup_printf ("the receipt is about message %s, not %s", other, id);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_sent_file_evidence (client->workspace, id, evidence, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  g_assert_cmpstr (error->message, ==, message);
  check_state (client, id, "queued", NULL, NULL);
}

static void
test_refuses_bytes_that_are_no_evidence (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("no zip", 6);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_sent_file_evidence (client->workspace, id, bytes, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "evidence"));
}

static void
test_lists_receipts_in_order (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GError) error = NULL;

  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  file (client, id, ZB_RECEIPT_OUTCOME, "valid");
  file (client, id, ZB_RECEIPT_DECISION, "return");
  g_autoptr (GPtrArray) receipts = zb_sent_list_receipts (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipts->len, ==, 3);
  g_assert_cmpint (((ZbReceipt *)receipts->pdata[0])->kind, ==, ZB_RECEIPT_ARRIVAL);
  g_assert_cmpint (((ZbReceipt *)receipts->pdata[1])->kind, ==, ZB_RECEIPT_OUTCOME);
  g_assert_cmpstr (((ZbReceipt *)receipts->pdata[2])->action, ==, "return");
}

static void
check_list (
    ZbScratchClient *client, const char *form, const char *period, const char *const *ids, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list =
      zb_sent_list (client->workspace, client->account, form, period, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (((ZbSent *)list->pdata[i])->id, ==, ids[i]);
}

static void
test_lists_newest_first (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *first = put (client, "2024-05", "1");
  g_autofree char *second = put (client, "2024-06", "1");
  g_autofree char *third = put (client, "2024-06", "2");
  const char *all[] = {third, second, first};

  check_list (client, NULL, NULL, all, 3);
  check_list (client, ZB_SCRATCH_FORM, "2024-06", all, 2);
  check_list (client, ZB_SCRATCH_FORM, "2024-05", all + 2, 1);
  check_list (client, "B203", NULL, NULL, 0);
}

static void
test_gives_the_report_back (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "52340");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_sent_read_report (client->workspace, id, &error);

  g_assert_no_error (error);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "52340");
}

static void
test_tells_an_unknown_message (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_sent_read (client->workspace, "nowhere", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no message nowhere here");
  g_clear_error (&error);
  g_assert_null (zb_sent_read_container (client->workspace, "nowhere", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
}

/* @evidence with a token, whatever is in it: filing does not verify. */
static GBytes *
stamp (GBytes *evidence)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", evidence, &zb_zip_default_limits, NULL);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) token = g_bytes_new_static ("token", 5);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, i);
    zb_zip_writer_add (writer, zb_zip_entry_name (zip, i), entry);
  }
  zb_zip_writer_add (writer, "checkpoint.tst", token);
  GBytes *stamped = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return stamped;
}

/* The receipt is the same; the evidence of it that says more stays. */
static void
test_stamped_evidence_takes_the_place (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client, "2024-06", "1");
  g_autoptr (GBytes) bare = zb_scratch_client_evidence (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (GBytes) stamped = stamp (bare);
  GBytes *const in_turn[] = {bare, stamped, bare};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (in_turn); i++) {
    zb_sent_file_evidence (client->workspace, id, in_turn[i], &error);
    g_assert_no_error (error);
  }
  g_autoptr (GPtrArray) filed = zb_sent_list_evidence (client->workspace, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (filed->len, ==, 1);
  g_assert_true (g_bytes_equal (filed->pdata[0], stamped));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/sent/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, function,     \
              zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("arrival-moves-it-on", test_arrival_moves_it_on);
  ADD ("outcome-says-what-became", test_outcome_says_what_became);
  ADD ("refused-outcome-says-why", test_refused_outcome_says_why);
  ADD ("decisions-follow-one-another", test_decisions_follow_one_another);
  ADD ("the-same-evidence-counts-once", test_the_same_evidence_counts_once);
  ADD ("stamped-evidence-takes-the-place", test_stamped_evidence_takes_the_place);
  ADD ("filed-again-changes-nothing", test_filed_again_changes_nothing);
  ADD ("refuses-evidence-of-another-message", test_refuses_evidence_of_another_message);
  ADD ("refuses-bytes-that-are-no-evidence", test_refuses_bytes_that_are_no_evidence);
  ADD ("lists-receipts-in-order", test_lists_receipts_in_order);
  ADD ("lists-newest-first", test_lists_newest_first);
  ADD ("gives-the-report-back", test_gives_the_report_back);
  ADD ("tells-an-unknown-message", test_tells_an_unknown_message);
  return g_test_run ();
}
