/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/report/report-page.h"

/* The page's part for a draft of the edition before. */
void zb_report_page_install_carry (GtkWidgetClass *widget_class);
void zb_report_page_show_carry (ZbReportPage *page);
/* Whether the draft stays in an edition that cannot be sent any more. */
gboolean zb_report_page_is_outdated (ZbReportPage *page);
