/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/total.h"
#include "server/store/version.h"

typedef struct {
  char *cell; /* item id, "" for the whole report */
  char *text;
} ZbCellRemark;

typedef struct {
  char *rule;       /* instance as in the finding */
  gboolean cleared; /* FALSE: the explanation is refused */
  char *text;
} ZbExplanationAnswer;

/* ZB_ACT_DECISION: one step of review on the head version; its receipt is R4. STALE unless the
 * version is still the head, has @digest, and is in @from at @from_level. A set is decided on as
 * one thing, by its head: the other versions of its message follow (INVALID if one of them is
 * named). */
typedef struct {
  gint64 version;
  const char *digest; /* of the container seen, hex */
  ZbReviewState from, to;
  guint from_level, to_level;
  const char *action; /* "pass", "return", "accept", "answer", "reopen" … */
  guint level;        /* that decided, 1-based */
  const char *reason;
  gint64 resubmit_by; /* 0 if none */
  const ZbCellRemark *remarks;
  guint n_remarks;
  const ZbExplanationAnswer *answers;
  guint n_answers;
  /* Needed to enter ZB_REVIEW_ACCEPTED (from server/totals); STALE if another version was accepted
   * meanwhile. */
  const ZbTotalsChange *totals;
  const ZbTotalsChange *const *member_totals; /* the same of the set's other versions, in order */
  guint n_members;
} ZbDecision;

typedef struct {
  gint64 id, version;
  gint64 time;
  char *who;
  guint level;
  char *action, *reason;
  ZbReviewState state; /* after it */
  gint64 resubmit_by;
  gint64 leaf;        /* of its receipt, or -1 */
  GPtrArray *remarks; /* ZbCellRemark */
  GPtrArray *answers; /* ZbExplanationAnswer */
} ZbStoredDecision;

void zb_stored_decision_free (ZbStoredDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredDecision, zb_stored_decision_free)

/* (transfer full) ZbStoredDecision on a version, or on the head of the set it is in, in order. */
GPtrArray *zb_store_list_decisions (ZbStore *store, gint64 version, GError **error);
/* The decision whose receipt is log leaf @leaf; NULL without an error if there is none. */
ZbStoredDecision *zb_store_read_decision_at (ZbStore *store, gint64 leaf, GError **error);
