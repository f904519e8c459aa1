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

/* What a row says of the receipt. */
static void
changed_receipt (const Look *look, const char *field, const char *expected, const char *found)
{
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, look->leaf->index);

  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_CHANGED,
                          .table = look->leaf->enclosed ? "log_leaf" : "receipt",
                          .row = row,
                          .field = field,
                          .expected = expected,
                          .found = found});
}

static void
changed_body (const Look *look, gint64 message, const char *expected, const char *found)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, message);

  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_CHANGED,
                          .table = "message_body",
                          .row = row,
                          .field = "container",
                          .expected = expected,
                          .found = found});
}

static void
missing_body (const Look *look, gint64 message)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, message);

  add (look, (ZbLogFault){.kind = ZB_LOG_FAULT_MISSING, .table = "message_body", .row = row});
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
  g_autofree char *digest = NULL;

  if (container == NULL && was_missing (&fault)) {
    missing_body (look, message->id);
    return TRUE;
  }
  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT)) {
    changed_body (look, message->id, look->record->container, fault->message);
    return TRUE;
  }
  if (container == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  look->report->containers++;
  digest = zb_digest_hex_of_bytes (container);
  if (!g_str_equal (digest, look->record->container))
    changed_body (look, message->id, look->record->container, digest);
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

/* The message that the record is about; NULL without an error where it is told to be gone. */
static ZbMessage *
find_message (const Look *look, GError **error)
{
  g_autoptr (GError) fault = NULL;
  ZbMessage *message =
      zb_store_read_message (look->store, look->record->sender, look->record->message_id, &fault);

  if (message == NULL && was_missing (&fault))
    missing (look, "message");
  else if (message == NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return message;
}

static gboolean
compare_place (const Look *look, const char *field, gint64 expected, gint64 found)
{
  g_autofree char *right = g_strdup_printf ("%" G_GINT64_FORMAT, expected);
  g_autofree char *wrong = g_strdup_printf ("%" G_GINT64_FORMAT, found);

  if (expected != found)
    changed_receipt (look, field, right, wrong);
  return expected == found;
}

static gboolean
look_at_message (const Look *look, const ZbReceipt *receipt, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbMessage) message = find_message (look, &fault);

  if (message == NULL) {
    if (fault != NULL)
      g_propagate_error (error, fault);
    return fault == NULL;
  }
  compare_place (look, "message", message->id, look->leaf->message);
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

/* One in the body of a message is not there, or another (@found) is: the record's row leads
 * elsewhere, or the body was changed. */
static gboolean
look_for_enclosed (const Look *look, const char *found, GError **error)
{
  gboolean arrival = g_str_equal (look->record->event, zb_receipt_kind_name (ZB_RECEIPT_ARRIVAL));
  GError *fault = NULL;
  g_autoptr (ZbMessage) message = find_message (look, &fault);

  if (fault != NULL) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  if (message == NULL || !compare_place (look, "message", message->id, look->leaf->message) ||
      !compare_place (look, "kind", arrival ? ZB_RECEIPT_ARRIVAL : ZB_RECEIPT_OUTCOME,
                      look->leaf->kind))
    return TRUE;
  if (found == NULL)
    missing_body (look, message->id);
  else
    changed_body (look, message->id, look->record->receipt, found);
  return TRUE;
}

/* (transfer full) NULL without an error where it is told what is wrong with it. */
static GBytes *
read_receipt (const Look *look, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) bytes = zb_store_read_receipt (look->store, look->leaf, &fault);
  g_autofree char *digest = bytes != NULL ? zb_digest_hex_of_bytes (bytes) : NULL;
  gboolean gone = bytes == NULL && was_missing (&fault);
  const char *found = fault != NULL ? fault->message : digest;

  if (fault != NULL && !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return NULL;
  }
  if (!gone)
    look->report->receipts++;
  if (g_strcmp0 (digest, look->record->receipt) == 0)
    return g_steal_pointer (&bytes);
  if (look->leaf->enclosed)
    look_for_enclosed (look, found, error);
  else if (gone)
    missing (look, "receipt");
  else
    changed_receipt (look, "bytes", look->record->receipt, found);
  return NULL;
}

static gboolean
look_at_receipt (const Look *look, GError **error)
{
  GError *failure = NULL;
  g_autoptr (GBytes) bytes = read_receipt (look, &failure);
  g_autoptr (ZbReceipt) receipt = NULL;
  g_autoptr (GError) fault = NULL;

  if (failure != NULL)
    g_propagate_error (error, failure);
  if (bytes == NULL)
    return failure == NULL;
  receipt = zb_receipt_read (look->name, bytes, &fault);
  if (receipt == NULL) {
    changed_receipt (look, "bytes", NULL, fault->message);
    return TRUE;
  }
  if (!compare_place (look, "kind", receipt->kind, look->leaf->kind))
    return TRUE;
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
  if (!g_str_equal (record.receipt, "-") || leaf->kind >= 0)
    return look_at_receipt (&look, error);
  return !g_str_equal (record.event, ZB_CHANGE_EVENT) || look_at_changes (&look, error);
}
