/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"

/* What came of one kind of fault. All but the last two members of the first group are figures; the
 * faults that must not be are those of the second. */
typedef struct {
  const char *name;   /* "kill zhibaod" */
  guint times;        /* how often it was brought about */
  guint acknowledged; /* reports, during all of it */
  guint repeated;     /* of them only on a later try */
  guint refused;      /* tries that were answered, but not with evidence */
  double seconds;

  guint lost;          /* acknowledged, and not there with their bytes, and nobody says so */
  guint doubled;       /* there more than once, or never sent */
  guint unproven;      /* whose R1 does not verify */
  GPtrArray *problems; /* (owned) sentences: whatever else ought not to be */
  GPtrArray *remarks;  /* (owned) sentences worth reading that are no problem */
} ZbFaultReport;

ZbFaultReport *zb_fault_report_new (const char *name);
void zb_fault_report_free (ZbFaultReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFaultReport, zb_fault_report_free)

void zb_fault_report_problem (ZbFaultReport *report, const char *format, ...) G_GNUC_PRINTF (2, 3);
void zb_fault_report_remark (ZbFaultReport *report, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Nothing that must not be. */
gboolean zb_fault_report_is_clean (const ZbFaultReport *report);

/* A table with a line each, and below it what there is to say. */
void zb_fault_report_print_head (void);
void zb_fault_report_print (const ZbFaultReport *report);
/* One object. */
void zb_fault_report_write (const ZbFaultReport *report, ZbJsonWriter *json);
