/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* What a report says beside its figures: explanations of findings, reasons for changed pre-filled
 * cells, attachments. All of it is signed with the report. */

typedef struct {
  char *rule; /* "B204-1#10", with the instance's key where the rule runs over rows: "B204-1#7/A.01"
               */
  guint revision;
  char *operands; /* SHA-256 over rule, revision, operand keys and values, hex: a changed value
                     voids it */
  char *reason;   /* code of the list "reasons" */
  char *text;
  char *author;
  gint64 time; /* microseconds UTC */
} ZbExplanation;

typedef struct {
  char *cell; /* item id */
  char *from, *to;
  char *reason;
} ZbPrefillChange;

/* Copies @explanation, replacing one for the same rule. */
void zb_report_explain (ZbReport *report, const ZbExplanation *explanation);
gboolean zb_report_unexplain (ZbReport *report, const char *rule);
guint zb_report_n_explanations (const ZbReport *report);
const ZbExplanation *zb_report_explanation (const ZbReport *report,
                                            guint index); /* sorted by rule */
const ZbExplanation *zb_report_find_explanation (const ZbReport *report, const char *rule);

void zb_report_add_prefill_change (ZbReport *report, const ZbPrefillChange *change);
guint zb_report_n_prefill_changes (const ZbReport *report);
const ZbPrefillChange *zb_report_prefill_change (const ZbReport *report,
                                                 guint index); /* sorted by cell */
