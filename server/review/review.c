/* SPDX-License-Identifier: Apache-2.0 */
#include "server/review/review.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "server/log/log.h"
#include "server/store/leaf.h"
#include "server/totals/totals.h"

#include <string.h>

/* Everything one decision is made of, until it is committed. */
typedef struct {
  const ZbReviewDesk *desk;
  const ZbReviewOrder *order;
  ZbVersion *version;
  ZbTenant *tenant;
  GPtrArray *decisions;
  guint n_receipts; /* R4 on the message so far */
  ZbStepResult step;
  ZbTotalsStep *totals;
  GPtrArray *member_steps;   /* (nullable) ZbTotalsStep of the set's other versions … */
  GPtrArray *member_changes; /* … and what they come to */
  GBytes *receipt;
  char *record;
  char *text_zh, *text_en;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->version, zb_version_free);
  g_clear_pointer (&making->tenant, zb_tenant_free);
  g_clear_pointer (&making->decisions, g_ptr_array_unref);
  g_clear_pointer (&making->totals, zb_totals_step_free);
  g_clear_pointer (&making->member_steps, g_ptr_array_unref);
  g_clear_pointer (&making->member_changes, g_ptr_array_unref);
  g_clear_pointer (&making->receipt, g_bytes_unref);
  g_clear_pointer (&making->record, g_free);
  g_clear_pointer (&making->text_zh, g_free);
  g_clear_pointer (&making->text_en, g_free);
}

void
zb_review_done_clear (ZbReviewDone *done)
{
  g_clear_pointer (&done->evidence, g_bytes_unref);
}

static gboolean
read_all (Making *making, GError **error)
{
  ZbStore *store = making->desk->store;

  making->version = zb_store_read_version (store, making->order->version, error);
  if (!making->version)
    return FALSE;
  making->tenant = zb_store_read_tenant (store, making->version->tenant, error);
  if (!making->tenant)
    return FALSE;
  making->decisions = zb_store_list_decisions (store, making->version->id, error);
  /* Those that a later node made of a copy count as well. */
  return making->decisions != NULL &&
         zb_store_count_receipts (store, making->version->message, ZB_RECEIPT_DECISION,
                                  &making->n_receipts, error);
}

static gboolean
check_order (const ZbReviewOrder *order, GError **error)
{
  gboolean needs_reason = order->action == ZB_ACTION_RETURN || order->action == ZB_ACTION_REOPEN;

  if (needs_reason && (!order->reason || !*order->reason)) {
    g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID,
                 "a reason is needed to %s a report", zb_action_to_string (order->action));
    return FALSE;
  }
  if (order->action == ZB_ACTION_ANSWER && order->n_answers == 0) {
    g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID,
                 "there is no explanation answered");
    return FALSE;
  }
  return TRUE;
}

/* The change that each other report of a set makes to the totals of its own form. */
static gboolean
prepare_members (Making *making, GError **error)
{
  const ZbReviewDesk *desk = making->desk;
  g_autoptr (GPtrArray) bodies =
      zb_store_list_bodies (desk->store, making->version->message, error);

  making->member_steps = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_totals_step_free);
  making->member_changes = g_ptr_array_new ();
  for (guint i = 1; bodies && i < bodies->len; i++) {
    const ZbVersion *member = bodies->pdata[i];
    ZbTotalsStep *step = zb_totals_step_new (desk->store, desk->catalogue, member->id, error);

    if (!step)
      return FALSE;
    g_ptr_array_add (making->member_steps, step);
    g_ptr_array_add (making->member_changes, (gpointer)zb_totals_step_change (step));
  }
  return bodies != NULL;
}

/* What acceptance needs beside the chain: explanations cleared, and the change of the totals. */
static gboolean
prepare_acceptance (Making *making, GError **error)
{
  const ZbReviewDesk *desk = making->desk;
  const ZbReviewOrder *order = making->order;

  if (making->step.state != ZB_REVIEW_ACCEPTED)
    return TRUE;
  g_autofree char *findings = zb_store_read_findings (desk->store, making->version->message, error);
  if (!findings || !zb_review_check_cleared (findings, making->decisions, order->answers,
                                             order->n_answers, error))
    return FALSE;
  making->totals = zb_totals_step_new (desk->store, desk->catalogue, making->version->id, error);
  return making->totals != NULL && prepare_members (making, error);
}

static void
write_receipt (Making *making)
{
  const ZbReviewOrder *order = making->order;
  const ZbVersion *version = making->version;
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_DECISION);
  g_autofree char *number = zb_receipt_number (version->digest, version->received);

  receipt->id = g_strdup_printf ("%s-R4-%u", number, making->n_receipts + 1);
  receipt->node = g_strdup (making->desk->node);
  receipt->sender = g_strdup (version->sender);
  receipt->message_id = g_strdup (version->message_id);
  receipt->container = g_strdup (version->digest);
  receipt->signer = g_strdup (version->signer);
  receipt->form = g_strdup (version->form);
  receipt->edition = g_strdup (version->edition);
  receipt->package = g_strdup (version->package);
  receipt->period = g_strdup (version->period);
  receipt->received = order->time;
  receipt->late = version->late;
  receipt->action = g_strdup (zb_action_to_string (order->action));
  receipt->level = order->level;
  receipt->decider = g_strdup (order->decider);
  receipt->comment = g_strdup (order->reason);
  receipt->resubmit_by = order->resubmit_by;
  for (guint i = 0; i < order->n_remarks; i++)
    zb_receipt_add_remark (receipt, order->remarks[i].cell, order->remarks[i].text);
  for (guint i = 0; i < order->n_answers; i++)
    zb_receipt_add_answer (receipt, order->answers[i].rule, order->answers[i].cleared,
                           order->answers[i].text);
  making->receipt = zb_receipt_write (receipt);
  g_autofree char *digest = zb_digest_hex_of_bytes (making->receipt);
  making->record =
      zb_evidence_leaf ("decision", order->time, version->sender, version->message_id,
                        version->digest, digest, order->decider_digest, receipt->action);
}

static void
write_notice (Making *making)
{
  const ZbReviewOrder *order = making->order;
  const ZbVersion *version = making->version;
  const char *reason = order->reason ? order->reason : "";

  making->text_zh = g_strdup_printf ("%s %s：%s。%s", version->form, version->period,
                                     zb_action_label (order->action, "zh"), reason);
  making->text_en = g_strdup_printf ("%s %s: %s. %s", version->form, version->period,
                                     zb_action_label (order->action, "en"), reason);
  g_strchomp (making->text_en);
}

static gboolean
commit (Making *making, ZbReviewDone *ret_done, GError **error)
{
  const ZbReviewOrder *order = making->order;
  const ZbVersion *version = making->version;
  ZbDecision decision = {
      .version = version->id,
      .digest = order->digest,
      .from = version->state,
      .to = making->step.state,
      .from_level = version->level,
      .to_level = making->step.level,
      .action = zb_action_to_string (order->action),
      .level = order->level,
      .reason = order->reason,
      .resubmit_by = order->resubmit_by,
      .remarks = order->remarks,
      .n_remarks = order->n_remarks,
      .answers = order->answers,
      .n_answers = order->n_answers,
      .totals = making->totals ? zb_totals_step_change (making->totals) : NULL,
      .member_totals = making->member_changes
                           ? (const ZbTotalsChange *const *)making->member_changes->pdata
                           : NULL,
      .n_members = making->member_changes ? making->member_changes->len : 0,
  };
  ZbActReceipt receipt = {ZB_RECEIPT_DECISION, making->receipt, making->record};
  ZbActNotice notice = {
      .unit = version->unit,
      .tenant = version->tenant,
      .kind = decision.action,
      .text_zh = making->text_zh,
      .text_en = making->text_en,
  };
  ZbAct act = {
      .kind = ZB_ACT_DECISION,
      .what = &decision,
      .time = order->time,
      .who = order->decider,
      .receipts = &receipt,
      .n_receipts = 1,
      .notices = &notice,
      .n_notices = 1,
      .key = order->key,
  };
  ZbActResult result = {0};

  if (!zb_store_commit_one (making->desk->store, &act, &result, error))
    return FALSE;
  GBytes *evidence = result.repeated
                         ? zb_log_evidence (making->desk->store, result.first_leaf, error)
                         : zb_log_result_evidence (&act, &result, 0, error);
  zb_act_result_clear (&result);
  if (!evidence)
    return FALSE;
  *ret_done = (ZbReviewDone){making->step.state, making->step.level, evidence};
  return TRUE;
}

/* Whether this very order was carried out before, and its answer was lost: the version has moved on
 * since, so the key alone can tell. An act from no state is never done. */
static gboolean
was_done (Making *making, ZbReviewDone *ret_done)
{
  const ZbReviewOrder *order = making->order;
  ZbDecision never = {
      .version = order->version, .digest = order->digest, .from = (ZbReviewState)-1};
  ZbAct act = {.kind = ZB_ACT_DECISION,
               .what = &never,
               .time = order->time,
               .who = order->decider,
               .key = order->key};
  ZbActResult result = {0};
  GBytes *evidence = NULL;

  if (!order->key || !making->version)
    return FALSE;
  if (zb_store_commit_one (making->desk->store, &act, &result, NULL) && result.repeated)
    evidence = zb_log_evidence (making->desk->store, result.first_leaf, NULL);
  zb_act_result_clear (&result);
  if (evidence)
    *ret_done = (ZbReviewDone){making->version->state, making->version->level, evidence};
  return evidence != NULL;
}

/* A set is decided on as one thing. */
static gboolean
check_whole (const ZbVersion *version, GError **error)
{
  if (version->body == 0)
    return TRUE;
  g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID,
               "%s is part of a set: decide on the set as a whole", version->form);
  return FALSE;
}

gboolean
zb_review_decide (const ZbReviewDesk *desk,
                  const ZbReviewOrder *order,
                  ZbReviewDone *ret_done,
                  GError **error)
{
  Making making = {.desk = desk, .order = order};
  GError *failure = NULL;
  gboolean decided = check_order (order, &failure) && read_all (&making, &failure) &&
                     check_whole (making.version, &failure) &&
                     zb_review_step (making.tenant, making.version, order->level, order->action,
                                     &making.step, &failure) &&
                     prepare_acceptance (&making, &failure);

  if (decided) {
    write_receipt (&making);
    write_notice (&making);
    decided = commit (&making, ret_done, &failure);
  } else if (was_done (&making, ret_done)) {
    g_clear_error (&failure);
    decided = TRUE;
  }
  making_clear (&making);
  if (failure)
    g_propagate_error (error, failure);
  return decided;
}
