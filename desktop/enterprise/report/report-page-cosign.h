/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/report/report-page.h"

/* The page's part for reports that several people sign. */
void zb_report_page_install_cosign (GtkWidgetClass *widget_class);
void zb_report_page_show_cosign (ZbReportPage *page);
/* Who has signed and who comes next; where nobody has, zb_report_page_dup_permit_info(). (transfer
 * full) (nullable) */
char *zb_report_page_dup_cosign_info (const ZbReportCase *opened);
