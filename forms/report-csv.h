/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* Fills @report from "section,row,column,value" lines (header line required; section empty where
 * the form has one section; header fields as section "head", row = field id; tabs may stand for the
 * commas). Figures are read as zb_decimal_parse_entry() does, "" blanks a cell, "#na" (or "—"),
 * "#scope" and "#withheld" are its states; 1 is taken for the row 01 where a spreadsheet dropped
 * the zero. Computed and locked cells are refused unless they are blank or equal. Errors name line
 * and column; nothing is changed when it fails. */
gboolean zb_report_read_csv (
    ZbReport *report, const char *source, const char *text, gsize length, GError **error);
/* (transfer full) all that is not blank, as the reader takes it. */
GBytes *zb_report_to_csv (const ZbReport *report);
