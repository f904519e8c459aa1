/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify-private.h"

#include "exchange/digest.h"
#include "exchange/receipt.h"
#include "server/log/record.h"
#include "server/store/certificate.h"
#include "server/store/decision.h"

/* One record and what is stored of it. */
typedef struct {
  ZbStore *store;
  const ZbLeaf *leaf;
  const ZbLogRecord *record;
  const char *place;
  ZbLogReport *report;
} Look;

static void
changed (const Look *look, const char *what)
{
  zb_log_report_add (look->report, ZB_LOG_FAULT_CHANGED, (gint64)look->leaf->index, look->place,
                     "%s is no longer the one in the log", what);
}

static void
missing (const Look *look, const char *what)
{
  zb_log_report_add (look->report, ZB_LOG_FAULT_MISSING, (gint64)look->leaf->index, look->place,
                     "%s is in the log, but no longer in the store", what);
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
    missing (look, "the container");
    return TRUE;
  }
  if (container == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  look->report->containers++;
  digest = zb_digest_hex_of_bytes (container);
  if (!g_str_equal (digest, look->record->container))
    changed (look, "the container");
  return TRUE;
}

/* The message as its arrival was logged. */
static gboolean
look_at_arrival (const Look *look,
                 const ZbMessage *message,
                 const ZbReceipt *receipt,
                 GError **error)
{
  if (message->received != receipt->received)
    changed (look, "the time of arrival");
  if (!g_str_equal (message->digest, look->record->container))
    changed (look, "the container's digest");
  return look_at_container (look, message, error);
}

static void
look_at_outcome (const Look *look, const ZbMessage *message, const ZbReceipt *receipt)
{
  if (g_strcmp0 (receipt->outcome, "refused") == 0 ? message->refusal == NULL
                                                   : message->refusal != NULL)
    changed (look, "the outcome");
}

static gboolean
look_at_decision (const Look *look, const ZbReceipt *receipt, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbStoredDecision) decision =
      zb_store_read_decision_at (look->store, (gint64)look->leaf->index, &fault);

  if (fault != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (decision == NULL)
    missing (look, "the decision");
  else if (decision->time != receipt->received)
    changed (look, "the time of the decision");
  else if (decision->level != receipt->level || g_strcmp0 (decision->action, receipt->action) != 0)
    changed (look, "the decision");
  return TRUE;
}

static gboolean
look_at_message (const Look *look, const ZbReceipt *receipt, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbMessage) message =
      zb_store_read_message (look->store, look->record->sender, look->record->message_id, &fault);

  if (message == NULL && was_missing (&fault)) {
    missing (look, "the message");
    return TRUE;
  }
  if (message == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (look->leaf->message != message->id)
    changed (look, "the message that the receipt is about");
  if (receipt->kind == ZB_RECEIPT_ARRIVAL)
    return look_at_arrival (look, message, receipt, error);
  if (receipt->kind == ZB_RECEIPT_DECISION)
    return look_at_decision (look, receipt, error);
  if (receipt->kind == ZB_RECEIPT_OUTCOME)
    look_at_outcome (look, message, receipt);
  return TRUE;
}

static gboolean
look_at_receipt (const Look *look, GError **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (ZbReceipt) receipt = NULL;
  g_autoptr (GError) fault = NULL;

  if (look->leaf->receipt == NULL) {
    missing (look, "the receipt");
    return TRUE;
  }
  look->report->receipts++;
  digest = zb_digest_hex_of_bytes (look->leaf->receipt);
  if (!g_str_equal (digest, look->record->receipt)) {
    changed (look, "the receipt");
    return TRUE;
  }
  receipt = zb_receipt_read (look->place, look->leaf->receipt, &fault);
  if (receipt == NULL) {
    zb_log_report_add (look->report, ZB_LOG_FAULT_CHANGED, (gint64)look->leaf->index, look->place,
                       "the receipt cannot be read: %s", fault->message);
    return TRUE;
  }
  if ((int)receipt->kind != look->leaf->kind) {
    changed (look, "the receipt's kind");
    return TRUE;
  }
  return look_at_message (look, receipt, error);
}

static gboolean
look_at_certificate (const Look *look, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate (look->store, look->record->container, &fault);
  g_autofree char *digest = NULL;

  if (certificate == NULL && was_missing (&fault)) {
    missing (look, "the certificate");
    return TRUE;
  }
  if (certificate == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  digest = zb_digest_hex_of_bytes (certificate->der);
  if (!g_str_equal (digest, look->record->container))
    changed (look, "the certificate");
  return TRUE;
}

gboolean
zb_log_verify_content (ZbStore *store, const ZbLeaf *leaf, ZbLogReport *report, GError **error)
{
  g_auto (ZbLogRecord) record = {0};
  g_autofree char *place = NULL;
  Look look = {.store = store, .leaf = leaf, .record = &record, .report = report};

  if (!zb_log_record_parse (leaf->record, &record)) {
    place = g_strdup_printf ("leaf %" G_GUINT64_FORMAT, leaf->index);
    zb_log_report_add (report, ZB_LOG_FAULT_LEAF, (gint64)leaf->index, place,
                       "the record cannot be read");
    return TRUE;
  }
  place = g_strdup_printf ("message %s/%s", record.sender, record.message_id);
  look.place = place;
  if (!g_str_equal (record.receipt, "-") || leaf->receipt != NULL)
    return look_at_receipt (&look, error);
  return !g_str_equal (record.event, "issue") || look_at_certificate (&look, error);
}
