/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/model/report-model.h"
#include "desktop/widgets/form-sheet.h"

/* Fills the printed sheet around the table: title, legal box, unit, header fields and signers, the
 * fields as entries where the report may be edited. @enterprise: its name. Entries hold on to
 * @model. */
void zb_report_sheet_fill (ZbFormSheet *sheet, ZbReportModel *model, const char *enterprise);

/* Gives the keyboard to the entry of a header field or signer (numbered as zb_form_field() does).
 * FALSE if it is not one to fill in. */
gboolean zb_report_sheet_show_field (ZbFormSheet *sheet, guint field);
