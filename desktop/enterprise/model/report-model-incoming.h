/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/incoming.h"
#include "desktop/enterprise/model/report-layout.h"
#include "desktop/enterprise/model/report-model.h"
#include "desktop/widgets/text-block.h"

/* Blocks of figures on their way into a report's model. */

/* Which cell of the report stands in a place of the grid; FALSE if it is none that holds a value.
 */
gboolean zb_report_model_find_place (ZbReportModel *model,
                                     guint row,
                                     guint column,
                                     ZbReportPlace *ret_place);
/* Its item id. (transfer full) */
char *zb_report_model_dup_place_id (ZbReportModel *model, const ZbReportPlace *place);

/* What a block would do if it were pasted with its first cell at @row, @column; figures are counted
 * in @measure (nullable: as the cells are), where that is of their kind. (transfer full) */
ZbIncoming *zb_report_model_offer_block (ZbReportModel *model,
                                         const ZbTextBlock *block,
                                         guint row,
                                         guint column,
                                         const ZbMeasure *measure);
/* Puts in what can go in, as one step of undo (header fields are no part of it); returns how many.
 */
guint zb_report_model_take (ZbReportModel *model, const ZbIncoming *incoming);
