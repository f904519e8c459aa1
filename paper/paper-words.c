/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper-words.h"

#include <string.h>

static const struct {
  const char *zh, *en;
} words[ZB_PAPER_N_WORDS] = {
    [ZB_PAPER_CODE] = {"表　　号", "Form no."},
    [ZB_PAPER_ISSUER] = {"制定机关", "Issued by"},
    [ZB_PAPER_DOCUMENT] = {"文　　号", "Document"},
    [ZB_PAPER_VALID_UNTIL] = {"有效期至", "Valid until"},
    [ZB_PAPER_UNIT_CODE] = {"统一社会信用代码", "Unified social credit code"},
    [ZB_PAPER_UNIT_NAME] = {"单位详细名称", "Full name of the unit"},
    [ZB_PAPER_MEASURE_LINE] = {"计量单位", "Unit of measure"},
    [ZB_PAPER_INDICATOR] = {"指标名称", "Indicator"},
    [ZB_PAPER_NAME] = {"名称", "Name"},
    [ZB_PAPER_MEASURE] = {"计量单位", "Unit"},
    [ZB_PAPER_ROW_CODE] = {"代码", "Code"},
    [ZB_PAPER_CONTINUED] = {"（续）", " (continued)"},
    [ZB_PAPER_DATE_OF_REPORT] = {"报出日期", "Date of report"},
    [ZB_PAPER_NOTES] = {"说明", "Notes"},
    [ZB_PAPER_RELATIONS] = {"审核关系", "Relations checked"},
    [ZB_PAPER_DRAFT] = {"草稿", "DRAFT"},
    [ZB_PAPER_DAY_BLANK] = {"20　　年　　月　　日", "____-__-__"},
    [ZB_PAPER_STATE] = {"报送状态", "State"},
    [ZB_PAPER_SIGNED_BY] = {"电子签名", "Signed by"},
    [ZB_PAPER_DIGEST] = {"报表摘要 SHA-256", "SHA-256 of the report"},
    [ZB_PAPER_RECEIPT] = {"回执编号", "Receipt"},
    [ZB_PAPER_ACCEPTANCE] = {"验收编号", "Acceptance"},
    [ZB_PAPER_SQUARE_CODE] = {"回执码", "Receipt code"},
    [ZB_PAPER_SEPARATOR] = {"：", ": "},
};

gboolean
zb_paper_is_chinese (const char *language)
{
  return strncmp (language, "zh", 2) == 0;
}

const char *
zb_paper_word (const char *language, ZbPaperWord word)
{
  return zb_paper_is_chinese (language) ? words[word].zh : words[word].en;
}
