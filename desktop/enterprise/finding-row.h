/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/report-model.h"

/* A finding in the findings panel: what is wrong, both sides, where the figures come from, earlier
 * figures, its explanation; it is read anew for each state of the report. Signal: "explain". */
#define ZB_TYPE_FINDING_ROW (zb_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (ZbFindingRow, zb_finding_row, ZB, FINDING_ROW, GtkListBoxRow)

/* @finding is borrowed: it lives until the next check. */
GtkWidget *zb_finding_row_new (ZbReportModel *model, const ZbFinding *finding);
/* A pre-filled cell that was changed and needs a reason. */
GtkWidget *zb_finding_row_new_for_change (ZbReportModel *model, const char *item_id);
/* Something about @n cells that hold texts which are no values. */
GtkWidget *zb_finding_row_new_for_refused (guint n);

/* The finding's instance, or the item of a changed cell; NULL for refused texts (borrowed). */
const char *zb_finding_row_get_subject (ZbFindingRow *row);
const char *zb_finding_row_get_message (ZbFindingRow *row); /* borrowed */
gboolean zb_finding_row_is_change (ZbFindingRow *row);
/* The cell to jump to (borrowed each); FALSE when it has none in this report. */
gboolean zb_finding_row_get_cell (ZbFindingRow *row,
                                  const char **ret_section,
                                  const char **ret_row,
                                  const char **ret_column);
