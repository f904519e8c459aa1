/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/receipts.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "server/intake/standing.h"

/* How far our clock may be off, as promised in the receipt. */
#define ACCURACY_MS 1000

static ZbReceipt *
receipt_new (ZbReceiptKind kind,
             const char *suffix,
             const ZbIntakeDesk *desk,
             const ZbVerified *verified,
             const ZbJudgement *judgement,
             gint64 received)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  const ZbText *disclaimer =
      judgement->package
          ? zb_standing_disclaimer (zb_package_form (judgement->package), desk->statutory)
          : NULL;
  ZbReceipt *receipt = zb_receipt_new (kind);
  g_autofree char *number = zb_receipt_number (zb_container_digest (verified->container), received);

  receipt->id = g_strconcat (number, suffix, NULL);
  receipt->node = g_strdup (desk->node);
  receipt->sender = g_strdup (envelope->sender);
  receipt->message_id = g_strdup (envelope->message_id);
  receipt->container = g_strdup (zb_container_digest (verified->container));
  for (guint i = 0; i < envelope->payloads->len; i++)
    g_ptr_array_add (receipt->payloads,
                     g_strdup (((ZbPayload *)envelope->payloads->pdata[i])->digest));
  receipt->signer = g_strdup (zb_certificate_digest (verified->signer));
  receipt->form = g_strdup (envelope->form);
  receipt->edition = g_strdup (envelope->edition);
  receipt->package = g_strdup (envelope->package);
  receipt->period = g_strdup (envelope->period);
  receipt->received = received;
  receipt->accuracy_ms = ACCURACY_MS;
  if (disclaimer) {
    receipt->disclaimer_zh = g_strdup (disclaimer->zh);
    receipt->disclaimer_en = g_strdup (disclaimer->en);
  }
  return receipt;
}

static char *
record_of (const char *event, const ZbReceipt *receipt, GBytes *bytes, const char *outcome)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);

  return zb_evidence_leaf (event, receipt->received, receipt->sender, receipt->message_id,
                           receipt->container, digest, receipt->signer, outcome);
}

ZbIntakeReceipts
zb_intake_receipts_make (const ZbIntakeDesk *desk,
                         const ZbVerified *verified,
                         const char *carrier,
                         const ZbJudgement *judgement,
                         gint64 received)
{
  g_autoptr (ZbReceipt) arrival =
      receipt_new (ZB_RECEIPT_ARRIVAL, "", desk, verified, judgement, received);
  g_autoptr (ZbReceipt) outcome =
      receipt_new (ZB_RECEIPT_OUTCOME, "-R2", desk, verified, judgement, received);
  ZbIntakeReceipts receipts = {0};

  arrival->carrier = g_strdup (carrier);
  outcome->late = judgement->late;
  outcome->permit = judgement->permit;
  outcome->outcome = g_strdup (zb_judgement_outcome (judgement));
  outcome->reason = g_strdup (judgement->refusal);
  outcome->reason_text = g_strdup (judgement->refusal_text);
  outcome->context = g_strdup (judgement->context);
  outcome->findings = g_strdup (judgement->findings);
  receipts.r1 = zb_receipt_write (arrival);
  receipts.r2 = zb_receipt_write (outcome);
  receipts.record1 = record_of ("arrival", arrival, receipts.r1, "received");
  receipts.record2 = record_of ("outcome", outcome, receipts.r2, outcome->outcome);
  return receipts;
}

void
zb_intake_receipts_clear (ZbIntakeReceipts *receipts)
{
  g_clear_pointer (&receipts->r1, g_bytes_unref);
  g_clear_pointer (&receipts->r2, g_bytes_unref);
  g_clear_pointer (&receipts->record1, g_free);
  g_clear_pointer (&receipts->record2, g_free);
}
