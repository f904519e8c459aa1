/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/report/report-page-private.h"
#include "desktop/enterprise/filing/report-step.h"

/* How the report on the page stands (report-page-standing.c). */

ZbReportStep zb_report_page_get_step (ZbReportPage *page);
guint zb_report_page_n_refused (ZbReportPage *page);
/* The verdict, the next step and, when they are in view, the findings. */
void zb_report_page_show_standing (ZbReportPage *page);
/* The sum of a block, else what stood in the cell before; @only_sum: nothing that would be as it
 * was before an edit. */
void zb_report_page_show_aside (ZbReportPage *page, gboolean only_sum);
/* Two windows on one draft: the person chooses, and until then nothing is saved or signed here. */
void zb_report_page_show_conflict (ZbReportPage *page);
/* A ZbDraftSaved. */
void zb_report_page_saved_cb (const GError *error, gpointer user_data);
/* Once for each page; for the model and the grid it has now, and before it lets go of them. */
void zb_report_page_watch_keys (ZbReportPage *page);
void zb_report_page_watch (ZbReportPage *page);
void zb_report_page_unwatch (ZbReportPage *page);
