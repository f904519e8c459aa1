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

/* A file that goes with the report in its container. */
typedef struct {
  char *name;
  char *type; /* media type */
  guint64 size;
  char *digest; /* SHA-256, hex */
} ZbAttachment;

#define ZB_REPORT_MAX_NOTES 10000      /* of each kind */
#define ZB_REPORT_MAX_NOTE_LENGTH 2000 /* characters of one text */

/* Texts are cleaned as zb_text_clean() does. Copies @explanation, replacing one for the same rule.
 */
void zb_report_explain (ZbReport *report, const ZbExplanation *explanation);
gboolean zb_report_unexplain (ZbReport *report, const char *rule);
guint zb_report_n_explanations (const ZbReport *report);
const ZbExplanation *zb_report_explanation (const ZbReport *report,
                                            guint index); /* sorted by rule */
const ZbExplanation *zb_report_find_explanation (const ZbReport *report, const char *rule);

/* Copies @change, replacing one for the same cell. */
void zb_report_add_prefill_change (ZbReport *report, const ZbPrefillChange *change);
guint zb_report_n_prefill_changes (const ZbReport *report);
const ZbPrefillChange *zb_report_prefill_change (const ZbReport *report,
                                                 guint index); /* sorted by cell */
gboolean zb_report_remove_prefill_change (ZbReport *report, const char *cell);

/* Copies @attachment, replacing one of the same name. */
void zb_report_attach (ZbReport *report, const ZbAttachment *attachment);
gboolean zb_report_detach (ZbReport *report, const char *name);
guint zb_report_n_attachments (const ZbReport *report);
const ZbAttachment *zb_report_attachment (const ZbReport *report, guint index); /* sorted by name */
