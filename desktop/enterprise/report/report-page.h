/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/model/report-case.h"

/* One report: the sheet with its table, the verdict below it, findings beside it, and one button
 * that says what is next. Signals: "back"; "say" (text: char*); "reopen" (mode: uint, a
 * ZbOpenMode), when its state has changed; "open-form" (FORM-ID: char*), another form of its set.
 */
#define ZB_TYPE_REPORT_PAGE (zb_report_page_get_type ())
G_DECLARE_FINAL_TYPE (ZbReportPage, zb_report_page, ZB, REPORT_PAGE, GtkWidget)

/* @opened is taken. */
void zb_report_page_show (ZbReportPage *page, ZbOffice *office, ZbReportCase *opened);
/* What is shown (borrowed) (nullable). */
const ZbReportCase *zb_report_page_get_case (ZbReportPage *page);
/* Asks by "reopen" for the same report as it stands now. */
void zb_report_page_reopen (ZbReportPage *page, ZbOpenMode mode);
/* Commits what is being typed and lets go of the report; FALSE when a text was refused, so that the
 * person may decide. */
gboolean zb_report_page_leave (ZbReportPage *page);
/* Sends what was signed. */
void zb_report_page_send (ZbReportPage *page);
