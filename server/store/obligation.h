/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/calendar.h"
#include "server/store/unit.h"

/* Who owes which form for which period, and how far the report has come. */

typedef struct {
  gint64 unit;
  const char *code, *name;
  const char *district, *zone; /* as of the period's last day; zone "" if none */
} ZbRespondent;

/* ZB_ACT_OBLIGATIONS freezes the list for a period. Doing it again adds units and renews names and
 * areas; a unit no longer listed is dropped only if it has sent nothing. Result id: how many. */
typedef struct {
  const char *tenant, *form, *period;
  const ZbRespondent *respondents;
  guint n;
  const ZbCalendarEntry *hours; /* (nullable) that the period opens with, in the same act */
} ZbObligations;

/* ZB_ACT_EXEMPTION: the unit need not report (or, @lift, must again). */
typedef struct {
  const char *tenant, *form, *period;
  gint64 unit;
  gboolean lift;
  const char *reason;
} ZbExemption;

/* ZB_ACT_PERMIT (特批): the unit may send until @until though the period is closed. */
typedef struct {
  const char *tenant, *form, *period;
  gint64 unit;
  gint64 until;
  const char *reason;
} ZbPermit;

typedef enum {
  ZB_REVIEW_NONE, /* nothing sent */
  ZB_REVIEW_SUBMITTED,
  ZB_REVIEW_RETURNED,
  ZB_REVIEW_PASSED, /* by the level told beside it */
  ZB_REVIEW_ACCEPTED,
  ZB_REVIEW_LOCKED,
  ZB_REVIEW_WITHDRAWN,
} ZbReviewState;
const char *zb_review_state_to_string (ZbReviewState state); /* "due", "submitted" … */

typedef struct {
  gint64 id;
  char *tenant, *form, *period;
  gint64 unit;
  char *code, *name, *district, *zone;
  gboolean owed; /* FALSE: sent without being asked */
  gboolean exempt;
  gint64 permit_until; /* 0 if none */
  gint64 head;         /* the latest version, or 0 … */
  ZbReviewState state; /* … and its state */
  guint level;
  gboolean late;
  gint64 received;
  gint64 resubmit_by;     /* of a return; 0 if none */
  char *message, *digest; /* (nullable) of the head */
  gint64 accepted;        /* the version in the totals, or 0 */
} ZbObligation;

void zb_obligation_free (ZbObligation *obligation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbObligation, zb_obligation_free)

ZbObligation *zb_store_read_obligation (ZbStore *store,
                                        const char *tenant,
                                        const char *form,
                                        const char *period,
                                        gint64 unit,
                                        GError **error);

typedef struct {
  const char *tenant, *form, *period; /* each nullable */
  gint64 unit;                        /* 0: all */
  const char *const *areas;           /* (nullable) managing zone if set, else district */
  guint states;                       /* bits 1 << ZbReviewState; 0: all */
  gint64 after;                       /* id of the last one seen */
  guint limit;
} ZbObligationQuery;

/* (transfer full) ZbObligation, by id. */
GPtrArray *
zb_store_list_obligations (ZbStore *store, const ZbObligationQuery *query, GError **error);
