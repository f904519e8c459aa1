/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/permit.h"
#include "desktop/enterprise/model/report-case.h"

/* How a report that was sent may be corrected at a moment. */
typedef enum {
  ZB_CORRECTING_NOT,   /* there is nothing to correct, or it is too late */
  ZB_CORRECTING_NOW,   /* as a new version that replaces the latest */
  ZB_CORRECTING_ASK,   /* the bureau has to permit it first */
  ZB_CORRECTING_ASKED, /* it was asked and has not answered */
  ZB_CORRECTING_NOTE,  /* never: the next cumulative report carries the difference */
} ZbCorrecting;

/* @now: what is permitted is judged at that time. */
ZbCorrecting zb_correcting_find (const ZbReportCase *opened, gint64 now);
/* Whether it may still be withdrawn: no level has passed it, and the period is not closed. */
gboolean zb_correcting_may_withdraw (const ZbReportCase *opened, gint64 now);

/* Asks the bureau's server what a correction of the accepted report (its number, as in ZbDue)
 * touches. */
void zb_correcting_touched_async (ZbOffice *office,
                                  gint64 account,
                                  gint64 report,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) */
ZbTouched *zb_correcting_touched_finish (GAsyncResult *result, GError **error);

/* Asks the bureau to permit a correction. */
void zb_correcting_ask_async (ZbOffice *office,
                              gint64 account,
                              const char *form,
                              const char *period,
                              const char *reason,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zb_correcting_ask_finish (GAsyncResult *result, GError **error);
