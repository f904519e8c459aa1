/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/custody.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/transfer.h"
#include "server/forward/delivery-receipt.h"
#include "server/forward/outcome.h"
#include "server/log/log.h"
#include "server/operations/figures.h"

#include <string.h>

#define SECOND G_TIME_SPAN_SECOND
#define LONGEST_WAIT (15 * 60 * SECOND)
#define HELD_WAIT (60 * 60 * SECOND)   /* before what was not taken is offered again */
#define OUTCOME_WAIT (5 * 60 * SECOND) /* the most between two questions for an outcome */
#define MOST_DOUBLINGS 12

struct _ZbCustody {
  char *node, *next;
  ZbCustodyOptions options;
  ZbHttpClient *client;
  ZbTrust *trust;
  const char *verifier;
  ZbForward *forward; /* (nullable) what is being handed on … */
  ZbMessage *message; /* … and the message it is about */
  GBytes *proof;      /* … and the evidence that travels with it */
  gint64 hold;        /* nothing is tried before: the next node does not answer */
  guint failures;     /* since it last answered */
  gint64 failed;      /* the message that failed last, or 0 … */
  gboolean answered;  /* … and whether another one has passed since */
};

ZbCustody *
zb_custody_new (const ZbCustodyOptions *options)
{
  ZbCustody *custody = g_new0 (ZbCustody, 1);

  custody->options = *options;
  custody->options.node = custody->node = g_strdup (options->node);
  custody->options.next = custody->next = g_strdup (options->next);
  custody->answered = TRUE;
  return custody;
}

static void
let_go (ZbCustody *custody)
{
  g_clear_pointer (&custody->forward, zb_forward_free);
  g_clear_pointer (&custody->message, zb_message_free);
  g_clear_pointer (&custody->proof, g_bytes_unref);
}

void
zb_custody_free (ZbCustody *custody)
{
  let_go (custody);
  g_free (custody->node);
  g_free (custody->next);
  g_free (custody);
}

void
zb_custody_connect (ZbCustody *custody, ZbHttpClient *client, ZbTrust *trust, const char *verifier)
{
  custody->client = client;
  custody->trust = trust;
  custody->verifier = verifier;
  custody->hold = 0;
}

static gint64
now_of (const ZbCustody *custody)
{
  return zb_clock_now (&custody->options.clock);
}

static gint64
wait_after (guint attempts, gint64 most)
{
  return MIN (most, SECOND << MIN (attempts, MOST_DOUBLINGS));
}

static ZbOutcomeQuestion
question_of (const ZbCustody *custody)
{
  return (ZbOutcomeQuestion){custody->client, custody->trust,   custody->verifier,
                             custody->next,   custody->message, now_of (custody)};
}

/* One step of the message's way, with its R3 and the word to the unit. */
typedef struct {
  ZbForwardStep what;
  ZbDeliveryReceipt receipt;
  char *zh, *en;
  ZbActReceipt act_receipt;
  ZbActNotice notice;
  ZbAct act;
} Step;

static void
step_clear (Step *step)
{
  zb_delivery_receipt_clear (&step->receipt);
  g_free (step->zh);
  g_free (step->en);
}

static gboolean
step_make (ZbCustody *custody, Step *step, ZbDeliveryWord *word, GError **error)
{
  word->node = custody->node;
  word->message = custody->message;
  word->forward = custody->forward;
  word->now = now_of (custody);
  if (!zb_delivery_receipt_make (custody->options.store, word, &step->receipt, error))
    return FALSE;
  const char *kind = zb_delivery_notice (word, &step->zh, &step->en);
  step->what.message = custody->forward->message;
  step->act_receipt =
      (ZbActReceipt){ZB_RECEIPT_DELIVERY, step->receipt.bytes, step->receipt.record};
  step->notice = (ZbActNotice){.unit = custody->message->unit,
                               .kind = kind,
                               .text_zh = step->zh,
                               .text_en = step->en,
                               .form = custody->message->form,
                               .period = custody->message->period};
  step->act = (ZbAct){.kind = ZB_ACT_FORWARD_STEP,
                      .what = &step->what,
                      .time = word->now,
                      .who = custody->node,
                      .receipts = &step->act_receipt,
                      .n_receipts = 1,
                      .notices = &step->notice,
                      .n_notices = kind != NULL ? 1 : 0};
  return TRUE;
}

/* Commits one step, which leaves the message in the state it goes to. */
static gboolean
take_step (ZbCustody *custody, const ZbForwardStep *what, ZbDeliveryWord *word, GError **error)
{
  Step step = {.what = *what};
  gboolean taken = step_make (custody, &step, word, error) &&
                   zb_store_commit_one (custody->options.store, &step.act, NULL, error);

  step_clear (&step);
  if (taken)
    custody->forward->state = what->to;
  return taken;
}

/* Where an attempt got to. */
static gboolean
note (ZbCustody *custody, gint64 due, guint attempts, const char *reason, GError **error)
{
  const ZbForward *forward = custody->forward;
  const ZbForwardNote what = {.message = forward->message,
                              .due = due,
                              .attempts = attempts,
                              .reason = reason,
                              .upload = forward->upload,
                              .offset = forward->offset,
                              .proof = forward->upload != NULL ? custody->proof : NULL};
  const ZbAct act = {
      .kind = ZB_ACT_FORWARD_NOTE, .what = &what, .time = now_of (custody), .who = custody->node};

  return zb_store_commit_one (custody->options.store, &act, NULL, error);
}

/* The way has come to its end: what the next node, or one behind it, says of the report. */
static gboolean
settle (ZbCustody *custody, GBytes *evidence, const ZbReceipt *said, GError **error)
{
  ZbDeliveryWord word = {.outcome = said->outcome, .evidence = evidence, .said = said};
  const ZbForwardStep what = {
      .from = ZB_FORWARD_PASSED, .to = ZB_FORWARD_DELIVERED, .outcome = evidence};

  return take_step (custody, &what, &word, error);
}

static gboolean
ask_outcome (ZbCustody *custody, GError **error)
{
  const ZbOutcomeQuestion question = question_of (custody);
  const ZbForward *forward = custody->forward;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) evidence = NULL;
  g_autoptr (ZbReceipt) receipt = NULL;
  gboolean asked = zb_outcome_ask (&question, &evidence, &receipt, &cause);

  if (asked && receipt != NULL)
    return settle (custody, evidence, receipt, error);
  return note (custody, question.now + wait_after (forward->attempts, OUTCOME_WAIT),
               forward->attempts + 1, cause != NULL ? cause->message : NULL, error);
}

/* What the message passed, this node included. */
static GPtrArray *
list_hops (ZbCustody *custody, GError **error)
{
  ZbStore *store = custody->options.store;
  g_autoptr (GPtrArray) hops = zb_store_list_hops (store, custody->message->id, error);

  if (hops == NULL)
    return NULL;
  /* While an upload goes on its bytes must stay; else the evidence may have got its stamp. */
  custody->proof = custody->forward->proof != NULL
                       ? g_bytes_ref (custody->forward->proof)
                       : zb_log_evidence (store, custody->message->first_leaf, error);
  if (custody->proof == NULL)
    return NULL;
  g_ptr_array_add (hops, g_bytes_ref (custody->proof));
  return g_steal_pointer (&hops);
}

static ZbOutboxItem *
make_item (ZbCustody *custody, GError **error)
{
  const ZbForward *forward = custody->forward;
  g_autoptr (ZbOutboxItem) item = g_new0 (ZbOutboxItem, 1);
  g_autoptr (GPtrArray) hops = list_hops (custody, error);

  item->container =
      hops != NULL ? zb_store_read_container (custody->options.store, custody->message->id, error)
                   : NULL;
  item->transfer = item->container != NULL ? zb_transfer_pack (item->container, hops, error) : NULL;
  if (item->transfer == NULL)
    return NULL;
  item->id = g_strdup (custody->message->message_id);
  item->sender = g_strdup (custody->message->sender);
  item->digest = g_strdup (custody->message->digest);
  item->priority = forward->urgency;
  item->upload = g_strdup (forward->upload);
  item->offset = forward->offset;
  item->attempts = custody->failures;
  return g_steal_pointer (&item);
}

/* After a failure another message has its turn: if that passes, the trouble is the first one's. */
static ZbForward *
find_next (ZbCustody *custody, gint64 now, gint64 *ret_wake, GError **error)
{
  ZbForwardTurn turn = {.next = custody->next,
                        .now = now,
                        .ageing = custody->options.ageing,
                        .except = custody->answered ? 0 : custody->failed};
  GError *fault = NULL;
  ZbForward *found = zb_store_next_forward (custody->options.store, &turn, ret_wake, &fault);

  if (found == NULL && fault == NULL && turn.except != 0) {
    turn.except = 0;
    found = zb_store_next_forward (custody->options.store, &turn, ret_wake, &fault);
  }
  if (fault != NULL)
    g_propagate_error (error, fault);
  return found;
}

/* Takes up what is due next; FALSE without an error if nothing is. */
static gboolean
take_up (ZbCustody *custody, gint64 now, gint64 *ret_wake, GError **error)
{
  ZbStore *store = custody->options.store;

  let_go (custody);
  if (now < custody->hold) {
    *ret_wake = custody->hold;
    return FALSE;
  }
  custody->forward = find_next (custody, now, ret_wake, error);
  if (custody->forward == NULL)
    return FALSE;
  custody->message = zb_store_read_message_by_id (store, custody->forward->message, error);
  return custody->message != NULL;
}

static ZbOutboxItem *
next (gpointer self, gint64 now, gint64 *ret_wake, GError **error)
{
  ZbCustody *custody = self;

  while (take_up (custody, now, ret_wake, error)) {
    if (custody->forward->state != ZB_FORWARD_PASSED)
      return make_item (custody, error);
    if (!ask_outcome (custody, error))
      return NULL;
  }
  return NULL;
}

static gboolean
note_upload (gpointer self, const char *id, const char *upload, guint64 offset, GError **error)
{
  ZbCustody *custody = self;
  ZbForward *forward = custody->forward;

  g_free (forward->upload);
  forward->upload = g_strdup (upload);
  forward->offset = offset;
  return note (custody, forward->due, forward->attempts, forward->reason, error);
}

/* Verified evidence that is another node's, or another message's, counts for nothing. */
static gboolean
check_evidence (ZbCustody *custody, GBytes *r1, GBytes *r2, ZbReceipt **ret_said, GError **error)
{
  const ZbOutcomeQuestion question = question_of (custody);
  g_autoptr (ZbReceipt) arrival = NULL;

  if (r1 == NULL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "%s answers without evidence of arrival", custody->next);
    return FALSE;
  }
  arrival = zb_outcome_verify (&question, r1, error);
  *ret_said = arrival != NULL && r2 != NULL ? zb_outcome_verify (&question, r2, error) : NULL;
  return arrival != NULL && (r2 == NULL || *ret_said != NULL);
}

static gboolean
note_retry (gpointer self,
            const char *id,
            gint64 retry_at,
            const char *code,
            const char *reason,
            GError **error)
{
  ZbCustody *custody = self;
  const ZbForward *forward = custody->forward;
  gboolean own = custody->answered && custody->failed == forward->message;
  gint64 due = forward->state == ZB_FORWARD_HELD ? now_of (custody) + HELD_WAIT : forward->due;

  if (own)
    return note (custody, now_of (custody) + wait_after (forward->attempts, LONGEST_WAIT),
                 forward->attempts + 1, reason, error);
  /* Two that failed in a row: it is the node, or the line. */
  if (!custody->answered)
    custody->hold = retry_at;
  custody->answered = FALSE;
  custody->failed = forward->message;
  custody->failures++;
  return note (custody, due, forward->attempts, reason, error);
}

static gboolean
note_evidence (gpointer self, const char *id, GBytes *r1, GBytes *r2, GError **error)
{
  ZbCustody *custody = self;
  g_autoptr (GError) cause = NULL;
  g_autoptr (ZbReceipt) said = NULL;

  if (!check_evidence (custody, r1, r2, &said, &cause))
    return note_retry (self, id, now_of (custody) + LONGEST_WAIT, NULL, cause->message, error);
  ZbDeliveryWord word = {.outcome = "forwarded", .evidence = r1};
  const ZbForwardStep what = {
      .from = custody->forward->state, .to = ZB_FORWARD_PASSED, .due = now_of (custody), .r1 = r1};
  custody->answered = TRUE;
  custody->failures = 0;
  if (!take_step (custody, &what, &word, error))
    return FALSE;
  zb_metrics_add (custody->options.metrics, &zb_figure_forwarded, custody->next, NULL, 1);
  return said == NULL || !zb_outcome_is_final (said) || settle (custody, r2, said, error);
}

static gboolean
note_refused (gpointer self, const char *id, const char *code, const char *reason, GError **error)
{
  ZbCustody *custody = self;
  gint64 due = now_of (custody) + HELD_WAIT;
  g_autofree char *text = g_strdup_printf ("%s (%s)", reason, code);
  ZbDeliveryWord word = {.outcome = "undelivered", .reason = code, .reason_text = reason};
  const ZbForwardStep what = {
      .from = ZB_FORWARD_WAITING, .to = ZB_FORWARD_HELD, .due = due, .reason = text};

  custody->answered = TRUE;
  custody->failures = 0;
  if (custody->forward->state == ZB_FORWARD_HELD)
    return note (custody, due, custody->forward->attempts + 1, text, error);
  return take_step (custody, &what, &word, error);
}

ZbOutbox
zb_custody_outbox (ZbCustody *custody)
{
  static const ZbOutboxInterface interface = {next,         note_upload, note_evidence, note_retry,
                                              note_refused, NULL,        NULL,          NULL};

  return (ZbOutbox){&interface, custody};
}
