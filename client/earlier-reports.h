/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/report.h"

/* What an enterprise reported in the periods before one, for looking back from a cell. */

#define ZB_EARLIER_REPORTS 12

/* The periods before @period that @form collects, newest first; at most @n are written, returns how
 * many. */
guint zb_earlier_periods (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_periods, guint n);
/* (transfer full) ZbReport: those of the ZB_EARLIER_REPORTS periods before @report's that are here,
 * sent ones before drafts, newest first. */
GPtrArray *
zb_earlier_reports_read (ZbWorkspace *workspace, const ZbAccount *account, const ZbReport *report);
