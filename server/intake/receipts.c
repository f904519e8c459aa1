/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/receipts.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/intake/standing.h"
#include "validators/finding-list.h"

#include <string.h>

static GPtrArray *
list_digests (const GPtrArray *payloads)
{
  GPtrArray *digests = g_ptr_array_sized_new (payloads->len);

  for (guint i = 0; i < payloads->len; i++)
    g_ptr_array_add (digests, ((ZbPayload *)payloads->pdata[i])->digest);
  return digests;
}

static GPtrArray *
list_signers (const GArray *signatories)
{
  GPtrArray *signers = g_ptr_array_new_full (signatories->len, g_free);

  for (guint i = 0; i < signatories->len; i++) {
    const ZbSignatory *one = &g_array_index (signatories, ZbSignatory, i);
    const ZbReceiptSigner signer = {(char *)zb_certificate_digest (one->certificate),
                                    (char *)zb_certificate_name (one->certificate), one->roles};

    g_ptr_array_add (signers, g_memdup2 (&signer, sizeof signer));
  }
  return signers;
}

/* What arrival and outcome say alike, as an arrival. Its number and its lists are its own; every
 * other text stays whose it is. */
static ZbReceipt
begin_receipt (const ZbIntakeDesk *desk,
               const ZbVerified *verified,
               const ZbJudgement *judgement,
               gint64 received)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  const char *container = zb_container_digest (verified->container);
  const ZbText *disclaimer =
      judgement->package
          ? zb_standing_disclaimer (zb_package_form (judgement->package), desk->statutory)
          : NULL;

  return (ZbReceipt){
      .kind = ZB_RECEIPT_ARRIVAL,
      .id = zb_receipt_number (container, received),
      .node = (char *)desk->node,
      .sender = envelope->sender,
      .message_id = envelope->message_id,
      .container = (char *)container,
      .payloads = list_digests (envelope->payloads),
      .signers = list_signers (verified->signatories),
      .signer = (char *)zb_certificate_digest (verified->signer),
      .form = envelope->form,
      .edition = envelope->edition,
      .package = envelope->package,
      .period = envelope->period,
      .received = received,
      .committed = verified->committed,
      .accuracy_ms = ZB_INTAKE_ACCURACY_MS,
      .disclaimer_zh = disclaimer ? disclaimer->zh : NULL,
      .disclaimer_en = disclaimer ? disclaimer->en : NULL,
  };
}

static void
end_receipt (ZbReceipt *receipt)
{
  g_free (receipt->id);
  g_ptr_array_unref (receipt->payloads);
  g_ptr_array_unref (receipt->signers);
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
  g_autofree char *first = NULL, *digest = NULL;
  GBytes *bytes;

  outcome->findings = (char *)findings;
  bytes = zb_receipt_write (outcome);
  for (gsize most = ZB_PROTOCOL_MAX_FINDINGS;
       g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_RECEIPT && most > 0; most /= 2) {
    char *shorter = zb_finding_list_shorten (findings, most);

    if (shorter == NULL)
      continue;
    g_free (first);
    outcome->findings = first = shorter;
    if (digest == NULL)
      outcome->findings_digest = digest = zb_digest_hex_of (findings, strlen (findings));
    g_bytes_unref (bytes);
    bytes = zb_receipt_write (outcome);
  }
  outcome->findings = outcome->findings_digest = NULL;
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
  receipt->carrier = NULL;
  if (routing->line) {
    receipt->route = routing->line->id;
    receipt->route_version = zb_routes_table (routing->routes)->version;
    receipt->next = judgement->refusal ? NULL : routing->line->next;
  }
  receipt->late = judgement->late;
  receipt->permit = judgement->permit;
  receipt->outcome = (char *)zb_judgement_outcome (judgement);
  receipt->reason = (char *)judgement->refusal;
  receipt->reason_text = judgement->refusal_text;
  receipt->context = judgement->context;
}

ZbIntakeReceipts
zb_intake_receipts_make (const ZbIntakeDesk *desk,
                         const ZbVerified *verified,
                         const char *carrier,
                         const ZbJudgement *judgement,
                         const ZbRouting *routing,
                         gint64 received)
{
  ZbReceipt receipt = begin_receipt (desk, verified, judgement, received);
  ZbIntakeReceipts receipts = {0};

  receipt.carrier = (char *)carrier;
  receipts.r1 = zb_receipt_write (&receipt);
  receipts.record1 = zb_intake_record_of ("arrival", &receipt, receipts.r1, "received");
  turn_into_outcome (&receipt, judgement, routing);
  receipts.r2 = write_outcome (&receipt, judgement->findings);
  receipts.record2 = zb_intake_record_of ("outcome", &receipt, receipts.r2, receipt.outcome);
  end_receipt (&receipt);
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
