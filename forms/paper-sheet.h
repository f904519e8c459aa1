/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xlsx-reader.h"
#include "forms/form-draft.h"

/* Takes a form's tables from a spreadsheet that is laid out as its printed paper:
 *
 *   工业产销总值及主要产品产量            表号：B204-1 …          above the table, each where it
 * likes 指标名称 | 计量单位 | 代码 |   本年        | 上年同期          merged heads, any number of
 * lines | 本月 | 1—本月  | 本月 | 1—本月 甲    |    乙    |  丙  |  1   |   2    |  3   |   4 the
 * line of printed codes 工业总产值 |  千元   |  01  |      |        |      | 其中：…  |  千元   |
 * 02  |      |        |  —   |           — or ×: nothing belongs there
 *
 * A line of codes begins with 甲 or (a); a second 甲 in it begins a second half of the table, and a
 * further line of codes a further section. Rows end where a footer begins (单位负责人, 说明 …). */

/* Whether the sheet has a line of codes. */
gboolean zb_paper_sheet_is_table (const ZbXlsx *xlsx, guint sheet);
/* Adds what the sheet says to @draft: sections, and title, code, issuer, document, validity and
 * note where it has them. Texts go to both languages alike. ZB_FORMS_ERROR_INVALID, "source: sheet
 * “S”: cell B2: …". @source names the file. */
gboolean zb_paper_sheet_read (
    const ZbXlsx *xlsx, guint sheet, const char *source, ZbFormDraft *draft, GError **error);
/* Takes the texts of @english, read from a sheet of the same shape, as the English ones. */
gboolean zb_form_draft_translate (ZbFormDraft *draft, const ZbFormDraft *english, GError **error);
