/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/report/report-page.h"

/* The page's part for a report whose context, as it is kept here, cannot be read: says so, and
 * fetches it anew. */
void zb_report_page_show_context (ZbReportPage *page);
