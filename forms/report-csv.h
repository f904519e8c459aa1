/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* Fills @report from "section,row,column,value" lines (header line required; section empty where
 * the form has one section; header fields as section "head", row = field id). Computed cells are
 * refused unless they are blank or equal. Errors name line and column; nothing is changed when it
 * fails. */
gboolean zb_report_read_csv (
    ZbReport *report, const char *source, const char *text, gsize length, GError **error);
GBytes *zb_report_to_csv (const ZbReport *report);
