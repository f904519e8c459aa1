/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "exchange/receipt.h"
#include "exchange/transfer.h"
#include "server/api/handlers.h"
#include "server/api/message-reach.h"
#include "server/intake/intake.h"
#include "server/log/log.h"
#include "server/store/version.h"

#include <stdlib.h>
#include <string.h>

/* Acts that may wait for the writer before more is turned away: what a slow disk takes in some
 * seconds. */
#define MAX_BACKLOG 4096
/* What an answer says beside its evidence is shorter. */
#define WORDS 512

static const char *
state_name (gboolean refused, gboolean passed_on)
{
  if (refused)
    return "refused";
  return passed_on ? "received" : "valid";
}

/* Evidence of each for itself, in words; for who does not ask for a pair. */
static void
answer_in_words (ZbCall *call, guint status, const ZbIntakeAnswer *answer)
{
  const ZbEvidencePair *proof = answer->proof;
  GError *error = NULL;
  g_autoptr (GBytes) r1 = zb_evidence_build (&proof->own[0], &proof->shared, &error);
  g_autoptr (GBytes) r2 = r1 ? zb_evidence_build (&proof->own[1], &proof->shared, &error) : NULL;

  if (!r2) {
    zb_call_fail_error (call, error);
    return;
  }
  gsize size = (g_bytes_get_size (r1) + g_bytes_get_size (r2)) / 3 * 4 + WORDS;
  ZbJsonWriter *json = zb_json_writer_new_sized (size);
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", answer->message_id);
  zb_json_writer_string (json, "sender", answer->sender);
  zb_json_writer_string (json, "state", state_name (answer->refused, answer->passed_on));
  zb_json_writer_bytes (json, "r1", r1);
  zb_json_writer_bytes (json, "r2", r2);
  zb_call_answer_json (call, status, json);
}

static void
answer_by_pair (ZbCall *call, guint status, const ZbIntakeAnswer *answer)
{
  g_autoptr (GBytes) pair = zb_evidence_pair_write (answer->proof);

  zb_call_answer_bytes (call, status, ZB_MIME_EVIDENCE_PAIR, pair);
}

static void
answer_taken (ZbCall *call,
              const ZbIntakeAnswer *answer,
              const GError *error,
              void (*write) (ZbCall *call, guint status, const ZbIntakeAnswer *answer))
{
  if (zb_call_await_responder (call, error) || zb_call_await_turn (call, error))
    return;
  if (answer)
    write (call, answer->repeated ? 200 : 201, answer);
  else
    zb_call_fail_error (call, g_error_copy (error));
}

/* On a thread of intake, as the next one. */
static void
taken_cb (const ZbIntakeAnswer *answer, GError *error, gpointer data)
{
  answer_taken (data, answer, error, answer_in_words);
}

static void
taken_for_pair_cb (const ZbIntakeAnswer *answer, GError *error, gpointer data)
{
  answer_taken (data, answer, error, answer_by_pair);
}

void
zb_handle_message_post (ZbCall *call)
{
  gboolean node = call->identity.kind == ZB_KIND_NODE;
  const char *type = node ? ZB_MIME_TRANSFER : ZB_MIME_ASICE;
  g_autoptr (ZbTransfer) transfer = NULL;
  GError *error = NULL;
  ZbArrival arrival = {
      .container = call->request->body,
      .carrier = call->identity.unit,
      .carrier_digest = zb_certificate_digest (call->identity.certificate),
      .received = call->now,
      .slowly = call->request->slow,
  };

  if (g_strcmp0 (zb_request_header (call->request, "Content-Type"), type) != 0)
    zb_call_fail (call, "wrong-type", type);
  else if (zb_store_backlog (call->service->store) > MAX_BACKLOG)
    zb_call_fail (call, "unavailable", NULL);
  else if (node && !(transfer = zb_transfer_open ("message", arrival.container, &error)))
    zb_call_fail_error (call, error);
  else
    zb_intake_take (call->service->intake, zb_arrival_by (&arrival, transfer, call->identity.name),
                    zb_request_accepts (call->request, ZB_MIME_EVIDENCE_PAIR) ? taken_for_pair_cb
                                                                              : taken_cb,
                    call);
}

static void
write_list (ZbJsonWriter *json, const char *key, const GPtrArray *evidence)
{
  zb_json_writer_begin_array (json, key);
  for (guint i = 0; i < evidence->len; i++)
    zb_json_writer_bytes (json, NULL, evidence->pdata[i]);
  zb_json_writer_end_array (json);
}

/* The evidence of each leaf, written where its kind belongs. */
static gboolean
write_evidence (ZbJsonWriter *json, ZbStore *store, const GPtrArray *leaves, GError **error)
{
  g_autoptr (GPtrArray) decisions = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < leaves->len; i++) {
    const ZbLeaf *leaf = leaves->pdata[i];
    g_autoptr (GBytes) evidence = zb_log_evidence (store, leaf->index, error);

    if (!evidence)
      return FALSE;
    if (leaf->kind == ZB_RECEIPT_ARRIVAL)
      zb_json_writer_bytes (json, "r1", evidence);
    else if (leaf->kind == ZB_RECEIPT_OUTCOME)
      zb_json_writer_bytes (json, "r2", evidence);
    else
      g_ptr_array_add (leaf->kind == ZB_RECEIPT_DELIVERY ? deliveries : decisions,
                       g_steal_pointer (&evidence));
  }
  write_list (json, "decisions", decisions);
  write_list (json, "deliveries", deliveries);
  return TRUE;
}

/* How far it has come between nodes: what is delivered is what the last one says of it. */
static const char *
state_on_its_way (const ZbMessage *message, const ZbForward *forward)
{
  switch (forward->state) {
  case ZB_FORWARD_PASSED:
    return "forwarded";
  case ZB_FORWARD_DELIVERED:
    return "delivered";
  default:
    return state_name (FALSE, message->version == 0);
  }
}

static gboolean
write_state (ZbJsonWriter *json, ZbStore *store, const ZbMessage *message, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbForward) forward = zb_store_read_forward (store, message->id, &failure);

  if (failure && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  zb_json_writer_string (json, "state",
                         forward ? state_on_its_way (message, forward)
                                 : state_name (message->refusal != NULL, FALSE));
  if (forward) {
    zb_json_writer_string (json, "next", forward->next);
    zb_json_writer_boolean (json, "held", forward->state == ZB_FORWARD_HELD);
  }
  return TRUE;
}

/* What the last decision of a later node makes of it; NULL where there is none. */
static const char *
relayed_state (ZbStore *store, const GPtrArray *leaves)
{
  static const struct {
    const char *action;
    ZbReviewState state;
  } states[] = {
      {"pass", ZB_REVIEW_PASSED},
      {"return", ZB_REVIEW_RETURNED},
      {"accept", ZB_REVIEW_ACCEPTED},
      {"reopen", ZB_REVIEW_RETURNED},
  };

  for (guint i = leaves->len; i > 0; i--) {
    const ZbLeaf *leaf = leaves->pdata[i - 1];
    g_autoptr (ZbReceipt) receipt =
        leaf->kind == ZB_RECEIPT_DECISION ? zb_log_read_receipt (store, leaf, NULL) : NULL;

    for (guint k = 0; receipt && k < G_N_ELEMENTS (states); k++)
      if (strcmp (receipt->action, states[k].action) == 0)
        return zb_review_state_to_string (states[k].state);
  }
  return NULL;
}

/* Of one that only passes through later nodes review it. */
static const char *
review_name (ZbStore *store,
             const ZbMessage *message,
             const ZbVersion *version,
             const GPtrArray *leaves)
{
  if (version)
    return zb_review_state_to_string (version->state);
  return message->refusal ? "refused" : relayed_state (store, leaves);
}

static gboolean
write_message (ZbJsonWriter *json, ZbStore *store, const ZbMessage *message, GError **error)
{
  g_autoptr (ZbVersion) version = NULL;
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (store, message->id, error);

  if (!leaves)
    return FALSE;
  if (message->version) {
    version = zb_store_read_version (store, message->version, error);
    if (!version)
      return FALSE;
  }
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", message->message_id);
  zb_json_writer_string (json, "sender", message->sender);
  if (!write_state (json, store, message, error))
    return FALSE;
  zb_json_writer_string (json, "review", review_name (store, message, version, leaves));
  zb_json_writer_boolean (json, "late", version && version->late);
  if (version)
    zb_json_writer_integer (json, "report", version->id);
  return zb_message_write_acknowledged (json, store, message->id, error) &&
         write_evidence (json, store, leaves, error);
}

void
zb_handle_message_get (ZbCall *call)
{
  g_autoptr (ZbMessage) message = zb_message_reach (call);
  GError *error = NULL;

  if (!message)
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  if (write_message (json, call->service->store, message, &error)) {
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

/* The very text whose digest an R2 names that holds only the first of each rule. */
void
zb_handle_message_findings (ZbCall *call)
{
  g_autoptr (ZbMessage) message = zb_message_reach (call);
  GError *error = NULL;

  if (!message)
    return;
  g_autofree char *findings = zb_store_read_findings (call->service->store, message->id, &error);
  if (findings)
    zb_call_answer_text (call, 200, ZB_MIME_JSON, findings);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_message_receipt (ZbCall *call)
{
  const char *text = call->parts[2];
  g_autoptr (ZbMessage) message = zb_message_reach (call);
  g_autoptr (GPtrArray) leaves = NULL;
  GError *error = NULL;

  if (!message)
    return;
  leaves = zb_store_list_receipts (call->service->store, message->id, &error);
  if (!leaves) {
    zb_call_fail_error (call, error);
    return;
  }
  gsize digits = strspn (text, "0123456789");
  gulong n =
      digits > 0 && digits < 10 && text[digits] == '\0' ? strtoul (text, NULL, 10) : G_MAXUINT;
  if (n >= leaves->len) {
    zb_call_fail (call, "not-found", text);
    return;
  }
  const ZbLeaf *leaf = leaves->pdata[n];
  g_autoptr (GBytes) evidence = zb_log_evidence (call->service->store, leaf->index, &error);
  if (evidence)
    zb_call_answer_bytes (call, 200, ZB_MIME_EVIDENCE, evidence);
  else
    zb_call_fail_error (call, error);
}
