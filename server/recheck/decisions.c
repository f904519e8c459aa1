/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/steps.h"
#include "server/store/decision.h"

static void
check_remarks (const ZbRowCheck *decision, const GPtrArray *stored, const GPtrArray *receipted)
{
  guint n = MAX (stored->len, receipted->len);

  for (guint i = 0; i < n; i++) {
    g_autofree char *row = g_strdup_printf ("%s/%u", decision->row, i);
    const ZbRowCheck check = {decision->report, "decision_remark", row, decision->name};
    const ZbCellRemark *found = i < stored->len ? stored->pdata[i] : NULL;
    const ZbRemark *expected = i < receipted->len ? receipted->pdata[i] : NULL;

    if (expected == NULL || found == NULL) {
      zb_row_check_fault (&check, expected == NULL ? ZB_LOG_FAULT_UNLOGGED : ZB_LOG_FAULT_MISSING,
                          NULL, NULL, NULL);
      continue;
    }
    zb_row_check_words (&check, "cell", expected->cell, found->cell);
    zb_row_check_words (&check, "text", expected->text, found->text);
  }
}

static void
check_answers (const ZbRowCheck *decision, const GPtrArray *stored, const GPtrArray *receipted)
{
  guint n = MAX (stored->len, receipted->len);

  for (guint i = 0; i < n; i++) {
    g_autofree char *row = g_strdup_printf ("%s/%u", decision->row, i);
    const ZbRowCheck check = {decision->report, "decision_answer", row, decision->name};
    const ZbExplanationAnswer *found = i < stored->len ? stored->pdata[i] : NULL;
    const ZbReceiptAnswer *expected = i < receipted->len ? receipted->pdata[i] : NULL;

    if (expected == NULL || found == NULL) {
      zb_row_check_fault (&check, expected == NULL ? ZB_LOG_FAULT_UNLOGGED : ZB_LOG_FAULT_MISSING,
                          NULL, NULL, NULL);
      continue;
    }
    zb_row_check_words (&check, "rule", expected->rule, found->rule);
    zb_row_check_int (&check, "cleared", expected->cleared, found->cleared);
    zb_row_check_words (&check, "text", expected->text, found->text);
  }
}

static void
check_decision (const ZbRecheck *recheck,
                ZbLogReport *report,
                const ZbVersion *version,
                const ZbStoredDecision *decision)
{
  g_autofree char *row = zb_row_key (decision->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", version->sender, version->message_id);
  const ZbRowCheck check = {report, "decision", row, name};
  g_autoptr (ZbReceipt) receipt =
      decision->leaf >= 0
          ? zb_recheck_read_receipt (recheck->store, (guint64)decision->leaf, ZB_RECEIPT_DECISION,
                                     version->sender, version->message_id)
          : NULL;

  report->rows++;
  if (receipt == NULL)
    return;
  zb_row_check_time (&check, "time", receipt->received, decision->time);
  zb_row_check_words (&check, "who", receipt->decider, decision->who);
  zb_row_check_int (&check, "level", receipt->level, decision->level);
  zb_row_check_text (&check, "action", receipt->action, decision->action);
  zb_row_check_words (&check, "reason", receipt->comment, decision->reason);
  zb_row_check_time (&check, "resubmit_by", receipt->resubmit_by, decision->resubmit_by);
  check_remarks (&check, decision->remarks, receipt->remarks);
  check_answers (&check, decision->answers, receipt->answers);
}

void
zb_recheck_decisions (const ZbRecheck *recheck,
                      ZbLogReport *report,
                      const ZbVersion *version,
                      const GPtrArray *decisions)
{
  for (guint i = 0; i < decisions->len; i++)
    check_decision (recheck, report, version, decisions->pdata[i]);
}
