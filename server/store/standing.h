/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/obligation.h"

/* How far a unit's report of a form and period has come, as far as the next one is held against it.
 * All zeros of a unit that was not asked and sent nothing. */
typedef struct {
  gint64 obligation;
  gint64 permit_until; /* 0 if none */
  gint64 head;         /* the latest version, or 0 … */
  guint number;        /* … its number, from 1 … */
  ZbReviewState state; /* … its state … */
  gint64 resubmit_by; /* … and, if it was returned, until when it may come again; 0 if not said */
  gint64 accepted;    /* the version in the totals, or 0 */
  char *message;      /* (nullable) owned: the head's */
} ZbStanding;

/* Whose: of a unit that sends a form for a period. Borrowed. */
typedef struct {
  const char *tenant, *form, *period;
  gint64 unit;
} ZbStandingKey;

void zb_standing_clear (ZbStanding *standing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbStanding, zb_standing_clear)

/* Mostly from memory, which the store keeps in step with what is committed. FALSE only if the store
 * failed. */
gboolean zb_store_read_standing (ZbStore *store,
                                 const ZbStandingKey *key,
                                 ZbStanding *ret_standing,
                                 GError **error);
