/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify.h"

#include "exchange/evidence.h"
#include "exchange/signature.h"
#include "tests/server/scratch-store.h"
#include "tests/support/authority.h"

#include <string.h>

#define CODE "91350200612345678X"
#define M(n) "00000000-0000-7000-8000-00000000000" #n
#define NOON G_GINT64_CONSTANT (1717588800000000)

/* A store sealed with real keys: three messages, one refused, one decided on. */
typedef struct {
  ZbTestAuthority *authority;
  ZbTestIdentity *node;
  ZbSigner *signer;
  char *log_name;
  ScratchStore *scratch;
  ZbTrust *trust;
  gint64 unit;
} Fixture;

static ZbReceipt *
receipt_of (ZbReceiptKind kind, const ScratchMessage *message, gint64 now)
{
  ZbReceipt *receipt = zb_receipt_new (kind);
  g_autofree char *number = zb_receipt_number (message->digest, now);

  receipt->id = g_strconcat (number,
                             kind == ZB_RECEIPT_ARRIVAL   ? ""
                             : kind == ZB_RECEIPT_OUTCOME ? "-R2"
                                                          : "-R4",
                             NULL);
  receipt->node = g_strdup ("350200");
  receipt->sender = g_strdup (CODE);
  receipt->message_id = g_strdup (message->submission.message_id);
  receipt->container = g_strdup (message->digest);
  receipt->signer = g_strdup (message->digest);
  receipt->form = g_strdup ("B203");
  receipt->edition = g_strdup ("2023.1");
  receipt->package = g_strdup (message->digest);
  receipt->period = g_strdup ("2024-05");
  receipt->received = now;
  return receipt;
}

/* Replaces what the scratch message says by a real receipt. */
static void
put_receipt (ZbActReceipt *act, const ZbReceipt *receipt, const char *event, const char *outcome)
{
  g_autofree char *digest = NULL;

  g_clear_pointer (&act->bytes, g_bytes_unref);
  g_free ((char *)act->record);
  act->kind = receipt->kind;
  act->bytes = zb_receipt_write (receipt);
  digest = zb_digest_hex_of_bytes (act->bytes);
  act->record = zb_evidence_leaf (event, receipt->received, receipt->sender, receipt->message_id,
                                  receipt->container, digest, receipt->signer, outcome);
}

static ScratchMessage *
message_new (Fixture *fixture, const char *id, const char *period, gboolean refused)
{
  ScratchMessage *message = scratch_message_new (fixture->unit, CODE, id, 42);
  gint64 now = fixture->scratch->now;
  g_autoptr (ZbReceipt) arrival = receipt_of (ZB_RECEIPT_ARRIVAL, message, now);
  g_autoptr (ZbReceipt) outcome = receipt_of (ZB_RECEIPT_OUTCOME, message, now);

  outcome->outcome = g_strdup (refused ? "refused" : "valid");
  message->submission.period = period;
  message->submission.refusal = refused ? "closed" : NULL;
  put_receipt (&message->receipts[0], arrival, "arrival", "-");
  put_receipt (&message->receipts[1], outcome, "outcome", outcome->outcome);
  return message;
}

static gint64
send (Fixture *fixture, const char *id, const char *period, gboolean refused)
{
  fixture->scratch->now += G_TIME_SPAN_MINUTE;
  g_autoptr (ScratchMessage) message = message_new (fixture, id, period, refused);
  return scratch_send (fixture->scratch, message);
}

static void
pass (Fixture *fixture, gint64 version)
{
  g_autoptr (ZbVersion) seen = zb_store_read_version (fixture->scratch->store, version, NULL);
  g_autoptr (ScratchMessage) message =
      scratch_message_new (fixture->unit, CODE, seen->message_id, 42);
  g_autoptr (ZbReceipt) receipt = receipt_of (ZB_RECEIPT_DECISION, message, fixture->scratch->now);
  ZbActReceipt act_receipt = {0};
  ZbDecision decision = {.version = version,
                         .digest = seen->digest,
                         .from = ZB_REVIEW_SUBMITTED,
                         .to = ZB_REVIEW_PASSED,
                         .to_level = 1,
                         .action = "pass",
                         .level = 1};
  ZbAct act = {.kind = ZB_ACT_DECISION,
               .what = &decision,
               .time = fixture->scratch->now,
               .who = "Chen",
               .receipts = &act_receipt,
               .n_receipts = 1};
  g_autoptr (GError) error = NULL;

  receipt->action = g_strdup ("pass");
  receipt->level = 1;
  receipt->decider = g_strdup ("Chen");
  put_receipt (&act_receipt, receipt, "decision", "pass");
  zb_store_commit_one (fixture->scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
  g_bytes_unref (act_receipt.bytes);
  g_free ((char *)act_receipt.record);
}

/* With keys of a node that the trust of the test leads to. */
static gboolean
seal_cb (gpointer self,
         const ZbCheckpoint *checkpoint,
         gint64 time,
         char **ret_note,
         GBytes **ret_signature,
         GError **error)
{
  Fixture *fixture = self;
  const ZbKey *key = zb_test_authority_log_key (fixture->authority);

  *ret_note = zb_checkpoint_sign (checkpoint, key, fixture->log_name, error);
  *ret_signature =
      zb_signature_make (fixture->signer, *ret_note, strlen (*ret_note), time, TRUE, error);
  return *ret_signature != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->authority = zb_test_authority_new (NOON);
  fixture->trust = zb_test_authority_trust (fixture->authority);
  fixture->node =
      zb_test_authority_identify (fixture->authority, "p256", "receipts", NULL, ZB_USE_RECEIPT);
  fixture->signer = zb_test_identity_signer (fixture->node);
  g_auto (GStrv) verifier =
      g_strsplit (zb_test_authority_log_verifier (fixture->authority), "+", 2);
  fixture->log_name = g_strdup (verifier[0]);
  fixture->scratch = scratch_store_new_sealed ((ZbLogSealer){seal_cb, fixture});
  scratch_tenant (fixture->scratch, "s1", (const char *const[]){"district", "city", NULL});
  fixture->unit = scratch_unit (fixture->scratch, CODE, "name", "甲", "area", "350203", NULL);
  gint64 first = send (fixture, M (1), "2024-03", FALSE);
  send (fixture, M (2), "2024-04", TRUE);
  pass (fixture, first);
  send (fixture, M (3), "2024-05", FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scratch_store_free (fixture->scratch);
  g_free (fixture->log_name);
  zb_signer_free (fixture->signer);
  zb_test_identity_free (fixture->node);
  zb_trust_unref (fixture->trust);
  zb_test_authority_free (fixture->authority);
}

static ZbLogReport *
verify_known (Fixture *fixture, const char *known)
{
  ZbKnownCheckpoint kept = {"kept", known};
  ZbLogVerifyOptions options = {.verifier = zb_test_authority_log_verifier (fixture->authority),
                                .origin = SCRATCH_ORIGIN,
                                .trust = fixture->trust,
                                .known = &kept,
                                .n_known = known != NULL};
  g_autoptr (GError) error = NULL;
  ZbLogReport *report = zb_log_verify (fixture->scratch->store, &options, &error);

  g_assert_no_error (error);
  return report;
}

/* Some fault of @kind names the row (NULL: any) of @table and its @field. */
static void
assert_named (const ZbLogReport *report,
              ZbLogFaultKind kind,
              const char *table,
              const char *row,
              const char *field)
{
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = g_ptr_array_index (report->faults, i);
    g_autofree char *text = zb_log_fault_describe (fault);

    if (fault->kind == kind && g_str_equal (fault->table, table) &&
        (row == NULL || g_strcmp0 (fault->row, row) == 0) && g_strcmp0 (fault->field, field) == 0)
      return;
    g_test_message ("%s", text);
  }
  g_error ("nothing says of %s %s: %s", table, row, field);
}

static void
test_untouched_store_stands (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbLogReport) report = verify_known (fixture, NULL);

  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = g_ptr_array_index (report->faults, i);
    g_autofree char *text = zb_log_fault_describe (fault);
    g_test_message ("%s", text);
  }
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->leaves, ==, 11);
  g_assert_cmpuint (report->receipts, ==, 7);
  g_assert_cmpuint (report->containers, ==, 3);
  g_assert_cmpuint (report->checkpoints, ==, 6);
}

/* What someone with full rights on the database does, and how it is named. Leaves: 0 the
 * tenant, 1 the unit; 2, 3 of m1, 4 its line on the list; 5, 6 of m2; 7 the decision; 8, 9 of m3
 * and 10 its line. What rows say beside the log: tampering-test.c. */
static const struct {
  const char *name, *sql;
  ZbLogFaultKind kind;
  const char *table, *row, *field;
} tampering[] = {
    {"changed-container", "UPDATE message_body SET container = x'00' WHERE message = 1",
     ZB_LOG_FAULT_CHANGED, "message_body", "1", "container"},
    {"dropped-container", "DELETE FROM message_body WHERE message = 1", ZB_LOG_FAULT_MISSING,
     "message_body", "1", NULL},
    {"changed-enclosed-receipt",
     "UPDATE message_body SET container = CAST (container || x'00' AS BLOB) WHERE message = 1",
     ZB_LOG_FAULT_CHANGED, "message_body", "1", "container"},
    {"exchanged-enclosed-receipt", "UPDATE log_leaf SET message = 1 WHERE id = 6",
     ZB_LOG_FAULT_CHANGED, "log_leaf", "6", "message"},
    {"changed-receipt", "UPDATE receipt SET bytes = x'3c' WHERE leaf = 7", ZB_LOG_FAULT_CHANGED,
     "receipt", "7", "bytes"},
    {"dropped-receipt", "DELETE FROM receipt WHERE leaf = 7", ZB_LOG_FAULT_MISSING, "receipt",
     "leaf 7", NULL},
    {"refusal-made-valid", "UPDATE message SET refusal = NULL WHERE id = 2", ZB_LOG_FAULT_MISSING,
     "version", "message 2", NULL},
    {"changed-record",
     "UPDATE log_leaf SET record = replace (record, '-7000-', '-7001-') WHERE id = 8",
     ZB_LOG_FAULT_LEAF, "log_leaf", "8", NULL},
    {"dropped-record", "DELETE FROM log_leaf WHERE id = 5", ZB_LOG_FAULT_MISSING, "log_leaf", "5",
     NULL},
    {"dropped-last-record", "DELETE FROM log_leaf WHERE id = 10", ZB_LOG_FAULT_MISSING, "log_leaf",
     "10", NULL},
    {"changed-tile", "UPDATE log_tile SET hashes = CAST (x'0000' || substr (hashes, 3) AS BLOB)",
     ZB_LOG_FAULT_TILE, "log_tile", "0/0", "hashes"},
    {"dropped-tile", "DELETE FROM log_tile", ZB_LOG_FAULT_MISSING, "log_tile", "0/0", "hashes"},
    {"changed-record-and-tile",
     "UPDATE log_leaf SET record = 'x' || record WHERE id = 0; UPDATE log_tile SET hashes = CAST "
     "(x'0000' || substr (hashes, 3) AS BLOB)",
     ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "1", "root"},
    {"changed-checkpoint", "UPDATE log_checkpoint SET note = replace (note, 'test', 'best')",
     ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "1", "note"},
    {"changed-signature", "UPDATE log_checkpoint SET signature = x'3000' WHERE size = 8",
     ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "8", "signature"},
    {"back-dated-checkpoint", "UPDATE log_checkpoint SET time = time - 1000000 WHERE size = 8",
     ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "8", "time"},
    {"dropped-last-checkpoint", "DELETE FROM log_checkpoint WHERE size = 11",
     ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "8", "size"},
    {"dropped-decision", "DELETE FROM decision", ZB_LOG_FAULT_MISSING, "decision", "leaf 7", NULL},
    {"forged-decision",
     "INSERT INTO decision (version, time, who, level, action, state) VALUES (2, 1, 'x', 1, "
     "'pass', 3); UPDATE version SET state = 3 WHERE id = 2",
     ZB_LOG_FAULT_UNLOGGED, "decision", "2", "leaf"},
    {"dropped-version", "DELETE FROM version WHERE id = 2", ZB_LOG_FAULT_MISSING, "version",
     "message 3", NULL},
    {"dropped-message",
     "DELETE FROM version WHERE id = 2; DELETE FROM message_body WHERE message = 3; DELETE FROM "
     "message WHERE id = 3",
     ZB_LOG_FAULT_MISSING, "message", "leaf 8", NULL},
    {"forged-message",
     "INSERT INTO message (sender, message_id, digest, carrier, signer, kind, received, refusal, "
     "first_leaf, n_leaves) VALUES ('s', 'm9', 'd', 'c', 'c', 0, 1, 'x', 0, 2)",
     ZB_LOG_FAULT_UNLOGGED, "message", "4", "first_leaf"},
};

static void
test_tampering_is_named (Fixture *fixture, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *sql = g_strconcat (
      "PRAGMA foreign_keys = OFF; DROP TRIGGER log_leaf_stays; DROP TRIGGER log_leaf_stands;"
      "DROP TRIGGER receipt_stays; DROP TRIGGER receipt_stands; DROP TRIGGER message_body_stays;"
      "DROP TRIGGER message_body_stands;",
      tampering[which].sql, NULL);

  scratch_store_sql (fixture->scratch, sql);
  g_autoptr (ZbLogReport) report = verify_known (fixture, NULL);
  assert_named (report, tampering[which].kind, tampering[which].table, tampering[which].row,
                tampering[which].field);
}

static void
test_rolled_back_log_is_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbStoredCheckpoint) kept = zb_store_read_checkpoint (fixture->scratch->store, NULL);
  g_autofree char *copy = zb_temp_dir_path (fixture->scratch->dir, "copy.db");

  /* The store of an hour ago is put in the place of today's. */
  g_assert_true (zb_store_backup (fixture->scratch->store, copy, NULL));
  send (fixture, M (4), "2024-06", FALSE);
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (fixture->scratch->store, NULL);
  g_autoptr (ZbLogReport) grown = verify_known (fixture, kept->note);
  g_assert_cmpuint (grown->faults->len, ==, 0);
  scratch_store_close (fixture->scratch);
  g_free (fixture->scratch->path);
  fixture->scratch->path = g_steal_pointer (&copy);
  scratch_store_open (fixture->scratch, 0);

  g_autoptr (ZbLogReport) restored = verify_known (fixture, newest->note);
  assert_named (restored, ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "14", "size");
  /* Another branch of the same length. */
  send (fixture, M (5), "2024-06", FALSE);
  g_autoptr (ZbLogReport) forked = verify_known (fixture, newest->note);
  assert_named (forked, ZB_LOG_FAULT_CHECKPOINT, "log_checkpoint", "14", "root");
}

static void
test_evidence_is_the_same_each_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ScratchMessage) message = message_new (fixture, M (4), "2024-06", FALSE);
  const char *verifier = zb_test_authority_log_verifier (fixture->authority);
  ZbActResult result = {0};

  message->act.time = message->submission.received = fixture->scratch->now;
  g_assert_true (zb_store_commit_one (fixture->scratch->store, &message->act, &result, &error));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) at_once = zb_log_result_evidence (&message->act, &result, i, &error);
    g_assert_no_error (error);
    send (fixture, i == 0 ? M (5) : M (6), i == 0 ? "2024-07" : "2024-08", FALSE);
    g_autoptr (GBytes) later =
        zb_log_evidence (fixture->scratch->store, result.first_leaf + i, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (at_once, later));
    g_autoptr (ZbEvidence) evidence = zb_evidence_verify (later, message->container, fixture->trust,
                                                          verifier, fixture->scratch->now, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (evidence->index, ==, result.first_leaf + i);
    g_assert_cmpstr (evidence->receipt->message_id, ==, M (4));
  }
  g_assert_null (zb_log_result_evidence (&message->act, &result, 2, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
  zb_act_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/server/log-verify/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("untouched-store-stands", test_untouched_store_stands);
  for (guint i = 0; i < G_N_ELEMENTS (tampering); i++) {
    g_autofree char *path = g_strconcat ("/server/log-verify/names/", tampering[i].name, NULL);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_tampering_is_named, tear_down);
  }
  ADD ("rolled-back-log-is-found", test_rolled_back_log_is_found);
  ADD ("evidence-is-the-same-each-time", test_evidence_is_the_same_each_time);
  return g_test_run ();
}
