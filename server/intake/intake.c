/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/intake.h"

#include "exchange/error.h"
#include "server/intake/commitment.h"
#include "server/intake/derivation.h"
#include "server/intake/finisher.h"
#include "server/intake/outage.h"
#include "server/intake/receipts.h"
#include "server/log/log.h"
#include "server/store/submission.h"
#include "server/store/version.h"

#include <string.h>

/* Of an act, but for a set's. */
#define MOST_TEXTS 500

struct _ZbIntake {
  ZbIntakeDesk desk;
  ZbFinisher *finisher; /* turns durable acts into evidence, in a third of the writer's time */
};

/* One message on its way to its answer. While it waits for the disk it holds no more than what the
 * act points to. */
typedef struct {
  ZbIntake *intake;
  GBytes *container;
  GStringChunk *texts;             /* of the act */
  const char *carrier;             /* (nullable) of these … */
  const char *sender, *message_id; /* … as these are, once it is open */
  ZbVerified verified;             /* until it is submitted */
  ZbRouting routing;
  ZbJudgement judgement;
  ZbForwardOrder forward;
  ZbDerivation derivation;
  ZbIntakeReceipts receipts;
  GPtrArray *packed; /* ZbPackedReport of each body */
  GArray *members;   /* ZbSubmissionMember: the bodies behind the head */
  ZbSubmission submission;
  ZbActReceipt act_receipts[2];
  ZbAct act;
  ZbActResult result; /* once it is durable: what its evidence is made of … */
  ZbLogPair logged;   /* … or, of one that was taken before, this */
  ZbEvidencePair proof;
  gboolean repeated, refused, passed_on;
  GError *error;
  ZbIntakeDone done;
  gpointer data;
} Passage;

/* What an act points to must last until it is durable. (nullable) */
static const char *
keep (Passage *passage, const char *text)
{
  return text ? g_string_chunk_insert (passage->texts, text) : NULL;
}

static void
passage_free (Passage *passage)
{
  g_bytes_unref (passage->container);
  g_string_chunk_free (passage->texts);
  zb_verified_clear (&passage->verified);
  zb_routing_clear (&passage->routing);
  zb_judgement_clear (&passage->judgement);
  zb_derivation_clear (&passage->derivation);
  zb_intake_receipts_clear (&passage->receipts);
  zb_act_result_clear (&passage->result);
  g_clear_pointer (&passage->packed, g_ptr_array_unref);
  g_clear_pointer (&passage->members, g_array_unref);
  zb_log_pair_clear (&passage->logged);
  g_clear_error (&passage->error);
  g_free (passage);
}

static void
passage_answer (Passage *passage)
{
  if (passage->error) {
    passage->done (NULL, passage->error, passage->data);
  } else {
    ZbIntakeAnswer answer = {
        .message_id = passage->message_id,
        .sender = passage->sender,
        .repeated = passage->repeated,
        .refused = passage->refused,
        .passed_on = passage->passed_on,
        .proof = &passage->proof,
    };
    passage->done (&answer, NULL, passage->data);
  }
}

/* The receipts of a message that was taken before. */
static void
recall (Passage *passage, const ZbMessage *message)
{
  passage->repeated = TRUE;
  passage->refused = message->refusal != NULL;
  passage->passed_on = !message->refusal && message->version == 0;
  if (zb_log_read_pair (passage->intake->desk.store, message->id, &passage->logged,
                        &passage->error))
    passage->proof = passage->logged.pair;
}

static void
prove (Passage *passage)
{
  passage->refused = passage->submission.refusal != NULL;
  passage->passed_on = passage->submission.passed_on;
  zb_log_result_pair (&passage->act, &passage->result, &passage->proof, &passage->error);
}

/* The act is durable (or failed). */
static void
finish (Passage *passage)
{
  if (passage->repeated) {
    g_autoptr (ZbMessage) message = zb_store_read_message (
        passage->intake->desk.store, passage->sender, passage->message_id, &passage->error);
    if (message)
      recall (passage, message);
  } else if (!passage->error) {
    prove (passage);
  }
}

/* On the finisher's thread. The answers go out in a row, so that those who send them are woken
 * once, and nobody waits until things are put away. */
static void
finish_cb (const gpointer *passages, guint n, gpointer data)
{
  for (guint i = 0; i < n; i++)
    finish (passages[i]);
  for (guint i = 0; i < n; i++)
    passage_answer (passages[i]);
  for (guint i = 0; i < n; i++)
    passage_free (passages[i]);
}

/* On the store's thread, which the next group waits for: only what must be taken from the result
 * before it is cleared. */
static void
committed_cb (const ZbActResult *results, guint n, gpointer data)
{
  Passage *passage = data;
  const ZbActResult *result = &results[0];

  if (result->error) {
    passage->error = g_error_copy (result->error);
  } else if (result->repeated) {
    /* Two at the same moment: reading waits for the finisher, not for the writer. */
    passage->repeated = TRUE;
  } else {
    passage->result = *result;
    passage->result.seal = result->seal ? zb_seal_ref (result->seal) : NULL;
    passage->result.record = NULL;
    if (passage->submission.forward)
      zb_router_ring (passage->intake->desk.router);
  }
  zb_finisher_push (passage->intake->finisher, passage);
}

ZbIntake *
zb_intake_new (const ZbIntakeDesk *desk, GError **error)
{
  ZbIntake *intake = g_new0 (ZbIntake, 1);

  intake->desk = *desk;
  intake->finisher = zb_finisher_new (finish_cb, intake, error);
  if (!intake->finisher)
    g_clear_pointer (&intake, g_free);
  return intake;
}

void
zb_intake_free (ZbIntake *intake)
{
  zb_finisher_free (intake->finisher);
  g_free (intake);
}

const ZbIntakeDesk *
zb_intake_desk (const ZbIntake *intake)
{
  return &intake->desk;
}

/* Whether this very message was taken before: its receipts then answer, whatever would be said of
 * it today. */
static gboolean
replay (Passage *passage)
{
  ZbStore *store = passage->intake->desk.store;
  g_autoptr (ZbMessage) message =
      zb_store_read_message (store, passage->sender, passage->message_id, NULL);

  if (!message)
    return FALSE;
  g_clear_error (&passage->error);
  if (strcmp (message->digest, zb_container_digest (passage->verified.container)) != 0) {
    g_set_error (&passage->error, ZB_STORE_ERROR, ZB_STORE_ERROR_MESSAGE_REUSED,
                 "message %s of %s was sent before with other bytes", passage->message_id,
                 passage->sender);
    return TRUE;
  }
  recall (passage, message);
  return TRUE;
}

/* What the store keeps of it, whether it became a version or was refused. */
static void
fill_submission (Passage *passage, gint64 received)
{
  const ZbEnvelope *envelope = zb_container_envelope (passage->verified.container);
  const ZbJudgement *judgement = &passage->judgement;
  const ZbForm *form = judgement->package ? zb_package_form (judgement->package) : NULL;

  passage->submission = (ZbSubmission){
      .sender = passage->sender,
      .message_id = passage->message_id,
      .digest = keep (passage, zb_container_digest (passage->verified.container)),
      .container = passage->container,
      .carrier = passage->carrier,
      .signer = keep (passage, zb_certificate_digest (passage->verified.signer)),
      .tenant = form ? form->system : NULL,
      .form = form ? form->id : NULL,
      .edition = keep (passage, envelope->edition),
      .package = form ? keep (passage, envelope->package) : NULL,
      .period = keep (passage, envelope->period),
      .unit = passage->verified.sender->unit->id,
      .received = received,
      .refusal = judgement->refusal,
      .late = judgement->late,
      .permit = judgement->permit,
      .context = judgement->context,
      .findings = judgement->findings,
      .passed_on = judgement->passed_on,
      .hops = passage->routing.hops.evidence,
  };
}

/* Where it goes on to, and what is derived from it. What is refused here goes nowhere. */
static void
fill_way (Passage *passage)
{
  const ZbRouting *routing = &passage->routing;
  ZbCatalogue *catalogue = zb_rulebook_catalogue (passage->intake->desk.rulebook);

  if (passage->judgement.refusal || !routing->line)
    return;
  if (zb_routing_order (routing, &passage->forward)) {
    passage->forward.replaces =
        keep (passage, zb_container_envelope (passage->verified.container)->ref_message_id);
    passage->submission.forward = &passage->forward;
  }
  if (routing->line->transform &&
      zb_derivation_make (routing->line->transform, passage->verified.container, catalogue,
                          &passage->derivation))
    passage->submission.derived = &passage->derivation.body;
}

static const ZbPackedReport *
pack (Passage *passage, guint index)
{
  ZbPackedReport *packed = zb_packed_report_new (passage->judgement.reports->pdata[index]);

  g_ptr_array_add (passage->packed, packed);
  return packed;
}

static void
add_member (Passage *passage, guint index)
{
  const ZbReport *report = passage->judgement.reports->pdata[index];
  const ZbForm *form = zb_report_form (report);
  const ZbJudgedBody *body = &g_array_index (passage->judgement.bodies, ZbJudgedBody, index);
  g_autofree char *edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  ZbSubmissionMember member = {
      .form = form->id,
      .edition = keep (passage, edition),
      .package = keep (passage, zb_report_package (report)),
      .kind = zb_report_kind (report),
      .on_behalf = zb_report_on_behalf (report) != NULL,
      .report = pack (passage, index),
      .quasi = body->verdict.quasi,
      .soft = body->verdict.soft,
      .explanations = zb_report_n_explanations (report),
  };

  g_array_append_val (passage->members, member);
}

static void
fill_reports (Passage *passage)
{
  const ZbJudgement *judgement = &passage->judgement;
  ZbSubmission *submission = &passage->submission;

  if (!judgement->reports)
    return;
  const ZbReport *head = judgement->reports->pdata[0];
  submission->kind = zb_report_kind (head);
  submission->replaces = keep (passage, zb_report_replaces (head));
  submission->correction = judgement->correction;
  submission->on_behalf = zb_report_on_behalf (head) != NULL;
  submission->explanations = zb_report_n_explanations (head);
  if (submission->kind == ZB_REPORT_WITHDRAWAL)
    submission->head_states = 1u << ZB_REVIEW_SUBMITTED;
  if (judgement->refusal)
    return;
  passage->packed = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_report_free);
  passage->members = g_array_new (FALSE, TRUE, sizeof (ZbSubmissionMember));
  submission->report = pack (passage, 0);
  submission->quasi = g_array_index (judgement->bodies, ZbJudgedBody, 0).verdict.quasi;
  submission->soft = g_array_index (judgement->bodies, ZbJudgedBody, 0).verdict.soft;
  for (guint i = 1; i < judgement->reports->len; i++)
    add_member (passage, i);
  submission->members = (const ZbSubmissionMember *)passage->members->data;
  submission->n_members = passage->members->len;
}

static void
fill_act (Passage *passage, gint64 received)
{
  passage->receipts =
      zb_intake_receipts_make (&passage->intake->desk, &passage->verified, passage->carrier,
                               &passage->judgement, &passage->routing, received);
  passage->act_receipts[0] =
      (ZbActReceipt){ZB_RECEIPT_ARRIVAL, passage->receipts.r1, passage->receipts.record1};
  passage->act_receipts[1] =
      (ZbActReceipt){ZB_RECEIPT_OUTCOME, passage->receipts.r2, passage->receipts.record2};
  passage->act = (ZbAct){
      .kind = ZB_ACT_SUBMISSION,
      .what = &passage->submission,
      .time = received,
      .who = passage->submission.signer,
      .receipts = passage->act_receipts,
      .n_receipts = 2,
  };
}

/* Signature, mandate and time, by this node or as the first one vouches for them; then the report,
 * unless another node judges it. A deadline is kept by who brought it to the first node in time. */
static gboolean
verify_and_judge (Passage *passage, const ZbArrival *arrival)
{
  const ZbIntakeDesk *desk = &passage->intake->desk;
  const ZbHops *hops = &passage->routing.hops;
  const ZbVoucher voucher = {hops->trust, hops->since, hops->signer};
  gint64 since = hops->peer ? hops->since : arrival->received;

  if (!zb_commitment_find (desk, arrival, &passage->verified, &passage->error) ||
      !zb_arrival_verify (desk, arrival, hops->peer ? &voucher : NULL, &passage->verified,
                          &passage->error) ||
      !zb_routing_check (&passage->routing, &passage->verified, &passage->error))
    return FALSE;
  /* A commitment made in time makes its message one that is in time. */
  if (passage->verified.committed)
    since = passage->verified.committed;
  if (!zb_routing_passes_on (&passage->routing))
    return zb_judgement_make (desk, &passage->verified, since, &passage->judgement,
                              &passage->error);
  zb_judgement_pass_on (desk, &passage->verified, &passage->judgement);
  return TRUE;
}

static gboolean
judge_opened (Passage *passage, const ZbArrival *arrival)
{
  const ZbIntakeDesk *desk = &passage->intake->desk;
  const ZbEnvelope *envelope = zb_container_envelope (passage->verified.container);

  passage->sender = keep (passage, envelope->sender);
  passage->message_id = keep (passage, envelope->message_id);
  return zb_outage_check (desk, arrival->received, &passage->error) &&
         zb_routing_decide (desk, arrival, &passage->verified, &passage->routing,
                            &passage->error) &&
         verify_and_judge (passage, arrival);
}

/* Everything before the store's turn. FALSE if the passage is to be answered now, with what it was
 * taken for before or with an error. What is to be taken need not be looked for: the store finds
 * it, should it have come before. */
static gboolean
judge (Passage *passage, const ZbArrival *arrival)
{
  const ZbIntakeDesk *desk = &passage->intake->desk;
  gboolean judged = FALSE;

  zb_store_begin_reading (desk->store);
  if (zb_arrival_open (desk, arrival, &passage->verified, &passage->error)) {
    judged = judge_opened (passage, arrival);
    if (!judged || passage->judgement.refusal)
      judged = !replay (passage) && judged;
  }
  zb_store_end_reading (desk->store);
  return judged;
}

/* What was read and is packed by now need not wait for the disk. */
static void
put_away (Passage *passage)
{
  zb_verified_clear (&passage->verified);
  g_clear_pointer (&passage->judgement.reports, g_ptr_array_unref);
}

void
zb_intake_take (ZbIntake *intake, const ZbArrival *arrival, ZbIntakeDone done, gpointer data)
{
  ZbStore *store = intake->desk.store;
  Passage *passage = g_new0 (Passage, 1);

  passage->intake = intake;
  passage->container = g_bytes_ref (arrival->container);
  passage->texts = g_string_chunk_new (MOST_TEXTS);
  passage->carrier = keep (passage, arrival->carrier_digest);
  passage->done = done;
  passage->data = data;
  zb_store_expect (store, 1);
  if (judge (passage, arrival)) {
    fill_submission (passage, arrival->received);
    fill_reports (passage);
    fill_way (passage);
    fill_act (passage, arrival->received);
    put_away (passage);
    zb_store_submit (store, &passage->act, 1, committed_cb, passage);
  } else {
    passage_answer (passage);
    passage_free (passage);
  }
  zb_store_expect (store, -1);
}
