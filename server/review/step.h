/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/review/error.h"
#include "server/store/decision.h"
#include "server/store/tenant.h"

/* What the review chain allows: states, levels and actions, without keys or storage. */

typedef enum {
  ZB_ACTION_PASS,   /* 初审通过: on to the next level */
  ZB_ACTION_RETURN, /* 退回: the enterprise must send a correction */
  ZB_ACTION_ACCEPT, /* 验收: the last level takes it into the totals */
  ZB_ACTION_ANSWER, /* explanations cleared or refused, nothing else */
  ZB_ACTION_REOPEN, /* 重开: an accepted report may be corrected; totals stay until the correction
                       is accepted */
} ZbAction;

gboolean zb_action_parse (const char *text, ZbAction *ret_action, GError **error);
const char *zb_action_to_string (ZbAction action);
/* The word for people: 初审通过 / passed on. */
const char *zb_action_label (ZbAction action, const char *language);

/* Where the version stands after the step. */
typedef struct {
  ZbReviewState state;
  guint level;
} ZbStepResult;

/* @level: the decider's place in the chain. */
gboolean zb_review_step (const ZbTenant *tenant,
                         const ZbVersion *version,
                         guint level,
                         ZbAction action,
                         ZbStepResult *ret_result,
                         GError **error);

/* Whether the explanations stand well enough for acceptance: every quasi finding in @findings
 * (JSON) cleared and no explanation refused, counting the @decisions so far (ZbStoredDecision) and
 * then @answers; the later word on a rule holds. */
gboolean zb_review_check_cleared (const char *findings,
                                  const GPtrArray *decisions,
                                  const ZbExplanationAnswer *answers,
                                  guint n_answers,
                                  GError **error);
