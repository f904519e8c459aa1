/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify-private.h"

#include "exchange/digest.h"
#include "exchange/receipt.h"
#include "server/log/record.h"
#include "server/store/commitment.h"
#include "server/store/change.h"
#include "server/store/decision.h"
#include "server/store/relayed.h"

/* One record and what is stored of it. */
typedef struct {
  ZbStore *store;
  const ZbLeaf *leaf;
  const ZbLogRecord *record;
  const char *name; /* "SENDER/MESSAGE-ID" */
  ZbLogReport *report;
} Look;

static void
add (const Look *look, ZbLogFault fault)
{
  fault.leaf = (gint64)look->leaf->index;
  fault.name = look->name;
  zb_log_report_add (look->report, &fault);
}

/* Something that has the log's number for its name, there being no other left. */
static void
missing (const Look *look, const char *table)
{
  g_autofree char *row = g_strdup_printf ("leaf %" G_GUINT64_FORMAT, look->leaf->index);

  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_MISSING, .table = table, .row = row});
}

static void
changed_receipt (const Look *look, const char *field, const char *expected, const char *found)
{
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, look->leaf->index);

  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_CHANGED,
                          .table = "receipt",
                          .row = row,
                          .field = field,
                          .expected = expected,
                          .found = found});
}

static void
changed_container (const Look *look, const char *row, const char *found)
{
  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_CHANGED,
                          .table = "message_body",
                          .row = row,
                          .field = "container",
                          .expected = look->record->container,
                          .found = found});
}

/* Whether a read found nothing; other failures stay in @error. */
static gboolean
was_missing (GError **error)
{
  if (!g_error_matches (*error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

static gboolean
look_at_container (const Look *look, const ZbMessage *message, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) container = zb_store_read_container (look->store, message->id, &fault);
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, message->id);
  g_autofree char *digest = NULL;

  if (container == NULL && was_missing (&fault)) {
    add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_MISSING, .table = "message_body", .row = row});
    return TRUE;
  }
  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT)) {
    changed_container (look, row, fault->message);
    return TRUE;
  }
  if (container == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  look->report->containers++;
  digest = zb_digest_hex_of_bytes (container);
  if (!g_str_equal (digest, look->record->container))
    changed_container (look, row, digest);
  return TRUE;
}

static gboolean
look_at_decision (const Look *look, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbStoredDecision) decision =
      zb_store_read_decision_at (look->store, (gint64)look->leaf->index, &fault);

  if (fault != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (decision == NULL)
    missing (look, "decision");
  return TRUE;
}

/* One of a later node, which was handed on. */
static gboolean
look_at_relayed (const Look *look, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbRelayed) relayed =
      zb_store_read_relayed_at (look->store, (gint64)look->leaf->index, &fault);

  if (fault == NULL && relayed == NULL)
    missing (look, "relayed_decision");
  if (fault != NULL)
    g_propagate_error (error, fault);
  return fault == NULL;
}

static gboolean
look_at_message (const Look *look, const ZbReceipt *receipt, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbMessage) message =
      zb_store_read_message (look->store, look->record->sender, look->record->message_id, &fault);

  if (message == NULL && was_missing (&fault)) {
    missing (look, "message");
    return TRUE;
  }
  if (message == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (look->leaf->message != message->id) {
    g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, message->id);
    g_autofree char *found = g_strdup_printf ("%" G_GINT64_FORMAT, look->leaf->message);

    changed_receipt (look, "message", expected, found);
  }
  if (receipt->kind == ZB_RECEIPT_ARRIVAL)
    return look_at_container (look, message, error);
  if (receipt->kind != ZB_RECEIPT_DECISION)
    return TRUE;
  return receipt->relays > 0 ? look_at_relayed (look, error) : look_at_decision (look, error);
}

/* Its message may never come. */
static gboolean
look_at_commitment (const Look *look, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbStoredCommitment) commitment = zb_store_find_commitment (
      look->store, look->record->sender, look->record->message_id, &fault);

  if (commitment == NULL && fault == NULL)
    missing (look, "commitment");
  if (fault != NULL)
    g_propagate_error (error, fault);
  return fault == NULL;
}

static gboolean
look_at_receipt (const Look *look, GError **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (ZbReceipt) receipt = NULL;
  g_autoptr (GError) fault = NULL;

  if (look->leaf->receipt == NULL) {
    missing (look, "receipt");
    return TRUE;
  }
  look->report->receipts++;
  digest = zb_digest_hex_of_bytes (look->leaf->receipt);
  if (!g_str_equal (digest, look->record->receipt)) {
    changed_receipt (look, "bytes", look->record->receipt, digest);
    return TRUE;
  }
  receipt = zb_receipt_read (look->name, look->leaf->receipt, &fault);
  if (receipt == NULL) {
    changed_receipt (look, "bytes", NULL, fault->message);
    return TRUE;
  }
  if ((int)receipt->kind != look->leaf->kind) {
    g_autofree char *expected = g_strdup_printf ("%d", (int)receipt->kind);
    g_autofree char *found = g_strdup_printf ("%d", look->leaf->kind);

    changed_receipt (look, "kind", expected, found);
    return TRUE;
  }
  return receipt->kind == ZB_RECEIPT_COMMITMENT ? look_at_commitment (look, error)
                                                : look_at_message (look, receipt, error);
}

/* What an act wrote is still what its record has the digest of. */
static gboolean
look_at_changes (const Look *look, GError **error)
{
  GError *fault = NULL;
  g_autofree char *digest = zb_store_read_change_digest (look->store, look->leaf->index, &fault);
  g_autofree char *row = g_strdup_printf ("leaf %" G_GUINT64_FORMAT, look->leaf->index);

  if (fault != NULL) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  if (digest == NULL)
    missing (look, "row_change");
  else if (!g_str_equal (digest, look->record->container))
    add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_CHANGED,
                            .table = "row_change",
                            .row = row,
                            .field = "body",
                            .expected = look->record->container,
                            .found = digest});
  return TRUE;
}

gboolean
zb_log_verify_content (ZbStore *store, const ZbLeaf *leaf, ZbLogReport *report, GError **error)
{
  g_auto (ZbLogRecord) record = {0};
  g_autofree char *name = NULL;
  Look look = {.store = store, .leaf = leaf, .record = &record, .report = report};

  if (!zb_log_record_parse (leaf->record, &record)) {
    g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, leaf->index);

    add (&look, (ZbLogFault){.kind = ZB_LOG_FAULT_LEAF, .table = "log_leaf", .row = row});
    return TRUE;
  }
  name = g_strdup_printf ("%s/%s", record.sender, record.message_id);
  look.name = g_str_equal (record.sender, "-") ? NULL : name;
  if (!g_str_equal (record.receipt, "-") || leaf->receipt != NULL)
    return look_at_receipt (&look, error);
  return !g_str_equal (record.event, ZB_CHANGE_EVENT) || look_at_changes (&look, error);
}
