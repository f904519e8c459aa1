/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The words printed on every form, in both languages: the paper has a language of its own, which
 * need not be that of the program that prints it. */
typedef enum {
  ZB_PAPER_CODE,
  ZB_PAPER_ISSUER,
  ZB_PAPER_DOCUMENT,
  ZB_PAPER_VALID_UNTIL,
  ZB_PAPER_UNIT_CODE,
  ZB_PAPER_UNIT_NAME,
  ZB_PAPER_MEASURE_LINE,
  ZB_PAPER_INDICATOR,
  ZB_PAPER_NAME,
  ZB_PAPER_MEASURE,
  ZB_PAPER_ROW_CODE,
  ZB_PAPER_CONTINUED,
  ZB_PAPER_DATE_OF_REPORT,
  ZB_PAPER_NOTES,
  ZB_PAPER_RELATIONS,
  ZB_PAPER_DRAFT,
  ZB_PAPER_DAY_BLANK,
  ZB_PAPER_SEPARATOR,
  ZB_PAPER_STATE,
  ZB_PAPER_SIGNED_BY,
  ZB_PAPER_DIGEST,
  ZB_PAPER_RECEIPT,
  ZB_PAPER_ACCEPTANCE,
  ZB_PAPER_SQUARE_CODE,
  ZB_PAPER_N_WORDS
} ZbPaperWord;

const char *zb_paper_word (const char *language, ZbPaperWord word);
gboolean zb_paper_is_chinese (const char *language);
