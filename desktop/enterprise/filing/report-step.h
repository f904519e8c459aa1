/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/due.h"
#include "desktop/widgets/tally.h"

/* What is to be done next with a report: what the one primary button says and does. */
typedef enum {
  ZB_STEP_NONE,
  ZB_STEP_CHECK,     /* errors keep it from being signed: go through them */
  ZB_STEP_EXPLAIN,   /* only explanations are missing */
  ZB_STEP_NEXT_FORM, /* this form is ready, another of its set is not */
  ZB_STEP_SIGN,
  ZB_STEP_SEND,
  ZB_STEP_RECEIPT,
  ZB_STEP_CORRECT, /* it came back */
} ZbReportStep;

/* @may_sign: whether it is this person's turn among several. @has_evidence: whether receipts are
 * here. */
ZbReportStep zb_report_step_find (const ZbTally *tally,
                                  ZbDueState state,
                                  gboolean editable,
                                  gboolean may_sign,
                                  gboolean has_evidence);
/* What the button says, NULL where there is no step (static, translated). */
const char *zb_report_step_words (ZbReportStep step);
