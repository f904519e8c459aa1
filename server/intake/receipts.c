/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/receipts.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/intake/standing.h"
#include "validators/finding-list.h"

#include <string.h>

/* What arrival and outcome say alike, as an arrival. */
static ZbReceipt *
receipt_new (const ZbIntakeDesk *desk,
             const ZbVerified *verified,
             const ZbJudgement *judgement,
             gint64 received)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  const ZbText *disclaimer =
      judgement->package
          ? zb_standing_disclaimer (zb_package_form (judgement->package), desk->statutory)
          : NULL;
  ZbReceipt *receipt = zb_receipt_new (ZB_RECEIPT_ARRIVAL);

  receipt->id = zb_receipt_number (zb_container_digest (verified->container), received);
  receipt->node = g_strdup (desk->node);
  receipt->sender = g_strdup (envelope->sender);
  receipt->message_id = g_strdup (envelope->message_id);
  receipt->container = g_strdup (zb_container_digest (verified->container));
  for (guint i = 0; i < envelope->payloads->len; i++)
    g_ptr_array_add (receipt->payloads,
                     g_strdup (((ZbPayload *)envelope->payloads->pdata[i])->digest));
  receipt->signer = g_strdup (zb_certificate_digest (verified->signer));
  for (guint i = 0; i < verified->signatories->len; i++) {
    const ZbSignatory *one = &g_array_index (verified->signatories, ZbSignatory, i);
    g_ptr_array_add (receipt->signers,
                     zb_receipt_signer_new (zb_certificate_digest (one->certificate),
                                            zb_certificate_name (one->certificate), one->roles));
  }
  receipt->form = g_strdup (envelope->form);
  receipt->edition = g_strdup (envelope->edition);
  receipt->package = g_strdup (envelope->package);
  receipt->period = g_strdup (envelope->period);
  receipt->received = received;
  receipt->committed = verified->committed;
  receipt->accuracy_ms = ZB_INTAKE_ACCURACY_MS;
  if (disclaimer) {
    receipt->disclaimer_zh = g_strdup (disclaimer->zh);
    receipt->disclaimer_en = g_strdup (disclaimer->en);
  }
  return receipt;
}

char *
zb_intake_record_of (const char *event,
                     const ZbReceipt *receipt,
                     GBytes *bytes,
                     const char *outcome)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);

  return zb_evidence_leaf (event, receipt->received, receipt->sender, receipt->message_id,
                           receipt->container, digest, receipt->signer, outcome);
}

/* An R2 must stay one that clients take, however much there is to say. XML may write longer what
 * JSON holds, so that the first bound is not always enough. */
static GBytes *
write_outcome (ZbReceipt *outcome, const char *findings)
{
  GBytes *bytes;

  outcome->findings = g_strdup (findings);
  bytes = zb_receipt_write (outcome);
  for (gsize most = ZB_PROTOCOL_MAX_FINDINGS;
       g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_RECEIPT && most > 0; most /= 2) {
    char *shorter = zb_finding_list_shorten (findings, most);

    if (shorter == NULL)
      continue;
    g_free (outcome->findings);
    outcome->findings = shorter;
    if (outcome->findings_digest == NULL)
      outcome->findings_digest = zb_digest_hex_of (findings, strlen (findings));
    g_bytes_unref (bytes);
    bytes = zb_receipt_write (outcome);
  }
  return bytes;
}

/* The arrival's receipt becomes that of the outcome. */
static void
turn_into_outcome (ZbReceipt *receipt, const ZbJudgement *judgement, const ZbRouting *routing)
{
  char *number = receipt->id;

  receipt->kind = ZB_RECEIPT_OUTCOME;
  receipt->id = g_strconcat (number, "-R2", NULL);
  g_free (number);
  g_clear_pointer (&receipt->carrier, g_free);
  if (routing->line) {
    receipt->route = g_strdup (routing->line->id);
    receipt->route_version = zb_routes_table (routing->routes)->version;
    receipt->next = judgement->refusal ? NULL : g_strdup (routing->line->next);
  }
  receipt->late = judgement->late;
  receipt->permit = judgement->permit;
  receipt->outcome = g_strdup (zb_judgement_outcome (judgement));
  receipt->reason = g_strdup (judgement->refusal);
  receipt->reason_text = g_strdup (judgement->refusal_text);
  receipt->context = g_strdup (judgement->context);
}

ZbIntakeReceipts
zb_intake_receipts_make (const ZbIntakeDesk *desk,
                         const ZbVerified *verified,
                         const char *carrier,
                         const ZbJudgement *judgement,
                         const ZbRouting *routing,
                         gint64 received)
{
  g_autoptr (ZbReceipt) receipt = receipt_new (desk, verified, judgement, received);
  ZbIntakeReceipts receipts = {0};

  receipt->carrier = g_strdup (carrier);
  receipts.r1 = zb_receipt_write (receipt);
  receipts.record1 = zb_intake_record_of ("arrival", receipt, receipts.r1, "received");
  turn_into_outcome (receipt, judgement, routing);
  receipts.r2 = write_outcome (receipt, judgement->findings);
  receipts.record2 = zb_intake_record_of ("outcome", receipt, receipts.r2, receipt->outcome);
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
