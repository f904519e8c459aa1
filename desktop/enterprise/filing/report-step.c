/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/report-step.h"

#include <glib/gi18n.h>

ZbReportStep
zb_report_step_find (const ZbTally *tally,
                     ZbDueState state,
                     gboolean editable,
                     gboolean may_sign,
                     gboolean has_evidence)
{
  if (editable) {
    if (tally->n_refused > 0 || tally->n_hard > 0)
      return ZB_STEP_CHECK;
    return tally->n_quasi > 0 || tally->n_soft > 0 ? ZB_STEP_EXPLAIN : ZB_STEP_SIGN;
  }
  if (state == ZB_DUE_COSIGN)
    return may_sign ? ZB_STEP_SIGN : ZB_STEP_NONE;
  if (state == ZB_DUE_QUEUED)
    return ZB_STEP_SEND;
  if (state == ZB_DUE_RETURNED || state == ZB_DUE_REFUSED)
    return ZB_STEP_CORRECT;
  return has_evidence ? ZB_STEP_RECEIPT : ZB_STEP_NONE;
}

const char *
zb_report_step_words (ZbReportStep step)
{
  static const char *const words[] = {
      [ZB_STEP_NONE] = NULL,
      [ZB_STEP_CHECK] = N_ ("Check"),
      [ZB_STEP_EXPLAIN] = N_ ("Explain"),
      [ZB_STEP_NEXT_FORM] = N_ ("Next Form"),
      [ZB_STEP_SIGN] = N_ ("Sign"),
      [ZB_STEP_SEND] = N_ ("Send"),
      [ZB_STEP_RECEIPT] = N_ ("View Receipt"),
      [ZB_STEP_CORRECT] = N_ ("Correct"),
  };
  return words[step] != NULL ? _ (words[step]) : NULL;
}
