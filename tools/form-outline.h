/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form-draft.h"

/* A form's tables in short lines, as an admin types them:
 *
 *   section 产值 | Output | CNY1000
 *   column 1 本月 | Month
 *   column 2 1—本月 | Year to date
 *   row 01 工业总产值 | Gross output
 *   row 02 企业用电量 | Electricity used | KWH10000 | 2
 *   field contact 联系人 | Contact
 *
 * A row's measure and decimals may follow; "list industry class" in place of rows has them chosen
 * from a code list. More blanks before a row's name indent it. */

/* Adds one line to the draft; what comes before any "section" line begins one. @n is its number,
 * for the error. Blank lines and those that begin with a hash say nothing. */
gboolean zb_form_outline_add (ZbFormDraft *draft, const char *line, guint n, GError **error);
/* All lines of a text; @source names it. */
gboolean
zb_form_outline_read (ZbFormDraft *draft, const char *source, const char *text, GError **error);

/* Sets a G_IO_ERROR_INVALID_ARGUMENT of what an admin typed, and returns FALSE. */
gboolean zb_form_input_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
