/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/relay.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/route-table.h"
#include "server/forward/error.h"
#include "server/review/step.h"
#include "server/store/forward.h"
#include "server/store/leaf.h"
#include "server/store/relayed.h"
#include "server/store/submission.h"

#include <string.h>

#define ACCURACY_MS 1000
#define MOST_RECEIPTS 999

/* One decision and all that this node knows of the message it is on. */
typedef struct {
  const ZbRelayDesk *desk;
  GBytes *evidence;
  ZbEvidence *verified;
  ZbMessage *message;
  ZbForward *forward;
  char *origin; /* digest of the deciding node's receipt */
  GBytes *receipt;
  char *record;
  char *zh, *en;
} Relaying;

static void
relaying_clear (Relaying *relaying)
{
  g_clear_pointer (&relaying->verified, zb_evidence_free);
  g_clear_pointer (&relaying->message, zb_message_free);
  g_clear_pointer (&relaying->forward, zb_forward_free);
  g_clear_pointer (&relaying->receipt, g_bytes_unref);
  g_free (relaying->origin);
  g_free (relaying->record);
  g_free (relaying->zh);
  g_free (relaying->en);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Relaying, relaying_clear)

static const ZbReceipt *
said_in (const Relaying *relaying)
{
  return relaying->verified->receipt;
}

/* A decision that goes in circles was handed on by this node before, or made here. */
static gboolean
check_way (const Relaying *relaying, GError **error)
{
  const ZbReceipt *said = said_in (relaying);
  const ZbRelayDesk *desk = relaying->desk;

  if (g_strcmp0 (said->decided_at, desk->node) == 0)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_LOOP,
                              "%s hands on the decision %s, which was made here", desk->next,
                              said->id);
  if (said->relays >= ZB_ROUTE_MAX_HOPS)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_LOOP,
                              "the decision %s was handed on by %u nodes", said->id, said->relays);
  return TRUE;
}

static gboolean
verify (Relaying *relaying, GError **error)
{
  const ZbRelayDesk *desk = relaying->desk;

  relaying->verified =
      zb_evidence_verify (relaying->evidence, NULL, desk->trust, desk->verifier, desk->now, error);
  if (relaying->verified == NULL)
    return FALSE;
  if (said_in (relaying)->kind != ZB_RECEIPT_DECISION ||
      strcmp (said_in (relaying)->node, desk->next) != 0)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_NOT_OURS, "%s: %s is no decision of %s",
                              desk->next, said_in (relaying)->id, desk->next);
  return check_way (relaying, error);
}

/* NOT_FOUND in the store says that it is not ours. */
static gboolean
not_ours (Relaying *relaying, GError *fault, GError **error)
{
  const ZbReceipt *said = said_in (relaying);

  if (fault != NULL && !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  g_clear_error (&fault);
  return zb_forward_refuse (error, ZB_FORWARD_ERROR_NOT_OURS,
                            "%s decides on message %s/%s, which was not passed on to it",
                            relaying->desk->next, said->sender, said->message_id);
}

/* The message must be the very one that was passed on to who speaks of it. */
static gboolean
find_message (Relaying *relaying, GError **error)
{
  const ZbReceipt *said = said_in (relaying);
  ZbStore *store = relaying->desk->store;
  GError *fault = NULL;

  relaying->message = zb_store_read_message (store, said->sender, said->message_id, &fault);
  if (relaying->message != NULL)
    relaying->forward = zb_store_read_forward (store, relaying->message->id, &fault);
  if (relaying->forward == NULL)
    return not_ours (relaying, fault, error);
  if (strcmp (relaying->message->digest, said->container) == 0 &&
      strcmp (relaying->forward->next, relaying->desk->next) == 0)
    return TRUE;
  return not_ours (relaying, NULL, error);
}

static void
say_the_same (ZbReceipt *receipt, const ZbReceipt *said)
{
  receipt->late = said->late;
  receipt->action = g_strdup (said->action);
  receipt->level = said->level;
  receipt->decider = g_strdup (said->decider);
  receipt->comment = g_strdup (said->comment);
  receipt->resubmit_by = said->resubmit_by;
  for (guint i = 0; i < said->remarks->len; i++) {
    const ZbRemark *remark = g_ptr_array_index (said->remarks, i);

    zb_receipt_add_remark (receipt, remark->cell, remark->text);
  }
  for (guint i = 0; i < said->answers->len; i++) {
    const ZbReceiptAnswer *answer = g_ptr_array_index (said->answers, i);

    zb_receipt_add_answer (receipt, answer->rule, answer->cleared, answer->text);
  }
}

static void
name_source (ZbReceipt *receipt, const Relaying *relaying)
{
  const ZbReceipt *said = said_in (relaying);

  receipt->decided_at = g_strdup (said->decided_at != NULL ? said->decided_at : said->node);
  receipt->decided = said->decided != 0 ? said->decided : said->received;
  receipt->origin = g_strdup (relaying->origin);
  receipt->relays = said->relays + 1;
  receipt->route = g_strdup (relaying->forward->route);
  receipt->route_version = relaying->forward->route_version;
  receipt->next = g_strdup (relaying->desk->next);
  receipt->evidence = zb_digest_hex_of_bytes (relaying->evidence);
}

static gboolean
write_receipt (Relaying *relaying, GError **error)
{
  const ZbReceipt *said = said_in (relaying);
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_DECISION);
  g_autofree char *number =
      zb_receipt_number (relaying->message->digest, relaying->message->received);
  guint n;

  if (!zb_store_count_receipts (relaying->desk->store, relaying->message->id, ZB_RECEIPT_DECISION,
                                &n, error))
    return FALSE;
  receipt->id = g_strdup_printf ("%s-R4-%u", number, MIN (n + 1, MOST_RECEIPTS));
  receipt->node = g_strdup (relaying->desk->node);
  receipt->sender = g_strdup (said->sender);
  receipt->message_id = g_strdup (said->message_id);
  receipt->container = g_strdup (said->container);
  receipt->signer = g_strdup (relaying->message->signer);
  receipt->form = g_strdup (said->form);
  receipt->edition = g_strdup (said->edition);
  receipt->package = g_strdup (said->package);
  receipt->period = g_strdup (said->period);
  receipt->received = relaying->desk->now;
  receipt->accuracy_ms = ACCURACY_MS;
  name_source (receipt, relaying);
  say_the_same (receipt, said);
  relaying->receipt = zb_receipt_write (receipt);
  g_autofree char *digest = zb_digest_hex_of_bytes (relaying->receipt);
  relaying->record = zb_evidence_leaf (zb_receipt_kind_name (receipt->kind), receipt->received,
                                       receipt->sender, receipt->message_id, receipt->container,
                                       digest, receipt->signer, receipt->action);
  return TRUE;
}

static void
write_notice (Relaying *relaying)
{
  const ZbReceipt *said = said_in (relaying);
  const char *at = said->decided_at != NULL ? said->decided_at : said->node;
  const char *comment = said->comment != NULL ? said->comment : "";
  const char *zh = said->action, *en = said->action;
  ZbAction action;

  if (zb_action_parse (said->action, &action, NULL)) {
    zh = zb_action_label (action, "zh");
    en = zb_action_label (action, "en");
  }
  relaying->zh =
      g_strdup_printf ("%s %s：%s（节点 %s）。%s", said->form, said->period, zh, at, comment);
  relaying->en =
      g_strdup_printf ("%s %s: %s (node %s). %s", said->form, said->period, en, at, comment);
  g_strchomp (relaying->en);
}

static gboolean
commit (const Relaying *relaying, GError **error)
{
  const ZbReceipt *said = said_in (relaying);
  const ZbRelay what = {relaying->message->id, relaying->origin, relaying->evidence};
  const ZbActReceipt receipt = {ZB_RECEIPT_DECISION, relaying->receipt, relaying->record};
  const ZbActNotice notice = {.unit = relaying->message->unit,
                              .kind = said->action,
                              .text_zh = relaying->zh,
                              .text_en = relaying->en,
                              .form = said->form,
                              .period = said->period};
  const ZbAct act = {.kind = ZB_ACT_RELAYED_DECISION,
                     .what = &what,
                     .time = relaying->desk->now,
                     .who = relaying->desk->node,
                     .receipts = &receipt,
                     .n_receipts = 1,
                     .notices = &notice,
                     .n_notices = 1};
  GError *fault = NULL;

  if (zb_store_commit_one (relaying->desk->store, &act, NULL, &fault) ||
      g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS)) {
    g_clear_error (&fault);
    return TRUE;
  }
  g_propagate_error (error, fault);
  return FALSE;
}

gboolean
zb_relay_take (const ZbRelayDesk *desk, GBytes *evidence, GError **error)
{
  g_auto (Relaying) relaying = {.desk = desk, .evidence = evidence};

  if (!verify (&relaying, error) || !find_message (&relaying, error))
    return FALSE;
  relaying.origin = said_in (&relaying)->origin != NULL
                        ? g_strdup (said_in (&relaying)->origin)
                        : zb_evidence_receipt_digest (evidence, error);
  if (relaying.origin == NULL || !write_receipt (&relaying, error))
    return FALSE;
  write_notice (&relaying);
  return commit (&relaying, error);
}
