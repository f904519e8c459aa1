/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/commitment.h"

#include "exchange/commitment.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/evidence.h"
#include "server/intake/outage.h"
#include "server/intake/receipts.h"
#include "server/log/log.h"
#include "server/register/register.h"
#include "server/store/commitment.h"

#include <string.h>

void
zb_committed_clear (ZbCommitted *committed)
{
  g_free ((char *)committed->sender);
  g_free ((char *)committed->message_id);
  g_clear_pointer (&committed->r0, g_bytes_unref);
}

/* What is made of one on its way into the store. */
typedef struct {
  const ZbIntakeDesk *desk;
  const ZbCommitmentArrival *arrival;
  ZbCommitment *statement;
  ZbSender *sender;
  ZbCertificate *signer;
} Passage;

static void
passage_clear (Passage *passage)
{
  g_clear_pointer (&passage->statement, zb_commitment_free);
  g_clear_pointer (&passage->sender, zb_sender_unref);
  g_clear_pointer (&passage->signer, zb_certificate_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Passage, passage_clear)

static gboolean
find_sender (Passage *passage, GError **error)
{
  const ZbIntakeDesk *desk = passage->desk;
  const ZbCommitmentArrival *arrival = passage->arrival;
  g_autofree char *day = zb_register_day_at (arrival->received);
  const ZbMandateScope scope = {.day = day};

  passage->sender = zb_intake_read_sender (desk, passage->statement->sender, day, error);
  return passage->sender && zb_carrier_may_deliver (desk->store, passage->sender->unit,
                                                    arrival->carrier, &scope, error);
}

static gboolean
check_signature (Passage *passage, GError **error)
{
  const ZbIntakeDesk *desk = passage->desk;
  const ZbCommitmentArrival *arrival = passage->arrival;
  gsize size = 0, length = 0;
  const void *signature = g_bytes_get_data (arrival->signature, &size);
  const void *bytes = g_bytes_get_data (arrival->statement, &length);
  ZbSignatureInfo info = {0};
  GError *failure = NULL;

  if (!zb_signature_verify (signature, size, bytes, length, desk->trust,
                            ZB_USE_SIGNING | ZB_USE_BY_OTHERS, arrival->received,
                            zb_intake_find_certificate, (gpointer)desk, &info, &failure))
    return zb_intake_fail_signature (failure, error);
  passage->signer = zb_certificate_ref (info.signer);
  zb_signature_info_clear (&info);
  g_autofree char *day = zb_register_day_at (arrival->received);
  const ZbMandateScope scope = {.day = day};
  return zb_signer_may_sign (desk, passage->sender, passage->signer, &scope, NULL, error);
}

static gboolean
check_sense (const Passage *passage, GError **error)
{
  const ZbCommitment *statement = passage->statement;

  if (strcmp (statement->node, passage->desk->node) != 0) {
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_RECEIVER,
                 "the commitment is for %s, this is %s", statement->node, passage->desk->node);
    return FALSE;
  }
  if (statement->created > passage->arrival->received + ZB_INTAKE_MAX_SKEW) {
    g_autofree char *created = zb_time_format (statement->created);
    g_autofree char *now = zb_time_format (passage->arrival->received);
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_OUT_OF_TIME,
                 "the commitment was made at %s, and here it is %s", created, now);
    return FALSE;
  }
  return TRUE;
}

static GBytes *
write_receipt (const Passage *passage, char **ret_record)
{
  const ZbCommitment *statement = passage->statement;
  gint64 received = passage->arrival->received;
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_COMMITMENT);
  g_autofree char *number = zb_receipt_number (statement->container, received);

  receipt->id = g_strconcat (number, "-R0", NULL);
  receipt->node = g_strdup (passage->desk->node);
  receipt->sender = g_strdup (statement->sender);
  receipt->message_id = g_strdup (statement->message_id);
  receipt->container = g_strdup (statement->container);
  receipt->signer = g_strdup (zb_certificate_digest (passage->signer));
  receipt->carrier = g_strdup (passage->arrival->carrier_digest);
  receipt->received = received;
  receipt->accuracy_ms = ZB_INTAKE_ACCURACY_MS;
  GBytes *bytes = zb_receipt_write (receipt);
  *ret_record = zb_intake_record_of ("commitment", receipt, bytes, "committed");
  return bytes;
}

/* The evidence of the act, or of the one that it repeats. */
static GBytes *
prove (const Passage *passage, const ZbAct *act, const ZbActResult *result, GError **error)
{
  return result->repeated ? zb_log_evidence (passage->desk->store, result->first_leaf, error)
                          : zb_log_result_evidence (act, result, 0, error);
}

static gboolean
keep (const Passage *passage, ZbCommitted *ret_committed, GError **error)
{
  const ZbCommitment *statement = passage->statement;
  const ZbCommitmentArrival *arrival = passage->arrival;
  g_autofree char *record = NULL;
  g_autoptr (GBytes) bytes = write_receipt (passage, &record);
  g_autoptr (ZbStoredCommitment) stored = NULL;
  const ZbStoredCommitment commitment = {
      .sender = statement->sender,
      .message_id = statement->message_id,
      .digest = statement->container,
      .unit = passage->sender->unit->id,
      .carrier = (char *)arrival->carrier_digest,
      .signer = (char *)zb_certificate_digest (passage->signer),
      .statement = arrival->statement,
      .signature = arrival->signature,
      .received = arrival->received,
      .expires = arrival->received + passage->desk->commitment_time,
  };
  const ZbCommitting what = {&commitment, passage->desk->commitments};
  const ZbActReceipt receipt = {ZB_RECEIPT_COMMITMENT, bytes, record};
  ZbAct act = {.kind = ZB_ACT_COMMITMENT,
               .what = &what,
               .time = arrival->received,
               .who = commitment.signer,
               .receipts = &receipt,
               .n_receipts = 1};
  ZbActResult result = {0};
  GBytes *r0 = zb_store_commit_one (passage->desk->store, &act, &result, error)
                   ? prove (passage, &act, &result, error)
                   : NULL;
  gboolean repeated = result.repeated;

  zb_act_result_clear (&result);
  if (r0)
    stored = zb_store_find_commitment (passage->desk->store, statement->sender,
                                       statement->message_id, error);
  if (!stored) {
    g_clear_pointer (&r0, g_bytes_unref);
    return FALSE;
  }
  *ret_committed = (ZbCommitted){g_strdup (statement->sender), g_strdup (statement->message_id), r0,
                                 stored->expires, repeated};
  return TRUE;
}

/* One that was receipted before is answered at any time. */
static gboolean
may_be_receipted (const Passage *passage, GError **error)
{
  g_autoptr (ZbStoredCommitment) known = zb_store_find_commitment (
      passage->desk->store, passage->statement->sender, passage->statement->message_id, NULL);

  return known || zb_outage_check (passage->desk, passage->arrival->received, error);
}

gboolean
zb_commitment_take (const ZbIntakeDesk *desk,
                    const ZbCommitmentArrival *arrival,
                    ZbCommitted *ret_committed,
                    GError **error)
{
  g_auto (Passage) passage = {.desk = desk, .arrival = arrival};

  passage.statement = zb_commitment_read ("commitment.xml", arrival->statement, error);
  return passage.statement && find_sender (&passage, error) && check_signature (&passage, error) &&
         check_sense (&passage, error) && may_be_receipted (&passage, error) &&
         keep (&passage, ret_committed, error);
}

gboolean
zb_commitment_find (const ZbIntakeDesk *desk,
                    const ZbArrival *arrival,
                    ZbVerified *verified,
                    GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbStoredCommitment) commitment = NULL;

  if (!verified->sender->commits)
    return TRUE;
  commitment =
      zb_store_find_commitment (desk->store, envelope->sender, envelope->message_id, &failure);
  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!commitment)
    return TRUE;
  if (strcmp (commitment->digest, zb_container_digest (verified->container)) != 0) {
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NOT_AS_COMMITTED,
                 "message %s of %s was committed to with the digest %s", envelope->message_id,
                 envelope->sender, commitment->digest);
    return FALSE;
  }
  if (arrival->received <= commitment->expires)
    verified->committed = commitment->received;
  return TRUE;
}
