/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/report/report-page-private.h"

/* The page's means of entry beside the keyboard. */

/* report-page-incoming.c: figures from spreadsheets, the ledger and the clipboard. */
void zb_report_page_install_incoming (GtkWidgetClass *widget_class);

/* report-page-cell.c: what stood in a cell before, notes on it, its accounts. */
void zb_report_page_install_cell (GtkWidgetClass *widget_class);
void zb_report_page_read_lore (ZbReportPage *page);
void zb_cell_lore_free (ZbCellLore *lore);

/* report-page-view.c: the table's size, and where Enter goes. */
void zb_report_page_install_view (GtkWidgetClass *widget_class);
void zb_report_page_apply_view (ZbReportPage *page);
/* The table's size, in steps from 100 %, that goes with the size of the desktop's letters. */
int zb_report_page_usual_zoom (void);

/* report-page-differ.c: asks whether to sign though other forms of the enterprise say something
 * else, and does; FALSE if there is nothing to ask. */
gboolean zb_report_page_ask_differences (ZbReportPage *page);
/* report-page-steps.c: opens the dialog that signs. */
void zb_report_page_sign (ZbReportPage *page);
