/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/review/step.h"

/* Decisions on reports: checked against the review chain, written as an R4 receipt into the log,
 * told to the unit, and, on acceptance, taken into the totals, all in one act. */
typedef struct {
  ZbStore *store;
  ZbCatalogue *catalogue;
  const char *node;
} ZbReviewDesk;

typedef struct {
  gint64 version;
  const char *digest; /* of the container seen, hex (If-Match) */
  ZbAction action;
  const char *reason; /* (nullable); needed to return or reopen */
  gint64 resubmit_by; /* 0 if none */
  const ZbCellRemark *remarks;
  guint n_remarks;
  const ZbExplanationAnswer *answers;
  guint n_answers;
  const char *decider;        /* who decides, as proven by his certificate */
  const char *decider_digest; /* of that certificate, hex */
  guint level;
  gint64 time;
  const ZbActKey *key; /* (nullable) */
} ZbReviewOrder;

/* What was decided: the new state and evidence of R4. */
typedef struct {
  ZbReviewState state;
  guint level;
  GBytes *evidence;
} ZbReviewDone;

void zb_review_done_clear (ZbReviewDone *done);
gboolean zb_review_decide (const ZbReviewDesk *desk,
                           const ZbReviewOrder *order,
                           ZbReviewDone *ret_done,
                           GError **error);
