/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/form-paper.h"

/* Adds the tables of one section: one, or several where its columns are too many for a sheet, each
 * with the names of the rows. */
void
zb_section_table_add (ZbPaper *paper, const ZbForm *form, guint section, const ZbReport *report);
/* What stands in a cell or field of @spec that holds @text: codes with their names. Caller frees.
 */
char *zb_paper_cell_text (const ZbCellSpec *spec, const char *text, const char *language);
