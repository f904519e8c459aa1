/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/steps.h"
#include "server/review/step.h"
#include "server/store/decision.h"

/* Where an obligation stands follows from its versions and the decisions on them, one after
 * another. */
typedef struct {
  const ZbRecheck *recheck;
  ZbLogReport *report;
  gint64 head;      /* the version before, or 0 */
  guint number;     /* of it */
  gint64 accepted;  /* the version in the totals, or 0 … */
  gint64 accepting; /* … and the decision that took it there */
} Replay;

typedef struct {
  ZbReviewState state;
  guint level;
  gint64 resubmit_by;
} Standing;

/* What a decision makes of a version (server/review/step.h). */
static void
take_step (Standing *standing, const ZbStoredDecision *decision)
{
  ZbAction action;

  standing->resubmit_by = decision->resubmit_by;
  if (!zb_action_parse (decision->action, &action, NULL))
    return;
  switch (action) {
  case ZB_ACTION_PASS:
    standing->state = ZB_REVIEW_PASSED;
    standing->level = decision->level;
    break;
  case ZB_ACTION_ACCEPT:
    standing->state = ZB_REVIEW_ACCEPTED;
    standing->level = decision->level;
    break;
  case ZB_ACTION_RETURN:
  case ZB_ACTION_REOPEN:
    standing->state = ZB_REVIEW_RETURNED;
    break;
  case ZB_ACTION_ANSWER:
    break;
  }
}

static void
check_step (Replay *replay,
            const ZbVersion *version,
            const ZbStoredDecision *decision,
            Standing *standing)
{
  g_autofree char *row = zb_row_key (decision->id);
  const ZbRowCheck check = {replay->report, "decision", row, version->message_id};

  take_step (standing, decision);
  zb_row_check_text (&check, "state", zb_review_state_to_string (standing->state),
                     zb_review_state_to_string (decision->state));
  if (standing->state == ZB_REVIEW_ACCEPTED && decision->id > replay->accepting) {
    replay->accepting = decision->id;
    replay->accepted = version->id;
  }
}

static gboolean
check_version (Replay *replay, const ZbVersion *version, GError **error)
{
  g_autofree char *row = zb_row_key (version->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", version->sender, version->message_id);
  const ZbRowCheck check = {replay->report, "version", row, name};
  g_autoptr (GPtrArray) decisions =
      zb_store_list_decisions (replay->recheck->store, version->id, error);
  Standing standing = {.state = version->kind == ZB_REPORT_WITHDRAWAL ? ZB_REVIEW_WITHDRAWN
                                                                      : ZB_REVIEW_SUBMITTED};

  if (decisions == NULL)
    return FALSE;
  if (version->body == 0)
    zb_recheck_decisions (replay->recheck, replay->report, version, decisions);
  for (guint i = 0; i < decisions->len; i++)
    check_step (replay, version, decisions->pdata[i], &standing);
  zb_row_check_text (&check, "state", zb_review_state_to_string (standing.state),
                     zb_review_state_to_string (version->state));
  zb_row_check_int (&check, "level", standing.level, version->level);
  zb_row_check_time (&check, "resubmit_by", standing.resubmit_by, version->resubmit_by);
  zb_row_check_int (&check, "number", replay->number + 1, version->number);
  zb_row_check_int (&check, "replaces", replay->head, version->replaces);
  replay->head = version->id;
  replay->number++;
  return TRUE;
}

static gboolean
check_versions (Replay *replay, const ZbObligation *obligation, GError **error)
{
  ZbVersionQuery query = {
      .tenant = obligation->tenant,
      .form = obligation->form,
      .period = obligation->period,
      .unit = obligation->unit,
      .level = -1,
      .limit = ZB_STORE_MAX_PAGE,
  };
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_versions (replay->recheck->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++)
      if (!check_version (replay, page->pdata[i], error))
        return FALSE;
    if (n > 0)
      query.after = ((const ZbVersion *)page->pdata[n - 1])->id;
  } while (n == query.limit);
  return TRUE;
}

static gboolean
check_obligation (const ZbRecheck *recheck,
                  const ZbObligation *obligation,
                  ZbLogReport *report,
                  GError **error)
{
  g_autofree char *row = zb_row_key (obligation->id);
  g_autofree char *name = g_strdup_printf ("%s/%s/%s %s", obligation->tenant, obligation->form,
                                           obligation->period, obligation->code);
  const ZbRowCheck check = {report, "obligation", row, name};
  Replay replay = {.recheck = recheck, .report = report};

  report->rows++;
  if (!check_versions (&replay, obligation, error))
    return FALSE;
  zb_row_check_int (&check, "accepted", replay.accepted, obligation->accepted);
  return TRUE;
}

gboolean
zb_recheck_obligations (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  ZbObligationQuery query = {.limit = ZB_STORE_MAX_PAGE};
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (recheck->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++)
      if (!check_obligation (recheck, page->pdata[i], report, error))
        return FALSE;
    if (n > 0)
      query.after = ((const ZbObligation *)page->pdata[n - 1])->id;
  } while (n == query.limit);
  return TRUE;
}
