/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/scratch-store.h"

#include <string.h>

#define SENDER "91350200612345678X"

static ScratchStore *
with_one_unit (gint64 *ret_unit)
{
  ScratchStore *scratch = scratch_store_new ();

  scratch_tenant (scratch, "s1", (const char *const[]){"district", "city", NULL});
  *ret_unit = scratch_unit (scratch, SENDER, "name", "厦门甲公司", "area", "350203", NULL);
  return scratch;
}

static void
test_keeps_what_came (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, SENDER, "m1", 42);
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  message->submission.findings = "[{\"rule\":\"B203#1\"}]";
  message->submission.soft = 1;
  message->submission.late = TRUE;
  gint64 id = scratch_send (scratch, message);

  g_autoptr (ZbVersion) version = zb_store_read_version (scratch->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version->number, ==, 1);
  g_assert_cmpstr (version->tenant, ==, "s1");
  g_assert_cmpstr (version->period, ==, "2024-05");
  g_assert_cmpstr (version->code, ==, SENDER);
  g_assert_cmpstr (version->name, ==, "厦门甲公司");
  g_assert_cmpstr (version->district, ==, "350203");
  g_assert_cmpint (version->state, ==, ZB_REVIEW_SUBMITTED);
  g_assert_true (version->head);
  g_assert_true (version->late);
  g_assert_cmpuint (version->soft, ==, 1);
  g_assert_cmpint (version->received, ==, scratch->now);
  g_autoptr (GBytes) container = zb_store_read_container (scratch->store, version->message, &error);
  g_assert_true (g_bytes_equal (container, message->container));
  g_autofree char *findings = zb_store_read_findings (scratch->store, version->message, &error);
  g_assert_cmpstr (findings, ==, message->submission.findings);
  g_autoptr (ZbPackedReport) packed = zb_store_read_packed (scratch->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (packed->sections->len, ==, 1);
  g_assert_true (zb_packed_section_number (g_ptr_array_index (packed->sections, 0), 0, &number));
  g_assert_cmpint (number, ==, 42);
}

static void
test_repetition_gives_the_first_receipts (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, SENDER, "m1", 42);
  g_autoptr (GError) error = NULL;
  ZbActResult first = {0}, second = {0};

  g_assert_true (zb_store_commit_one (scratch->store, &message->act, &first, &error));
  g_assert_false (first.repeated);
  g_assert_cmpuint (first.n_leaves, ==, 2);
  g_assert_nonnull (first.seal);
  scratch_send_new (scratch, unit, "m2", "m1", 43);
  g_assert_true (zb_store_commit_one (scratch->store, &message->act, &second, &error));
  g_assert_true (second.repeated);
  g_assert_cmpint (second.id, ==, first.id);
  g_assert_cmpuint (second.first_leaf, ==, first.first_leaf);
  g_assert_cmpuint (second.n_leaves, ==, 2);
  g_assert_null (second.seal);
  g_autoptr (GPtrArray) receipts = zb_store_list_receipts (scratch->store, second.id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipts->len, ==, 2);
  const ZbLeaf *r1 = g_ptr_array_index (receipts, 0);
  g_assert_cmpstr (r1->record, ==, "arrival m1");
  g_autoptr (GBytes) bytes = zb_store_read_receipt (scratch->store, r1, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, message->receipts[0].bytes));
  g_autoptr (GPtrArray) messages = zb_store_list_messages (scratch->store, 0, 0, &error);
  g_assert_cmpuint (messages->len, ==, 2);
  zb_act_result_clear (&first);
  zb_act_result_clear (&second);
}

static void
test_reused_message_id_is_refused (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) other = scratch_message_new (unit, SENDER, "m1", 43);
  g_autoptr (GError) error = NULL;

  scratch_send_new (scratch, unit, "m1", NULL, 42);
  g_assert_false (zb_store_commit_one (scratch->store, &other->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_MESSAGE_REUSED);
  g_assert_nonnull (strstr (error->message, "m1"));
  g_autoptr (GPtrArray) leaves = zb_store_list_leaves (scratch->store, 0, 0, NULL);
  /* Tenant, unit, two receipts and a line of the list. */
  g_assert_cmpuint (leaves->len, ==, 5);
}

static void
test_two_senders_may_use_one_id (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  gint64 other = scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  g_autoptr (ScratchMessage) message = scratch_message_new (other, "91350200612345679Y", "m1", 1);

  scratch_send_new (scratch, unit, "m1", NULL, 42);
  g_assert_cmpint (scratch_send (scratch, message), !=, 0);
}

static void
test_refused_is_kept_but_no_version (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) message = scratch_message_new (0, SENDER, "m1", 42);
  g_autoptr (GError) error = NULL;

  message->submission.refusal = "unknown-form";
  message->submission.tenant = message->submission.form = NULL;
  g_assert_cmpint (scratch_send (scratch, message), ==, 0);

  g_autoptr (ZbMessage) stored = zb_store_read_message (scratch->store, SENDER, "m1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->refusal, ==, "unknown-form");
  g_assert_null (stored->form);
  g_autoptr (GPtrArray) receipts = zb_store_list_receipts (scratch->store, stored->id, &error);
  g_assert_cmpuint (receipts->len, ==, 2);
  g_autoptr (GPtrArray) versions =
      zb_store_list_versions (scratch->store, &(ZbVersionQuery){.level = -1}, &error);
  g_assert_cmpuint (versions->len, ==, 0);
}

static void
test_correction_names_the_one_before (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) stranger = scratch_message_new (unit, SENDER, "m3", 1);
  g_autoptr (GError) error = NULL;

  gint64 first = scratch_send_new (scratch, unit, "m1", NULL, 42);
  gint64 second = scratch_send_new (scratch, unit, "m2", "m1", 43);
  g_assert_false (zb_store_commit_one (scratch->store, &stranger->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_assert_nonnull (strstr (error->message, "m2"));
  g_clear_error (&error);
  stranger->submission.replaces = "m1";
  g_assert_false (zb_store_commit_one (scratch->store, &stranger->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_clear_error (&error);

  g_autoptr (ZbVersion) old = zb_store_read_version (scratch->store, first, &error);
  g_autoptr (ZbVersion) new = zb_store_read_version (scratch->store, second, &error);
  g_assert_no_error (error);
  g_assert_false (old->head);
  g_assert_true (new->head);
  g_assert_cmpuint (new->number, ==, 2);
  g_assert_cmpint (new->replaces, ==, first);
}

static void
test_withdrawn_may_be_sent_anew (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) withdrawal = scratch_message_new (unit, SENDER, "m2", 0);
  g_autoptr (GError) error = NULL;

  scratch_send_new (scratch, unit, "m1", NULL, 42);
  withdrawal->submission.kind = ZB_REPORT_WITHDRAWAL;
  withdrawal->submission.replaces = "m1";
  withdrawal->submission.head_states = 1 << ZB_REVIEW_SUBMITTED;
  gint64 id = scratch_send (scratch, withdrawal);
  g_autoptr (ZbVersion) version = zb_store_read_version (scratch->store, id, &error);
  g_assert_cmpint (version->state, ==, ZB_REVIEW_WITHDRAWN);
  g_assert_null (zb_store_read_reference (scratch->store, "B203", "2024-05", unit, &error));
  g_assert_no_error (error);

  gint64 anew = scratch_send_new (scratch, unit, "m3", NULL, 44);
  g_autoptr (ZbVersion) reference =
      zb_store_read_reference (scratch->store, "B203", "2024-05", unit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reference->id, ==, anew);
}

static void
test_head_must_be_in_an_allowed_state (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) withdrawal = scratch_message_new (unit, SENDER, "m2", 0);
  g_autoptr (GError) error = NULL;

  gint64 id = scratch_send_new (scratch, unit, "m1", NULL, 42);
  g_assert_true (scratch_decide (scratch, id, ZB_REVIEW_PASSED, 1, NULL, &error));
  withdrawal->submission.kind = ZB_REPORT_WITHDRAWAL;
  withdrawal->submission.replaces = "m1";
  withdrawal->submission.head_states = 1 << ZB_REVIEW_SUBMITTED;
  g_assert_false (zb_store_commit_one (scratch->store, &withdrawal->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_assert_nonnull (strstr (error->message, "passed"));
}

static void
test_reference_prefers_the_accepted (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (GError) error = NULL;

  gint64 first = scratch_send_new (scratch, unit, "m1", NULL, 42);
  ZbTotalsChange change = {.enters = first, .key = scratch_key ("350203", "", "39")};
  g_assert_true (scratch_decide (scratch, first, ZB_REVIEW_ACCEPTED, 2, &change, &error));
  gint64 second = scratch_send_new (scratch, unit, "m2", "m1", 43);
  g_autoptr (ZbVersion) reference =
      zb_store_read_reference (scratch->store, "B203", "2024-05", unit, &error);
  g_assert_cmpint (reference->id, ==, first);

  gint64 other = scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  scratch_send_new (scratch, other, "n1", NULL, 1);
  gint64 later = scratch_send_new (scratch, other, "n2", "n1", 2);
  g_autoptr (ZbVersion) latest =
      zb_store_read_reference (scratch->store, "B203", "2024-05", other, &error);
  g_assert_no_error (error);
  g_assert_cmpint (latest->id, ==, later);
  g_assert_cmpint (second, !=, 0);
}

/* A report that was not there when it was asked for is found once it has come, also within a set.
 */
static void
test_reference_is_found_once_it_came (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, SENDER, "m1", 42);
  const char *const forms[] = {"B203", "B203-1"};
  ZbSubmissionMember member = {
      .form = forms[1],
      .edition = "2023.1",
      .package = "package",
      .report = message->submission.report,
  };

  message->submission.members = &member;
  message->submission.n_members = 1;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_assert_null (zb_store_read_reference (scratch->store, forms[i], "2024-05", unit, NULL));
  scratch_send (scratch, message);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbVersion) found =
        zb_store_read_reference (scratch->store, forms[i], "2024-05", unit, &error);

    g_assert_no_error (error);
    g_assert_nonnull (found);
    g_assert_cmpstr (found->form, ==, forms[i]);
  }
}

static void
test_one_failure_does_not_sink_the_group (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) good = scratch_message_new (unit, SENDER, "m1", 1);
  g_autoptr (ScratchMessage) bad = scratch_message_new (unit, SENDER, "m1", 2);
  gint64 other = scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  g_autoptr (ScratchMessage) after = scratch_message_new (other, SENDER, "m2", 3);
  ZbAct acts[] = {good->act, bad->act, after->act};
  ZbActResult results[3];
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_store_commit (scratch->store, acts, 3, results, &error));
  g_assert_no_error (results[0].error);
  g_assert_error (results[1].error, ZB_STORE_ERROR, ZB_STORE_ERROR_MESSAGE_REUSED);
  g_assert_no_error (results[2].error);
  /* Two receipts each, and a record of the line that the first report puts on the list. */
  g_assert_cmpuint (results[0].n_leaves, ==, 2);
  g_assert_cmpuint (results[1].n_leaves, ==, 0);
  g_assert_cmpuint (results[2].first_leaf, ==, results[0].first_leaf + 3);
  g_assert_true (results[0].seal == results[2].seal);
  for (guint i = 0; i < 3; i++)
    zb_act_result_clear (&results[i]);
}

static void
test_act_that_fails_half_way_leaves_nothing (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) before = scratch_message_new (unit, SENDER, "m1", 1);
  g_autoptr (ScratchMessage) after = scratch_message_new (unit, SENDER, "m2", 2);
  ZbUnitValue values[] = {{"name", "丙"}, {"code", "not an attribute"}};
  ZbUnitChange half = {.code = "HALF", .day = SCRATCH_DAY, .values = values, .n_values = 2};
  ZbAct acts[] = {before->act, {.kind = ZB_ACT_UNIT, .what = &half, .who = "Chen"}, after->act};
  ZbActResult results[3];
  g_autoptr (GError) error = NULL;

  after->submission.replaces = "m1";
  g_assert_true (zb_store_commit (scratch->store, acts, 3, results, &error));
  g_assert_no_error (results[0].error);
  g_assert_error (results[1].error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID);
  g_assert_no_error (results[2].error);
  g_assert_false (results[0].repeated);
  g_assert_cmpuint (results[2].first_leaf, ==, results[0].first_leaf + 3);
  g_assert_null (zb_store_read_unit (scratch->store, "HALF", SCRATCH_DAY, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
  g_autoptr (GPtrArray) messages = zb_store_list_messages (scratch->store, 0, 0, NULL);
  g_assert_cmpuint (messages->len, ==, 2);
  g_autoptr (GPtrArray) leaves = zb_store_list_leaves (scratch->store, 0, 0, NULL);
  g_assert_cmpuint (leaves->len, ==, results[2].first_leaf + 2);
  for (guint i = 0; i < 3; i++)
    zb_act_result_clear (&results[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/submission/" name, function)
  ADD ("keeps-what-came", test_keeps_what_came);
  ADD ("repetition-gives-the-first-receipts", test_repetition_gives_the_first_receipts);
  ADD ("reused-message-id-is-refused", test_reused_message_id_is_refused);
  ADD ("two-senders-may-use-one-id", test_two_senders_may_use_one_id);
  ADD ("refused-is-kept-but-no-version", test_refused_is_kept_but_no_version);
  ADD ("correction-names-the-one-before", test_correction_names_the_one_before);
  ADD ("withdrawn-may-be-sent-anew", test_withdrawn_may_be_sent_anew);
  ADD ("head-must-be-in-an-allowed-state", test_head_must_be_in_an_allowed_state);
  ADD ("reference-prefers-the-accepted", test_reference_prefers_the_accepted);
  ADD ("reference-is-found-once-it-came", test_reference_is_found_once_it_came);
  ADD ("one-failure-does-not-sink-the-group", test_one_failure_does_not_sink_the_group);
  ADD ("act-that-fails-half-way-leaves-nothing", test_act_that_fails_half_way_leaves_nothing);
  return g_test_run ();
}
