/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/grid-content.h"
#include "desktop/widgets/grid-head.h"
#include "forms/report.h"

/* How a form's sections stand in one grid, as on paper: titles, merged heads, the rows' names,
 * measures and codes as stubs, the figures; a long narrow table in two halves beside each other. It
 * knows where everything is, not what stands there. */
typedef struct _ZbReportLayout ZbReportLayout;

/* Where a grid's cell is in the report. */
typedef struct {
  guint section;
  guint row;
  guint column;
} ZbReportPlace;

typedef enum {
  ZB_LAYOUT_NAME,
  ZB_LAYOUT_MEASURE,
  ZB_LAYOUT_CODE,
  ZB_LAYOUT_FIGURE,
} ZbLayoutColumn;

/* @report is read for the rows it has; @editable: dynamic sections get a line to add rows by.
 * @language: of heads. */
ZbReportLayout *
zb_report_layout_new (const ZbReport *report, gboolean editable, const char *language);
void zb_report_layout_free (ZbReportLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReportLayout, zb_report_layout_free)

guint zb_report_layout_n_rows (const ZbReportLayout *layout);
guint zb_report_layout_n_columns (const ZbReportLayout *layout);
guint zb_report_layout_n_frozen (const ZbReportLayout *layout);
/* Whether each row names its measure; else one line above the table does for all. */
gboolean zb_report_layout_has_measures (const ZbReportLayout *layout);
void zb_report_layout_column (const ZbReportLayout *layout, guint column, ZbGridColumn *ret_column);
ZbGridRowKind zb_report_layout_row_kind (const ZbReportLayout *layout, guint row);
/* The section a row belongs to, whatever its kind. */
guint zb_report_layout_row_section (const ZbReportLayout *layout, guint row);
ZbGridHead *zb_report_layout_head (const ZbReportLayout *layout, guint row); /* borrowed */

/* What a cell of a CELLS row is; FALSE for blank paper. For stubs ret_place->column is 0. */
gboolean zb_report_layout_place (const ZbReportLayout *layout,
                                 guint row,
                                 guint column,
                                 ZbLayoutColumn *ret_column,
                                 ZbReportPlace *ret_place);
/* The other way round. */
gboolean zb_report_layout_find (const ZbReportLayout *layout,
                                const ZbReportPlace *place,
                                guint *ret_row,
                                guint *ret_column);
