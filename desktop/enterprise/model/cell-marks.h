/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/grid-content.h"
#include "forms/report.h"
#include "validators/finding.h"

/* What findings and remarks have to say about single cells of a report, by item id. */
typedef struct _ZbCellMarks ZbCellMarks;

ZbCellMarks *zb_cell_marks_new (void);
void zb_cell_marks_free (ZbCellMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCellMarks, zb_cell_marks_free)

/* Takes the marks of @findings (ZbFinding, borrowed until the next call) in place of the earlier
 * ones, for the cells of @report. */
void
zb_cell_marks_take_findings (ZbCellMarks *marks, const GPtrArray *findings, const ZbReport *report);
void zb_cell_marks_add_remark (ZbCellMarks *marks, const char *item_id, const char *text);

/* The worst open finding on a cell; explained and waived ones count as information. */
ZbGridMark zb_cell_marks_get (const ZbCellMarks *marks, const char *item_id);
const char *zb_cell_marks_remark (const ZbCellMarks *marks, const char *item_id); /* (nullable) */
/* (transfer container) item ids with a remark, sorted; borrowed. */
GPtrArray *zb_cell_marks_list_remarks (const ZbCellMarks *marks);
/* The messages of all findings on a cell, one a line; NULL without any. (transfer full) */
char *zb_cell_marks_dup_messages (const ZbCellMarks *marks, const char *item_id);

/* The cells that are probably wrong: item ids, copied. FALSE if they are as before. */
gboolean zb_cell_marks_set_suspects (ZbCellMarks *marks, const GPtrArray *item_ids);
gboolean zb_cell_marks_is_suspect (const ZbCellMarks *marks, const char *item_id);

/* The mark of a finding as it stands. */
ZbGridMark zb_cell_marks_of_finding (const ZbFinding *finding);
