/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/calendar.h"
#include "server/store/standing.h"
#include "server/store/tenant.h"

/* When a unit may report a form for a period: the form's default hours, the tenant's calendar over
 * them, and a permit over both; the resubmission deadline of a returned report is one too. */
typedef struct {
  ZbPeriodWindow hours;
  gint64 permit_until; /* 0 if none */
} ZbReportWindow;

/* @standing NULL: of the period itself, for all units. */
gboolean zb_report_window_read (ZbStore *store,
                                const ZbForm *form,
                                ZbPeriod period,
                                const ZbStanding *standing,
                                ZbReportWindow *ret_window,
                                GError **error);

/* Until when @level of the tenant's review chain decides on the reports: by the calendar, else by
 * the form, but never before the enterprises' deadline; 0 if neither says. */
gboolean zb_report_cut_off_read (ZbStore *store,
                                 const ZbForm *form,
                                 ZbPeriod period,
                                 const char *level,
                                 gint64 *ret_until,
                                 GError **error);

typedef enum {
  ZB_WINDOW_NOT_OPEN,
  ZB_WINDOW_OPEN,
  ZB_WINDOW_LATE,
  ZB_WINDOW_PERMIT,
  ZB_WINDOW_CLOSED
} ZbWindowState;

ZbWindowState zb_report_window_at (const ZbReportWindow *window, gint64 at);
